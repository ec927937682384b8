"""The slow answer: random small procedures, run through the real engine in every way people can act.

Nothing here uses the proof's own walk: facts take every value of a small domain, the engine is asked for each event, and
what happened is read from its effects and trail. Whether a step comes too late is read from the engine's own times, set
against the last moment that the calendar counts. A case always stands at the last second of one day: what it waits moves
the days it knows back instead, so that going round and waiting comes to an end."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import ClassVar

from handrail.calendars.deadlines import due
from handrail.facts.conditions import Unknown, compile_condition
from handrail.facts.vocabulary import Fact, Own, Value, with_own
from handrail.procedures.language import engine
from handrail.procedures.language.engine import (
    Answer,
    EngineError,
    Place,
    Resume,
    Skip,
    Start,
    State,
    TimedOut,
    UnansweredError,
    World,
)
from handrail.procedures.language.steps import BLANK, Procedure, Step
from handrail.procedures.proof.explore import RECORDED_ENDS
from handrail.procedures.proof.findings import DutyToMeet, InTime, MustCome

DOMAINS: dict[str, tuple[Value, ...]] = {
    "sale.notice_given": (True, False),
    "sale.is_consumer": (True, False),
    "cancellation.wanted": (True, False),
    "sale.paid_how": ("cash", "check", "credit-card", "debit-card", "bank-debit", "financed"),
    "breach.residents": (0, 1, 2, 3, 4),
    "business.records_calls": ("all", "some", "none"),
}
NAMES = tuple(DOMAINS)
DOMAINS |= {name: tuple(range(-4, 5)) for name in ("own.a", "own.b", "own.c")}
KINDS = ("first.kind", "second.kind")
TODAY = date(2026, 11, 24)
WORLD = World(datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC), TODAY)
STARTS = ("sale.signed_on", "cancellation.sent_on")
DOMAINS |= dict.fromkeys(STARTS, (TODAY,))  # and the day on which the case began, see `answers`
LONGEST = 4  # days; no law here gives more
LONG_AGO = TODAY - timedelta(days=LONGEST + 1)


# random procedures


class Maker:
    """Random procedures of a few steps, from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.facts = self.random.sample(NAMES, 3)
        if self.random.random() < 0.7 and "sale.paid_how" in self.facts:
            self.facts[self.facts.index("sale.paid_how")] = "sale.is_consumer"
        self.facts = list(dict.fromkeys(self.facts))

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def atom(self) -> str:
        name = self.random.choice(self.facts)
        values = DOMAINS[name]
        if values == (True, False):
            return self.random.choice((name, f"!{name}", f"{name} == false", f"{name} != false", f"known({name})"))
        if isinstance(values[0], int):
            op = self.random.choice(("<", "<=", "==", "!=", ">", ">="))
            number = self.random.choice((1, 2, 3))
            return self.random.choice((f"{name} {op} {number}", f"{number} {op} {name}"))
        some = [str(value) for value in self.random.sample(values, 2)]
        return self.random.choice((f"{name} == '{some[0]}'", f"{name} != '{some[0]}'", f"{name} in {some}"))

    def guard(self) -> str:
        if self.maybe(0.5):
            return self.atom()
        a, b = self.atom(), self.atom()
        return self.random.choice((f"{a} && {b}", f"{a} || {b}", f"!({a} && {b})", f"({a} || {b}) && {self.atom()}",
                                   f"({a} ? {b} : {self.atom()})"))  # fmt: skip

    def way(self, ids: list[str], *, person: bool = False) -> dict[str, object]:
        pick = self.random.random()
        if pick < 0.45:
            return {"go": self.random.choice(ids)}
        if pick < 0.65 or person:
            then = {"then": self.random.choice(ids)} if self.maybe(0.2) else {}
            return {"escalate": "supervisor", "why": "so", **then}
        if pick < 0.8:
            return {"refuse": "no"}
        return {"end": self.random.choice(("resolved", "kept", "referred", "unresolved"))}

    def step(self, id_: str, ids: list[str], callee: str | None) -> dict[str, object]:
        made: dict[str, object] = {"id": id_}
        self.gather(made, ids)
        if self.maybe(0.25):
            made |= {"check": {"it holds": self.guard()}, "otherwise": self.way(ids)}
        if self.maybe(0.3):
            made["decide"] = [{"when": self.guard(), "then": self.way(ids)} for _ in range(self.random.choice((1, 2)))]
            made["decide"] += [{"otherwise": self.way(ids)}]  # type: ignore[operator]
        elif self.maybe(0.5):
            made |= self.ending(ids, callee)
        if self.maybe(0.35):
            made["meets"] = [self.random.choice(KINDS)]
        if self.maybe(0.3):
            made["unknown"] = self.way(ids)
        made |= {"never_skip": True} if self.maybe(0.4) else {}
        made |= {"if_skipped": self.way(ids)} if self.maybe(0.3) else {}
        return made

    def gather(self, made: dict[str, object], ids: list[str]) -> None:
        blank = f"It is {{{{ {self.random.choice(self.facts)} }}}}" if self.maybe(0.3) else "Words"
        if self.maybe(0.25):
            made["when"] = self.guard()
        for part in ("say", "do", "send"):
            if self.maybe(0.25):
                made[part] = blank
        if self.maybe(0.4):
            made["ask"] = self.random.sample(self.facts, min(len(self.facts), self.random.choice((1, 1, 2))))
        if self.maybe(0.15):
            made["record"] = [self.random.choice(self.facts)]
        if self.maybe(0.12):
            made |= {"confirm": "customer", "no": self.way(ids)}

    def ending(self, ids: list[str], callee: str | None) -> dict[str, object]:
        pick = self.random.random()
        if pick < 0.35:
            return {"end": self.random.choice(("resolved", "kept", "escalated", "unresolved"))}
        if pick < 0.45:
            return {"refuse": "no"}
        if pick < 0.6:
            return {"escalate": {"to": "supervisor", "why": "so"}}
        if pick < 0.72:
            return {"wait": {"for": "it", "at_most": "1d", "on_timeout": self.way(ids)}}
        if callee and pick < 0.9:
            return {"call": callee, "outcomes": {"refused": self.way(ids), "resolved": self.way(ids)}}
        return {"next": self.random.choice(ids)}

    def procedure(self, name: str, callee: str | None = None) -> Procedure:
        ids = [f"{name[0]}{n}" for n in range(1, self.random.choice((2, 3, 4, 5)) + 1)]
        steps = [self.step(id_, ids, callee) for id_ in ids]
        head = {"procedure": name, "title": "T", "purpose": "P", "owner": "o", "review": {"every": "6mo"}}
        return Procedure.model_validate({**head, "steps": steps})

    def duties(self) -> list[DutyToMeet]:
        rules = (None, None, MustCome("before", ("send",)), MustCome("before", (KINDS[1],)), MustCome("after", ("do",)))
        return [
            DutyToMeet(f"duty-{n}", kind, f"Duty {n}", "1 X 2",
                       arises=compile_condition(self.guard()) if self.maybe(0.8) else None,
                       must_come=self.random.choice(rules))
            for n, kind in enumerate(KINDS)
        ]  # fmt: skip


