"""How wide words are, and where to break them. Pure.

`widths.json` holds the advance of each letter in thousandths of the type size, for the face that typst brings along
(paper: Libertinus Serif) and for the widest face a screen is likely to use (screen: DejaVu Sans; every face named in
tokens.css is narrower). A letter outside the table counts as a full square, so nothing is ever taken as too narrow."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Face = Literal["paper", "screen"]
_FILE = Path(__file__).with_name("widths.json")
_SQUARE = 1120


@cache
def _table(face: Face) -> Mapping[str, int]:
    grouped = json.loads(_FILE.read_text("utf-8"))[face]
    return {letter: int(width) for width, letters in grouped.items() for letter in letters}


def width(words: str, size: float, face: Face) -> float:
    """The width of one line, in the unit of the size."""
    table = _table(face)
    return sum(table.get(letter, _SQUARE) for letter in words) * size / 1000


def wrap(words: str, room: float, size: float, face: Face, most: int) -> tuple[str, ...]:
    """Lines no wider than the room, at most so many; what does not fit ends in an ellipsis."""
    lines = _lines(words.split(), room, size, face, most + 1)
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and width(f"{last}…", size, face) > room:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip(' ,;:')}…")


def _lines(words: list[str], room: float, size: float, face: Face, most: int) -> list[str]:
    lines: list[str] = []
    line = ""
    waiting = list(reversed(words))
    while waiting and len(lines) < most:
        word = waiting.pop()
        joined = f"{line} {word}" if line else word
        if width(joined, size, face) <= room:
            line = joined
        elif line:
            lines, line = [*lines, line], ""
            waiting.append(word)
        else:
            cut = _fitting(word, room, size, face)
            lines.append(word[:cut])
            waiting.append(word[cut:])
    return [*lines, line] if line else lines


def _fitting(word: str, room: float, size: float, face: Face) -> int:
    """How many letters of a word that is too long for any line fit on one; at least one."""
    count = 1
    while count < len(word) and width(word[: count + 1], size, face) <= room:
        count += 1
    return count
