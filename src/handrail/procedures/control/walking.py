"""A walk through a procedure that leaves no case: the engine is played again from the answers so far. Pure.

What was answered travels in the page itself, packed; nothing is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from handrail.facts.answers import AnswerError, from_json, parse, to_json
from handrail.facts.conditions import Facts
from handrail.facts.of_the_clock import facts_at, opening_hours
from handrail.facts.plain import JSON
from handrail.facts.vocabulary import VOCABULARY, Fact, Value, fact, own_facts, with_own
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
from handrail.procedures.language.words import Piece, fill, spoken
from handrail.procedures.shelf import own_facts_of

LONGEST = 200_000
MOST = 400


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it came: the lists behind its names."""

    rows: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        return next(iter(self.rows.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact to be given here, with what was typed and what is wrong with it."""

    fact: Fact
    typed: str = ""
    error: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        if self.fact.type == "bool":
            return (("yes", "Yes"), ("no", "No"))
        words = dict(self.fact.words)
        return tuple((value, words.get(value, value)) for value in self.fact.values)


@dataclass(frozen=True, slots=True)
class Passed:
    """What happened so far, a line for each: which step, how it was left, what came of it."""

    step: str
    how: str
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walked:
    """Where the walk stands."""

    state: State
    step: Step | None
    procedure: str
    asks: tuple[Asked, ...]
    passed: tuple[Passed, ...]
    so_far: str
    errors: tuple[str, ...] = ()
    words: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)

    @property
    def is_ended(self) -> bool:
        return self.state.status == "ended"


Packed = list[dict[str, JSON]]


def unpacked(text: str) -> Packed:
    """The answers so far; none when they can't be read (somebody changed the page)."""
    try:
        found = json.loads(text) if text and len(text) <= LONGEST else []
    except ValueError:
        return []
    rows = found if isinstance(found, list) else []
    return [row for row in rows if isinstance(row, dict)][:MOST]


_HOW = {"done": "Done", "passed": "Not in the way", "skipped": "Skipped", "branched": "Another way was taken"}
_WORDS: tuple[Literal["say", "do", "send"], ...] = ("say", "do", "send")
_EFFECTS = {
    "say": "Said", "do": "To do", "send": "Sent", "due": "Due", "escalate": "To", "refuse": "Refused",
    "wait": "Waits for", "meets": "Meets",
    "request": "Begins besides",
}  # fmt: skip


@dataclass
class Walker:
    """Plays one procedure. `business`: what is known of it; the rest nobody at the desk could find out."""

    bundle: Bundle
    slug: str
    business: Facts
    law: Law
    at: datetime
    zone: str
    channel: str = "phone"

    def walk(self, before: Packed, typed: Typed | None) -> Walked:
        """Everything answered before once more, then what was typed now."""
        with with_own(own_facts_of(self.slug, self.bundle)):
            state, passed = self._move(State(), self._start())
            kept: Packed = []
            for row in before:
                try:
                    state, more = self._move(state, _event(row))
                except (EngineError, AnswerError, KeyError, TypeError, ValueError):
                    break  # the text changed under the walk: it goes on from here
                passed, kept = passed + more, [*kept, row]
            return self._now(state, passed, kept, typed)

    def _now(self, state: State, passed: list[Passed], kept: Packed, typed: Typed | None) -> Walked:
        if typed is None or not typed.one("go"):
            return self._told(state, passed, kept)
        asks, row = self._read(state, typed)
        if any(each.error for each in asks):
            return self._told(state, passed, kept, ("Look at the answers marked below.",), asks)
        try:
            after, more = self._move(state, _event(row))
        except UnansweredError as error:
            asked = [*asks, *(Asked(fact(name)) for name in error.facts if name not in {a.fact.name for a in asks})]
            return self._told(state, passed, kept, ("One more thing is needed to go on.",), asked)
        except EngineError as error:
            return self._told(state, passed, kept, (str(error),), asks)
        return self._told(after, passed + more, [*kept, row])

    def _world(self) -> World:
        today = self.at.astimezone(ZoneInfo(self.zone)).date()
        return World(self.at, today, lambda facts: self.law.functions(facts, today, self.zone, self.at))

    def _start(self) -> Start:
        hours = opening_hours(self.business, self.zone)
        known: dict[str, Value] = {
            **self.business, "case.channel": self.channel, "case.opened_on": self._world().today,
            **facts_at(self.at, hours),
        }  # fmt: skip
        beyond = {name for name, row in VOCABULARY.items() if row.about == "business" and name not in known}
        return Start(self.slug, known, frozenset(beyond))

    def _move(self, state: State, event: Event) -> tuple[State, list[Passed]]:
        after, effects = advance(self.bundle, state, event, self._world())
        new = after.trail[len(state.trail) :]
        at = state.at.step if state.at else ""
        told = [
            Passed(self._step_name(step), _HOW[how], tuple(_effect(row, after) for row in effects if row.step == step))
            for step, how in new
        ]
        steps = {step for step, _ in new}
        rest = tuple(_effect(row, after) for row in effects if row.step not in steps)
        return after, [*told, *([Passed(self._step_name(at) or "What followed", "", rest)] if rest else [])]

    def _step_name(self, id_: str) -> str:
        steps = (step for procedure in self.bundle.values() for step in procedure.steps)
        return next((step.name for step in steps if step.id == id_), id_)

    def _read(self, state: State, typed: Typed) -> tuple[list[Asked], dict[str, JSON]]:
        """What was typed, as an event that can travel."""
        go = typed.one("go")
        if go in ("skip", "came", "timeout"):
            return [], {"go": go, "why": typed.one("why") or "a walk"}
        step = step_in_hand(self.bundle, state)
        names = dict.fromkeys([*(to_ask(step, state, self._world()) if step else ()), *typed.rows])
        asks = [_asked(fact(name), typed) for name in names if name in VOCABULARY or name in own_facts().by_name]
        given = {row.fact.name: to_json(parse(row.fact, row.typed)) for row in asks if row.typed and not row.error}
        beyond: list[JSON] = [row.fact.name for row in asks if not row.typed]
        event: dict[str, JSON] = {"go": "on", "facts": given, "beyond": beyond}
        return asks, {**event, **({"yes": typed.one("yes") == "yes"} if typed.one("yes") else {})}

    def _told(
        self,
        state: State,
        passed: list[Passed],
        kept: Packed,
        errors: Sequence[str] = (),
        asks: Sequence[Asked] | None = None,
    ) -> Walked:
        step = step_in_hand(self.bundle, state)
        open_ = step is not None and state.status == "open"
        names = to_ask(step, state, self._world()) if step and open_ else ()
        words = {str(name): fill(step.worded(name), state.facts) for name in _WORDS} if step else {}
        rows = tuple(asks) if asks is not None else tuple(Asked(fact(name)) for name in names)
        title = self.bundle[state.at.procedure].title if state.at else ""
        return Walked(state, step, title, rows, tuple(passed), json.dumps(kept), tuple(errors), words)


def _asked(row: Fact, typed: Typed) -> Asked:
    text = ", ".join(typed.rows.get(row.name, ())).strip()
    if not text:
        return Asked(row)
    try:
        parse(row, text)
    except AnswerError as error:
        return Asked(row, text, str(error))
    return Asked(row, text)


def _event(row: Mapping[str, JSON]) -> Event:
    match row.get("go"):
        case "skip":
            return Skip(str(row.get("why") or "a walk"))
        case "came":
            return Resume()
        case "timeout":
            return TimedOut()
    facts, beyond = row.get("facts"), row.get("beyond")
    given = facts if isinstance(facts, dict) else {}
    values = {name: from_json(fact(name), value) for name, value in given.items()}
    yes = row.get("yes")
    names = frozenset(str(name) for name in beyond) if isinstance(beyond, list) else frozenset()
    return Answer(values, names, yes if isinstance(yes, bool) else None)


def _effect(row: Effect, state: State) -> str:
    return f"{_EFFECTS.get(row.kind, row.kind)}{f' {row.to}' if row.to else ''}: {spoken(row.text, state.facts)}"
