"""A case at the desk, and the business it happens in."""

from datetime import datetime
from pathlib import Path

import pytest

from cast import IN_FORCE_SINCE, NOON
from handrail.desk import actions
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions as handbook

BUSINESS = {
    "business.records_calls": "none", "business.states": ("OK",), "business.customer_states": ("OK",),
    "business.sells_at_home": True, "business.activities": ("heating-service",),
}  # fmt: skip


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
def returns(owner, colleague):
    """A procedure in force that uses every part of the language, and the one it runs for each item."""
    boss, writer = actor_of(owner), actor_of(colleague("manager"))
    with scope.organization(owner.organization_id):
        for name in ("try-one-item", "try-return"):
            text = (Path(__file__).parents[1] / "data" / f"{name}.yaml").read_text("utf-8")
            row = handbook.save_draft(actor=writer, text=text, reason="first version", at=NOON)
            handbook.submit(actor=writer, row=row, at=NOON)
            handbook.approve(actor=boss, row=row, at=NOON, on=NOON.date(), despite="Only the tests run it.")
            since = datetime.combine(IN_FORCE_SINCE, NOON.timetz())
            handbook.publish(actor=boss, row=row, on=IN_FORCE_SINCE, at=since)
        return row
