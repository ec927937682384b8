"""Where everything of a flow is drawn. Pure and the same every time.

One column of steps, top down, in the procedure's own order. The usual way runs along the left of the boxes as one rail.
Side ways (people told, ends) leave to the right. Ways to other steps leave to the left into lanes, one lane for each
step that is led to, and come back into it from the left; so a loop is seen to go back. A flow taller than a sheet is
cut between steps: a way to another sheet ends in that step's number, and its step says where it is come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from handrail.procedures.documents.flow import Edge, Flow, Node, Shape, bare
from handrail.procedures.documents.measure import Face, width, wrap


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes of one medium, all in one unit (px on a screen, pt on paper). `tallest` is the most one sheet may be.
    `pad`: inside a box; `gap`: between steps. `reasons`: whether each way says what takes it; without, the drawing
    fits into the margin of a text that says it."""

    face: Face
    size: float
    small: float
    node: float
    side: float
    margin: float
    tallest: float
    pad: float = 8
    gap: float = 22
    reasons: bool = True

    @property
    def line(self) -> float:
        return round(self.size * 1.3, 1)

    @property
    def small_line(self) -> float:
        return round(self.small * 1.3, 1)


SCREEN = Style("screen", 14, 12, 250, 216, 136, 1_000_000)
BESIDE = Style("screen", 12, 12, 146, 98, 2, 1_000_000, gap=17, reasons=False)
PAPER = Style("paper", 9.5, 8, 178, 131, 95, 670, pad=5.5, gap=13)

_DEPTH, _LANE, _SPINE, _TRUNK = 9, 9, 22, 9
_STUB, _AIR, _PILL, _FIRST, _ENTRY = 22, 7, 10, 9, 7
_MOST_NAME, _MOST_NOTE, _MOST_WHY = 5, 4, 4
_FINER = 16  # by how much the height of a sheet is lowered in search of equal sheets


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; x, y is the start of its baseline. `bold` for numbers and the sign of law."""

    x: float
    y: float
    text: str
    kind: str  # name, note, why, number, law, inverse


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn shape, its words inside, and the number of the step it stands for (0: none)."""

    shape: Shape
    x: float
    y: float
    w: float
    h: float
    number: int
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A way through points; `arrow` at the last."""

    points: tuple[tuple[float, float], ...]
    main: bool = False
    arrow: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawing from `x` to `w`, its height, and the numbers of its first and last step."""

    x: float
    w: float
    h: float
    first: int
    last: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    words: tuple[Words, ...]

    @property
    def wide(self) -> float:
        return round(self.w - self.x, 1)


