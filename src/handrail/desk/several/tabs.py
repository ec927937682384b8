"""What an agent has in hand at once, as tabs: the requests of this contact first, then the other contacts. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MOST = 9  # Alt 1 to Alt 9


@dataclass(frozen=True, slots=True)
class InHand:
    """A case, or a request that waits for its turn (`item`)."""

    id: UUID
    contact: UUID
    title: str
    number: str
    status: str
    step: str
    due: datetime | None = None
    item: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """`waits`: what it waits for, in a word or two; `tone` is danger where something of it is late."""

    number: int
    row: InHand
    here: bool
    ours: bool
    waits: str
    tone: str

    @property
    def key(self) -> str:
        return f"Alt+{self.number}" if self.number <= MOST else ""

    @property
    def printed(self) -> str:
        return f"Alt {self.number}" if self.number <= MOST else ""


def tabs(rows: Iterable[InHand], here: UUID, contact: UUID, now: datetime) -> list[Tab]:
    """The contact in hand first, each contact's requests together, the oldest first: its keys stay the same while one
    goes from request to request."""
    ordered = sorted(
        rows, key=lambda row: (row.contact != contact, str(row.contact), row.item, row.number, str(row.id))
    )
    return [
        Tab(number, row, row.id == here, row.contact == contact, _waits(row, now), _tone(row, now))
        for number, row in enumerate(ordered, 1)
    ]


def _waits(row: InHand, now: datetime) -> str:
    if row.item:
        return "queued"
    if row.due and row.due < now:
        return "late"
    return row.status if row.status != "open" else ""


def _tone(row: InHand, now: datetime) -> str:
    return "danger" if row.due and row.due < now and not row.item else ""
