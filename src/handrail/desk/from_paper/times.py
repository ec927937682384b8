"""The time on a paper as it is typed, and the last one of a case. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handrail.desk.records import Kept

NO_TIME = "Write the day and the time that stand on the paper, like 2026-11-24 09:15."


def on_paper(typed: str, zone: str) -> datetime | None:
    """`2026-11-24T09:15` on the clock of the business; None for what is no moment."""
    try:
        found = datetime.fromisoformat("T".join(typed.split())).replace(tzinfo=ZoneInfo(zone))
        found.astimezone(UTC)
    except (ValueError, OverflowError):  # the last evening there is has no moment elsewhere
        return None
    return found


def field_value(at: datetime, zone: str) -> str:
    """A moment as the field holds it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def last(told: Iterable[Kept], otherwise: datetime) -> datetime:
    """The time that was given last in a case, which the next step goes on from."""
    given = [row.data["on_paper"] for row in told if "on_paper" in row.data]
    return datetime.fromisoformat(str(given[-1])) if given else otherwise
