"""The day or instant a ticket export writes, read. Pure.

An export that names a zone gives an aware datetime; one that does not gives a naive datetime, whose zone is the
business's to say; one with a day alone gives a date. 03/04/2026 is March 4 unless the column itself shows otherwise.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

When = datetime | date

EARLIEST, LATEST = 1990, 2100  # years; outside is a wrong column rather than an old ticket
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: n for n, name in enumerate(_NAMES, 1)}
_CLOCK = (
    r"(?:,?[ T]+(?:at )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_SHAPES = tuple(
    re.compile(_WEEKDAY + day + _CLOCK + _ZONE, re.IGNORECASE)
    for day in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<year>\d{4}|\d{2})",
        r"(?P<word>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})[- ](?P<word>[a-z]{3,9})\.?,?[- ](?P<year>\d{4})",
    )
)
_SLASHED = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}\b")


def day_stands_first(values: Iterable[str]) -> bool:
    """Whether a column of dates like 22/11/2026 writes the day first: it does if a first number is over 12."""
    firsts = [found for value in values if (found := _SLASHED.match(value[:40]))]
    return any(int(f[1]) > 12 for f in firsts) and not any(int(f[2]) > 12 for f in firsts)


def read_when(text: str, *, day_first: bool = False) -> When:
    """The instant or day a cell says: ISO 8601, 11/22/2026 3:05 PM, Nov 22, 2026, 22-Nov-2026, RFC 5322, or seconds
    since 1970 (thirteen digits: milliseconds). Raises ValueError with words for the person who made the file."""
    text = " ".join(text[:80].split())
    try:
        found = _read(text, day_first)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        found = None
    if found is None:
        raise ValueError(f"“{text[:40]}” is no day we can read; write days like 2026-11-22 or 11/22/2026 15:05")
    if not EARLIEST <= found.year <= LATEST:
        raise ValueError(f"“{text[:40]}” lies outside the years {EARLIEST} to {LATEST}")
    return found


def _read(text: str, day_first: bool) -> When:
    if re.fullmatch(r"[0-9]{10}|[0-9]{13}", text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _from_parts(found.groupdict(), day_first)
    return parsedate_to_datetime(text)


def _from_parts(parts: dict[str, str | None], day_first: bool) -> When:
    day = _day(parts, day_first)
    if parts["hour"] is None:
        return day
    clock = f"{_hour(int(parts['hour']), parts['half']):02}:{parts['minute']}:{parts['second'] or '00'}"
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}{_offset(parts['zone'])}")


def _day(parts: dict[str, str | None], day_first: bool) -> date:
    year = int(parts["year"] or 0)
    year += 2000 if year < 100 else 0
    if one := parts.get("one"):
        month, day = (parts["two"], one) if day_first else (one, parts["two"])
        return date(year, int(month or 0), int(day or 0))
    if word := parts.get("word"):
        return date(year, _MONTHS.get(word[:3].lower(), 0), int(parts["day"] or 0))
    return date(year, int(parts["month"] or 0), int(parts["day"] or 0))


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("an hour with AM or PM lies between 1 and 12")
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _offset(zone: str | None) -> str:
    return "+00:00" if zone and zone.upper() in ("Z", "UTC", "GMT") else zone or ""
