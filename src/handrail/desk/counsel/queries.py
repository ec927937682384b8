"""Reads of questions to counsel: one's own list, one with its words, what waits for a person."""

from dataclasses import dataclass
from datetime import datetime

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


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Questions in which the other one wrote last. No word of them stands here."""
    told = []
    for row in mine(member, sort="old").filter(state="open")[:MOST_WAITING]:
        last = CounselWord.objects.filter(task=row).order_by("-at", "-pk").values_list("member_id", flat=True).first()
        if last != member.pk:
            other = row.asker if row.counsel_id == member.pk else row.counsel
            address, about = reverse("counsel", args=[row.pk]), f"Case {row.case.number}, {row.case.entry.title}"
            title = f"{other.user.name} wrote to you, as {'counsel' if other == row.asker else 'the one who asked'}"
            told.append(Waiting("first", title, address, about, "Read it", label="for you only"))
    return told
