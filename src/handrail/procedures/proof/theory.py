"""Measures that share facts, and whether their cells can exist together: decided by z3 where it is there. Pure.

`days(a, b) <= 3` and `days(a, c) > 9` are two measures; boxes alone take them as free of each other. Here each group of
such measures is written as arithmetic over whole numbers (a date is its day number), and a box whose cells contradict
each other is no path. What is not arithmetic, and what the law answers, is left free. Without z3 all of it is, and the
report says so."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from threading import RLock
from typing import Any

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node, names
from handrail.facts.conditions import TODAY
from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.proof.measures import WORKED, Measure, Sample

_EFFORT = 400_000  # z3's own count of its steps: about a tenth of a second, and the same on every machine
_FOUND: list[str] = []
_LOCK = RLock()  # z3 is not to be entered twice at a time
_NUMBERS = frozenset({"int", "money", "date"})
_CODED = frozenset({"choice", "text"})
_LAST_DAY = 3_652_059
_COMPARED = ("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_")
_FREE = ("int", "opaque", "bool", "choice", "text", "worked")


def is_there() -> bool:
    """Whether z3 can be imported: it is an extra, added while the product already runs. It is looked for until found,
    as that takes longer than a small check's every other part."""
    return "z3" in sys.modules or bool(_FOUND) or _is_found()


def _is_found() -> bool:
    if find_spec("z3") is not None:
        _FOUND.append("z3")
    return bool(_FOUND)


@dataclass(slots=True)
class Group:
    """Measures that share facts, directly or through others; `cells` are all of theirs. `found`: what was decided, by
    the cells that were left."""

    measures: tuple[Measure, ...]
    cells: int
    found: dict[int, bool] = field(default_factory=dict)
    unsure: bool = False
    _cases: dict[int, dict[int, Sample]] = field(default_factory=dict)
    _solver: Any = None
    _cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    _told: "_Arithmetic | None" = None

    def allows(self, cells: int) -> bool:
        """Whether some facts lie in these cells at once."""
        mine = cells & self.cells
        found = self.found.get(mine)
        if found is None:
            with _LOCK:
                found = self.found[mine] = self._decide(mine)
        return found

    def one_case(self, cells: int) -> dict[int, Sample]:
        """What the measures are in one case that lies in these cells, by their places; nothing where none was found.
        Numbers are not below zero when there is a choice. Which case it is hangs on what a solver was asked before, so
        a new one is asked: the same story is told each time."""
        mine = cells & self.cells
        found = self._cases.get(mine)
        if found is None:
            with _LOCK:
                found = self._cases[mine] = Group(self.measures, self.cells)._one_case(mine)
        return found

    def _one_case(self, cells: int) -> dict[int, Sample]:
        solver = self._asked(cells)
        assert self._told is not None
        for more in (self._told.from_zero(), []):
            solver.push()
            solver.add(*more)
            if str(solver.check()) == "sat":
                return {row.place: self._value(solver.model(), row) for row in self.measures}
            solver.pop()
        return {}

    def _value(self, model: Any, measure: Measure) -> Sample:
        assert self._told is not None
        if measure.kind == "int":
            return int(str(model.eval(self._told.term(measure.node), model_completion=True)))
        here = (n for n in range(len(measure.samples)) if _true(model, self._cell(measure, n)))
        return next((measure.samples[n] for n in here), None)

    def _decide(self, cells: int) -> bool:
        if not all(measure.of(cells) for measure in self.measures):
            return False
        solver = self._asked(cells)
        try:
            answer = str(solver.check())
        finally:
            solver.pop()
        self.unsure |= answer == "unknown"
        return answer != "unsat"

    def _asked(self, cells: int) -> Any:
        z3 = import_module("z3")
        if self._solver is None:
            self._told = _Arithmetic(z3)
            self._solver = z3.SolverFor("QF_LIA", ctx=self._told.context)
            self._solver.set("rlimit", _EFFORT)
        assert self._told is not None
        self._solver.push()
        for measure in self.measures:
            mask = measure.of(cells)
            if mask and mask != measure.everything:  # none left: the fact changed on the way, so it says nothing
                left = [self._cell(measure, n) for n in range(len(measure.samples)) if mask >> n & 1]
                self._solver.add(z3.Or(*left) if len(left) > 1 else left[0])
        self._solver.add(*self._told.bounds())
        return self._solver

    def _cell(self, measure: Measure, number: int) -> Any:
        key = (measure.place, number)
        if key not in self._cells:
            assert self._told is not None
            self._cells[key] = self._told.cell(measure, number)
        return self._cells[key]


