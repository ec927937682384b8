"""From what a person typed or a file says to a fact's value, and from a value to words. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from difflib import get_close_matches

from handrail.facts import rows
from handrail.facts.never import never_kept
from handrail.facts.plain import JSON
from handrail.facts.vocabulary import Amounts, Fact, Value, place_named, places

LONGEST = 4000
_DAY_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y")
_YES = {"yes", "y", "true", "1", "on"}
_NO = {"no", "n", "false", "0", "off"}
_MONEY = re.compile(
    r"\$?\s*(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{2}))?\s*(?:USD|dollars)?", re.IGNORECASE
)  # `1700,50` is no sum: read without its comma it would be a hundred times as much


class AnswerError(ValueError):
    """What was typed does not fit the fact; the message says what to write instead."""


def parse(fact: Fact, typed: str | list[str]) -> Value:
    """The value of an answer. Raises AnswerError."""
    if fact.type == "list":
        if fact.shape:
            return _rows(fact, typed if isinstance(typed, list) else typed.splitlines())
        items = typed if isinstance(typed, list) else [part.strip() for part in typed.split(",")]
        return tuple(_one_of(fact, item) if fact.values else _text(fact, item) for item in items if item)
    if fact.type == "amounts":
        rows_typed = typed if isinstance(typed, list) else re.split(r"[;\n]|,(?!\d{3})", typed)
        return Amounts(tuple(_money(fact, item.strip()) for item in rows_typed if item.strip()))
    text = (typed[0] if isinstance(typed, list) and typed else str(typed or "")).strip()
    if not text:
        raise AnswerError(f"{fact.label}: write an answer, or say that it can’t be found out.")
    return _PARSERS[fact.type](fact, text)


def _rows(fact: Fact, typed: list[str]) -> tuple[str, ...]:
    try:
        return rows.lines(fact.shape, [rows.as_row(fact.shape, line) for line in typed if line.strip()])
    except rows.RowError as error:
        raise AnswerError(f"{fact.label}: {error}") from None


def _text(fact: Fact, text: str) -> str:
    if len(text) > LONGEST:
        raise AnswerError(f"{fact.label}: this is {len(text):,} characters long; {LONGEST:,} is the most.")
    if found := never_kept(text):
        raise AnswerError(f"{fact.label}: this looks like {found}. It never stands in a record; take it out.")
    return text


def _bool(fact: Fact, text: str) -> bool:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise AnswerError(f"{fact.label}: answer yes or no.")


def _int(fact: Fact, text: str) -> int:
    digits = text.replace(",", "").replace(" ", "")
    if not re.fullmatch(r"-?\d{1,15}", digits):
        raise AnswerError(f"{fact.label}: write a whole number like 620.")
    return int(digits)


def _money(fact: Fact, text: str) -> int:
    found = _MONEY.fullmatch(text)
    if not found:
        raise AnswerError(f"{fact.label}: write an amount like 1,700.00.")
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


def _date(fact: Fact, text: str) -> date:
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise AnswerError(f"{fact.label}: “{text}” is no day we know. Write a day like Nov 23, 2026.")


def _instant(fact: Fact, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise AnswerError(f"{fact.label}: write a day and time like 2026-11-23 10:42.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _one_of(fact: Fact, text: str) -> str:
    if fact.is_place:
        return _place(fact, text)
    by_name = {value.lower(): value for value in fact.values}
    if text.lower() not in by_name:
        raise AnswerError(f"{fact.label}: “{text}” is not one of {', '.join(fact.values)}.")
    return by_name[text.lower()]


def _place(fact: Fact, text: str) -> str:
    """A place by its name or its letters, or one of the other values."""
    found = place_named(text) or (text.lower() if text.lower() in fact.values else None)
    if found is None:
        near = get_close_matches(text.title(), places().values(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise AnswerError(f"{fact.label}: “{text}” is not one of {fact.told_values}, or a state’s name.{hint}")
    return found


_PARSERS: dict[str, Callable[[Fact, str], Value]] = {
    "text": _text, "bool": _bool, "int": _int, "money": _money, "date": _date, "instant": _instant, "choice": _one_of,
}  # fmt: skip


def card_number(text: str) -> bool:
    """Whether a payment-card number stands in the text: 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1)."""
    for run in re.findall(r"(?:\d[ -]?){12,18}\d", text):
        digits = [int(c) for c in run if c.isdigit()]
        doubled = [d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(reversed(digits))]
        if sum(doubled) % 10 == 0:
            return True
    return False


def to_json(value: Value) -> JSON:
    """The value as records keep it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple | Amounts) else value


def from_json(fact: Fact, kept: JSON) -> Value:
    """The value a record kept."""
    if fact.type == "date":
        return date.fromisoformat(str(kept))
    if fact.type == "instant":
        return datetime.fromisoformat(str(kept))
    if isinstance(kept, list):
        if fact.type == "amounts":
            return Amounts(tuple(int(str(item)) for item in kept))
        return tuple(str(item) for item in kept)
    assert isinstance(kept, bool | str | int)
    return kept


def in_words(fact: Fact, value: Value) -> str:
    """The value as a person reads it: "Yes", "$1,700.00", "Mon, Nov 23, 2026"."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if fact.type == "money":
        return dollars(int(str(value)))
    if isinstance(value, datetime):
        return value.strftime("%a, %b %-d, %Y, %-I:%M %p")
    if isinstance(value, date):
        return value.strftime("%a, %b %-d, %Y")
    if isinstance(value, Amounts):
        return "; ".join(dollars(item) for item in value) or "none"
    if isinstance(value, tuple):
        told = [rows.read(fact.shape, line).words if fact.shape else fact.word(line) for line in value]
        return ("; " if fact.shape else ", ").join(told) or "none"
    if isinstance(value, int):
        return f"{value:,}"
    return fact.word(value) if fact.type == "choice" else value


def dollars(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"
