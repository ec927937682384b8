"""The door from an id to a hold or a disposal."""

from uuid import UUID

from django.http import Http404

from handrail.records.models import Disposal, Hold


def hold(id_: UUID) -> Hold:
    found: Hold | None = Hold.objects.select_related("customer__into", "case").filter(pk=id_).first()
    if found is None:
        raise Http404("No such hold here")
    return found


def disposal(id_: UUID) -> Disposal:
    found: Disposal | None = Disposal.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such disposal here")
    return found
