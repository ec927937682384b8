"""The hour a contact came in, and whether the business was open: the desk knows both by itself, and keeps them only
where a procedure reads them."""

from datetime import timedelta
from pathlib import Path

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.desk import actions, queries
from handrail.ledger import scope
from handrail.people.actions import actor_of

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
