"""The door from an id to a case."""

from uuid import UUID

from django.http import Http404

from handrail.desk.models import Case, Open


def case(id_: UUID) -> Case:
    found: Case | None = (
        Case.objects.select_related("entry", "bundle", "agent__user", "customer__into", "came_from")
        .filter(pk=id_)
        .first()
    )
    if found is None:
        raise Http404("No such case here")
    return found


def item(id_: UUID) -> Open:
    found: Open | None = Open.objects.select_related("case").filter(pk=id_).first()
    if found is None:
        raise Http404("No such item here")
    return found
