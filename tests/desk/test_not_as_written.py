"""Skipped, done otherwise, could not be evaluated, gone on against a check: each with its reason, who allowed it and an
outcome of its own, and none of them shown as done."""

import re
from datetime import date

import pytest

from cast import NOON
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.deviating.actions import deviate
from handrail.desk.inhand import checks_ahead, rail
from handrail.people.actions import actor_of
from handrail.procedures.language.engine import Answer, Deviate, Place, Start, State, World, advance, step_in_hand
from handrail.procedures.language.reader import read

STEPS = """
  - {id: look, title: Look at it, do: Look at the meter., meets: [call.hours]}
  - {id: size, title: Say how big, ask: [sale.total], unknown: {escalate: supervisor, why: Nobody knows., within: 4h}}
  - id: small
    title: Is it small?
    check: {below the limit: sale.total < 10000}
    otherwise: {escalate: supervisor, why: Too big., within: 4h}
    unknown: {escalate: supervisor, why: Nobody knows., within: 4h}
  - {id: close, title: Close it, record: [case.reason], end: resolved}
"""
HEAD = "procedure: t\ntitle: T\npurpose: To try.\nowner: manager\nreview: {every: 6mo}\nsteps:\n"
WORLD = World(NOON, NOON.date())


@pytest.fixture
def procedure():
    return read(HEAD + STEPS)


def after(procedure, *events):
    state, effects = State(), ()
    for event in (Start("t", {}), *events):
        state, effects = advance({"t": procedure}, state, event, WORLD)
    return state, effects


def test_done_otherwise_meets_nothing_and_says_nothing(procedure):
    state, effects = after(procedure, Deviate("The meter is gone."))
    assert state.trail == (("look", "deviated"),)
    assert effects == ()
    assert state.at == Place("t", "size")


def test_done_otherwise_at_a_step_that_decides_takes_the_way_for_what_is_not_known(procedure):
    state, _ = after(procedure, Answer(), Deviate("He would not say."))
    assert dict(state.trail)["size"] == "deviated"
    assert (state.status, state.outcome) == ("ended", "escalated")


def test_gone_against_a_check_is_no_check_passed(procedure):
    state, effects = after(procedure, Answer(), Answer({"sale.total": 20000}, override=True))
    assert state.at == Place("t", "close")
    assert dict(state.trail)["small"] == "overridden"
    assert not [effect for effect in effects if effect.kind in ("meets", "escalate")]
    state, _ = after(procedure, Answer(), Answer({"sale.total": 20000}))
    assert state.outcome == "escalated"


def test_a_check_that_holds_is_not_gone_against(procedure):
    state, _ = after(procedure, Answer(), Answer({"sale.total": 100}, override=True))
    assert dict(state.trail)["small"] == "done"


def test_none_of_them_is_shown_as_done(procedure):
    state, _ = after(procedure, Deviate("gone"), Answer({"sale.total": 20000}, override=True))
    shown = {row.id: row.how for row in rail(procedure, state, step_in_hand({"t": procedure}, state))}
    assert shown == {"look": "deviated", "size": "done", "small": "overridden", "close": "now"}
    assert checks_ahead(procedure, procedure.step("size")) == ("below the limit",)
    assert checks_ahead(procedure, procedure.step("look")) == ()


# At the desk


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.slow
def test_an_agent_names_who_allowed_it_and_that_person_is_asked(owner, colleague, sign_in, in_force, begun, inside):
    agent = colleague("agent")
    case, client = begun(in_force(STEPS), agent), sign_in(agent)
    sent = {"step": "look", "instead": "Read it off a photo", "why": "The cellar was locked"}
    refused = client.post(f"/desk/{case.id}/deviate/", sent)
    assert refused.status_code == 422
    assert "Name who allowed it" in text(refused)
    assert client.post(f"/desk/{case.id}/deviate/", {**sent, "allowed_by": str(owner.pk)}).status_code == 302
    last = queries.events(case.id)[-1]
    assert last.data["allowed"] == {"name": "Marcy Holt", "role": "owner", "said_by": "The agent"}
    assert last.personal == {"reason": "The cellar was locked", "instead": "Read it off a photo"}
    assert [row.what for row in queries.open_items(case) if row.kind == "escalation"] == [
        "Did you allow it? “Look at it” was done otherwise, The agent says with your word"
    ]
    page = text(client.get(f"/desk/{case.id}/"))
    assert "Look at it done otherwise" in page


def test_who_takes_escalations_allows_it_themselves(owner, in_force, begun, inside):
    case = begun(in_force(STEPS))
    deviate(actor=actor_of(owner), case=case, step="look", instead="A photo", reason="locked", at=NOON)
    assert queries.events(case.id)[-1].data["allowed"]["said_by"] == "themselves"
    assert not [row for row in queries.open_items(case) if row.kind == "escalation"]
    for instead, reason in (("", "so"), ("so", " ")):
        with pytest.raises(DeskError, match="done instead, and why"):
            deviate(actor=actor_of(owner), case=case, step="size", instead=instead, reason=reason, at=NOON)


def test_nothing_stands_for_the_customers_own_answer(owner, begin, inside):
    case = begin()
    found = {"customer.name": "D.", "sale.number": "R", "sale.place": "home", "sale.signed_on": date(2026, 11, 23),
             "sale.paid": 100, "sale.notice_given": True}  # fmt: skip
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="find", facts=found)
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="sent", facts={"cancellation.sent_on": NOON.date()})
    with pytest.raises(DeskError, match="Nothing stands for this"):
        deviate(actor=actor_of(owner), case=case, step="confirm", instead="so", reason="so", at=NOON)


@pytest.mark.slow
def test_only_who_may_goes_against_a_check_and_the_case_file_says_so(
    owner, colleague, sign_in, in_force, begun, inside
):
    agent = colleague("agent")
    case = begun(in_force(STEPS))
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="look", facts={})
    big = {"step": "size", "sale.total": "200.00", "override": "yes", "decided": "She is a customer of thirty years"}
    refused = sign_in(agent).post(f"/desk/{case.id}/", big)
    assert "Only somebody who takes escalations" in text(refused)
    assert "Go on against a check" in text(sign_in(owner).get(f"/desk/{case.id}/"))
    assert sign_in(owner).post(f"/desk/{case.id}/", big).status_code == 302
    last = queries.events(case.id)[-1]
    assert (last.data["overrode"], last.personal["reason"]) == (["small"], "She is a customer of thirty years")
    page = text(sign_in(owner).get(f"/records/{case.id}/"))
    assert "Gone on against a check: Is it small?: She is a customer of thirty years" in page


def test_what_could_not_be_evaluated_is_named_in_the_record(owner, sign_in, in_force, begun, inside):
    case = begun(in_force(STEPS))
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="look", facts={})
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="size", facts={}, beyond=frozenset({"sale.total"}))
    assert "Could not be evaluated: Say how big: Not known:" in text(sign_in(owner).get(f"/records/{case.id}/"))
