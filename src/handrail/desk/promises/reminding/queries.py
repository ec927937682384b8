"""What the owner set."""

from collections.abc import Mapping

from handrail.desk.models import ReminderTimes


def leads() -> Mapping[str, int]:
    """Minutes by kind, of the kinds for which something is set."""
    row = ReminderTimes.objects.first()
    return {str(name): int(count) for name, count in row.minutes.items()} if row else {}
