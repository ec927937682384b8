"""The owner sets how long before its end one hears of it; on record."""

from collections.abc import Mapping
from datetime import datetime

from handrail.desk.actions import DeskError
from handrail.desk.models import ReminderTimes
from handrail.desk.promises.reminding.lead import KINDS, LONGEST
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require

ROOM, SUBJECT = "desk", "reminder-times"


def set_leads(*, actor: Actor, minutes: Mapping[str, int | None], at: datetime) -> None:
    """None: when a third of the time is left. What is promised already keeps its reminder. Raises DeskError."""
    require(actor, Right.SETTINGS)
    given = {name: minutes.get(name) for name in KINDS}
    wrong = [KINDS[name] for name, count in given.items() if count is not None and not 1 <= count <= LONGEST]
    if wrong:
        raise DeskError(f"{', '.join(wrong)}: write minutes, from 1 to {LONGEST:,}, or leave it blank.")
    with deed(actor, at) as record:
        row = ReminderTimes.objects.first() or ReminderTimes()
        row.minutes = {name: count for name, count in given.items() if count is not None}
        row.save()
        record.event(ROOM, "reminder-times-set", SUBJECT, row.pk, dict(row.minutes))
