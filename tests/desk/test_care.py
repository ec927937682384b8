"""A refusal never rests on what nobody knows, or on law nobody has checked: it goes to a person."""

from datetime import date

import pytest

from cast import NOON
from handrail.desk import care
from handrail.desk.law import Asked
from handrail.law.engine import Law, load_law
from handrail.procedures.language import engine
from handrail.procedures.language.engine import Answer, Start, State, World
from handrail.procedures.language.reader import read

HEAD = """procedure: late
title: Late
purpose: To turn somebody away.
owner: manager
review: {every: 6mo}
steps:
  - id: when
    ask: [sale.signed_on, cancellation.sent_on]
"""
BY_LAW = (
    HEAD
    + """  - id: in-time
    decide:
      - {when: cancellation.sent_on <= deadline('home-solicitation.cancel'), then: accept}
      - otherwise: say-no
  - {id: accept, do: Cancel it., end: resolved}
  - {id: say-no, say: It is too late., refuse: The time to cancel is over.}
"""
)
BY_UNKNOWN = (
    HEAD
    + """    unknown: {refuse: We don't know when it was signed.}
  - {id: accept, do: Cancel it., end: resolved}
"""
)
BY_KNOWN = (
    HEAD
    + """  - id: in-time
    decide:
      - {when: "known(sale.signed_on) && days(sale.signed_on, cancellation.sent_on) <= 3", then: accept}
      - otherwise: {refuse: The time to cancel is over.}
  - {id: accept, do: Cancel it., end: resolved}
"""
)
BY_TABLE = (
    HEAD
    + """  - id: in-time
    table:
      of: [known(sale.signed_on)]
      rows:
        - {is: ["yes"], then: accept}
      otherwise: {refuse: The time to cancel is over.}
  - {id: accept, do: Cancel it., end: resolved}
"""
)
BY_TRIES = (
    HEAD
    + """  - id: in-time
    check: {"it is known": known(sale.signed_on)}
    otherwise: {again: when, at_most: 1, over: {refuse: The time to cancel is over.}}
  - {id: accept, do: Cancel it., end: resolved}
"""
)
BUSINESS = {
    "business.states": ("OK",), "business.customer_states": ("OK",), "business.sells_at_home": True, "sale.place": "home",
    "customer.state": "OK", "sale.total": 680000, "sale.is_consumer": True, "sale.notice_given": True,
    "sale.customer_asked_visit": False, "sale.is_extra": False, "sale.shop_talks_before": False,
    "sale.regulated_seller": False, "sale.open_refund_promise": False, "sale.sold_by_call": False,
}  # fmt: skip
TOO_LATE = Answer({"sale.signed_on": date(2026, 10, 1), "cancellation.sent_on": date(2026, 11, 24)})
IN_TIME = Answer({"sale.signed_on": date(2026, 11, 23), "cancellation.sent_on": date(2026, 11, 24)})


def law_with(confidence: str) -> Law:
    """The law as it is, with the home-sale duties seen by somebody who is this sure."""
    found = load_law()
    packs = []
    for pack in found.packs.values():
        duties = [
            duty.model_copy(update={"verified": duty.verified.model_copy(update={"confidence": confidence})})
            if any(part.kind == "home-solicitation.cancel" for part in duty.parts)
            else duty
            for duty in pack.duties
        ]
        packs.append(pack.model_copy(update={"duties": tuple(duties)}))
    return Law(packs, found.kinds)


def run(text: str, answer: Answer, law: Law | None = None):
    bundle = {"late": read(text)}
    asked = Asked(law or load_law(), NOON, date(2026, 11, 24), "America/Chicago")
    world = World(NOON, date(2026, 11, 24), asked.functions)
    state, _ = engine.advance(bundle, State(), Start("late", BUSINESS), world)
    return care.decide(bundle, state, answer, world, lambda: asked.doubtful)


def test_checked_law_lets_the_procedure_have_its_way():
    turn, why = run(BY_LAW, TOO_LATE)
    assert why == ""
    assert turn.at.step == "say-no"


@pytest.mark.parametrize("answer", [TOO_LATE])
def test_unverified_law_takes_a_refusal_to_a_person(answer):
    turn, why = run(BY_LAW, answer, law_with("low"))
    assert why == care.UNCHECKED
    assert turn.outcome == "escalated"
    assert [(effect.kind, effect.to) for effect in turn.effects if effect.kind == "escalate"] == [
        ("escalate", "supervisor")
    ]
    assert not any(effect.kind == "refuse" for effect in turn.effects)


def test_unverified_law_never_stands_against_the_customer_who_is_in_time():
    turn, why = run(BY_LAW, IN_TIME, law_with("low"))
    assert why == ""
    assert turn.at.step == "accept"


def test_a_refusal_on_an_unknown_fact_goes_to_a_person():
    beyond = Answer({"cancellation.sent_on": date(2026, 11, 24)}, frozenset({"sale.signed_on"}))
    turn, why = run(BY_UNKNOWN, beyond)
    assert why == care.UNKNOWN
    assert turn.outcome == "escalated"


def test_a_condition_that_asks_whether_something_is_known_cannot_refuse_on_it():
    beyond = Answer({"cancellation.sent_on": date(2026, 11, 24)}, frozenset({"sale.signed_on"}))
    turn, why = run(BY_KNOWN, beyond)
    assert why == care.UNKNOWN
    assert turn.outcome == "escalated"
    assert run(BY_KNOWN, TOO_LATE)[0].outcome == "refused"


@pytest.mark.parametrize("text", [BY_TABLE, BY_TRIES], ids=["table", "tries"])
def test_a_table_and_a_last_try_refuse_nobody_on_what_is_unknown(text):
    procedure = read(text)
    _ = procedure.step("in-time").choices, procedure.step("in-time").ways()  # worked out before it is softened
    beyond = Answer({"cancellation.sent_on": date(2026, 11, 24)}, frozenset({"sale.signed_on"}))
    bundle = {"late": procedure}
    world = World(NOON, date(2026, 11, 24), Asked(load_law(), NOON, date(2026, 11, 24), "America/Chicago").functions)
    state, _ = engine.advance(bundle, State(), Start("late", BUSINESS), world)
    turn, why = care.decide(bundle, state, beyond, world, lambda: ())
    for _ in range(2):
        if turn.outcome is None:
            state = engine.apply(state, turn)
            turn, why = care.decide(bundle, state, Answer(), world, lambda: ())
    assert (turn.outcome, why) == ("escalated", care.UNKNOWN)
    assert not any(effect.kind == "refuse" for effect in turn.effects)
