"""A text that was brought in, a macro of a help desk, kept as the draft of a reply."""

import re
from collections.abc import Container
from datetime import datetime

from handrail.ledger.actor import Actor
from handrail.procedures.replies import actions
from handrail.procedures.replies.models import ReplyEntry, ReplyVersion
from handrail.procedures.replies.reply import Reply, write


def keep(*, actor: Actor, title: str, words: str, at: datetime) -> ReplyVersion:
    """A draft of its own: nothing that is here is written over. Raises ValueError where the words can't be a reply."""
    name = free_name(title, set(ReplyEntry.objects.values_list("slug", flat=True)))
    made = Reply(reply=name, title=title, ways=("chat",), words=words)
    return actions.save_draft(actor=actor, text=write(made), reason="Brought in", at=at)


def free_name(title: str, taken: Container[str]) -> str:
    """The title as a name that no reply has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-0123456789")[:50].strip("-") or "reply"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
