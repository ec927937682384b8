"""Rows that were chosen and put in order already, to be cut into pages: a page reads only its own. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class Rows(Protocol[Row_co]):
    """What gives rows by their ids: a queryset."""

    def in_bulk(self, id_list: Any, /) -> Mapping[Any, Row_co]: ...


class Chosen(Sequence[Row]):
    """What is gone by the time it is read is left out."""

    def __init__(self, ids: Sequence[UUID], rows: Rows[Row]) -> None:
        self.ids, self.rows = ids, rows

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, slice):
            return self[key : key + 1][0]
        ids = self.ids[key]
        found = self.rows.in_bulk(ids)
        return [found[id_] for id_ in ids if id_ in found]
