"""A step for another role at the desk: whoever does not stand for it neither answers nor skips it."""

import pytest

from cast import NOON
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.deviating.actions import deviate
from handrail.ledger import scope
from handrail.people.actions import actor_of

HEAD = "roles:\n  dispatcher: {filled_by: supervisor, who: Whoever has the radio}\n"
STEPS = """
  - {id: note, do: Note the address.}
  - {id: send-out, role: dispatcher, do: Send a car.}
  - {id: close, record: [case.reason], end: kept}
"""


@pytest.fixture
def case(in_force, begun, agent):
    return begun(in_force(STEPS, head=HEAD), agent)


@pytest.mark.slow
def test_the_case_waits_for_the_one_who_does_it(case, agent, colleague, sign_in, inside):
    mine, theirs = sign_in(agent), sign_in(colleague("supervisor"))
    mine.post(f"/desk/{case.id}/", {"step": "note"})
    page = mine.get(f"/desk/{case.id}/").content.decode()
    assert "“Send out” is for a supervisor, a manager or the owner (Whoever has the radio)" in page
    assert ">Go on" not in page
    assert mine.post(f"/desk/{case.id}/", {"step": "send-out"}).status_code == 422
    assert queries.state(case).at.step == "send-out"
    assert [(row.kind, row.role) for row in queries.open_items(case) if row.kind == "step"] == [("step", "dispatcher")]
    assert theirs.post(f"/desk/{case.id}/", {"step": "send-out"}).status_code == 302
    assert queries.state(case).at.step == "close"
    assert not [row for row in queries.open_items(case) if row.kind == "step"]


def test_they_do_not_skip_it_either(case, agent):
    actor = actor_of(agent)
    with scope.organization(case.organization_id):
        actions.answer(actor=actor, case=case, at=NOON, step="note", facts={})
        with pytest.raises(DeskError, match="is for a supervisor"):
            actions.skip(actor=actor, case=case, at=NOON, step="send-out", reason="No car")


def test_what_is_done_in_one_case_waits_on_in_another_and_nobody_deviates_for_them(
    in_force, begun, agent, supervisor, inside
):
    row = in_force(STEPS, head=HEAD)
    one, other = begun(row, agent), begun(row, agent)
    for each in (one, other):
        actions.answer(actor=actor_of(agent), case=each, at=NOON, step="note", facts={})
    with pytest.raises(DeskError, match="is for a supervisor"):
        deviate(
            actor=actor_of(agent),
            case=one,
            at=NOON,
            step="send-out",
            instead="Walked",
            reason="No car",
            allowed_by=supervisor,
        )
    actions.answer(actor=actor_of(supervisor), case=one, at=NOON, step="send-out", facts={})
    waiting = queries.open_items().filter(kind="step")
    assert [(row.case_id, row.what) for row in waiting] == [(other.id, "A step for you: Send out")]
