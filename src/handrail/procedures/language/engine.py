"""Runs a procedure: a pure function from where a case stands and what happened to where it stands then.

`decide` works out a turn: which steps were passed, where the hand is now, what is to be done (effects). `apply` folds
a turn into the state without evaluating anything, so a case replays from its record alone, values erased or not.
`advance` is both. The semantics are those of docs/reference/procedure-language.md."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from handrail.facts.conditions import Facts, Functions, Outcome, Result, Unknown, compile_condition
from handrail.facts.vocabulary import Value
from handrail.procedures.language.steps import Procedure, Step, Way, length

Status = Literal["new", "open", "waiting", "paused", "ended"]
How = Literal["done", "passed", "skipped", "branched"]
LONGEST_RUN = 120  # silent steps in one turn; the proof refuses endless loops, this stops one that slipped through


class EngineError(ValueError):
    """An event that cannot happen where the case stands; the message says what to do."""


class UnansweredError(EngineError):
    """Facts the step needs that were neither given nor said to be beyond finding out."""

    def __init__(self, facts: tuple[str, ...]) -> None:
        self.facts = facts
        super().__init__(f"Still to answer: {', '.join(facts)}")


@dataclass(frozen=True, slots=True)
class Place:
    procedure: str
    step: str


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands. `beyond` holds the facts nobody could find out; `calls` the places to come back to."""

    status: Status = "new"
    at: Place | None = None
    calls: tuple[Place, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()
    trail: tuple[tuple[str, How], ...] = ()
    outcome: str | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What the engine is told from outside: the instant, the day at the business, and the law: from the facts of the
    case to the functions that conditions may call (`deadline`, `applies`, `law_value`)."""

    at: datetime
    today: date
    law: Callable[[Facts], Functions] | None = None


# Events


@dataclass(frozen=True, slots=True)
class Start:
    """A case begins, with what is known already and what nobody here knows (facts of the business, say)."""

    procedure: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """The step in hand is done: what was gathered, what can't be found out, the customer's yes or no."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class Skip:
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


Event = Start | Answer | Skip | Escalate | Pause | Resume | TimedOut | GiveUp


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to be kept or done outside: said, do, send, due, escalate, refuse, wait."""

    kind: Literal["say", "do", "send", "due", "escalate", "refuse", "wait", "meets"]
    step: str
    text: str = ""
    to: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One event, worked out: enough to fold without evaluating again."""

    facts: Mapping[str, Value]
    beyond: frozenset[str]
    moves: tuple[tuple[str, How], ...]
    status: Status
    at: Place | None
    calls: tuple[Place, ...]
    outcome: str | None
    wait_until: datetime | None
    effects: tuple[Effect, ...]


Bundle = Mapping[str, Procedure]


def advance(bundle: Bundle, state: State, event: Event, world: World) -> tuple[State, tuple[Effect, ...]]:
    """Raises EngineError, and UnansweredError when the step still needs answers."""
    turn = decide(bundle, state, event, world)
    return apply(state, turn), turn.effects


def apply(state: State, turn: Turn) -> State:
    return State(
        status=turn.status,
        at=turn.at,
        calls=turn.calls,
        facts={**state.facts, **turn.facts},
        beyond=frozenset((state.beyond | turn.beyond) - turn.facts.keys()),
        trail=state.trail + turn.moves,
        outcome=turn.outcome,
        wait_until=turn.wait_until,
    )


def decide(bundle: Bundle, state: State, event: Event, world: World) -> Turn:
    run = _Run(bundle, state, world)
    match event:
        case Start():
            run.start(event)
        case Answer():
            run.answer(event)
        case Skip(reason):
            run.skip(reason)
        case Escalate(to, why):
            run.must_be("open", "waiting", "paused")
            run.effects.append(Effect("escalate", "", why, to))  # no step: these are the agent's own words
        case Pause(reason):
            run.must_be("open")
            run.status = "paused"
        case Resume():
            run.resume()
        case TimedOut():
            run.time_out()
        case GiveUp(outcome, reason):
            run.give_up(outcome, reason)
    return run.turn()


def step_in_hand(bundle: Bundle, state: State) -> Step | None:
    return bundle[state.at.procedure].step(state.at.step) if state.at else None


def to_ask(step: Step, state: State, world: World) -> tuple[str, ...]:
    """Facts to gather in this step now: those it names and those its conditions turn out to need. What is known, or
    known to be beyond finding out, is not asked again."""
    settled = state.facts.keys() | state.beyond
    if step.when and _missing(step.when, state, world) - settled:
        return tuple(sorted(_missing(step.when, state, world) - settled))
    named = [name for name in step.wants if name not in settled]
    hinted: set[str] = set()
    for guard in (*step.check.values(), *(choice.when for choice in step.decide if choice.when)):
        hinted |= _missing(guard, state, world) - settled
    return tuple(dict.fromkeys([*named, *sorted(hinted)]))


def _missing(guard: str, state: State, world: World) -> frozenset[str]:
    return _evaluate(guard, state.facts, world).missing


def _evaluate(guard: str, facts: Facts, world: World) -> Result:
    law = world.law(facts) if world.law else _no_law
    return compile_condition(guard).evaluate({**facts, "today": world.today}, law)


def _no_law(name: str, args: tuple[Outcome, ...]) -> Outcome:
    """Where no law is at hand its answer is not known: that never picks a branch, so a person decides."""
    return Unknown(frozenset())


class _Run:
    """One turn being worked out: the state so far, moved from step to step."""

    def __init__(self, bundle: Bundle, state: State, world: World) -> None:
        self.bundle = bundle
        self.world = world
        self.state = state
        self.status: Status = state.status
        self.at = state.at
        self.calls = state.calls
        self.outcome = state.outcome
        self.wait_until = state.wait_until
        self.entered = 0
        self.new_facts: dict[str, Value] = {}
        self.new_beyond: frozenset[str] = frozenset()
        self.moves: list[tuple[str, How]] = []
        self.effects: list[Effect] = []

    # what an event does

    def start(self, event: Start) -> None:
        self.must_be("new")
        self.new_facts, self.new_beyond = dict(event.facts), event.beyond
        self.status = "open"
        self.enter(Place(event.procedure, self.bundle[event.procedure].steps[0].id))

    def answer(self, event: Answer) -> None:
        self.must_be("open")
        step = self.step
        self.new_facts, self.new_beyond = dict(event.facts), event.beyond
        if self.asked_for_when(step):
            return None
        if step.confirm and event.confirmed is None:
            raise EngineError("Choose the customer's answer: yes or no.")
        if event.confirmed is False and step.no:
            self.settle(step, how="branched")
            return self.take(step.no)
        still = to_ask(step, self.so_far, self.world)
        if still:
            raise UnansweredError(still)
        if step.unknown and any(name in self.so_far.beyond for name in step.wants):
            self.settle(step, how="branched")
            return self.take(step.unknown)
        return self.finish(step)

    def asked_for_when(self, step: Step) -> bool:
        """The answers were for the step's own `when`: now it is known whether the step is in the way at all."""
        if not step.when or not _missing(step.when, self.state, self.world) - self.state.beyond:
            return False
        still = _missing(step.when, self.so_far, self.world) - self.so_far.beyond
        if still:
            raise UnansweredError(tuple(sorted(still)))
        assert self.at is not None
        self.enter(self.at)
        return True

    def skip(self, reason: str) -> None:
        self.must_be("open")
        step = self.step
        if not reason.strip():
            raise EngineError("Write why the step is skipped. The record shows it as skipped, not done.")
        if step.never_skip or step.confirm:
            raise EngineError("This step cannot be skipped. Escalate instead.")
        self.moves.append((step.id, "skipped"))
        self.new_beyond = frozenset(name for name in step.wants if name not in self.state.facts)
        if step.if_skipped:
            return self.take(step.if_skipped)
        return self.leave(step)

    def resume(self) -> None:
        self.must_be("paused", "waiting")
        waited = self.status == "waiting"
        self.status, self.wait_until = "open", None
        if waited:  # what was waited for has come
            self.on_or_end(self.step, "resolved")

    def time_out(self) -> None:
        self.must_be("waiting")
        self.status, self.wait_until = "open", None
        wait = self.step.wait
        assert wait is not None
        self.take(wait.on_timeout)

    def give_up(self, outcome: str, reason: str) -> None:
        """What may not be skipped is not got around by ending the case: a person looks at it."""
        self.must_be("open", "waiting", "paused")
        if not reason.strip():
            raise EngineError("Write why it ends here. The record shows that the procedure was not finished.")
        if self.step.never_skip or self.step.meets:
            self.effects.append(Effect("escalate", "", f"Ended before “{self.step.name}”: {reason}", "supervisor"))
        self.status, self.at, self.calls, self.outcome, self.wait_until = "ended", None, (), outcome, None

    # moving

    def enter(self, place: Place) -> None:
        """Go to a step, pass over those that are not in the way, and stop at the first that needs a person."""
        while True:
            self.at = place
            self.entered += 1
            if self.entered > LONGEST_RUN:
                raise EngineError(f"This procedure runs in a circle at {place.step}. Escalate; its owner must mend it.")
            step = self.step
            if step.when:
                found = _evaluate(step.when, self.so_far.facts, self.world)
                if found.missing - self.so_far.beyond:
                    return None
                if found.is_false:
                    self.moves.append((step.id, "passed"))
                    following = self.following(step)
                    if following is None:
                        return None
                    place = following
                    continue
            if not step.is_silent or to_ask(step, self.so_far, self.world):
                return None
            return self.finish(step)

    def finish(self, step: Step) -> None:
        """Everything was gathered: check, decide, and leave."""
        for name, guard in step.check.items():
            found = _evaluate(guard, self.so_far.facts, self.world)
            if found.is_unknown:
                return self.not_known(step, found.missing)
            if found.is_false:
                self.settle(step, how="branched", text=name)
                assert step.otherwise is not None
                return self.take(step.otherwise)
        if step.decide:
            return self.choose(step)
        self.settle(step)
        return self.leave(step)

    def choose(self, step: Step) -> None:
        for choice in step.decide:
            found = _evaluate(choice.when, self.so_far.facts, self.world) if choice.when else None
            if found is not None and found.is_unknown:
                return self.not_known(step, found.missing)
            if found is None or found.is_true:
                self.settle(step)
                return self.take(choice.way)
        raise EngineError(f"No row of {step.id} fits; decide must end with otherwise")

    def not_known(self, step: Step, missing: frozenset[str]) -> None:
        """Unknown never picks a branch: the step's own way for it, else a person."""
        self.settle(step, how="branched")
        facts = ", ".join(sorted(missing)) or "the law gives no answer here"
        default = Way(escalate="supervisor", why=f"Can't be found out: {facts}")
        self.take(step.unknown or default)

    def settle(self, step: Step, how: How = "done", text: str = "") -> None:
        """The step is behind us: what it said, did and owes becomes effects."""
        self.moves.append((step.id, how))
        if step.say:
            self.effect("say", step, step.say)
        if how != "done":
            return
        for kind, words in (("do", step.do), ("send", step.send)):
            if words:
                self.effect(kind, step, words)
        for kind_met in step.meets:
            self.effect("meets", step, kind_met)
        if step.within:
            self.effect("due", step, step.name, at=self.world.at + length(step.within))

    def leave(self, step: Step) -> None:
        if step.escalate:
            self.effect("escalate", step, step.escalate.why, to=step.escalate.to)
            return self.on_or_end(step, "escalated")
        if step.refuse:
            self.effect("refuse", step, step.refuse)
            return self.finished("refused")
        if step.end:
            return self.finished(step.end)
        if step.wait:
            self.status, self.wait_until = "waiting", self.world.at + length(step.wait.at_most)
            self.effect("wait", step, step.wait.for_, at=self.wait_until)
            return None
        if step.call:
            assert self.at is not None
            self.calls = (*self.calls, self.at)
            return self.enter(Place(step.call, self.bundle[step.call].steps[0].id))
        return self.on_or_end(step, "resolved")

    def on_or_end(self, step: Step, outcome: str) -> None:
        following = self.following(step, outcome)
        if following:
            self.enter(following)

    def following(self, step: Step, outcome: str = "resolved") -> Place | None:
        """The next place, or None when the procedure (and every caller) ended."""
        assert self.at is not None
        after = self.bundle[self.at.procedure].after(step)
        if after:
            return Place(self.at.procedure, after)
        self.finished(outcome)
        return None

    def take(self, way: Way) -> None:
        assert self.at is not None
        if way.escalate:
            self.effect("escalate", text=way.why or "", to=way.escalate)
        if way.refuse:
            self.effect("refuse", text=way.refuse)
        if way.target:
            return self.enter(Place(self.at.procedure, way.target))
        return self.finished(way.end or ("escalated" if way.escalate else "refused"))

    def finished(self, outcome: str) -> None:
        """The procedure ended: back to the one that called it, or the case ends."""
        if not self.calls:
            self.status, self.at, self.outcome = "ended", None, outcome
            return None
        self.at, self.calls = self.calls[-1], self.calls[:-1]
        caller = self.step
        way = next((way for name, way in caller.outcomes.items() if name == outcome), None)
        return self.take(way) if way else self.on_or_end(caller, outcome)

    # helpers

    @property
    def step(self) -> Step:
        if self.at is None:
            raise EngineError("This case has ended.")
        return self.bundle[self.at.procedure].step(self.at.step)

    @property
    def so_far(self) -> State:
        facts = {**self.state.facts, **self.new_facts}
        return replace(self.state, facts=facts, beyond=frozenset((self.state.beyond | self.new_beyond) - facts.keys()))

    def must_be(self, *statuses: Status) -> None:
        if self.status not in statuses:
            raise EngineError(f"This case is {self.status}; that needs it to be {' or '.join(statuses)}.")

    def effect(
        self, kind: str, step: Step | None = None, text: str = "", to: str = "", at: datetime | None = None
    ) -> None:
        place = step.id if step else (self.at.step if self.at else "")
        self.effects.append(Effect(kind, place, text, to, at))  # type: ignore[arg-type]

    def turn(self) -> Turn:
        return Turn(
            self.new_facts, self.new_beyond, tuple(self.moves), self.status, self.at, self.calls, self.outcome,
            self.wait_until, tuple(self.effects),
        )  # fmt: skip
