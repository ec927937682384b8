"""Rows that were put in order, to be cut into pages: a page reads only its own. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
AT_ONCE = 500  # rows, where all are read one after the other


class Rows(Protocol[Row_co]):
    """What gives rows by their ids: a queryset."""

    def in_bulk(self, id_list: Any, /) -> Mapping[Any, Row_co]: ...
    def count(self) -> int: ...


class Order(Protocol):
    """Ids in an order that the database keeps: a queryset of them."""

    def __getitem__(self, key: Any, /) -> Any: ...
    def count(self) -> int: ...


class _InPages(Sequence[Row]):
    """What is gone by the time it is read is left out."""

    rows: Rows[Row]

    def _ids(self, first: int, end: int) -> Sequence[UUID]:
        raise NotImplementedError

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return self[key : key + 1][0]
        first, end, _ = key.indices(len(self))
        ids = self._ids(first, end)
        found = self.rows.in_bulk(ids)
        return [found[id_] for id_ in ids if id_ in found]

    def __iter__(self) -> Iterator[Row]:
        """All of them, some hundred at once."""
        for first in range(0, len(self), AT_ONCE):
            yield from self[first : first + AT_ONCE]


class Chosen(_InPages[Row]):
    """Rows whose ids were all read."""

    def __init__(self, ids: Sequence[UUID], rows: Rows[Row]) -> None:
        self.ids, self.rows = ids, rows

    def __len__(self) -> int:
        return len(self.ids)

    def _ids(self, first: int, end: int) -> Sequence[UUID]:
        return self.ids[first:end]


class Sliced(_InPages[Row]):
    """Rows whose order is asked of the database, which hands out the ids of a page and reads nothing else of the rest.
    `orders` follow each other, and together hold each of the rows once."""

    def __init__(self, rows: Rows[Row], *orders: Order) -> None:
        self.rows, self.orders = rows, orders
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self.rows.count()
        return self._count

    def _ids(self, first: int, end: int) -> Sequence[UUID]:
        found: list[UUID] = []
        for order in self.orders:
            here = list(order[first:end])
            found += here
            if len(here) == end - first:
                break
            before = first + len(here) if here else order.count()
            first, end = max(first - before, 0), end - before
        return found
