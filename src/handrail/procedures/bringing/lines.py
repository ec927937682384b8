"""A document as its lines: what every reader of a format makes, and what drafts are made of. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["heading", "item", "text", "quote", "code", "row"]
MOST_LINES = 20_000
LONGEST_LINE = 4000


class WrongFileError(Exception):
    """A file that can't be read, or is too large to be; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or paragraph, without the marks of its format.

    `line`: where it stands in the source, from 1. `depth`: the level of a heading; how many lists an item stands in
    beside its own. `inside`: it belongs to the item above. `lead`: the bold words it begins with. `cells`: of a row."""

    kind: Kind
    text: str
    line: int
    depth: int = 0
    inside: bool = False
    lead: str = ""
    cells: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """`title`: what the file itself says it is called, else its first heading, else its name."""

    title: str
    lines: tuple[Line, ...]


# A number, a letter or a sign at the head of a line, as people and mail programs put them.
MARK = re.compile(
    r"^(?P<mark>\(?\d{1,3}(?:\.\d{1,2}){0,4}[.):]?|\(?[a-zA-Z][.)]|[-*•◦‣·–—▪●○]|\uf0b7|\uf0a7|o(?=\s\s))\s+(?=\S)"
)
_NUMBERED = re.compile(r"\(?(\d{1,3}(?:\.\d{1,2})*)[.):]?")
_BOX = re.compile(r"^(?:\[[ xX]?\]|[☐☑☒✓✔])\s*")


def marked(text: str) -> tuple[str, int] | None:
    """The words behind a mark at the head of a line, and how many levels its number has; None without a mark.

    A number without a dot or bracket is no mark: “3 days later” begins with a count."""
    found = MARK.match(text)
    if not found:
        return None
    mark = found["mark"]
    number = _NUMBERED.fullmatch(mark)
    if number and mark[-1].isdigit() and "." not in mark:
        return None
    return unboxed(text[found.end() :]), number[1].count(".") if number else 0


def unboxed(text: str) -> str:
    """Without the box to tick that stands before it."""
    return _BOX.sub("", text.strip())


def squeezed(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").replace("\u200b", "").split())


class Levels:
    """How deep something stands, from how far it is moved in: farther than what stands above is one deeper."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def depth(self, indent: int) -> int:
        while self._open and self._open[-1] > indent:
            self._open.pop()
        if not self._open or self._open[-1] < indent:
            self._open.append(indent)
        return len(self._open) - 1

    @property
    def innermost(self) -> int | None:
        return self._open[-1] if self._open else None

    def close(self) -> None:
        self._open.clear()


def document(lines: Iterable[Line], name: str, title: str = "") -> Document:
    """The lines that say something, no more than can be read, under a title. A heading that only says the title again
    goes."""
    kept = tuple(_short(row) for row in lines if row.text or any(row.cells))
    if len(kept) > MOST_LINES:
        raise WrongFileError(
            f"“{name}” has {len(kept):,} lines; {MOST_LINES:,} is the most. Split it into several files."
        )
    first = next((row for row in kept if row.kind == "heading"), None)
    said = squeezed(title) or (first.text if first and _is_title(first, kept) else "") or named_after(name)
    return Document(said[:200], tuple(row for row in kept if not (row is first and row.text == said)))


def _is_title(row: Line, lines: Sequence[Line]) -> bool:
    """The first heading, unless it is one of several of a lower level, or a step by its words."""
    alone = row is lines[0] and not any(one.kind == "heading" and one.depth == row.depth for one in lines[1:])
    return (row.depth <= 1 or alone) and not re.match(r"(?:step|phase)?\s*\d", row.text, re.IGNORECASE)


def _short(row: Line) -> Line:
    return row if len(row.text) <= LONGEST_LINE else replace(row, text=row.text[:LONGEST_LINE])


def named_after(name: str) -> str:
    """A title from the name of a file."""
    stem = re.split(r"[\\/]", name)[-1].rsplit(".", 1)[0]
    words = squeezed(re.sub(r"[_-]+", " ", stem))
    return (words[:1].upper() + words[1:]) or "Without a title"


def from_rows(rows: Sequence[Sequence[str]], line: int) -> list[Line]:
    """The rows of a table, the first of them its head."""
    return [Line("row", " | ".join(filter(None, cells)), line + n, cells=tuple(cells)) for n, cells in enumerate(rows)]