OWN = {
    "own.items": {"type": "list", "label": "Items", "ask": "Which items?"},
    "own.item": {"type": "text", "label": "Item", "ask": "Which item?"},
}
LISTS: tuple[Value, ...] = ((), ("a",), ("a", "b"))


class WholeMaker(Maker):
    """Procedures that use the parts of the language in which facts change and ways are counted."""

    copies = False

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        ours = [name for name in self.facts if not name.startswith("business.")]
        self.changing = ours[:1] if self.maybe(0.6) else []
        self.steady = [name for name in self.facts if name not in self.changing]

    def way(self, ids: list[str], *, person: bool = False) -> dict[str, object]:
        if not person and self.maybe(0.25):
            forget = self.random.sample(self.facts, self.random.choice((0, 1, 1)))
            back = {"again": self.random.choice(ids), "at_most": self.random.choice((1, 1, 2))}
            return {**back, "forget": forget, "over": super().way(ids)}
        return super().way(ids, person=person)

    def gather(self, made: dict[str, object], ids: list[str]) -> None:
        facts = self.facts
        self.facts = self.steady or facts
        super().gather(made, ids)
        self.facts = facts
        if self.maybe(0.2) and len(facts) > 1:
            made["collect"] = {"at_least": self.random.randint(1, len(facts) - 1), "of": facts}
        gathered = {*made.get("ask", ()), *made.get("collect", {}).get("of", ())}  # type: ignore[attr-defined]
        if self.maybe(0.3) and self.changing and self.changing[0] not in gathered:
            made["work_out"] = {self.changing[0]: self.value(self.changing[0])}
        if self.maybe(0.15):
            made["once"] = True
        if self.maybe(0.15):
            made["may_skip"] = {"when": self.guard()}

    def value(self, name: str) -> str:
        """An expression for a fact: a constant, or one that stays in the domain."""
        values = DOMAINS[name]
        value = self.random.choice(values)
        if isinstance(value, bool) and self.copies:
            others = [fact for fact in self.facts if DOMAINS[fact] == (True, False) and fact != name]
            return self.random.choice([str(value).lower(), *others, *(f"!{fact}" for fact in others)])
        return f"'{value}'" if isinstance(value, str) else str(value).lower()

    def step(self, id_: str, ids: list[str], callee: str | None) -> dict[str, object]:
        made = super().step(id_, ids, callee)
        if "call" in made and self.maybe(0.4):
            del made["call"]
            forget = self.random.sample(self.facts, self.random.choice((0, 1)))
            made["for_each"] = {"in": "own.items", "as": "own.item", "call": callee, "forget": forget}
        elif "call" in made and self.changing and self.maybe(0.5):
            made["give"] = {self.changing[0]: self.value(self.changing[0])}
        if made.get("never_skip"):
            made.pop("may_skip", None)
        return made

    def procedure(self, name: str, callee: str | None = None) -> Procedure:
        ids = [f"{name[0]}{n}" for n in range(1, self.random.choice((2, 3, 4)) + 1)]
        head = {"procedure": name, "title": "T", "purpose": "P", "owner": "o", "review": {"every": "6mo"}, "facts": OWN}
        return Procedure.model_validate({**head, "steps": [self.step(id_, ids, callee) for id_ in ids]})


