"""Many conditions asked of the same facts, each a chain of small functions made once. Pure.

The answers are those of `Condition.evaluate`, values, missing facts and traces alike: a test compares the two. What is
quicker: no tree is walked, a fact's line is written once, a function of the law is asked once. A condition with `?:`
looks at other facts from case to case; it is walked as before."""

import operator
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import (
    HANDED_DOWN,
    OPERATIONS,
    Condition,
    EvaluationError,
    Facts,
    Functions,
    Outcome,
    Result,
    Unknown,
    plain,
)

Run: TypeAlias = "Callable[[Together], Outcome]"
Asked: TypeAlias = tuple[str, tuple[Outcome, ...]]
"""A function of the law and what it is asked about."""


class Together:
    """Facts, and what was found out about them so far."""

    __slots__ = ("_found", "_lines", "_results", "facts", "functions")

    def __init__(self, facts: Facts, functions: Functions | None) -> None:
        self.facts, self.functions = facts, functions
        self._lines: dict[str | Asked, str] = {}
        self._found: dict[Asked, Outcome] = {}
        self._results: dict[str, Result] = {}

    def result(self, condition: Condition) -> Result:
        """What a condition comes to. Raises EvaluationError."""
        found = self._results.get(condition.text)
        if found is None:
            quick = _quick(condition)
            found = self._results[condition.text] = (
                condition.evaluate(self.facts, self.functions) if quick is None else quick.result(self)
            )
        return found

    def ask(self, asked: Asked) -> Outcome:
        if asked not in self._found:
            if self.functions is None:
                raise EvaluationError(f"{asked[0]}() cannot be asked here")
            self._found[asked] = self.functions(*asked)
        return self._found[asked]

    def line(self, leaf: str | Asked) -> str:
        found = self._lines.get(leaf)
        if found is None:
            found = self._lines[leaf] = self._told(leaf)
        return found

    def _told(self, leaf: str | Asked) -> str:
        if isinstance(leaf, str):
            value: Outcome | None = self.facts.get(leaf)
            return f"{leaf} = {'not known' if value is None else plain(value)}"
        came_to = self.ask(leaf)
        told = "not known" if isinstance(came_to, Unknown) else plain(came_to)
        return f"{leaf[0]}({', '.join(map(str, leaf[1]))}) = {told}"


class _Quick:
    """A condition made ready: how to run it, and what its trace names."""

    __slots__ = ("_leaves", "_run")

    def __init__(self, run: Run, leaves: Iterable[str | Asked]) -> None:
        self._run, self._leaves = run, tuple(dict.fromkeys(leaves))

    def result(self, together: Together) -> Result:
        return Result(self._run(together), tuple(map(together.line, self._leaves)))


class _Varies(Exception):  # noqa: N818 - a signal inside this module
    """What is looked at changes with the facts."""


@lru_cache(maxsize=16384)
def _of_tree(tree: Node) -> _Quick | None:
    leaves: list[str | Asked] = []
    try:
        return _Quick(_run(tree, leaves), leaves)
    except _Varies:
        return None


_READY: dict[int, tuple[Condition, _Quick | None]] = {}


def _quick(condition: Condition) -> _Quick | None:
    """By the object itself, as a tree of some size is slow to compare; kept with it, so that the id stays its own."""
    found = _READY.get(id(condition))
    if found is None or found[0] is not condition:
        found = _READY[id(condition)] = (condition, _of_tree(condition.tree))
    return found[1]


def _run(node: Node, leaves: list[str | Asked]) -> Run:
    match node:
        case Constant(value):
            return _always(value)
        case Name(name):
            leaves.append(name)
            return _look(name)
        case Items(items):
            fixed = all(isinstance(item, Constant) for item in items)
            return _row([_run(item, leaves) for item in items], fixed=fixed)
        case Call():
            return _of_fact(node, leaves) or _call(node, leaves)


