"""Drafts of a handbook: asked for, worked out by the worker, kept as they came out."""

from django.db import models

from handrail.ledger.models import Kept, WatchedJob


class DraftRun(WatchedJob):
    """One draft. `plan` is `drafting.plan.Plan` as JSON, once done; `done` of `every` procedures are checked.
    `proposed`: the procedures a manager asks an owner to adopt."""

    law_on = models.DateField()
    plan = models.JSONField(null=True)
    proposed = models.JSONField(default=list)
    proposed_by = models.CharField(max_length=120, blank=True)

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "-asked_at"], name="drafts_by_time"),)
