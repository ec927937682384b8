"""The common turns laid out beforehand, against the engine's rules: the same state, the same effects, always."""

import random
from collections.abc import Iterator
from contextlib import suppress

import pytest

from handrail.facts.vocabulary import with_own
from handrail.procedures.language.engine import (
    Answer,
    Bundle,
    EngineError,
    Start,
    State,
    advance,
    apply,
    decide,
    worked_out,
)
from handrail.procedures.language.quick import landed
from handrail.procedures.shelf import library
from procedures.proof.oracle import DOMAINS, WORLD, CopyingMaker, Maker, ReckoningMaker, WholeMaker

SEEDS = range(150)
# The fast lane walks the first of them; the whole suite all.
PARTS = pytest.mark.parametrize(
    "seeds", [pytest.param(SEEDS[:40], id="some"), pytest.param(SEEDS[40:], id="more", marks=pytest.mark.slow)]
)


def answers(dice: random.Random) -> Answer:
    """Anything somebody may answer, sense or nonsense."""
    names = dice.sample(sorted(DOMAINS), dice.randint(0, 6))
    beyond = frozenset(name for name in names if dice.random() < 0.1)
    facts = {name: dice.choice(DOMAINS[name]) for name in names if name not in beyond}
    return Answer(facts, beyond, dice.choice((None, True, True, False)))


def walk(bundle: Bundle, name: str, dice: random.Random) -> Iterator[tuple[State, Answer]]:
    """A case by the rules, and the answer it gets at each turn."""
    try:
        state = apply(State(), worked_out(bundle, State(), Start(name), WORLD))
    except EngineError:
        return  # it runs in a circle from the start
    for _ in range(25):
        event = answers(dice)
        yield state, event
        with suppress(EngineError):
            state = apply(state, worked_out(bundle, state, event, WORLD))


def by_rules(bundle: Bundle, state: State, event: Answer) -> object:
    try:
        turn = worked_out(bundle, state, event, WORLD)
    except EngineError as error:
        return type(error), str(error)
    after = apply(state, turn)
    return after, turn.effects, [row.known or after.facts for row in turn.effects if row.kind in ("say", "do", "send")]


def quickly(bundle: Bundle, state: State, event: Answer) -> object:
    try:
        after, effects = advance(bundle, state, event, WORLD)
    except EngineError as error:
        return type(error), str(error)
    return after, effects, [row.known or after.facts for row in effects if row.kind in ("say", "do", "send")]


@pytest.mark.slow
@PARTS
@pytest.mark.parametrize("kind", [Maker, WholeMaker, CopyingMaker, ReckoningMaker])
def test_both_come_to_the_same(kind, seeds):
    by_line = 0
    for seed in seeds:
        maker, dice = kind(seed), random.Random(seed)
        second = maker.procedure("second")
        first = maker.procedure("first", "second")
        bundle = {"first": first, "second": second}
        with with_own(first.own):
            for state, event in walk(bundle, "first", dice):
                assert quickly(bundle, state, event) == by_rules(bundle, state, event), (seed, state, event)
                by_line += found_a_line(bundle, state, event)
    assert by_line > len(seeds) / 5, "the walks hardly came to a line: they try nothing"


def found_a_line(bundle: Bundle, state: State, event: Answer) -> bool:
    line = bundle[state.at.procedure].quick.lines.get(state.at.step) if state.at and state.status == "open" else None
    return line is not None and landed(line, {**state.facts, **event.facts}, state, event) is not None


@pytest.mark.slow
@PARTS
def test_a_turn_that_is_kept_is_the_turn_that_was_made(seeds):
    for seed in seeds:
        maker, dice = WholeMaker(seed), random.Random(seed)
        bundle = {"first": maker.procedure("first")}
        for state, event in walk(bundle, "first", dice):
            with suppress(EngineError):
                turn = decide(bundle, state, event, WORLD)
                assert apply(state, turn) == advance(bundle, state, event, WORLD)[0], (seed, state, event)


@pytest.mark.slow
def test_a_case_begins_as_by_the_rules():
    for seed in SEEDS:
        bundle = {"first": WholeMaker(seed).procedure("first")}
        event = Start("first", {"sale.is_consumer": True}, frozenset({"sale.is_consumer", "cancellation.wanted"}))
        with suppress(EngineError):
            by_rules = apply(State(), worked_out(bundle, State(), event, WORLD))
            assert advance(bundle, State(), event, WORLD)[0] == by_rules


def test_most_steps_of_the_library_have_a_line():
    lines = sum(len(procedure.quick.lines) for procedure in library().values())
    assert lines > sum(len(procedure.steps) for procedure in library().values()) / 2
