"""A case at the desk, and the business it happens in."""

from datetime import datetime

import pytest

from cast import IN_FORCE_SINCE, NOON
from handrail.desk import actions
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions as revisions

BUSINESS = {
    "business.records_calls": "none", "business.states": ("OK",), "business.customer_states": ("OK",),
    "business.sells_at_home": True, "business.activities": ("heating-service",),
}  # fmt: skip


@pytest.fixture
def agent(colleague):
    return colleague("agent")


@pytest.fixture
def supervisor(colleague):
    return colleague("supervisor")


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


@pytest.fixture
def begin(owner, adopted):
    """Start a case of the tests' procedure; more is told by keyword."""

    def make(**more):
        with scope.organization(owner.organization_id):
            known = {**BUSINESS, **more.pop("known", {})}
            return actions.start(
                actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known=known, **more
            )

    return make


@pytest.fixture
def in_force(owner, colleague):
    """A procedure in force, from its steps."""

    boss, writer = actor_of(owner), actor_of(colleague("manager"))

    def make(steps, name="try-steps", head=""):
        since = datetime.combine(IN_FORCE_SINCE, NOON.timetz())
        first = f"procedure: {name}\ntitle: {name}\npurpose: To try.\nowner: manager\nreview: {{every: 6mo}}\n{head}"
        with scope.organization(owner.organization_id):
            row = revisions.save_draft(actor=writer, text=f"{first}steps:\n{steps}", reason="first version", at=since)
            revisions.submit(actor=writer, row=row, at=since)
            revisions.approve(actor=boss, row=row, at=since, on=IN_FORCE_SINCE, despite="Only the tests run it.")
            revisions.publish(actor=boss, row=row, on=IN_FORCE_SINCE, at=since)
        return row

    return make


@pytest.fixture
def begun(owner):
    """A case of a version."""

    def make(row, member=None):
        member = member or owner
        with scope.organization(owner.organization_id):
            return actions.start(
                actor=actor_of(member), member=member, revision=row, channel="counter", at=NOON, known={}
            )

    return make
