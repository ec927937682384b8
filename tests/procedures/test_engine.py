"""The engine: a pure function, and a state that is the fold of its turns."""

from datetime import UTC, date, datetime
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.facts.vocabulary import Amounts, fact, with_own
from handrail.law.engine import load_law
from handrail.procedures.language.engine import (
    Answer,
    EngineError,
    Escalate,
    Pause,
    Resume,
    Skip,
    Start,
    State,
    TimedOut,
    Turn,
    UnansweredError,
    World,
    advance,
    apply,
    decide,
    replay,
    step_in_hand,
    to_ask,
)
from handrail.procedures.language.reader import read
from handrail.procedures.shelf import library

WORLD = World(datetime(2026, 11, 24, 18, tzinfo=UTC), date(2026, 11, 24))
LAWFUL = World(WORLD.at, WORLD.today, lambda facts: load_law().functions(facts, WORLD.today, "America/Chicago"))
HEAD = "procedure: {}\ntitle: Try\npurpose: To try.\nowner: manager\nreview: {{every: 6mo}}\nsteps:\n"


def bundle(*texts: str):
    procedures = [read(text) for text in texts]
    return {p.procedure: p for p in procedures}


def run(procedures, *events, start="try", **known):
    facts = {name.replace("__", "."): value for name, value in known.items()}
    state, effects = advance(procedures, State(), Start(start, facts), WORLD)
    everything = list(effects)
    for event in events:
        state, effects = advance(procedures, state, event, WORLD)
        everything += effects
    return state, everything


def one(steps: str):
    return bundle(HEAD.format("try") + steps)


def test_what_is_known_is_not_asked_again():
    p = one("  - id: a\n    ask: [sale.number, sale.total]\n    end: resolved\n")
    state, _ = run(p, sale__number="7")
    assert to_ask(step_in_hand(p, state), state, WORLD) == ("sale.total",)


def test_a_missing_answer_is_named():
    p = one("  - id: a\n    ask: [sale.number, sale.total]\n    end: resolved\n")
    with pytest.raises(UnansweredError) as caught:
        run(p, Answer({"sale.number": "7"}))
    assert caught.value.facts == ("sale.total",)


def test_a_decision_asks_for_the_fact_it_needs():
    p = one(
        "  - id: a\n    decide:\n      - {when: sale.total > 100, then: {end: kept}}\n      - {otherwise: {end: refused}}\n"
    )
    state, _ = run(p)
    assert to_ask(step_in_hand(p, state), state, WORLD) == ("sale.total",)
    assert run(p, Answer({"sale.total": 101}))[0].outcome == "kept"
    assert run(p, Answer({"sale.total": 100}))[0].outcome == "refused"


def test_unknown_never_picks_a_branch_but_goes_to_a_person():
    p = one(
        "  - id: a\n    decide:\n      - {when: sale.total > 100, then: {end: kept}}\n      - {otherwise: {end: refused}}\n"
    )
    state, effects = run(p, Answer(beyond=frozenset({"sale.total"})))
    assert state.outcome == "escalated"
    assert [(e.kind, e.to) for e in effects] == [("escalate", "supervisor")]


def test_the_steps_own_way_for_unknown_is_taken():
    p = one("  - id: a\n    ask: [sale.total]\n    unknown: {end: referred}\n    end: resolved\n")
    assert run(p, Answer(beyond=frozenset({"sale.total"})))[0].outcome == "referred"


def test_a_failed_check_goes_otherwise():
    p = one(
        "  - id: a\n    ask: [sale.total]\n    check: {big: sale.total > 5}\n    otherwise: {end: kept}\n    end: resolved\n"
    )
    assert run(p, Answer({"sale.total": 5}))[0].outcome == "kept"
    assert run(p, Answer({"sale.total": 6}))[0].outcome == "resolved"


def test_confirm_needs_an_explicit_answer_and_no_writes_nothing():
    p = one("  - id: a\n    confirm: customer\n    no: {end: kept}\n    do: Write it.\n    end: resolved\n")
    with pytest.raises(EngineError, match="yes or no"):
        run(p, Answer())
    state, effects = run(p, Answer(confirmed=False))
    assert state.outcome == "kept"
    assert not [e for e in effects if e.kind == "do"]
    assert [e.text for e in run(p, Answer(confirmed=True))[1] if e.kind == "do"] == ["Write it."]


def test_a_step_that_is_not_in_the_way_is_passed_over():
    p = one("  - id: a\n    when: sale.is_consumer\n    do: X.\n  - id: b\n    do: Y.\n    end: resolved\n")
    assert run(p, sale__is_consumer=False)[0].trail == (("a", "passed"),)
    assert run(p, sale__is_consumer=True)[0].at.step == "a"


def test_a_step_whose_condition_cannot_be_known_counts_as_in_the_way():
    p = one("  - id: a\n    when: sale.is_consumer\n    do: X.\n  - id: b\n    do: Y.\n    end: resolved\n")
    state, _ = run(p, Answer(beyond=frozenset({"sale.is_consumer"})))
    assert state.at.step == "a"


