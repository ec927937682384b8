"""Reads of a chain: everything that happened to one object, in order. What is remembered of it is not read again; the
sealed values are, each time, since they may be erased."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from handrail.ledger import direct
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import chain_of
from handrail.ledger.models import Chain, Event, Kept, PersonalValue
from handrail.ledger.remembered import MEMORY, NAMES, Rows
from handrail.ledger.retained import Thing


class Happened(NamedTuple):
    """One event of a chain, with the sealed values that still exist."""

    id: UUID
    kind: str
    at: datetime
    actor: dict[str, Any]
    data: dict[str, JSON]
    personal: dict[str, JSON]


def happened(subject: str, subject_id: UUID) -> list[Happened]:
    """The events of one object. Inside a deed nobody adds one until it ends. Three queries at most."""
    chain = chain_of(subject, subject_id)
    rows = _under(chain) if chain else ()
    sealed = [id_ for id_, _, _, _, data, _ in rows if "sealed" in data]
    personal: dict[UUID, dict[str, JSON]] = {}
    for event, place, value in direct.read(PersonalValue, ["event_id", "place", "value"], event=sealed):
        personal.setdefault(event, {})[place] = value
    return [Happened(id_, kind, at, actor, data, personal.get(id_, {})) for id_, kind, at, actor, data, _ in rows]


def _under(chain: Chain) -> Rows:
    """The events under this head."""
    head, rows = MEMORY.told(chain.pk)
    if head != chain.head:
        rows = _grown(chain, head, rows) or _read(chain, 0)
    MEMORY.keep(chain.pk, chain.head, rows)
    return rows


def _grown(chain: Chain, head: str, rows: Rows) -> Rows:
    """What is remembered and what came since; nothing where the one does not follow from the other."""
    more = _read(chain, len(rows)) if 0 < len(rows) < chain.length else ()
    return rows + more if more and more[0][-1] == head else ()


def _read(chain: Chain, first: int) -> Rows:
    """From the place `first` to this head: what came after it is left to whoever asks next."""
    where: dict[str, Any] = {"chain": chain.pk}
    where |= {"seq": list(range(first, chain.length))} if first else {}
    return tuple(direct.read(Event, NAMES, order="seq", **where)[: chain.length - first])


def holds_on(thing: Thing) -> Sequence[str]:
    """The legal holds that stand in the way of its going, as the room of the records says (`settings.RECORDS_HELD`)."""
    asks = cast("Callable[[Thing], Sequence[str]]", import_string(settings.RECORDS_HELD))
    return asks(thing)


def as_it_stands(row: Kept) -> None:
    """The row as it is now, and nobody changes it until the deed ends. What was read before a deed had its turn may be
    old: what may be done is looked at after this."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())
