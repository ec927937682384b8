"""What the rooms hand up and down, composed by name."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from handrail.business import queries as business
from handrail.calendars.deadlines import day_of
from handrail.config import doctor
from handrail.connections.kept import queries as messages_kept
from handrail.connections.mail import queries as connections
from handrail.desk import queries as desk
from handrail.desk.clocks.answering import queries as answering
from handrail.desk.counsel import queries as counsel
from handrail.desk.counsel.kept import actions as counsel_gone
from handrail.desk.counsel.kept import queries as counsel_kept
from handrail.desk.escalating import queries as escalating
from handrail.desk.watching.coaching import queries as coaching
from handrail.desk.watching.following.queries import Looker
from handrail.desk.watching.kept import actions as watching_gone
from handrail.desk.watching.kept import queries as watching_kept
from handrail.desk.watching.scoring import queries as scoring
from handrail.drafting import queries as drafting
from handrail.inquiries.kept import actions as tickets_kept
from handrail.inquiries.kept import queries as tickets
from handrail.law.answers import Facts
from handrail.law.engine import Law
from handrail.law.queries import law_in_use
from handrail.law.versions.age import in_words, out_of_date, stand_ins
from handrail.law.versions.touching import Surprised, Touched, Toucher
from handrail.ledger.prepared import prepared
from handrail.ledger.retained import Eraser, PersonalRoom, Retained
from handrail.people.models import Member, Organization
from handrail.people.notice import queries as notice
from handrail.people.rights import Right, may
from handrail.procedures import queries as procedures
from handrail.procedures.control import queries as control
from handrail.procedures.queries import handbook, procedures_of
from handrail.procedures.replies import queries as replies
from handrail.procedures.tested import queries as tested
from handrail.records.keeping import queries as keeping
from handrail.records.keeping.held import actions as held
from handrail.records.keeping.held.queries import CASES, CUSTOMERS, LOOKS_KEPT, REASONS
from handrail.records.looks import queries as looks
from handrail.records.looks.actions import Shown
from handrail.records.persons import queries as persons
from handrail.reviews import queries as reviews
from handrail.web.waiting import Waiting

LARGE = 20  # people, from which on more places stand in the bar
NEVER = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the menu: its address name, its words, its key after G, and who sees it.

    `bar`: from how many people on it stands in the bar; else it is found under Menu."""

    name: str
    words: str
    key: str
    right: Right
    prefix: str
    bar: int = NEVER

    @property
    def address(self) -> str:
        return _address(self.name)


@cache
def _address(name: str) -> str:
    """Looked up once: it stands twice on every page."""
    return reverse(name)


