"""Reads of questions to counsel: one's own list, one with its words, what waits for a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from handrail.desk.models import CounselTask, CounselWord
from handrail.ledger.locked_text import unlock
from handrail.people.models import Member
from handrail.web.waiting import Waiting

STATES = {"open": "Open", "released": "A text was released", "ended": "Ended without a text"}
SORTS = {"new": "Newest first", "old": "Oldest first", "state": "By state"}
_ORDER = {"new": ("-asked_at", "-pk"), "old": ("asked_at", "pk"), "state": ("state", "-asked_at")}
MOST_WAITING = 10


def mine(member: Member, words: str = "", sort: str = "new") -> "QuerySet[CounselTask]":
    """Those this person asked or is asked. Found by case and name only: the words themselves stand in no index."""
    rows: QuerySet[CounselTask] = CounselTask.objects.filter(Q(asker=member) | Q(counsel=member))
    places = ("case__number", "case__entry__title", "asker__user__name", "counsel__user__name")
    for word in words.split():
        rows = rows.filter(Q(*((f"{place}__icontains", word) for place in places), _connector=Q.OR))
    return rows.select_related("case__entry", "asker__user", "counsel__user").order_by(*_ORDER.get(sort, _ORDER["new"]))


@dataclass(frozen=True, slots=True)
class Word:
    """What one of the two wrote. Nothing where it was erased."""

    who: str
    at: datetime
    words: str


def words_of(row: CounselTask) -> list[Word]:
    rows = CounselWord.objects.filter(task=row).select_related("member__user").order_by("at", "pk")
    return [Word(str(each.member.user.name), each.at, _open(each.locked)) for each in rows]


def _open(locked: str) -> str:
    return unlock(locked, settings.SECRET_KEY) if locked else ""


def whom(member: Member) -> list[tuple[str, str]]:
    """Whom one may ask: those who review stand first."""
    rows = Member.objects.filter(active=True).exclude(pk=member.pk).select_related("user")
    found = sorted(rows, key=lambda row: (row.role != "reviewer", str(row.user.name)))
    return [(str(row.pk), f"{row.user.name}, {row.role}") for row in found]


def other_than(row: CounselTask, member: UUID | None) -> Member:
    """The one of the two who is not this person."""
    other: Member = row.asker if row.counsel_id == member else row.counsel
    return other


def last_by(row: CounselTask) -> UUID | None:
    """Who wrote last."""
    return CounselWord.objects.filter(task=row).order_by("-at", "-pk").values_list("member_id", flat=True).first()


def may_pass(row: CounselTask, member: UUID | None) -> str:
    """Whose place this person may give to another: of the other one who has left, else of counsel their own."""
    if member not in (row.asker_id, row.counsel_id):
        return ""
    other = "asker" if member == row.counsel_id else "counsel"
    if not getattr(row, other).active:
        return other
    return "counsel" if member == row.counsel_id else ""


def takers(row: CounselTask) -> list[tuple[str, str]]:
    """Whom it may be passed on to: everybody but the two."""
    return [(key, name) for key, name in whom(row.counsel) if key != str(row.asker_id)]


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Questions in which the other one wrote last, or has left. No word of them stands here."""
    rows = mine(member, sort="old").filter(state="open")[:MOST_WAITING]
    return [told for row in rows if (told := _waits(row, member))]


def _waits(row: CounselTask, member: Member) -> Waiting | None:
    other = other_than(row, member.pk)
    address, about = reverse("counsel", args=[row.pk]), f"Case {row.case.number}, {row.case.entry.title}"
    if not other.active:
        title = f"{other.user.name} no longer works here, and a question to counsel was open between you"
        return Waiting("first", title, address, about, "Pass it on", label="for you only")
    if last_by(row) == member.pk:
        return None
    title = f"{other.user.name} wrote to you, as {'counsel' if other == row.counsel else 'the one who asked'}"
    return Waiting("first", title, address, about, "Read it", label="for you only")
