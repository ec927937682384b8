"""What Handrail itself adds to a contact: how long an agent waited for the next step, over all its steps. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from handrail.measures.handling import at_rank

K = TypeVar("K")
MOST = 95  # of a hundred contacts


@dataclass(frozen=True, slots=True)
class Added:
    """Tenths of seconds, rounded up: nothing is made to look quicker than it was."""

    contacts: int
    middle: int
    most: int

    @property
    def middle_words(self) -> str:
        return words(self.middle)

    @property
    def most_words(self) -> str:
        return words(self.most)


def words(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10} s"


def of_contacts(waits: Iterable[tuple[K, int]]) -> Mapping[K, int]:
    """Milliseconds waited in each contact."""
    found: dict[K, int] = {}
    for contact, waited in waits:
        found[contact] = found.get(contact, 0) + waited
    return found


def added(waits: Iterable[tuple[K, int]]) -> Added | None:
    """The middle contact, and the most in 95 of 100; None where no wait was measured."""
    rows = sorted(-(-row // 100) for row in of_contacts(waits).values())
    return Added(len(rows), at_rank(rows, 1, 2), at_rank(rows, MOST, 100)) if rows else None
