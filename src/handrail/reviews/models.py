"""That a procedure was looked at again and stays as it is."""

from django.db import models

from handrail.ledger.models import Kept
from handrail.procedures.models import Entry


class LookedAgain(Kept):
    """Somebody read the version in force and found that it stays. The next look is counted from here."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="looks")
    number = models.PositiveIntegerField()
    by = models.CharField(max_length=120)
    note = models.CharField(max_length=500)
    looked_at = models.DateTimeField()

    class Meta(Kept.Meta):
        ordering = ("-looked_at",)
        indexes = (models.Index(fields=["organization_id", "entry", "-looked_at"], name="looks_by_entry"),)
