"""Which duties a changed procedure breaks, decided by the engine and the law alone: no check has a part in it.

A procedure is run from its scenarios' beginnings, and from ones in which only the business is known. Each question is
answered with every value that some condition of the procedure or of the law tells apart, both sides of each bound,
and with "can't be found out"; each step is skipped where it may be, each confirmation refused, each wait comes on its
last day or runs out. Cases that stand alike are one. A change is run from the cases that came to a changed step. A
duty is **broken** where a case ends in which it arises, or may arise as a fact is not known, and it was not met, or
after the law's time, and no person has it in hand.

Where that is more than `MOST` turns only so many are made, the ways least seen first; `Ran.whole` says whether it was
all."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count, islice, product
from typing import NamedTuple

from handrail.calendars.deadlines import due
from handrail.facts.cel_tree import Call, Constant, Node, names, walk
from handrail.facts.conditions import EvaluationError, Unknown, compile_condition
from handrail.facts.vocabulary import VOCABULARY, Value, fact
from handrail.law.engine import Law, load_law
from handrail.procedures.language.engine import (
    Answer,
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
    advance,
    offered,
    optional,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.parts import minutes
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.language.variants import written_out
from handrail.procedures.proof.findings import DutyToMeet
from handrail.procedures.proof.ready import kinds_of, with_limits, written
from handrail.procedures.proposing.cases import Place, usual
from handrail.procedures.proposing.trying import _values as told_apart
from handrail.procedures.proposing.wishes import Wish, ways_to
from handrail.procedures.scenarios import _values
from handrail.procedures.shelf import library, reachable

MOST = 700  # turns of a procedure as it stands
MOST_CHANGED = 260  # turns of a change
FAR = 5000  # days; a larger number in a condition is no span of days
ANSWERS = 26  # ways to answer one step


class Done(NamedTuple):
    """A step that was done, and the last moment at which it may be."""

    step: str
    by: datetime


class Case(NamedTuple):
    """A case where it stands: the state of the engine, what was done in it, and the clock."""

    state: State
    done: tuple[Done, ...]
    at: datetime
    place: Place

    @property
    def key(self) -> tuple[object, ...]:
        s = self.state
        return (s.status, s.at, s.calls, frozenset(s.facts.items()), frozenset(s.beyond), s.outcome,
                frozenset(s.marks.items()), self.done, self.at, self.place.at)  # fmt: skip


class Turn(NamedTuple):
    """One event and what it moved, as a change has to know it."""

    before: "Case | None"
    event: Event
    touched: frozenset[str]
    place: Place


@dataclass
class Ran:
    """What running a procedure told: the duties broken, as id and how; every turn; and whether it was all."""

    broken: set[tuple[str, str]] = field(default_factory=set)
    turns: list[Turn] = field(default_factory=list)
    whole: bool = True
    ended: int = 0


class Runner:
    """Runs a procedure, and changes of it, for one business."""

    def __init__(self, procedure: Procedure, business: Mapping[str, Value], duties: Iterable[DutyToMeet]) -> None:
        self.law: Law = load_law()
        self.procedure, self.business, self.duties = procedure, business, tuple(duties)
        self.bundle = bundle_of(procedure)
        self.random = random.Random(procedure.procedure)
        self.texts = [with_limits(t, s) for row in self.bundle.values() for s in row.steps for t in written(s)]
        arising = [duty.arises.tree for duty in self.duties if duty.arises]
        self.trees = [*(compile_condition(text).tree for text in self.texts), *arising]
        self.wishes: list[Wish] = [wish for tree in self.trees for wish in ways_to(tree, want=True)[:3] if wish]
        self.pool = self._pool()
        self.domains: dict[str, tuple[Value, ...]] = {}
        self.as_it_stands = Ran()

    def _pool(self) -> dict[str, list[Value]]:
        found: dict[str, list[Value]] = {}
        for row in reversed(self.procedure.scenarios):
            for name, value in _values(row.pool, row.zone).items():
                rows = found.setdefault(name, [])
                rows += [value] if value is not None and value not in rows else []
        return found

    # beginnings

    def places(self, bundle: Mapping[str, Procedure]) -> Iterator[tuple[Place, dict[str, Value | None]]]:
        for row in library()[self.procedure.procedure].scenarios:
            place = Place(dict(bundle), self.procedure.procedure, self.law, row.moment, row.zone)
            yield place, {**_values(row.facts, row.zone), **self.business}

    def starts(self, bundle: Mapping[str, Procedure]) -> Iterator[tuple[Place, Event]]:
        seen: set[object] = set()
        for place, base in self.places(bundle):
            today = place.world(place.at).today
            bare = {name: base[name] for name in base if name in self.business or name == "case.channel"}
            ways = ("phone", "chat", "email", "mail", "in-person")
            rows = [bare, base, *({**told, "case.channel": way} for way in ways for told in (bare, base))]
            for name in sorted(base.keys() - self.business.keys() - {"case.channel"}):
                rows += [{**base, name: value} for value in self.domain(name, place)]
            rows += [{**base, **{n: v for n, v in w.items() if n in base and n not in self.business}}
                     for w in self.wishes]  # fmt: skip
            for row in rows:
                known = {"case.opened_on": today, **{n: v for n, v in row.items() if v is not None}}
                key = (frozenset(known.items()), place.at)
                if key not in seen:
                    seen.add(key)
                    beyond = {n for n, v in row.items() if v is None}
                    beyond |= {n for n, v in VOCABULARY.items() if v.about == "business" and n not in known}
                    yield place, Start(place.slug, known, frozenset(beyond))

    # answers

    def domain(self, name: str, place: Place) -> tuple[Value, ...]:
        """The values that some condition tells apart; of a fact that none reads, those of the scenarios: what the law
        allows may hang on it."""
        key = f"{name} {place.at}"
        if key not in self.domains:
            row, today = fact(name), place.world(place.at).today
            found: dict[Value, None] = {}
            for tree in self.trees:
                if name in names(tree):
                    found |= dict.fromkeys(told_apart(row, tree))
                    found |= dict.fromkeys(_days(row.type, tree, today))
            if row.type == "choice":  # one that no condition names
                found |= dict.fromkeys([value for value in row.values if value not in found][:1])
            given = self.pool.get(name) or [usual(row, place.world(place.at))]
            self.domains[key] = tuple(dict.fromkeys((*given[: 1 if found else 4], *found)))
        return self.domains[key]

    def answers(self, wanted: tuple[str, ...], place: Place, some: frozenset[str]) -> list[dict[str, Value | None]]:
        rows: list[dict[str, Value | None]] = []
        domains = [self.domain(name, place) for name in wanted]
        base: dict[str, Value | None] = {name: rows[0] for name, rows in zip(wanted, domains, strict=True)}
        many = 1
        for values in domains:
            many *= len(values) + 1
        if many <= ANSWERS:
            rows = [dict(zip(wanted, values, strict=True)) for values in product(*((*d, None) for d in domains))]
        else:
            rows.append(base)
            for wish in self.wishes:
                here = {name: wish[name] for name in wanted if name in wish}
                rows += [{**base, **here}] if here else []
            one = [{**base, name: value} for name, values in zip(wanted, domains, strict=True)
                   for value in (*values, None)]  # fmt: skip
            self.random.shuffle(one)
            rows += [*one[:ANSWERS], dict.fromkeys(wanted)]
            rows += [{n: self.random.choice((*d, d[0])) for n, d in zip(wanted, domains, strict=True)} for _ in (1, 2)]
        rows += [{n: v for n, v in base.items() if n not in some}] if some else []
        return [row for n, row in enumerate(rows) if row not in rows[:n]][: ANSWERS + 8]

    def events(self, node: Case) -> Iterator[Event]:
        bundle, state, world = node.place.bundle, node.state, node.place.world(node.at)
        step = step_in_hand(bundle, state)
        if step is None:
            return
        if state.status == "waiting":
            yield Resume()
            if step.wait and step.wait.on_timeout:
                yield TimedOut()
            return
        chosen = offered(bundle, state, world)
        for row in chosen:
            yield Choose(row.id)
        if chosen:
            return
        if not step.never_skip and not step.confirm and not step.any_order:
            yield Skip("It is not needed here.")
        yield from self.answered(node, step, tuple(to_ask(step, state, world)), {}, 0)

    def answered(
        self, node: Case, step: Step, wanted: tuple[str, ...], before: dict[str, Value | None], deep: int
    ) -> Iterator[Event]:
        some = frozenset(optional(step, node.state))
        for row in self.answers(wanted, node.place, some) if wanted else [{}]:
            said = {**before, **row}
            known = {name: value for name, value in said.items() if value is not None}
            for yes in (True, False) if step.confirm and step.no else (True if step.confirm else None,):
                event = Answer(known, frozenset(said.keys() - known.keys()), yes)
                try:
                    advance(node.place.bundle, node.state, event, node.place.world(node.at))
                except UnansweredError as error:
                    more = tuple(name for name in error.facts if name not in said)
                    if more and deep < 3:
                        yield from islice(self.answered(node, step, more, said, deep + 1), ANSWERS)
                    continue
                except (EngineError, EvaluationError):
                    continue
                yield event

    # running

    def run(self) -> Ran:
        """The procedure as it stands: each turn is kept."""
        ran = self.as_it_stands = Ran()
        queue = _Queue(self)
        for place, event in self.starts(self.bundle):
            self.turn(ran, queue, None, event, place, keep=True)
        self.go_on(ran, queue, MOST, keep=True)
        return ran

    def run_changed(self, changed: Procedure, among: Iterable[DutyToMeet], known: set[tuple[str, str]]) -> Ran:
        """A change, from the cases that came to what is changed; until one breaks a duty that was not broken before."""
        bundle, ran = bundle_of(changed), Ran()
        other = _differs(self.bundle, bundle)
        queue = _Queue(self, frozenset(duty.id for duty in among))
        for turn in self.as_it_stands.turns:
            if not turn.touched & other or _stands_in(turn.before, other):
                continue
            place = replace(turn.place, bundle=bundle)
            before = turn.before._replace(place=place) if turn.before else None
            self.turn(ran, queue, before, turn.event, place)
            if ran.broken - known:
                return ran
        self.go_on(ran, queue, MOST_CHANGED, known=known)
        ran.whole = ran.whole and self.as_it_stands.whole
        return ran

    def go_on(
        self, ran: Ran, queue: "_Queue", most: int, *, keep: bool = False, known: set[tuple[str, str]] | None = None
    ) -> None:
        for number in count():
            node = queue.pop()
            if node is None:
                return
            if number >= most:
                ran.whole = False
                return
            for event in self.events(node):
                self.turn(ran, queue, node, event, node.place, keep=keep)
                if known is not None and ran.broken - known:
                    return

    def turn(
        self, ran: Ran, queue: "_Queue", before: Case | None, event: Event, place: Place, *, keep: bool = False
    ) -> None:
        state, at = (before.state, before.at) if before else (State(), place.at)
        if state.status == "waiting":
            step = step_in_hand(place.bundle, state)
            if step and step.wait and step.wait.at_most:  # what was waited for came as late as it could
                at += timedelta(minutes=minutes(step.wait.at_most))
        try:
            after, effects = advance(place.bundle, state, event, place.world(at))
        except (EngineError, EvaluationError, KeyError, ValueError, RecursionError):
            return
        moves = after.trail[len(state.trail) :]
        node = Case(after, _done(before.done if before else (), moves, effects, at), at, place)
        if keep:
            steps = {id_ for id_, _ in moves} | ({after.at.step} if after.at else set())
            steps |= {state.at.step} if state.at else set()
            ran.turns.append(Turn(before, event, frozenset(steps), place))
        if after.status == "ended":
            ran.ended += 1
            ran.broken |= set(self.missed(node))
        elif len(after.trail) < 90:
            queue.push(node, (state.at, type(event), moves, after.at))

    # what the law says of it

    def arises(self, duty: DutyToMeet, node: Case) -> object:
        if duty.arises is None:
            return True
        world, facts = node.place.world(node.at), node.state.facts
        try:
            functions = world.law(facts) if world.law else None
            return duty.arises.evaluate({**facts, "today": world.today}, functions).value
        except EvaluationError:
            return False

    def missed(self, node: Case) -> Iterator[tuple[str, str]]:
        for duty in self.duties:
            met, late = _met(duty, node)
            if (met and not late) or (not met and (node.state.outcome or "") in duty.excused_by):
                continue
            found = self.arises(duty, node)
            if found is True or isinstance(found, Unknown):
                yield duty.id, "surely" if found is True else "perhaps"


class _Queue:
    """What was seen least comes first; cases in which one of the duties looked for arises before others."""

    def __init__(self, runner: Runner, duties: frozenset[str] = frozenset()) -> None:
        self.runner, self.ticks = runner, count()
        self.duties = [duty for duty in runner.duties if duty.id in duties] if len(duties) <= 4 else []
        self.seen: Counter[object] = Counter()
        self.keys: set[object] = set()
        self.rows: list[tuple[int, int, float, int, Case]] = []

    def push(self, node: Case, way: object) -> None:
        key = node.key
        if key in self.keys:
            return
        self.keys.add(key)
        self.seen[way] += 1
        far = min((_rank(self.runner.arises(duty, node)) for duty in self.duties), default=0)
        heappush(
            self.rows, (self.seen[way] // 2 + far, -len(node.done), self.runner.random.random(), next(self.ticks), node)
        )

    def pop(self) -> Case | None:
        return heappop(self.rows)[-1] if self.rows else None


def _stands_in(case: Case | None, steps: frozenset[str]) -> bool:
    return bool(case and case.state.at and case.state.at.step in steps)


def _rank(found: object) -> int:
    return 0 if found is True else 2 if found is False else 1


def bundle_of(procedure: Procedure) -> dict[str, Procedure]:
    shelf = {**library(), procedure.procedure: procedure}
    return {name: written_out(shelf[name]) for name in reachable(procedure.procedure, shelf)}


def _differs(one: Mapping[str, Procedure], other: Mapping[str, Procedure]) -> frozenset[str]:
    """The steps that are not the same in both, or that another step follows."""
    a, b = (
        {step.id: (step, row.after(step)) for row in bundle.values() for step in row.steps} for bundle in (one, other)
    )
    return frozenset(id_ for id_ in a.keys() | b.keys() if a.get(id_) != b.get(id_))


def _days(kind: str, tree: Node, today: date) -> Iterator[Value]:
    if kind != "date":
        return
    yield today
    for node in walk(tree):
        if isinstance(node, Call) and any(isinstance(arg, Call) for arg in node.args):
            for arg in node.args:
                number = arg.value if isinstance(arg, Constant) else None
                if isinstance(number, int) and not isinstance(number, bool) and number < FAR:
                    yield from (today - timedelta(days=number + k) for k in (-1, 0, 1))
    yield today - timedelta(days=400)


def _done(
    before: tuple[Done, ...], moves: Iterable[tuple[str, str]], effects: Iterable[Effect], at: datetime
) -> tuple[Done, ...]:
    rows, steps = list(before), {row.step for row in before}
    for id_, how in moves:
        if how == "done" and id_ not in steps:
            steps.add(id_)
            rows.append(
                Done(id_, max((e.at for e in effects if e.kind == "due" and e.step == id_ and e.at), default=at))
            )
    return tuple(rows)


def _met(duty: DutyToMeet, node: Case) -> tuple[bool, bool]:
    """Whether a duty was met, and whether too late or in the wrong order."""
    met = late = seen = False
    steps = {step.id: step for row in node.place.bundle.values() for step in row.steps}
    rule = duty.must_come
    for row in node.done:
        step = steps.get(row.step)
        if step is None:
            continue
        is_such = rule is not None and bool(kinds_of(step) & set(rule.kinds))
        seen |= is_such
        now = duty.kind in step.meets and (rule is None or rule.order == "before" or seen)
        if now and not met:
            late |= row.by > _last(duty, node)
        met |= now
        late |= rule is not None and rule.order == "before" and is_such and not met
    return met, late


def _last(duty: DutyToMeet, node: Case) -> datetime:
    """The last moment that the law leaves; a day that is not known counts as the first of the case."""
    rule = duty.in_time
    if rule is None or rule.shortest is None:
        return datetime.max.replace(tzinfo=node.at.tzinfo)
    facts = node.state.facts
    days = [day for name in rule.starts if isinstance(day := facts.get(name), date)]
    known = bool(days) if rule.any_start else len(days) == len(rule.starts)
    if not known or rule.shortest < 1440:
        return node.place.at + timedelta(minutes=rule.shortest)
    start = max(node.place.world(node.place.at).today, (min if rule.any_start else max)(map(_day, days)))
    return due(start, rule.shortest // 1440, "calendar-days", zone=node.place.zone).at


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
