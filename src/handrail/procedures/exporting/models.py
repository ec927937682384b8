"""Runs handed out on paper, each under its own number, until what was written is entered."""

from django.db import models

from handrail.ledger.models import Kept
from handrail.procedures.models import Revision


class PaperRun(Kept):
    """One numbered blank of one version. `entered_as` is the number of the case it became."""

    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="paper_runs")
    printed_at = models.DateTimeField()
    printed_by = models.CharField(max_length=120)
    entered_at = models.DateTimeField(null=True)
    entered_by = models.CharField(max_length=120, blank=True)
    entered_as = models.CharField(max_length=20, blank=True)

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["organization_id", "number"], name="one_paper_a_number"),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As it stands on the sheet and is typed at the desk."""
        return f"P-{self.number}"
