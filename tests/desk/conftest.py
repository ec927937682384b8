"""A case at the desk, and the business it happens in."""

import pytest

from cast import NOON
from handrail.desk import actions
from handrail.ledger import scope
from handrail.people.actions import actor_of

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
