"""Where the states that were seen lead round to themselves, and from which no end can be reached. Pure.

All of it by the numbers of the states: they are looked up faster than states."""

from collections.abc import Mapping

from handrail.procedures.proof.explore import Explored
from handrail.procedures.proof.walk import State


def backward(onward: Mapping[int, list[int]]) -> dict[int, list[int]]:
    """From where each of those that were looked at is come to."""
    before: dict[int, list[int]] = {number: [] for number in onward}
    for number, rows in onward.items():
        for to in rows:
            if to in before:
                before[to].append(number)
    return before


def stuck_states(explored: Explored) -> list[State]:
    """The states from which no end of the case can be reached. Those that lead only to a circle or gap count."""
    ends = {came.number for state, came in explored.came.items() if _is_end(state)}
    waiting = [number for number, rows in explored.onward.items() if not ends.isdisjoint(rows)]
    before, free = backward(explored.onward), set[int]()
    while waiting:
        number = waiting.pop()
        if number not in free:
            free.add(number)
            waiting += before[number]
    if len(free) == len(explored.onward):
        return []
    return [state for number, state in zip(explored.onward, explored.following, strict=True) if number not in free]


def _is_end(state: State) -> bool:
    return state.at is None and not (state.outcome or "").startswith("(")


def circles(explored: Explored) -> list[list[State]]:
    """The groups of states that lead back to themselves (strongly connected components; Tarjan 1972)."""
    onward = _leading_round(explored.onward)
    if not onward:
        return []
    states = list(explored.came)
    return [[states[number] for number in group] for group in _Groups(onward).found]


def _leading_round(onward: Mapping[int, list[int]]) -> dict[int, list[int]]:
    """Those that lead to a circle: all but those that lead nowhere, and those that lead to none but these."""
    before = backward(onward)
    open_ = {number: sum(to in before for to in rows) for number, rows in onward.items()}
    done = [number for number, count in open_.items() if not count]
    for number in done:
        for other in before[number]:
            open_[other] -= 1
            if not open_[other]:
                done.append(other)
    return {number: rows for number, rows in onward.items() if open_[number]}


class _Groups:
    """Tarjan's search, without a call within a call."""

    def __init__(self, onward: Mapping[int, list[int]]) -> None:
        self.onward, self.found = onward, list[list[int]]()
        self._number: dict[int, int] = {}
        self._low: dict[int, int] = {}
        self._open: list[int] = []
        self._inside: set[int] = set()
        for root in onward:
            if root not in self._number:
                self._search(root)

    def _search(self, root: int) -> None:
        work = [(root, iter(self.onward[root]))]
        self._begin(root)
        while work:
            here, rest = work[-1]
            fresh = next((to for to in rest if self._is_fresh(here, to)), None)
            if fresh is not None:
                self._begin(fresh)
                work.append((fresh, iter(self.onward[fresh])))
                continue
            work.pop()
            if work:
                self._lower(work[-1][0], here)
            if self._low[here] == self._number[here]:
                self._close(here)

    def _begin(self, here: int) -> None:
        self._number[here] = self._low[here] = len(self._number)
        self._open.append(here)
        self._inside.add(here)

    def _is_fresh(self, here: int, to: int) -> bool:
        """A way back into what is still open lowers the mark; it is never fresh."""
        if to in self._inside:
            self._lower(here, to)
        return to in self.onward and to not in self._number

    def _lower(self, here: int, to: int) -> None:
        self._low[here] = min(self._low[here], self._low[to])

    def _close(self, here: int) -> None:
        group = self._open[self._open.index(here) :]
        del self._open[-len(group) :]
        self._inside.difference_update(group)
        if len(group) > 1 or here in self.onward[here]:
            self.found.append(group[::-1])
