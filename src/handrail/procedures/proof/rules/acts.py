"""Deeds in their order: nothing moves before the customer’s yes, and no money moves twice. Pure."""

import re
from collections.abc import Iterable, Iterator

from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import Step
from handrail.procedures.proof.findings import Finding
from handrail.procedures.proof.rules.seen import Rule, Seen
from handrail.procedures.proof.walk import State

_MOVES_MONEY = re.compile(
    r"(?:^|[.;:] |\band |\bor )(?:charge|refund|credit|debit|pay (?:out|back)|pay \{\{|transfer"
    r"|(?:send|give|pay|put) [^.;]*\bback\b"
    r"|(?:take|start|run|post|make) (?:the |a |this |that )?(?:\w+ )?(?:payment|refund|charge|credit)"
    r"|issue (?:the |a )?(?:\w+ )?(?:refund|credit|voucher))\b",
    re.I,
)
_WRITES = re.compile(
    r"(?:^|[.;:] )(?:cancel|delete|close the account|change the (?:account|order|address|plan)|place the order"
    r"|switch off|end the (?:plan|contract|service)|order )\b",
    re.I,
)


def moves_money(step: Step) -> bool:
    """Whether what is done by hand here moves money: “Take the payment” does, “Note the payment” does not."""
    return bool(step.do and _MOVES_MONEY.search(step.do))


def _acts(step: Step) -> bool:
    return moves_money(step) or bool(step.do and _WRITES.search(step.do))


def do_before_confirm(seen: Seen) -> Iterator[Finding]:
    """Money moves or something is changed, and only later on that path the customer is asked for a yes."""
    confirms = {place for place, step in seen.own if step.confirm}
    acting = {place for place, step in seen.own if _acts(step)} - confirms
    if not confirms or not acting:
        return
    following = seen.explored.following
    unasked = _reach(following, _starts(seen), stop=confirms)
    for place in sorted(acting, key=seen.order.__getitem__):
        here = [state for state in unasked if state.at == place and not state.waiting]
        after = {state.at for state in _reach(following, (to for s in here for to in following.get(s, ())))}
        asked = sorted((after & confirms), key=lambda at: seen.order[at] if at else 0)
        if asked and asked[0]:
            title = f"{seen.name(place)}: this is done before the customer’s yes in “{seen.name(asked[0])}”"
            story = seen.tell(min((seen.explored.came[s] for s in here), key=lambda came: came.cost))
            mend = f"Move {place.step} behind {asked[0].step}."
            yield seen.finding("do-before-confirm", place, "must", title, story, mend, asked[0].step)


def _starts(seen: Seen) -> list[State]:
    return [state for state, came in seen.explored.came.items() if came.before is None]


def _reach(following: dict[State, list[State]], start: Iterable[State], stop: Iterable[Place] = ()) -> set[State]:
    """The states that can come, those included at which it stops."""
    found, ends = set(start), frozenset(stop)
    waiting = list(found)
    while waiting:
        state = waiting.pop()
        if state.at in ends:
            continue
        for to in following.get(state, ()):
            if to not in found:
                found.add(to)
                waiting.append(to)
    return found


def once_missing(seen: Seen) -> Iterator[Finding]:
    """A step that moves money, to which a way leads back after it was done, and that is not marked `once`."""
    for place, step in seen.own:
        if step.once or not moves_money(step):
            continue
        following = seen.explored.following
        states = [state for state in following if state.at == place and not state.waiting]
        again = _reach(following, (to for state in states for to in following[state]))
        if any(state.at == place for state in again):
            title = f"{step.name}: money moves here, and a way leads back to it"
            mend = f"Give {place.step} `once: true`: then it is passed the second time."
            yield seen.finding("once-missing", place, "must", title, mend=mend)


RULES = (
    Rule(
        "do-before-confirm", "Nothing moves before the customer’s yes", "practice",
        "A step that moves money, cancels, deletes or changes something, from which a path leads on to the question "
        "whether the customer agrees.",
        "A no that comes after the deed costs twice: the way back and the trust.",
        "Move the deed behind the step with `confirm: customer`.",
        do_before_confirm,
    ),
    Rule(
        "once-missing", "Money moves once", "practice",
        "A step that moves money, to which a way leads back after it was done, without `once: true`.",
        "Nobody is charged, or paid, twice because the first try was slow.",
        "Give the step `once: true`.",
        once_missing,
    ),
)  # fmt: skip
