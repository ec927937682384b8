"""A question as it stands on its page: what may be answered, what was typed, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.http import QueryDict

from handrail.business.interview import proposed
from handrail.calendars.closed import offered
from handrail.calendars.holidays import Table
from handrail.facts import rows
from handrail.facts.answers import AnswerError, dollars, parse
from handrail.facts.vocabulary import Fact, Value

DONT_KNOW = "unknown"
BLANK_ROWS = 2
MANY = 30  # options, above which a list is folded
_NONE_WORDS = {
    "licence": "We hold none", "hours": "We keep no fixed hours", "closed": "We are closed on no other day",
    "role": "We have no others", "list": "None of these",
}  # fmt: skip
_SOME = frozenset({"business.states", "business.customer_states", "business.channels"})  # nobody has none of these
_COLUMN_WORDS = {
    "what": "What for", "number": "Number", "holder": "Held by", "until": "Last day", "opens": "Opens",
    "closes": "Closes", "role": "Role", "title": "What it is called", "filled_by": "Filled by",
    "overtime": "Overtime", "basis": "Determined by", "since": "Determined on",
    "on": "Day", "why": "Why",
}  # fmt: skip


class Cell(NamedTuple):
    """A cell of a row, with what it may be, where that is one of a few."""

    name: str
    words: str
    value: str
    options: tuple[tuple[str, str], ...] = ()


def _cell(name: str, words: str, row: Mapping[str, str]) -> Cell:
    known = rows.CHOICES.get(name, {})
    first = () if not known or "" in known else (("", "Choose"),)
    return Cell(name, words, row.get(name, ""), (*first, *known.items()))


@dataclass(slots=True)
class Box:
    """One question. `typed`: as the form sends it, kept whatever it was; `cells`: the rows of a fact that has rows.

    `proposed`: what is ticked is a proposal of ours and nobody's answer; `hints`: words one may fill in."""

    fact: Fact
    typed: list[str] = field(default_factory=list)
    cells: list[dict[str, str]] = field(default_factory=list)
    none: bool = False
    error: str = ""
    value: Value | None = None
    proposed: bool = False
    hints: tuple[str, ...] = ()
    ticks: list["Ticks"] = field(default_factory=list)  # rows that are ticked instead of written
    near: tuple[str, ...] = ()  # of very many values those to show at once

    @property
    def text(self) -> str:
        return "" if self.is_unknown or not self.typed else self.typed[0]

    @property
    def is_unknown(self) -> bool:
        return DONT_KNOW in self.typed

    @property
    def none_words(self) -> str:
        return _NONE_WORDS.get(self.fact.shape or self.fact.type, "") if self.fact.name not in _SOME else ""

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The cells a row has, beside its weekday, with their words."""
        return [(name, _COLUMN_WORDS[name]) for name in rows.columns(self.fact.shape) if name in _COLUMN_WORDS]

    @property
    def lines(self) -> list[tuple[str, str, list[Cell]]]:
        """Each row: its name, the day it holds fixed (or ""), and its cells."""
        return [
            (self._name(n, row), row.get("day", ""), [_cell(name, words, row) for name, words in self.columns])
            for n, row in enumerate(self.cells, 1)
        ]

    def _name(self, number: int, row: Mapping[str, str]) -> str:
        return rows.DAYS.get(row.get("day", ""), f"Row {number}")

    @property
    def options(self) -> list[tuple[str, str]]:
        if self.fact.type == "bool":
            return [("yes", "Yes"), ("no", "No")]
        return list(self.fact.options)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The options at once; of a long list those near or chosen, and the last, which stands for all others."""
        options = self.options
        if len(options) <= MANY:
            return options
        return [row for row in options if row[0] in (*self.near, *self.typed) or row == options[-1]]

    @property
    def folded(self) -> list[tuple[str, str]]:
        """The rest of a long list, to be opened."""
        shown = self.shown
        return [row for row in self.options if row not in shown]

    @property
    def control(self) -> str:
        """Which control asks it: `rows`, `check`, `radio` or `text`."""
        if self.fact.shape:
            return "rows"
        return "text" if not self.options else "check" if self.fact.type == "list" else "radio"


