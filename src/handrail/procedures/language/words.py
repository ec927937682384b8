"""Scripts with their blanks filled. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.facts.formats import written
from handrail.facts.tongues import FIRST
from handrail.facts.vocabulary import Fact, Value, fact
from handrail.procedures.language.parts import FORMATTED


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `is_blank` when it came from a fact, `is_open` when that fact is not known yet. `name`: of it;
    `form`: the format it is written in."""

    text: str
    is_blank: bool = False
    is_open: bool = False
    name: str = field(default="", compare=False)
    form: str = field(default="", compare=False)


def fill(script: str, facts: Mapping[str, Value], language: str = FIRST) -> tuple[Piece, ...]:
    """`language`: in which days, times and money are written."""
    pieces: list[Piece] = []
    end = 0
    for found in FORMATTED.finditer(script):
        pieces.append(Piece(script[end : found.start()]))
        row = fact(found[1])
        value = facts.get(row.name)
        form = found[2] or ""
        pieces.append(Piece(*_filled(row, value, form, language), row.name, form))
        end = found.end()
    pieces.append(Piece(script[end:]))
    return tuple(piece for piece in pieces if piece.text)


def _filled(row: Fact, value: Value | None, form: str, language: str) -> tuple[str, bool, bool]:
    return (row.label, True, True) if value is None else (written(row, value, form, language), True, False)


def spoken(script: str, facts: Mapping[str, Value], language: str = FIRST) -> str:
    """The words as the record keeps them; an open blank stays a line."""
    return "".join("____" if piece.is_open else piece.text for piece in fill(script, facts, language))