def test_a_called_procedure_returns_by_its_outcome():
    called = (
        HEAD.format("sub")
        + "  - id: s\n    ask: [sale.total]\n    decide:\n      - {when: sale.total > 5, then: {end: refused}}\n      - {otherwise: {end: resolved}}\n"
    )
    p = bundle(
        HEAD.format("try")
        + "  - id: a\n    call: sub\n    outcomes: {refused: {end: abandoned}}\n  - id: b\n    do: Y.\n    end: resolved\n",
        called,
    )
    assert run(p, Answer({"sale.total": 6}))[0].outcome == "abandoned"
    state, _ = run(p, Answer({"sale.total": 5}))
    assert (state.at.step, state.calls) == ("b", ())


def test_a_wait_ends_by_its_event_or_by_time():
    p = one(
        "  - id: a\n    wait: {for: the parcel, at_most: 2d, on_timeout: late}\n  - id: b\n    do: X.\n    end: resolved\n  - id: late\n    do: Z.\n    end: unresolved\n"
    )
    state, _ = run(p)
    assert (state.status, state.wait_until) == ("waiting", datetime(2026, 11, 26, 18, tzinfo=UTC))
    assert run(p, Resume())[0].at.step == "b"
    assert run(p, TimedOut())[0].at.step == "late"


def test_a_skip_needs_a_reason_and_is_never_shown_as_done():
    p = one("  - id: a\n    do: X.\n  - id: b\n    do: Y.\n    end: resolved\n")
    with pytest.raises(EngineError, match="Write why"):
        run(p, Skip(" "))
    assert run(p, Skip("hung up"))[0].trail == (("a", "skipped"),)


def test_what_must_not_be_skipped_is_not():
    p = one("  - id: a\n    do: X.\n    never_skip: true\n    end: resolved\n")
    with pytest.raises(EngineError, match="cannot be skipped"):
        run(p, Skip("no time"))


def test_a_circle_of_silent_steps_is_stopped():
    p = one("  - id: a\n    next: b\n  - id: b\n    next: a\n")
    with pytest.raises(EngineError, match="circle"):
        run(p)


def test_pause_and_escalate_leave_the_step_where_it_is():
    p = one("  - id: a\n    do: X.\n    end: resolved\n")
    state, effects = run(p, Pause("lunch"), Resume(), Escalate("legal", "a subpoena"))
    assert (state.status, state.at.step) == ("open", "a")
    assert [(e.kind, e.to) for e in effects] == [("escalate", "legal")]


VALUES = {
    "bool": st.booleans(),
    "text": st.just("words"),
    "int": st.integers(0, 2000),
    "money": st.integers(0, 1_000_000),
    "date": st.dates(date(2026, 11, 1), date(2026, 11, 24)),
    "instant": st.just(datetime(2026, 11, 20, tzinfo=UTC)),
    "amounts": st.just(Amounts((1_000, 2_500))),
}


def test_without_the_law_its_answer_is_unknown_and_a_person_decides():
    p = one(
        "  - id: a\n    decide:\n      - {when: applies('breach.tell-people'), then: {end: kept}}\n"
        "      - {otherwise: {end: refused}}\n"
    )
    state, effects = run(p)
    assert state.outcome == "escalated"
    assert [(e.kind, e.to, e.text) for e in effects] == [
        ("escalate", "supervisor", "Can't be found out: the law gives no answer here")
    ]


NAMES = st.sampled_from("abcd")
TURNS = st.builds(
    Turn, facts=st.dictionaries(NAMES, st.integers(0, 3)), beyond=st.frozensets(NAMES), forgotten=st.frozensets(NAMES),
    moves=st.lists(st.tuples(NAMES, st.just("done")), max_size=2).map(tuple), marks=st.dictionaries(NAMES, st.integers(0, 2)),
    status=st.sampled_from(["open", "waiting"]), at=st.none(), calls=st.just(()), outcome=st.none() | NAMES,
    wait_until=st.none() | st.just(WORLD.at), effects=st.just(()),
)  # fmt: skip


@given(st.lists(TURNS, max_size=6))
def test_many_turns_in_one_go_are_one_after_the_other(turns):
    assert replay(turns) == reduce(apply, turns, State())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_fold_of_turns_is_the_live_state_and_any_prefix_can_be_resumed(data):
    """Replay equals live, for every starter procedure, whatever an agent does, with the law at hand and without."""
    world = data.draw(st.sampled_from([WORLD, LAWFUL]))
    slug = data.draw(st.sampled_from(sorted(library())))
    procedures = dict(library())
    event = Start(slug, {"case.channel": "phone", "case.opened_on": WORLD.today})
    live = replayed = State()
    for _ in range(25):
        turn = decide(procedures, live, event, world)
        live, _effects = advance(procedures, live, event, world)
        replayed = apply(replayed, turn)
        assert replayed == live
        if live.status != "open":
            break
        step = step_in_hand(procedures, live)
        names = to_ask(step, live, world)
        answers = {n: data.draw(_value(n, step)) for n in names if data.draw(st.integers(0, 5))}
        event = Answer(answers, frozenset(names) - answers.keys(), data.draw(st.booleans()))
        try:
            decide(procedures, live, event, world)
        except UnansweredError as error:
            event = Answer(answers, frozenset(names) - answers.keys() | set(error.facts), True)


def _value(name, step):
    with with_own(step.home.own):
        row = fact(name)
    if row.type == "choice":
        return st.sampled_from(row.values)
    if row.type == "list":
        return st.just(row.values[:1])
    return VALUES[row.type]