def groups_of(measures: Sequence[Measure]) -> tuple[Group, ...]:
    """The measures that share facts with others, group by group. None where z3 is not there."""
    free = [row for row in measures if row.kind in _FREE and not row.law and _is_arithmetic(row)]
    found = [rows for rows in _joined(free) if _says_something(rows)] if any(map(_compares, free)) else []
    return tuple(map(_group, found)) if found and is_there() else ()


def _joined(measures: Iterable[Measure]) -> list[tuple[Measure, ...]]:
    """Measures that share a fact, together."""
    found: list[tuple[frozenset[str], tuple[Measure, ...]]] = []
    for measure in measures:
        read = names(measure.node)
        shared = [row for row in found if row[0] & read]
        found = [row for row in found if not row[0] & read]
        found.append((read.union(*(row[0] for row in shared)), (*chain(*(row[1] for row in shared)), measure)))
    return [rows for _, rows in found]


def _says_something(rows: tuple[Measure, ...]) -> bool:
    """One measure alone has all its cells, unless it compares facts with each other."""
    return any(row.kind == "opaque" for row in rows) or (len(rows) > 1 and any(map(_compares, rows)))


def _compares(measure: Measure) -> bool:
    return isinstance(measure.node, Call)


def _group(rows: tuple[Measure, ...]) -> Group:
    rows = tuple(sorted(rows, key=lambda row: row.place))
    return Group(rows, sum(row.everything << row.place for row in rows))


def can_be_told(name: str, tree: Node) -> bool:
    """Whether it can be written down that a fact is what an expression comes to."""
    return _is_told(Name(name)) and _is_told(tree) and name not in names(tree)


def _is_arithmetic(measure: Measure) -> bool:
    """Whether all of it can be written as arithmetic; the rest stays free."""
    return isinstance(measure.node, Name) or _is_told(measure.node)


def _is_told(node: Node) -> bool:
    match node:
        case Constant():
            return True
        case Name(name):
            row = VOCABULARY.get(name)
            return name == TODAY or (row is not None and row.type in _NUMBERS | _CODED | {"bool"})
        case Call("share" | "share_up" | "share_near" | "per", (amount, Constant(int() as by))):
            return _is_told(amount) and by > 0
        case Call("_*_", args):
            return all(map(_is_told, args)) and any(isinstance(arg, Constant) for arg in args)
        case Call("@in", (term, Items(items))):
            return _is_told(term) and all(isinstance(item, Constant) for item in items)
        case Call("_<_" | "_<=_" | "_>_" | "_>=_", args) if any(map(_is_coded, args)):
            return False
        case Call(function, args):
            return function in _WRITTEN and all(map(_is_told, args))
    return False


def _is_coded(node: Node) -> bool:
    """Words have no order here."""
    match node:
        case Constant(value):
            return isinstance(value, str)
        case Name(name):
            return name in VOCABULARY and VOCABULARY[name].type in _CODED
    return False


_WRITTEN = frozenset({
    WORKED, *_COMPARED, "_+_", "_-_", "-_", "date", "days", "plus_days", "weekday", "least", "most", "!_", "_&&_",
    "_||_", "_?_:_",
})  # fmt: skip


