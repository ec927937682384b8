"""Which lines of a document are steps, what stands under which, and what was left out and why. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handrail.procedures.bringing import casing
from handrail.procedures.bringing.lines import Document, Line
from handrail.procedures.bringing.words import WORDS

MOST_STEPS = 200
_OF_TEXT = 99  # the level of a condition that is no heading: the next paragraph ends it
STEP = re.compile(r"^(?:step|phase)\s+(\d{1,3}|[a-z])\b\s*[:.)–—-]*\s*", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+")
_STEP_HEADS = re.compile(r"^(?:steps?|actions?|tasks?|what to do|what we do|procedure|activity|do)$", re.IGNORECASE)
_DETAIL_HEADS = re.compile(r"^(?:what|instructions?|description|details?)$", re.IGNORECASE)
_WHO_HEADS = re.compile(r"^(?:who|role|by|owner|responsible|responsibility|person|done by)$", re.IGNORECASE)
# What a step that tells somebody to do something begins with. Only for a guess that a person confirms.
VERBS = frozenset(WORDS["verbs"].split())
BEFORE_ACT = frozenset(WORDS["before_verbs"].split())


@dataclass(slots=True)
class Item:
    """One step to be. `more`: the lines that belong to it. `above`: the place of the step it stands under.

    `was`: what made it a step: list, step (the word stands there), heading, table or text. `section`: the heading it
    stands under. `under`: the lines above it that are conditions and no steps of the list, the outermost first."""

    line: Line
    depth: int
    above: int | None = None
    was: str = "list"
    who: str = ""
    section: str = ""
    more: list[Line] = field(default_factory=list)
    under: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        return self.line.text


@dataclass(frozen=True, slots=True)
class Left:
    """A line that is in no step, and why."""

    line: int
    text: str
    why: str


@dataclass(slots=True)
class Outline:
    title: str
    items: list[Item] = field(default_factory=list)
    intro: list[Line] = field(default_factory=list)  # what stands before the first step
    left: list[Left] = field(default_factory=list)


def outline(document: Document) -> Outline:
    """The steps of a document. One without a list or a step by name has its paragraphs for steps."""
    made = _Walk(document).outline()
    if not made.items:
        made = _Walk(document, paragraphs=True).outline()
    if len(made.items) > MOST_STEPS:
        rest = made.items[MOST_STEPS:]
        made.left += [Left(row.line.line, row.text, f"Over {MOST_STEPS} steps: split it into several.") for row in rest]
        del made.items[MOST_STEPS:]
    return made


def sections(document: Document) -> list[Document]:
    """One document for each heading of the highest level under the title that has steps of its own."""
    levels = [row.depth for row in document.lines if row.kind == "heading"]
    top = min((level for level in levels if levels.count(level) > 1), default=None)
    parts: list[tuple[str, list[Line]]] = [(document.title, [])]
    for row in document.lines:
        if row.kind == "heading" and row.depth == top and not STEP.match(row.text):
            parts.append((row.text, []))
        else:
            parts[-1][1].append(row)
    made = [Document(title, tuple(rows)) for title, rows in parts if rows]
    return made if len(made) > 1 else [document]


class _Walk:
    def __init__(self, document: Document, *, paragraphs: bool = False) -> None:
        self.document, self.paragraphs = document, paragraphs
        self.made = Outline(document.title)
        self.section = ""
        self.base: int | None = None  # the place of the step by name under which lists stand now
        self.open: list[int] = []  # the places of the items that are open, by depth
        self.head: Sequence[str] | None = None  # of the table we are in
        self.is_free = True  # whether lines still belong to the item above
        self.numbered = _numbered_levels(document)
        self.under: list[tuple[int, Line]] = []  # the conditions that are open, each with its level

    def outline(self) -> Outline:
        for row in self.document.lines:
            self.head = self.head if row.kind == "row" else None
            match row.kind:
                case "heading":
                    self._heading(row)
                case "item":
                    self._item(row)
                case "row":
                    self._row(row)
                case _:
                    self._other(row)
        return self.made

    def _heading(self, row: Line) -> None:
        named = STEP.match(row.text)
        numbered = _NUMBER.match(row.text)
        rest = row.text[numbered.end() :] if numbered else ""
        if named or (numbered and row.depth in self.numbered):
            self._named(row, row.text[named.end() :] if named else rest, "heading")
        else:
            self.section, self.base, self.open = row.text, None, []
            self._condition(row, rest or row.text, row.depth)
        self.is_free = False

    def _condition(self, row: Line, text: str, level: int) -> bool:
        """A line between the lists ends the conditions before it, but those it stands under, and may be one itself."""
        self.under = [open_ for open_ in self.under if open_[0] < level]
        if not casing.alone(text):
            return False
        self.under.append((level, Line("item", text, row.line, lead=row.lead, links=row.links)))
        self.base, self.open, self.is_free = None, [], False
        return True

    def _named(self, row: Line, text: str, was: str) -> None:
        """A step that says that it is one. What is listed after it stands under it."""
        lead = STEP.sub("", row.lead) if row.lead != row.text else ""
        self._add(Line("item", text or row.text, row.line, lead=lead, links=row.links), 0, None, was)
        self.base, self.open = len(self.made.items) - 1, []

    def _item(self, row: Line) -> None:
        named = STEP.match(row.text)
        if named and row.depth == 0 and row.text[named.end() :]:
            row = Line("item", row.text[named.end() :], row.line, lead=row.lead, links=row.links)
        del self.open[row.depth :]
        above = self.open[-1] if self.open else self.base
        depth = len(self.open) + (self.base is not None)
        self._add(row, depth, above, "step" if named else "list")
        self.open.append(len(self.made.items) - 1)

    def _add(self, row: Line, depth: int, above: int | None, was: str, who: str = "") -> None:
        under = tuple(line for _, line in self.under)
        self.made.items.append(Item(row, depth, above, was, who, self.section, under=under))
        self.is_free = True
        if self.paragraphs:  # without a list nobody can tell how far it reaches: it is taken for the next step
            self.under = [open_ for open_ in self.under if open_[0] < _OF_TEXT]

    def _row(self, row: Line) -> None:
        """A table whose head speaks of steps is a list of them."""
        if self.head is None:
            self.head = row.cells
            if not _column(row.cells, _STEP_HEADS):
                self._leave(row, "The head of a table.")
            return
        at, who = _step_column(self.head, row.cells), _column(self.head, _WHO_HEADS)
        if not at:
            self._leave(row, "A row of a table. Tables are read as steps where a column is called Step or Action.")
            return
        said = row.cells[who - 1] if who and who <= len(row.cells) else ""
        self._add(Line("item", row.cells[at - 1], row.line), 0, None, "table", said)
        used = {at - 1, who - 1}
        rest = [cell for n, cell in enumerate(row.cells) if n not in used and cell and not _is_number(cell)]
        self.made.items[-1].more += [Line("text", cell, row.line, inside=True) for cell in rest]

    def _other(self, row: Line) -> None:
        """Text, a quote or code: a step by name, a part of the step above, the beginning, or left out."""
        named = STEP.match(row.text) if row.kind == "text" and not row.inside else None
        if named and row.text[named.end() :]:
            self._named(row, row.text[named.end() :], "step")
        elif (
            row.kind == "text"
            and not row.inside
            and self._condition(row, row.text if row.text.endswith(":") else "", _OF_TEXT)
        ):
            return
        elif (
            self.made.items
            and self.is_free
            and (row.inside or row.kind != "text" or (self.paragraphs and row.text[:1].islower()))
        ):
            self.made.items[-1].more.append(row)
        elif (
            self.paragraphs
            and row.kind == "text"
            and not row.text.endswith(":")
            and (self.made.items or begins_with_act(row.text))
        ):
            self._add(row, 0, None, "text")
        elif not self.made.items:
            self.made.intro.append(row)
        else:
            if not row.inside:
                self.is_free = False
            self._leave(row, "It stands outside every step.")

    def _leave(self, row: Line, why: str) -> None:
        self.made.left.append(Left(row.line, row.text, why))


def _numbered_levels(document: Document) -> set[int]:
    """The levels at which numbered headings are steps: most of them begin with something to do, and none asks."""
    rows = [row for row in document.lines if row.kind == "heading" and _NUMBER.match(row.text)]
    found = set()
    for level in {row.depth for row in rows}:
        texts = [_NUMBER.sub("", row.text) for row in rows if row.depth == level]
        acts = sum(map(begins_with_act, texts))
        if len(texts) > 1 and 2 * acts >= len(texts) and not any(text.endswith("?") for text in texts):
            found.add(level)
    return found


def _column(cells: Iterable[str], names: re.Pattern[str]) -> int:
    """The place of the first column by its head, from 1; 0 for none."""
    return next((n for n, cell in enumerate(cells, 1) if names.match(cell.strip(" #:*."))), 0)


def _step_column(head: Sequence[str], cells: Sequence[str]) -> int:
    """The place of the cell that says what is done. A column Step of bare numbers leaves that to another."""
    if not _column(head, _STEP_HEADS):
        return 0
    places = [
        n
        for names in (_STEP_HEADS, _DETAIL_HEADS)
        for n, cell in enumerate(head, 1)
        if names.match(cell.strip(" #:*."))
    ]
    return next((n for n in places if n <= len(cells) and cells[n - 1] and not _is_number(cells[n - 1])), 0)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[\d.)# ]+", cell) is not None


def begins_with_act(text: str) -> bool:
    """Whether it tells somebody to do something: so it begins with one of the words for it, perhaps after “please”."""
    words = re.findall(r"[A-Za-z’']+", text.lower())[:4]
    while words and words[0] in BEFORE_ACT:
        words.pop(0)
    return bool(words) and (words[0] in VERBS or words[:1] == ["don’t"] or words[:2] == ["do", "not"])
