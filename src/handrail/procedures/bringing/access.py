"""The door from an id to what was brought in."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404

from handrail.procedures.bringing.models import Arrival, ArrivedPiece


def arrival(id_: UUID) -> Arrival:
    found: Arrival | None = Arrival.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("Nothing of this was brought in here")
    return found


def piece(id_: UUID) -> ArrivedPiece:
    found: ArrivedPiece | None = ArrivedPiece.objects.select_related("arrival", "revision").filter(pk=id_).first()
    if found is None:
        raise Http404("Nothing of this was brought in here")
    return found


def ticked(row: Arrival, numbers: Iterable[str]) -> list[ArrivedPiece]:
    """The pieces of this arrival that were ticked."""
    wanted = [int(number) for number in numbers if number.isdecimal() and len(number) < 7]
    return list(ArrivedPiece.objects.filter(arrival=row, number__in=wanted))
