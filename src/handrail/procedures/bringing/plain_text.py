"""Pasted or plain text as lines: marks at the head of a line make items, how far they are moved in makes their depth.
Pure."""

import re
from collections.abc import Iterator

from handrail.procedures.bringing.lines import MARK, Document, Levels, Line, document, marked, squeezed

_RULE = re.compile(r"^\s*(?:[=_*~-]\s?){3,}$")
_ALL_CAPS = re.compile(r"^[A-Z0-9][A-Z0-9 ,’'&/-]{3,60}:?$")
TAB = 4


def read_text(text: str, name: str) -> Document:
    return document(_lines(text), name)


def _lines(text: str) -> Iterator[Line]:
    rows, levels, blank = text.splitlines(), Levels(), True
    held: Line | None = None
    for n, row in enumerate(rows, 1):
        bare = row.expandtabs(TAB).replace("\xa0", " ")
        if not bare.strip() or _RULE.match(bare):
            blank = True
            continue
        made = _line(bare, n, levels, blank, held)
        if held and _goes_on(held, made, blank):
            held = Line(held.kind, f"{held.text} {made.text}", held.line, held.depth, held.inside)
        else:
            if held:
                yield held
            held = made
        blank = False
    if held:
        yield held


def _line(row: str, n: int, levels: Levels, blank: bool, above: Line | None) -> Line:
    indent, words = len(row) - len(row.lstrip()), row.strip()
    typed = marked(words)
    if typed:
        return Line("item", squeezed(typed[0]), n, levels.depth(indent + TAB * typed[1]))
    if words.startswith(">"):
        return Line("quote", squeezed(words.lstrip("> ")), n, inside=above is not None and not blank)
    if _is_heading(words, blank):
        levels.close()
        return Line("heading", squeezed(words).lstrip("# ").rstrip(":"), n, 2)
    inner = levels.innermost
    return Line("text", squeezed(words), n, inside=inner is not None and indent > inner)


def _is_heading(words: str, blank: bool) -> bool:
    return words.startswith("#") or bool(blank and _ALL_CAPS.match(words))


def _goes_on(above: Line, row: Line, blank: bool) -> bool:
    """A line that goes on where the one above broke off: a mail program, or the edge of a window, cut it."""
    if blank or row.kind != "text" or above.kind not in ("item", "text"):
        return False
    ends = above.text[-1:] in '.!?:;”"'
    return not ends and (row.text[:1].islower() or (row.inside and above.kind == "item"))


def has_marks(text: str) -> bool:
    """Whether somebody wrote it as a list."""
    return any(MARK.match(row.strip()) for row in text.splitlines())
