"""The door from an id to a case."""

from uuid import UUID

from django.http import Http404

from handrail.desk.models import Case, Open


def case(id_: UUID) -> Case:
    """The case with what its page needs. The procedures of its bundle are read once per process, not once per page."""
    rows = Case.objects.select_related("entry", "bundle", "agent__user", "customer__into", "came_from")
    found: Case | None = rows.defer("bundle__content").filter(pk=id_).first()
    if found is None:
        raise Http404("No such case here")
    return found


def item(id_: UUID) -> Open:
    found: Open | None = Open.objects.select_related("case").filter(pk=id_).first()
    if found is None:
        raise Http404("No such item here")
    return found
