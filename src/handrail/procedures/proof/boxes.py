"""Conditions over boxes: which outcomes a condition may have when of each fact only a set of values is known, and what
of a box it can still read. Pure.

A box holds, for each measure, the set of cells still possible, all measures side by side in one number. A test that
came out the same for the whole box, and always will, is *settled*: the box keeps that one bit, and what only led to it
is forgotten. Two cases that differ only in how they got to the same answers are then one."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeAlias


class Missing(NamedTuple):
    """The condition is unknown for want of `facts` (bits); `unasked` of them can still be asked for."""

    unasked: int
    facts: int


Truth: TypeAlias = bool | Missing
UNSURE = Missing(0, 0)


class Box(NamedTuple):
    """What is known of the facts: bits of facts that may be known, that may be beyond finding out (both: asked, and
    either); the cells still possible; and bits of the tests settled as true, as false and as unknown."""

    known: int
    beyond: int
    cells: int
    true: int = 0
    false: int = 0
    unsure: int = 0


class Standing(NamedTuple):
    """What a test makes of a box for good: its truth if that is settled, else what it can still read."""

    truth: Truth | None
    facts: int = 0
    cells: int = 0
    true: int = 0
    false: int = 0
    unsure: int = 0


# As `Box(...)` and `Standing(...)`, from a tuple: half the time, where so many are made.
box_of: Callable[[tuple[int, ...]], Box] = partial(tuple.__new__, Box)
_standing: Callable[[tuple[object, ...]], Standing] = partial(tuple.__new__, Standing)

Outcomes: TypeAlias = list[tuple[Box, Truth]]
Alike: TypeAlias = Callable[[Box], Hashable]  # equal for boxes that nothing later can tell apart
_MANY = 8  # boxes from which it pays to look which of them are alike


@dataclass(slots=True, eq=False)
class Test:
    """A condition, or a part of one. `bit` is its own, `inside` its parts' too; `needs` and `cells` is all it reads.
    `mask` is all of that in a whole box in one number (see `Space.whole`)."""

    bit: int
    needs: int = 0
    cells: int = 0
    inside: int = 0
    mask: int = 0
    as_open: Standing = field(init=False)
    as_true: Standing = field(init=False)
    as_false: Standing = field(init=False)
    as_unsure: Standing = field(init=False)

    def __post_init__(self) -> None:
        self.as_open = Standing(None, self.needs, self.cells)
        self.as_true = Standing(True, true=self.bit)
        self.as_false = Standing(False, false=self.bit)
        self.as_unsure = Standing(UNSURE, unsure=self.bit)

    def outcomes(self, box: Box, alike: Alike | None = None) -> Outcomes:
        """Every outcome the test may have in the box, each with the part of the box in which it has it. Of many parts
        that are alike only the first is given, where `alike` tells; it has to keep apart what this test still reads."""
        if box.true & self.bit:
            return [(box, True)]
        if box.false & self.bit:
            return [(box, False)]
        if box.unsure & self.bit:
            return [(box, Missing(0, self.needs & box.beyond & ~box.known))]
        return self._split(box, alike)

    def standing(self, box: Box, whole: int) -> Standing:
        """`whole`: the same box in one number."""
        if box.true & self.bit:
            return self.as_true
        if box.false & self.bit:
            return self.as_false
        if box.unsure & self.bit:
            return self.as_unsure
        return self.stands(box, whole)

    def left(self, box: Box, whole: int) -> Hashable:
        """All that this test can still read of a box."""
        truth, facts, cells, *settled = self.standing(box, whole)
        return truth, box.known & facts, box.beyond & facts, box.cells & cells, *settled

    def _split(self, box: Box, alike: Alike | None) -> Outcomes:
        raise NotImplementedError

    def stands(self, box: Box, whole: int) -> Standing:
        """Its standing where the box has not kept it as settled."""
        raise NotImplementedError

    def _settled(self, truth: Truth) -> Standing:
        if isinstance(truth, Missing):
            return self.as_unsure
        return self.as_true if truth else self.as_false


@dataclass(slots=True, eq=False)
class Fixed(Test):
    value: bool = True

    def _split(self, box: Box, alike: Alike | None) -> Outcomes:
        return [(box, self.value)]

    def stands(self, box: Box, whole: int) -> Standing:
        return Standing(self.value)


@dataclass(slots=True, eq=False)
class Atom(Test):
    """One measure, true in some cells, in others without an answer. What reads today is never settled: days pass; nor
    is what reads a fact that may be asked anew or worked out."""

    true: int = 0
    unsure: int = 0
    moves: bool = False
    volatile: bool = False
    allows: Callable[[int], bool] | None = None  # whether cells can exist with those of measures that share its facts

    def _split(self, box: Box, alike: Alike | None) -> Outcomes:
        found: Outcomes = []
        for part, gone in statuses(self.needs, box):
            if gone is not None:
                found.append((part, gone))
                continue
            here = part.cells & self.cells
            rows: tuple[tuple[int, Truth], ...] = (
                (here & self.true, True), (here & ~self.true & ~self.unsure, False),
                (here & self.unsure, UNSURE),
            )  # fmt: skip
            made = [(_narrowed(part, self.cells, cells), truth) for cells, truth in rows if cells]
            if self.allows is not None and len(made) > 1:
                made = [row for row in made if self.allows(row[0].cells)] or made
            found += made
        return found

    def stands(self, box: Box, whole: int) -> Standing:
        absent = self.needs & ~box[0]
        if absent:
            return self.as_open if self.volatile or absent & ~box[1] else self.as_unsure
        if self.moves or self.needs & box[1]:
            return self.as_open
        here = box[2] & self.cells
        if not here & ~self.true:
            return self.as_true
        if not here & ~self.unsure:
            return self.as_unsure
        return self.as_open if here & (self.true | self.unsure) else self.as_false


@dataclass(slots=True, eq=False)
class Known(Test):
    moves: bool = False

    def _split(self, box: Box, alike: Alike | None) -> Outcomes:
        return [(part, gone is None) for part, gone in statuses(self.needs, box)]

    def stands(self, box: Box, whole: int) -> Standing:
        if self.moves:
            return self.as_open
        if self.needs & box.beyond & ~box.known:
            return self._settled(truth=False)
        if not self.needs & (~box.known | box.beyond):
            return self._settled(truth=True)
        return self.as_open


@dataclass(slots=True, eq=False)
class Not(Test):
    part: Test = field(default_factory=lambda: Fixed(0))
    from_true: Standing = field(init=False)
    from_false: Standing = field(init=False)

    def __post_init__(self) -> None:
        Test.__post_init__(self)
        self.from_true, self.from_false = self._turned(self.part.as_true), self._turned(self.part.as_false)

    def _split(self, box: Box, alike: Alike | None) -> Outcomes:
        return [
            (here, truth if isinstance(truth, Missing) else not truth) for here, truth in self.part.outcomes(box, alike)
        ]

    def stands(self, box: Box, whole: int) -> Standing:
        found = self.part.standing(box, whole)
        if found is self.part.as_true:
            return self.from_true
        return self.from_false if found is self.part.as_false else self._turned(found)

    @staticmethod
    def _turned(found: Standing) -> Standing:
        truth, *rest = found
        return found if truth is None or truth == UNSURE else Standing(not truth, *rest)


@dataclass(slots=True, eq=False)
class Either(Test):
    """`test ? yes : no`"""

    test: Test = field(default_factory=lambda: Fixed(0))
    yes: Test = field(default_factory=lambda: Fixed(0))
    no: Test = field(default_factory=lambda: Fixed(0))

    def _split(self, box: Box, alike: Alike | None) -> Outcomes:
        found: Outcomes = []
        for part, truth in self.test.outcomes(box, alike):
            if isinstance(truth, Missing):
                found.append((part, truth))
            else:
                found += (self.yes if truth else self.no).outcomes(part, alike)
        return found

    def stands(self, box: Box, whole: int) -> Standing:
        which = self.test.standing(box, whole)
        if isinstance(which.truth, Missing):
            return self._settled(UNSURE)
        if which.truth is None:
            return together(None, [which, self.yes.standing(box, whole), self.no.standing(box, whole)])
        found = together(None, [which, taken := (self.yes if which.truth else self.no).standing(box, whole)])
        return found if taken.truth is None else self._settled(taken.truth)


@dataclass(slots=True, eq=False)
class Logic(Test):
    """And (decided by False) or or (decided by True)."""

    decides: bool = False
    parts: tuple[Test, ...] = ()
    stood: dict[int, Standing] = field(default_factory=dict)

    def _split(self, box: Box, alike: Alike | None) -> Outcomes:
        done: Outcomes = []
        rows: Outcomes = [(box, not self.decides)]
        for part in self.parts:
            following: Outcomes = []
            for here, so_far in rows:
                for row in part.outcomes(here, alike):
                    if row[1] is self.decides:
                        done.append(row)
                    else:
                        following.append((row[0], _joined(so_far, row[1])) if isinstance(so_far, Missing) else row)
            rows = firsts(following, alike) if alike and len(following) >= _MANY else following
        return done + rows

    def stands(self, box: Box, whole: int) -> Standing:
        key = whole & self.mask
        found = self.stood.get(key)
        if found is None:
            found = self.stood[key] = self._worked_out(box, whole)
        return found

    def _worked_out(self, box: Box, whole: int) -> Standing:
        rows: list[Standing] = []
        is_open = unknown = False
        for part in self.parts:
            row = part.standing(box, whole)
            truth = row[0]
            if truth is self.decides:
                return self._settled(self.decides)
            is_open |= truth is None
            unknown |= isinstance(truth, Missing)
            rows.append(row)
        if is_open:
            return _with_unknowns(rows) if unknown else together(None, rows)
        return self._settled(UNSURE if unknown else not self.decides)


def firsts(rows: Outcomes, alike: Alike) -> Outcomes:
    """Of boxes that are alike, with the same outcome, the first. For want of which facts an outcome is unknown is only
    ever told, and there are as many answers to that as there are sets of facts: one is enough."""
    if len(rows) < _MANY:
        return rows
    found: dict[Hashable, tuple[Box, Truth]] = {}
    for row in rows:
        truth = row[1]
        found.setdefault((alike(row[0]), (truth.unasked,) if isinstance(truth, Missing) else truth), row)
    return list(found.values())


def _with_unknowns(rows: list[Standing]) -> Standing:
    """Once a part is unknown it no longer matters which others are, or are as they should be: all of these are kept as
    unknown, so that cases that differ in nothing else are one. Where another test has kept such a part as true or
    false, that is what it is."""
    rest = together(None, (row for row in rows if row.truth is None))
    done = together(None, (row for row in rows if row.truth is not None))
    return rest._replace(unsure=rest.unsure | done.true | done.false | done.unsure)


def together(truth: Truth | None, rows: Iterable[Standing]) -> Standing:
    facts = cells = true = false = unsure = 0
    for _, more_facts, more_cells, more_true, more_false, more_unsure in rows:
        facts |= more_facts
        cells |= more_cells
        true |= more_true
        false |= more_false
        unsure |= more_unsure
    return _standing((truth, facts, cells, true, false, unsure))


def statuses(needs: int, box: Box) -> list[tuple[Box, Missing | None]]:
    """Whether all needed facts are known (None), or what is missing; asked facts may be either."""
    absent = needs & ~box.known
    if absent:
        return [(box, Missing(absent & ~box.beyond, absent))]
    if not needs & box.beyond:
        return [(box, None)]
    return [
        (part, Missing(0, needs & ~part.known) if away else None) for away, part in one_beyond(box, needs)
    ]  # fmt: skip


def one_beyond(box: Box, facts: int) -> list[tuple[bool, Box]]:
    """Split a box by the first of the facts that is beyond finding out, in order; last the box in which all are known.
    The facts have all been asked."""
    found: list[tuple[bool, Box]] = []
    open_ = facts & box.known & box.beyond
    if facts & box.beyond & ~box.known:
        return [(True, box)]
    while open_:
        bit = open_ & -open_
        known, beyond, cells, *settled = box
        found.append((True, box_of((known & ~bit, beyond, cells, *settled))))
        box = box_of((known, beyond & ~bit, cells, *settled))
        open_ &= ~bit
    return [*found, (False, box)]


def _joined(a: Missing, b: Truth) -> Missing:
    return Missing(a.unasked | b.unasked, a.facts | b.facts) if isinstance(b, Missing) else a


def _narrowed(box: Box, among: int, cells: int) -> Box:
    known, beyond, before, true, false, unsure = box
    if before & among == cells:
        return box
    return box_of((known, beyond, before & ~among | cells, true, false, unsure))
