"""What stands under the head of a chain never changes, so it is remembered by that head: by nothing else, so nothing
that another process wrote can be missed, and nothing that was undone believed. Sealed values are not remembered, since
they may be erased."""

from collections import OrderedDict
from typing import Any
from uuid import UUID

from handrail.ledger.chain import START

MOST_CHAINS, MOST_EVENTS = 256, 100  # that are remembered, and of each
NAMES = ("id", "kind", "at", "actor", "data", "previous")  # what is remembered of an event

Row = tuple[Any, ...]
Rows = tuple[Row, ...]
_TOLD: OrderedDict[UUID, tuple[str, Rows]] = OrderedDict()  # of each chain: its head, and what stands under it


def told(chain: UUID) -> tuple[str, Rows]:
    """The head of a chain as it was last seen, and the events under it."""
    return _TOLD.get(chain, (START, ()))


def keep(chain: UUID, head: str, rows: Rows) -> None:
    _TOLD.pop(chain, None)
    if len(rows) <= MOST_EVENTS:
        _TOLD[chain] = (head, rows)
    if len(_TOLD) > MOST_CHAINS:
        _TOLD.popitem(last=False)


def add(chain: UUID, previous: str, head: str, row: Row) -> None:
    """One more event, by whoever wrote it, as it is read back. Only where it follows from what is remembered."""
    last, rows = told(chain)
    if last == previous:
        keep(chain, head, (*rows, row))
