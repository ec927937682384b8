"""Reads of escalations: the list, one with its history, what waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case as When
from django.db.models import F, Q, QuerySet, Value
from django.db.models import When as Is
from django.urls import reverse

from handrail.desk import queries as desk
from handrail.desk.escalating import line as in_line
from handrail.desk.escalating.line import ANY, NAMED, TO, Person
from handrail.desk.escalating.said import OPEN, said
from handrail.desk.escalating.severity import ORDER, SEVERITIES
from handrail.desk.models import Case, Escalation
from handrail.desk.records import Kept
from handrail.desk.roles import IN_LINE
from handrail.ledger.actor import Actor
from handrail.ledger.prepared import prepared
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.web.waiting import Waiting

STATES = {
    "open": "Not over yet", "asked": "Asked", "nobody": "Nobody left to ask", "taken": "Taken", "returned": "Answered",
    "ended": "Not needed any more", "all": "All",
}  # fmt: skip
SORTS = {"breaks": "What breaks first", "new": "Newest first", "severity": "Most urgent first"}
_ITS = ("item__case__entry", "item__case__agent__user", "asked__user", "asker__user", "taken_by__user")
MOST_WAITING = 10
_BREAKS = F("item__due_at").asc(nulls_last=True)  # said, since each database has a habit of its own


def listed(words: str = "", state: str = "open", sort: str = "breaks") -> "QuerySet[Escalation]":
    rows: QuerySet[Escalation] = Escalation.objects.select_related(*_ITS)
    if state == "open":
        rows = rows.filter(state__in=OPEN)
    elif state != "all":
        rows = rows.filter(state=state)
    places = ("item__what", "item__case__number", "item__case__entry__title", "asked__user__name", "asker__user__name")
    for word in words.split():
        rows = rows.filter(Q(*((f"{place}__icontains", word) for place in places), _connector=Q.OR))
    if sort == "severity":
        order = When(*(Is(severity=name, then=Value(n)) for n, name in enumerate(ORDER)), default=Value(9))
        return rows.order_by(order, _BREAKS, "pk")
    return rows.order_by("-asked_at", "-pk") if sort == "new" else rows.order_by(_BREAKS, "pk")


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of what happened to an escalation."""

    at: datetime
    title: str
    words: str
    kind: str


_OF_TIME = {"escalation-warned": "A third of the time is left", "escalation-late": "Its time is over"}
_OF_PEOPLE = {
    "escalation-taken": "has it", "escalation-declined": "can’t take it", "escalation-returned": "answered",
    "escalation-ended": "says nobody is needed any more", "escalation-read": "has read the answer",
}  # fmt: skip


def history(row: Escalation) -> list[Moment]:
    """What became of it, from the case's own record."""
    mine = [kept for kept in desk.events(row.item.case_id) if kept.data.get("escalation") == str(row.pk)]
    return [Moment(kept.at, title, _words(kept), kept.kind) for kept in mine if (title := _title(kept))]


def _title(kept: Kept) -> str:
    if kept.kind in _OF_PEOPLE:
        return f"{kept.actor} {_OF_PEOPLE[kept.kind]}"
    return _OF_TIME.get(kept.kind, "")


def _words(kept: Kept) -> str:
    said = str(kept.personal.get("how") or kept.personal.get("reason") or "")
    asked = f"{kept.data['next']} is asked now." if kept.data.get("next") else ""
    return " ".join(part for part in (said, asked) if part)


def answer(row: Escalation) -> str:
    """What came back, or that it was erased."""
    found = [moment.words for moment in history(row) if moment.kind == "escalation-returned"]
    return found[-1] if found and found[-1] else "The answer was erased."


@dataclass(frozen=True, slots=True)
class Shown:
    """One as pages show it, with where it stands in a sentence; `answer`: what came back, where something did."""

    row: Escalation
    said: str
    answer: str = ""


def shown(row: Escalation) -> Shown:
    asked = str(row.asked.user.name) if row.asked else ""
    taken = str(row.taken_by.user.name) if row.taken_by else ""
    return Shown(row, said(row, asked, taken), answer(row) if row.state == "returned" else "")


def of_case(case: Case) -> list[Shown]:
    """Those of a case that are not over, and answers that nobody has read."""
    return [shown(row) for row in _of_case(case=case.pk)]


@prepared
def _of_case(case: UUID) -> "QuerySet[Escalation, Escalation]":
    unread = Q(state="returned", read_at=None)
    rows = Escalation.objects.filter(Q(state__in=OPEN) | unread, item__case=case).select_related(*_ITS)
    return rows.order_by(_BREAKS, "pk")


def whom(actor: Actor, people: Sequence[Person]) -> list[tuple[str, str]]:
    """Whom one may ask: each role with who of it is on duty, then each person."""
    others = [row for row in people if row.id != actor.id]
    roles = [(to, _role(words, in_line.line(to, others))) for to, words in TO.items()]
    return roles + [(f"{NAMED}{row.id}", f"{row.name}, {row.role}{_duty(row)}") for row in others]


def _role(words: str, found: list[Person]) -> str:
    if not found:
        return f"{words} (nobody yet)"
    return f"{words} ({found[0].name}{_duty(found[0])})"


def _duty(row: Person) -> str:
    return ", on duty" if row.on_duty else ", not on duty"


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """What this person is asked, or may take; and answers to what they asked."""
    roles = [to for to, line in IN_LINE.items() if member.role in line and (to != "agent" or member.role == "agent")]
    mine = Q(asked=member) | Q(state__in=("asked", "nobody"), to__in=roles)
    rows = listed().filter(mine).exclude(Q(state="taken") & ~Q(taken_by=member))[:MOST_WAITING]
    told = [_waits(row, member, at) for row in rows]
    if may(member.role, Right.RUN):
        back = Escalation.objects.filter(state="returned", read_at=None, item__case__agent=member).select_related(*_ITS)
        told += [_back(row) for row in back.order_by("pk")[:MOST_WAITING]]
        lost = Escalation.objects.filter(state="nobody", item__case__agent=member).select_related(*_ITS)
        told += [_lost(row) for row in lost.exclude(to__in=roles).order_by("pk")[:MOST_WAITING]]
    return told


def _case(row: Escalation) -> str:
    return f"Case {row.item.case.number}, {row.item.case.entry.title}"


def _waits(row: Escalation, member: Member, at: datetime) -> Waiting:
    late = row.item.due_at is not None and row.item.due_at < at
    whose = (
        "You have it"
        if row.taken_by_id == member.pk
        else "For you"
        if row.asked_id == member.pk
        else f"For: {ANY[row.to].lower()}"
    )
    told = f"{_case(row)}. {SEVERITIES[row.severity].words}. {whose}."
    return Waiting(
        "first", row.item.what, reverse("escalation", args=[row.pk]), told,
        "Answer it" if row.state == "taken" else "Take it", due_at=None if row.state == "taken" else row.item.due_at,
        tone="" if row.state == "taken" else "danger" if late else "due",
    )  # fmt: skip


def _back(row: Escalation) -> Waiting:
    by = row.taken_by.user.name if row.taken_by else "Somebody"
    address = reverse("case", args=[row.item.case_id])
    return Waiting("first", f"{by} answered: {row.item.what}", address, _case(row), "Read it", label="an answer")


def _lost(row: Escalation) -> Waiting:
    address = reverse("case", args=[row.item.case_id])
    return Waiting("first", f"Nobody took it: {row.item.what}", address, _case(row), "Open case", label="nobody left")
