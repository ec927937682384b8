"""What is kept about the law: pack versions for the whole installation; for each business its decisions on them, its
own duties, and what it looked up, filed, noted or set aside."""

from django.db import models

from handrail.ledger.ids import new_id
from handrail.ledger.models import Kept

HOW = [("shipped", "Came with Handrail"), ("file", "Came as a file"), ("address", "Fetched from an address")]
DECISIONS = [("approved", "Approved"), ("declined", "Declined")]
ASKED = [("agency", "The agency"), ("adviser", "An adviser"), ("text", "The text itself")]


class PackVersion(models.Model):
    """One version of one pack, as it came. It belongs to no business: none of them is bound by it until it approves.

    `content` is the pack as data; `file` the signed file it came in, empty for one that came with Handrail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=120)
    version = models.CharField(max_length=40)
    maintainer = models.CharField(max_length=200)
    kept_until = models.DateField()
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.TextField()
    file = models.TextField(blank=True)
    key = models.CharField(max_length=64, blank=True)
    how = models.CharField(max_length=10, choices=HOW)
    source = models.CharField(max_length=500, blank=True)
    arrived_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class PackDecision(Kept):
    """A business takes a version from a day on, or does not take it. The newest decision on a version counts."""

    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=10, choices=DECISIONS)
    effective_on = models.DateField(null=True)
    by = models.CharField(max_length=120)
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        ordering = ("-at", "-id")


class TrustedKey(Kept):
    """The key of a maintainer whose packs this business takes up for review."""

    public = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    why = models.CharField(max_length=500)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        ordering = ("-at", "-id")


class PackAddress(Kept):
    """Where the owner wants new pack versions looked for. What is found waits like any other."""

    url = models.CharField(max_length=500)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    came_to = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(Kept.Meta):
        ordering = ("-at", "-id")


class PublicationBlock(Kept):
    """Nothing of a procedure is put in force while this stands. An empty slug: nothing of any."""

    slug = models.CharField(max_length=61, blank=True)
    version = models.ForeignKey(PackVersion, null=True, on_delete=models.PROTECT, related_name="blocks")
    why = models.CharField(max_length=500)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=120, blank=True)
    lifted_why = models.CharField(max_length=500, blank=True)

    class Meta(Kept.Meta):
        ordering = ("-at", "-id")


class LocalDuty(Kept):
    """A duty of this business alone: a licence, a contract, a city's rule; in the form of a pack's duty, as YAML."""

    name = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    text = models.TextField()
    number = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    class Meta(Kept.Meta):
        ordering = ("title",)
        constraints = (models.UniqueConstraint(fields=["organization_id", "name"], name="one_local_duty_a_name"),)


class OfDuty(Kept):
    """What a business keeps about one duty, or one part of it. Entries are never changed: a newer one counts."""

    duty = models.CharField(max_length=120)
    part = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(Kept.Meta):
        abstract = True
        ordering = ("-at", "-id")


class Checked(OfDuty):
    """Somebody verified a duty. `holds` false: a newer entry that takes the last one back."""

    who = models.CharField(max_length=120)
    asked = models.CharField(max_length=10, choices=ASKED)
    whom = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    until = models.DateField()
    holds = models.BooleanField(default=True)


class Filed(OfDuty):
    """Proof that something was filed or renewed. `holds` false takes the last one back."""

    on = models.DateField()
    number = models.CharField(max_length=120, blank=True)
    holds = models.BooleanField(default=True)


class SetAside(OfDuty):
    """A duty that does not bind this business, as somebody says: shown struck, and named by every check.

    `holds` false: it binds again from the moment of this entry."""

    who = models.CharField(max_length=200)
    until = models.DateField(null=True)
    holds = models.BooleanField(default=True)


class DutyNote(OfDuty):
    """A note of the business's own on a duty. `holds` false: it is kept, and no longer shown on the duty's page."""

    holds = models.BooleanField(default=True)


class InUse(Kept):
    """What the law of this business is made of today and from which days on: worked out anew by every deed that
    changes it, so that one row answers. Without a row, the packs that came with Handrail are in use."""

    recipe = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_law_in_use"),)
