"""Long work: asked for once, taken up by one worker, lost after a while, and ended with its timer."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.ledger.ids import new_id
from handrail.ledger.jobs import BE_PATIENT
from handrail.ledger.models import Event, Timer
from handrail.procedures.shelving.queries import JOBS

pytestmark = pytest.mark.django_db
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def actor():
    one = Actor("person", new_id(), "Tasha Lindley", "owner", new_id())
    with scope.organization(one.organization):
        yield one


def ask(actor, at=NOON):
    with deed(actor, at) as record:
        return JOBS.ask(record, {}, slugs=[], on=NOON.date(), member_id=actor.id)


def waiting() -> set:
    return set(Timer.objects.filter(done_at=None).values_list("subject_id", flat=True))


def test_it_is_taken_up_once_and_by_nobody_after_it_was_stopped(actor):
    first, second = ask(actor), ask(actor, NOON + A_SECOND)
    assert waiting() == {first.pk, second.pk}
    assert JOBS.last() == second
    taken = JOBS.begin(actor, first.pk, NOON)
    assert (taken.pk, taken.state, taken.began_at) == (first.pk, "running", NOON)
    first.refresh_from_db()
    assert (first.state, first.began_at, waiting()) == ("running", NOON, {second.pk})
    assert JOBS.begin(actor, first.pk, NOON) is None, "another worker has it"
    JOBS.stop(actor, second, NOON)
    assert waiting() == set()
    assert JOBS.begin(actor, second.pk, NOON) is None
    kinds = Event.objects.filter(chain__subject_id=second.pk).order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["adoption asked for", "adoption stopped", "adoption not begun"]


def test_what_waits_or_runs_is_under_way_until_it_is_lost(actor):
    assert JOBS.under_way(NOON) is None
    job = ask(actor)
    assert JOBS.under_way(NOON + timedelta(days=9)) == job, "it waits for the worker, however long"
    assert not JOBS.is_late(job, NOON + BE_PATIENT)
    assert JOBS.is_late(job, NOON + BE_PATIENT + A_SECOND)
    job = JOBS.begin(actor, job.pk, NOON)
    assert not JOBS.is_late(job, NOON + timedelta(days=9)), "somebody has it"
    assert JOBS.under_way(NOON + JOBS.lost_after) == job
    assert JOBS.under_way(NOON + JOBS.lost_after + A_SECOND) is None


def test_how_it_ended_is_kept(actor):
    job, other = ask(actor), ask(actor, NOON - A_SECOND)
    JOBS.fail(actor, job, "x" * 500, NOON + A_SECOND)
    job.refresh_from_db()
    assert (job.state, job.problem, job.ended_at) == ("failed", "x" * 400, NOON + A_SECOND)
    assert JOBS.under_way(NOON) is None
    assert waiting() == {other.pk}
    assert Timer.objects.get(subject_id=job.pk).done_at == NOON + A_SECOND
    other = JOBS.begin(actor, other.pk, NOON)
    JOBS.tell(other, done=3)
    with deed(actor, NOON) as record:
        record.event("test", "done", "test", other.pk)
        Timer.objects.create(kind="of another room", subject_id=other.pk, due_at=NOON)
        other.kept, other.left = ["refund"], ["not saved"]
        JOBS.end(other, "done", NOON + A_SECOND, "kept")
    other.refresh_from_db()
    assert (other.state, other.ended_at, other.kept, other.left) == ("done", NOON + A_SECOND, ["refund"], [])
    assert other.done == 3
    job.refresh_from_db()
    assert job.done == 0
    timers = dict(Timer.objects.filter(subject_id=other.pk).values_list("kind", "done_at"))
    assert timers == {JOBS.timer: NOON, "of another room": None}, "its own, done since it was taken up"
