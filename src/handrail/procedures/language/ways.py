"""Where a branch leads, and the two shapes of a decision: rows read from the top, and a table. Pure."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from handrail.facts.conditions import ConditionError, compile_condition
from handrail.facts.vocabulary import VOCABULARY, Fact
from handrail.procedures.language.parts import FactName, Guard, Id, Outcome, Part, Role, Span, Text

MOST_TRIES = 9


def _way_from_text(value: Any) -> Any:
    """A way may be just the id of the next step, or `escalate supervisor`."""
    if isinstance(value, str):
        words = value.split()
        if len(words) == 2 and words[0] == "escalate":
            return {"escalate": words[1], "why": "The procedure says so here."}
        return {"go": value}
    return value


class Way(Part):
    """Where a branch leads: to a step, back to try again, to a person, to a refusal or to an end. Exactly one of them.

    `again` goes back to a step at most `at_most` times and forgets the facts of `forget`; then `over` is taken."""

    go: Id | None = None
    again: Id | None = None
    at_most: int | None = Field(default=None, ge=1, le=MOST_TRIES)
    forget: tuple[FactName, ...] = ()
    over: "Branch | None" = None
    escalate: Role | None = None
    refuse: Text | None = None
    end: Outcome | None = None
    why: Text | None = None
    within: Span | None = None
    then: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in ("go", "again", "escalate", "refuse", "end") if getattr(self, name) is not None]
        wrong = {
            "a way needs exactly one of: go, again, escalate, refuse, end": len(given) != 1,
            "an escalation needs a why": self.escalate and not self.why,
            "then belongs to escalate or refuse": self.then and not (self.escalate or self.refuse),
            "again needs at_most (how often) and over (what happens after that)": self.again
            and not (self.at_most and self.over),
            "at_most, forget and over belong to again": not self.again and (self.at_most or self.forget or self.over),
        }
        for said, broken in wrong.items():
            if broken:
                raise ValueError(said)
        return self

    @property
    def target(self) -> str | None:
        return self.go or self.again or self.then

    def all(self) -> "Iterator[Way]":
        """This way, and the one taken when there are no tries left."""
        yield self
        if self.over:
            yield from self.over.all()


Branch = Annotated[Way, BeforeValidator(_way_from_text)]
Way.model_rebuild()


class Choice(Part):
    """One row of `decide`: a condition and its way, or the `otherwise` that ends the list."""

    when: Guard | None = None
    then: Branch | None = None
    otherwise: Branch | None = None

    @model_validator(mode="after")
    def _shape(self) -> Self:
        if (self.otherwise is None) == (self.when is None or self.then is None):
            raise ValueError("write either when: and then:, or otherwise:")
        return self

    @property
    def way(self) -> Way:
        found = self.otherwise or self.then
        assert found is not None
        return found


NO_ROW_FITS = "No row of the table fits."
ANY = "-"


class Row(Part):
    """One row of a table: a cell for each column, and where it leads."""

    is_: tuple[Text, ...] = Field(alias="is", min_length=1)
    then: Branch


class Table(Part):
    """A decision table. `of` are its columns, facts or terms over facts; the first row whose cells all fit is taken.

    Cells: `-` fits anything; `gold` or `gold, silver` one of these; `yes`, `no`; `<= 30`, `> 50 USD`,
    `>= 2026-12-20`; `31 to 60`, both included. What no row fits goes to the supervisor, and is a finding, unless
    `otherwise` says where."""

    of: tuple[Text, ...] = Field(min_length=1, max_length=8)
    rows: tuple[Row, ...] = Field(min_length=1, max_length=60)
    otherwise: Branch | None = None

    @model_validator(mode="after")
    def _square(self) -> Self:
        for number, row in enumerate(self.rows, 1):
            if len(row.is_) != len(self.of):
                raise ValueError(f"row {number} has {len(row.is_)} cells; the table has {len(self.of)} columns")
        self.choices  # noqa: B018 - every cell must be readable
        return self

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The same as rows of `decide`."""
        rows = [Choice(when=self._guard(number, row), then=row.then) for number, row in enumerate(self.rows, 1)]
        last = self.otherwise or Way(escalate="supervisor", why=NO_ROW_FITS)
        return (*rows, Choice(otherwise=last))

    def _guard(self, number: int, row: Row) -> str:
        cells = [_cell(column, cell, number) for column, cell in zip(self.of, row.is_, strict=True)]
        return " && ".join(cell for cell in cells if cell) or "true"


_BETWEEN = re.compile(r"(.+?)\s+to\s+(.+)")
_BOUND = re.compile(r"(<=|>=|<|>|==|!=)\s*(.+)")
_MONEY = re.compile(r"(-?\d[\d,]*)(?:\.(\d\d))?\s*(?:USD|dollars)")
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE = re.compile(r"-?\d+")
_TRUTHS = {"yes": "", "no": "!", "true": "", "false": "!"}


def _cell(column: str, cell: str, number: int) -> str:
    """The condition a cell stands for; nothing where it fits anything. Raises ValueError."""
    row = VOCABULARY.get(column)
    term = column if row else f"({column})"
    if cell == ANY:
        return ""
    if cell.lower() in _TRUTHS and (row is None or row.type == "bool"):
        return f"{_TRUTHS[cell.lower()]}{term}"
    try:
        return _words(row, term, cell) if row and row.values else _measured(term, cell)
    except (ValueError, ConditionError) as error:
        raise ValueError(f"row {number}: “{cell}” can’t stand under {column}: {error}") from None


def _words(row: Fact, term: str, cell: str) -> str:
    named = [word.strip() for word in cell.split(",")]
    wrong = [word for word in named if word not in row.values]
    if wrong:
        raise ValueError(f"it is one of {', '.join(row.values)}")
    listed = ", ".join(f"'{word}'" for word in named)
    if row.type == "list":
        return f"any_in({term}, [{listed}])"
    return f"{term} in [{listed}]" if len(named) > 1 else f"{term} == {listed}"


def _measured(term: str, cell: str) -> str:
    between, bound = _BETWEEN.fullmatch(cell), _BOUND.fullmatch(cell)
    if between:
        return f"{term} >= {_number(between[1])} && {term} <= {_number(between[2])}"
    if bound:
        return f"{term} {bound[1]} {_number(bound[2])}"
    return f"{term} == {_number(cell)}"


def _number(text: str) -> str:
    """A number, an amount in cents, a day, a limit or another fact, as a condition says it."""
    money = _MONEY.fullmatch(text)
    if money:
        return str(int(money[1].replace(",", "")) * 100 + int(money[2] or 0))
    if _WHOLE.fullmatch(text):
        return text
    if _A_DAY.fullmatch(text):
        text = f"date('{text}')"
    compile_any(text)
    return text


def compile_any(text: str) -> None:
    """Whether a text is an expression of a number or a day. Raises ConditionError."""
    try:
        compile_condition(text, "int")
    except ConditionError:
        compile_condition(text, "date")
