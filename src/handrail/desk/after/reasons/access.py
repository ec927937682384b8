"""The door from an id to a reason code."""

from uuid import UUID

from django.http import Http404

from handrail.desk.models import ReasonCode


def reason_code(id_: UUID) -> ReasonCode:
    found: ReasonCode | None = ReasonCode.objects.select_related("entry").filter(pk=id_).first()
    if found is None:
        raise Http404("No such reason here")
    return found
