"""A case played through the engine by a plan: what is known, what is answered, where a no is said. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handrail.facts.conditions import EvaluationError
from handrail.facts.of_the_clock import facts_at, opening_hours
from handrail.facts.vocabulary import VOCABULARY, Amounts, Fact, Value, fact
from handrail.law.engine import Law
from handrail.procedures.language.engine import (
    Answer,
    Bundle,
    Effect,
    EngineError,
    Event,
    Resume,
    Skip,
    Start,
    State,
    TimedOut,
    UnansweredError,
    World,
    advance,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.steps import Step

MOST_EVENTS = 80
SKIPPED = "It is not needed here."
Answers = Mapping[str, Value | None]


@dataclass(frozen=True)
class Plan:
    """How a case goes. `known` when it begins and `answers` when asked (None: can't be found out); the steps at which
    the customer says no, that are skipped, and whose wait runs out."""

    known: Answers = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    no: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    hours_later: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        return (
            *(tuple(sorted(rows.items())) for rows in (self.known, self.answers)),
            self.no,
            self.skipped,
            self.late,
            self.hours_later,
        )


@dataclass(frozen=True)
class Place:
    """Where and when cases are played: the bundle, the procedure, the law, the clock."""

    bundle: Bundle
    slug: str
    law: Law
    at: datetime
    zone: str

    def world(self, at: datetime) -> World:
        today = at.astimezone(ZoneInfo(self.zone)).date()
        return World(at, today, lambda facts: self.law.functions(facts, today, self.zone, at))


@dataclass(frozen=True)
class Moved:
    """One event and what it moved: where the case stood, what it knew after it."""

    step: str  # the step in hand; empty at the start
    procedure: str
    event: Event
    after: State
    moves: tuple[tuple[str, str], ...]
    at: datetime


@dataclass
class Played:
    """A case that was played to its end, or until nothing more could be answered."""

    plan: Plan
    state: State = field(default_factory=State)
    moved: list[Moved] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    asked: dict[str, Value | None] = field(default_factory=dict)
    broken: str = ""

    @property
    def has_ended(self) -> bool:
        return self.state.status == "ended" and not self.broken

    @property
    def steps(self) -> int:
        return len(self.state.trail)


def play(plan: Plan, place: Place) -> Played:
    played, world = Played(plan), place.world(place.at + timedelta(hours=plan.hours_later))
    told = {name: v for name, v in plan.known.items() if v is not None}
    known = {"case.opened_on": world.today, **facts_at(world.at, opening_hours(told, place.zone)), **told}
    beyond = {name for name, value in plan.known.items() if value is None}
    beyond |= {name for name, row in VOCABULARY.items() if row.about == "business" and name not in known}
    try:
        _move(played, place, world, Start(place.slug, known, frozenset(beyond)))
        while played.state.status != "ended" and len(played.moved) < MOST_EVENTS:
            _move_on(played, place, world)
    except (EngineError, EvaluationError, KeyError, ValueError) as error:
        played.broken = str(error)
    return played


def replayed(events: Iterable[Event], place: Place) -> Played:
    """What was played once, played again by its events."""
    played = Played(Plan())
    for event in events:
        _move(played, place, place.world(place.at), event)
    return played


def _move(played: Played, place: Place, world: World, event: Event) -> None:
    before = played.state
    step = step_in_hand(place.bundle, before)
    played.state, effects = advance(place.bundle, before, event, world)
    moves = played.state.trail[len(before.trail) :]
    where = before.at.procedure if before.at else place.slug
    played.moved.append(Moved(step.id if step else "", where, event, played.state, moves, world.at))
    played.effects += effects


def _move_on(played: Played, place: Place, world: World) -> None:
    step = step_in_hand(place.bundle, played.state)
    assert step is not None
    plan = played.plan
    if played.state.status == "waiting":
        _move(played, place, world, TimedOut() if step.id in plan.late else Resume())
    elif step.id in plan.skipped:
        _move(played, place, world, Skip(SKIPPED))
    else:
        _answer(played, place, world, step)


def _answer(played: Played, place: Place, world: World, step: Step) -> None:
    wanted = list(to_ask(step, played.state, world))
    yes = step.id not in played.plan.no if step.confirm else None
    while True:
        given = {name: _value(played, name, world) for name in wanted}
        known = {name: value for name, value in given.items() if value is not None}
        try:
            _move(played, place, world, Answer(known, frozenset(given.keys() - known.keys()), yes))
        except UnansweredError as error:
            wanted += [name for name in error.facts if name not in wanted]
        else:
            played.asked |= given
            return


def _value(played: Played, name: str, world: World) -> Value | None:
    if name in played.plan.answers:
        return played.plan.answers[name]
    return usual(fact(name), world)


def usual(row: Fact, world: World) -> Value:
    """An answer where nothing hangs on it."""
    match row.type:
        case "bool":
            return False
        case "int":
            return 1
        case "money":
            return 100_00
        case "date":
            return world.today
        case "instant":
            return world.at.replace(second=0, microsecond=0)
        case "amounts":
            return Amounts((100_00,))
        case "choice":
            return row.values[0]
        case "list":
            return row.values[:1] or ("first",)
    return f"the {row.label.lower()}"[:60]
