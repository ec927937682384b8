"""Events linked by hash. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handrail.calendars.clock import stamp
from handrail.ledger.canonical import JSON, digest

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it: everything its hash is made over."""

    chain: UUID
    seq: int
    at: datetime
    room: str
    kind: str
    actor: JSON
    data: JSON
    previous: str

    def body(self) -> dict[str, JSON]:
        return {
            "chain": str(self.chain),
            "seq": self.seq,
            "at": stamp(self.at),
            "room": self.room,
            "kind": self.kind,
            "actor": self.actor,
            "data": self.data,
            "previous": self.previous,
        }

    def hash(self) -> str:
        return digest(self.body())


def seal(salt: str, value: JSON) -> str:
    """What an event keeps of a personal value: a hash that says nothing once salt and value are gone."""
    return digest({"salt": salt, "value": value})
