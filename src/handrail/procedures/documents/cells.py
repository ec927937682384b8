"""A decision table put into words, cell by cell, for the page and for paper. Pure."""

import re
from dataclasses import dataclass

from handrail.facts.answers import dollars
from handrail.facts.conditions import ConditionError
from handrail.facts.vocabulary import VOCABULARY, Fact
from handrail.procedures.documents import spoken
from handrail.procedures.language.ways import ANY, Table

ANYTHING = "anything"
_BOUND = re.compile(r"(<=|>=|<|>|==|!=)\s*(.+)")
_BETWEEN = re.compile(r"(.+?)\s+to\s+(.+)")
_MONEY = re.compile(r"(-?\d[\d,]*)(?:\.(\d\d))?\s*(?:USD|dollars)")
_LIMIT = re.compile(r"limit\('([^']+)'\)")
_SIGNS = {"<=": "at most", ">=": "at least", "<": "under", ">": "over", "==": "", "!=": "not"}
_TYPES = ("int", "date", "bool", "text")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words: what stands over each column, and the cells of each row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def cells(table: Table) -> Grid:
    """The columns and cells, without where each row leads."""
    head = tuple(column_words(column) for column in table.of)
    rows = tuple(
        tuple(cell_words(VOCABULARY.get(column), cell) for column, cell in zip(table.of, row.is_, strict=True))
        for row in table.rows
    )
    return Grid(head, rows)


def column_words(column: str) -> str:
    """A fact by its label; a term as it is read."""
    row = VOCABULARY.get(column)
    words = row.label if row else _term(column)
    return words[:1].upper() + words[1:]


def cell_words(row: Fact | None, cell: str) -> str:
    """`-` is “anything”, `<= 30` “at most 30”, `silver, guest` “silver or guest”."""
    if cell == ANY:
        return ANYTHING
    if row and row.values:
        return spoken.listed([row.word(word.strip()) for word in cell.split(",")])
    between, bound = _BETWEEN.fullmatch(cell), _BOUND.fullmatch(cell)
    if bound:
        return f"{_SIGNS[bound[1]]} {_number(bound[2])}".strip()
    return f"{_number(between[1])} to {_number(between[2])}" if between else _number(cell)


def _number(text: str) -> str:
    money, limit = _MONEY.fullmatch(text), _LIMIT.fullmatch(text)
    if money:
        return dollars(int(money[1].replace(",", "")) * 100 + int(money[2] or 0))
    if limit:
        return f"the limit “{limit[1].replace('-', ' ')}”"
    return text if re.fullmatch(r"-?\d+|yes|no|true|false", text, re.IGNORECASE) else _term(text)


def _term(text: str) -> str:
    for kind in _TYPES:
        try:
            return spoken.term(text, kind)
        except ConditionError:
            continue
    return text
