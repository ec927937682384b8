"""A text that was brought in, a macro of a help desk or the words of a step, kept as the draft of a reply."""

import re
from collections.abc import Container
from datetime import datetime

from handrail.ledger.actor import Actor
from handrail.procedures.replies import actions
from handrail.procedures.replies.models import ReplyEntry, ReplyVersion
from handrail.procedures.replies.reply import Reply, Way, write
from handrail.procedures.replies.shelf import replies


def keep(
    *, actor: Actor, title: str, words: str, at: datetime, way: Way = "chat", reason: str = "Brought in"
) -> ReplyVersion:
    """A draft of its own: nothing that is here is written over. Raises ValueError where the words can't be a reply."""
    name = free_name(
        title, {*ReplyEntry.objects.values_list("slug", flat=True), *(row.reply for row in replies().values())}
    )
    subject = title if way in ("email", "mail") else None
    made = Reply(reply=name, title=title, ways=(way,), subject=subject, words=words)
    return actions.save_draft(actor=actor, text=write(made), reason=reason, at=at)


def free_name(title: str, taken: Container[str]) -> str:
    """The title as a name that no reply has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-0123456789")[:50].strip("-") or "reply"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
