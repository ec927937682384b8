"""What would come of an answer told otherwise: worked out, and nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handrail.desk import care, law, queries
from handrail.desk.going_back.inputs import Change, Input, Inputs, amended, inputs, rests_on, told_names, without
from handrail.desk.going_back.replay import Around, Keep, Replayed, replay, turn_of_change
from handrail.desk.models import Case
from handrail.desk.records import Kept, effects_of
from handrail.facts.of_the_clock import OF_THE_CLOCK
from handrail.facts.vocabulary import Value, fact
from handrail.procedures.language.engine import Event, State, Turn, World
from handrail.procedures.language.steps import Step
from handrail.procedures.language.words import spoken
from handrail.procedures.queries import replies_of_bundle

NOT_OURS = {"case.channel", "case.opened_on", *OF_THE_CLOCK, law.WE_CALLED}


@dataclass(frozen=True, slots=True)
class Tried:
    """The turn that the change comes to, what stands behind it, the kinds of law that were asked, and why a person was
    put in the place of a refusal."""

    before: State
    after: Replayed
    turn: Turn
    asked: frozenset[str]
    unused: frozenset[int]
    why: str


def of(case: Case, told: Sequence[Kept]) -> Inputs:
    return inputs(case.entry.slug, queries.procedures(case), told)


def may_change(case: Case, told: Sequence[Kept]) -> list[str]:
    """The facts that were told in this case, the last told first."""
    state = queries.fold_in(case, told).state
    there = told_names(of(case, told)) & (state.facts.keys() | state.beyond)
    order = [name for kept in reversed(told) for name in _named(kept)]
    rows = [name for name in dict.fromkeys(order) if name in there and name not in NOT_OURS]
    return [name for name in rows if fact(name).about != "business"]


def _named(kept: Kept) -> list[str]:
    """What an event tells, in the order it was asked."""
    sealed = kept.data.get("sealed", {})
    facts, beyond = kept.data.get("facts", {}), kept.data.get("beyond", [])
    names = [*(facts if isinstance(facts, dict) else ()), *(sealed if isinstance(sealed, dict) else ())]
    return [str(name).removeprefix("fact:") for name in [*names, *(beyond if isinstance(beyond, list) else ())]][::-1]


def tried(case: Case, told: Sequence[Kept], change: Change, at: datetime) -> Tried:
    """Raises EngineError where the procedure can't be worked out so."""
    before = queries.fold_in(case, told).state
    bundle, old = queries.procedures(case), of(case, told)
    again = rests_on(bundle, change.names)
    new = without(amended(old, change), again)
    there = _World(case, at)
    keep = Keep(
        {
            name: change.facts.get(name, value)
            for name, value in {**before.facts, **change.facts}.items()
            if name in told_names(new) and name not in again and name not in change.beyond
        },
        frozenset((before.beyond | change.beyond) - again - change.facts.keys()),
    )
    after = replay(bundle, before, new, Around(there.world, there.decide, there.words, there.may), keep)
    turn = turn_of_change(before, after, effects_of(told))
    unused = frozenset(row.number for row in new.rows) - after.used - after.aside
    return Tried(before, after, turn, frozenset(there.asked), unused, there.why)


class _World:
    """The law and the engine around a case that is worked out anew: each answer at the instant it was given."""

    def __init__(self, case: Case, at: datetime) -> None:
        self.case, self.at = case, at
        self.bundle = queries.procedures(case)
        self.replies = replies_of_bundle(case.bundle)
        self.asked: set[str] = set()
        self.why = ""

    def world(self) -> World:
        return queries.world(self.at)

    def decide(self, state: State, event: Event, row: Input | None) -> Turn:
        now = queries.moment(state.facts, row.at if row else self.at)
        asked = queries.asked(now)
        world = queries.engine_world(now, asked, row.who if row else "")
        turn, why = care.decide(self.bundle, state, event, world, lambda: asked.doubtful)
        self.asked |= asked.kinds
        self.why = why or self.why
        return turn

    def words(self, step: Step, facts: Mapping[str, Value]) -> tuple[str, ...]:
        reply = self.replies[step.reply][1].words if step.reply in self.replies else ""
        scripts = (step.worded("say"), step.worded("do"), step.worded("send"), reply)
        return tuple(spoken(script, facts) for script in scripts)

    def may(self, turn: Turn, facts: Mapping[str, Value]) -> bool:
        meets = [effect.text for effect in turn.effects if effect.kind == "meets"]
        now = replace(queries.moment({}, self.at), facts=facts)
        return not any(row.holds for row in law.limits(now, meets))
