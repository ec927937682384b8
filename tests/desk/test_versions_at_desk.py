"""Cases and the versions they run on: only what is in force begins, what runs says when it was withdrawn, and a case
goes on with another version only where its step is in both."""

import pytest

from cast import IN_FORCE_SINCE, NOON
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.ledger import scope
from handrail.ledger.models import Chain
from handrail.ledger.verify import verify
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
from handrail.procedures import actions as handbook
from handrail.procedures import queries as procedures
from handrail.procedures.control import actions as control
from handrail.procedures.models import Carried, Withdrawal
from handrail.records import packet
from handrail.records.packet import _evidence as evidence

DAY = NOON.date()
BLOCK = """
procedure: closing-words
title: Closing words
purpose: Every call ends well.
owner: owner
block: true
review: {every: 6mo}
steps:
  - {id: thank, say: Thank you for calling., end: resolved}
"""
CALLER = """
procedure: short-call
title: A short call
purpose: It is answered.
owner: owner
handles: [other]
review: {every: 6mo}
steps:
  - {id: hear, ask: [case.reason], unknown: {go: close}}
  - {id: close, say: I will note it., call: closing-words}
"""


@pytest.fixture
def team(owner, colleague):
    with scope.organization(owner.organization_id):
        yield owner, colleague("manager"), colleague("agent")


def put(team, text, reason="so"):
    """A version in force, written by the manager and approved by the owner."""
    owner, manager, _ = team
    row = handbook.save_draft(actor=actor_of(manager), text=text, reason=reason, at=NOON)
    handbook.submit(actor=actor_of(manager), row=row, at=NOON)
    handbook.approve(actor=actor_of(owner), row=row, at=NOON, on=DAY, despite="for the test")
    handbook.publish(actor=actor_of(owner), row=row, on=DAY, at=NOON, despite="for the test")
    return row


@pytest.fixture
def calls(team):
    put(team, BLOCK)
    return put(team, CALLER)


def begin(team, row):
    member = team[2]
    return actions.start(actor=actor_of(member), member=member, revision=row, channel="phone", at=NOON, known={})


@pytest.mark.slow
def test_a_block_is_offered_nowhere_and_begins_no_case(team, calls, sign_in):
    block = procedures.in_force("closing-words", DAY)
    with pytest.raises(DeskError, match="a part of other procedures"):
        begin(team, block)
    shown = sign_in(team[2]).get("/desk/?q=closing words").content.decode()
    assert f'value="{block.pk}"' not in shown
    assert f'value="{calls.pk}"' in sign_in(team[2]).get("/desk/").content.decode()


@pytest.mark.slow
def test_an_older_version_begins_no_case(team, calls):
    put(team, CALLER.replace("I will note it.", "It is noted."))
    with pytest.raises(DeskError, match="not in force"):
        begin(team, calls)


@pytest.mark.slow
def test_a_block_put_in_force_anew_is_run_by_new_cases_and_not_by_running_ones(team, calls):
    running = begin(team, calls)
    put(team, BLOCK.replace("Thank you for calling.", "Good bye."))
    carried = Carried.objects.get(revision=calls)
    fresh = begin(team, procedures.in_force("short-call", DAY))
    assert fresh.bundle_id == carried.bundle_id != running.bundle_id
    said = queries.procedures(fresh)["closing-words"].steps[0].say
    assert (said, queries.procedures(running)["closing-words"].steps[0].say) == ("Good bye.", "Thank you for calling.")


@pytest.mark.slow
def test_an_urgent_withdrawal_of_a_block_stops_new_cases_of_what_runs_it_and_running_ones_say_so(team, calls, sign_in):
    running = begin(team, calls)
    entry = procedures.in_force("closing-words", DAY).entry
    control.withdraw(actor=actor_of(team[0]), entry=entry, why="It promises a gift.", at=NOON, urgent=True)
    assert Withdrawal.objects.get().urgent
    with pytest.raises(DeskError, match="It promises a gift"):
        begin(team, procedures.in_force("short-call", DAY))
    shown = sign_in(team[2]).get(f"/desk/{running.pk}/").content.decode()
    assert "Withdrawn urgently: Closing words, which this case runs" in shown
    put(team, BLOCK.replace("Thank you", "Many thanks"))
    begin(team, procedures.in_force("short-call", DAY))


