"""Where each node and flow of a process is drawn: a pool, a lane for each role, steps from left to right. Pure.

A side node (somebody told, an end) stands below, one column on. A flow to the next column bends between the two; any
other runs in a track of its own above the lanes, so no line crosses a box."""

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.procedures.documents.formats.bpmn.graph import Flow, Node, Process

Point = tuple[int, int]
_PITCH, _ROW, _WIDE, _TALL = 220, 120, 120, 80
_HEAD, _LANE_HEAD, _TRACK, _AIR = 30, 30, 8, 20
_SIZES = {"task": (_WIDE, _TALL), "gateway": (50, 50), "event": (36, 36)}


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    w: int
    h: int

    @property
    def middle(self) -> int:
        return self.y + self.h // 2

    @property
    def right(self) -> Point:
        return self.x + self.w, self.middle


@dataclass(frozen=True, slots=True)
class Drawn:
    """A process with its places, in pixels. `lines` are those of the flows, in their order."""

    pool: Box
    lanes: Mapping[str, Box]
    boxes: Mapping[str, Box]
    lines: tuple[tuple[Point, ...], ...]


def drawn(process: Process, top: int) -> Drawn:
    """`top`: where its pool begins."""
    cells = _cells(process.nodes)
    long = [flow for flow in process.flows if not _is_next(flow, cells)]
    rows = {
        role: 1 + max(c[1] for n in process.nodes if (c := cells[n.id]) and n.role == role) for role in process.roles
    }
    columns = 1 + max(column for column, _ in cells.values())
    left, channel = _HEAD + _LANE_HEAD, top + _AIR
    width = left + columns * _PITCH + _AIR
    lanes, y = {}, channel + len(long) * _TRACK + _AIR
    first = y
    for role, count in rows.items():
        lanes[role] = Box(_HEAD, y, width - _HEAD, count * _ROW)
        y += count * _ROW
    boxes = _boxes(process.nodes, cells, lanes, left)
    tracks = {id(flow): channel + place * _TRACK for place, flow in enumerate(long)}
    lines = tuple(_line(flow, boxes, tracks.get(id(flow)), n) for n, flow in enumerate(process.flows))
    lanes[next(iter(lanes))] = Box(_HEAD, top, width - _HEAD, lanes[next(iter(lanes))].h + first - top)
    return Drawn(Box(0, top, width, y - top), lanes, boxes, lines)


def _cells(nodes: tuple[Node, ...]) -> dict[str, tuple[int, int]]:
    """Column and row of each node: the steps along the top of their lanes, side nodes in the first free row below."""
    cells: dict[str, tuple[int, int]] = {}
    taken: set[tuple[str, int, int]] = set()
    for column, node in enumerate(node for node in nodes if node.main):
        cells[node.id] = column, 0
        taken.add((node.role, column, 0))
    for node in nodes:
        if node.main:
            continue
        column, row = cells[node.host]
        if node.kind == "boundaryEvent":
            cells[node.id] = column, row
            continue
        row = max(row, 1)
        while (node.role, column + 1, row) in taken:
            row += 1
        cells[node.id] = column + 1, row
        taken.add((node.role, column + 1, row))
    return cells


def _is_next(flow: Flow, cells: Mapping[str, tuple[int, int]]) -> bool:
    return cells[flow.target][0] == cells[flow.source][0] + 1


def size(node: Node) -> tuple[int, int]:
    kind = "event" if node.kind.endswith("Event") else "gateway" if node.kind == "exclusiveGateway" else "task"
    return _SIZES[kind]


def _boxes(
    nodes: tuple[Node, ...], cells: Mapping[str, tuple[int, int]], lanes: Mapping[str, Box], left: int
) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for node in nodes:
        (column, row), (w, h) = cells[node.id], size(node)
        x, y = left + column * _PITCH + (_PITCH - w) // 2, lanes[node.role].y + row * _ROW + (_ROW - h) // 2
        if node.kind == "boundaryEvent":
            host = boxes[node.host]
            x, y = host.x + host.w - w - 10, host.y + host.h - h // 2
        boxes[node.id] = Box(x, y, w, h)
    return boxes


def _line(flow: Flow, boxes: Mapping[str, Box], track: int | None, place: int) -> tuple[Point, ...]:
    """Leaves to the right and comes in from the left, but for a boundary event, which leaves below."""
    source, target = boxes[flow.source], boxes[flow.target]
    begin: tuple[Point, ...] = (source.right,)
    if flow.source.startswith("late_"):
        x, low = source.x + source.w // 2, source.y + source.h
        begin = (x, low), (x, low + 8)
    (_, y), end = begin[-1], (target.x, target.middle)
    spread = place % 6 * 4
    out, into = _gutter(source) + 10 + spread, _gutter(target) - _PITCH + 90 - spread
    if track is not None:
        return (*begin, (out, y), (out, track), (into, track), (into, end[1]), end)
    return (begin[0], end) if y == end[1] else (*begin, (out, y), (out, end[1]), end)


def _gutter(box: Box) -> int:
    """The right edge of the widest box of its column."""
    return box.x + box.w // 2 + _WIDE // 2
