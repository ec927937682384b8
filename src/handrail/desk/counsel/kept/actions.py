"""The words of questions to counsel go; who asked whom and when stays."""

from collections.abc import Collection
from uuid import UUID

from handrail.desk.models import CounselWord


def forget(rest: Collection[str]) -> None:
    """An eraser (`ledger.retained`): all that was written in these questions."""
    CounselWord.objects.filter(task__in=[UUID(each) for each in rest]).update(locked="")
