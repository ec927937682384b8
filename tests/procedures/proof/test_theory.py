"""Facts that are added or compared with each other: with z3 the check agrees with exhaustive running of the engine."""

import re

import pytest

from handrail.facts.vocabulary import with_own
from handrail.procedures.language.reader import read
from handrail.procedures.proof import kept, theory
from handrail.procedures.proof.check import check, own_in
from handrail.procedures.proof.findings import Report
from procedures.proof.oracle import Oracle, ReckoningMaker, TooManyError, case
from procedures.proof.test_oracle import by_the_check


def reckoned(seeds: range) -> int:
    """How many cases agreed."""
    compared = 0
    for seed in seeds:
        made = case(seed, ReckoningMaker)
        with with_own(own_in(made.bundle)):
            try:
                oracle = Oracle(made, most=3000).run()
            except TooManyError:
                continue
            check, seen = by_the_check(made)
        assert seen.complete
        compared += 1
        oracle.states = check.states = 0
        if oracle.silent_circle:
            oracle.stuck = check.stuck = False
            check.blanks &= oracle.blanks
        assert check == oracle, f"seed {seed}"
    return compared


@pytest.mark.slow
def test_agrees_with_exhaustive_running_where_facts_are_reckoned_with() -> None:
    assert reckoned(range(150)) >= 75


HEAD = """
procedure: reckoned
title: Reckoned
purpose: To see which paths there are.
owner: manager
review: {every: 6mo}
facts:
  own.paid: {type: money, label: Paid, ask: How much was paid?}
  own.used: {type: money, label: Used, ask: How much was used?}
  own.left: {type: money, label: Left, ask: How much is left?}
  own.from: {type: date, label: From, ask: From when?}
  own.to: {type: date, label: To, ask: Until when?}
steps:
  - {id: ask, ask: [own.paid, own.used, own.from, own.to], unknown: escalate supervisor}
"""


def report(steps: str) -> Report:
    made = read(HEAD + steps)
    return check({made.procedure: made}, made.procedure, [], {})


def never(steps: str) -> set[str | None]:
    return {row.step for row in report(steps).findings if row.rule == "unreachable-step"}


def deciding(first: str, second: str) -> str:
    """A step `inner` to which only cases come in which both conditions hold."""
    return f"""
  - {{id: one, decide: [{{when: "{first}", then: two}}, {{otherwise: {{end: kept}}}}]}}
  - {{id: two, decide: [{{when: "{second}", then: inner}}, {{otherwise: {{end: kept}}}}]}}
  - {{id: inner, do: This is done., record: [case.reason], end: resolved}}
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("own.paid < own.used", "own.used < own.paid"),
        ("own.paid - own.used > 100", "own.paid + 50 < own.used"),
        ("own.used > 500 && own.paid <= 500", "own.used <= own.paid"),
        ("days(own.from, own.to) <= 3", "plus_days(own.from, 10) <= own.to"),
        ("days(own.from, own.to) == 7", "weekday(own.from) != weekday(own.to)"),
        ("least(own.paid, own.used) > 10", "own.used < 5"),
        ("own.from > date('2026-12-20')", "own.from <= date('2026-12-01')"),
        ("least(own.from, own.to) > date('2026-12-20')", "own.to < date('2026-12-02')"),
        ("share(own.paid, 5000) > 100", "own.paid < 150"),
        ("(own.paid > 5 ? own.used : own.paid) > 5", "own.used < 3"),
    ],
)
def test_conditions_that_contradict_each_other_are_no_path(first, second):
    assert never(deciding(first, second)) == {"inner"}
    assert report(deciding(first, second)).undecided == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("own.paid - own.used > 100", "own.used - own.paid < 100"),
        ("share(own.paid, 5000) > 100", "own.paid < 203"),
        ("days(own.from, own.to) <= 3", "plus_days(own.from, 3) <= own.to"),
        ("own.from > date('2026-12-20')", "month(own.from) == 1"),
    ],
)
def test_conditions_that_can_both_hold_are_one(first, second):
    assert never(deciding(first, second)) == set()


def test_what_is_worked_out_is_what_it_is_worked_out_from():
    work = "  - {id: work, work_out: {own.left: own.paid - own.used}}\n"
    assert never(work + deciding("own.left > 100", "own.paid < own.used")) == {"inner"}
    assert never(work + deciding("own.left > 100", "own.paid > own.used")) == set()


def test_what_was_asked_anew_is_bound_no_more():
    again = """
  - {id: work, work_out: {own.left: own.paid - own.used}}
  - id: more
    decide:
      - when: own.left > 100
        then: {again: anew, at_most: 1, forget: [own.paid], over: {end: kept}}
      - otherwise: {end: kept}
  - {id: anew, ask: [own.paid]}
"""
    assert "inner" not in never(again + deciding("own.left > 100", "own.paid < own.used"))


def test_without_z3_both_ways_are_tried_and_that_is_said(monkeypatch):
    monkeypatch.setattr(theory, "is_there", lambda: False)
    steps = deciding("own.paid < own.used", "own.used < own.paid")
    assert never(steps) == set()
    assert [line.split(",")[0] for line in report(steps).undecided] == ["Both ways were tried"] * 2


def test_what_z3_cannot_tell_is_tried_both_ways_and_said(monkeypatch):
    kept.forget()
    monkeypatch.setattr(theory, "_EFFORT", 1)
    steps = deciding("own.paid - own.used > 100", "own.paid + 50 < own.used")
    assert never(steps) == set()
    assert report(steps).undecided
    kept.forget()


def test_a_story_tells_values_that_go_together():
    steps = """
  - id: one
    decide:
      - {when: own.paid - own.used > 90 && own.paid < 100 && own.used != 3 && own.used > 1, then: inner}
      - {otherwise: {end: kept}}
  - {id: inner, do: This is done., end: resolved}
"""
    rows = [row for row in report(steps).findings if (row.rule, row.step) == ("no-record", "inner")]
    apart, paid, used = (
        int(re.search(pattern, rows[0].story[0])[1])
        for pattern in (r"paid less used is (\d+)", r"“Paid” is \$0\.(\d\d)", r"“Used” is \$0\.(\d\d)")
    )
    assert apart == paid - used > 90
    assert paid < 100
    assert used > 1


def test_facts_known_from_the_start_may_be_worked_with():
    work = "  - {id: work, work_out: {own.left: own.paid - own.used}}\n"
    made = read(HEAD + work + deciding("own.left > 100", "own.paid < own.used"))
    given = {"own.paid": 10, "own.used": 2, "own.left": 8}
    assert check({made.procedure: made}, made.procedure, [], given).complete
