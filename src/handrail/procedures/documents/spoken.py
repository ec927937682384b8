"""Conditions, ways and outcomes in plain words. Pure."""

from collections.abc import Callable
from functools import cache

from handrail.facts.conditions import compile_condition
from handrail.facts.spoken import Spoken, label, listed
from handrail.law.engine import load_law
from handrail.law.plain import voice
from handrail.procedures.language.steps import Step, Way, in_words

__all__ = ["OUTCOMES", "ROLES", "condition", "label", "listed", "stopped", "taken_when", "way"]


class _Roles(dict[str, str]):
    """How a role is said; one that a procedure names for itself by its own name."""

    def __missing__(self, name: str) -> str:
        return f"the {name.replace('-', ' ')}"


ROLES = _Roles({
    "agent": "the agent", "supervisor": "the supervisor", "legal": "legal", "manager": "the manager",
    "owner": "the owner",
})  # fmt: skip
OUTCOMES = {
    "resolved": "Resolved", "refused": "Refused", "escalated": "Escalated", "kept": "Kept as it is",
    "referred": "Referred elsewhere", "abandoned": "Given up by the customer", "unresolved": "Unresolved",
}  # fmt: skip


def condition(text: str) -> str:
    """A condition as a person reads it, with the law's own titles: "channel is phone and someone was hurt is yes"."""
    return _voice().condition(text)


def term(text: str, kind: str) -> str:
    """What is worked out, as a person reads it: "day it was signed, plus 10 days"."""
    return _voice().term(compile_condition(text, kind).tree)


@cache
def _voice() -> Spoken:
    return voice(load_law())


def way(found: Way, number: Callable[[str], str]) -> str:
    """Where a way leads, as a sentence. `number` says how a step is named ("step 7, Close")."""
    then = f" Then go on at {stopped(number(found.then))}" if found.then else ""
    if found.escalate:
        within = f", within {in_words(found.within)}" if found.within else ""
        return f"Escalate to {ROLES[found.escalate]}{within}: {stopped(found.why or '')}{then}"
    if found.again and found.over:
        tries = f"at most {found.at_most} time{'' if found.at_most == 1 else 's'}"
        anew = f", asking anew for {listed([label(name) for name in found.forget], 'and')}" if found.forget else ""
        return f"Go back to {stopped(number(found.again))[:-1]}{anew}, {tries}. After that: {way(found.over, number)}"
    if found.refuse:
        return f"Refuse: {stopped(found.refuse)}{then}"
    return f"End: {OUTCOMES[found.end].lower()}." if found.end else f"Go to {stopped(number(found.go or ''))}"


def stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def how_many(step: Step) -> str:
    """How many of several steps in any order are needed: "all of these, in any order"."""
    row = step.any_order
    assert row is not None
    return f"{row.at_least} of these, in any order" if row.at_least else "all of these, in any order"


def taken_when(step: Step, name: str) -> str:
    """What makes a case take a way: "the customer says no", "can’t find out", a condition in words."""
    match name:
        case "no":
            return "the customer says no"
        case "otherwise" if step.check:
            return "does not hold"
        case "otherwise" if step.any_order:
            return "too few could be done"
        case "unknown":
            return "can’t find out"
        case "if_skipped":
            return "skipped"
        case "timeout" if step.wait and step.wait.at_most:
            return f"not within {in_words(step.wait.at_most)}"
        case "otherwise":
            return "otherwise"
    return f"it ends as {OUTCOMES[name].lower()}" if name in step.outcomes else condition(name)
