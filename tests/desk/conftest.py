"""A case at the desk, and the business it happens in."""

import pytest

from cast import NOON
from handrail.desk import actions
from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.models import Notice, NoticeKept

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
def sam_old(owner, inside):
    """An agent who kept a notice as it read before: it names neither following nor notes to agents."""
    row, _ = people.invite(actor=actor_of(owner), name="Sam Old", role="agent", at=NOON)
    old = people.join(row=row, name="Sam Old", email="sam@example.com", password="a quiet green door", at=NOON)
    with unrecorded("a notice as it read before"):
        words = {"parts": [{"what": "Each step you take", "told": "", "why": "", "seen_by": "", "kept": ""}]}
        notice = Notice.objects.create(sha256="0" * 64, words=words, since=NOON)
        NoticeKept.objects.create(notice=notice, member=old, at=NOON)
    return old


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
