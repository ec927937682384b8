"""An agent who does anything that can be done, on any procedure: for properties of the engine and of going back. The
record is made as the desk makes it, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from handrail.desk.going_back.inputs import Change, amended, inputs, rests_on, told_names, without
from handrail.desk.going_back.replay import Around, Keep, Replayed, replay, turn_of_change
from handrail.desk.records import Kept, effects_of, fold, turn_data
from handrail.facts.vocabulary import Amounts, bring, fact, forget_own, with_own
from handrail.procedures.language.engine import (
    Answer,
    Choose,
    Deviate,
    EngineError,
    Escalate,
    GiveUp,
    Pause,
    Resume,
    Skip,
    Start,
    State,
    TimedOut,
    Turn,
    UnansweredError,
    World,
    decide,
    offered,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.reader import read
from handrail.procedures.language.words import spoken
from handrail.procedures.shelf import library, reachable

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
DATA = Path(__file__).parent.parent / "data"
KINDS = {Answer: "answered", Deviate: "deviated", Choose: "answered", Skip: "skipped", Escalate: "escalated", Pause: "paused",
         Resume: "resumed", TimedOut: "timed-out", GiveUp: "given-up", Start: "started"}  # fmt: skip


@cache
def bundle():
    own = {name: read((DATA / f"{name}.yaml").read_text("utf-8")) for name in ("try-one-item", "try-return")}
    return {**library(), **own, "try-home-sale": read((DATA / "try-home-sale.yaml").read_text("utf-8"))}


def slugs():
    return sorted(name for name, row in bundle().items() if not row.block)


def at_random(name: str, step, dice: Random):
    with with_own(step.home.own):
        row = fact(name)
    match row.type:
        case "choice":
            return dice.choice(row.values or ("OK", "VT"))
        case "bool":
            return dice.random() < 0.5
        case "list":
            return tuple(row.values[:1]) or dice.choice([("lamp",), ("lamp", "chair"), ()])
        case "amounts":
            return dice.choice([Amounts((500, 750)), Amounts(())])
        case "money" | "int":
            return dice.choice([0, 100, 170000])
        case "date":
            return date(2026, 11, dice.randint(1, 24))
        case "datetime" | "instant":
            return NOON - timedelta(hours=dice.randint(0, 90))
    return dice.choice(["blue", "red", "D. W."])


class Agent:
    """One case. `events` are what the record holds, `state` the live one, moved by the engine alone."""

    def __init__(self, slug: str, dice: Random) -> None:
        forget_own()
        for name in reachable(slug, bundle()):
            bring(bundle()[name].own)
        self.slug, self.dice, self.at = slug, dice, NOON
        self.events: list[Kept] = []
        self.state = State()
        self.keep(Start(slug, {"case.channel": dice.choice(["phone", "counter"]), "case.opened_on": NOON.date()}))

    def world(self, at=None, who="") -> World:
        at = at or self.at
        return World(at, at.date(), None, who)

    def keep(self, event, more=None, who="ann") -> Turn:
        turn = decide(bundle(), self.state, event, self.world(who=who))
        self.state = fold_one(self.state, turn)
        against = {"overrode": rows} if (rows := [step for step, how in turn.moves if how == "overridden"]) else {}
        self.write(KINDS[type(event)], turn, {**(more or {}), **said(event), **against}, who)
        return turn

    def write(self, kind: str, turn: Turn, more: dict, who: str = "ann") -> None:
        data, sealed = turn_data(turn)
        data |= {"sealed": dict.fromkeys(sealed, "hash")} if sealed else {}
        self.events.append(Kept(kind, self.at, who, {**data, **more}, sealed, who))
        self.at += timedelta(minutes=1)

    def act(self) -> None:
        """One thing an agent can do; what the engine refuses changes nothing."""
        dice, state = self.dice, self.state
        if state.status == "paused":
            return self.attempt(Resume())
        if state.status == "waiting":
            return self.attempt(dice.choice([Resume(), TimedOut()]))
        choice = dice.random()
        if choice < 0.04:
            return self.attempt(Pause("tea"))
        if choice < 0.08:
            return self.attempt(Escalate("supervisor", "why"))
        if choice < 0.14:
            return self.attempt(Skip("no time"))
        if choice < 0.18:
            return self.attempt(Deviate("not so here"))
        if choice < 0.19:
            return self.attempt(GiveUp("abandoned", "gone"))
        return self.answer()

    def attempt(self, event) -> None:
        try:
            self.keep(event, who=self.dice.choice(["ann", "ben"]))
        except EngineError:
            return

    def answer(self) -> None:
        step = step_in_hand(bundle(), self.state)
        rows = offered(bundle(), self.state, self.world())
        if rows:
            return self.attempt(Choose(self.dice.choice(rows).id))
        names = list(to_ask(step, self.state, self.world()))
        for _ in range(4):
            facts = {name: at_random(name, step, self.dice) for name in names if self.dice.random() < 0.96}
            yes = self.dice.random() < 0.8 if step.confirm else None
            event = Answer(facts, frozenset(names) - facts.keys(), yes, self.dice.random() < 0.05)
            try:
                return void(self.keep(event, who=self.dice.choice(["ann", "ben"])))
            except UnansweredError as error:
                names = [*names, *(name for name in error.facts if name not in names)]
            except EngineError:
                break
        return None

    def change(self) -> Replayed | None:
        """One earlier answer is another one, or can't be found out any more."""
        of = inputs(self.slug, bundle(), self.events)
        known = sorted(told_names(of) & (self.state.facts.keys() | self.state.beyond))
        known = [name for name in known if not name.startswith(("case.channel", "case.opened_on"))]
        if not known or self.state.status not in ("open", "waiting"):
            return None
        name = self.dice.choice(known)
        home = bundle()[self.slug].steps[0]
        value = at_random(name, home, self.dice)
        change = Change({name: value}) if self.dice.random() < 0.8 else Change({}, frozenset({name}))
        return self.told_otherwise(change)

    def told_otherwise(self, change: Change) -> Replayed:
        after, turn, unused = self.tried(change)
        self.write("answer-changed", turn, {
            "changed": sorted(change.names), "set_aside": sorted(after.aside), "unused": sorted(unused),
        })  # fmt: skip
        self.state = fold_one(self.state, turn)
        return after

    def tried(self, change: Change):
        old = inputs(self.slug, bundle(), self.events)
        again = rests_on(bundle(), change.names)
        new = without(amended(old, change), again)
        keep = Keep(
            {
                name: value
                for name, value in {**self.state.facts, **change.facts}.items()
                if name in told_names(new) and name not in again | change.beyond
            },
            frozenset((self.state.beyond | change.beyond) - again - change.facts.keys()),
        )
        around = Around(
            self.world,
            lambda state, event, row: decide(
                bundle(), state, event, self.world(row.at if row else None, row.who if row else "")
            ),
            lambda step, facts: tuple(spoken(step.worded(part), facts) for part in ("say", "do", "send")),
            lambda turn, facts: True,
        )
        after = replay(bundle(), self.state, new, around, keep)
        turn = turn_of_change(self.state, after, effects_of(self.events))
        return after, turn, frozenset(row.number for row in new.rows) - after.used - after.aside


def void(_: object) -> None:
    return None


def said(event) -> dict:
    match event:
        case Choose(step):
            return {"chosen": step}
        case Answer(confirmed=bool() as confirmed):
            return {"confirmed": confirmed}
    return {}


def fold_one(state: State, turn: Turn) -> State:
    from handrail.procedures.language.engine import apply

    return apply(state, turn)


def folded(events) -> State:
    return fold(events).state


def same(one: State, other: State) -> bool:
    """All but the trail, which says how a case came where it is."""
    return replace_trail(one) == replace_trail(other)


def replace_trail(state: State) -> State:
    return state._replace(trail=(), facts=dict(state.facts), marks=dict(state.marks))


__all__ = ["Agent", "bundle", "folded", "replace", "same", "slugs"]
