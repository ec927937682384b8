"""Events linked by hash. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from handrail.calendars.clock import stamp
from handrail.ledger.canonical import JSON, digest, written

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

    def sealed(self) -> "Sealed":
        """The same hash, for the one who writes the event: actor and data are written out once, for it and for the
        database. Raises TypeError for a float or a foreign type."""
        (actor, _), (data, back) = written(self.actor), written(self.data)
        text = (  # the keys in their order, as in `body`
            f'{{"actor":{actor},"at":"{stamp(self.at)}","chain":"{self.chain}","data":{data},"kind":{_quoted(self.kind)},'
            f'"previous":"{self.previous}","room":{_quoted(self.room)},"seq":{self.seq}}}'
        )
        return Sealed(hashlib.sha256(text.encode()).hexdigest(), actor, data, back)


class Sealed(NamedTuple):
    """An event as it goes to the database: its hash, actor and data as text, and the data as it is read back."""

    hash: str
    actor: str
    data: str
    back: JSON


def _quoted(text: str) -> str:
    return written(text)[0]


def seal(salt: str, value: JSON) -> str:
    """What an event keeps of a personal value: a hash that says nothing once salt and value are gone."""
    return digest({"salt": salt, "value": value})