class OrderMaker(WholeMaker):
    """The same, with two or three steps that may be done in any order."""

    def procedure(self, name: str, callee: str | None = None) -> Procedure:
        ids = [f"{name[0]}{n}" for n in range(1, self.random.choice((1, 2)) + 1)]
        block, members = f"{name[0]}o", [f"{name[0]}m{n}" for n in range(1, self.random.choice((2, 2, 3)) + 1)]
        outside = [*ids, block]
        any_order = {"of": members} | ({"at_least": len(members) - 1} if self.maybe(0.5) else {})
        head: dict[str, object] = {"id": block, "any_order": any_order}
        head |= {"when": self.guard()} if self.maybe(0.2) else {}
        head |= {"otherwise": self.way(outside)} if "at_least" in any_order and self.maybe(0.6) else {}
        inside = [self.member(id_, outside, callee) for id_ in members]
        steps = [self.step(id_, outside, callee) for id_ in ids]
        at = self.random.randint(0, len(steps))
        whole = {
            "procedure": name,
            "title": "T",
            "purpose": "P",
            "owner": "o",
            "review": {"every": "6mo"},
            "facts": OWN,
        }
        return Procedure.model_validate({**whole, "steps": [*steps[:at], head, *inside, *steps[at:]]})

    def member(self, id_: str, outside: list[str], callee: str | None) -> dict[str, object]:
        made = self.step(id_, outside, callee)
        for part in ("next", "end", "refuse"):
            made.pop(part, None)
        if self.maybe(0.2):
            made["unknown"] = {"again": id_, "at_most": 1, "forget": self.facts[:1], "over": outside[-1]}
        return made


