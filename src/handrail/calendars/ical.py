"""Dates as a calendar file (iCalendar, RFC 5545). Pure.

The same date keeps its `uid`, so a calendar that is fed again changes it and adds none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_NO_LETTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
OCTETS = 75


@dataclass(frozen=True, slots=True)
class Entry:
    """One date: a whole day, or (`datetime` with a zone) the moment something ends."""

    uid: str
    when: date
    summary: str
    description: str = ""


def uid(*names: str, host: str) -> str:
    """An identifier that stays the same for the same names, whatever letters they have."""
    told = "-".join(re.sub(r"[^a-z0-9]+", "-", name.lower()) for name in names if name)
    return f"{told}@{host}"


def calendar(entries: Iterable[Entry], *, stamp: datetime, name: str) -> str:
    """The file: lines end with CRLF and none is longer than 75 octets. `name`: what made it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Handrail//{name}//EN"]
    for entry in entries:
        lines += _event(entry, stamp)
    return "\r\n".join(part for line in [*lines, "END:VCALENDAR"] for part in folded(line)) + "\r\n"


def _event(entry: Entry, stamp: datetime) -> list[str]:
    about = [f"DESCRIPTION:{escaped(entry.description)}"] if entry.description else []
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{_instant(stamp)}",
        *_when(entry.when),
        f"SUMMARY:{escaped(entry.summary)}",
        *about,
        "END:VEVENT",
    ]


def _when(when: date) -> list[str]:
    if isinstance(when, datetime):
        return [f"DTSTART:{_instant(when)}", f"DTEND:{_instant(when)}"]
    return [f"DTSTART;VALUE=DATE:{when:%Y%m%d}", f"DTEND;VALUE=DATE:{_after(when):%Y%m%d}"]


def _after(day: date) -> date:
    """The day after, as the end of a whole day is written; the last day there is has none."""
    return day if day == date.max else day + timedelta(days=1)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon and comma escaped, line breaks as `\\n`, no control characters."""
    told = _NO_LETTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", told).replace("\n", "\\n")


def folded(line: str) -> list[str]:
    """The line in parts of at most 75 octets; what goes on begins with a space, and no letter is cut."""
    parts, now = [], ""
    for letter in line:
        if len((now + letter).encode()) > OCTETS - 1:
            parts.append(now)
            now = " "
        now += letter
    return [*parts, now]
