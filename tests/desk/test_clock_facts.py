"""The hour a contact came in, whether the business was open, and that a message is no call of ours: the desk knows them
by itself. What the clock says it keeps only where a procedure reads it."""

from datetime import timedelta
from pathlib import Path

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.desk import actions, queries
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.language.engine import step_in_hand, to_ask

AFTER_HOURS = (Path(__file__).parents[1] / "data" / "try-after-hours.yaml").read_text("utf-8")
STEPS = AFTER_HOURS.split("steps:\n")[1].split("scenarios:\n")[0]


@pytest.mark.slow
@pytest.mark.parametrize(("later", "step", "known"), [(0, "office", (12, False)), (6, "on-call", (18, True))])
def test_a_case_takes_the_way_of_the_hour_in_which_it_began(owner, in_force, later, step, known):
    row = in_force(STEPS)
    actor, at = actor_of(owner), NOON + timedelta(hours=later)
    with scope.organization(owner.organization_id):
        business.answer(actor=actor, answers={"business.hours": ("mon 08:00-17:00", "tue 08:00-17:00")}, at=NOON)
        case = actions.start(actor=actor, member=owner, revision=row, channel="phone", at=at, known={})
        told = {"customer.name": "Lola", "customer.phone": "580-555-0100"}
        actions.answer(actor=actor, case=case, at=at + timedelta(hours=9), step="hear", facts=told)
        state = queries.state(case)
    assert state.at.step == step
    assert (state.facts["case.hour"], state.facts["case.outside_hours"]) == known


def test_what_no_step_reads_is_not_kept(owner, in_force, begun):
    case = begun(in_force("  - id: only\n    say: Hello.\n"))
    with scope.organization(owner.organization_id):
        kept = queries.events(case.pk)[0].data["facts"]
    assert "case.opened_on" in kept
    assert "case.hour" not in kept
    assert "case.outside_hours" not in kept


@pytest.mark.parametrize(
    ("channel", "told", "knows", "asks"),
    [
        ("email", {}, False, ()), ("counter", {}, False, ()), ("chat", {}, False, ()), ("mail", {}, False, ()),
        ("phone", {}, None, ("case.we_called",)), ("text-message", {}, None, ("case.we_called",)),
        ("phone", {"case.we_called": True}, True, ()), ("counter", {"case.we_called": True}, True, ()),
    ],
)  # fmt: skip
def test_nobody_is_asked_who_placed_the_call_where_there_was_none(owner, in_force, channel, told, knows, asks):
    row = in_force("  - id: only\n    say: Hello.\n    ask: [case.we_called]\n")
    with scope.organization(owner.organization_id):
        actor = actor_of(owner)
        case = actions.start(actor=actor, member=owner, revision=row, channel=channel, at=NOON, known=told)
        state = queries.state(case)
        world = queries.world_of(queries.moment(state.facts, NOON))
        step = step_in_hand(queries.procedures(case), state)
        assert state.facts.get("case.we_called") is knows
        assert (to_ask(step, state, world) if step else ()) == asks
