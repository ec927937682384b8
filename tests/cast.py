"""What every test shares: an instant, a day, a password, and a procedure that does not change."""

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import settings

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # Tuesday noon in Oklahoma
IN_FORCE_SINCE = date(2026, 11, 2)
TRY_HOME_SALE = (Path(__file__).parent / "data" / "try-home-sale.yaml").read_text("utf-8")
PASSWORD = "a quiet green door"


def tries(most: int) -> int:
    """How many examples a property of its own number tries: the fast lane no more than of any other."""
    quick = settings.get_current_profile_name() == "quick"
    return min(most, settings.get_profile("quick").max_examples) if quick else most
