"""Conditions of a procedure as expressions that engines for BPMN read (the syntax of Python). Pure.

A fact is a variable with its dot as an underline, none while it is not known. A limit stands as its number. What only
the law or a calendar can say stays a call: `deadline('…')`, `plus_business_days(…)`."""

from collections.abc import Collection, Mapping

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import HANDED_DOWN, compile_condition

_SIGNS = {
    "_&&_": "and", "_||_": "or", "_==_": "==", "_!=_": "!=", "_<_": "<", "_<=_": "<=", "_>_": ">", "_>=_": ">=",
    "_+_": "+", "_-_": "-", "_*_": "*", "@in": "in",
}  # fmt: skip
_FORMS = {
    "known": "({} is not None)", "!_": "(not {})", "-_": "(-{})", "_?_:_": "({1} if {0} else {2})", "size": "len({})",
}  # fmt: skip


def variable(fact: str) -> str:
    """`sale.total` as `sale_total`."""
    return fact.replace(".", "_").replace("-", "_")


def formula(text: str, limits: Mapping[str, int], kind: str = "bool") -> str:
    """A condition or a term as it is evaluated. The procedure's own facts must be in scope."""
    return _said(compile_condition(text, kind).tree, limits)


def surely_not(text: str, limits: Mapping[str, int]) -> str:
    """When a condition is false whatever is still not known; what is unknown never makes it so."""
    return _sure(compile_condition(text).tree, limits, holds=False)


def left_open(text: str, limits: Mapping[str, int], gathered: Collection[str]) -> str:
    """When a condition can't be told: a fact it comes to is not known, or the law gives no answer. Empty where that
    can't be. `gathered`: facts that are looked after elsewhere."""
    return _open(compile_condition(text).tree, limits, gathered)


def facts_in(text: str, kind: str = "bool") -> frozenset[str]:
    """The facts a condition reads, without the day."""
    return frozenset(compile_condition(text, kind).facts) - {"today"}


def _said(node: Node, limits: Mapping[str, int]) -> str:
    match node:
        case Constant(value):
            return repr(value)
        case Name(name):
            return variable(name)
        case Items(items):
            return f"[{', '.join(_said(item, limits) for item in items)}]"
        case Call("limit", (Constant(str() as name),)):
            return str(limits[name])
        case Call(function, args):
            return _called(function, [_said(arg, limits) for arg in args])


def _called(function: str, args: list[str]) -> str:
    if function in _SIGNS:
        return f"({args[0]} {_SIGNS[function]} {args[1]})"
    if function in _FORMS:
        return _FORMS[function].format(*args)
    return f"{function}({', '.join(args)})"


def _open(node: Node, limits: Mapping[str, int], gathered: Collection[str]) -> str:
    match node:
        case Call("_&&_" | "_||_" as sign, (a, b)):
            sides = [(_open(one, limits, gathered), other) for one, other in ((a, b), (b, a))]
            rows = [(open_, _sure(other, limits, holds=sign == "_||_")) for open_, other in sides if open_]
            return " or ".join(f"(({open_}) and not {decided})" for open_, decided in rows)
        case Call("known" | "limit", _):
            return ""
        case Call(function, args):
            inner = [_open(arg, limits, gathered) for arg in args]
            asked = f"({_said(node, limits)} is None)" if function in HANDED_DOWN else ""
            return " or ".join(filter(None, dict.fromkeys([*inner, asked])))
        case Name(name) if name != "today" and name not in gathered:
            return f"({variable(name)} is None)"
        case Items(items):
            return " or ".join(filter(None, (_open(item, limits, gathered) for item in items)))
    return ""


def _sure(node: Node, limits: Mapping[str, int], *, holds: bool) -> str:
    """Whether a condition surely holds, or surely does not."""
    match node:
        case Call("!_", (inner,)):
            return _sure(inner, limits, holds=not holds)
        case Call("_&&_" | "_||_" as sign, (a, b)):
            both = (sign == "_&&_") == holds
            return f"({_sure(a, limits, holds=holds)} {'and' if both else 'or'} {_sure(b, limits, holds=holds)})"
    known = [f"{said} is not None" for said in _asked(node, limits)]
    said = _said(node, limits)
    return f"({' and '.join([*known, said if holds else f'not {said}'])})"


def _asked(node: Node, limits: Mapping[str, int]) -> list[str]:
    """What must be known before a part of a condition is looked at: facts, and answers of the law."""
    match node:
        case Name(name) if name != "today":
            return [variable(name)]
        case Call("known" | "limit", _):
            return []
        case Call(function, args):
            inner = [row for arg in args for row in _asked(arg, limits)]
            return [*dict.fromkeys(inner), *([_said(node, limits)] if function in HANDED_DOWN else [])]
        case Items(items):
            return [row for item in items for row in _asked(item, limits)]
    return []
