"""Makes the demo by the product's own deeds: found, invite, answer, bring tickets in, draft, adopt, run cases."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from handrail.business import actions as business
from handrail.business.interview import read_file
from handrail.config.demo import cases
from handrail.config.demo.told import EXAMPLES, SIGN_IN, DemoError, Example, read
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk.clocks.answering import actions as answering
from handrail.desk.clocks.answering.aims import PROPOSED
from handrail.drafting import actions as drafting
from handrail.drafting import queries as drafts
from handrail.inquiries import actions as inquiries
from handrail.inquiries import queries as asked
from handrail.inquiries import topics
from handrail.inquiries.holding import Held
from handrail.inquiries.masked_rows import mask_rows
from handrail.inquiries.tickets import open_file
from handrail.ledger import scope
from handrail.ledger.actor import Actor
from handrail.ledger.ids import new_id
from handrail.ledger.secret_files import write_secret
from handrail.people import actions as people
from handrail.people.models import Member, Organization
from handrail.people.notice import actions as notice
from handrail.people.notice.queries import current
from handrail.people.rights import Role

DESPITE = "Invented: nobody is bound by it."
BEGAN = timedelta(weeks=6)  # so long before the demo is made did its businesses begin
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """One business of the demo as it stands."""

    organization: Organization
    zone: ZoneInfo
    members: tuple[Member, ...]
    example: Example

    def actor(self, role: str) -> Actor:
        return people.actor_of(self.member(role))

    def member(self, role: str) -> Member:
        return next(row for row in self.members if row.role == role)


def build(*, data: Path, at: datetime, say: Say) -> str:
    """Both businesses, in a data folder without any; returns how to sign in. Raises DemoError for a folder in use."""
    if Organization.objects.exists():
        raise DemoError("There is a business here already. A demo wants a folder of its own: --data demo")
    examples = [read(name) for name in EXAMPLES]
    password = secrets.token_urlsafe(9)
    for number, example in enumerate(examples, 1):
        say(f"  demo {number} of {len(examples)}: {example.folder.name}")
        _one(example, password, at, say)
    words = _sign_in(examples, password)
    write_secret(data / SIGN_IN, words)
    return words


def _sign_in(examples: Iterable[Example], password: str) -> str:
    rows = [
        f"  {row.told.email(person):<28} {person.name}, {person.role}" for row in examples for person in row.told.people
    ]
    return "\n".join(["Sign in as one of these; the password of all is " + password, *rows]) + "\n"


def _one(example: Example, password: str, at: datetime, say: Say) -> None:
    began = at - BEGAN
    made = _people(example, password, began)
    with scope.organization(made.organization.id):
        _answers(made, began)
        _tickets(made, began + timedelta(hours=1), say)
        _handbook(made, began + timedelta(hours=2), say)
        _answer_times(made, began + timedelta(hours=2))
        _customers(made, began + timedelta(hours=3))
        cases.run(made.example.folder, made.members, began + timedelta(days=1), at, say)


def _people(example: Example, password: str, at: datetime) -> Made:
    told = example.told
    answers = read_file((example.folder / "business.yaml").read_text("utf-8"))
    link = people.owner_link(token=people.make_owner_link(at=at), at=at)
    first, *others = told.people
    owner = people.found_organization(
        link=link, name=first.name, email=told.email(first), password=password, business=str(answers["business.name"]),
        time_zone=told.zone, at=at, is_demo=True,
    )  # fmt: skip
    organization = Organization.objects.get(pk=owner.organization_id)
    rows = [
        people.demo_member(
            organization=organization.id, name=person.name, email=told.email(person), password=password,
            role=Role(person.role), at=at,
        )
        for person in others
    ]  # fmt: skip
    with scope.organization(organization.id):
        for member in (owner, *rows):
            notice.keep(actor=people.actor_of(member), member=member, sha256=current().sha256, at=at)
    return Made(organization, ZoneInfo(told.zone), (owner, *rows), example)


def _answers(made: Made, at: datetime) -> None:
    answers = read_file((made.example.folder / "business.yaml").read_text("utf-8"))
    business.answer(actor=made.actor(Role.OWNER), answers=answers, at=at)


def _tickets(made: Made, at: datetime, say: Say) -> None:
    """The tickets as the page brings them in, and the topics in them; where their finder is not installed yet, what the
    trade is asked stands in."""
    content = (made.example.folder / "tickets.csv").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    owner = made.member(Role.OWNER)
    raw = mask_rows(open_file(content, "tickets.csv"))
    held = Held(new_id(), made.organization.id, owner.id, "tickets.csv", digest, len(content), raw)
    file = inquiries.bring_file(actor=people.actor_of(owner), held=held, mapping=raw.mapping, at=at)
    say(f"    {file.good} tickets")
    if topics.available():
        run = inquiries.find_topics(actor=people.actor_of(owner), at=at)
        inquiries.carry_out(actor=people.actor_of(owner), run_id=run.id, at=at)
    else:
        ticked = [replace(row, ticked=True) for row in asked.choices()]
        inquiries.choose_asked(actor=people.actor_of(owner), choices=ticked, at=at)


def _handbook(made: Made, at: datetime, say: Say) -> None:
    owner, on = made.actor(Role.OWNER), at.astimezone(made.zone).date()
    run = drafting.draft(actor=owner, at=at, on=on)
    drafting.carry_out(actor=owner, run_id=run.id, at=at)
    run.refresh_from_db()
    plan = drafts.plan_of(run)
    if plan is None:
        raise DemoError(f"The handbook could not be drafted: {run.problem}")
    slugs = [row.slug for row in plan.procedures]
    rows = drafting.adopt(actor=owner, run=run, slugs=slugs, at=at, on=on, despite=DESPITE)
    say(f"    {len(rows)} procedures adopted")


def _answer_times(made: Made, at: datetime) -> None:
    """What Handrail proposes, kept by the owner."""
    answering.set_aims(actor=made.actor(Role.OWNER), aims=PROPOSED, at=at)


def _customers(made: Made, at: datetime) -> None:
    agent = made.actor(Role.AGENT)
    for row in made.example.told.customers:
        details = [Given(kind, text, known) for kind, text, known in row.details]
        kept = customers.add(actor=agent, details=details, at=at)
        for sale in row.sales:
            given = customers.SaleGiven(**sale.model_dump())
            customers.add_sale(actor=agent, customer=kept, sale=given, at=at)
        for consent in row.consents:
            told = {**consent.model_dump(), "on": min(consent.on, _day(at, made.zone))}
            customers.note_consent(actor=agent, customer=kept, at=at, **told)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
