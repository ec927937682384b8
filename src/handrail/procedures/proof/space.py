"""Every fact, measure and test of a bundle and its duties, numbered once. Pure."""

from collections.abc import Iterable

from handrail.facts.cel_tree import Call, Constant, Name, Node, names
from handrail.facts.conditions import TODAY, Condition, EvaluationError, Facts
from handrail.facts.vocabulary import load
from handrail.procedures.proof.boxes import Atom, Box, Either, Fixed, Known, Logic, Not, Standing, Test
from handrail.procedures.proof.measures import (
    WORKED,
    Measure,
    Sample,
    against_constants,
    as_truth,
    cell_of,
    holds,
    kind_of,
    law_of,
    parts_of,
    samples_of,
)  # fmt: skip
from handrail.procedures.proof.theory import can_be_told, groups_of

GIVEN = frozenset(name for name, row in load().items() if row.given)
"""Facts that the desk says itself when a case begins."""


class Space:
    """Numbers facts and measures, and makes the tests over them."""

    def __init__(
        self,
        facts: Iterable[str],
        conditions: Iterable[Condition],
        volatile: frozenset[str] = frozenset(),
        worked: Iterable[tuple[str, Node]] = (),
    ) -> None:
        """`volatile`: facts that may change once known; what reads them is never settled. `worked`: what is worked out
        into a fact somewhere."""
        conditions = tuple(conditions)
        named = {name for condition in conditions for name in condition.facts}
        self.facts = tuple(sorted({*facts, *named}))
        self.bit = {name: 1 << number for number, name in enumerate(self.facts)}
        self._changing = self.bits(name for name in volatile if name in self.bit)
        self.measures: list[Measure] = []
        self._numbers: dict[Node, int] = {}
        self._tests: dict[str, Test] = {}
        self._made: dict[tuple[object, ...], Test] = {}
        self._needs_of: dict[int, int] = {}
        self._cells_of: dict[int, int] = {}
        self._wide = 0
        for condition in conditions:
            self._collect(condition.tree)
        for name, tree in worked:
            if can_be_told(name, tree):
                self._number(Call(WORKED, (Name(name), tree)), "worked", ())
        self.full = self._laid_out()
        self.groups = groups_of(self.measures)
        self._group_of = {measure.place: group for group in self.groups for measure in group.measures}
        self.moving = sum(measure.everything << measure.place for measure in self.measures if measure.moves)

    def bits(self, facts: Iterable[str]) -> int:
        found = 0
        for name in facts:
            found |= self.bit[name]
        return found

    def named(self, bits: int) -> tuple[str, ...]:
        found = []
        while bits:
            bit = bits & -bits
            bits ^= bit
            found.append(self.facts[bit.bit_length() - 1])
        return tuple(found)

    def test(self, condition: Condition) -> Test:
        """The condition made ready for boxes; it must be one of those the space was made with."""
        if condition.text not in self._tests:
            assert not self._wide, "all tests are made before they are laid out"
            self._tests[condition.text] = self._test(condition.tree)
        return self._tests[condition.text]

    def tests_of(self, bits: int) -> tuple[Test, ...]:
        return tuple(test for test in self._made.values() if test.bit & bits)

    def lay_tests_out(self) -> None:
        """Every test is made: a whole box can be one number, of which each test has its part."""
        if self._wide == len(self._made):
            return
        self._wide = len(self._made)
        for test in self._made.values():
            test.mask = self.whole(Box(test.needs, test.needs, test.cells, test.inside, test.inside, test.inside))

    def whole(self, box: Box) -> int:
        """All of a box in one number: what a test reads of it is then one number too, and quickly looked up."""
        known, beyond, cells, true, false, unsure = box
        facts, wide = len(self.facts), self._wide
        assert wide or not self._made, "tests are laid out before boxes are"
        return known | beyond << facts | ((unsure << wide | false) << wide | true | cells << 3 * wide) << 2 * facts

    def one_each(self, rows: Iterable[Standing], gone: int) -> int:
        """Of the facts that can't be found out, one for each test that rests on some, to name it by."""
        named = 0
        for row in rows if gone else ():
            mine, unsure = 0, row.unsure
            while unsure:
                bit = unsure & -unsure
                unsure ^= bit
                mine |= self._needs_of[bit]
            mine &= gone
            named |= mine & -mine
        return named

    def with_mates(self, cells: int) -> int:
        """These cells, and those of the measures that bear on them."""
        for group in self.groups:
            if group.cells & cells:
                cells |= group.cells
        return cells

    def one_case(self, cells: int) -> dict[int, Sample]:
        """What the measures that share facts are in one case that lies in these cells, by their places."""
        return {place: value for group in self.groups for place, value in group.one_case(cells).items()}

    def start(self, given: Facts, beyond: Iterable[str] = (), needs: Iterable[str] = ()) -> Box:
        """The box in which a case begins. Facts of the business that are not given are known, with any value, and so
        are those that the desk gives to every case, and those that a block needs."""
        there = frozenset(needs) | GIVEN
        known = self.bits(name for name in self.facts if name in given or name in there or name.startswith("business."))
        away = self.bits(name for name in beyond if name in self.bit and name not in given)
        cells = sum(self._given(measure, given) << measure.place for measure in self.measures)
        return Box(known & ~away, away, cells)

    def forgotten(self, box: Box, facts: int) -> Box:
        """These facts are neither known nor beyond finding out, and may come to have any value."""
        cells = self._reading(facts)
        return box._replace(known=box.known & ~facts, beyond=box.beyond & ~facts, cells=box.cells | cells)

    def restored(self, box: Box, before: Box, facts: int) -> Box:
        """These facts are again what they were before."""
        cells = self._reading(facts)
        return box._replace(
            known=box.known & ~facts | before.known & facts,
            beyond=box.beyond & ~facts | before.beyond & facts,
            cells=box.cells & ~cells | before.cells & cells,
        )

    def _reading(self, facts: int) -> int:
        """The cells of every measure that reads one of these facts."""
        if facts not in self._cells_of:
            rows = (row.everything << row.place for row in self.measures if row.needs & facts)
            self._cells_of[facts] = sum(rows)
        return self._cells_of[facts]

    def cells_where(self, name: str, value: bool | int | str) -> int:
        """The cells left when a fact has this value, all others of every measure included."""
        cells = self.full
        for row in self.measures:
            if row.node == Name(name) and row.kind != "opaque":
                cells &= ~(row.everything << row.place) | 1 << row.place + cell_of(row, value)
        return cells

    def cells_worked(self, name: str, tree: Node) -> int:
        """The cells left when a fact is what was just worked out. It is so until it, or what it hangs on, changes."""
        number = self._numbers.get(Call(WORKED, (Name(name), tree)))
        return -1 if number is None else ~(2 << self.measures[number].place)

    def opaque(self) -> tuple[Measure, ...]:
        """What was tried both ways because it compares facts with each other or asks something outside."""
        return tuple(measure for measure in self.measures if measure.kind == "opaque")

    def forget_today(self, box: Box) -> Box:
        """Time has passed: what was seen of today no longer binds."""
        return box._replace(cells=box.cells | self.moving)

    # gathering measures

    def _collect(self, node: Node) -> None:
        parts = parts_of(node)
        if parts is not None:
            for part in parts:
                self._collect(part)
            return
        term, constants = against_constants(node)
        kind = kind_of(term, constants)
        self._number(node if kind == "opaque" else term, kind, constants)

    def _number(self, node: Node, kind: str, constants: Iterable[int | str]) -> None:
        if node not in self._numbers:
            self._numbers[node] = len(self.measures)
            read = names(node)
            self.measures.append(Measure(node, kind, self.bits(read - {TODAY}), law=law_of(node), moves=TODAY in read))
        self.measures[self._numbers[node]].constants.update(constants)

    def _laid_out(self) -> int:
        """Give each measure its cells and their place; every cell at once."""
        place = 0
        for measure in self.measures:
            measure.samples, measure.place = samples_of(measure), place
            place += len(measure.samples)
        return (1 << place) - 1

    def _given(self, measure: Measure, given: Facts) -> int:
        """The cell of a measure that the given facts settle already, or every cell."""
        if measure.moves or measure.kind == "worked" or not set(self.named(measure.needs)) <= given.keys():
            return measure.everything
        try:
            value = Condition("", measure.node).evaluate(given).value
        except EvaluationError:
            return measure.everything
        return 1 << cell_of(measure, value) if isinstance(value, bool | int | str) else measure.everything

    # making tests

    def _test(self, node: Node) -> Test:
        same = as_truth(node)
        if same is not None:
            inner, is_true = same
            return self._test(inner) if is_true else self._not(self._test(inner))
        match node:
            case Constant(bool(value)):
                return self._fixed(value)
            case Call("_&&_" | "_||_" as function, args):
                return self._logic(function == "_||_", [self._test(arg) for arg in args])
            case Call("!_", (inner,)):
                return self._not(self._test(inner))
            case Call("known", _):
                return self._known(self.bits(names(node) - {TODAY}))
            case Call("_?_:_", args):
                return self._either(*(self._test(arg) for arg in args))
        return self._atom(node)

    def _atom(self, node: Node) -> Test:
        term, constants = against_constants(node)
        key = node if node in self._numbers else term
        measure = self.measures[self._numbers[key]]
        true = unsure = 0
        for place, sample in enumerate(measure.samples, measure.place):
            if sample is None:
                unsure |= 1 << place
            elif sample if key == node else holds(node, term, constants, sample):
                true |= 1 << place
        cells = measure.everything << measure.place
        volatile = bool(measure.needs & self._changing)
        moves = measure.moves or volatile
        group = self._group_of.get(measure.place)
        made = Atom(self._next(), measure.needs, cells, true=true, unsure=unsure, moves=moves, volatile=volatile,
                    allows=group.allows if group else None)  # fmt: skip
        return self._same(("atom", cells, true), made)

    def _logic(self, decides: bool, parts: list[Test]) -> Test:
        """Parts of the same kind are taken in, and those that are fixed fall away: they change no outcome."""
        flat: list[Test] = []
        for part in parts:
            flat += part.parts if isinstance(part, Logic) and part.decides is decides else (part,)
        if any(isinstance(part, Fixed) and part.value is decides for part in flat):
            return self._fixed(decides)
        flat = list(dict.fromkeys(part for part in flat if not isinstance(part, Fixed)))
        if len(flat) < 2:
            return flat[0] if flat else self._fixed(not decides)
        made = self._over(Logic(self._next(), decides=decides, parts=tuple(flat)), *flat)
        return self._same((decides, *(part.bit for part in flat)), made)

    def _not(self, part: Test) -> Test:
        if isinstance(part, Fixed):
            return self._fixed(not part.value)
        return self._same(("not", part.bit), self._over(Not(self._next(), part=part), part))

    def _either(self, test: Test, yes: Test, no: Test) -> Test:
        made = self._over(Either(self._next(), test=test, yes=yes, no=no), test, yes, no)
        return self._same(("either", test.bit, yes.bit, no.bit), made)

    def _known(self, needs: int) -> Test:
        return self._same(("known", needs), Known(self._next(), needs, moves=bool(needs & self._changing)))

    def _fixed(self, value: bool) -> Test:
        return self._same(("fixed", value), Fixed(self._next(), value=value))

    @staticmethod
    def _over(made: Test, *parts: Test) -> Test:
        for part in parts:
            made.needs |= part.needs
            made.cells |= part.cells
            made.inside |= part.inside
        return made

    def _next(self) -> int:
        return 1 << len(self._made)

    def _same(self, key: tuple[object, ...], made: Test) -> Test:
        """Equal tests are one, so that what was settled for one is settled for the other."""
        if key not in self._made:
            made.inside |= made.bit
            self._needs_of[made.bit] = made.needs
            self._made[key] = made
        return self._made[key]