MENU = (
    Place("home", "Home", "h", Right.READ, "/home", 0),
    Place("inquiries", "Inquiries", "i", Right.READ, "/inquiries", LARGE),
    Place("drafting", "Draft", "f", Right.DESCRIBE, "/drafting"),
    Place("procedures", "Procedures", "p", Right.READ, "/procedures", 0),
    Place("law", "Law", "l", Right.READ, "/law"),
    Place("desk", "Desk", "d", Right.RUN, "/desk", 0),
    Place("customers", "Customers", "c", Right.RUN, "/customers"),
    Place("connections", "Connections", "o", Right.RUN, "/connections"),
    Place("records", "Records", "r", Right.RECORDS, "/records", 0),
    Place("measures", "Measures", "m", Right.MEASURES, "/measures", LARGE),
    Place("reviews", "Reviews", "v", Right.RECORDS, "/reviews", LARGE),
    Place("business", "Business", "b", Right.READ, "/business"),
    Place("people", "People", "e", Right.READ, "/people", 0),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: the menu this person sees, the organization, where we are."""
    member = getattr(request, "member", None)
    if member is None:
        return {"menu": (), "more": (), "member": None, "organization": None}
    (organization,) = _organization(id_=member.organization_id)
    size = len(_people_there())
    seen = [(place, _is_here(place, request.path)) for place in MENU if may(member.role, place.right)]
    bar, more = places(seen, size)
    age = SimpleLazyObject(lambda: law_age(request.at, str(organization.time_zone)))  # type: ignore[attr-defined]
    return {"menu": bar, "more": more, "member": member, "organization": organization, "law_age": age}


@prepared
def _organization(id_: UUID) -> "QuerySet[Organization, Organization]":
    return Organization.objects.filter(pk=id_)


@prepared
def _people_there() -> "QuerySet[Member, UUID]":
    """As many as matter to the bar."""
    return Member.objects.filter(active=True).values_list("pk", flat=True)[:LARGE]


def law_age(at: datetime, zone: str) -> list[str]:
    """What of the law in use is out of date, in sentences: on every screen, judged at the day that is looked at."""
    on = day_of(at, zone)
    law = law_in_use(on)
    told = in_words(out_of_date(law, on))
    unread = [f"The approved law file of {title} can’t be read by this release." for title in stand_ins(law)]
    return [*([told] if told else []), *unread]


Seen = tuple[Place, bool]


def places(seen: list[Seen], size: int) -> tuple[list[Seen], list[Seen]]:
    """What stands in the bar of a business of this size, and what under Menu. Where one is always stands in the bar."""
    bar = [(place, here) for place, here in seen if here or place.bar <= size]
    return bar, [row for row in seen if row not in bar]


def _is_here(place: Place, path: str) -> bool:
    return path == "/" if place.name == "home" else path.startswith(place.prefix)


@dataclass(frozen=True, slots=True)
class MetBy:
    """A step of a procedure in force that says it meets a kind of duty."""

    procedure: str
    step: str
    version: int
    kind: str
    address: str


def met_by(kinds: Container[str], on: date) -> list[MetBy]:
    """Where duties are met: handed down to the law, whose pages know no procedures."""
    rows = [(row, procedures_of(row.bundle)[row.entry.slug]) for row in handbook(on) if row.bundle]
    named = law_in_use(on).kinds
    return [
        MetBy(
            procedure.title,
            step.name,
            row.number,
            named[kind].title if kind in named else kind,
            reverse("procedure", args=[row.entry.slug]),
        )
        for row, procedure in rows
        for step in procedure.steps
        for kind in step.meets
        if kind in kinds
    ]


def licence_names(business_facts: Facts, at: datetime) -> tuple[str, ...]:
    """The licences that bind a business on what it said, or may: handed down to the interview, which knows no law."""
    rows = law_in_use(at.date()).applies(business_facts, at.date())
    parts = (part for row in rows if row.verdict != "no" for part in row.duty.parts)
    return tuple(dict.fromkeys(part.licence.name for part in parts if part.licence))


def places_held(at: datetime) -> tuple[str, ...]:
    """The letters of the places whose law this business has a file for: handed down to the interview."""
    packs = law_in_use(at.date()).packs.values()
    return tuple(pack.jurisdiction for pack in sorted(packs, key=lambda row: row.title) if pack.parent)


TOUCHERS: tuple[Toucher, ...] = (procedures.touched_by, desk.touched_by)
"""What rests on the law, room by room, in the order in which a new version of a law file shows it. Replies and quizzes
join here."""


def surprises(law: Law, on: date) -> list[Surprised]:
    """Scenarios of procedures in force that come out otherwise on this law: handed to the approval of a law file."""
    return list(tested.surprised_by(law, on))


def touched(kinds: frozenset[str], values: frozenset[str], on: date) -> list[Touched]:
    """All that rests on these kinds of duty or numbers of law, handed to the reviews."""
    return [row for toucher in TOUCHERS for row in toucher(kinds, values, on)]


def kept_for(class_: str) -> str:
    """How long a class of things is kept, in words; nothing without a period. Handed down to the notice to staff."""
    row = keeping.periods().get(class_)
    return keeping.period_words(row) if row else ""


def scored() -> str:
    """Why people are scored here, where they are. Handed down to the notice to staff."""
    return scoring.reason()


Cards = Callable[[Member, datetime, str], list[Waiting]]
CARDS: tuple[Cards, ...] = (
    notice.waiting,
    escalating.waiting,
    counsel.waiting,
    coaching.waiting,
    scoring.waiting,
    answering.waiting,
    desk.waiting,
    connections.waiting,
    control.waiting,
    replies.waiting,
    tested.waiting,
    reviews.waiting,
    keeping.waiting,
    business.waiting,
    drafting.waiting,
    doctor.waiting,
)
"""What waits for a person, room by room, in the order in which home asks."""


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """All that waits for a member, handed down to home."""
    return [row for card in CARDS for row in card(member, at, zone)]


RETAINED: tuple[Retained, ...] = (
    CASES, CUSTOMERS, tickets.TICKETS, messages_kept.MESSAGES, LOOKS_KEPT, REASONS, counsel_kept.COUNSEL,
    watching_kept.COACHING, watching_kept.SCORES,
)  # fmt: skip
"""What is kept of persons, class by class: each has a period, and may be past it. A room that keeps more joins here."""

ERASERS: Mapping[str, Eraser] = {
    "value": held.forget_values, "file": held.forget_files, "said": held.forget_said, "looks": held.forget_looks,
    "draft": held.forget_drafts, "outgoing": held.forget_outgoing, "set": held.forget_sets,
    "ticket": tickets_kept.forget_tickets, "ticket-file": tickets_kept.forget_files,
    "counsel": counsel_gone.forget, "coaching": watching_gone.forget_notes, "scores": watching_gone.forget_scores,
}  # fmt: skip
"""How a piece goes, by the kind in its key. What went once must go again from a copy that is put back: no name here is
ever taken out."""


def lookers(case: UUID, since: datetime) -> list[Looker]:
    """Who opened a case or its record since an instant: handed down to the desk, whose agents see it."""
    return [Looker(*row) for row in looks.lookers(case, since)]


PERSONAL: tuple[PersonalRoom, ...] = (persons.CUSTOMERS, persons.CASES, tickets.ROOM, messages_kept.ROOM)
"""What each room holds of one person, in the order in which it is told."""

LOOKS: Mapping[str, Shown] = {
    "customer": Shown("customer", looks.of_customer), "customer-edit": Shown("customer", looks.of_customer),
    "customer-proof": Shown("file", looks.of_customer),
    "case": Shown("case", looks.of_case), "case-flow": Shown("case", looks.of_case),
    "case-change": Shown("case", looks.of_case), "coach": Shown("case", looks.of_case),
    "score": Shown("case", looks.of_case),
    "escalation": Shown("case", looks.of_escalation), "follow": Shown("case", looks.of_follow),
    "counsel": Shown("case", looks.of_counsel),
    "case-attachment": Shown("file", looks.of_file, key="file_id"),
    "record": Shown("record", looks.of_case), "case-file": Shown("case-file", looks.of_case, by_post=True),
    "inquiries-ticket": Shown("ticket", looks.of_ticket), "message": Shown("message", looks.of_message),
    "person": Shown("person", looks.of_customer),
    "person-export": Shown("person-export", looks.of_customer, by_post=True),
}  # fmt: skip
"""The pages that show what is kept of a person, by the names of their addresses: who opens one is noted."""
