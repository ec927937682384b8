"""What conditions measure: a fact, or a term over facts such as `days(a, b)`, compared with constants. Pure.

The values of a measure fall into *cells* on which every condition in use is constant. What compares facts with each
other is a measure of two cells, true and false: both are tried, and the one taken is remembered, so a contradiction is
no path."""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.vocabulary import ELSEWHERE, VOCABULARY, Value

Sample: TypeAlias = bool | int | str | None
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "_==_": operator.eq, "_!=_": operator.ne, "_<_": operator.lt, "_<=_": operator.le, "_>_": operator.gt,
    "_>=_": operator.ge,
}  # fmt: skip
_MIRRORED = {"_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_"}
_LAW = frozenset({"deadline", "applies", "may", "law_value"})
WORKED = "is worked out as"
_LAW_MARK = frozenset({"(law)"})
_OTHER_TEXT = "something else"
_RANGES = {"weekday": (1, 7), "month": (1, 12), "day_of_month": (1, 31), "case.hour": (0, 23)}  # of terms and facts


@dataclass(slots=True)
class Measure:
    """A fact or term and its cells. `needs` are the facts that must be known to have it, as bits; `place` is where its
    cells stand among those of all measures."""

    node: Node
    kind: str
    needs: int = 0
    constants: set[int | str] = field(default_factory=set)
    samples: tuple[Sample, ...] = ()
    law: frozenset[str] = frozenset()
    moves: bool = False  # reads today
    place: int = 0

    @property
    def everything(self) -> int:
        return (1 << len(self.samples)) - 1

    def of(self, cells: int) -> int:
        """This measure's own cells, out of all."""
        return cells >> self.place & self.everything


def as_truth(node: Node) -> tuple[Node, bool] | None:
    """`x == true`, `x != false` and the like, as x and whether it is meant or its contrary. A plain fact too."""
    match node:
        case Call("_==_" | "_!=_" as op, (inner, Constant(bool(value)))) if not isinstance(inner, Constant):
            return inner, value == (op == "_==_")
        case Call("_==_" | "_!=_" as op, (Constant(bool(value)), inner)) if not isinstance(inner, Constant):
            return inner, value == (op == "_==_")
    return None


def parts_of(node: Node) -> tuple[Node, ...] | None:
    """The conditions a condition is made of, or None when it is to be decided as a whole."""
    same = as_truth(node)
    if same is not None:
        return (same[0],)
    match node:
        case Constant() | Call("known", _):
            return ()
        case Call("_&&_" | "_||_" | "!_" | "_?_:_", args):
            return args
    return None


def against_constants(node: Node) -> tuple[Node, tuple[int | str, ...]]:
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


def kind_of(term: Node, constants: tuple[int | str, ...]) -> str:
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


def samples_of(measure: Measure) -> tuple[Sample, ...]:
    """One value for each cell. Cells of numbers lie below, at, between and above the constants."""
    found: tuple[Sample, ...]
    if measure.kind == "choice":
        assert isinstance(measure.node, Name)
        found = _choices(measure, measure.node.fact)
    elif measure.kind == "int":
        found = _within(measure.node, _numbers(sorted(value for value in measure.constants if isinstance(value, int))))
    elif measure.kind == "text":
        found = (*sorted(str(value) for value in measure.constants), _OTHER_TEXT)
    else:
        found = (True, False)
    return (*found, None) if measure.law & _LAW_MARK else found


def _choices(measure: Measure, name: str) -> tuple[str, ...]:
    """Every choice; of places only those a condition names, and one, the last, that stands for all the others."""
    row = VOCABULARY[name]
    if not row.is_place:
        return row.values
    rest = next(value for value in (ELSEWHERE, *row.values) if value not in measure.constants)
    return (*(value for value in row.values if value in measure.constants), rest)


def _numbers(cuts: list[int]) -> tuple[int, ...]:
    found = [cuts[0] - 1]
    for cut, following in zip(cuts, [*cuts[1:], None], strict=True):
        found.append(cut)
        if following is None or following - cut > 1:
            found.append(cut + 1)
    return tuple(found)


def _within(node: Node, samples: tuple[int, ...]) -> tuple[int, ...]:
    """Only the cells that hold a value which the term can have: no month is the thirteenth."""
    name = node.fact if isinstance(node, Name) else node.function if isinstance(node, Call) else ""
    if name not in _RANGES:
        return samples
    low, high = _RANGES[name]
    begin = max((place for place, sample in enumerate(samples) if sample <= low), default=0)
    return (max(samples[begin], low), *(sample for sample in samples[begin + 1 :] if sample <= high))


def cell_of(measure: Measure, value: Value) -> int:
    """The number of the cell a value lies in."""
    if measure.kind == "int":
        assert isinstance(value, int)
        return max(place for place, sample in enumerate(measure.samples) if place == 0 or _at_least(value, sample))
    if value in measure.samples:
        return measure.samples.index(value)
    return len(measure.samples) - 1 if measure.kind == "choice" else measure.samples.index(_OTHER_TEXT)


def _at_least(value: int, sample: Sample) -> bool:
    return isinstance(sample, int) and value >= sample


def holds(node: Node, term: Node, constants: tuple[int | str, ...], sample: Sample) -> bool:
    """Whether a comparison of this term is true of a sample."""
    assert isinstance(node, Call)
    if node.function == "@in":
        return sample in constants
    op = node.function if node.args[0] == term else _MIRRORED.get(node.function, node.function)
    return _OPERATORS[op](sample, constants[0])


def law_of(node: Node) -> frozenset[str]:
    """The kinds of law that a tree asks, plus a mark when the answer may be "not known"."""
    if not isinstance(node, Call):
        return frozenset()
    found = frozenset().union(*(law_of(arg) for arg in node.args)) if node.args else frozenset[str]()
    if node.function in _LAW:
        words = {arg.value for arg in node.args if isinstance(arg, Constant) and isinstance(arg.value, str)}
        return found | words | _LAW_MARK
    return found


def never_begins(node: Node, noted: frozenset[str]) -> frozenset[str]:
    """The facts that a condition asks to be known, for want of which it is false in every case where only these are
    ever noted."""
    match node:
        case Call("known", (Name(name),)):
            return frozenset({name}) - noted
        case Call("_&&_", args):
            return frozenset[str]().union(*(never_begins(arg, noted) for arg in args))
        case Call("_||_", args):
            ways = [never_begins(arg, noted) for arg in args]
            return frozenset[str]().union(*ways) if all(ways) else frozenset()
    return frozenset()


def sample_of(measure: Measure, mask: int) -> Sample:
    """A value to tell a story with: the first that fits, numbers not below zero when there is a choice."""
    fitting = [sample for place, sample in enumerate(measure.samples) if mask >> place & 1]
    friendly = [sample for sample in fitting if not isinstance(sample, int) or sample >= 0]
    return (friendly or fitting or [None])[0]
