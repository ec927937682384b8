"""Reads of the desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from handrail.business.queries import known
from handrail.customers import queries as customers
from handrail.customers.models import Customer
from handrail.desk import replying
from handrail.desk.law import Asked, Moment
from handrail.desk.models import Case, Open
from handrail.desk.records import Folded, Kept, fold
from handrail.desk.replying import Sending
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.queries import law_in_use
from handrail.law.versions.touching import Touched
from handrail.ledger import direct, scope
from handrail.ledger.models import Attachment
from handrail.ledger.prepared import prepared
from handrail.ledger.queries import happened
from handrail.people.models import Member, Organization
from handrail.people.rights import Right, may
from handrail.procedures.language.engine import State, World
from handrail.procedures.language.steps import BLANK, Procedure, Step
from handrail.procedures.queries import procedures_of, replies_of_bundle
from handrail.procedures.replies.queries import withdrawn
from handrail.procedures.touched import TouchedStep, touched
from handrail.web.waiting import Waiting


def events(case_id: UUID) -> list[Kept]:
    """The case's events in order, with the sealed values that still exist. Inside a deed nobody adds one until it ends:
    of two answers to one step the second sees the first."""
    return [
        Kept(kind, at, str(actor["name"]), data, personal, str(actor.get("id") or ""), id_)
        for id_, kind, at, actor, data, personal in happened("case", case_id)
    ]


def folded(case: Case) -> Folded:
    return fold_in(case, events(case.id))


def fold_in(case: Case, told: Sequence[Kept]) -> Folded:
    """Events of a case folded. The facts its procedures define for themselves must exist first."""
    procedures(case)
    return fold(told)


def state(case: Case) -> State:
    return folded(case).state


def procedures(case: Case) -> Mapping[str, Procedure]:
    return procedures_of(case.bundle)


def moment(facts: Mapping[str, Value], at: datetime) -> Moment:
    """A case's facts before the law, on the day and the clock of the business."""
    zone = _zone(scope.current())
    on = at.astimezone(ZoneInfo(zone)).date()
    return Moment(law_in_use(on), facts, at, on, zone)


def _zone(organization: UUID) -> str:
    """The clock of the business."""
    ((zone,),) = direct.read(Organization, ["time_zone"], id=organization)
    return str(zone)


def asked(of: Moment) -> Asked:
    """The law to be asked by a turn, remembering what it was asked."""
    return Asked(of.law, of.at, of.on, of.zone)


def world(at: datetime) -> World:
    """The instant, the civil day at the business, and the law as it stands on that day."""
    return world_of(moment({}, at))


def world_of(now: Moment, actor: str = "") -> World:
    """The same, for a caller that has the moment already."""
    return engine_world(now, asked(now), actor)


def engine_world(now: Moment, asked: Asked, actor: str) -> World:
    """What the engine is told. The instant is by the clock of the business: a day that is waited for begins there."""
    return World(now.at.astimezone(ZoneInfo(now.zone)), now.on, asked.functions, actor)


def sending(case: Case, step: Step | None, now: Moment, language: str = "") -> Sending | None:
    """The reply that a step sends in this case, with what stands against it; None where it sends none."""
    if step is None or not step.reply:
        return None
    frozen = replies_of_bundle(case.bundle)
    language = language or str(now.facts.get("customer.language", ""))  # as replies call it; else it goes in English
    texts = [f"{reply.subject} {reply.words}" for _, reply in frozen.values() if reply.reply == step.reply]
    told = lent(texts, now.facts)
    made = replying.sending(step, frozen, language, now.law, {**told, **now.facts}, now.on, withdrawn(now.on))
    return replace(made, lent=told) if made else None


def lent(texts: Iterable[str], facts: Mapping[str, Value]) -> dict[str, Value]:
    """What words name of the business and the case does not know, since it was told after the case began."""
    named = {name for text in texts for name in BLANK.findall(text) if name.startswith("business.")}
    lacking = named - facts.keys()
    return {name: value for name, value in known().items() if name in lacking} if lacking else {}


def sending_in_each(case: Case, step: Step | None, now: Moment, first: Sending) -> list[Sending]:
    """The same in each language there is, so that the page can show the words of the one that is chosen."""
    others = [language for language, _ in first.languages if language != first.reply.language]
    made = [sending(case, step, now, language) for language in others]
    return [first, *(row for row in made if row)]


def kinds_met(case: Case) -> frozenset[str]:
    """Every kind of duty that the procedures of this case say they meet."""
    return frozenset(kind for each in procedures(case).values() for step in each.steps for kind in step.meets)


def unknown_of_business(known: Mapping[str, object]) -> frozenset[str]:
    """Facts of the business nobody has told us: an agent is not asked them with a customer on the line."""
    return frozenset(name for name, row in VOCABULARY.items() if row.about == "business" and name not in known)


def name_of(member: str) -> str:
    """A colleague by the id that a case keeps of whoever did a step."""
    row = Member.objects.select_related("user").filter(pk=member).first()
    return row.user.name if row else "a colleague"


MOST_CASES = 5  # of one customer, beside a step
SORTS = {"opened": "-opened_at", "waiting": "opened_at", "procedure": "entry__title", "agent": "agent__user__name"}


