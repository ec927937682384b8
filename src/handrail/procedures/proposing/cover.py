"""What a case came through: the branches it took, and the sides of boundaries it stood on. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from handrail.facts.cel_tree import Call, Node, walk
from handrail.facts.conditions import Condition, EvaluationError, Unknown, compile_condition
from handrail.facts.vocabulary import Value
from handrail.procedures.language.engine import Answer, Resume, TimedOut
from handrail.procedures.language.steps import Step
from handrail.procedures.proof.ready import with_limits
from handrail.procedures.proof.walk import NO
from handrail.procedures.proposing.cases import Moved, Place, Played

# Of a comparison, how far apart its two sides are (left less right) on both sides of where it turns.
_SIDES = {"_<=_": (0, 1), "_>_": (0, 1), "_<_": (-1, 0), "_>=_": (-1, 0)}


@dataclass(frozen=True, order=True)
class Taken:
    """A branch of a step: a row, `no`, `otherwise`, `unknown`, `if_skipped`, `timeout`, `came`, an outcome of what it
    calls, `passed` (not in the way) or `done`."""

    step: str
    branch: str

    @property
    def words(self) -> str:
        return self.branch


@dataclass(frozen=True, order=True)
class Side:
    """One side of a boundary in a step's condition: how far its two sides are apart there."""

    step: str
    text: str
    apart: int

    @property
    def words(self) -> str:
        return f"{self.text.rpartition(' [')[0]}, with {self.apart} between its two sides"


Covered = Taken | Side


@lru_cache(maxsize=2048)
def comparisons(text: str) -> tuple[Node, ...]:
    return tuple(
        node for node in walk(compile_condition(text).tree) if isinstance(node, Call) and node.function in _SIDES
    )


def guards_of(step: Step) -> tuple[str, ...]:
    return tuple(with_limits(text, step) for text in (*((step.when,) if step.when else ()), *step.guards))


def sides(step: Step) -> Iterator[Side]:
    """Every side of a boundary in a step's conditions."""
    for text in guards_of(step):
        for number, node in enumerate(comparisons(text)):
            assert isinstance(node, Call)
            yield from (Side(step.id, _named(text, number), apart) for apart in _SIDES[node.function])


def _named(text: str, number: int) -> str:
    return f"{text} [{number}]"


def covered(played: Played, place: Place) -> frozenset[Covered]:
    own = {step.id: step for step in place.bundle[place.slug].steps}
    found: set[Covered] = set()
    for moved in played.moved:
        if moved.procedure == place.slug and isinstance(moved.event, TimedOut | Resume):
            found.add(Taken(moved.step, "timeout" if isinstance(moved.event, TimedOut) else "came"))
        for id_, how in moved.moves:
            step = own.get(id_)
            if step is not None and _is_own(moved, place):
                found.update(_of_step(step, how, moved, place))
    found.update(_outcomes(played, own))
    return frozenset(found)


def _is_own(moved: Moved, place: Place) -> bool:
    at = moved.after.at
    return moved.procedure == place.slug or at is None or at.procedure == place.slug


def _of_step(step: Step, how: str, moved: Moved, place: Place) -> Iterator[Covered]:
    looked: list[str] = [step.when] if step.when else []
    if how == "skipped":
        if step.if_skipped:
            yield Taken(step.id, "if_skipped")
        return
    if how in ("done", "branched"):
        branch = _branch(step, how, moved, place, looked)
        if branch:
            yield Taken(step.id, branch)
    else:
        yield Taken(step.id, how)
    for text in looked:
        yield from _sides_of(step, with_limits(text, step), moved, place)


def _branch(step: Step, how: str, moved: Moved, place: Place, looked: list[str]) -> str:
    """Which branch it was; `looked` is given the conditions that were looked at on the way to it."""
    event = moved.event
    if how == "branched" and isinstance(event, Answer) and event.confirmed is False and step.id == moved.step:
        return "no"
    for guard in step.check.values():
        looked.append(guard)
        truth = _value(guard, step, moved, place)
        if truth is not True:
            return "otherwise" if truth is False else "unknown"
    for row in step.choices:
        if row.when is None:
            return "otherwise" if how == "done" else "unknown"
        looked.append(row.when)
        truth = _value(row.when, step, moved, place)
        if truth is True and how == "done":
            return row.when
        if truth is None:
            return "unknown"
    return "done" if how == "done" else "unknown"


def _value(text: str, step: Step, moved: Moved, place: Place) -> Value | None:
    return _evaluated(compile_condition(with_limits(text, step)).tree, moved, place)


def _evaluated(node: Node, moved: Moved, place: Place) -> Value | None:
    facts = moved.after.facts
    world = place.world(moved.at)
    try:
        found = Condition("", node).evaluate({**facts, "today": world.today}, world.law(facts) if world.law else None)
    except EvaluationError:
        return None
    return None if isinstance(found.value, Unknown) else found.value


def _sides_of(step: Step, text: str, moved: Moved, place: Place) -> Iterator[Side]:
    for number, node in enumerate(comparisons(text)):
        apart = how_far(node, moved, place)
        assert isinstance(node, Call)
        if apart in _SIDES[node.function]:
            yield Side(step.id, _named(text, number), apart)


def how_far(node: Node, moved: Moved, place: Place) -> int:
    """How far the two sides of a comparison are apart in this case: in cents, counts or days. A great number where that
    can't be said."""
    assert isinstance(node, Call)
    left, right = (_evaluated(arg, moved, place) for arg in node.args)
    if isinstance(left, datetime) or isinstance(right, datetime):
        return 10**9
    if isinstance(left, date) and isinstance(right, date):
        return (left - right).days
    if isinstance(left, int) and isinstance(right, int):
        return left - right
    return 10**9


def _outcomes(played: Played, own: Mapping[str, Step]) -> Iterator[Taken]:
    """The outcomes of called procedures whose own way was taken."""
    trail = [id_ for id_, _ in played.state.trail]
    for step in own.values():
        for outcome, way in step.outcomes.items():
            if way.target:
                usual = step.next
                jumped = any(a not in own and b == way.target for a, b in pairwise(trail))
                if jumped and way.target != usual:
                    yield Taken(step.id, outcome)
            elif trail and trail[-1] not in own and _called_last(step, trail):
                ends = {way.end, "escalated" if way.escalate else None, "refused" if way.refuse else None}
                if played.state.outcome in ends:
                    yield Taken(step.id, outcome)


def _called_last(step: Step, trail: list[str]) -> bool:
    return bool(step.called) and step.id in trail


def branch_of_note(kind: str, text: str, step: Step) -> str:
    """The branch that something noted by the prover stands for, or nothing."""
    match kind:
        case "done":
            return text if step.choices else "done"
        case "branched" if text == NO:
            return "no"
        case "branched":
            return "otherwise" if text in step.check else "unknown"
        case "skipped":
            return "if_skipped" if step.if_skipped else ""
        case "passed" | "timeout" | "came":
            return kind
    return ""
