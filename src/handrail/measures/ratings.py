"""What customers answered at the end of a case, and how many answers are needed before a mean says anything. Pure.

A mean is worth showing when it is likely (19 times in 20) within a quarter of a point of what all customers would say:
1.96² x variance / 0.25² answers. The variance is that of the answers, and never taken as less than one half: a few
equal answers are no proof that all customers agree."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WITHIN = Fraction(1, 4)
SURE = Fraction(196, 100)
LEAST_VARIANCE = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Rating:
    """`hundredths`: the mean times 100. `days_left`: until enough answers are there, at the rate of this period."""

    answers: int
    ended: int
    hundredths: int
    needed: int
    days_left: int | None

    @property
    def can_tell(self) -> bool:
        return self.answers >= self.needed

    @property
    def mean(self) -> str:
        whole, rest = divmod(round(Fraction(self.hundredths, 10)), 10)
        return f"{whole}.{rest}"

    @property
    def share(self) -> int:
        """Answers in a hundred ended cases."""
        return 100 * self.answers // self.ended if self.ended else 0


def rating(scores: Sequence[int], ended: int, days: int) -> Rating:
    """The answers (1 to 5) of a period of so many days in which so many cases ended."""
    count = len(scores)
    if not count:
        return Rating(0, ended, 0, _needed(Fraction(1)), None)
    mean = Fraction(sum(scores), count)
    needed = _needed(_variance(scores, mean))
    left = math.ceil(Fraction((needed - count) * days, count)) if needed > count else 0
    return Rating(count, ended, round(mean * 100), needed, left)


def _variance(scores: Sequence[int], mean: Fraction) -> Fraction:
    if len(scores) < 2:
        return Fraction(1)
    return max(sum(((score - mean) ** 2 for score in scores), Fraction(0)) / (len(scores) - 1), LEAST_VARIANCE)


def _needed(variance: Fraction) -> int:
    return math.ceil(SURE**2 * variance / WITHIN**2)
