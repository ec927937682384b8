"""Where a case stands, what can happen to it, and a turn worked out: values only. Pure.

`apply` folds a turn into the state without evaluating anything, so a case replays from its record alone, values erased
or not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from handrail.facts.conditions import Facts, Functions
from handrail.facts.vocabulary import Value

Status = Literal["new", "open", "waiting", "paused", "ended"]
How = Literal["done", "passed", "skipped", "branched", "left", "deviated", "overridden"]
"""`left`: done once, and not on the way any more; `deviated`: done otherwise than written; `overridden`: a person went
on against its check."""
EffectKind = Literal["say", "do", "send", "due", "escalate", "refuse", "wait", "meets", "request"]
LONGEST_RUN = 120  # silent steps in one turn; the proof refuses endless loops, this stops one that slipped through


class EngineError(ValueError):
    """An event that cannot happen where the case stands; the message says what to do."""


class UnansweredError(EngineError):
    """Facts the step needs that were neither given nor said to be beyond finding out."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        super().__init__(f"Still to answer: {', '.join(facts)}")


class Place(NamedTuple):
    """A step of a procedure. The proof looks places up more than anything else, so they are plain tuples."""

    procedure: str
    step: str


Mark = int | str


NOTHING: Mapping[str, Any] = MappingProxyType({})


class State(NamedTuple):
    """Where a case stands. `beyond` holds the facts nobody could find out; `calls` the places to come back to.

    `marks` is what is remembered of steps besides facts, by a word and the place: `once` a step that is done once only,
    `again` how often a way went back, `order` which of the steps in any order are done (1) or past (2), `round` which
    item of a list is in hand, `by` who did a step."""

    status: Status = "new"
    at: Place | None = None
    calls: tuple[Place, ...] = ()
    facts: Mapping[str, Value] = NOTHING
    beyond: frozenset[str] = frozenset()
    trail: tuple[tuple[str, How], ...] = ()
    outcome: str | None = None
    wait_until: datetime | None = None
    marks: Mapping[str, Mark] = NOTHING


@dataclass(frozen=True, slots=True)
class World:
    """What the engine is told from outside: the instant, the day at the business, the law (from the facts of the case
    to the functions that conditions may call: `deadline`, `applies`, `law_value`), and who acts, where it is known."""

    at: datetime
    today: date
    law: Callable[[Facts], Functions] | None = None
    actor: str = ""


# Events


@dataclass(frozen=True, slots=True)
class Start:
    """A case begins, with what is known already and what nobody here knows (facts of the business, say)."""

    procedure: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """The step in hand is done: what was gathered, what can't be found out, the customer's yes or no. `override`: a
    person who may goes on although a check of this turn says no, or can't be evaluated."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()
    confirmed: bool | None = None
    override: bool = False


@dataclass(frozen=True, slots=True)
class Choose:
    """Of steps that may be done in any order, the one that comes now."""

    step: str


@dataclass(frozen=True, slots=True)
class Skip:
    reason: str


@dataclass(frozen=True, slots=True)
class Deviate:
    """The step was done otherwise than it is written."""

    reason: str


@dataclass(frozen=True, slots=True)
class Escalate:
    to: str
    why: str


@dataclass(frozen=True, slots=True)
class Pause:
    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Paused work goes on, or what was waited for has come."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The longest wait is over."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The case ends before its procedure does: the customer is gone, or it was begun by mistake."""

    outcome: Literal["abandoned", "unresolved"]
    reason: str


Event = Start | Answer | Choose | Skip | Deviate | Escalate | Pause | Resume | TimedOut | GiveUp


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to be kept or done outside: said, do, send, due, escalate, refuse, wait, and another request that
    begins. `known`: the facts when it was said, for later in the same turn the next item of a list may be in hand;
    None: those after the turn."""

    kind: EffectKind
    step: str
    text: str = ""
    to: str = ""
    at: datetime | None = None
    known: Mapping[str, Value] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """One event, worked out: enough to fold without evaluating again. `forgotten`: facts to be asked anew, though this
    turn may have given them; `marks`: those that changed, 0 where one is taken away."""

    facts: Mapping[str, Value]
    beyond: frozenset[str]
    moves: tuple[tuple[str, How], ...]
    status: Status
    at: Place | None
    calls: tuple[Place, ...]
    outcome: str | None
    wait_until: datetime | None
    effects: tuple[Effect, ...]
    forgotten: frozenset[str] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=dict)


def apply(state: State, turn: Turn) -> State:
    """What a turn leaves as it was is shared and not copied: a case is folded at each of its steps."""
    facts = {**state.facts, **turn.facts} if turn.facts else state.facts
    beyond = state.beyond | turn.beyond
    marks = {**state.marks, **turn.marks} if turn.marks else state.marks
    return State(
        status=turn.status,
        at=turn.at,
        calls=turn.calls,
        facts={name: value for name, value in facts.items() if name not in turn.forgotten} if turn.forgotten else facts,
        beyond=frozenset(beyond - turn.facts.keys() - turn.forgotten) if beyond else beyond,
        trail=state.trail + turn.moves,
        outcome=turn.outcome,
        wait_until=turn.wait_until,
        marks={name: mark for name, mark in marks.items() if mark != 0} if turn.marks else marks,
    )


def replay(turns: Iterable[Turn]) -> State:
    """`apply` of each turn after the other from the beginning, in one go: what grows is added to and not made anew, so
    a long case costs by its length and not by the square of it."""
    facts: dict[str, Value] = {}
    marks: dict[str, Mark] = {}
    beyond, trail = set[str](), list[tuple[str, How]]()
    last: Turn | None = None
    for turn in turns:
        last = turn
        facts.update(turn.facts)
        beyond = (beyond | turn.beyond) - turn.facts.keys() - turn.forgotten
        for name in turn.forgotten & facts.keys():
            del facts[name]
        marks.update(turn.marks)
        trail += turn.moves
    if last is None:
        return State()
    return State(
        status=last.status, at=last.at, calls=last.calls, facts=facts, beyond=frozenset(beyond), trail=tuple(trail),
        outcome=last.outcome, wait_until=last.wait_until,
        marks={name: mark for name, mark in marks.items() if mark != 0},
    )  # fmt: skip
