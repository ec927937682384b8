"""What the ledger keeps, and `Kept`, the base of every row that belongs to an organization."""

from typing import Any, ClassVar, TypeVar

from django.db import models

from handrail.calendars.clock import stamp
from handrail.ledger import scope
from handrail.ledger.canonical import JSON
from handrail.ledger.checkpoint import FORMAT, Signed
from handrail.ledger.ids import new_id

M = TypeVar("M", bound=models.Model)


class ScopedManager(models.Manager[M]):
    """Sees the rows of the current organization only."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(organization_id=scope.current())


class Kept(models.Model):
    """A row of one organization. It may be written only inside a deed (see `ledger.deed`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization_id = models.UUIDField(default=scope.current, editable=False, db_index=True)

    objects: ClassVar[ScopedManager[Any]] = ScopedManager()
    everywhere: ClassVar[models.Manager[Any]] = models.Manager()  # for the worker, checks and repairs; never for a page

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


JOB_STATES = [
    ("waiting", "Waiting for its turn"), ("running", "Running"), ("done", "Done"), ("failed", "Failed"),
    ("stopped", "Stopped"),
]  # fmt: skip


class Job(Kept):
    """Long work that the worker does (see `ledger.jobs`)."""

    state = models.CharField(max_length=10, choices=JOB_STATES)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)

    class Meta(Kept.Meta):
        abstract = True


class WatchedJob(Job):
    """One that tells how far it is: `done` of `every`, and what it looks at."""

    looking_at = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    every = models.PositiveIntegerField(default=0)

    class Meta(Job.Meta):
        abstract = True


class Chain(Kept):
    """The head of one chain: a case, or any other object whose history is kept."""

    subject = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    gathered = models.PositiveIntegerField(default=0)  # how many of its events the newest checkpoint holds
    gathered_in = models.PositiveIntegerField(default=0)  # the number of that checkpoint

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "subject", "subject_id"], name="one_chain"),)


class Event(Kept):
    """What happened. Never changed, never deleted: the database itself refuses (see `triggers`)."""

    # No index of their own: the first place of `event_by_time` and of `one_event_a_place`, and one costs a page a step.
    organization_id = models.UUIDField(default=scope.current, editable=False)
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    room = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    actor = models.JSONField()
    data = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta(Kept.Meta):
        ordering = ("chain", "seq")
        constraints = (models.UniqueConstraint(fields=["chain", "seq"], name="one_event_a_place"),)
        indexes = (models.Index(fields=["organization_id", "at"], name="event_by_time"),)


class PersonalValue(Kept):
    """The value behind a sealed place in an event. May be deleted, never changed."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="personal")
    place = models.CharField(max_length=200)
    salt = models.CharField(max_length=32)
    value = models.JSONField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["event", "place"], name="one_value_a_place"),)


class Checkpoint(Kept):
    """The heads of all chains that grew since the one before, at one instant, under one signature. See `checkpoint`."""

    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    business = models.CharField(max_length=200)
    previous = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    heads = models.JSONField()
    events = models.PositiveBigIntegerField()  # all that this one and those before hold
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_checkpoint_a_number"),)

    def body(self) -> dict[str, JSON]:
        """What was signed."""
        return {
            "format": FORMAT, "organization": str(self.organization_id), "business": self.business,
            "number": self.number, "at": stamp(self.at), "previous": self.previous, "root": self.root,
            "heads": len(self.heads), "events": self.events,
        }  # fmt: skip

    def signed(self) -> Signed:
        return Signed(self.body(), self.key, self.signature)


class CheckpointCopy(Kept):
    """A checkpoint left this machine, or is to: mailed once its mail has gone, else when it was handed out."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="copies")
    way = models.CharField(max_length=12)  # mailed | downloaded | written
    to = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()
    outgoing = models.ForeignKey("Outgoing", null=True, on_delete=models.PROTECT)


class SigningKey(Kept):
    """A key this business signed with, for as long as anything signed with it may have to be checked. The secret half
    is in the data folder only; it is shared by the businesses of one installation."""

    public = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended = models.CharField(max_length=10, blank=True)  # replaced | lost
    handover = models.JSONField(null=True)  # how it took over from the one before

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "fingerprint"], name="one_key_once"),)


class Attachment(Kept):
    """A photo or file kept with an object. The bytes lie in the data folder under their own hash."""

    subject = models.CharField(max_length=60)
    subject_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()


class Timer(Kept):
    """Something due at a time. The worker's loop finds it; a timer is a row, never a thread."""

    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    due_at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)


class Outgoing(Kept):
    """The outbox: something for the world outside, written in the deed that wants it and performed by the worker
    afterwards, so that no deed waits for a network. What it carries is locked, and wiped once it has gone."""

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=200)  # for the list of what failed
    locked = models.TextField(blank=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True)
