"""Runs a scenario through the real engine and the law, and says in plain lines what came out otherwise. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handrail.facts.answers import AnswerError, dollars
from handrail.facts.conditions import Facts
from handrail.facts.of_the_clock import facts_at, opening_hours
from handrail.facts.vocabulary import VOCABULARY, Value, with_own
from handrail.law.answers import Settled, UnknownLawError
from handrail.law.duties import Status
from handrail.law.engine import Law
from handrail.procedures.language.engine import (
    Answer,
    Bundle,
    Choose,
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
    optional,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.scenario import Deadline, May, Scenario, Turn, value_of
from handrail.procedures.language.steps import Step
from handrail.procedures.language.variants import written_out
from handrail.procedures.language.words import spoken
from handrail.procedures.shelf import own_facts_of, reachable

MOST_TURNS = 200
_WEAKEST: tuple[Status, ...] = ("superseded", "due", "unverified", "verified")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a scenario: at which step the case stood (none at the start), and when."""

    event: Event
    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a scenario. `differs`: a line for each thing that was expected and did not come; empty: it held."""

    scenario: Scenario
    procedure: str
    path: tuple[str, ...]
    outcome: str | None
    differs: tuple[str, ...]
    happened: tuple[Happened, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.differs


@dataclass
class _Walk:
    """A scenario on its way: where the case stands, what was said and done, which turns are still to come."""

    scenario: Scenario
    bundle: Bundle
    law: Law
    moment: datetime
    state: State = field(default_factory=State)
    effects: list[Effect] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    stopped: str = ""
    hand: str = ""

    @property
    def world(self) -> World:
        zone = self.scenario.zone
        today = self.moment.astimezone(ZoneInfo(zone)).date()
        at = self.moment.astimezone(ZoneInfo(zone))
        return World(at, today, lambda facts: self.law.functions(facts, today, zone, self.moment), self.hand)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(step for step, how in self.state.trail if how != "passed")

    def move(self, event: Event) -> None:
        step = self.state.at.step if self.state.at else ""
        self.state, effects = advance(self.bundle, self.state, event, self.world)
        self.happened.append(Happened(event, step, self.moment))
        self.effects += effects
        self.said += [
            spoken(row.text, self.state.facts if row.known is None else row.known)
            for row in effects
            if row.kind in ("say", "send")
        ]


def run(scenario: Scenario, bundle: Bundle, law: Law, slug: str = "", business: Facts | None = None) -> Ran:
    """Play a scenario. `slug`: its procedure where it does not say so itself; `business`: what its file gives it."""
    name = scenario.procedure or slug
    walk = _Walk(scenario, bundle, law, scenario.moment, turns=list(scenario.turns))
    if name not in bundle:
        return Ran(scenario, name, (), None, (f"there is no procedure {name} here",))
    walk.bundle = {called: written_out(bundle[called]) for called in reachable(name, bundle)}
    with with_own(own_facts_of(name, bundle)):
        try:
            walk.move(_start(scenario, name, walk.world.today, business or {}))
            _play(walk)
        except (EngineError, AnswerError, KeyError) as error:
            walk.stopped = str(error)
        differs = tuple(_differences(walk))
    happened, effects = tuple(walk.happened), tuple(walk.effects)
    return Ran(scenario, name, walk.path, walk.state.outcome, differs, happened, effects)


def _start(scenario: Scenario, slug: str, today: date, business: Facts) -> Start:
    """The case begins as at the desk: what nobody told us of the business is beyond finding out."""
    given = _values(scenario.facts, scenario.zone)
    told = {**business, **{name: value for name, value in given.items() if value is not None}}
    hours = opening_hours(told, scenario.zone)
    known: dict[str, Value] = {"case.opened_on": today, **facts_at(scenario.moment, hours), **business}
    known |= {name: value for name, value in given.items() if value is not None}
    beyond = {name for name, value in given.items() if value is None}
    beyond |= {name for name, row in VOCABULARY.items() if row.about == "business" and name not in known}
    return Start(slug, known, frozenset(beyond))


def _values(written: Mapping[str, str | tuple[str, ...]], zone: str) -> dict[str, Value | None]:
    return {name: value_of(name, text, zone) for name, text in written.items()}


def _play(walk: _Walk) -> None:
    for _ in range(MOST_TURNS):
        step = step_in_hand(walk.bundle, walk.state)
        if walk.state.status == "ended" or step is None or step.id == walk.scenario.expect.stands_at:
            return
        turn = walk.turns.pop(0) if walk.turns and _is_now(walk.turns[0], step, walk.state) else None
        if turn and turn.at:
            walk.moment = datetime.fromisoformat(turn.at).replace(tzinfo=ZoneInfo(walk.scenario.zone))
        if turn and turn.by:
            walk.hand = turn.by
        if walk.state.status == "waiting" and (turn is None or turn.comes is None):
            walk.stopped = f"it waits at {step.id}; say in a turn with `comes:` whether that came"
            return
        if not _take(walk, turn):
            return
    walk.stopped = f"it has not ended after {MOST_TURNS} answers"


def _is_now(turn: Turn, step: Step, state: State) -> bool:
    """Whether a turn is for where the case stands: one that says what came is for the wait, not for the step before."""
    return turn.step == step.id and (turn.comes is None or state.status == "waiting")


def _take(walk: _Walk, turn: Turn | None) -> bool:
    """One event. False: the scenario gives no answer that is asked for here."""
    if turn and walk.state.status == "waiting":
        walk.move(Resume() if turn.comes else TimedOut())
        return True
    if turn and turn.skip:
        walk.move(Skip(turn.skip))
        return True
    if turn and turn.choose:
        walk.move(Choose(turn.choose))
        return True
    return _answer(walk, turn)


def _answer(walk: _Walk, turn: Turn | None) -> bool:
    step = step_in_hand(walk.bundle, walk.state)
    assert step is not None
    zone = walk.scenario.zone
    given = _values(walk.scenario.pool, zone) | (_values(turn.answer, zone) if turn else {})
    own = set(turn.answer) if turn else set()
    wanted = set(to_ask(step, walk.state, walk.world)) | own
    spare = set(optional(step, walk.state)) - given.keys()  # of so many of several, those that may stay unsaid
    yes = (turn.confirm if turn else None) or walk.scenario.confirm.get(step.id, "yes")
    while True:
        lacking = sorted(wanted - given.keys() - spare)
        if lacking:
            walk.stopped = f"step {step.id} asks for {', '.join(lacking)}, and the scenario does not say"
            return False
        try:
            walk.move(_event(wanted - spare, given, confirmed=yes == "yes" if step.confirm else None))
        except UnansweredError as error:
            wanted |= set(error.facts)
            spare = set()
        else:
            return True


def _event(wanted: Iterable[str], given: Mapping[str, Value | None], *, confirmed: bool | None) -> Answer:
    known = {name: value for name in wanted if (value := given[name]) is not None}
    return Answer(known, frozenset(wanted) - known.keys(), confirmed)


# What differs


def _differences(walk: _Walk) -> Iterator[str]:
    expect = walk.scenario.expect
    if walk.stopped:
        yield f"it stopped: {walk.stopped}"
    if walk.turns:
        yield f"it never came to {walk.turns[0].step}, for which a turn is written"
    yield from _where(walk)
    yield from _way(walk)
    told = {row.to for row in walk.effects if row.kind == "escalate"}
    if "escalated" in expect.model_fields_set and told != set(expect.escalated):
        yield f"escalated to {_list(told)}; expected {_list(expect.escalated)}"
    begun = {row.text for row in walk.effects if row.kind == "request"}
    if "requests" in expect.model_fields_set and begun != set(expect.requests):
        yield f"requests begun besides: {_list(begun, 'none')}; expected {_list(expect.requests, 'none')}"
    met = {row.text for row in walk.effects if row.kind == "meets"}
    yield from (f"the duty {kind} was not met" for kind in expect.meets if kind not in met)
    yield from (f"the duty {kind} was met; expected not" for kind in expect.meets_not if kind in met)
    yield from _words(walk)
    yield from _law(walk)


def _where(walk: _Walk) -> Iterator[str]:
    expect = walk.scenario.expect
    stands = walk.state.at.step if walk.state.at else None
    came = f"ended as {walk.state.outcome}" if walk.state.outcome else f"stands at {stands}"
    if expect.outcome and expect.outcome != walk.state.outcome:
        yield f"it {came}; expected the end {expect.outcome}{_last_escalation(walk)}"
    if expect.stands_at and expect.stands_at != stands:
        yield f"it {came}; expected to stand at {expect.stands_at}"


def _last_escalation(walk: _Walk) -> str:
    rows = [row for row in walk.effects if row.kind == "escalate"]
    return f" (it went to the {rows[-1].to} at {rows[-1].step}: “{rows[-1].text}”)" if rows else ""


def _way(walk: _Walk) -> Iterator[str]:
    expect, path = walk.scenario.expect, walk.path
    if expect.path and expect.path != path:
        same = next((n for n, pair in enumerate(zip(expect.path, path, strict=False)) if pair[0] != pair[1]), None)
        at = min(len(expect.path), len(path)) if same is None else same
        yield f"the way differs after {_until(path, at)}: {_next(path, at)}; expected {_next(expect.path, at)}"
    left = list(expect.through)
    for step in path:
        if left and step == left[0]:
            left.pop(0)
    if left:
        yield f"it never came through {left[0]} (in this order); its way: {' > '.join(path)}"
    yield from (f"it came through {step}; expected never" for step in expect.never if step in path)


def _until(path: Sequence[str], at: int) -> str:
    return " > ".join(path[max(0, at - 3) : at]) or "the start"


def _next(path: Sequence[str], at: int) -> str:
    return path[at] if at < len(path) else "the end"


def _list(names: Iterable[str], none: str = "nobody") -> str:
    return ", ".join(sorted(names)) or none


def _words(walk: _Walk) -> Iterator[str]:
    everything = _flat(" ".join(walk.said))
    expect = walk.scenario.expect
    yield from (f"never said: “{text}”" for text in expect.said if _flat(text) not in everything)
    yield from (f"said, and should not be: “{text}”" for text in expect.said_never if _flat(text) in everything)


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


# What the law says


def _law(walk: _Walk) -> Iterator[str]:
    expect, facts, on = walk.scenario.expect, walk.state.facts, walk.world.today
    for kind, deadline in expect.deadlines.items():
        try:
            yield from _deadline(walk.law.settle(kind, facts, on, walk.scenario.zone), deadline, kind)
        except UnknownLawError as error:
            yield str(error)
    for kind, may in expect.may.items():
        yield from _may(walk, kind, may)
    for duty_id in expect.no_such_duty:
        yield from _none_found(walk, duty_id)


def _deadline(found: Settled, expected: Deadline, kind: str) -> Iterator[str]:
    end = came_to(found)
    matches = end == expected.end or end.split("T")[0] == expected.end
    if not matches:
        yield f"{kind} ends {_ending(found)}; expected {expected.end}{f' ({found.why})' if found.why else ''}"
    status = weakest(row.status for row in found.of)
    if expected.status and expected.status != status:
        yield f"{kind} is {status or 'set by no duty'}; expected {expected.status}"


def came_to(found: Settled) -> str:
    """A deadline as scenarios write it: the moment it ends (day and time at the place), or open, no-number, none."""
    if not found.of:
        return "none"
    if found.at is None or found.day is None or found.state in ("open", "no-number"):
        return "unknown" if found.state == "dated" else found.state
    of_day = found.at.hour == 0 and found.at.minute == 0
    return found.day.isoformat() if of_day else f"{found.at:%Y-%m-%dT%H:%M}"


def _ending(found: Settled) -> str:
    missing = sorted(frozenset[str]().union(*(row.missing for row in found.of)))
    end = came_to(found)
    return f"{end}, since {', '.join(missing)} is not known" if end == "unknown" else end


def weakest(statuses: Iterable[Status]) -> Status | None:
    """How firm the law stands as a whole: as its weakest part."""
    held = set(statuses)
    return next((status for status in _WEAKEST if status in held), None)


def _may(walk: _Walk, kind: str, expected: May) -> Iterator[str]:
    try:
        found = walk.law.may(kind, walk.state.facts, walk.moment, walk.scenario.zone)
    except UnknownLawError as error:
        yield str(error)
        return
    if found.verdict != expected.may:
        lacking = f" (not known: {', '.join(sorted(found.missing))})" if found.missing else ""
        yield f"{kind}: the law says {found.verdict}{lacking}; expected {expected.may}"
    if expected.most and found.most != _cents(expected.most):
        yield f"{kind}: at most {dollars(found.most) if found.most is not None else 'no sum'}; expected {expected.most}"
    if expected.next and (found.next is None or f"{found.next:%Y-%m-%dT%H:%M}" != expected.next):
        yield f"{kind}: next at {found.next:%Y-%m-%dT%H:%M}" if found.next else f"{kind}: no next moment is known"


def _cents(written: str) -> int:
    value = value_of("sale.total", written, "UTC")
    assert isinstance(value, int)
    return value


def _none_found(walk: _Walk, duty_id: str) -> Iterator[str]:
    try:
        duty = walk.law.duty(duty_id)
    except UnknownLawError as error:
        yield str(error)
        return
    if not duty.no_duty:
        yield f"{duty_id} is a duty; expected the statement that none was found"
    row = next(row for row in walk.law.applies(walk.state.facts, walk.world.today) if row.duty.id == duty_id)
    if row.verdict != "yes":
        yield f"{duty_id}: whether it is about this business is “{row.verdict}”; expected yes"
