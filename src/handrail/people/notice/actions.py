"""Deeds about the notice."""

from dataclasses import asdict
from datetime import datetime

from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.models import Member, Notice, NoticeKept, NoticeWords
from handrail.people.notice import queries
from handrail.people.rights import Right, require

ROOM = "people"


class NoticeError(Exception):
    """The notice stands in the way; the message says what to do."""


def keep(*, actor: Actor, member: Member, sha256: str, at: datetime) -> NoticeKept:
    """This person has read the notice and keeps it: its words, and the moment, stand on record. `sha256`: of the one
    they saw. Raises NoticeError when it reads otherwise by now."""
    require(actor, Right.READ)
    if actor.id != member.pk:
        raise NoticeError("Everyone reads it for themselves.")
    words = queries.current()
    if words.sha256 != sha256:
        raise NoticeError("The notice was changed while you read. Here is how it reads now.")
    with deed(actor, at) as record:
        notice, _ = Notice.objects.get_or_create(sha256=sha256, defaults={"words": asdict(words), "since": at})
        found, new = NoticeKept.objects.get_or_create(notice=notice, member=member, defaults={"at": at})
        record.event(ROOM, "notice-kept", "member", member.pk, {"sha256": sha256, "again": not new})
    kept: NoticeKept = found
    return kept


def add_words(*, actor: Actor, text: str, at: datetime) -> None:
    """What the business says beside it: of cameras, of what its telephone records. Everyone reads it anew."""
    require(actor, Right.PEOPLE)
    with deed(actor, at) as record:
        row: NoticeWords = NoticeWords.objects.first() or NoticeWords()
        row.text, row.changed_at = text.strip(), at
        row.save()
        record.event(ROOM, "notice-words", "notice-words", row.pk, {"text": row.text})


def require_kept(actor: Actor) -> None:
    """Raises NoticeError for a person who never kept the notice; automations have none."""
    if actor.kind == "person" and actor.id and not queries.kept_any(actor.id):
        raise NoticeError("Before your first case, read what is recorded of you, and keep it.")
