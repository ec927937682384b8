"""Conditions over boxes: which outcomes a condition may have when of each fact only a set of values is known. Pure.

A *measure* is a fact, or a term over facts such as `days(a, b)`, that conditions compare with constants. Its values
fall into *cells* on which every condition in use is constant; a box holds, for each measure, the set of cells still
possible (a bit mask). What compares facts with each other is a measure of two cells, true and false: both are tried,
and the one taken is remembered, so a contradiction is no path."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node, names
from handrail.facts.conditions import TODAY, Condition, EvaluationError, Facts
from handrail.facts.vocabulary import VOCABULARY, Value

Sample: TypeAlias = bool | int | str | None
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "_==_": operator.eq, "_!=_": operator.ne, "_<_": operator.lt, "_<=_": operator.le, "_>_": operator.gt,
    "_>=_": operator.ge,
}  # fmt: skip
_MIRRORED = {"_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_"}
_LAW = frozenset({"deadline", "applies", "may", "law_value"})
_OTHER_TEXT = "something else"


class Missing(NamedTuple):
    """The condition is unknown; `unasked` are the facts that can still be asked for (bits)."""

    unasked: int


Truth: TypeAlias = bool | Missing


class Box(NamedTuple):
    """What is known of the facts: bits of facts that may be known, that may be beyond finding out (both: asked, and
    either), and for each measure the cells still possible."""

    known: int
    beyond: int
    cells: tuple[int, ...]


@dataclass(slots=True)
class Measure:
    """A fact or term and its cells. `needs` are the facts that must be known to have it, as bits."""

    node: Node
    kind: str
    needs: int = 0
    constants: set[int | str] = field(default_factory=set)
    samples: tuple[Sample, ...] = ()
    law: frozenset[str] = frozenset()
    moves: bool = False  # reads today

    @property
    def everything(self) -> int:
        return (1 << len(self.samples)) - 1


@dataclass(frozen=True, slots=True)
class Atom:
    measure: int
    true: int
    unsure: int
    needs: int


@dataclass(frozen=True, slots=True)
class Logic:
    """And (decided by False) or or (decided by True)."""

    decides: bool
    parts: tuple["Test", ...]
    needs: int


@dataclass(frozen=True, slots=True)
class Not:
    part: "Test"
    needs: int


@dataclass(frozen=True, slots=True)
class Known:
    needs: int


@dataclass(frozen=True, slots=True)
class Fixed:
    value: bool
    needs: int = 0


@dataclass(frozen=True, slots=True)
class Either:
    """`test ? yes : no`"""

    test: "Test"
    yes: "Test"
    no: "Test"
    needs: int


Test: TypeAlias = Atom | Logic | Not | Known | Fixed | Either


class Space:
    """Every fact and measure of a bundle and its duties, numbered once."""

    def __init__(self, facts: Iterable[str], conditions: Iterable[Condition]) -> None:
        conditions = tuple(conditions)
        named = {name for condition in conditions for name in condition.facts}
        self.facts = tuple(sorted({*facts, *named}))
        self.bit = {name: 1 << number for number, name in enumerate(self.facts)}
        self.measures: list[Measure] = []
        self._numbers: dict[Node, int] = {}
        self._tests: dict[str, Test] = {}
        for condition in conditions:
            self._collect(condition.tree)
        for measure in self.measures:
            measure.samples = _samples(measure)
        self.full = tuple(measure.everything for measure in self.measures)

    def bits(self, facts: Iterable[str]) -> int:
        return sum({self.bit[name] for name in facts})

    def named(self, bits: int) -> tuple[str, ...]:
        return tuple(name for name in self.facts if self.bit[name] & bits)

    def test(self, condition: Condition) -> Test:
        """The condition made ready for boxes; it must be one of those the space was made with."""
        if condition.text not in self._tests:
            self._tests[condition.text] = self._test(condition.tree)
        return self._tests[condition.text]

    def measures_of(self, node: Node) -> set[int]:
        """The measures that a condition reads."""
        parts = _parts(node)
        if parts is not None:
            return set().union(*(self.measures_of(part) for part in parts))
        return {self._numbers[key] for key in (node, _against_constants(node)[0]) if key in self._numbers}

    def law(self, condition: Condition) -> frozenset[str]:
        """The kinds of law a condition asks."""
        return _law(condition.tree)

    def start(self, given: Facts, beyond: Iterable[str] = ()) -> Box:
        """The box in which a case begins. Facts of the business that are not given are known, with any value."""
        known = self.bits(name for name in self.facts if name in given or name.startswith("business."))
        away = self.bits(name for name in beyond if name in self.bit and name not in given)
        cells = tuple(self._given(measure, given) for measure in self.measures)
        return Box(known & ~away, away, cells)

    def opaque(self) -> tuple[Measure, ...]:
        """What was tried both ways because it compares facts with each other or asks something outside."""
        return tuple(measure for measure in self.measures if measure.kind == "opaque")

    def forget_today(self, cells: tuple[int, ...]) -> tuple[int, ...]:
        """Time has passed: what was seen of today no longer binds."""
        rows = zip(cells, self.measures, strict=True)
        return tuple(measure.everything if measure.moves else mask for mask, measure in rows)

    # gathering measures

    def _collect(self, node: Node) -> None:
        parts = _parts(node)
        if parts is not None:
            for part in parts:
                self._collect(part)
            return
        term, constants = _against_constants(node)
        kind = _kind(term, constants)
        self._number(node if kind == "opaque" else term, kind, constants)

    def _number(self, node: Node, kind: str, constants: Iterable[int | str]) -> None:
        if node not in self._numbers:
            self._numbers[node] = len(self.measures)
            read = names(node)
            self.measures.append(Measure(node, kind, self.bits(read - {TODAY}), law=_law(node), moves=TODAY in read))
        self.measures[self._numbers[node]].constants.update(constants)

    def _given(self, measure: Measure, given: Facts) -> int:
        """The cell of a measure that the given facts settle already, or every cell."""
        if measure.moves or not set(self.named(measure.needs)) <= given.keys():
            return measure.everything
        try:
            value = Condition("", measure.node).evaluate(given).value
        except EvaluationError:
            return measure.everything
        return 1 << _cell(measure, value) if isinstance(value, bool | int | str) else measure.everything

    # making tests

    def _test(self, node: Node) -> Test:
        needs = self.bits(names(node) - {TODAY})
        same = _as_truth(node)
        if same is not None:
            inner, is_true = same
            return self._test(inner) if is_true else Not(self._test(inner), needs)
        match node:
            case Constant(bool(value)):
                return Fixed(value)
            case Call("_&&_" | "_||_" as function, args):
                return Logic(function == "_||_", tuple(self._test(arg) for arg in args), needs)
            case Call("!_", (inner,)):
                return Not(self._test(inner), needs)
            case Call("known", _):
                return Known(needs)
            case Call("_?_:_", (test, yes, no)):
                return Either(self._test(test), self._test(yes), self._test(no), needs)
        return self._atom(node, needs)

    def _atom(self, node: Node, needs: int) -> Atom:
        term, constants = _against_constants(node)
        key = node if node in self._numbers else term
        number = self._numbers[key]
        measure = self.measures[number]
        true = unsure = 0
        for place, sample in enumerate(measure.samples):
            if sample is None:
                unsure |= 1 << place
            elif sample if key == node else _holds(node, term, constants, sample):
                true |= 1 << place
        return Atom(number, true, unsure, needs)

    # deciding

    def decide(self, test: Test, box: Box) -> list[tuple[Box, Truth]]:
        """Every outcome the test may have in the box, each with the part of the box in which it has it."""
        match test:
            case Atom():
                return self._decide_atom(test, box)
            case Fixed(value):
                return [(box, value)]
            case Not(part):
                return [(b, v if isinstance(v, Missing) else not v) for b, v in self.decide(part, box)]
            case Known(needs):
                return [(b, gone is None) for b, gone in self._statuses(needs, box)]
            case Either():
                return self._decide_either(test, box)
            case Logic():
                return self._decide_logic(test, box)

    def _decide_atom(self, atom: Atom, box: Box) -> list[tuple[Box, Truth]]:
        found: list[tuple[Box, Truth]] = []
        for part, gone in self._statuses(atom.needs, box):
            if gone is not None:
                found.append((part, gone))
                continue
            mask = part.cells[atom.measure]
            rows: tuple[tuple[int, Truth], ...] = (
                (atom.true, True), (~atom.true & ~atom.unsure, False), (atom.unsure, Missing(0)),
            )  # fmt: skip
            found += [(_narrow(part, atom.measure, mask & cells), truth) for cells, truth in rows if mask & cells]
        return found

    def _statuses(self, needs: int, box: Box) -> list[tuple[Box, Missing | None]]:
        """Whether all needed facts are known (None), or what is missing; asked facts may be either."""
        unasked = needs & ~(box.known | box.beyond)
        if unasked:
            return [(box, Missing(unasked))]
        if needs & ~box.known:
            return [(box, Missing(0))]
        found: list[tuple[Box, Missing | None]] = []
        for away, rest in one_beyond(box, needs):
            found.append((rest, Missing(0) if away else None))
        return found

    def _decide_either(self, test: Either, box: Box) -> list[tuple[Box, Truth]]:
        found: list[tuple[Box, Truth]] = []
        for part, truth in self.decide(test.test, box):
            if isinstance(truth, Missing):
                found.append((part, truth))
            else:
                found += self.decide(test.yes if truth else test.no, part)
        return found

    def _decide_logic(self, test: Logic, box: Box) -> list[tuple[Box, Truth]]:
        done: list[tuple[Box, Truth]] = []
        rows: list[tuple[Box, Truth]] = [(box, not test.decides)]
        for part in test.parts:
            following: list[tuple[Box, Truth]] = []
            for here, so_far in rows:
                for there, truth in self.decide(part, here):
                    if truth is test.decides:
                        done.append((there, test.decides))
                    else:
                        following.append((there, _joined(so_far, truth, not test.decides)))
            rows = following
        return done + rows


def one_beyond(box: Box, facts: int) -> list[tuple[bool, Box]]:
    """Split a box by the first of the facts that is beyond finding out, in order; last the box in which all are known.
    The facts have all been asked."""
    found: list[tuple[bool, Box]] = []
    open_ = facts & box.known & box.beyond
    if facts & box.beyond & ~box.known:
        return [(True, box)]
    while open_:
        bit = open_ & -open_
        found.append((True, box._replace(known=box.known & ~bit)))
        box = box._replace(beyond=box.beyond & ~bit)
        open_ &= ~bit
    return [*found, (False, box)]


def _joined(a: Truth, b: Truth, otherwise: bool) -> Truth:
    gone = [truth.unasked for truth in (a, b) if isinstance(truth, Missing)]
    return Missing(gone[0] | gone[-1]) if gone else otherwise


def _narrow(box: Box, measure: int, mask: int) -> Box:
    if box.cells[measure] == mask:
        return box
    return box._replace(cells=(*box.cells[:measure], mask, *box.cells[measure + 1 :]))


def _as_truth(node: Node) -> tuple[Node, bool] | None:
    """`x == true`, `x != false` and the like, as x and whether it is meant or its contrary. A plain fact too."""
    match node:
        case Call("_==_" | "_!=_" as op, (inner, Constant(bool(value)))) if not isinstance(inner, Constant):
            return inner, value == (op == "_==_")
        case Call("_==_" | "_!=_" as op, (Constant(bool(value)), inner)) if not isinstance(inner, Constant):
            return inner, value == (op == "_==_")
    return None


def _parts(node: Node) -> tuple[Node, ...] | None:
    """The conditions a condition is made of, or None when it is to be decided as a whole."""
    same = _as_truth(node)
    if same is not None:
        return (same[0],)
    match node:
        case Constant() | Call("known", _):
            return ()
        case Call("_&&_" | "_||_" | "!_" | "_?_:_", args):
            return args
    return None


def _against_constants(node: Node) -> tuple[Node, tuple[int | str, ...]]:
    """The term that a comparison sets against constants, and those; the node itself and none when it is no such."""
    match node:
        case Call(op, (term, Constant(value)) | (Constant(value), term)) if _fits(op, value):
            return term, (value,)
        case Call("@in", (term, Items(items))) if all(isinstance(item, Constant) for item in items):
            return term, tuple(item.value for item in items if isinstance(item, Constant))
    return node, ()


def _fits(op: str, value: bool | int | str) -> bool:
    """Whether a comparison with this constant makes cells: numbers in any order, text only equal or not."""
    return op in ("_==_", "_!=_") if isinstance(value, str) else op in _OPERATORS and not isinstance(value, bool)


def _kind(term: Node, constants: tuple[int | str, ...]) -> str:
    row = VOCABULARY.get(term.fact) if isinstance(term, Name) else None
    if row is not None and row.type == "bool":
        return "bool"
    if isinstance(term, Call) and term.function == "@in" and not constants:
        return "member" if isinstance(term.args[0], Constant) else "opaque"
    if not constants:
        return "opaque"
    if row is not None and row.type == "choice":
        return "choice"
    if all(isinstance(value, int) for value in constants):
        return "int"
    return "text" if row is not None and row.type == "text" else "opaque"


def _samples(measure: Measure) -> tuple[Sample, ...]:
    """One value for each cell. Cells of numbers lie below, at, between and above the constants."""
    found: tuple[Sample, ...]
    if measure.kind == "choice":
        assert isinstance(measure.node, Name)
        found = VOCABULARY[measure.node.fact].values
    elif measure.kind == "int":
        found = _numbers(sorted(value for value in measure.constants if isinstance(value, int)))
    elif measure.kind == "text":
        found = (*sorted(str(value) for value in measure.constants), _OTHER_TEXT)
    else:
        found = (True, False)
    return (*found, None) if measure.law & _LAW_MARK else found


def _numbers(cuts: list[int]) -> tuple[int, ...]:
    found = [cuts[0] - 1]
    for cut, following in zip(cuts, [*cuts[1:], None], strict=True):
        found.append(cut)
        if following is None or following - cut > 1:
            found.append(cut + 1)
    return tuple(found)


def _cell(measure: Measure, value: Value) -> int:
    if measure.kind == "int":
        assert isinstance(value, int)
        return max(place for place, sample in enumerate(measure.samples) if place == 0 or _at_least(value, sample))
    if value in measure.samples:
        return measure.samples.index(value)
    return measure.samples.index(_OTHER_TEXT)


def _at_least(value: int, sample: Sample) -> bool:
    return isinstance(sample, int) and value >= sample


def _holds(node: Node, term: Node, constants: tuple[int | str, ...], sample: Sample) -> bool:
    assert isinstance(node, Call)
    if node.function == "@in":
        return sample in constants
    op = node.function if node.args[0] == term else _MIRRORED.get(node.function, node.function)
    return _OPERATORS[op](sample, constants[0])


def _law(node: Node) -> frozenset[str]:
    """The kinds of law that a tree asks, plus a mark when the answer may be "not known"."""
    if not isinstance(node, Call):
        return frozenset()
    found = frozenset().union(*(_law(arg) for arg in node.args)) if node.args else frozenset[str]()
    if node.function in _LAW:
        words = {arg.value for arg in node.args if isinstance(arg, Constant) and isinstance(arg.value, str)}
        return found | words | _LAW_MARK
    return found


_LAW_MARK = frozenset({"(law)"})


def sample_of(measure: Measure, mask: int) -> Sample:
    """A value to tell a story with: the first that fits, numbers not below zero when there is a choice."""
    fitting = [sample for place, sample in enumerate(measure.samples) if mask >> place & 1]
    friendly = [sample for sample in fitting if not isinstance(sample, int) or sample >= 0]
    return (friendly or fitting or [None])[0]
