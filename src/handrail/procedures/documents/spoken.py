"""Conditions, ways and outcomes in plain words. Pure."""

from collections.abc import Callable

from handrail.facts.answers import dollars
from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import ConditionError, compile_condition
from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.steps import Step, Way, in_words

ROLES = {
    "agent": "the agent", "supervisor": "the supervisor", "legal": "legal", "manager": "the manager",
    "owner": "the owner",
}  # fmt: skip
OUTCOMES = {
    "resolved": "Resolved", "refused": "Refused", "escalated": "Escalated", "kept": "Kept as it is",
    "referred": "Referred elsewhere", "abandoned": "Given up by the customer", "unresolved": "Unresolved",
}  # fmt: skip
_OF_DAYS = {"_<_": "is before", "_<=_": "is not after", "_>_": "is after", "_>=_": "is not before"}
_OF_NUMBERS = {"_<_": "is under", "_<=_": "is at most", "_>_": "is over", "_>=_": "is at least"}
_SIGNS = {"_+_": "plus", "_-_": "less", "_*_": "times"}
_FLAT = ("_&&_", "_||_")


def condition(text: str) -> str:
    """A condition as a person reads it: "channel is phone and someone was hurt is yes". What can't be read stays."""
    try:
        return _said(compile_condition(text).tree)
    except ConditionError:
        return text


def _said(node: Node) -> str:
    if isinstance(node, Name):
        return f"{label(node.fact)} is yes" if _kind(node) == "bool" else label(node.fact)
    if isinstance(node, Call):
        return _call(node)
    return _value(node, None)


def _call(node: Call) -> str:
    match node.function, node.args:
        case "_&&_", (a, b):
            return f"{_inside(a, '_&&_')} and {_inside(b, '_&&_')}"
        case "_||_", (a, b):
            return f"{_inside(a, '_||_')} or {_inside(b, '_||_')}"
        case "!_", (a,):
            return _denied(a)
        case "known", (Name(name),):
            return f"{label(name)} is known"
        case (("_==_" | "_!=_" as sign), (a, b)):
            return _equal(a, b, holds=sign == "_==_")
        case "@in", (a, b):
            return _among(a, b)
    return _measured(node)


def _inside(node: Node, outer: str) -> str:
    """A part of "and" or "or"; the other of the two inside it is set in commas, so that it reads one way only."""
    mixed = isinstance(node, Call) and node.function in _FLAT and node.function != outer
    return f"({_said(node)})" if mixed else _said(node)


def _denied(node: Node) -> str:
    match node:
        case Name(name):
            return f"{label(name)} is no"
        case Call("known", (Name(name),)):
            return f"{label(name)} is not known"
        case Call(("_==_" | "_!=_") as sign, (a, b)):
            return _equal(a, b, holds=sign != "_==_")
    return f"not ({_said(node)})"


def _equal(a: Node, b: Node, *, holds: bool) -> str:
    if isinstance(b, Constant) and isinstance(b.value, bool):
        return _said(a) if b.value == holds else _denied(a)
    return f"{_term(a)} {'is' if holds else 'is not'} {_value(b, a)}"


def _among(a: Node, b: Node) -> str:
    if isinstance(b, Items):
        words = [_value(item, a) for item in b.items]
        return f"{_term(a)} is {listed(words)}"
    return f"{_term(b)} include {_value(a, None)}"


def _measured(node: Call) -> str:
    if node.function in _OF_NUMBERS and len(node.args) == 2:
        a, b = node.args
        signs = _OF_DAYS if _kind(a) == "date" else _OF_NUMBERS
        return f"{_term(a)} {signs[node.function]} {_value(b, a)}"
    return _term(node)


def _term(node: Node) -> str:
    match node:
        case Name(name):
            return label(name)
        case Call("days", (a, b)):
            return f"the number of days from {_term(a)} to {_term(b)}"
        case Call("plus_days", (a, b)):
            return f"{_term(b)} days after {_term(a)}"
        case Call("plus_months", (a, b)):
            return f"{_term(b)} months after {_term(a)}"
        case Call(("deadline" | "law_value" | "limit") as function, (Constant(name),)):
            return {"deadline": "the day the law sets for", "law_value": "the number of the law on"}.get(
                function, "the limit on"
            ) + f" {str(name).replace('.', ', ').replace('-', ' ')}"
        case Call("size", (a,)):
            return f"the number of {_term(a)}"
        case Call(function, (a, b)) if function in _SIGNS:
            return f"{_term(a)} {_SIGNS[function]} {_term(b)}"
        case Call("_?_:_", (a, b, c)):
            return f"{_term(b)} if {_said(a)}, else {_term(c)}"
        case Call():
            return _call(node) if node.function in (*_FLAT, "!_", "known", "_==_", "_!=_", "@in") else node.function
    return _value(node, None)


def _value(node: Node, beside: "Node | None") -> str:
    """A constant in the unit of the fact it is compared with."""
    if isinstance(node, Constant):
        if beside is not None and _kind(beside) == "money" and isinstance(node.value, int):
            return dollars(node.value)
        return str(node.value).replace("-", " ") if isinstance(node.value, str) else str(node.value).lower()
    if isinstance(node, Items):
        return listed([_value(item, beside) for item in node.items])
    return _term(node)


def _kind(node: Node) -> str:
    match node:
        case Name("today"):
            return "date"
        case Name(name):
            return VOCABULARY[name].type if name in VOCABULARY else ""
        case Call("plus_days" | "plus_months" | "deadline"):
            return "date"
    return ""


def label(name: str) -> str:
    """A fact's label inside a sentence."""
    words = VOCABULARY[name].label if name in VOCABULARY else name
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def listed(words: list[str], last: str = "or") -> str:
    """`a, b or c`."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def way(found: Way, number: Callable[[str], str]) -> str:
    """Where a way leads, as a sentence. `number` says how a step is named ("step 7, Close")."""
    then = f" Then go on at {stopped(number(found.then))}" if found.then else ""
    if found.escalate:
        within = f", within {in_words(found.within)}" if found.within else ""
        return f"Escalate to {ROLES[found.escalate]}{within}: {stopped(found.why or '')}{then}"
    if found.refuse:
        return f"Refuse: {stopped(found.refuse)}{then}"
    return f"End: {OUTCOMES[found.end].lower()}." if found.end else f"Go to {stopped(number(found.go or ''))}"


def stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def taken_when(step: Step, name: str) -> str:
    """What makes a case take a way: "the customer says no", "can’t find out", a condition in words."""
    match name:
        case "no":
            return "the customer says no"
        case "otherwise" if step.check:
            return "does not hold"
        case "unknown":
            return "can’t find out"
        case "if_skipped":
            return "skipped"
        case "timeout" if step.wait:
            return f"not within {in_words(step.wait.at_most)}"
        case "otherwise":
            return "otherwise"
    return f"it ends as {OUTCOMES[name].lower()}" if name in step.outcomes else condition(name)
