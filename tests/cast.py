"""What every test shares: an instant, a day, a password, and a procedure that does not change."""

from datetime import UTC, date, datetime
from pathlib import Path

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # Tuesday noon in Oklahoma
IN_FORCE_SINCE = date(2026, 11, 2)
TRY_HOME_SALE = (Path(__file__).parent / "data" / "try-home-sale.yaml").read_text("utf-8")
PASSWORD = "a quiet green door"