class Timed(Maker):
    """Duties with a deadline, steps with a time of their own, and waits."""

    def atom(self) -> str:
        return f"known({self.random.choice(STARTS)})" if self.maybe(0.1) else super().atom()

    def gather(self, made: dict[str, object], ids: list[str]) -> None:
        super().gather(made, ids)
        if self.maybe(0.4):
            made["ask"] = [*made.get("ask", ()), self.random.choice(STARTS)]  # type: ignore[misc]

    def step(self, id_: str, ids: list[str], callee: str | None) -> dict[str, object]:
        made = super().step(id_, ids, callee)
        if self.maybe(0.5):
            made["meets"] = [self.random.choice(KINDS)]
        made |= {"never_skip": True} if self.maybe(0.4) and "may_skip" not in made else {}
        if self.maybe(0.6):
            made["within"] = self.random.choice(("1h", "1d", "2d", "3d"))
        return made

    def ending(self, ids: list[str], callee: str | None) -> dict[str, object]:
        if self.maybe(0.4):
            return super().ending(ids, callee)
        return {"wait": {"for": "it", "at_most": self.random.choice(("1d", "2d")), "on_timeout": self.way(ids)}}

    def duties(self) -> list[DutyToMeet]:
        return [self.timed(duty) for duty in super().duties()]

    def timed(self, duty: DutyToMeet) -> DutyToMeet:
        """Half of them arise only where their day is known: else what is not known would hide what is."""
        rule = self.in_time()
        begins = " && ".join(f"known({name})" for name in rule.starts)
        return replace(duty, in_time=rule, arises=compile_condition(begins) if self.maybe(0.5) else duty.arises)

    def in_time(self) -> InTime:
        starts = tuple(self.random.sample(STARTS, self.random.choice((1, 1, 2))))
        days = self.random.randint(1, LONGEST)
        return InTime(starts, days * 1440, f"{days} calendar days", any_start=self.maybe(0.5))


class TimedMaker(Timed):
    pass


class TimedWholeMaker(Timed, WholeMaker):
    pass


class TimedOrderMaker(Timed, OrderMaker):
    pass


class CopyingMaker(WholeMaker):
    """The same, with values worked out from other facts: the walk takes them as free, so it may see more, never less."""

    copies = True


NUMBERS = ("own.a", "own.b", "own.c")
OWN_NUMBERS = {name: {"type": "int", "label": name, "ask": "How many?"} for name in NUMBERS}