@pytest.mark.slow
def test_a_withdrawal_that_is_not_urgent_lets_callers_go_on(team, calls):
    entry = procedures.in_force("closing-words", DAY).entry
    control.withdraw(actor=actor_of(team[0]), entry=entry, why="We say it otherwise now.", at=NOON)
    begin(team, procedures.in_force("short-call", DAY))


@pytest.mark.slow
def test_a_case_is_moved_with_both_hashes_on_record(team, calls, sign_in):
    case = begin(team, calls)
    actions.answer(actor=actor_of(team[2]), case=case, at=NOON, step="hear", facts={"case.reason": "a bill"})
    was = case.bundle.hash
    new = put(team, CALLER.replace("I will note it.", "It is noted."))
    page = sign_in(team[1]).get(f"/desk/{case.pk}/").content.decode()
    assert f"Go on with version {new.number}" in page
    assert "Go on with version" not in sign_in(team[2]).get(f"/desk/{case.pk}/").content.decode()
    sent = sign_in(team[1]).post(f"/desk/{case.pk}/move/", {"revision": str(new.pk), "why": "The words were wrong."})
    assert sent.status_code == 302
    case.refresh_from_db()
    event = queries.events(case.id)[-1]
    assert (event.kind, event.data["from"], event.data["to"]) == ("moved", was, case.bundle.hash)
    assert was != case.bundle.hash
    chain = Chain.objects.get(subject="case", subject_id=case.id)
    kept = evidence(case, chain, Organization.objects.get(pk=case.organization_id), NOON)
    assert [*kept["bundles_before"]] == [was]
    file = verify(packet.make(actor=actor_of(team[0]), case=case, at=NOON))
    assert file.whole, file.faults
    state = queries.state(case)
    assert (state.at.step, state.facts["case.reason"]) == ("close", "a bill")


@pytest.mark.slow
def test_a_case_is_not_moved_without_the_right_a_reason_or_its_step(team, calls):
    case = begin(team, calls)
    new = put(team, CALLER.replace("id: hear", "id: listen"))
    with pytest.raises(RefusedError):
        actions.move_to(actor=actor_of(team[2]), case=case, revision=new, reason="x", at=NOON)
    with pytest.raises(DeskError, match="Write why"):
        actions.move_to(actor=actor_of(team[1]), case=case, revision=new, reason=" ", at=NOON)
    with pytest.raises(DeskError, match="has no step “Hear”"):
        actions.move_to(actor=actor_of(team[1]), case=case, revision=new, reason="x", at=NOON)
    block = procedures.in_force("closing-words", DAY)
    with pytest.raises(DeskError, match="a version of another procedure"):
        actions.move_to(actor=actor_of(team[1]), case=case, revision=block, reason="x", at=NOON)
    with pytest.raises(DeskError, match="runs on this version already"):
        actions.move_to(actor=actor_of(team[1]), case=begin(team, new), revision=new, reason="x", at=NOON)


@pytest.mark.slow
def test_a_case_that_holds_an_own_fact_is_moved_only_where_that_exists(team):
    own = "facts:\n  own.colour: {type: text, label: the colour, ask: Which colour?}\n"
    first = CALLER.replace("steps:", f"{own}steps:").replace("[case.reason]", "[own.colour]")
    put(team, BLOCK)
    case = begin(team, put(team, first))
    actions.answer(actor=actor_of(team[2]), case=case, at=NOON, step="hear", facts={"own.colour": "red"})
    new = put(team, CALLER)
    with pytest.raises(DeskError, match="does not know “the colour”"):
        actions.move_to(actor=actor_of(team[1]), case=case, revision=new, reason="x", at=NOON)


def test_what_is_not_in_effect_yet_begins_no_case(owner, colleague, adopted):
    agent, early = colleague("agent"), NOON.replace(month=10)
    assert adopted.effective_on == IN_FORCE_SINCE
    with scope.organization(owner.organization_id), pytest.raises(DeskError, match="not in force"):
        actions.start(actor=actor_of(agent), member=agent, revision=adopted, channel="phone", at=early, known={})