def _of_fact(node: Call, leaves: list[str | Asked]) -> "Run | None":
    """A fact beside a constant, the commonest of all, in one step."""
    match node:
        case Call("@in", (Constant(word), Name(name))):
            leaves.append(name)
            return _look(name, lambda found: word in found)
        case Call(function, (Name(name), Constant(value))) if function in _COMPARED:
            leaves.append(name)
            compare = _COMPARED[function]
            return _look(name, lambda found: compare(found, value))
    return None


def _call(node: Call, leaves: list[str | Asked]) -> Run:
    match node:
        case Call("_&&_" | "_||_" as function, _):
            return _logic([_run(part, leaves) for part in _flat(node, function)], decides=function == "_||_")
        case Call("known", args):
            return _known([_run(arg, leaves) for arg in args])
        case Call("_?_:_", _):
            raise _Varies
        case Call(function, args) if function in HANDED_DOWN:
            return _handed_down(function, args, leaves)
    return _operation(OPERATIONS[node.function], [_run(arg, leaves) for arg in node.args])


def _flat(node: Node, function: str) -> list[Node]:
    if isinstance(node, Call) and node.function == function:
        return [part for arg in node.args for part in _flat(arg, function)]
    return [node]


def _always(value: Outcome) -> Run:
    return lambda _: value


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "_==_": operator.eq, "_!=_": operator.ne, "_<_": operator.lt, "_<=_": operator.le, "_>_": operator.gt,
    "_>=_": operator.ge,
}  # fmt: skip
"""A fact beside a constant, which is never a day: then nothing is to be put on one scale first."""


def _look(name: str, work: Callable[[Any], Outcome] | None = None) -> Run:
    """A fact as it is, or what `work` makes of it."""
    unknown = Unknown(frozenset({name}))

    def run(together: Together) -> Outcome:
        found = together.facts.get(name)
        return unknown if found is None else found

    def worked(together: Together) -> Outcome:
        found = together.facts.get(name)
        return unknown if found is None else work(found)  # type: ignore[misc]

    return run if work is None else worked


def _row(runs: list[Run], *, fixed: bool) -> Run:
    def run(together: Together) -> Outcome:
        values = [run(together) for run in runs]
        return _missing(values) or tuple(str(value) for value in values)

    return _always(run(Together({}, None))) if fixed else run


def _logic(runs: list[Run], *, decides: bool) -> Run:
    def run(together: Together) -> Outcome:
        gone: list[Outcome] | None = None
        for part in runs:
            value = part(together)
            if value is decides:
                return decides
            if value.__class__ is Unknown:
                gone = [value] if gone is None else [*gone, value]
        return not decides if gone is None else gone[0] if len(gone) == 1 else _missing(gone) or not decides

    return run


def _known(runs: list[Run]) -> Run:
    return lambda together: all(run(together).__class__ is not Unknown for run in runs)


def _operation(work: Callable[..., Outcome], runs: list[Run]) -> Run:
    if len(runs) == 2:
        first, second = runs

        def of_two(together: Together) -> Outcome:
            a, b = first(together), second(together)
            if a.__class__ is Unknown or b.__class__ is Unknown:
                return _missing((a, b)) or a
            return work(a, b)

        return of_two

    def run(together: Together) -> Outcome:
        values = [run(together) for run in runs]
        return _missing(values) or work(*values)

    return run


def _handed_down(function: str, args: tuple[Node, ...], leaves: list[str | Asked]) -> Run:
    if not all(isinstance(arg, Constant) for arg in args):
        raise _Varies
    asked = (function, tuple(arg.value for arg in args if isinstance(arg, Constant)))
    leaves.append(asked)
    return lambda together: together.ask(asked)


def _missing(values: Iterable[Outcome]) -> Unknown | None:
    gone = [value for value in values if isinstance(value, Unknown)]
    if len(gone) < 2:
        return gone[0] if gone else None
    return Unknown(frozenset[str]().union(*(row.missing for row in gone)))
