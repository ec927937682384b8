"""Events linked by hash, and the Merkle root that gathers the heads of many chains. Pure."""

import hashlib
from collections.abc import Sequence
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


def merkle_root(leaves: Sequence[str]) -> str:
    """Root over hexadecimal leaf hashes, in the given order. Leaves and nodes are hashed with different
    prefixes so that neither can stand for the other (RFC 9162, section 2.1.1)."""
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex()
