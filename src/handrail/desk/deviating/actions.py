"""A step done otherwise than written: why, what was done instead, and who allowed it."""

from datetime import datetime

from handrail.desk.actions import DeskError, may_be_kept, not_as_written
from handrail.desk.escalating.queue.actions import put
from handrail.desk.models import Case
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.models import Member
from handrail.people.rights import Right, may, require


def deviate(
    *, actor: Actor, case: Case, step: str, instead: str, reason: str, allowed_by: Member | None = None, at: datetime
) -> None:
    """Whoever takes escalations allows it themselves. Anybody else names who did; that person finds it among what waits
    for them, and says whether it is so. Raises DeskError."""
    require(actor, Right.RUN)
    if not instead.strip() or not reason.strip():
        raise DeskError("Write what was done instead, and why. The record shows it as done otherwise, not as done.")
    may_be_kept(f"{instead} {reason}")
    own = may(actor.role, Right.TAKE)
    if not own and (allowed_by is None or not allowed_by.active or not may(allowed_by.role, Right.TAKE)):
        raise DeskError("Name who allowed it: somebody who takes escalations. Ask them first, or escalate it (F2).")
    with deed(actor, at) as record:
        allowed: JSON = {"name": actor.name, "role": actor.role, "said_by": "themselves"}
        if not own and allowed_by:
            allowed = {"name": allowed_by.user.name, "role": allowed_by.role, "said_by": actor.name}
        words = {"reason": reason.strip(), "instead": instead.strip()}
        name = not_as_written(record, case, step, {"allowed": allowed}, words)
        if not own and allowed_by:
            what = f"Did you allow it? “{name}” was done otherwise, {actor.name} says with your word"
            put(actor=actor, case=case, to="supervisor", what=what, at=at, named=allowed_by.pk)
