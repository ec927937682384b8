"""Reads of the notice: its words today, and who kept which."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from handrail.ledger import direct, scope
from handrail.people.models import Member, Notice, NoticeKept, NoticeWords, Organization
from handrail.people.notice.words import Words, words
from handrail.people.rights import Right, may
from handrail.web.waiting import Waiting


def current() -> Words:
    """The notice as it reads today."""
    business = Organization.objects.get(pk=scope.current()).name
    scoring: str = import_string(settings.PEOPLE_SCORED)()
    return words(business, own_words(), import_string(settings.PEOPLE_KEPT_FOR), scoring)


def own_words() -> str:
    row = NoticeWords.objects.first()
    return row.text if row else ""


def kept_any(member: UUID) -> bool:
    """Whether this person ever kept the notice: without it no run begins."""
    return bool(direct.read(NoticeKept, ["id"], member=member))


def kept_naming(member: UUID, what: str) -> bool:
    """Whether this person ever kept a notice that names it."""
    notices = NoticeKept.objects.filter(member=member).values_list("notice__words", flat=True)
    return any(part.get("names") == what for words in notices for part in words["parts"])


def kept_today(member: UUID) -> bool:
    """Whether this person kept the notice as it reads today."""
    return NoticeKept.objects.filter(member=member, notice__sha256=current().sha256).exists()


def kept(member: Member) -> "list[NoticeKept]":
    """What this person kept, the last first."""
    return list(NoticeKept.objects.filter(member=member).select_related("notice").order_by("-at"))


def copy(member: Member, id_: UUID) -> Notice | None:
    """The words of one that this person kept."""
    row: Notice | None = Notice.objects.filter(pk=id_, kept__member=member).first()
    return row


def who_kept() -> "list[tuple[Member, NoticeKept | None]]":
    """Everyone who works here and the notice they kept last; that of today where they ever did, since words may come
    back."""
    kept, now = NoticeKept.objects.select_related("notice").order_by("at"), current().sha256
    last = {row.member_id: row for row in sorted(kept, key=lambda row: bool(row.notice.sha256 == now))}
    rows = Member.objects.filter(active=True).select_related("user").order_by("user__name")
    return [(row, last.get(row.pk)) for row in rows]


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """The notice to read, for whoever works at the desk and has not kept the one of today."""
    if not may(member.role, Right.RUN) or kept_today(member.pk):
        return []
    before = kept_any(member.pk)
    told = "Its words have changed since you kept it." if before else "It is read before the first case."
    return [Waiting("first" if not before else "mine", "What is recorded of you", reverse("notice"), told, "Read it")]
