"""Long work that is asked for on a page, taken up by the worker, watched, and stopped, failed or done: one way for
every room. What the work is, and what it leaves behind, is the room's.

It is taken up once; the work stands between two deeds, so that nobody's writing waits for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed, unrecorded
from handrail.ledger.models import Job, Timer

J = TypeVar("J", bound=Job)
OPEN = ("waiting", "running")
BE_PATIENT = timedelta(seconds=20)  # after that, work nobody took up may be done at once


@dataclass(frozen=True, slots=True)
class Jobs(Generic[J]):
    """One kind of work: its rows, its timer, and how the record names it (`words` before "begun", "stopped", ...).
    One that began so long ago as `lost_after` is not going to end."""

    model: type[J]
    timer: str
    room: str
    subject: str
    words: str = ""
    lost_after: timedelta = timedelta(minutes=10)

    def last(self) -> J | None:
        found: J | None = self.model.objects.order_by("-asked_at", "-id").first()
        return found

    def under_way(self, at: datetime) -> J | None:
        """What waits or runs; what is lost does not count."""
        job = self.last()
        if job is None or job.state not in OPEN:
            return None
        return None if job.began_at and at - job.began_at > self.lost_after else job

    def is_late(self, job: J, at: datetime) -> bool:
        """Whether nobody took it up for so long that a person may."""
        return job.state == "waiting" and at - job.asked_at > BE_PATIENT

    def ask(self, record: Deed, data: dict[str, JSON], **fields: Any) -> J:
        """Ask for it, inside a deed. The worker takes it up."""
        job: J = self.model.objects.create(state="waiting", asked_by=record.actor.name, asked_at=record.at, **fields)
        Timer.objects.create(kind=self.timer, subject_id=job.id, due_at=record.at)
        record.event(self.room, f"{self.words}asked for", self.subject, job.id, data)
        return job

    def begin(self, actor: Actor, id_: UUID, at: datetime) -> J | None:
        """The job, now running and its timer done; None when it was stopped or taken up before."""
        with deed(actor, at) as record:
            self._end_timer(id_, at)
            job: J | None = self.model.objects.filter(pk=id_, state="waiting").first()
            if job:
                job.state, job.began_at = "running", at
                job.save(update_fields=["state", "began_at"])
            record.event(self.room, f"{self.words}{'begun' if job else 'not begun'}", self.subject, id_)
        return job

    def tell(self, job: J, **how_far: Any) -> None:
        """Note how far it is. No deed: it says nothing of the business, and is gone when the job has ended."""
        with unrecorded("how far a job is"):
            self.model.objects.filter(pk=job.pk).update(**how_far)

    def end(self, job: J, state: str, at: datetime, *also: str) -> None:
        """Inside a deed, whose event says it. `also`: fields to save with it."""
        job.state, job.ended_at = state, at
        job.save(update_fields=["state", "ended_at", "problem", *also])
        self._end_timer(job.pk, at)

    def stop(self, actor: Actor, job: J, at: datetime) -> None:
        """One not begun is never begun; of one under way, its room keeps no more."""
        with deed(actor, at) as record:
            self.end(job, "stopped", at)
            record.event(self.room, f"{self.words}stopped", self.subject, job.id)

    def fail(self, actor: Actor, job: J, problem: str, at: datetime) -> None:
        with deed(actor, at) as record:
            job.problem = problem[:400]
            self.end(job, "failed", at)
            record.event(self.room, f"{self.words}failed", self.subject, job.id)

    def _end_timer(self, id_: UUID, at: datetime) -> None:
        Timer.objects.filter(kind=self.timer, subject_id=id_, done_at=None).update(done_at=at)
