"""Drawings as SVG, made here, with no script and no style attribute (the page’s policy allows none).

Labels are 12 px at true size: the frame scrolls, the text never shrinks. Every drawing has its table on the page."""

from collections.abc import Callable, Container, Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class Level:
    """What was usual over a stretch of marks, `first` to `last` by place: the average, and the range values kept to."""

    first: int
    last: int
    average: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed before the mark at this place: a new version, by its name."""

    before: int
    name: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From a round number at the foot to a round number at the head, in LINES equal parts."""

    foot: int
    head: int

    def y(self, value: int | None) -> int:
        return BOTTOM - (BOTTOM - TOP) * ((value or 0) - self.foot) // (self.head - self.foot)

    def parts(self) -> list[int]:
        return [self.foot + (self.head - self.foot) * part // LINES for part in range(LINES + 1)]


def columns(title: str, told: str, marks: Sequence[Mark], words: Callable[[int], str] = str) -> SafeString:
    """A column a mark: how many."""
    axis = Axis(0, axis_top([mark.value or 0 for mark in marks]))
    wide = _step(marks) * 6 // 10
    bars = [
        (x - wide // 2, axis.y(mark.value), wide, BOTTOM - axis.y(mark.value))
        for x, mark in _placed(marks)
        if mark.value
    ]
    drawn = format_html_join("", '<rect class="col" x="{}" y="{}" width="{}" height="{}"/>', bars)
    return _frame(title, told, marks, axis, words, drawn)


def line(
    title: str, told: str, marks: Sequence[Mark], words: Callable[[int], str] = str, unit: int = 1, *,
    levels: Sequence[Level] = (), changes: Sequence[Change] = (),
) -> SafeString:  # fmt: skip
    """A dot a mark, joined where marks with a value stand side by side and nothing changed between them.

    `levels`: the average as a solid line in ink with its figure, the usual range dashed. `changes`: a full vertical
    rule with its name. What they say belongs into `told` as well: it is all that a screen reader is given."""
    axis = _axis([mark.value for mark in marks if mark.value is not None], levels, unit)
    dots = [(x, axis.y(mark.value)) for x, mark in _placed(marks) if mark.value is not None]
    path = format_html('<path class="dat" d="{}"/>', " ".join(_runs(marks, axis, {row.before for row in changes})))
    drawn = path + format_html_join("", '<circle class="pt" cx="{}" cy="{}" r="4"/>', dots)
    behind = _levels(levels, marks, axis, words)
    return _frame(title, told, marks, axis, words, behind + drawn + _changes(changes, marks))


def _levels(levels: Sequence[Level], marks: Sequence[Mark], axis: Axis, words: Callable[[int], str]) -> SafeString:
    return format_html_join("", "{}", ((_level(level, marks, axis, words),) for level in levels))


def _level(level: Level, marks: Sequence[Mark], axis: Axis, words: Callable[[int], str]) -> SafeString:
    """Its figure stands over the range: at the left of the first stretch, at the right of any later one."""
    step = _step(marks)
    start, end = LEFT + step * level.first + 6, LEFT + step * (level.last + 1) - 6
    at_left = level.first == 0
    return format_html(
        '<path class="lim" d="M{0} {2}H{1}M{0} {4}H{1}"/><path class="mean" d="M{0} {3}H{1}"/>'
        '<text class="b" x="{5}" y="{6}" text-anchor="{7}">average {8}</text>',
        start, end, axis.y(level.high), axis.y(level.average), axis.y(level.low),
        start if at_left else end, axis.y(level.high) - 8, "start" if at_left else "end", words(level.average),
    )  # fmt: skip


def _changes(changes: Sequence[Change], marks: Sequence[Mark]) -> SafeString:
    """The name stands beside the head of its rule, on the side with room for it."""
    step = _step(marks)
    placed = [(LEFT + step * row.before, row.name) for row in changes]
    rows = [(x, BOTTOM, x + 8, "start", name) if x < WIDTH * 3 // 5 else (x, BOTTOM, x - 8, "end", name)
            for x, name in placed]  # fmt: skip
    drawn = '<path class="cut" d="M{} 4V{}"/><text class="b" x="{}" y="14" text-anchor="{}">{}</text>'
    return format_html_join("", drawn, rows)


def axis_top(values: Sequence[int], unit: int = 1) -> int:
    """The round number at the head of the axis: LINES equal parts of 1, 2 or 5 times a power of ten, in `unit`s."""
    return _axis(values, (), unit).head


def _axis(values: Sequence[int], levels: Sequence[Level], unit: int) -> Axis:
    """From nothing; where a usual range is shown, from the round number below it, so that the range can be seen."""
    most = max([*values, *(level.high for level in levels), 1])
    least = min([*values, *(level.low for level in levels)]) if levels else 0
    axes = (Axis(least // step * step, least // step * step + step * LINES) for step in _round(unit))
    return next(axis for axis in axes if axis.head >= most)


def _round(unit: int) -> Iterator[int]:
    """1, 2 and 5 times each power of ten, in `unit`s."""
    size = unit
    while True:
        yield from (size, size * 2, size * 5)
        size *= 10


def _runs(marks: Sequence[Mark], axis: Axis, cuts: Container[int] = ()) -> list[str]:
    parts, joined = [], False
    for place, (x, mark) in enumerate(_placed(marks)):
        joined = joined and place not in cuts
        if mark.value is not None:
            parts.append(f"{'L' if joined else 'M'}{x} {axis.y(mark.value)}")
        joined = mark.value is not None
    return parts


def _foot(axis: Axis, words: Callable[[int], str]) -> SafeString:
    """A drawing that does not begin at nothing says so."""
    if not axis.foot:
        return SafeString("")
    said = '<text x="{}" y="{}" text-anchor="end">axis from {}</text>'
    return format_html(said, WIDTH - RIGHT, BOTTOM - 6, words(axis.foot))


def _step(marks: Sequence[Mark]) -> int:
    return (WIDTH - LEFT - RIGHT) // max(len(marks), 1)


def _placed(marks: Sequence[Mark]) -> list[tuple[int, Mark]]:
    step = _step(marks)
    return [(LEFT + step * place + step // 2, mark) for place, mark in enumerate(marks)]


def _frame(
    title: str, told: str, marks: Sequence[Mark], axis: Axis, words: Callable[[int], str], drawn: SafeString
) -> SafeString:
    grid = format_html_join(
        "",
        '<path class="ax" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        [(LEFT, axis.y(at), WIDTH - RIGHT, LEFT - 8, axis.y(at) + 4, words(at)) for at in axis.parts()],
    )
    every = -(-len(marks) // 7)  # more labels than seven would touch
    named = [(x, mark.label) for place, (x, mark) in enumerate(_placed(marks)) if place % every == 0]
    below = format_html_join("", '<text x="{}" y="210" text-anchor="middle">{}</text>', named)
    begins = f" The axis begins at {words(axis.foot)}." if axis.foot else ""
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, f"{title}. {told}{begins}", grid, drawn, below + _foot(axis, words),
    )  # fmt: skip
