"""A promise comes onto the list, whoever or whatever made it. Stands inside a deed of the desk, which writes the
event."""

from datetime import datetime
from uuid import UUID

from handrail.desk.models import Case, Open
from handrail.desk.promises.reminding.lead import PROMISE, remind_at
from handrail.desk.promises.reminding.queries import leads
from handrail.ledger.models import Timer
from handrail.people.models import Member

REMIND = "promise"


def put(*, case: Case, what: str, by: datetime, at: datetime, person: Member | None = None) -> Open:
    """`person`: who keeps it; None: whoever has the case."""
    item: Open = Open.objects.create(case=case, kind="due", what=what[:300], due_at=by, person=person)
    remind(item.pk, at, by)
    return item


def remind(item: UUID, begun: datetime, by: datetime) -> None:
    """Somebody hears of it before its time is over."""
    Timer.objects.create(kind=REMIND, subject_id=item, due_at=remind_at(begun, by, leads().get(PROMISE)))


def no_more_reminders(item: UUID, at: datetime) -> None:
    Timer.objects.filter(kind=REMIND, subject_id=item, done_at=None).update(done_at=at)
