"""A case worked out anew from what people put into it, one thing told otherwise. Pure.

What stays valid stays: an answer is used again where its step is come to again and reads the same. A step whose words
read otherwise now is done again by a person. What was done and lies off the way, or was done with other values, is
named: nothing is undone in silence."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handrail.desk.going_back.inputs import Input, Inputs
from handrail.facts.vocabulary import Value
from handrail.procedures.language.engine import (
    Answer,
    Bundle,
    Effect,
    EngineError,
    Event,
    How,
    Place,
    Start,
    State,
    Turn,
    World,
    apply,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.steps import Step

DEEDS = ("do", "send", "request")  # what leaves a trace outside of the record
MOST_SILENT = 60


@dataclass(frozen=True, slots=True)
class Around:
    """What a replay asks: the world of now, how an event is decided in the world of its input, the words of a step,
    and whether a turn may be taken without a person."""

    world: Callable[[], World]
    decide: Callable[[State, Event, Input | None], Turn]
    words: Callable[[Step, Mapping[str, Value]], tuple[str, ...]]
    may: Callable[[Turn, Mapping[str, Value]], bool]


@dataclass(frozen=True, slots=True)
class Did:
    """A step that was done: where, by whom, and when (by the number of its event)."""

    place: Place
    name: str
    by: str
    number: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """`state`: where the case stands then. `stays`: steps that stay done; `again`: to be done again, since they read
    otherwise; `off`: done, and not on the way any more; `otherwise`: done once, with other values."""

    state: State
    effects: tuple[Effect, ...]
    stays: tuple[Did, ...]
    again: tuple[Did, ...]
    off: tuple[Did, ...]
    otherwise: tuple[Did, ...]
    used: frozenset[int]
    aside: frozenset[int]

    @property
    def to_mend(self) -> tuple[Did, ...]:
        """What a person has to look after: it was done, and would not be done so now."""
        return (*self.off, *self.otherwise)


class _Replay:
    def __init__(self, bundle: Bundle, of: Inputs, around: Around) -> None:
        self.bundle, self.around = bundle, around
        self.state = State()
        self.effects: list[Effect] = []
        self.stays: list[Did] = []
        self.otherwise: list[Did] = []
        self.aside: set[int] = set()
        self.used: set[int] = set()
        self.queues: dict[Place, deque[Input]] = {}
        for row in of.rows:
            if row.place:
                self.queues.setdefault(row.place, deque()).append(row)

    def run(self, of: Inputs) -> None:
        first = of.rows[0]
        assert isinstance(first.event, Start)
        event = replace(first.event, facts={**first.event.facts, **of.beside})
        self.take(self.around.decide(self.state, event, first))
        self.used.add(first.number)
        while self.state.at and self.state.status in ("open", "waiting"):
            queue = self.queues.get(self.state.at)
            if not queue or not self.use(queue.popleft()):
                return

    def take(self, turn: Turn) -> None:
        self.state = apply(self.state, turn)
        self.effects += turn.effects

    def use(self, row: Input) -> bool:
        """Whether the answer holds here and carried the case on."""
        assert row.place
        step = self.bundle[row.place.procedure].step(row.place.step)
        facts = {**self.state.facts, **(row.event.facts if isinstance(row.event, Answer) else {})}
        reads_so = self.around.words(step, facts) == self.around.words(step, row.then)
        did = Did(row.place, step.name, row.name, row.number)
        if not reads_so and not step.once:
            self.aside.add(row.number)
            return False
        try:
            turn = self.around.decide(self.state, row.event, row)
        except EngineError:
            self.aside.add(row.number)
            return False
        if not row.decided and not self.around.may(turn, {**facts, **turn.facts}):
            self.aside.add(row.number)
            return False
        self.used.add(row.number)
        (self.stays if reads_so else self.otherwise).append(did)
        self.take(turn)
        return True

    def on_through_silence(self) -> None:
        """A step that asks nobody anything is not stopped at."""
        for _ in range(MOST_SILENT):
            step = step_in_hand(self.bundle, self.state)
            world = self.around.world()
            if step is None or self.state.status != "open" or not step.is_silent or to_ask(step, self.state, world):
                return
            turn = self.around.decide(self.state, Answer(), None)
            if not self.around.may(turn, {**self.state.facts, **turn.facts}):
                return
            self.take(turn)


@dataclass(frozen=True, slots=True)
class Keep:
    """What stays known although the way is another one, and what stays beyond finding out."""

    facts: Mapping[str, Value]
    beyond: frozenset[str]


def replay(bundle: Bundle, before: State, of: Inputs, around: Around, keep: Keep) -> Replayed:
    """`before`: where the case stands; `of`: its inputs, the change worked in."""
    run = _Replay(bundle, of, around)
    run.run(of)
    if run.state.status != "ended":
        facts = {**keep.facts, **run.state.facts}
        run.state = run.state._replace(facts=facts, beyond=(run.state.beyond | keep.beyond) - facts.keys())
        run.on_through_silence()
    done_once = {name: mark for name, mark in before.marks.items() if name.startswith("once:")}
    state = run.state._replace(marks={**done_once, **run.state.marks})
    off, again = _left(bundle, of, run)
    return Replayed(
        state, tuple(run.effects), tuple(run.stays), again, off, tuple(run.otherwise), frozenset(run.used),
        frozenset(run.aside),
    )  # fmt: skip


def _left(bundle: Bundle, of: Inputs, run: _Replay) -> tuple[tuple[Did, ...], tuple[Did, ...]]:
    """Steps that were done and are not part of the new way: those that leave a trace, and those to be done again."""
    off, again = [], []
    for row in of.rows:
        if row.number in run.used or row.place is None or not isinstance(row.event, Answer):
            continue
        step = bundle[row.place.procedure].step(row.place.step)
        did = Did(row.place, step.name, row.name, row.number)
        if row.number in run.aside or row.place == run.state.at:
            again.append(did)
        if leaves_a_trace(step):
            off.append(did)
    return tuple(off), tuple(again)


def leaves_a_trace(step: Step) -> bool:
    """Whether something was done outside by it, or promised, or a duty was met by it."""
    return bool(step.do or step.send or step.reply or step.once or step.requests or step.within or step.meets)


def turn_of_change(before: State, after: Replayed, old: Iterable[Effect]) -> Turn:
    """The one turn that leads from where the case stands to where it stands now. What was carried out already is not
    carried out again."""
    new = after.state
    facts = {name: value for name, value in new.facts.items() if before.facts.get(name) != value}
    gone = (before.facts.keys() | before.beyond) - new.facts.keys() - new.beyond
    marks = {name: new.marks.get(name, 0) for name in (*before.marks, *new.marks)}
    return Turn(
        facts, frozenset(new.beyond - before.beyond), _moves(before, new), new.status, new.at, new.calls, new.outcome,
        new.wait_until, _fresh(after.effects, old), frozenset(gone),
        {name: mark for name, mark in marks.items() if before.marks.get(name, 0) != mark},
    )  # fmt: skip


def _moves(before: State, new: State) -> tuple[tuple[str, How], ...]:
    was, now = dict(before.trail), dict(new.trail)
    left: list[tuple[str, How]] = [(step, "left") for step, how in was.items() if step not in now and how != "left"]
    return (*left, *((step, how) for step, how in now.items() if was.get(step) != how))


def _fresh(now: Sequence[Effect], old: Iterable[Effect]) -> tuple[Effect, ...]:
    there = Counter((row.kind, row.step, row.text, row.to) for row in old)
    fresh = []
    for row in now:
        key = (row.kind, row.step, row.text, row.to)
        if there[key] > 0:
            there[key] -= 1
        else:
            fresh.append(row)
    return tuple(fresh)
