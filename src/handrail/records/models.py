"""What the records keep beside what other rooms recorded."""

from django.db import models

from handrail.desk.models import Case
from handrail.ledger.models import Chain, Kept


class CheckpointAddress(Kept):
    """Who gets the checkpoints by mail: somebody outside, whose copy nobody here can change. One row."""

    address = models.CharField(max_length=254, blank=True)
    changed_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_checkpoint_address"),)


SET_STATES = [
    ("waiting", "Waiting for its turn"), ("running", "Under way"), ("done", "Done"), ("failed", "Failed"),
    ("stopped", "Stopped"), ("removed", "Removed"),
]  # fmt: skip


class CaseFileSet(Kept):
    """Case files asked for together. `asked` is `records.asked.Asked` as JSON; `cases` their ids, in their order, as
    they stood when it was begun. The file lies in the data folder until it is removed."""

    state = models.CharField(max_length=10, choices=SET_STATES)
    asked = models.JSONField()
    says = models.CharField(max_length=400)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    cases = models.JSONField(default=list)
    files = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    every = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField(max_length=400, blank=True)

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "-asked_at"], name="sets_by_time"),)


class Indexed(Kept):
    """A case in the full-text index, which knows it by this number; `length`: how many events it had when it was read
    in, 0 once a personal value of it was erased."""

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    chain = models.OneToOneField(Chain, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    length = models.PositiveIntegerField()
