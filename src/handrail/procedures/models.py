"""Procedures as they are kept: an entry of the handbook, its immutable revisions, and frozen bundles."""

from django.db import models

from handrail.ledger.models import Kept

STATES = [
    ("draft", "Draft"),
    ("review", "In review"),
    ("approved", "Approved"),
    ("published", "In force"),
    ("superseded", "Superseded"),
    ("retired", "Retired"),
]


class Entry(Kept):
    """One procedure of the handbook, over all its versions."""

    slug = models.CharField(max_length=61)
    title = models.CharField(max_length=200)

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "slug"], name="one_entry_a_slug"),)

    def __str__(self) -> str:
        return self.title


class Bundle(Kept):
    """What a case runs on: the procedure and everything it calls, frozen under one hash at publication."""

    hash = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "hash"], name="one_bundle_a_hash"),)


class Revision(Kept):
    """One version. Its text never changes once it left the draft; only its state moves on."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=12, choices=STATES)
    author_id = models.UUIDField(null=True)  # empty: the library wrote it
    author_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    exception = models.CharField(max_length=300, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)  # an adviser, who need not be a member here
    reviewed_on = models.DateField(null=True)
    review_words = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField(null=True)
    bundle = models.ForeignKey(Bundle, null=True, on_delete=models.PROTECT)

    class Meta(Kept.Meta):
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["entry", "number"], name="one_revision_a_number"),)
