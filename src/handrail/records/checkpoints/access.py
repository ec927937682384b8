"""The door from an id to a checkpoint."""

from uuid import UUID

from django.http import Http404

from handrail.ledger.models import Checkpoint


def checkpoint(id_: UUID) -> Checkpoint:
    found: Checkpoint | None = Checkpoint.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such checkpoint here")
    return found
