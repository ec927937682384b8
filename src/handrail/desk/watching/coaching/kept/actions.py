"""The words of notes go; who wrote to whom and when stays."""

from collections.abc import Collection
from uuid import UUID

from handrail.desk.models import CoachNote


def forget(rest: Collection[str]) -> None:
    """An eraser (`ledger.retained`): the note and what was answered."""
    CoachNote.objects.filter(pk__in=[UUID(each) for each in rest]).update(locked="", answer_locked="")
