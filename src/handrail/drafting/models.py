"""Drafts of a handbook: asked for, worked out by the worker, kept as they came out."""

from django.db import models

from handrail.ledger.models import Kept

STATES = [
    ("waiting", "Waiting for its turn"), ("running", "Running"), ("done", "Done"), ("failed", "Failed"),
    ("stopped", "Stopped"),
]  # fmt: skip


class DraftRun(Kept):
    """One draft. `plan` is `drafting.plan.Plan` as JSON, once done; `done` of `every` procedures are checked.
    `proposed`: the procedures a manager asks an owner to adopt."""

    state = models.CharField(max_length=10, choices=STATES)
    law_on = models.DateField()
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    looking_at = models.CharField(max_length=200, blank=True)
    done = models.PositiveIntegerField(default=0)
    every = models.PositiveIntegerField(default=0)
    plan = models.JSONField(null=True)
    proposed = models.JSONField(default=list)
    proposed_by = models.CharField(max_length=120, blank=True)

    class Meta(Kept.Meta):
        indexes = (models.Index(fields=["organization_id", "-asked_at"], name="drafts_by_time"),)
