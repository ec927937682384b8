"""What facts would have to be for the law to say something: for conditions that ask the law. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.engine import Law
from handrail.procedures.proof.measures import law_of

Wish: TypeAlias = Mapping[str, Value]
_MOST = 8  # ways to come to the same, that are tried
_BEYOND = {"_<=_": (0, 1), "_<_": (-1, 0), "_>=_": (0, -1), "_>_": (1, 0)}  # from the bound, where it holds, where not


def wishes(law: Law, tree: Node) -> Iterator[Wish]:
    """Facts with which the duties that a condition asks about arise."""
    for kind in sorted(law_of(tree)):
        yield from _of_kind(law, kind)


@lru_cache(maxsize=512)
def _of_kind(law: Law, kind: str) -> tuple[Wish, ...]:
    found: list[Wish] = []
    for duty in law.duties.values():
        for part in duty.parts:
            if part.kind == kind:
                texts = [text for text in (duty.applies, duty.arises, part.arises) if text]
                found += _all([compile_condition(text).tree for text in texts], want=True)
    return tuple({tuple(sorted(wish.items(), key=str)): wish for wish in found}.values())


def ways_to(node: Node, *, want: bool) -> list[Wish]:
    """Facts with which a condition comes out so; what can't be turned round asks for nothing."""
    match node:
        case Constant(bool(value)):
            return [{}] if value == want else []
        case Name(name):
            return [{name: want}]
        case Call("!_", (inner,)):
            return ways_to(inner, want=not want)
        case Call("_&&_" | "_||_" as op, args):
            return _all(args, want=want) if (op == "_&&_") == want else _any(args, want=want)
        case Call("_==_" | "_!=_" as op, args):
            return _equal(args, want=want == (op == "_==_"))
        case Call("@in", args):
            return _among(args, want=want)
        case Call("_<=_" | "_<_" | "_>=_" | "_>_" as op, (Name(name), Constant(int(bound)))):
            return [{name: max(0, bound + _BEYOND[op][0 if want else 1])}]
    return [{}]


def _among(args: tuple[Node, ...], *, want: bool) -> list[Wish]:
    match args:
        case (Constant(str(value)), Name(name)):
            return [{name: (value,) if want else ()}]
        case (Name(name), Items(items)):
            return _one_of(name, [item.value for item in items if isinstance(item, Constant)], want=want)
    return [{}]


def _equal(args: tuple[Node, ...], *, want: bool) -> list[Wish]:
    match args:
        case (Name(name), Constant(value)) | (Constant(value), Name(name)):
            if isinstance(value, bool):
                return [{name: value == want}]
            return _one_of(name, [value], want=want)
    return [{}]


def _one_of(name: str, values: Iterable[Value], *, want: bool) -> list[Wish]:
    named = list(values)
    if want:
        chosen: list[Wish] = [{name: value} for value in named[:_MOST]]
        return chosen
    others = [value for value in VOCABULARY[name].values if value not in named]
    return [{name: others[0]}] if others else [{}]


def _any(parts: Iterable[Node], *, want: bool) -> list[Wish]:
    return [wish for part in parts for wish in ways_to(part, want=want)][:_MOST]


def _all(parts: Iterable[Node], *, want: bool) -> list[Wish]:
    rows: list[Wish] = [{}]
    for part in parts:
        rows = [both for row in rows for wish in ways_to(part, want=want) if (both := _both(row, wish)) is not None]
        rows = rows[:_MOST]
    return rows


def _both(first: Wish, second: Wish) -> Wish | None:
    """Both wishes; nothing where they contradict. Two lists are one with the items of both."""
    joined = {**first, **second}
    for name in first.keys() & second.keys():
        a, b = first[name], second[name]
        if isinstance(a, tuple) and isinstance(b, tuple):
            joined[name] = tuple(dict.fromkeys((*a, *b)))
        elif a != b:
            return None
    return joined
