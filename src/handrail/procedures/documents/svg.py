"""The drawing of a sheet as SVG: for a page (colours from handbook.css) and for paper (fixed colours). Pure."""

import re
from xml.sax.saxutils import escape, quoteattr

from handrail.procedures.documents.flow import Flow
from handrail.procedures.documents.layout import Box, Line, Sheet, Words

_DEPTH = 9
# XML 1.0 has no place for these; a text from outside may hold them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_INK, _QUIET, _ACCENT = "#1c1b19", "#524e47", "#0d5770"
PAPER_COLOURS = f"""
text {{ font-family: "Libertinus Serif"; fill: {_INK} }}
.flow-box {{ fill: none; stroke: {_QUIET}; stroke-width: .8 }} .flow-check {{ stroke: {_INK} }}
.flow-escalation {{ stroke-dasharray: 3 2.2 }} .flow-end, .flow-refusal {{ fill: {_INK}; stroke: {_INK} }}
.flow-line {{ fill: none; stroke: {_QUIET}; stroke-width: .8 }} .flow-main {{ stroke: {_ACCENT}; stroke-width: 1.8 }}
.flow-why, .flow-note, .flow-number {{ fill: {_QUIET} }} .flow-inverse {{ fill: #fff }}
"""


class Drawing(str):
    """Markup that stands in a page as it is: every word in it was escaped here."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def clean(text: str) -> str:
    """A text without the characters that no document may hold."""
    return _UNPRINTABLE.sub("", text)


def for_paper(sheet: Sheet, size: float, small: float) -> str:
    """A whole SVG file. Needs the face "Libertinus Serif", which typst brings along."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_view(sheet)}">'
    return f"{head}<style>{PAPER_COLOURS}</style>{_inner(sheet, size, small, '')}</svg>"


def for_screen(flow: Flow, sheet: Sheet, size: float, small: float, *, name: str, anchor: str) -> Drawing:
    """SVG to stand in a page. `name` makes its ids its own; a step's box links to `#` + anchor + its number."""
    ids = f'role="group" aria-labelledby="{name}-t {name}-d"'
    said = f"{len(flow.steps)} steps from top to bottom. The table below the drawing says the same in words."
    label = f'<title id="{name}-t">The flow of {escape(clean(flow.title))}</title><desc id="{name}-d">{said}</desc>'
    frame = f'width="{sheet.wide:g}" height="{sheet.h:g}" viewBox="{_view(sheet)}"'
    return Drawing(f'<svg class="flow" {frame} {ids}>{label}{_inner(sheet, size, small, anchor)}</svg>')


def _view(sheet: Sheet) -> str:
    return f"{sheet.x:g} 0 {sheet.wide:g} {sheet.h:g}"


def _inner(sheet: Sheet, size: float, small: float, anchor: str) -> str:
    sizes = {"name": size, "number": size, "law": size, "inverse": size, "note": small, "why": small}
    lines = "".join(_line(line) for line in sorted(sheet.lines, key=lambda line: line.main))
    boxes = "".join(_box(box, sizes, anchor) for box in sheet.boxes)
    return lines + boxes + "".join(_words(words, sizes) for words in sheet.words)


def _words(words: Words, sizes: dict[str, float]) -> str:
    text = escape(clean(words.text))
    place = f'x="{words.x:g}" y="{words.y:g}" font-size="{sizes[words.kind]:g}"'
    return f'<text class="flow-{words.kind}" {place}>{text}</text>'


def _box(box: Box, sizes: dict[str, float], anchor: str) -> str:
    drawn = _shape(box) + "".join(_words(words, sizes) for words in box.words)
    if not (anchor and box.number):
        return drawn
    return f"<a href={quoteattr(f'#{anchor}{abs(box.number)}')}>{drawn}</a>"


def _shape(box: Box) -> str:
    kind = f'class="flow-box flow-{box.shape}"'
    if box.shape == "check":
        x, y, w, h = box.x, box.y, box.w, box.h
        d = f"M{x + _DEPTH:g} {y:g}H{x + w - _DEPTH:g}L{x + w:g} {y + h / 2:g}L{x + w - _DEPTH:g} {y + h:g}"
        return f'<path {kind} d="{d}H{x + _DEPTH:g}L{x:g} {y + h / 2:g}Z"/>'
    round_ = min(box.h / 2, 14) if box.shape in ("end", "refusal") else 3
    return f'<rect {kind} x="{box.x:g}" y="{box.y:g}" width="{box.w:g}" height="{box.h:g}" rx="{round_:g}"/>'


def _line(line: Line) -> str:
    kind = "flow-line flow-main" if line.main else "flow-line"
    d = "M" + "L".join(f"{x:g} {y:g}" for x, y in line.points)
    return f'<path class="{kind}" d="{d}{_arrow(line) if line.arrow else ""}"/>'


def _arrow(line: Line) -> str:
    (a, b), (x, y) = line.points[-2:]
    big = 4.5 if line.main else 3.5
    if x == a:
        back = -big if y > b else big
        return f"M{x - big:g} {y + back:g}L{x:g} {y:g}L{x + big:g} {y + back:g}"
    back = -big if x > a else big
    return f"M{x + back:g} {y - big:g}L{x:g} {y:g}L{x + back:g} {y + big:g}"
