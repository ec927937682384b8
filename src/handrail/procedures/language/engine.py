"""Runs a procedure: a pure function from where a case stands and what happened to where it stands then.

`decide` works out a turn: which steps were passed, where the hand is now, what is to be done (effects). `advance` also
folds it into the state (`state.apply`). The semantics are those of docs/reference/procedure-language.md."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import partial

from handrail.facts.conditions import Facts, Functions, Outcome, Result, Unknown, compile_condition
from handrail.facts.vocabulary import Amounts, Value, fact, with_own
from handrail.procedures.language.parts import length
from handrail.procedures.language.quick import after, due, landed
from handrail.procedures.language.state import (
    LONGEST_RUN,
    Answer,
    Choose,
    Deviate,
    Effect,
    EngineError,
    Escalate,
    Event,
    GiveUp,
    How,
    Mark,
    Pause,
    Place,
    Resume,
    Skip,
    Start,
    State,
    Status,
    TimedOut,
    Turn,
    UnansweredError,
    World,
    apply,
    replay,
)
from handrail.procedures.language.steps import Procedure, Step, Way

__all__ = [
    "Answer", "Bundle", "Choose", "Deviate", "Effect", "EngineError", "Escalate", "Event", "GiveUp", "How", "Pause",
    "Place", "Resume", "Skip", "Start", "State", "Status", "TimedOut", "Turn", "UnansweredError", "World", "advance",
    "apply", "decide", "offered", "optional", "replay", "step_in_hand", "to_ask", "why_not_skipped", "with_limits",
]  # fmt: skip

Bundle = Mapping[str, Procedure]
_NEW = State()
TOO_FEW = "Too few of these steps could be done"


def advance(bundle: Bundle, state: State, event: Event, world: World) -> tuple[State, tuple[Effect, ...]]:
    """Raises EngineError, and UnansweredError when the step still needs answers."""
    if event.__class__ is Answer and (at := state.at) and state.status == "open":
        line = bundle[at.procedure].quick.lines.get(at.step)
        if line and not event.override:
            facts = {**state.facts, **event.facts} if event.facts else state.facts
            row = landed(line, facts, state, event)
            if row:
                return after(state, row, facts), due(line, row, world.at) if line.due else row.effects
    elif event.__class__ is Start and state == _NEW and (first := bundle[event.procedure].quick.first):
        return State("open", first, (), dict(event.facts), event.beyond - event.facts.keys()), ()
    turn = worked_out(bundle, state, event, world)
    return apply(state, turn), turn.effects


def decide(bundle: Bundle, state: State, event: Event, world: World) -> Turn:
    """The turn by itself, to be kept: `apply` folds it in. Raises as `advance` does."""
    if isinstance(event, Answer) and state.at and state.status == "open":
        line = bundle[state.at.procedure].quick.lines.get(state.at.step)
        row = landed(line, {**state.facts, **event.facts}, state, event) if line and not event.override else None
        if line and row:
            effects = due(line, row, world.at)
            return Turn(
                event.facts, frozenset(), row.moves, row.status, row.at, state.calls, row.outcome, None, effects
            )
    return worked_out(bundle, state, event, world)


def worked_out(bundle: Bundle, state: State, event: Event, world: World) -> Turn:
    """The turn by the rules, step by step."""
    run = _Run(bundle, state, world)
    match event:
        case Start():
            run.start(event)
        case Answer():
            run.answer(event)
        case Choose(step):
            run.choose_next(step)
        case Skip() | Deviate():
            run.pass_over(event)
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


def offered(bundle: Bundle, state: State, world: World) -> tuple[Step, ...]:
    """The steps that may come now, where several may be done in any order; nothing elsewhere."""
    step = step_in_hand(bundle, state)
    if step is None or not step.any_order or state.status != "open" or to_ask(step, state, world):
        return ()
    return tuple(_Run(bundle, state, world).open_members(step))


def to_ask(step: Step, state: State, world: World) -> tuple[str, ...]:
    """Facts to gather in this step now: those it names and those its conditions turn out to need. What is known, or
    known to be beyond finding out, is not asked again."""
    settled = state.facts.keys() | state.beyond
    if step.when and _missing(step, step.when, state.facts, world) - settled:
        return tuple(sorted(_missing(step, step.when, state.facts, world) - settled))
    return _still_open(step, state, world)


def _still_open(step: Step, state: State, world: World) -> tuple[str, ...]:
    """The same once it is settled that the step is in the way: its own answers do not ask that anew."""
    settled = state.facts.keys() | state.beyond
    named = [name for name in (*step.wants, *_to_collect(step, state)) if name not in settled]
    facts, hinted = dict(state.facts), set[str]()
    for name, text in step.work_out.items():
        found = _evaluate(step, text, facts, world, fact_type(step, name))
        hinted |= found.missing - settled - step.work_out.keys()
        facts.pop(name, None) if found.is_unknown else facts.update({name: _value(found)})
    for guard in step.guards:
        hinted |= _missing(step, guard, facts, world) - settled - step.work_out.keys()
    return tuple(dict.fromkeys([*named, *sorted(hinted)]))


def why_not_skipped(step: Step, facts: Facts, world: World) -> str:
    """Why a step can't be skipped in this case, in a sentence; "" when it can."""
    if step.any_order:
        return "These steps are skipped one by one: choose one and skip it."
    if step.never_skip or step.confirm:
        return "This step cannot be skipped."
    if step.decides and not (step.if_skipped or step.unknown):
        return "This step decides where the case goes, and no way is named for when that isn’t known."
    if step.may_skip and not _evaluate(step, step.may_skip.when, facts, world).is_true:
        return "This step can be skipped only in the case the procedure names."
    return ""


