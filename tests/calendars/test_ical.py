"""Dates as a calendar file: RFC 5545, read back as another program reads it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.calendars.ical import OCTETS, Entry, calendar, escaped, uid

STAMP = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """The lines as a reader puts them together again."""
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def value(text: str, name: str) -> str:
    """A property's text, its escapes undone."""
    (line,) = [row for row in unfolded(text) if row.startswith(f"{name}:")]
    told, rest = "", line.split(":", 1)[1]
    while rest:
        if rest[0] == "\\":
            told, rest = told + ("\n" if rest[1] in "nN" else rest[1]), rest[2:]
        else:
            told, rest = told + rest[0], rest[1:]
    return told


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_come_back_and_no_line_is_too_long(summary, about):
    text = calendar([Entry("a@b", date(2027, 1, 1), summary, about)], stamp=STAMP, name="Law")
    assert all(len(line.encode()) <= OCTETS for line in text.split("\r\n"))
    clean = "".join(c for c in summary.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or c == "\t" or c >= " ")
    assert value(text, "SUMMARY") == clean.replace("\x7f", "")
    assert text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a, b; c", "a\\, b\\; c"),
        ("a\\b", "a\\\\b"),
        ("a\nb", "a\\nb"),
        ("a\r\nb", "a\\nb"),
        ("BEGIN:VEVENT\r\nX:1", "BEGIN:VEVENT\\nX:1"),
        ("a\x07b", "ab"),
    ],
)
def test_what_would_break_a_line_is_escaped(text, told):
    assert escaped(text) == told


def test_a_day_is_a_whole_day_and_a_moment_is_in_utc():
    moment = datetime(2026, 11, 24, 20, 0, tzinfo=ZoneInfo("America/Chicago"))
    text = calendar([Entry("a@b", date(2026, 12, 31), "x"), Entry("c@d", moment, "y")], stamp=STAMP, name="Law")
    assert "DTSTART;VALUE=DATE:20261231" in text
    assert "DTEND;VALUE=DATE:20270101" in text
    assert "DTSTART:20261125T020000Z" in text
    assert "DTSTAMP:20261124T180000Z" in text


def test_the_same_names_give_the_same_identifier():
    assert uid("law", "us-ok.x/part", host="h") == uid("law", "us-ok.x/part", host="h") == "law-us-ok-x-part@h"
    assert uid("law", "us-ok.y", host="h") != uid("law", "us-ok.x", host="h")


def test_the_last_day_there_is_has_no_day_after():
    assert "DTEND;VALUE=DATE:99991231" in calendar([Entry("a@b", date.max, "x")], stamp=STAMP, name="Law")