def open_cases(words: str = "", sort: str = "opened") -> "QuerySet[Case]":
    """Cases that have not ended; `words` match number, procedure, step or agent, or a customer."""
    rows: QuerySet[Case] = Case.objects.exclude(status="ended").select_related("entry", "agent__user", "customer__into")
    named = customers.find(scope.current(), words) if words.strip() else []
    of_them = Q(customer__in=named) | Q(customer__into__in=named)
    rows = rows.filter(_said(words) | of_them) if words.strip() else rows
    return rows.order_by(SORTS.get(sort, SORTS["opened"]), "-number")


def ended(number: str) -> Case | None:
    """The case of this number, where it has ended."""
    rows: QuerySet[Case] = Case.objects.filter(number=number.strip(), status="ended").select_related("entry")
    return rows.first()


def _said(words: str) -> Q:
    """Every word stands somewhere in what the list shows."""
    places = ("number", "entry__title", "step_name", "status", "agent__user__name", "channel")
    found = Q()
    for word in words.split():
        found &= Q(*((f"{place}__icontains", word) for place in places), _connector=Q.OR)
    return found


def open_items(case: Case | None = None) -> "QuerySet[Open]":
    """What is promised, due or escalated and not closed yet; what breaks first stands first."""
    rows: QuerySet[Open] = Open.objects.filter(closed_at=None).select_related("case__entry", "person__user")
    rows = rows.filter(case=case) if case else rows
    return rows.order_by(F("due_at").asc(nulls_first=True), "id")


def items_of(case: Case) -> list[Open]:
    """The same of one case, for its page."""
    found = _items(case=case.pk)
    for row in found:
        row.case = case
    return found


@prepared
def _items(case: UUID) -> "QuerySet[Open, Open]":
    rows = Open.objects.filter(closed_at=None, case=case).select_related("person__user")
    return rows.order_by(F("due_at").asc(nulls_first=True), "id")


def by_number(number: str) -> Case | None:
    found: Case | None = Case.objects.select_related("entry").filter(number=number).first()
    return found


def of_whom(case: Case) -> UUID | None:
    """The record of the customer a case is about."""
    return customers.root(case.customer).pk if case.customer else None


def cases_of(customer: Customer, but: Case | None = None) -> list[Case]:
    """The last that this customer contacted us about, as far as a page shows them beside a step."""
    return [row for row in _of_customer(customer=customer.pk) if but is None or row.pk != but.pk][:MOST_CASES]


@prepared
def _of_customer(customer: UUID) -> "QuerySet[Case, Case]":
    rows = Case.objects.filter(customers.family(customer)).select_related("entry")
    return rows.only("entry__title", "opened_at", "outcome", "status").order_by("-opened_at")[: MOST_CASES + 1]


def touched_by(kinds: frozenset[str], values: frozenset[str], on: date) -> list[Touched]:
    """Open cases whose procedures rest on one of these. `on` is no matter to a case: it runs on its own bundle."""
    rows = Case.objects.exclude(status="ended").select_related("entry", "bundle").order_by("number")
    steps: dict[UUID, tuple[TouchedStep, ...]] = {}
    for row in rows:
        if row.bundle_id not in steps:
            steps[row.bundle_id] = touched(procedures(row), kinds, values)
    return [_touched(row, steps[row.bundle_id]) for row in rows if steps[row.bundle_id]]


def _touched(row: Case, steps: Sequence[TouchedStep]) -> Touched:
    names = "; ".join(f"“{name}”" for name in dict.fromkeys(step.name for step in steps))
    now = f"now at “{row.step_name}”" if row.step_name else row.status
    return Touched(
        "Open cases", f"Case {row.number}, {row.entry.title}", f"It is {now}. Touched: {names}.",
        reverse("case", args=[row.pk]),
    )  # fmt: skip


def attachments(case: Case) -> list[Attachment]:
    return direct.find(Attachment, order="id", subject="case", subject_id=case.id)


# What waits for a person: handed up to home

MOST_WAITING = 10


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Steps for this person, what was promised or is due by law, and their own open cases."""
    if not may(member.role, Right.RUN):
        return []
    of_mine = Q(person=None, case__agent=member) | Q(person=member) | Q(kind="handover")
    rows = open_items() if may(member.role, Right.TAKE) else open_items().filter(of_mine)
    to_take = ("step",) if may(member.role, Right.TAKE) else ()
    kinds = (*to_take, "due", "answer", "law", "mend", "handover", "mail")
    breaks = [_waits(row, at, zone) for row in rows.filter(kind__in=kinds)[:MOST_WAITING]]
    mine = open_cases(sort="waiting").filter(agent=member)[:MOST_WAITING]
    return breaks + [_mine(case) for case in mine]


def _waits(row: Open, at: datetime, zone: str) -> Waiting:
    address = reverse("case", args=[row.case_id])
    told = f"Case {row.case.number}, {row.case.entry.title}" + (f". {row.basis}" if row.basis else "")
    if row.kind == "step":
        return Waiting("first", row.what, address, told, "Take it", label=f"for: {row.role}")
    near = row.due_at is not None and (row.due_at - at).days < 1
    late = row.due_at is not None and row.due_at < at
    return Waiting(
        "first", row.what, address, told, "Open case", due_at=row.due_at,
        tone="danger" if late else "due" if near else "",
    )  # fmt: skip


def _mine(case: Case) -> Waiting:
    told = f"Case {case.number}, {case.step_name or case.status}"
    return Waiting("mine", case.entry.title, reverse("case", args=[case.pk]), told, "Go on", label=case.status)
