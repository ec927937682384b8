"""Scripts with their blanks filled. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.facts.answers import in_words
from handrail.facts.vocabulary import Value, fact
from handrail.procedures.language.steps import BLANK


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `is_blank` when it came from a fact, `is_open` when that fact is not known yet."""

    text: str
    is_blank: bool = False
    is_open: bool = False


def fill(script: str, facts: Mapping[str, Value]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    end = 0
    for found in BLANK.finditer(script):
        pieces.append(Piece(script[end : found.start()]))
        row = fact(found[1])
        value = facts.get(row.name)
        pieces.append(Piece(row.label, True, True) if value is None else Piece(in_words(row, value), True))
        end = found.end()
    pieces.append(Piece(script[end:]))
    return tuple(piece for piece in pieces if piece.text)


def spoken(script: str, facts: Mapping[str, Value]) -> str:
    """The words as the record keeps them; an open blank stays a line."""
    return "".join("____" if piece.is_open else piece.text for piece in fill(script, facts))
