"""Nothing comes into force without an approval that its author did not give."""

from datetime import date, timedelta

import pytest

from cast import NOON, TRY_HOME_SALE
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import actions, queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import actions as control

DAY = date(2026, 11, 24)
WHY = "The tests’ own procedure collects no goods."


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


def draft(actor):
    return actions.save_draft(actor=actor, text=TRY_HOME_SALE, reason="first", at=NOON)


@pytest.mark.slow
def test_the_library_is_adopted_at_once_and_says_it_was_not_reviewed(owner, inside):
    row = actions.adopt(actor=actor_of(owner), slug="cancel-home-sale", at=NOON, on=DAY)
    assert queries.in_force("cancel-home-sale", DAY) == row
    assert row.exception.startswith("Not reviewed by an adviser")


def test_the_author_cannot_approve_while_another_may(owner, colleague, inside):
    colleague("reviewer")
    row = draft(actor_of(owner))
    actions.submit(actor=actor_of(owner), row=row, at=NOON)
    with pytest.raises(ProcedureError, match=r"You wrote this version, so you can't approve it\. Ask The reviewer"):
        actions.approve(actor=actor_of(owner), row=row, at=NOON + timedelta(days=5), on=DAY)


def test_a_sole_owner_waits_a_day_and_the_exception_is_kept(owner, inside):
    row = draft(actor_of(owner))
    actions.submit(actor=actor_of(owner), row=row, at=NOON)
    with pytest.raises(ProcedureError, match="after a day"):
        actions.approve(actor=actor_of(owner), row=row, at=NOON + timedelta(hours=23), on=DAY, despite=WHY)
    actions.approve(actor=actor_of(owner), row=row, at=NOON + timedelta(hours=24), on=DAY, despite=WHY)
    assert "approved by its own author" in row.exception.lower()


@pytest.mark.parametrize("role", ["manager", "supervisor", "agent", "auditor"])
def test_these_roles_neither_approve_nor_adopt(owner, colleague, inside, role):
    actor = actor_of(colleague(role))
    row = draft(actor_of(owner))
    actions.submit(actor=actor_of(owner), row=row, at=NOON)
    with pytest.raises(RefusedError):
        actions.approve(actor=actor, row=row, at=NOON, on=DAY)
    with pytest.raises(RefusedError):
        actions.adopt(actor=actor, slug="cancel-home-sale", at=NOON, on=DAY)


@pytest.mark.parametrize("state", ["draft", "review"])
def test_what_is_not_approved_is_not_published(owner, inside, state):
    row = draft(actor_of(owner))
    if state == "review":
        actions.submit(actor=actor_of(owner), row=row, at=NOON)
    with pytest.raises(ProcedureError, match="can't be done"):
        actions.publish(actor=actor_of(owner), row=row, on=DAY, at=NOON)


@pytest.mark.slow
def test_a_version_of_tomorrow_is_not_in_force_today(owner, adopted, colleague, inside):
    writer = actor_of(colleague("supervisor"))
    later = draft(writer)
    actions.submit(actor=writer, row=later, at=NOON)
    actions.approve(actor=actor_of(owner), row=later, at=NOON, on=DAY, despite=WHY)
    actions.publish(actor=actor_of(owner), row=later, on=DAY + timedelta(days=1), at=NOON)
    assert queries.in_force("try-home-sale", DAY) == adopted
    assert queries.in_force("try-home-sale", DAY + timedelta(days=1)) == later


def test_what_is_sent_back_is_a_draft_with_its_reason_on_record(owner, colleague, inside):
    writer = actor_of(colleague("manager"))
    row = draft(writer)
    actions.submit(actor=writer, row=row, at=NOON)
    with pytest.raises(ProcedureError, match="what should change"):
        actions.send_back(actor=actor_of(owner), row=row, why=" ", at=NOON)
    actions.send_back(actor=actor_of(owner), row=row, why="Say the refund date.", at=NOON)
    assert row.state == "draft"


def test_a_retired_procedure_starts_no_new_case(owner, adopted, inside):
    control.withdraw(actor=actor_of(owner), entry=adopted.entry, why="no longer sold", at=NOON)
    assert queries.in_force("try-home-sale", DAY) is None


@pytest.mark.slow
def test_the_pages_write_submit_and_approve(owner, colleague, sign_in):
    manager, boss = sign_in(colleague("manager")), sign_in(owner)
    broken = manager.post("/procedures/new/", {"text": TRY_HOME_SALE.replace("ask:", "aks:"), "reason": "x"})
    assert broken.status_code == 422
    assert "Did you mean ask?" in broken.content.decode()
    assert "aks: [customer.name" in broken.content.decode()
    version = manager.post("/procedures/new/", {"text": TRY_HOME_SALE, "reason": "first"}).headers["Location"]
    assert manager.post(f"{version}submit/").status_code == 422
    assert manager.post(f"{version}submit/", {"change": "material"}).status_code == 302
    assert manager.post(f"{version}approve/").status_code == 403
    assert "What the check found" in boss.get(version).content.decode()
    assert boss.post(f"{version}approve/", {"despite": WHY}).status_code == 302
    assert boss.post(f"{version}publish/").status_code == 302
    assert "in force since" in boss.get("/procedures/try-home-sale/").content.decode()
