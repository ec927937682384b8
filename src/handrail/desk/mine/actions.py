"""A person answers what the record holds of them. Their word stands in the case, beside what it answers."""

from datetime import datetime

from handrail.desk.actions import ROOM, DeskError, fitting
from handrail.desk.mine.queries import OWN, worked_in
from handrail.desk.models import Case
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.models import Member
from handrail.people.rights import Right, require

LONGEST = 2000


def answer_own(*, actor: Actor, member: Member, case: Case, words: str, at: datetime) -> None:
    """Raises DeskError."""
    require(actor, Right.RUN)
    if actor.id != member.pk or not worked_in(member, case):
        raise DeskError("This case holds nothing of yours. Answer where you worked.")
    said = fitting(words, "Write your word first.", LONGEST, what="Your word")
    with deed(actor, at) as record:
        record.event(ROOM, OWN, "case", case.pk, {}, {"note": said})
