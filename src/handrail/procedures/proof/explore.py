"""Visits every merged state of a procedure once, the plainest way first, and keeps what rules look at. Pure.

A way without a skipped step comes before any way with one, so what is seen first is the plainest story."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, TypeAlias, TypeVar

from handrail.procedures.language.engine import Place
from handrail.procedures.proof.boxes import Box
from handrail.procedures.proof.moves import Move, Moves, moved, moves_in
from handrail.procedures.proof.ready import Ready
from handrail.procedures.proof.walk import Note, Notes, State, Walk

K = TypeVar("K")
_TICKS = count()  # among equals, first come first served
LOOK_UP = 16  # states between two looks at whether a walk may stop
MOST_STATES = 20_000  # about four seconds; beyond it the report says that not everything was looked at


class Cost(NamedTuple):
    skips: int
    events: int


Entry: TypeAlias = tuple[int, Cost, int, State]


class Came(NamedTuple):
    """How a state was reached first: from where, what happened, and the box before it was merged. `number`: the state's
    own, in the order in which they were come to."""

    before: State | None
    notes: Notes
    box: Box
    cost: Cost
    number: int = -1


class Sight(NamedTuple):
    """Something seen at the end of a leg, with the path to it. `sure` is False when it rests on an unknown fact."""

    came: Came
    sure: bool = True


@dataclass(slots=True)
class Explored:
    """All that was seen. Keys of `duties` are (number of the duty, "missed" or "late"). `onward` says what `following`
    does, by the numbers of the states: those are looked up faster."""

    came: dict[State, Came] = field(default_factory=dict)
    following: dict[State, list[State]] = field(default_factory=dict)
    onward: dict[int, list[int]] = field(default_factory=dict)
    duties: dict[tuple[int, str], Sight] = field(default_factory=dict)
    notes: dict[Note, Sight] = field(default_factory=dict)
    unrecorded: dict[Place, Sight] = field(default_factory=dict)
    ends: set[str] = field(default_factory=set)
    handed_over: set[int] = field(default_factory=set)
    complete: bool = True

    def path(self, last: Came) -> list[Came]:
        """The legs from the start to this one."""
        found = [last]
        while found[-1].before is not None:
            found.append(self.came[found[-1].before])
        return found[::-1]

    def told(self, last: Came, full: int) -> Box:
        """All that the legs to this one together say: merged states forget, the path does not."""
        cells, known, beyond, met = full, -1, -1, 0
        for leg in self.path(last):
            asked = leg.box.known | leg.box.beyond
            cells, met = cells & leg.box.cells, met | asked
            known, beyond = known & (leg.box.known | ~asked), beyond & (leg.box.beyond | ~asked)
        return Box(known & met, beyond & met, cells)


# Ends that need a record of their own. An escalation keeps its why and the person who takes over completes the record;
# a request taken back or given up may leave none.
RECORDED_ENDS = frozenset({"resolved", "refused", "referred", "unresolved"})


def explore(
    ready: Ready,
    procedure: str,
    start: Box,
    most: int = MOST_STATES,
    until: frozenset[Place] = frozenset(),
    left: Callable[[Explored], frozenset[Place]] | None = None,
) -> Explored:
    """Walk everything that can happen from `start`. With `until` it goes only towards these steps, and stops once all
    were reached, or once `left` names none that is still looked for."""
    left = left or (lambda seen: until - reached(seen))
    towards = leading_to(ready, until) if until else None
    with moves_in(ready) as moves:
        return _explored(ready, Walk(ready, moves.bits), moves, procedure, start, most, towards, left)


def _explored(
    ready: Ready, walk: Walk, moves: Moves, procedure: str, start: Box, most: int, towards: dict[Place, int] | None,
    left: Callable[[Explored], frozenset[Place]],
) -> Explored:  # fmt: skip
    seen, queue = Explored(), list[Entry]()
    _queue(moved(walk, walk.start(procedure, start)), None, Cost(0, 0), walk, seen, queue, towards)
    while queue:
        _, cost, _, state = heappop(queue)
        if state in seen.following:
            continue
        if len(seen.following) >= most:
            seen.complete = False
            break
        if towards is not None and len(seen.following) % LOOK_UP == 0:
            wanted = left(seen)
            if not wanted:
                break
            towards.clear()
            towards.update(leading_to(ready, wanted))
        rows = moves.of(state, walk)
        seen.following[state] = [row.state for row in rows]
        seen.onward[seen.came[state].number] = _queue(rows, state, cost, walk, seen, queue, towards)
    return seen


def leading_to(ready: Ready, places: Iterable[Place]) -> dict[Place, int]:
    """The steps from which one of these may follow, in the same procedure or one it calls, and how far that is."""
    before: dict[Place, list[Place]] = {}
    for place, rows in ready.following.items():
        for to in rows:
            before.setdefault(to, []).append(place)
    found, waiting = dict.fromkeys(places, 0), list(places)
    for place in waiting:
        fresh = [other for other in before.get(place, ()) if other not in found]
        found.update(dict.fromkeys(fresh, found[place] + 1))
        waiting += fresh
    return found


def _far(state: State, towards: dict[Place, int] | None) -> int | None:
    """How far a state is from what is looked for; None where it does not lead there."""
    if towards is None:
        return 0
    ways = [towards[place] for place in (state.at, *state.calls) if place in towards]
    return min(ways, default=None)


def reached(seen: Explored) -> set[Place]:
    """The steps some case comes to."""
    return {note.place for note in seen.notes if note.kind == "reached"}


def _queue(
    rows: Iterable[Move], before: State | None, cost: Cost, walk: Walk, seen: Explored, queue: list[Entry],
    towards: dict[Place, int] | None,
) -> list[int]:  # fmt: skip
    """Keep each move: what was noted on it, and the state it leads to unless that was reached as plainly before. The
    numbers of these states, one for each move."""
    kept, came, plain = seen.notes, seen.came, Cost(cost[0], cost[1] + 1)
    numbers: list[int] = []
    for notes, raw, state, skips in rows:
        here = Cost(cost[0] + 1, plain[1]) if skips else plain
        known = came.get(state)
        number = len(came) if known is None else known[4]
        numbers.append(number)
        row = Came(before, notes, raw[2], here, number)
        for note in notes:
            old = kept.get(note)
            if old is None or here < old[0][3]:
                kept[note] = Sight(row)
        if raw[0] is None:
            _judge(walk, seen, raw, row)
        if known is None or here < known[3]:
            came[state] = row
            far = _far(state, towards)
            if state[0] is not None and far is not None:
                heappush(queue, (far, here, next(_TICKS), state))
    return numbers


def _keep(kept: dict[K, Sight], key: K, sight: Sight) -> None:
    old = kept.get(key)
    if old is None or (not sight.sure, sight.came.cost) < (not old.sure, old.came.cost):
        kept[key] = sight


def _judge(walk: Walk, seen: Explored, end: State, came: Came) -> None:
    """What an end is worth: duties missed or met late, and whether anything was recorded."""
    outcome = end.outcome or ""
    if outcome.startswith("("):
        return
    seen.ends.add(outcome)
    if outcome in RECORDED_ENDS and not end.recorded:
        last = next(note.place for note in reversed(came.notes) if note.kind == "end")
        _keep(seen.unrecorded, last, Sight(came))
    open_ = (end.late | ~end.met) & walk.judged
    for number in walk.numbers if open_ else ():
        if not open_ >> number & 1:
            continue
        late, missed = end.late >> number & 1, not end.met >> number & 1
        if late or outcome not in walk.ready.duties[number].excused_by:
            _judge_duty(walk, seen, end, came, number, "late" if late and not missed else "missed")
        elif number not in seen.handed_over and (end.owed >> number & 1 or walk.may_arise(number, end.box)):
            seen.handed_over.add(number)


def _judge_duty(walk: Walk, seen: Explored, end: State, came: Came, number: int, how: str) -> None:
    if (end.owed & ~end.met) >> number & 1:
        _keep(seen.duties, (number, how), Sight(came))
        return
    for here, truth in walk.decide(walk.ready.arises[number], end):
        if truth is not False:
            sight = Sight(came._replace(box=here.box), truth is True)
            _keep(seen.duties, (number, how), sight)