def optional(step: Step, state: State) -> tuple[str, ...]:
    """Of the facts to gather, those of which only some are needed."""
    return _to_collect(step, state)


def _to_collect(step: Step, state: State) -> tuple[str, ...]:
    """What may still serve of a collection that has not got enough."""
    row = step.collect
    if row is None or sum(name in state.facts for name in row.of) >= row.at_least:
        return ()
    return tuple(name for name in row.of if name not in state.facts and name not in state.beyond)


def fact_type(step: Step, name: str) -> str:
    with with_own(step.home.own):
        return fact(name).type


def _missing(step: Step, guard: str, facts: Facts, world: World) -> frozenset[str]:
    return _evaluate(step, guard, facts, world).missing


def _evaluate(step: Step, text: str, facts: Facts, world: World, expects: str = "bool") -> Result:
    functions = with_limits(step, world.law(facts) if world.law else _no_law)
    with with_own(step.home.own):
        return compile_condition(text, expects).evaluate({**facts, "today": world.today}, functions)


def with_limits(step: Step, law: Functions) -> Functions:
    """What the conditions of a step may ask: the law, and the limits of its procedure."""
    return partial(_functions, step.home.limits, law)


def _functions(limits: Mapping[str, int], law: Functions, name: str, args: tuple[Outcome, ...]) -> Outcome:
    """A limit is the procedure's own; all else is asked of the law."""
    return limits[str(args[0])] if name == "limit" else law(name, args)


def _no_law(name: str, args: tuple[Outcome, ...]) -> Outcome:
    """Where no law is at hand its answer is not known: that never picks a branch, so a person decides."""
    return Unknown(frozenset())


