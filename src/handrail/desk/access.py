"""The door from an id to a case."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from handrail.desk.models import Attached, Case, KnownEvent, Open
from handrail.ledger.prepared import prepared

_ITS = ("entry", "bundle", "agent__user", "customer")  # what few cases have is read where one has it


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404("Nothing here has this address") from None


def case(id_: UUID) -> Case:
    """The case with what its page needs. The procedures of its bundle are read once per process, not once per page."""
    found = _case.first(id_=id_)
    if found is None:
        raise Http404("No such case here")
    return found


@prepared
def _case(id_: UUID) -> "QuerySet[Case, Case]":
    return Case.objects.select_related(*_ITS).defer("bundle__content").filter(pk=id_)


def item(id_: UUID) -> Open:
    found: Open | None = Open.objects.select_related("case").filter(pk=id_).first()
    if found is None:
        raise Http404("No such item here")
    return found


def known_event(id_: UUID) -> KnownEvent:
    found: KnownEvent | None = KnownEvent.objects.select_related("begun_by__user").filter(pk=id_).first()
    if found is None:
        raise Http404("No such event here")
    return found


def attached(event: KnownEvent, id_: UUID) -> Attached:
    found: Attached | None = Attached.objects.select_related("customer").filter(event=event, pk=id_).first()
    if found is None:
        raise Http404("No such contact here")
    return found
