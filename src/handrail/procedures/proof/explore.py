"""Visits every merged state of a procedure once, the plainest way first, and keeps what rules look at. Pure.

A way without a skipped step comes before any way with one, so what is seen first is the plainest story."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, TypeAlias, TypeVar

from handrail.procedures.language.engine import Place
from handrail.procedures.proof.boxes import Box, Missing
from handrail.procedures.proof.ready import Ready
from handrail.procedures.proof.walk import Leg, Note, Notes, State, Walk

K = TypeVar("K")
_TICKS = count()  # among equals, first come first served
LOOK_UP = 16  # states between two looks at whether a walk may stop
MOST_STATES = 20_000  # about four seconds; beyond it the report says that not everything was looked at


class Cost(NamedTuple):
    skips: int
    events: int


Queue: TypeAlias = list[tuple[int, Cost, int, "State"]]


class Came(NamedTuple):
    """How a state was reached first: from where, what happened, and the box before it was merged."""

    before: State | None
    notes: Notes
    box: Box
    cost: Cost


class Sight(NamedTuple):
    """Something seen at the end of a leg, with the path to it. `sure` is False when it rests on an unknown fact."""

    came: Came
    sure: bool = True


@dataclass(slots=True)
class Explored:
    """All that was seen. Keys of `duties` are (number of the duty, "missed" or "late")."""

    came: dict[State, Came] = field(default_factory=dict)
    following: dict[State, list[State]] = field(default_factory=dict)
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
    walk, seen, towards = Walk(ready), Explored(), leading_to(ready, until) if until else None
    queue: Queue = []
    _queue(walk.start(procedure, start), None, Cost(0, 0), walk, seen, queue, towards)
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
        seen.following[state] = []
        _queue(walk.events(state), state, cost, walk, seen, queue, towards)
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
    legs: Iterator[Leg], before: State | None, cost: Cost, walk: Walk, seen: Explored, queue: Queue,
    towards: dict[Place, int] | None,
) -> None:  # fmt: skip
    """Keep each leg: what was noted on it, and the state it leads to unless that was reached as plainly before."""
    kept = seen.notes
    for raw, notes in legs:
        skips = cost[0]
        for note in notes:
            if note[0] == "skipped":
                skips += 1
                break
        here = Cost(skips, cost[1] + 1)
        came = Came(before, notes, raw.box, here)
        for note in notes:
            old = kept.get(note)
            if old is None or here < old.came.cost:
                kept[note] = Sight(came)
        if raw.at is None:
            _judge(walk, seen, raw, came)
        state = walk.merged(raw)
        if before is not None:
            seen.following[before].append(state)
        if state not in seen.came or here < seen.came[state].cost:
            seen.came[state] = came
            far = _far(state, towards)
            if state.at is not None and far is not None:
                heappush(queue, (far, here, next(_TICKS), state))


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
    for number in sorted(walk.ready.judged):
        duty = walk.ready.duties[number]
        late, missed = end.late >> number & 1, not end.met >> number & 1
        if late or (missed and outcome not in duty.excused_by):
            _judge_duty(walk, seen, end, came, number, "late" if late and not missed else "missed")
        elif missed:
            _hand_over(walk, seen, end, number)


def _judge_duty(walk: Walk, seen: Explored, end: State, came: Came, number: int, how: str) -> None:
    if (end.owed & ~end.met) >> number & 1:
        _keep(seen.duties, (number, how), Sight(came))
        return
    for here, truth in walk.decide(walk.ready.arises[number], end):
        if truth is not False:
            sight = Sight(came._replace(box=here.box), truth is True)
            _keep(seen.duties, (number, how), sight)


def _hand_over(walk: Walk, seen: Explored, end: State, number: int) -> None:
    if number not in seen.handed_over and (
        end.owed >> number & 1
        or any(truth is True or isinstance(truth, Missing) for _, truth in walk.decide(walk.ready.arises[number], end))
    ):
        seen.handed_over.add(number)


def numbered(following: dict[State, list[State]]) -> list[list[int]]:
    """Where each state leads, all of them by their number: numbers are looked up faster than states."""
    number = {state: n for n, state in enumerate(following)}
    return [[number[to] for to in rows if to in number] for rows in following.values()]


def backward(onward: list[list[int]]) -> list[list[int]]:
    """From where each is come to."""
    before: list[list[int]] = [[] for _ in onward]
    for number, rows in enumerate(onward):
        for to in rows:
            before[to].append(number)
    return before


def _leading_round(following: dict[State, list[State]]) -> dict[State, list[State]]:
    """Those that lead to a circle: all but those that lead nowhere, and those that lead to none but these."""
    onward = numbered(following)
    before, open_ = backward(onward), list(map(len, onward))
    done = [number for number, count in enumerate(open_) if not count]
    for number in done:
        for other in before[number]:
            open_[other] -= 1
            if not open_[other]:
                done.append(other)
    return {state: rows for (state, rows), count in zip(following.items(), open_, strict=True) if count}


def circles(following: dict[State, list[State]]) -> list[set[State]]:
    """The groups of states that lead back to themselves (strongly connected components; Tarjan 1972)."""
    following = _leading_round(following)
    number: dict[State, int] = {}
    low: dict[State, int] = {}
    open_: list[State] = []
    inside: set[State] = set()
    found: list[set[State]] = []
    for root in tuple(following):
        if root in number:
            continue
        work = [(root, iter(following[root]))]
        _open(root, number, low, open_, inside)
        while work:
            state, rest = work[-1]
            fresh = next(
                (to for to in rest if to in following and (to not in number or _lower(state, to, low, inside))), None
            )
            if fresh is not None:
                _open(fresh, number, low, open_, inside)
                work.append((fresh, iter(following[fresh])))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[state])
            if low[state] == number[state]:
                found.append(_close(state, open_, inside))
    return [group for group in found if len(group) > 1 or any(s in following[s] for s in group)]


def _open(
    state: State, number: dict[State, int], low: dict[State, int], open_: list[State], inside: set[State]
) -> None:
    number[state] = low[state] = len(number)
    open_.append(state)
    inside.add(state)


def _lower(state: State, to: State, low: dict[State, int], inside: set[State]) -> bool:
    """A way back into what is still open lowers the mark; never a fresh state, hence False."""
    if to in inside:
        low[state] = min(low[state], low[to])
    return False


def _close(state: State, open_: list[State], inside: set[State]) -> set[State]:
    group: set[State] = set()
    while True:
        last = open_.pop()
        inside.discard(last)
        group.add(last)
        if last == state:
            return group