def _value(found: Result) -> Value:
    assert not isinstance(found.value, Unknown)
    return found.value


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
        self.facts: dict[str, Value] = dict(state.facts)
        self.beyond: set[str] = set(state.beyond)
        self.new_facts: dict[str, Value] = {}
        self.new_beyond: set[str] = set()
        self.marks: dict[str, Mark] = {}
        self.moves: list[tuple[str, How]] = []
        self.effects: list[Effect] = []
        self.overrides = False

    # what an event does

    def start(self, event: Start) -> None:
        self.must_be("new")
        self.learn(event.facts, event.beyond)
        self.status = "open"
        self.enter(Place(event.procedure, self.bundle[event.procedure].steps[0].id))

    def answer(self, event: Answer) -> None:
        self.must_be("open")
        step = self.step
        self.overrides = event.override
        self.by_someone_else(step)
        self.learn(event.facts, event.beyond)
        if self.asked_for_when(step):
            return None
        if step.any_order:
            left = self.open_members(step)
            return self.choose_next(left[0].id) if left else self.go_through(step)
        if step.confirm and event.confirmed is None:
            raise EngineError("Choose the customer's answer: yes or no.")
        if event.confirmed is False and step.no:
            self.settle(step, how="branched")
            return self.take(step.no)
        return self.work_off(step)

    def choose_next(self, chosen: str) -> None:
        """Of the steps in any order, this one now. An answer without a choice takes the first that is open."""
        self.must_be("open")
        assert self.at is not None
        there = self.open_members(self.step) if self.step.any_order else []
        if chosen not in [step.id for step in there]:
            raise EngineError("That step is not among those to choose from now.")
        self.enter(Place(self.at.procedure, chosen))

    def work_off(self, step: Step) -> None:
        """All that was shown is answered: on to what the step makes of it."""
        still = _still_open(step, self.so_far, self.world)
        if still:
            raise UnansweredError(still)
        if step.unknown and any(name in self.beyond for name in step.wants):
            self.settle(step, how="branched")
            return self.take(step.unknown)
        if step.collect and sum(name in self.facts for name in step.collect.of) < step.collect.at_least:
            return self.not_known(step, frozenset(step.collect.of) & self.beyond)
        return self.finish(step)

    def asked_for_when(self, step: Step) -> bool:
        """The answers were for the step's own `when`: now it is known whether the step is in the way at all."""
        if not step.when or not _missing(step, step.when, self.state.facts, self.world) - self.state.beyond:
            return False
        still = _missing(step, step.when, self.facts, self.world) - self.beyond
        if still:
            raise UnansweredError(tuple(sorted(still)))
        assert self.at is not None
        self.enter(self.at)
        return True

    def pass_over(self, event: Skip | Deviate) -> None:
        return self.skip(event.reason) if isinstance(event, Skip) else self.deviate(event.reason)

    def skip(self, reason: str) -> None:
        self.must_be("open")
        step = self.step
        if not reason.strip():
            raise EngineError("Write why the step is skipped. The record shows it as skipped, not done.")
        self.may_be_skipped(step)
        self.moves.append((step.id, "skipped"))
        self.mark_member(2)
        self.learn({}, (name for name in _gathered(step) if name not in self.state.facts))
        if step.if_skipped:
            return self.take(step.if_skipped)
        if step.decides and step.unknown:
            return self.take(step.unknown)
        return self.leave(step)

    def deviate(self, reason: str) -> None:
        """Not as written, and never shown as done; a duty that the step meets stays open."""
        self.must_be("open")
        step = self.step
        if not reason.strip():
            raise EngineError("Write what was done instead, and why. The record shows it as done otherwise.")
        if step.any_order or step.confirm:
            raise EngineError("Nothing stands for this: a choice, or the customer's own answer. Escalate instead.")
        self.by_someone_else(step)
        self.moves.append((step.id, "deviated"))
        self.mark_member(2)
        if step.once:
            self.set_mark("once", 1)
        self.learn({}, (name for name in _gathered(step) if name not in self.state.facts))
        if step.decides:
            return self.take(step.unknown or step.if_skipped or Way(escalate="supervisor", why="Done otherwise."))
        return self.leave(step)

    def may_be_skipped(self, step: Step) -> None:
        why = why_not_skipped(step, self.facts, self.world)
        if why:
            raise EngineError(f"{why} Escalate instead.")

    def resume(self) -> None:
        self.must_be("paused", "waiting")
        waited = self.status == "waiting"
        self.status, self.wait_until = "open", None
        if waited:  # what was waited for has come
            self.on_or_end(self.step, "resolved")

    def time_out(self) -> None:
        self.must_be("waiting")
        self.status, self.wait_until = "open", None
        step = self.step
        assert step.wait is not None
        if step.wait.on_timeout:
            self.mark_member(2)
            return self.take(step.wait.on_timeout)
        return self.on_or_end(step, "resolved")  # the day that was waited for

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
            if not self.comes_back(place):
                self.begin_order(place)
            self.at = place
            self.entered += 1
            if self.entered > LONGEST_RUN:
                raise EngineError(f"This procedure runs in a circle at {place.step}. Escalate; its owner must mend it.")
            step = self.step
            passed = self.is_passed(step)
            if passed is None:
                return None  # its own `when` has to be asked first
            if passed:
                self.moves.append((step.id, "passed"))
                following = self.following(step)
                if following is None:
                    return None
                place = following
                continue
            if step.any_order:
                return self.go_through(step)
            if not step.is_silent or to_ask(step, self.so_far, self.world):
                return None
            return self.work_off(step)

    # steps in any order

    def comes_back(self, place: Place) -> bool:
        """Whether a step in any order returns to the line that offers it."""
        if self.at is None or self.at.procedure != place.procedure:
            return False
        block = self.bundle[place.procedure].order_of(self.at.step)
        return block is not None and block.id == place.step

    def begin_order(self, place: Place) -> None:
        """Whoever comes to steps in any order by another way begins with all of them."""
        row = self.bundle[place.procedure].step(place.step).any_order
        for member in row.of if row else ():
            self.set_mark("order", 0, member, place)

    def open_members(self, step: Step) -> list[Step]:
        """Those that are neither done nor past, and in the way."""
        assert self.at is not None
        assert step.any_order is not None
        procedure = self.bundle[self.at.procedure]
        rows = [procedure.step(id_) for id_ in step.any_order.of if not self.mark("order", id_)]
        return [row for row in rows if not self.is_passed(row, Place(procedure.procedure, row.id))]

    def go_through(self, step: Step) -> None:
        """On once enough are done or none is left; one that is left alone comes by itself; else somebody chooses."""
        row = step.any_order
        assert row is not None
        assert self.at is not None
        done, left = sum(self.mark("order", id_) == 1 for id_ in row.of), self.open_members(step)
        if done >= row.at_least if row.at_least else not left:
            self.settle(step)
            return self.on_or_end(step, "resolved")
        if not left:
            self.settle(step, how="branched")
            return self.take(step.otherwise or Way(escalate="supervisor", why=TOO_FEW))
        if len(left) == 1:
            return self.enter(Place(self.at.procedure, left[0].id))
        return None

    def mark_member(self, number: int) -> None:
        """A step in any order is done (1), or past and not done (2)."""
        block = self.bundle[self.at.procedure].order_of(self.at.step) if self.at else None
        if block and self.at:
            self.set_mark("order", number, self.at.step, Place(self.at.procedure, block.id))

    def is_passed(self, step: Step, place: Place | None = None) -> bool | None:
        """Whether the step is not in the way: it was done and is done once only, or its `when` is false."""
        if step.once and self.mark("once", place=place):
            return True
        if not step.when:
            return False
        found = _evaluate(step, step.when, self.facts, self.world)
        return None if found.missing - self.beyond else found.is_false

    def finish(self, step: Step) -> None:
        """Everything was gathered: work out, check, decide, and leave."""
        if not self.worked_out(step):
            return None
        for name, guard in step.check.items():
            found = _evaluate(step, guard, self.facts, self.world)
            if self.overrides and not found.is_true:
                return self.go_against(step)
            if found.is_unknown:
                return self.not_known(step, found.missing)
            if found.is_false:
                self.settle(step, how="branched", text=name)
                assert step.otherwise is not None
                return self.take(step.otherwise)
        if step.choices:
            return self.choose(step)
        if step.wait and step.wait.until:
            return self.wait_until_day(step, step.wait.until)
        self.settle(step)
        return self.leave(step)

    def go_against(self, step: Step) -> None:
        """A person goes on against a check. What the step claims to meet it does not meet so."""
        self.moves.append((step.id, "overridden"))
        self.mark_member(2)
        return self.leave(step)

    def worked_out(self, step: Step) -> bool:
        """Whether every value could be worked out; if not, the way for what is not known was taken."""
        for name, text in step.work_out.items():
            found = _evaluate(step, text, self.facts, self.world, fact_type(step, name))
            if found.is_unknown:
                self.not_known(step, found.missing)
                return False
            self.learn({name: _value(found)}, ())
        return True

    def choose(self, step: Step) -> None:
        for choice in step.choices:
            found = _evaluate(step, choice.when, self.facts, self.world) if choice.when else None
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
        self.mark_member(1 if how == "done" else 2)
        if self.world.actor and self.at and step.id in self.bundle[self.at.procedure].looked_over:
            self.set_mark("by", self.world.actor)
        if step.say:
            self.effect("say", step, step.worded("say"))
        if how != "done":
            return
        if step.once:
            self.set_mark("once", 1)
        for kind, words in (("do", step.worded("do")), ("send", step.worded("send"))):
            if words:
                self.effect(kind, step, words)
        for kind_met in step.meets:
            self.effect("meets", step, kind_met)
        for name in step.requests:
            self.effect("request", step, name)
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
        if step.wait and step.wait.for_ and step.wait.at_most:
            return self.wait(step, step.wait.for_, self.world.at + length(step.wait.at_most))
        if step.wait and step.wait.until:  # skipped: nothing is waited for
            return self.on_or_end(step, "resolved")
        if step.for_each:
            return self.next_item(step)
        if step.call:
            return self.call(step, step.call)
        return self.on_or_end(step, "resolved")

    def wait(self, step: Step, words: str, until: datetime) -> None:
        self.status, self.wait_until = "waiting", until
        self.effect("wait", step, words, at=until)

    def wait_until_day(self, step: Step, text: str) -> None:
        """Until the first moment of a day, by the clock of the instant. A day that has come is not waited for."""
        found = _evaluate(step, text, self.facts, self.world, "date")
        if found.is_unknown:
            return self.not_known(step, found.missing)
        self.settle(step)
        until = _first_moment(_value(found), self.world.at)
        if until <= self.world.at:
            return self.on_or_end(step, "resolved")
        return self.wait(step, f"{until:%b} {until.day}, {until.year}", until)

    # procedures called

    def call(self, step: Step, callee: str) -> None:
        """What is given is worked out with the facts of before; what can't be worked out is asked there."""
        assert self.at is not None
        rows = {
            name: _evaluate(step, text, self.facts, self.world, fact_type(step, name))
            for name, text in step.give.items()
        }
        self.forget(name for name, found in rows.items() if found.is_unknown)
        self.learn({name: _value(found) for name, found in rows.items() if not found.is_unknown}, ())
        self.calls = (*self.calls, self.at)
        return self.enter(Place(callee, self.bundle[callee].steps[0].id))

    def next_item(self, step: Step) -> None:
        """The next item of the list goes through the procedure; after the last one, on."""
        row = step.for_each
        assert row is not None
        items, number = _items(self.facts.get(row.in_)), int(self.mark("round"))
        if number >= len(items):
            self.set_mark("round", 0)
            return self.on_or_end(step, "resolved")
        self.set_mark("round", number + 1)
        self.forget((*row.forget, row.as_))
        self.learn({row.as_: items[number]}, ())
        return self.call(step, row.call)

    def finished(self, outcome: str) -> None:
        """The procedure ended: back to the one that called it, or the case ends."""
        if not self.calls:
            self.status, self.at, self.outcome = "ended", None, outcome
            return None
        self.at, self.calls = self.calls[-1], self.calls[:-1]
        caller = self.step
        way = next((way for name, way in caller.outcomes.items() if name == outcome), None)
        if way:
            self.set_mark("round", 0)
            self.mark_member(2)
            return self.take(way)
        return self.next_item(caller) if caller.for_each else self.on_or_end(caller, outcome)

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
        if way.again and way.over:
            return self.try_again(way, way.again, way.over)
        if way.escalate:
            self.effect("escalate", text=way.why or "", to=way.escalate)
        if way.refuse:
            self.effect("refuse", text=way.refuse)
        if way.target:
            return self.enter(Place(self.at.procedure, way.target))
        return self.finished(way.end or ("escalated" if way.escalate else "refused"))

    def try_again(self, way: Way, target: str, over: Way) -> None:
        """Back to a step, so often and no oftener. How often is counted by the step that sends back, and where to."""
        assert self.at is not None
        tries = int(self.mark("again", target))
        if tries >= (way.at_most or 0):
            return self.take(over)
        self.set_mark("again", tries + 1, target)
        self.forget(way.forget)
        return self.enter(Place(self.at.procedure, target))

    # helpers

    @property
    def step(self) -> Step:
        if self.at is None:
            raise EngineError("This case has ended.")
        return self.bundle[self.at.procedure].step(self.at.step)

    @property
    def so_far(self) -> State:
        return State(facts=self.facts, beyond=frozenset(self.beyond))

    def learn(self, facts: Mapping[str, Value], beyond: Iterable[str]) -> None:
        """A value is stronger than “can't find out”, whenever either was said."""
        beyond = frozenset(beyond)
        self.facts.update(facts)
        self.new_facts.update(facts)
        self.beyond.update(beyond)
        self.new_beyond.update(beyond)
        self.beyond -= self.facts.keys()

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            self.facts.pop(name, None)
            self.beyond.discard(name)

    def mark(self, word: str, more: str = "", place: Place | None = None) -> Mark:
        name = self.mark_name(word, more, place)
        return self.marks.get(name, self.state.marks.get(name, 0))

    def set_mark(self, word: str, mark: Mark, more: str = "", place: Place | None = None) -> None:
        name = self.mark_name(word, more, place)
        if self.marks.get(name, self.state.marks.get(name, 0)) != mark:
            self.marks[name] = mark

    def mark_name(self, word: str, more: str, place: Place | None) -> str:
        place = place or self.at
        assert place is not None
        return mark_name(word, place, more)

    def by_someone_else(self, step: Step) -> None:
        """Four eyes: who did the step that is looked over does not look it over."""
        if not step.by_other_than or not self.at:
            return
        first = mark_name("by", Place(self.at.procedure, step.by_other_than))
        if self.world.actor and self.state.marks.get(first) == self.world.actor:
            raise EngineError("Somebody else does this step: whoever did the step it looks over can't. Hand it over.")

    def must_be(self, *statuses: Status) -> None:
        if self.status not in statuses:
            raise EngineError(f"This case is {self.status}; that needs it to be {' or '.join(statuses)}.")

    def effect(
        self, kind: str, step: Step | None = None, text: str = "", to: str = "", at: datetime | None = None
    ) -> None:
        place = step.id if step else (self.at.step if self.at else "")
        known = dict(self.facts) if kind in ("say", "do", "send") else None
        self.effects.append(Effect(kind, place, text, to, at, known))  # type: ignore[arg-type]

    def turn(self) -> Turn:
        was = self.state.facts.keys() | self.state.beyond | self.new_facts.keys() | self.new_beyond
        forgotten = frozenset(name for name in was if name not in self.facts and name not in self.beyond)
        return Turn(
            self.new_facts, frozenset(self.new_beyond & self.beyond), tuple(self.moves), self.status, self.at,
            self.calls, self.outcome, self.wait_until, tuple(self.effects), forgotten, self.marks,
        )  # fmt: skip


def mark_name(word: str, place: Place, more: str = "") -> str:
    """`again:cancel-sale/ask-code/ask-code`: what is remembered, of which step, and where it led."""
    return f"{word}:{place.procedure}/{place.step}{'/' + more if more else ''}"


def _gathered(step: Step) -> tuple[str, ...]:
    return (*step.wants, *(step.collect.of if step.collect else ()))


def _items(value: Value | None) -> tuple[Value, ...]:
    return tuple(value) if isinstance(value, tuple | Amounts) else ()


def _first_moment(day: Value, at: datetime) -> datetime:
    if isinstance(day, datetime):
        return day
    assert isinstance(day, date)
    return datetime.combine(day, time(), at.tzinfo)
