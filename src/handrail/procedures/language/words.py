"""Scripts with their blanks filled. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.facts.answers import in_words
from handrail.facts.vocabulary import Fact, Value, fact
from handrail.procedures.language.steps import BLANK


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `is_blank` when it came from a fact, `is_open` when that fact is not known yet. `name`: of it."""

    text: str
    is_blank: bool = False
    is_open: bool = False
    name: str = field(default="", compare=False)


def fill(script: str, facts: Mapping[str, Value]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for found in BLANK.finditer(script):
        pieces.append(Piece(script[end : found.start()]))
        row = fact(found[1])
        value = facts.get(row.name)
        pieces.append(Piece(*_filled(row, value), row.name))
        end = found.end()
    pieces.append(Piece(script[end:]))
    return tuple(piece for piece in pieces if piece.text)


def _filled(row: Fact, value: Value | None) -> tuple[str, bool, bool]:
    return (row.label, True, True) if value is None else (in_words(row, value), True, False)


def spoken(script: str, facts: Mapping[str, Value]) -> str:
    """The words as the record keeps them; an open blank stays a line."""
    return "".join("____" if piece.is_open else piece.text for piece in fill(script, facts))
