"""The one place that reads the machine's clock. Doors (a request, a command, the worker) call it once and
hand the instant down, so that everything below can be asked as of any other date."""

from datetime import UTC, datetime


def read() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """An instant as the records write it: UTC, microseconds, `Z`. Refuses a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone; pass an instant with one")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
