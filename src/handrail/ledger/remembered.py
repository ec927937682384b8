"""What stands under the head of a chain never changes, so it is remembered by that head: by nothing else, so nothing
that another process wrote can be missed, and nothing that was undone believed. Sealed values are not remembered, since
they may be erased."""

from collections import OrderedDict
from threading import Lock
from typing import Any
from uuid import UUID

from handrail.ledger.chain import START

MOST, MOST_OF_ONE = 10_000, 500  # events that are remembered, and of one chain
NAMES = ("id", "kind", "at", "actor", "data", "previous")  # what is remembered of an event

Row = tuple[Any, ...]
Rows = tuple[Row, ...]


class Memory:
    """Of each chain its head and what stands under it; what was wanted last is kept longest."""

    def __init__(self) -> None:
        self._told: OrderedDict[UUID, tuple[str, Rows]] = OrderedDict()
        self._events = 0
        self._lock = Lock()

    def told(self, chain: UUID) -> tuple[str, Rows]:
        return self._told.get(chain, (START, ()))

    def keep(self, chain: UUID, head: str, rows: Rows) -> None:
        with self._lock:
            self._events -= len(self._told.pop(chain, (START, ()))[1])
            if len(rows) <= MOST_OF_ONE:
                self._told[chain] = (head, rows)
                self._events += len(rows)
            while self._events > MOST:
                _, (_, gone) = self._told.popitem(last=False)
                self._events -= len(gone)

    def add(self, chain: UUID, previous: str, head: str, row: Row) -> None:
        """One more event, by whoever wrote it, as it is read back. Only where it follows from what is remembered."""
        last, rows = self.told(chain)
        if last == previous:
            self.keep(chain, head, (*rows, row))

    def forget(self) -> None:
        with self._lock:
            self._told.clear()
            self._events = 0

    def __len__(self) -> int:
        return len(self._told)


MEMORY = Memory()
