"""The door from an id to a draft."""

from uuid import UUID

from django.http import Http404

from handrail.drafting.models import DraftRun


def run(id_: UUID) -> DraftRun:
    found: DraftRun | None = DraftRun.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such draft here")
    return found
