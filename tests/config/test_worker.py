"""What is due is done once, by a row and a loop."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.config import worker
from handrail.config.doctor import examine
from handrail.desk import actions as desk
from handrail.ledger import scope, statistics
from handrail.ledger.models import Timer
from handrail.people.actions import actor_of
from handrail.procedures import actions as handbook

WAITS = """procedure: try-wait
title: Wait for the parcel
purpose: To wait.
owner: manager
review: {every: 6mo}
steps:
  - {id: a, wait: {for: the parcel, at_most: 2d, on_timeout: late}}
  - {id: b, record: [case.resolution], end: resolved}
  - {id: late, do: Call the customer., record: [case.resolution], end: unresolved}
"""


@pytest.fixture
def waiting(owner, colleague):
    writer = actor_of(colleague("manager"))
    with scope.organization(owner.organization_id):
        row = handbook.save_draft(actor=writer, text=WAITS, reason="first", at=NOON)
        handbook.submit(actor=writer, row=row, at=NOON)
        handbook.approve(actor=actor_of(owner), row=row, at=NOON, on=NOON.date())
        handbook.publish(actor=actor_of(owner), row=row, on=NOON.date(), at=NOON)
        return desk.start(actor=actor_of(owner), member=owner, revision=row, channel="mail", at=NOON, known={})


@pytest.mark.slow
def test_a_wait_that_is_over_takes_its_way_once(waiting, owner):
    assert waiting.status == "waiting"
    assert worker.run_due(NOON + timedelta(hours=47)) == 0
    assert worker.run_due(NOON + timedelta(days=2)) == 1
    with scope.organization(owner.organization_id):
        waiting.refresh_from_db()
    assert (waiting.status, waiting.step_name) == ("open", "Late")
    assert worker.run_due(NOON + timedelta(days=3)) == 0


@pytest.mark.slow
def test_what_was_waited_for_has_come_and_the_timer_is_gone(waiting, owner):
    with scope.organization(owner.organization_id):
        desk.resume(actor=actor_of(owner), case=waiting, at=NOON)
        assert not Timer.objects.filter(done_at=None).exists()
    assert worker.run_due(NOON + timedelta(days=9)) == 0


@pytest.mark.slow
def test_one_failing_timer_does_not_stop_the_others(waiting, owner, caplog):
    from handrail.ledger.deed import deed
    from handrail.ledger.ids import new_id

    with scope.organization(owner.organization_id), deed(actor_of(owner), NOON) as record:
        Timer.objects.create(kind=desk.WAIT, subject_id=new_id(), due_at=NOON)
        record.event("test", "made", "thing", new_id())
    assert worker.run_due(NOON + timedelta(days=2)) == 1
    assert "tried again" in caplog.text


def test_the_doctor_says_when_the_worker_last_ran(db, tmp_path):
    (tmp_path / "secret.key").write_text("x")
    (tmp_path / "secret.key").chmod(0o600)
    worker.run_due(NOON)
    seen = {finding.what: finding.ok for finding in examine(tmp_path, NOON + timedelta(minutes=1))}
    words = "Reminders and waits are looked after. The worker ran last at Nov 24, 6:00 PM UTC."
    assert seen[words]
    late = {finding.what: finding.ok for finding in examine(tmp_path, NOON + timedelta(hours=1))}
    assert late["Reminders, waits and mail stand still. The worker ran last at Nov 24, 6:00 PM UTC."] is False


def test_a_version_that_calls_nothing_is_not_approved(owner, colleague):
    writer = actor_of(colleague("manager"))
    broken = WAITS.replace("try-wait", "try-call").replace(
        "wait: {for: the parcel, at_most: 2d, on_timeout: late}", "call: nowhere"
    )
    with scope.organization(owner.organization_id):
        row = handbook.save_draft(actor=writer, text=broken, reason="first", at=NOON)
        handbook.submit(actor=writer, row=row, at=NOON)
        with pytest.raises(handbook.ProcedureError, match="calls nowhere"):
            handbook.approve(actor=actor_of(owner), row=row, at=NOON, on=NOON.date())


@pytest.mark.django_db
def test_rows_are_counted_once_a_day_and_what_goes_wrong_there_keeps_nothing_else(monkeypatch, caplog):
    times = []

    def count():
        times.append(1)
        raise OSError("the disk is full")

    monkeypatch.setattr(statistics, "count", count)
    monkeypatch.setattr(worker, "count_rows", statistics.Daily())
    for hours in (0, 1, 25):
        worker.run_due(NOON + timedelta(hours=hours))
    assert len(times) == 2
    assert "The rows were not counted" in caplog.text
    assert worker.last_run() == NOON + timedelta(hours=25)
