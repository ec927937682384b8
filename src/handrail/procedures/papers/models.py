"""Findings on a draft, kept while it is a draft. What was mended, and why, stays."""

from django.db import models

from handrail.ledger.models import Kept


class DraftFinding(Kept):
    """One finding on a draft: first seen at a save, mended at a later one. `why`: what the change was made for."""

    revision = models.ForeignKey("procedures.Revision", on_delete=models.PROTECT, related_name="papers")
    rule = models.CharField(max_length=61)
    procedure = models.CharField(max_length=61, blank=True)
    step = models.CharField(max_length=61, blank=True)
    about = models.CharField(max_length=120, blank=True)
    severity = models.CharField(max_length=8)
    title = models.CharField(max_length=500)
    found_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("found_at", "id")

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.rule, self.procedure, self.step, self.about
