"""What the records keep beside what other rooms recorded."""

from django.db import models

from handrail.customers.models import Customer
from handrail.desk.models import Case
from handrail.ledger.models import Chain, Kept, PersonalValue


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

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["length"], name="words_by_length"),)


# What is kept how long, and what went


class RetentionPeriod(Kept):
    """How long somebody decided to keep a class of things (`ledger.retained`). Without a row nothing asks it away."""

    of = models.CharField(max_length=30)
    count = models.PositiveIntegerField()
    unit = models.CharField(max_length=6, choices=[("days", "days"), ("months", "months"), ("years", "years")])
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "of"], name="one_period_a_class"),)


class Hold(Kept):
    """A legal hold: nothing of one person, case, topic or period goes while it stands. Why is sealed: it may name
    people."""

    number = models.PositiveIntegerField()
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=80, blank=True)  # the slug of a procedure
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    sealed = models.ForeignKey(PersonalValue, null=True, on_delete=models.SET_NULL, related_name="+")
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_hold_a_number"),)

    @property
    def why(self) -> str:
        return str(self.sealed.value) if self.sealed else ""


class ErasureAsked(Kept):
    """A person asked to be erased, and a duty kept something: it is proposed once that has ended. `request`: the case
    in which they asked, which shows that they were answered and goes by its period alone."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    by = models.CharField(max_length=120)


class Disposal(Kept):
    """What was proposed to go, by whom it was decided, and the signed certificate that stays."""

    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=8, choices=[("waiting", "Waits for a decision"), ("done", "Done"), ("kept", "Decided against")]
    )
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    certificate = models.JSONField(null=True)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_disposal_a_number"),)


LINE_STATES = [
    ("proposed", "To go"), ("torn", "Two laws pull apart"), ("gone", "Gone"), ("left", "Left out"),
    ("stopped", "Not due any more"),
]  # fmt: skip


class DisposalLine(Kept):
    """One thing of a proposal: how many pieces go, why, and what of it stays."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="lines")
    of = models.CharField(max_length=30)
    thing = models.UUIDField()
    says = models.CharField(max_length=300)
    pieces = models.PositiveIntegerField()
    why = models.JSONField()
    stays = models.JSONField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=LINE_STATES)


class Gone(Kept):
    """One line of the signed list of disposals, as it stands beside the backups too: keys of what went, no words. A
    database that was put back from before is made to forget it again."""

    number = models.PositiveIntegerField()
    body = models.JSONField()
    key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "signature"], name="one_gone_once"),)


class Look(Kept):
    """Somebody looked at what is kept of a person. No event: reading changes nothing; the day's looks are counted and
    hashed into one."""

    at = models.DateTimeField()
    member = models.UUIDField()
    name = models.CharField(max_length=120)
    what = models.CharField(max_length=20)
    says = models.CharField(max_length=120)
    thing = models.UUIDField()
    customer = models.UUIDField(null=True, db_index=True)
    way = models.CharField(max_length=40, blank=True)

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "-at"], name="looks_by_time"),)
