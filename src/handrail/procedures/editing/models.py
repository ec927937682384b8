"""What was done to a draft, so that it can be undone. Working papers: the version itself holds the outcome."""

from django.db import models

from handrail.ledger.models import Kept

STATES = [("done", "Done"), ("undone", "Undone"), ("gone", "Written over")]


class DraftEdit(Kept):
    """One change of a draft, in its order, with what was there and what came. `step`: the step it is about."""

    revision = models.ForeignKey("procedures.Revision", on_delete=models.PROTECT, related_name="edits")
    number = models.PositiveIntegerField()
    edit = models.JSONField()
    words = models.CharField(max_length=200)
    step = models.CharField(max_length=61, blank=True)
    by_id = models.UUIDField(null=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATES, default="done")

    class Meta(Kept.Meta):
        app_label = "procedures"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["revision", "number"], name="one_edit_a_number"),)
