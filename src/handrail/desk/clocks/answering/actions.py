"""The owner says how soon customers are answered; on record."""

from collections.abc import Mapping
from datetime import datetime

from handrail.desk.clocks.answering import queries
from handrail.desk.clocks.answering.aims import CHANNELS
from handrail.desk.models import AnswerTimes
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require

ROOM, SUBJECT = "desk", "answer-times"


def set_aims(*, actor: Actor, aims: Mapping[str, str], at: datetime) -> None:
    """For cases that begin from now on: an end that was fixed stays. Nothing for a channel: nothing is aimed at."""
    require(actor, Right.SETTINGS)
    with deed(actor, at) as record:
        row: AnswerTimes = queries.kept() or AnswerTimes()
        row.aims = {channel: aims[channel] for channel in CHANNELS if aims.get(channel)}
        row.since = at
        row.save()
        record.event(ROOM, "answer-times-set", SUBJECT, row.pk, dict(row.aims))
