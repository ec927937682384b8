"""What the agent's page says of who watches, as a mark: a page that shows it already is told nothing. Pure."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID


def mark_of(follows: Iterable[UUID], looks: Iterable[tuple[UUID, datetime]], notes: Iterable[UUID]) -> str:
    """The same for as long as the same is to be said: who follows, who looked when, which notes are not read."""
    said = [[str(row) for row in follows], [f"{who} {at}" for who, at in looks], [str(row) for row in notes]]
    return sha256(repr(said).encode()).hexdigest()[:16]
