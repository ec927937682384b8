"""Deeds of a contact with several requests."""

from collections.abc import Mapping
from datetime import datetime

from handrail.desk.actions import DeskError, start
from handrail.desk.models import Case, Open
from handrail.facts.vocabulary import Value
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.models import Member
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


def begin(
    *, actor: Actor, member: Member, item: Open, of: Case, revision: Revision, known: Mapping[str, Value], at: datetime
) -> Case:
    """The turn of a queued request has come: a case of its own in the same contact, for the same customer. Once, though
    two tabs ask for it. Raises DeskError."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        queued = Open.objects.select_for_update().filter(pk=item.pk, closed_at=None).first()
        if queued is None:
            raise DeskError("This request was begun already. It is among the cases of this contact.")
        case = start(
            actor=actor, member=member, revision=revision, channel=of.channel, at=at, known=known, customer=of.customer,
            came_from=of, contact=of.contact or of.id,
        )  # fmt: skip
        queued.closed_at = at
        queued.save(update_fields=["closed_at"])
        record.event("desk", "request-begun", "case", of.id, {"request": queued.duty, "in": case.number})
    return case
