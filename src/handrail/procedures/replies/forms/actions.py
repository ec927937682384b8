"""The one deed on such a paper: it is made to be handed over, and goes on record."""

import hashlib
from datetime import date, datetime

from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require
from handrail.procedures.replies.forms.preparing import Paper
from handrail.procedures.replies.forms.printing import printed
from handrail.procedures.replies.models import ReplyVersion

PAPER, ELECTRONIC = "paper", "electronic"
NO_CONSENT = (
    "The buyer has not agreed to electronic papers, so this one goes on paper. Note the consent first, if it was given."
)


class FormError(Exception):
    """A paper that is not made; the message says why and what to do next."""


def make(
    *, actor: Actor, paper: Paper, row: ReplyVersion | None, how: str, case: str, on: date, business: str, at: datetime
) -> bytes:
    """The PDF of a paper that is ready. Raises FormError."""
    require(actor, Right.RUN)
    if paper.missing or row is None:
        raise FormError(f"It can’t be printed yet. {' '.join(paper.missing)}")
    if how == ELECTRONIC and not paper.may_go_electronically:
        raise FormError(NO_CONSENT)
    content = printed(paper, business, on)
    with deed(actor, at) as record:
        data: dict[str, JSON] = {
            "kind": paper.kind, "reply": row.entry.slug, "language": row.entry.language, "version": row.number,
            "hash": paper.words.hash if paper.words else "", "copies": paper.look.copies, "how": how, "case": case,
            "until": paper.until.isoformat() if paper.until else "", "sha256": hashlib.sha256(content).hexdigest(),
            "duties": [each.duty for each in paper.asks],
        }  # fmt: skip
        record.event("procedures", "form-made", "reply", row.entry_id, data)
    return content
