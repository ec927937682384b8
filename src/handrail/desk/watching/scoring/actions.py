"""Scoring is switched on and off with a reason; a score is given, read and answered. Events tell that, by whom and
when; what was judged is between the two."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.conf import settings

from handrail.desk.actions import ROOM, DeskError, fitting, may_be_kept
from handrail.desk.models import Case, Score, ScoringSwitch
from handrail.desk.watching.between import actions as between
from handrail.desk.watching.scoring import queries
from handrail.desk.watching.scoring.steps import JudgedError, Mark, marked
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.ledger.locked_text import lock
from handrail.ledger.queries import as_it_stands
from handrail.people.models import Member
from handrail.people.rights import Right, require

SUBJECT = "score"
LONGEST_REASON = 300


def switch(*, actor: Actor, on: bool, reason: str, at: datetime) -> None:
    """By the owner. The notice reads otherwise from now on; each keeps it anew before they are scored. Raises
    DeskError."""
    require(actor, Right.SETTINGS)
    said = " ".join(reason.replace("\0", "").split())
    if not said:
        raise DeskError("Write why. Everyone reads it in the notice.")
    if len(said) > LONGEST_REASON:
        raise DeskError(f"That is too long for the notice: {LONGEST_REASON} characters at most.")
    may_be_kept(said)
    with deed(actor, at) as record:
        row: ScoringSwitch = queries.switch() or ScoringSwitch()
        row.on, row.reason, row.changed_at = on, said, at
        row.save()
        record.event(ROOM, "scoring-on" if on else "scoring-off", "scoring", row.pk, {"reason": said})


def score(
    *,
    actor: Actor,
    member: Member,
    case: Case,
    agent: Member,
    judged: Mapping[int, str],
    note: str,
    at: datetime,
) -> Score:
    """`judged`: by the place of a step among those of this person. Raises DeskError."""
    require(actor, Right.TAKE)
    said = fitting(note, "Write a note: what went well, what to do otherwise.", between.LONGEST, instead="")
    with deed(actor, at) as record:
        as_it_stands(case)  # one at a time: it may have been reopened, or scored, in the moment between
        _may(member, case, agent)
        marks = _judged(case, agent, judged)
        row: Score = Score.objects.create(
            case=case, agent=agent, scorer=member, at=at, marks=[asdict(mark) for mark in marks],
            locked=lock(said, settings.SECRET_KEY),
        )  # fmt: skip
        record.event(ROOM, "scored", SUBJECT, row.pk)
    return row


def _judged(case: Case, agent: Member, judged: Mapping[int, str]) -> tuple[Mark, ...]:
    try:
        return marked(queries.steps(case, agent), judged)
    except JudgedError as error:
        raise DeskError(str(error)) from error


def _may(member: Member, case: Case, agent: Member) -> None:
    if not queries.reason():
        raise DeskError("Scoring is off. The owner switches it on, with a reason.")
    if agent.pk == member.pk:
        raise DeskError("Nobody scores themselves.")
    if case.status != "ended":
        raise DeskError("This case has not ended. A run is scored when it is over.")
    if not queries.may_be_scored(agent):
        raise DeskError(
            f"{agent.user.name} has not kept the notice as it reads today. Until they did, nobody scores them."
        )
    if queries.of_case(case, agent) is not None:
        raise DeskError(f"{agent.user.name} was scored in this case already.")


def read(*, actor: Actor, row: Score, at: datetime) -> None:
    """A second time changes nothing."""
    between.read(actor=actor, row=row, subject=SUBJECT, at=at)


def answer(*, actor: Actor, row: Score, words: str, at: datetime) -> None:
    """Whoever answers has read it. Raises DeskError."""
    between.answer(actor=actor, row=row, subject=SUBJECT, words=words, at=at)
