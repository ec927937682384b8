"""Stretches of time as bars below each other, drawn here as SVG: no script, no style attribute.

Labels are 12 px at true size; a list on the page says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, LEFT, RIGHT = 640, 8, 108
TOP, ROW, BAR = 34, 38, 8
LONGEST = 64
_STEPS = (1, 7, 14, 28, 91, 182, 365, 730, 1825, 3650, 18250)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch, both days included. `told`: how its end is called."""

    label: str
    told: str
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> int:
        wide = WIDTH - LEFT - RIGHT
        return LEFT + wide * (day - self.first).days // max(1, (self.last - self.first).days)


def timeline(title: str, told: str, bars: Sequence[Bar], today: date) -> SafeString:
    """The bars, the first to end on top, with today as a full vertical rule. `told`: all that a screen reader gets."""
    rows = sorted(bars, key=lambda bar: (bar.ends, bar.begins, bar.label))
    scale = _Scale(min(today, *(bar.begins for bar in rows)), max(today, *(bar.ends for bar in rows)))
    height = TOP + ROW * len(rows) + 6
    drawn = format_html_join("", "{}", ((_row(bar, n, scale),) for n, bar in enumerate(rows)))
    return format_html(
        '<svg class="chart" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">'
        "<title>{}</title>{}{}{}</svg>",
        f"{title}. {told}", WIDTH, height, WIDTH, height, title, _axis(scale, height), _today(scale, today, height),
        drawn,
    )  # fmt: skip


def _row(bar: Bar, number: int, scale: _Scale) -> SafeString:
    y = TOP + ROW * number
    x, end = scale.x(bar.begins), scale.x(bar.ends)
    last = f"{bar.ends:%b %-d, %Y}"
    label = bar.label if len(bar.label) <= LONGEST else f"{bar.label[: LONGEST - 1]}…"
    return format_html(
        '<text x="{}" y="{}">{}</text><rect class="col" x="{}" y="{}" width="{}" height="{}"/>'
        '<circle class="pt" cx="{}" cy="{}" r="5"/><text class="b" x="{}" y="{}">{}</text>',
        LEFT + 6, y + 12, label, x, y + 20, max(2, end - x), BAR, end, y + 24, end + 9, y + 28, last,
    )  # fmt: skip


def _axis(scale: _Scale, height: int) -> SafeString:
    lines = [(scale.x(day), TOP - 8, height, day.strftime("%b %-d, %Y")) for day in _marks(scale)]
    return format_html_join(
        "", '<path class="ax" d="M{0} {1}V{2}"/><text x="{0}" y="14">{3}</text>', lines
    )  # fmt: skip


def _marks(scale: _Scale) -> list[date]:
    """A few days along the axis, evenly."""
    days = (scale.last - scale.first).days
    step = next((step for step in _STEPS if days // step <= 4), _STEPS[-1])
    return [scale.first + timedelta(days=step * n) for n in range(days // step + 1)]


def _today(scale: _Scale, today: date, height: int) -> SafeString:
    x = scale.x(today)
    return format_html('<path class="cut" d="M{} {}V{}"/>', x, TOP - 12, height)
