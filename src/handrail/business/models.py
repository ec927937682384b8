"""What a business said of itself."""

from django.db import models

from handrail.ledger.models import Kept


class BusinessFact(Kept):
    """One answer. An empty value is "I don't know": an answer too, carried as unknown."""

    name = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    answered_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id", "name"], name="one_answer_a_fact"),)
