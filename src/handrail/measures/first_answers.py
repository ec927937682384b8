"""How customers were answered first, where a time is aimed at. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

IN_TIME, LATE, NEVER, WAITS = "in-time", "late", "never", "waits"


def became(due: datetime, at: datetime, *, closed: datetime | None, answered: bool) -> str:
    """Of one case. One that ended without an answer before its time is neither in time nor late."""
    if closed is None:
        return LATE if at > due else WAITS
    if closed > due:
        return LATE
    return IN_TIME if answered else NEVER


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    in_time: int
    late: int
    never: int
    waits: int

    @property
    def any(self) -> bool:
        return bool(self.in_time + self.late + self.never + self.waits)

    @property
    def told(self) -> int:
        """Of how many it is known: in time or late."""
        return self.in_time + self.late

    @property
    def share(self) -> int:
        """In a hundred, rounded down: nothing is made to look better than it was."""
        return 100 * self.in_time // self.told if self.told else 0

    @property
    def words(self) -> str:
        more = {f"{self.waits} still to come": self.waits, f"{self.never} ended without one": self.never}
        return "; ".join([f"{self.in_time} of {self.told}", *(words for words, count in more.items() if count)])


def count(became_of: Iterable[str]) -> FirstAnswers:
    number = Counter(became_of)
    return FirstAnswers(number[IN_TIME], number[LATE], number[NEVER], number[WAITS])
