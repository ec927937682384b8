"""The door from an id to the adoption of many."""

from uuid import UUID

from django.http import Http404

from handrail.procedures.shelving.models import AdoptRun


def run(id_: UUID) -> AdoptRun:
    found: AdoptRun | None = AdoptRun.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such adoption here")
    return found
