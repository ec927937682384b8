"""Days, times and money as a reply in Spanish or French writes them. Only Python's standard library. Pure.

Spanish is that of the United States (`$1,700.00`, `4:30 p. m.`), French that of Canada (`1 700,00 $`, `16 h 30`): of
the customers who are written to. A short day names its month (`23 nov 2026`): in figures nobody could tell whether the
month comes first, as in English, or the day, as in the language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

FIRST = "en"
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of a language. `weekdays` begin with Monday; `first`: how the first of a month is numbered; `date`,
    `weekday`, `full` and `clock` are filled by name."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    date: str
    weekday: str
    full: str
    clock: str
    halves: tuple[str, str]
    yes: str
    no: str
    none: str
    first: str = "1"
    money: str = "{sign}${whole}{cents}"
    short: tuple[str, ...] = ()  # the months of a short day
    thousands: str = ","
    point: str = "."


TONGUES: Mapping[str, Tongue] = {
    "es": Tongue(
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
         "diciembre"),
        ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        "{day} de {month} de {year}", "{weekday}, {day} de {month}", "{weekday}, {day} de {month} de {year}",
        "{twelve}:{minute:02d} {half}", (f"a.{NBSP}m.", f"p.{NBSP}m."), "Sí", "No", "ninguno",
        short=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    ),
    "fr": Tongue(
        ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
         "décembre"),
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        "{day} {month} {year}", "{weekday} {day} {month}", "{weekday} {day} {month} {year}",
        f"{{hour:02d}}{NBSP}h{NBSP}{{minute:02d}}", ("", ""), "Oui", "Non", "aucun", "1er",
        f"{{sign}}{{whole}}{{cents}}{NBSP}$",
        ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."),
        NBSP, ",",
    ),
}  # fmt: skip


NO_WORDS: Mapping[str, str] = {}


def written(language: str, kind: str, value: object, form: str = "", words: Mapping[str, str] = NO_WORDS) -> str | None:
    """A value of a fact of this kind in a format; None where the language writes it as English does. Amounts come as
    numbers in a row. `words`: of the values of a choice or a list, in this language; one that has none stays as it
    is."""
    tongue = TONGUES.get(language)
    if tongue is None:
        return None
    match value:
        case bool():
            return tongue.yes if value else tongue.no
        case date():
            return _day(tongue, value, form)
        case int():
            return _sum(tongue, value, form) if kind == "money" else _number(tongue, value, form)
        case tuple() | list() if not value and form in ("", "lines"):
            return tongue.none
        case tuple() | list() if kind == "amounts" and form != "count":
            return _amounts(tongue, value, form)
        case str() if kind == "choice" and value in words:
            return words[value].upper() if form == "upper" else words[value]
        case tuple() | list() if kind == "list" and form != "count" and any(item in words for item in value):
            items = [words.get(item, item) for item in value]
            return "\n".join(f"- {item}" for item in items) if form == "lines" else ", ".join(items)
    return None


def day(language: str, value: date) -> str:
    """A day with its month in full."""
    tongue = TONGUES.get(language)
    return _filled(tongue, tongue.date, value) if tongue else f"{value:%B} {value.day}, {value.year}"


def _day(tongue: Tongue, value: date, form: str) -> str | None:
    if form == "short":
        first = tongue.first if value.day == 1 else value.day
        return f"{first} {tongue.short[value.month - 1]} {value.year}"
    if form == "time":
        return _clock(tongue, value)
    if form:
        return _filled(tongue, tongue.date if form == "date" else tongue.weekday, value)
    told = _filled(tongue, tongue.full, value)
    return f"{told}, {_clock(tongue, value)}" if isinstance(value, datetime) else told


def _filled(tongue: Tongue, pattern: str, value: date) -> str:
    return pattern.format(
        day=tongue.first if value.day == 1 else value.day, month=tongue.months[value.month - 1], year=value.year,
        weekday=tongue.weekdays[value.weekday()],
    )  # fmt: skip


def _clock(tongue: Tongue, value: date) -> str | None:
    if not isinstance(value, datetime):
        return None
    half = tongue.halves[value.hour >= 12]
    return tongue.clock.format(hour=value.hour, twelve=value.hour % 12 or 12, minute=value.minute, half=half)


def _sum(tongue: Tongue, cents: int, form: str) -> str:
    """A sum that has cents keeps them, whatever the format."""
    whole, rest = divmod(abs(cents), 100)
    shown = "" if form == "whole" and not rest else f"{tongue.point}{rest:02d}"
    sign = "-" if cents < 0 else ""
    told = tongue.money.format(sign=sign, whole=_grouped(tongue, whole), cents=shown)
    return told.replace("$", "").rstrip(NBSP) if form == "bare" else told


def _number(tongue: Tongue, value: int, form: str) -> str | None:
    return None if form else f"{'-' if value < 0 else ''}{_grouped(tongue, abs(value))}"


def _grouped(tongue: Tongue, value: int) -> str:
    return f"{value:,}".replace(",", tongue.thousands)


def _amounts(tongue: Tongue, cents: Sequence[int], form: str) -> str:
    sums = [_sum(tongue, item, "") for item in cents]
    return "\n".join(f"- {row}" for row in sums) if form == "lines" else "; ".join(sums)
