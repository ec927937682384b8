"""How a blank writes its value: `{{ sale.signed_on | date }}`. Pure.

Without a format it is written as everywhere (`answers.in_words`)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handrail.facts import tongues
from handrail.facts.answers import dollars, in_words
from handrail.facts.said import said
from handrail.facts.vocabulary import Amounts, Fact, Value

CENTS = 100
_NOT_DIGITS = re.compile(r"[\s().+-]")


def phone(text: str) -> str:
    """A number of ten digits, however it was typed; any other stays as it is, so that nobody calls a wrong one."""
    digits = _NOT_DIGITS.sub("", text)
    digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return text.strip()
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


@dataclass(frozen=True, slots=True)
class Format:
    """`types`: of the facts it is for. `example`: what it makes of a value like those in the reference."""

    name: str
    types: frozenset[str]
    says: str
    example: str
    write: Callable[[Fact, Value], str]


def _day(pattern: str) -> Callable[[Fact, Value], str]:
    def write(_: Fact, value: Value) -> str:
        return value.strftime(pattern) if isinstance(value, date) else str(value)

    return write


def _clock(fact: Fact, value: Value) -> str:
    return value.strftime("%-I:%M %p") if isinstance(value, datetime) else in_words(fact, value)


def _whole(_: Fact, value: Value) -> str:
    """A sum that has cents keeps them: nobody is told another sum."""
    told = dollars(int(str(value)))
    return told.removesuffix(".00")


def _bare(_: Fact, value: Value) -> str:
    return dollars(int(str(value))).replace("$", "")


_DATES, _TEXTS = frozenset({"date", "instant"}), frozenset({"text", "choice"})
_ROWS = (
    Format("date", _DATES, "the day, with its month in full", "November 23, 2026", _day("%B %-d, %Y")),
    Format("weekday", _DATES, "the day of the week, without the year", "Monday, November 23", _day("%A, %B %-d")),
    Format("short", _DATES, "the day in figures", "11/23/2026", _day("%m/%d/%Y")),
    Format("time", frozenset({"instant"}), "the time of day", "4:30 PM", _clock),
    Format("whole", frozenset({"money"}), "without the cents where there are none", "$1,700", _whole),
    Format("bare", frozenset({"money"}), "without the dollar sign", "1,700.00", _bare),
    Format("plain", frozenset({"int"}), "a number without commas", "1200", lambda _, value: str(value)),
    Format("upper", _TEXTS, "in capitals", "RD-1204", lambda fact, value: in_words(fact, value).upper()),
    Format("first", frozenset({"text"}), "the first word: of a name, the first name", "Dolores",
           lambda _, value: next(iter(str(value).split()), "")),
    Format("last4", frozenset({"text"}), "the last four characters", "1204", lambda _, value: str(value).strip()[-4:]),
    Format("phone", frozenset({"text"}), "a phone number of ten digits", "(580) 555-0100",
           lambda _, value: phone(str(value))),
    Format("lines", frozenset({"list", "amounts"}), "each on a line of its own", "- lamp\n- chair",
           lambda fact, value: "".join(f"\n- {line}" for line in _each(fact, value)).lstrip("\n") or "none"),
    Format("count", frozenset({"list", "amounts"}), "how many there are", "2",
           lambda fact, value: str(len(_each(fact, value)))),
)  # fmt: skip
FORMATS: Mapping[str, Format] = {row.name: row for row in _ROWS}


def _each(fact: Fact, value: Value) -> list[str]:
    if isinstance(value, Amounts):
        return [dollars(item) for item in value]
    return [in_words(fact, (item,)) for item in value] if isinstance(value, tuple) else [str(value)]


def written(fact: Fact, value: Value, form: str = "", language: str = tongues.FIRST) -> str:
    """The value as the format writes it in this language; as everywhere without one."""
    plain = value.cents if isinstance(value, Amounts) else value
    words = said(fact, language) if fact.values and language != tongues.FIRST else tongues.NO_WORDS
    told = tongues.written(language, fact.type, plain, form, words)
    if told is not None:
        return told
    return FORMATS[form].write(fact, value) if form else in_words(fact, value)


def fits(fact: Fact, form: str) -> str:
    """Why this format is none for this fact; nothing where it is. What could be written instead is named."""
    good = ", ".join(row.name for row in _ROWS if fact.type in row.types)
    instead = f"; for {fact.name} there are {good}" if good else f"; {fact.name} has none"
    if form not in FORMATS:
        return f"there is no format {form}{instead}"
    return "" if fact.type in FORMATS[form].types else f"{form} is no format for {fact.name}{instead}"
