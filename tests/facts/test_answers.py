"""Answers in and out: what is typed, what a record keeps, and what a person reads, for every type of fact."""

from datetime import UTC, date, datetime

import pytest

from handrail.calendars import clock
from handrail.facts import rows
from handrail.facts.answers import AnswerError, from_json, parse, to_json
from handrail.facts.vocabulary import VOCABULARY, Fact, Value

HOURS = next(row for row in VOCABULARY.values() if row.shape == "hours")
LICENCES = next(row for row in VOCABULARY.values() if row.shape == "licence")
INSTANT = next(row for row in VOCABULARY.values() if row.type == "instant")
AT = datetime(2026, 11, 24, 16, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sale.signed_on", date(2026, 11, 24)), (INSTANT.name, AT), ("business.channels", ("phone", "email")),
        ("sale.total", 6800), ("sale.is_extra", True), ("sale.number", "A-1"),
    ],
)  # fmt: skip
def test_a_record_gives_back_what_it_kept(name: str, value: Value) -> None:
    assert from_json(VOCABULARY[name], to_json(value)) == value


def test_a_moment_without_a_zone_is_read_as_utc() -> None:
    assert parse(INSTANT, "2026-11-24T16:40") == AT
    assert parse(INSTANT, "2026-11-24T10:40-06:00") == AT
    with pytest.raises(AnswerError, match="write a day and time"):
        parse(INSTANT, "tomorrow at four")


def test_a_stamp_needs_a_zone() -> None:
    assert clock.stamp(AT) == "2026-11-24T16:40:00.000000Z"
    with pytest.raises(ValueError, match="has no time zone"):
        clock.stamp(AT.replace(tzinfo=None))


def test_nothing_typed_is_no_answer() -> None:
    with pytest.raises(AnswerError, match="write an answer"):
        parse(VOCABULARY["sale.number"], [])
    with pytest.raises(AnswerError, match="answer yes or no"):
        parse(VOCABULARY["sale.is_extra"], "perhaps")


def test_rows_are_typed_one_a_line() -> None:
    assert parse(HOURS, "mon 08:00-17:00\n\ntue 08:00-12:00") == ("mon 08:00-17:00", "tue 08:00-12:00")
    assert parse(LICENCES, ["LP gas | 12 | Marcy | 2026-12-31"]) == ("LP gas | 12 | Marcy | 2026-12-31",)


@pytest.mark.parametrize(
    ("fact", "line", "says"),
    [
        (HOURS, "monday morning", "is no opening time"),
        (HOURS, "mon 17:00-08:00", "closes before it opens"),
        (LICENCES, "LP gas, 12", "has 1 parts"),
        (LICENCES, "LP gas | 12 | Marcy | soon", "is no day we know"),
        (LICENCES, "LP gas | 12 | Marcy | ", "write its last day"),
        (LICENCES, " | 12 | Marcy | no end", "Write what the license is for"),
    ],
)
def test_a_wrong_row_says_what_to_write(fact: Fact, line: str, says: str) -> None:
    with pytest.raises(AnswerError, match=says):
        parse(fact, [line])


def test_a_kept_row_as_cells() -> None:
    assert rows.as_row("hours", "mon 08:00-17:00") == {"day": "mon", "opens": "08:00", "closes": "17:00"}
    assert rows.lines("hours", [{"day": "tue", "opens": "8", "closes": "5 pm"}, {"day": "mon"}]) == ("tue 08:00-17:00",)
