"""What the records keep beside what other rooms recorded."""

from django.db import models

from handrail.ledger.models import Kept


class CheckpointAddress(Kept):
    """Who gets the checkpoints by mail: somebody outside, whose copy nobody here can change. One row."""

    address = models.CharField(max_length=254, blank=True)
    changed_at = models.DateTimeField()

    class Meta(Kept.Meta):
        constraints = (models.UniqueConstraint(fields=["organization_id"], name="one_checkpoint_address"),)
