"""Two people answer the same step in the same instant: one of them did it, and the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from cast import NOON
from handrail.desk import actions, queries
from handrail.desk.actions import MOVED_ON, DeskError
from handrail.ledger import scope
from handrail.people.actions import actor_of

STEPS = (
    "".join(f"  - {{id: s{n}, do: Step {n}.}}\n" for n in range(6)) + "  - {id: end, do: The last., end: resolved}\n"
)


@pytest.mark.django_db(transaction=True)
def test_a_step_is_done_once_however_many_answer_it_at_once(owner, in_force, begun):
    with scope.organization(owner.organization_id):
        case = begun(in_force(STEPS))
    together = Barrier(2)

    def answer(step):
        try:
            together.wait()
            with scope.organization(owner.organization_id):
                actions.answer(actor=actor_of(owner), case=case, at=NOON, step=step, facts={})
        except DeskError as error:
            return str(error)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as both:
        said = [sorted(both.map(answer, [f"s{n}"] * 2)) for n in range(6)]
    assert said == [sorted([MOVED_ON, "done"])] * 6
    with scope.organization(owner.organization_id):
        told = queries.events(case.id)
        assert [row.data.get("step") for row in told if row.kind == "answered"] == [f"s{n}" for n in range(6)]
        assert queries.state(case).at.step == "end"
