"""Many starter procedures adopted one after the other by the worker."""

from django.db import models

from handrail.ledger.models import WatchedJob


class AdoptRun(WatchedJob):
    """The starters of `slugs` put in force, each with what it calls, in the name of who asked. `kept`: those that are
    by now; `left`: those that are not, each with the reason."""

    slugs = models.JSONField()
    on = models.DateField()
    despite = models.CharField(max_length=200, blank=True)
    how = models.JSONField(default=dict)  # how who asked had shown who they are
    member_id = models.UUIDField()
    kept = models.JSONField(default=list)
    left = models.JSONField(default=list)

    class Meta(WatchedJob.Meta):
        app_label = "procedures"
        indexes = (models.Index(fields=["organization_id", "-asked_at"], name="adoptions_by_time"),)