class _Arithmetic:
    """Nodes as terms of z3, in a context of their own."""

    def __init__(self, z3: Any) -> None:
        self.z3, self.context = z3, z3.Context()
        self.known: dict[str, Any] = {}
        self.codes: dict[str, int] = {}
        self._bound = 0

    def bounds(self) -> list[Any]:
        """Days lie in the calendar."""
        return [
            part
            for name, known in self.known.items()
            if name == TODAY or VOCABULARY[name].type == "date"
            for part in (known >= 1, known <= _LAST_DAY)
        ]

    def from_zero(self) -> list[Any]:
        return [
            known >= 0 for name, known in self.known.items() if name in VOCABULARY and VOCABULARY[name].type in _NUMBERS
        ]

    def cell(self, measure: Measure, number: int) -> Any:
        """That a measure lies in one of its cells."""
        sample, term = measure.samples[number], self.term(measure.node)
        if measure.kind == "int":
            return self._between(term, measure.samples, number)
        if isinstance(sample, bool):
            return term if sample else self.z3.Not(term)
        if sample in measure.constants or measure.kind == "choice":
            return term == self.code(str(sample))
        others = [term != self.code(str(value)) for value in measure.samples if value != sample]
        return self.z3.And(*others) if others else self.z3.BoolVal(True, self.context)

    def _between(self, term: Any, samples: tuple[Sample, ...], number: int) -> Any:
        """From this sample up to the next; the first reaches down without end, the last up."""
        low = term >= samples[number] if number else None
        high = term < samples[number + 1] if number + 1 < len(samples) else None
        if low is None:
            return high
        return low if high is None else self.z3.And(low, high)

    def name(self, name: str) -> Any:
        if name not in self.known:
            is_truth = name in VOCABULARY and VOCABULARY[name].type == "bool"
            make = self.z3.Bool if is_truth else self.z3.Int
            self.known[name] = make(name, self.context)
        return self.known[name]

    def code(self, word: str) -> int:
        return self.codes.setdefault(word, len(self.codes))

    def term(self, node: Node) -> Any:
        z3 = self.z3
        match node:
            case Constant(bool() as value):
                return z3.BoolVal(value, self.context)
            case Constant(value):
                return z3.IntVal(self.code(value) if isinstance(value, str) else value, self.context)
            case Name(name):
                return self.name(name)
            case Call("date", (Constant(str() as day),)):
                return z3.IntVal(date.fromisoformat(day).toordinal(), self.context)
            case Call("@in", (term, Items(items))):
                return z3.Or(*(self.term(term) == self.term(item) for item in items), self._no())
            case Call(function, args):
                return self._call(function, [self.term(arg) for arg in args])
        raise AssertionError(node)

    def _no(self) -> Any:
        return self.z3.BoolVal(False, self.context)

    def _call(self, function: str, args: list[Any]) -> Any:
        z3, first = self.z3, args[0]
        match function, args:
            case "_&&_", _:
                return z3.And(*args)
            case "_||_", _:
                return z3.Or(*args)
            case "!_", _:
                return z3.Not(first)
            case "-_", _:
                return -first
            case "_?_:_", [test, yes, no]:
                return z3.If(test, yes, no)
            case "weekday", _:
                return (first + 6) % 7 + 1
            case _, [a, b]:
                return self._of_two(function, a, b)
        raise AssertionError(function)

    def _of_two(self, function: str, a: Any, b: Any) -> Any:
        made = {
            "_+_": lambda: a + b, "plus_days": lambda: a + b, "_-_": lambda: a - b, "days": lambda: b - a,
            "_*_": lambda: a * b, "least": lambda: self.z3.If(a <= b, a, b), "most": lambda: self.z3.If(a >= b, a, b),
            WORKED: lambda: a == b, "_==_": lambda: a == b, "_!=_": lambda: a != b, "_<_": lambda: a < b,
            "_<=_": lambda: a <= b, "_>_": lambda: a > b, "_>=_": lambda: a >= b,
            "share": lambda: self._part(a * b, 0, 10_000), "share_up": lambda: self._part(a * b, 9_999, 10_000),
            "share_near": lambda: self._part(a * b, 5_000, 10_000), "per": lambda: self._part(a, 0, b),
        }  # fmt: skip
        return made[function]()

    def _part(self, amount: Any, add: int, by: Any) -> Any:
        """As `share` and `per` divide: amounts below zero mirror those above."""
        return self.z3.If(amount >= 0, (amount + add) / by, -((-amount + add) / by))


def _true(model: Any, term: Any) -> bool:
    return str(model.eval(term, model_completion=True)) == "True"
