"""What can still be read from a place on: boxes that nothing later can tell apart are one there. Pure.

Most of a check's time goes here, so that each answer is kept: many states differ only in what is not in their box."""

from collections.abc import Callable

from handrail.procedures.proof.boxes import Box, Outcomes, Standing, Test, box_of, firsts, together
from handrail.procedures.proof.ready import Later
from handrail.procedures.proof.space import Space

Arising = Callable[[int], tuple[tuple[int, Test], ...]]  # when each of these duties arises


MOST = 6  # spaces for which it is kept
_KEPT: dict[tuple[Space, frozenset[int]], dict[Later, "Ahead"]] = {}


def aheads_in(space: Space, judged: frozenset[int]) -> dict[Later, "Ahead"]:
    """What was found out in this space before, with these duties looked at, by what can still be read."""
    found = _KEPT.pop((space, judged), None)
    for old in list(_KEPT)[: max(0, len(_KEPT) - MOST + 1)]:
        _KEPT.pop(old, None)
    return _KEPT.setdefault((space, judged), {} if found is None else found)


class Ahead:
    """Places from which the same can be read share one. In what follows `open_` are the duties that are not met, or
    were met too late, and `owed` those that have arisen for good."""

    def __init__(self, space: Space, later: Later, arising: Arising) -> None:
        self.later = later
        self._space, self._arising = space, arising
        self._tests = space.tests_of(later.tests)
        # Those that say for want of which facts they are unknown.
        self._guards = space.tests_of(later.tests & later.guards)
        self._left: dict[tuple[Box, int, int], tuple[Box, int]] = {}
        self._decided: dict[tuple[int, Box, int, int], Outcomes] = {}

    def decided(self, test: Test, box: Box, open_: int, owed: int) -> Outcomes:
        """Every outcome of a test; of boxes that are alike from here on, one."""
        key = (test.bit, box, open_, owed)
        found = self._decided.get(key)
        if found is None:

            def alike(box: Box) -> tuple[Box, int]:
                return self.left(box, open_, owed)

            found = self._decided[key] = firsts(test.outcomes(box, alike), alike)
        return found

    def left(self, box: Box, open_: int, owed: int) -> tuple[Box, int]:
        """What of the box can still be read, and the duties that can't arise any more: those are as good as met."""
        key = (box, open_, owed)
        found = self._left.get(key)
        if found is None:
            found = self._left[key] = self._left_of(box, open_, owed)
        return found

    def _left_of(self, box: Box, open_: int, owed: int) -> tuple[Box, int]:
        known, beyond, cells, *_ = box
        idle, gone, whole = 0, beyond & ~known, self._space.whole(box)
        rows = [*self._standing(box, whole)]
        for bit, arises in self._arising(open_):
            row = arises.standing(box, whole)
            if row.truth is False and not bit & owed:
                idle |= bit
            else:
                rows.append(row)
        # A guard that is unknown says for want of which facts, so one is kept for each.
        named = self._space.one_each((test.standing(box, whole) for test in self._guards), gone) if gone else 0
        _, facts, read, *settled = together(None, rows)
        facts |= self.later.facts
        cells |= self._space.full & ~self._space.with_mates(read)
        return box_of((known & facts, beyond & (facts | named), cells, *settled)), idle

    def _standing(self, box: Box, whole: int) -> list[Standing]:
        """How every test stands; those that the box has settled, all in one. What was kept as true and, by another
        test, as unknown is true."""
        _, _, _, true, false, unsure = box
        settled, read = true | false | unsure, self.later.tests
        kept = Standing(None, 0, 0, true & read, false & ~true & read, unsure & ~(true | false) & read)
        return [kept, *(test.stands(box, whole) for test in self._tests if not test.bit & settled)]
