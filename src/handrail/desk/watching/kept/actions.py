"""The words go; who wrote to whom and when stays, and so does what was judged of each step."""

from collections.abc import Collection
from uuid import UUID

from handrail.desk.models import CoachNote, Score


def forget_notes(rest: Collection[str]) -> None:
    """An eraser (`ledger.retained`): the note and what was answered."""
    CoachNote.objects.filter(pk__in=[UUID(each) for each in rest]).update(locked="", answer_locked="")


def forget_scores(rest: Collection[str]) -> None:
    Score.objects.filter(pk__in=[UUID(each) for each in rest]).update(locked="", answer_locked="")
