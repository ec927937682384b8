"""Deeds of a contact with several requests."""

from datetime import datetime

from handrail.desk.actions import DeskError
from handrail.desk.models import Case, Open
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require
from handrail.procedures.models import Revision

REQUEST = "request"


def queue(*, actor: Actor, case: Case, revision: Revision, at: datetime) -> Open:
    """The customer wants this too, in the same contact; it begins when its turn comes. Raises DeskError."""
    require(actor, Right.RUN)
    if case.status == "ended":
        raise DeskError("This request is finished. Begin the next one at once instead of queueing it.")
    with deed(actor, at) as record:
        what = f"Also wanted: {revision.entry.title}"[:300]
        row: Open = Open.objects.create(case=case, kind=REQUEST, role="agent", what=what, duty=revision.entry.slug[:60])
        record.event("desk", "request-queued", "case", case.id, {"request": revision.entry.slug})
    return row


def begun(*, actor: Actor, item: Open, case: Case, at: datetime) -> None:
    """The queued request runs in a case of its own now."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        item.closed_at = at
        item.save(update_fields=["closed_at"])
        record.event("desk", "request-begun", "case", item.case_id, {"request": item.duty, "in": case.number})
