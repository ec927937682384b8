"""Drawings as SVG, made here, with no script and no style attribute (the page’s policy allows none).

Labels are 12 px at true size: the frame scrolls, the text never shrinks. Every drawing has its table on the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 20, 190
LINES = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """One place along the drawing. Without a value nothing is drawn there."""

    label: str
    value: int | None


def columns(title: str, told: str, marks: Sequence[Mark], words: Callable[[int], str] = str) -> SafeString:
    """A column a mark: how many."""
    top = axis_top([mark.value or 0 for mark in marks])
    wide = _step(marks) * 6 // 10
    bars = [
        (x - wide // 2, _y(mark.value, top), wide, BOTTOM - _y(mark.value, top))
        for x, mark in _placed(marks)
        if mark.value
    ]
    drawn = format_html_join("", '<rect class="col" x="{}" y="{}" width="{}" height="{}"/>', bars)
    return _frame(title, told, marks, top, words, drawn)


def line(title: str, told: str, marks: Sequence[Mark], words: Callable[[int], str] = str, unit: int = 1) -> SafeString:
    """A dot a mark, joined where marks with a value stand side by side."""
    top = axis_top([mark.value or 0 for mark in marks], unit)
    dots = [(x, _y(mark.value, top)) for x, mark in _placed(marks) if mark.value is not None]
    path = format_html('<path class="dat" d="{}"/>', " ".join(_runs(marks, top)))
    drawn = path + format_html_join("", '<circle class="pt" cx="{}" cy="{}" r="4"/>', dots)
    return _frame(title, told, marks, top, words, drawn)


def axis_top(values: Sequence[int], unit: int = 1) -> int:
    """The round number at the head of the axis: LINES equal parts of 1, 2 or 5 times a power of ten, in `unit`s."""
    most = max([*values, 1])
    size = unit
    while True:
        for step in (1, 2, 5):
            if size * step * LINES >= most:
                return size * step * LINES
        size *= 10


def _runs(marks: Sequence[Mark], top: int) -> list[str]:
    parts, joined = [], False
    for x, mark in _placed(marks):
        if mark.value is not None:
            parts.append(f"{'L' if joined else 'M'}{x} {_y(mark.value, top)}")
        joined = mark.value is not None
    return parts


def _step(marks: Sequence[Mark]) -> int:
    return (WIDTH - LEFT - RIGHT) // max(len(marks), 1)


def _placed(marks: Sequence[Mark]) -> list[tuple[int, Mark]]:
    step = _step(marks)
    return [(LEFT + step * place + step // 2, mark) for place, mark in enumerate(marks)]


def _y(value: int | None, top: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * (value or 0) // top


def _frame(
    title: str, told: str, marks: Sequence[Mark], top: int, words: Callable[[int], str], drawn: SafeString
) -> SafeString:
    heights = [top * part // LINES for part in range(LINES + 1)]
    grid = format_html_join(
        "",
        '<path class="ax" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        [(LEFT, _y(at, top), WIDTH - RIGHT, LEFT - 8, _y(at, top) + 4, words(at)) for at in heights],
    )
    every = -(-len(marks) // 7)  # more labels than seven would touch
    named = [(x, mark.label) for place, (x, mark) in enumerate(_placed(marks)) if place % every == 0]
    below = format_html_join("", '<text x="{}" y="210" text-anchor="middle">{}</text>', named)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, f"{title}. {told}", grid, drawn, below,
    )  # fmt: skip
