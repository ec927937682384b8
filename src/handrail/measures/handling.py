"""How long cases took, many at once: the middle one, and where the middle half lies. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def at_rank(ordered: Sequence[int], part: int, of: int) -> int:
    """The value below or at which `part` of `of` of the values lie (nearest rank: always a value that occurred)."""
    return ordered[max(-(-len(ordered) * part // of), 1) - 1]


@dataclass(frozen=True, slots=True)
class Spread:
    """How long cases took: the middle one, and between which values the middle half lies. Whole seconds."""

    count: int
    middle: int
    low: int
    high: int


def spread(values: Iterable[int]) -> Spread | None:
    """None when there is nothing to tell."""
    ordered = sorted(values)
    if not ordered:
        return None
    return Spread(len(ordered), at_rank(ordered, 1, 2), at_rank(ordered, 1, 4), at_rank(ordered, 3, 4))