@dataclass(frozen=True, slots=True)
class _Side:
    """A way that leaves to a side: its reason in lines, and what it comes to (to the right) or the number (left)."""

    why: tuple[str, ...]
    node: Node
    inside: tuple[str, ...] = ()
    height: float = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A step with all that leaves it. `on` is the reason of the way to the next row; None: it does not lead there."""

    node: Node
    name: tuple[str, ...]
    note: tuple[str, ...]
    right: tuple[_Side, ...]
    left: tuple[_Side, ...]
    close: _Side | None
    on: tuple[str, ...] | None
    box: float
    height: float


def sheets(flow: Flow, style: Style) -> tuple[Sheet, ...]:
    """The drawings of a flow; one unless it is taller than the style allows."""
    if not style.reasons:
        flow = bare(flow)
    rows = [_row(flow, node, style) for node in flow.steps]
    comes = _comes_from(rows)
    groups = _cut(rows, style.tallest)
    wide = any(row.left for row in rows)
    lanes = max(len({side.node.id for row in group for side in row.left}) for group in groups)
    return tuple(_Sheet(group, rows, comes, style, lanes if wide else -1).drawn() for group in groups)


def _comes_from(rows: Sequence[_Row]) -> dict[str, tuple[int, ...]]:
    """For each step that is led to from elsewhere, the numbers of the steps that lead there."""
    found: dict[str, list[int]] = {}
    for row in rows:
        for side in row.left:
            found.setdefault(side.node.id, []).append(row.node.number)
    return {id_: tuple(numbers) for id_, numbers in found.items()}


def _cut(rows: Sequence[_Row], tallest: float) -> list[list[_Row]]:
    """As few sheets as the height allows, and these about equally full: no sheet holds the last two steps alone."""
    limit = min(tallest, sum(row.height for row in rows))
    found = _filled(rows, limit)
    while len(closer := _filled(rows, limit - _FINER)) == len(found) and limit > _FINER:
        limit, found = limit - _FINER, closer
    return found


def _filled(rows: Sequence[_Row], limit: float) -> list[list[_Row]]:
    groups: list[list[_Row]] = []
    tall = 0.0
    for row in rows:
        if not groups or tall + row.height > limit:
            groups.append([])
            tall = 0.0
        groups[-1].append(row)
        tall += row.height
    return groups


# rows: what a step needs, before anything has a place


def _row(flow: Flow, node: Node, style: Style) -> _Row:
    right: list[_Side] = []
    left: list[_Side] = []
    close: _Side | None = None
    on: tuple[str, ...] | None = None
    for edge in flow.leaving(node.id):
        target = flow.node(edge.target)
        if target.number == node.number + 1:
            on = wrap(edge.why, style.node - _SPINE - 8, style.small, style.face, _MOST_WHY)
        elif target.number:
            left.append(_to_left(edge, target, style))
        elif edge.main:
            close = _to_right(edge, target, style)
        else:
            right.append(_to_right(edge, target, style))
    name = wrap(node.words, style.node - 48 - 2 * _DEPTH, style.size, style.face, _MOST_NAME)
    note = wrap(node.note, style.node - 34 - 2 * _DEPTH, style.small, style.face, _MOST_NOTE)
    box = 2 * style.pad + len(name) * style.line + len(note) * style.small_line
    below = style.gap + len(on or ()) * style.small_line + (_below(close, style) if close else 0)
    height = max(box + below, _tall(right) + _AIR, _FIRST + _tall(left) + _AIR)
    return _Row(node, name, note, tuple(right), tuple(left), close, on, box, height)


def _below(close: _Side, style: Style) -> float:
    return _STUB + len(close.why) * style.small_line + close.height


def _tall(sides: Sequence[_Side]) -> float:
    return sum(side.height for side in sides)


def _to_right(edge: Edge, target: Node, style: Style) -> _Side:
    why = wrap(edge.why, style.side, style.small, style.face, _MOST_WHY)
    inside = wrap(target.words, style.side - 2 * style.pad - 8, style.size, style.face, 3)
    return _Side(why, target, inside, len(why) * style.small_line + len(inside) * style.line + style.pad + _AIR)


def _to_left(edge: Edge, target: Node, style: Style) -> _Side:
    why = wrap(edge.why, style.margin - _TRUNK - 8, style.small, style.face, _MOST_WHY)
    return _Side(why, target, (), max(len(why), 1) * style.small_line + _AIR)


# sheets: places


@dataclass(slots=True)
class _Sheet:
    """One drawing in the making. Heights run down from 0."""

    rows: list[_Row]
    all_rows: list[_Row]
    comes: dict[str, tuple[int, ...]]
    style: Style
    lanes: int
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    tops: dict[str, float] = field(default_factory=dict)
    exits: dict[str, list[float]] = field(default_factory=dict)

    @property
    def zone(self) -> float:
        """Where the lanes end and the reasons of ways to the left begin."""
        return 2 + max(self.lanes, 0) * _LANE + 6

    @property
    def left(self) -> float:
        """The left of the boxes."""
        return self.zone + self.style.margin if self.lanes >= 0 else 2

    @property
    def right(self) -> float:
        return self.left + self.style.node

    def drawn(self) -> Sheet:
        y = self._open()
        for row, following in zip(self.rows, [*self.rows[1:], None], strict=True):
            self._place(row, y)
            y += row.height
            if following is None:
                y = self._close(row, y)
        self._draw_lanes()
        numbers = [row.node.number for row in self.rows]
        left, right = self._sides()
        parts = tuple(self.boxes), tuple(self.lines), tuple(self.words)
        return Sheet(left, right, round(y + 4, 1), numbers[0], numbers[-1], *parts)

    def _sides(self) -> tuple[float, float]:
        """Where the drawing begins and ends: lanes and side ways that it does without take no room."""
        xs = [x for line in self.lines for x, _ in line.points] + [box.x for box in self.boxes]
        xs += [word.x for word in self.words]
        ends = [box.x + box.w for box in self.boxes]
        ends += [word.x + width(word.text, self.style.small, self.style.face) for word in self.words]
        return round(max(min(xs) - 2, 0), 1), round(max([*ends, *xs]) + 3, 1)

    def _open(self) -> float:
        """Room above the first row, with where it comes from when the flow began on another sheet."""
        first = self.rows[0].node.number
        before = self.all_rows[first - 2] if first > 1 else None
        if before is None or before.on is None:
            return 6.0
        self._say(self.left + _SPINE + 8, 12, f"from step {before.node.number}", "why")
        self.lines.append(Line(((self.left + _SPINE, 2), (self.left + _SPINE, self.style.gap)), main=True))
        return self.style.gap

    def _close(self, row: _Row, y: float) -> float:
        """The way on to the next sheet, when there is one."""
        if row.on is not None and row.node.number < len(self.all_rows):
            self._say(self.left + _SPINE + 8, y + 8, f"on to step {row.node.number + 1}", "why")
            return y + 16
        return y - self.style.gap + 6

    def _say(self, x: float, y: float, text: str, kind: str) -> None:
        self.words.append(Words(round(x, 1), round(y, 1), text, kind))

    def _place(self, row: _Row, y: float) -> None:
        self.tops[row.node.id] = y
        self.boxes.append(self._step_box(row, y))
        self._place_right(row, y)
        self._place_left(row, y)
        x, bottom = self.left + _SPINE, y + row.box
        if row.on is not None:
            end = y + row.height
            self.lines.append(Line(((x, bottom), (x, end)), main=True))
            for n, line in enumerate(row.on, 1):
                self._say(x + 8, bottom + 4 + n * self.style.small_line, line, "why")
        if row.close:
            self._place_close(row.close, x, bottom)

    def _step_box(self, row: _Row, y: float) -> Box:
        style, x = self.style, self.left
        words = [Words(x + _DEPTH + 6, y + style.pad + style.size, str(row.node.number), "number")]
        at = y + style.pad + style.size
        for line in row.name:
            words.append(Words(x + _DEPTH + 28, at, line, "name"))
            at += style.line
        at -= style.size - style.small
        for line in row.note:
            words.append(Words(x + _DEPTH + 28, at, line, "note"))
            at += style.small_line
        if row.node.meets:
            words.append(Words(x + style.node - _DEPTH - 14, y + style.pad + style.size, "§", "law"))
        return Box(row.node.shape, x, y, style.node, row.box, row.node.number, _tidy(words))

    def _place_right(self, row: _Row, y: float) -> None:
        """Dashed boxes and ends to the right, each with its reason above it, joined to the step by a trunk."""
        style, x, top = self.style, self.right + 2 * _TRUNK + 6, y
        ends: list[float] = []
        for side in row.right:
            box_top = top + len(side.why) * style.small_line + 2
            for n, line in enumerate(side.why, 1):
                self._say(x, top + n * style.small_line - 2, line, "why")
            height = len(side.inside) * style.line + style.pad - 2
            self.boxes.append(self._side_box(side, x, box_top, height))
            ends.append(box_top + height / 2)
            top += side.height
        self._join(self.right, y, row, ends, x, 1)

    def _join(self, edge: float, y: float, row: _Row, ends: list[float], x: float, way: int) -> None:
        """Lines from the side of a step's box to where each way ends; those below the box hang on one trunk."""
        lowest = y + row.box - 6
        trunk = edge + way * _TRUNK
        for end in ends:
            leave = min(end, lowest)
            start = edge - way * _inset(row.node.shape, leave - y, row.box)
            bend = ((trunk, leave), (trunk, end)) if end > leave else ()
            self.lines.append(Line(_rounded(((start, leave), *bend, (x, end))), arrow=way > 0))

    def _side_box(self, side: _Side, x: float, y: float, height: float) -> Box:
        style = self.style
        kind = "name" if side.node.shape == "escalation" else "inverse"
        widest = max(width(line, style.size, style.face) for line in side.inside)
        lines = [
            Words(x + style.pad + 2, y + style.pad / 2 - 1 + style.size + n * style.line, line, kind)
            for n, line in enumerate(side.inside)
        ]
        return Box(side.node.shape, x, y, min(widest + 2 * style.pad + 6, style.side), height, 0, _tidy(lines))

    def _place_close(self, close: _Side, x: float, bottom: float) -> None:
        """The end of the procedure below the step that ends it."""
        style = self.style
        top = bottom + _STUB + len(close.why) * style.small_line
        for n, line in enumerate(close.why, 1):
            self._say(x + 8, bottom + 4 + n * style.small_line, line, "why")
        self.lines.append(Line(((x, bottom), (x, top)), main=True))
        self.boxes.append(self._side_box(close, self.left, top, len(close.inside) * style.line + style.pad - 2))

    def _place_left(self, row: _Row, y: float) -> None:
        """Ways to other steps: the reason on its line, which runs to the lane of the step it leads to."""
        style, top = self.style, y + _FIRST
        here = {each.node.id for each in self.rows}
        for side in row.left:
            end = top + max(len(side.why), 1) * style.small_line + 2
            for n, line in enumerate(side.why, 1):
                self._say(self.zone + 4, top + n * style.small_line - 2, line, "why")
            self._join(self.left, y, row, [end], self.zone, -1)
            if side.node.id in here:
                self.exits.setdefault(side.node.id, []).append(end)
            else:
                self._elsewhere(side.node.number, end)
            top += side.height

    def _elsewhere(self, number: int, y: float) -> None:
        """A way to another sheet ends in the number of its step."""
        text = str(number)
        wide = width(text, self.style.small, self.style.face) + 6
        words = (Words(self.zone - wide + 3, y + self.style.small * 0.35, text, "why"),)
        self.boxes.append(Box("step", self.zone - wide, y - _PILL / 2 - 1, wide, _PILL + 2, -number, _tidy(words)))

    def _draw_lanes(self) -> None:
        here = {row.node.number for row in self.rows}
        doors = {row.node.id: self._door(row) for row in self.rows}
        for id_, lane in self._lanes().items():
            top = self.tops[id_] + _ENTRY
            x = self.zone - (lane + 1) * _LANE
            for end in self.exits[id_]:
                self.lines.append(Line(_rounded(((self.zone, end), (x, end), (x, top), (doors[id_], top)))))
        for row in self.rows:
            away = [number for number in self.comes.get(row.node.id, ()) if number not in here]
            if away:
                self._come_in(row, away)

    def _door(self, row: _Row) -> float:
        """Where a way comes into a step from the left."""
        return self.left + _inset(row.node.shape, _ENTRY, row.box)

    def _come_in(self, row: _Row, away: list[int]) -> None:
        """The mark on a step that another sheet leads to."""
        style, y = self.style, self.tops[row.node.id] + _ENTRY
        said = wrap(f"from {_numbers(away)}", style.margin - _TRUNK, style.small, style.face, 1)[0]
        x = self.left - width(said, style.small, style.face) - 16
        self._say(x, y + style.small * 0.3, said, "why")
        self.lines.append(Line(_rounded(((self.left - 13, y), (self._door(row), y)))))

    def _lanes(self) -> dict[str, int]:
        """A lane for each step led to: the shortest nearest to the boxes, none crossing along another."""
        spans = {id_: _span([*ends, self.tops[id_] + _ENTRY]) for id_, ends in self.exits.items()}
        taken: list[list[tuple[float, float]]] = []
        lanes: dict[str, int] = {}
        for id_, (a, b) in sorted(spans.items(), key=lambda row: (row[1][1] - row[1][0], row[1][0])):
            free = (n for n in count() if n >= len(taken) or all(b < c - 6 or a > d + 6 for c, d in taken[n]))
            lane = next(free)
            if lane == len(taken):
                taken.append([])
            taken[lane].append((a, b))
            lanes[id_] = lane
        return lanes


def _numbers(steps: list[int]) -> str:
    return ", ".join(map(str, dict.fromkeys(steps)))


def _span(ys: list[float]) -> tuple[float, float]:
    return min(ys), max(ys)


def _inset(shape: Shape, down: float, height: float) -> float:
    """How far the side of a shape lies inside its box at a height: a check comes to a point at its middle."""
    return abs(down - height / 2) / (height / 2) * _DEPTH if shape == "check" else 0.0


def _rounded(points: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((round(x, 1), round(y, 1)) for x, y in points)


def _tidy(words: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(Words(round(w.x, 1), round(w.y, 1), w.text, w.kind) for w in words)