@dataclass(frozen=True, slots=True)
class Ticks:
    """Holidays of one list, each with whether the business is closed on it."""

    table: Table
    names: list[tuple[str, str, bool]]  # as it is sent, as it is called, ticked

    @property
    def some(self) -> bool:
        return any(on for *_, on in self.names)


def offer_holidays(box: Box, states: Iterable[str]) -> None:
    """Holidays of the lists for these states are ticked, not written; one with words of its own stays a row."""
    if box.fact.shape != "closed":
        return
    plain = {row["on"] for row in box.cells if row.get("on") and not row.get("why")}
    for table, names in offered(states):
        sent = {f"{table.id}: {name}": name for name in names}
        box.ticks.append(Ticks(table, [(value, name, value in plain) for value, name in sent.items()]))
        box.cells = [row for row in box.cells if row.get("why") or row.get("on") not in sent]


def box_of(fact: Fact, given: Mapping[str, Value | None]) -> Box:
    """The question with the answer it has."""
    value = given.get(fact.name)
    box = Box(fact, value=value)
    box.typed = [DONT_KNOW] if fact.name in given and value is None else _as_typed(fact, value)
    ahead = proposed(fact, given)
    if ahead:
        box.typed, box.proposed = list(ahead), True
    box.none = value == ()
    if fact.shape:
        box.cells = _cells(fact, [rows.as_row(fact.shape, line) for line in value] if isinstance(value, tuple) else [])
    return box


def _cells(fact: Fact, filled: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows to fill in: each weekday once at least, or some blank ones below those there are."""
    if fact.shape != "hours":
        return filled + [{} for _ in range(BLANK_ROWS)]
    made = []
    for day in rows.DAYS:
        made += [row for row in filled if row.get("day") == day] or [{"day": day}]
    return made


def _as_typed(fact: Fact, value: Value | None) -> list[str]:
    """A kept value as the form would have sent it."""
    if value is None or fact.shape:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, tuple):
        return list(value) if fact.values else [", ".join(value)]
    return [dollars(int(str(value))) if fact.type == "money" else str(value)]


def posted(fact: Fact, sent: QueryDict) -> Box:
    """The question as it was answered."""
    box = Box(fact, typed=[item for item in sent.getlist(fact.name) if item.strip()])
    box.none = f"none:{fact.name}" in sent
    if fact.shape:
        filled = _sent_rows(fact, sent)
        box.cells = _cells(fact, [row for row in filled if fact.shape == "hours" or any(row.values())])
    if box.is_unknown or f"{DONT_KNOW}:{fact.name}" in sent:
        box.typed = [DONT_KNOW]
        return box
    try:
        box.value = _rows_value(box) if fact.shape else _value(box)
    except (AnswerError, rows.RowError) as error:
        box.error = str(error)
    return box


def _sent_rows(fact: Fact, sent: QueryDict) -> list[dict[str, str]]:
    names = rows.columns(fact.shape)
    ticked = [{"on": value, "why": ""} for value in sent.getlist(f"{fact.name}:tick")]
    sent_cells = [sent.getlist(f"{fact.name}:{name}") for name in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*sent_cells, strict=False)] + ticked


def _rows_value(box: Box) -> Value:
    found = rows.lines(box.fact.shape, box.cells)
    if found and box.none:
        raise AnswerError(
            f"{box.fact.label}: rows are filled in, and “{box.none_words.lower()}” is ticked. Which is right?"
        )
    if not found and not box.none:
        raise AnswerError(f"{box.fact.label}: fill in a row, or tick what is so below.")
    return found


def _value(box: Box) -> Value:
    if box.fact.type != "list":
        return parse(box.fact, "".join(box.typed[:1]))
    if box.none and box.typed:
        raise AnswerError(f"{box.fact.label}: something is chosen, and “none of these” too. Which is right?")
    if not box.none and not box.typed:
        raise AnswerError(f"{box.fact.label}: choose at least one, or say that you don’t know.")
    return parse(box.fact, box.typed) if box.fact.values else parse(box.fact, "".join(box.typed))