class ReckoningMaker(Maker):
    """Procedures whose conditions add facts and compare them with each other; `own.c` is what is worked out from them.
    The numbers are so small that what is possible at all is possible within the domain."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.facts = ["own.a", "own.b"] + (["sale.is_consumer"] if self.maybe(0.3) else [])
        self.worked_out = self.random.choice(("own.a - own.b", "own.a + own.b", "most(own.a, own.b)"))
        self.places = 1 if self.maybe(0.5) else 0

    def atom(self) -> str:
        if "sale.is_consumer" in self.facts and self.maybe(0.15):
            return "sale.is_consumer"
        op, number = self.random.choice(("<", "<=", "==", "!=", ">", ">=")), self.random.choice((-1, 0, 1))
        a, b = self.random.sample(("own.a", "own.b"), 2)
        term = self.random.choice(
            (a, a, f"{a} - {b}", f"{a} + {b}", f"least({a}, {b})", *(["own.c"] * 2 * self.worked))
        )
        return self.random.choice((f"{term} {op} {number}", f"{term} {op} {number}", f"{a} {op} {b}"))

    @property
    def worked(self) -> int:
        return self.places_made

    places_made = 0

    def gather(self, made: dict[str, object], ids: list[str]) -> None:
        super().gather(made, ids)
        if self.places and self.maybe(0.6):
            made["work_out"] = {"own.c": self.worked_out}
            self.places, self.places_made = 0, 1

    def procedure(self, name: str, callee: str | None = None) -> Procedure:
        ids = [f"{name[0]}{n}" for n in range(1, self.random.choice((2, 3, 4)) + 1)]
        head = {"procedure": name, "title": "T", "purpose": "P", "owner": "o", "review": {"every": "6mo"},
                "facts": OWN_NUMBERS}  # fmt: skip
        return Procedure.model_validate({**head, "steps": [self.step(id_, ids, callee) for id_ in ids]})

    def duties(self) -> list[DutyToMeet]:
        with with_own(own_of_numbers()):
            return super().duties()


def own_of_numbers() -> Own:
    return Own(Fact(name, "int", "case", name, "How many?") for name in NUMBERS)


@dataclass(frozen=True, slots=True)
class Case:
    bundle: dict[str, Procedure]
    duties: list[DutyToMeet]
    given: dict[str, Value]


def case(seed: int, kind: type[Maker] = Maker) -> Case:
    """The case of a seed: a procedure, sometimes one that it calls, two duties, sometimes facts given."""
    maker = kind(seed)
    bundle = {"called": maker.procedure("called")} if maker.maybe(0.35) else {}
    bundle["main"] = maker.procedure("main", "called" if bundle else None)
    given = {name: maker.random.choice(DOMAINS[name]) for name in maker.facts if maker.maybe(0.15)}
    return Case(bundle, maker.duties(), {name: value for name, value in given.items() if name not in NUMBERS})


# running all of it


@dataclass(frozen=True, slots=True)
class Where:
    """A state of the engine with what the effects said so far."""

    status: str
    at: Place | None
    calls: tuple[Place, ...]
    facts: frozenset[tuple[str, Value]]
    beyond: frozenset[str]
    met: frozenset[str]
    late: frozenset[str]
    seen: frozenset[str]
    recorded: bool
    outcome: str | None
    marks: frozenset[tuple[str, int | str]] = frozenset()
    owed: frozenset[str] = frozenset()
    began: date = TODAY
    waits: int = 0  # days, at most

    def after_waiting(self) -> "Where":
        """What was waited for came on the last day."""
        back = timedelta(days=self.waits)
        facts = {(name, max(day - back, LONG_AGO)) if name in STARTS else (name, day) for name, day in self.facts}
        return replace(self, facts=frozenset(facts), began=max(self.began - back, LONG_AGO), waits=0)

    def state(self) -> State:
        facts, marks = dict(self.facts), dict(self.marks)
        return State(self.status, self.at, self.calls, facts, self.beyond, outcome=self.outcome, marks=marks)  # type: ignore[arg-type]


@dataclass(slots=True)
class Told:
    """The verdicts: (duty, missed or late), blanks, steps at which no record, default unknowns, circles, steps reached."""

    duties: set[tuple[str, str]] = field(default_factory=set)
    handed_over: set[str] = field(default_factory=set)
    blanks: set[tuple[str, str, str]] = field(default_factory=set)
    defaults: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    unrecorded: bool = False
    silent_circle: bool = False
    in_circles: set[str] = field(default_factory=set)
    stuck: bool = False
    states: int = 0


def too_late_at(rule: InTime, facts: Mapping[str, Value], began: date) -> datetime:
    """The first moment that is too late. A day that is not known counts as the one on which the case began."""
    days = [day for name in rule.starts if isinstance(day := facts.get(name), date)]
    known = bool(days) if rule.any_start else len(days) == len(rule.starts)
    start = (min if rule.any_start else max)(days) if known else began
    assert rule.shortest is not None
    return due(start, rule.shortest // 1440, "calendar-days").at


UNSAID: object = object()  # of a collection, not every fact has to be said


def _domain(name: str) -> tuple[Value, ...]:
    return LISTS if name == "own.items" else DOMAINS[name]


def _days(name: str, where: Where) -> tuple[Value, ...]:
    """What may be said. A day may lie anywhere between the first of the case and today."""
    return tuple({where.began, TODAY}) if name in STARTS else _domain(name)


class TooManyError(Exception):
    """More states than this oracle has patience for."""


class Watched(engine._Run):
    """A turn that tells when facts are let go: what was known just before, and what had happened."""

    told: ClassVar[list[tuple[dict[str, Value], frozenset[str], tuple[engine.Effect, ...], int]]] = []

    def forget(self, names: Iterable[str]) -> None:
        names = tuple(names)
        self.let_go(names)
        super().forget(names)

    def learn(self, facts: Mapping[str, Value], beyond: Iterable[str]) -> None:
        self.let_go(tuple(facts))
        super().learn(facts, beyond)

    def let_go(self, names: tuple[str, ...]) -> None:
        if any(name in self.facts or name in self.beyond for name in names):
            row = dict(self.facts), frozenset(self.beyond), tuple(self.effects), len(self.moves)
            self.told.append(row)


class Oracle:
    """Runs one case in every way."""

    def __init__(self, case_: Case, most: int = 6000) -> None:
        self.case = case_
        self.told = Told()
        self.most = most
        self.following: dict[Where, set[Where]] = {}

    def run(self) -> Told:
        waiting: list[Where] = []
        for given in self.beginnings():
            waiting += self.moved(None, Start("main", given), self.case.bundle)
        while waiting:
            where = waiting.pop()
            if where in self.following:
                continue
            if len(self.following) > self.most:
                raise TooManyError
            found = list(self.moves(where)) if where.at else []
            self.following[where] = set(found)
            waiting += found
        self.told.states = len(self.following)
        self.find_circles()
        return self.told

    def beginnings(self) -> Iterator[dict[str, Value]]:
        """Facts of the business that are not given are tried with every value."""
        business = [name for name in NAMES if name.startswith("business.") and name not in self.case.given]
        for values in product(*(DOMAINS[name] for name in business)):
            yield {**self.case.given, **dict(zip(business, values, strict=True))}

    def moves(self, where: Where) -> Iterator[Where]:
        state = where.state()
        step = engine.step_in_hand(self.case.bundle, state)
        assert step is not None
        if state.status == "waiting":
            where = where.after_waiting()
            yield from self.moved(where, Resume(), self.case.bundle)
            yield from self.moved(where, TimedOut(), self.case.bundle)
            return
        if step.no and self.in_the_way(step, state):
            yield from self.moved(where, Answer(confirmed=False), self.case.bundle)
        chosen = engine.offered(self.case.bundle, state, WORLD)
        for row in chosen:
            yield from self.moved(where, engine.Choose(row.id), self.case.bundle)
        if chosen:
            return
        yield from self.answers(where, step, engine.to_ask(step, state, WORLD), {}, frozenset())
        if not step.never_skip and not step.confirm and not step.any_order:
            yield from self.moved(where, Skip("so"), self.case.bundle)

    def answers(
        self, where: Where, step: Step, shown: tuple[str, ...], facts: dict[str, Value], beyond: frozenset[str]
    ) -> Iterator[Where]:
        """Every way to answer what is shown, then what is shown next."""
        state = where.state()
        some = set(engine.optional(step, state)) if self.in_the_way(step, state) else set()
        for values in product(*((*_days(name, where), None, *([UNSAID] if name in some else [])) for name in shown)):
            said = {name: value for name, value in zip(shown, values, strict=True) if value is not UNSAID}
            here = {**facts, **{name: value for name, value in said.items() if value is not None}}
            gone = beyond | {name for name, value in said.items() if value is None}
            if not said and shown:
                continue
            for confirmed in (True, False) if step.no else (None,):
                try:
                    yield from self.moved(where, Answer(here, gone, confirmed), self.case.bundle)
                except UnansweredError as error:
                    yield from self.answers(where, step, error.facts, here, gone)

    def moved(self, where: Where | None, event: engine.Event, bundle: dict[str, Procedure]) -> Iterator[Where]:
        before = where.state() if where else State()
        Watched.told.clear()
        try:
            turn = self.watched(bundle, before, event)
            after, effects = engine.apply(before, turn), turn.effects
        except UnansweredError:
            raise
        except (EngineError, RecursionError) as error:
            if isinstance(event, Skip) and ("skipped only" in str(error) or "decides where" in str(error)):
                return
            self.told.silent_circle = True
            return
        yield self.kept(where, before, after, effects, event)

    @staticmethod
    def watched(bundle: dict[str, Procedure], before: State, event: engine.Event) -> engine.Turn:
        plain, engine._Run = engine._Run, Watched  # type: ignore[misc]
        try:
            return engine.decide(bundle, before, event, WORLD)
        finally:
            engine._Run = plain  # type: ignore[misc]

    def owed_after(self, where: Where | None, moves: tuple[tuple[str, str], ...]) -> frozenset[str]:
        """Duties that had arisen on facts that were let go in this turn, and were not met by then."""
        owed = set(where.owed) if where else set()
        for facts, beyond, effects, number in Watched.told:
            met, _, _ = self.duties_after(where, effects, moves[:number], facts)
            for duty in self.case.duties:
                found = duty.arises.evaluate(facts).value if duty.arises else None
                arose = found is True or (isinstance(found, Unknown) and not found.missing - beyond)
                if arose and duty.id not in met:
                    owed.add(duty.id)
        return frozenset(owed)

    # reading what happened

    def kept(
        self, where: Where | None, before: State, after: State, effects: tuple[engine.Effect, ...], event: engine.Event
    ) -> Where:
        moves = after.trail[len(before.trail) :]
        met, late, seen = self.duties_after(where, effects, moves, after.facts)
        recorded = bool(where and where.recorded) or any(self.step(id_).record for id_, how in moves if how != "passed")
        self.read_blanks(before, after, moves, effects, event)
        if any(effect.text.startswith("Can't be found out") for effect in effects):
            self.told.defaults |= {effect.step for effect in effects if effect.text.startswith("Can't be found out")}
        found = Where(after.status, after.at, after.calls, frozenset(after.facts.items()), frozenset(after.beyond),
                      met, late, seen, recorded, after.outcome, frozenset(after.marks.items()),
                      self.owed_after(where, moves) - met, where.began if where else TODAY,
                      max(((e.at - WORLD.at).days for e in effects if e.kind == "wait" and e.at), default=0))  # fmt: skip
        if after.at is None:
            self.judge(found)
        return found

    def step(self, id_: str) -> Step:
        return next(step for p in self.case.bundle.values() for step in p.steps if step.id == id_)

    def duties_after(
        self, where: Where | None, effects: tuple[engine.Effect, ...], moves: tuple[tuple[str, str], ...],
        facts: Mapping[str, Value],
    ) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:  # fmt: skip
        met = set(where.met) if where else set()
        late = set(where.late) if where else set()
        seen = set(where.seen) if where else set()
        for id_, how in moves:
            if how == "done":
                assert set(self.step(id_).meets) <= {e.text for e in effects if e.kind == "meets"}
                before = set(met)
                self.done(self.step(id_), met, late, seen)
                done_by = max((e.at for e in effects if e.kind == "due" and e.step == id_ and e.at), default=WORLD.at)
                began = where.began if where else TODAY
                late |= {
                    duty.id
                    for duty in self.case.duties
                    if duty.id in met - before and duty.in_time and done_by >= too_late_at(duty.in_time, facts, began)
                }
        return frozenset(met), frozenset(late), frozenset(seen)

    def done(self, step: Step, met: set[str], late: set[str], seen: set[str]) -> None:
        parts = {part for part in ("do", "send", "say") if getattr(step, part)} | set(step.meets)
        for duty in self.case.duties:
            rule = duty.must_come
            is_such = rule is not None and bool(parts & set(rule.kinds))
            if rule and rule.order == "after" and is_such:
                seen.add(duty.id)
            if duty.kind in step.meets and (rule is None or rule.order == "before" or duty.id in seen):
                met.add(duty.id)
            if rule and rule.order == "before" and is_such and duty.id not in met:
                late.add(duty.id)

    def read_blanks(
        self, before: State, after: State, moves: tuple[tuple[str, str], ...],
        effects: tuple[engine.Effect, ...], event: engine.Event,
    ) -> None:  # fmt: skip
        step = engine.step_in_hand(self.case.bundle, before)
        handled = {e.step for e in effects} | {id_ for id_, _ in moves}
        if step and isinstance(event, Answer) and step.say and step.id in handled and self.in_the_way(step, before):
            self.open_blanks(step.id, step.say, before.facts, before.beyond)
        said = event if isinstance(event, Answer) else Answer()
        for effect in effects:  # a way back may have let go of facts since
            if effect.kind in ("do", "send"):
                facts = {**before.facts, **after.facts, **said.facts}
                self.open_blanks(effect.step, effect.text, facts, before.beyond | after.beyond | said.beyond)

    def in_the_way(self, step: Step, state: State) -> bool:
        if not step.when:
            return True
        return not compile_condition(step.when).evaluate(state.facts).missing - state.beyond

    def open_blanks(self, step: str, words: str, facts: object, beyond: frozenset[str]) -> None:
        for name in BLANK.findall(words):
            if name not in facts:  # type: ignore[operator]
                self.told.blanks.add((step, name, "beyond" if name in beyond else "never asked"))

    def judge(self, where: Where) -> None:
        assert where.outcome is not None
        self.told.ends.add(where.outcome)
        if where.outcome in RECORDED_ENDS and not where.recorded:
            self.told.unrecorded = True
        for duty in self.case.duties:
            found = duty.arises.evaluate(dict(where.facts)).value if duty.arises else True
            if found is True or isinstance(found, Unknown) or duty.id in where.owed:
                self.judge_duty(duty, where)

    def judge_duty(self, duty: DutyToMeet, where: Where) -> None:
        if duty.id not in where.met and where.outcome not in duty.excused_by:
            self.told.duties.add((duty.id, "missed"))
        elif duty.id in where.late:
            self.told.duties.add((duty.id, "late" if duty.id in where.met else "missed"))
        elif duty.id not in where.met:
            self.told.handed_over.add(duty.id)

    # circles

    def find_circles(self) -> None:
        """A state that can come back to itself, by plain search from each state."""
        ends = {where for where in self.following if where.at is None}
        free = set(ends)
        while True:
            more = {w for w, to in self.following.items() if w not in free and to & free}
            if not more:
                break
            free |= more
        self.told.stuck = bool(set(self.following) - free)
        for where in self.core():
            assert where.at is not None
            self.told.in_circles.add(where.at.step)

    def core(self) -> set[Where]:
        """States on a cycle: those that reach themselves. Leaves are taken off first, from both sides."""
        rest = {where: set(to) for where, to in self.following.items()}
        for _ in (0, 1):
            while leaves := {w for w, to in rest.items() if not to & rest.keys()}:
                for leaf in leaves:
                    del rest[leaf]
            back: dict[Where, set[Where]] = {w: set() for w in rest}
            for w, to in rest.items():
                for other in to & rest.keys():
                    back[other].add(w)
            rest = back
        return {w for w in rest if self.reaches_itself(w, rest)}

    @staticmethod
    def reaches_itself(where: Where, graph: dict[Where, set[Where]]) -> bool:
        found, waiting = set(graph[where]), list(graph[where])
        while waiting:
            fresh = (graph[waiting.pop()] & graph.keys()) - found
            found |= fresh
            waiting += fresh
        return where in found
