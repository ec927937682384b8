"""How long a page that follows counts as looked at, and how following ends. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

EVERY = 3  # seconds between two looks of a page that follows
ON_PAGE, ON_PART = timedelta(seconds=60), timedelta(seconds=20)  # a page that was loaded; a part that was fetched
RENEWED = timedelta(seconds=12)  # with more than this left, nothing is written
ENDINGS = {
    "left": "ended by whoever followed", "quiet": "the page was left, or went quiet", "ended": "the case ended",
    "handed": "the case went to somebody else",
}  # fmt: skip


def renewed(until: datetime, at: datetime, by: timedelta) -> datetime | None:
    """Until when the lease runs from now on; None where nothing needs to be written."""
    return at + by if until - at < RENEWED or at + by - until > ON_PART else None


@dataclass(frozen=True, slots=True)
class Followed:
    """A time in which somebody followed, as a record tells it. `mine`: they are the one whose record it is."""

    who: str
    whom: str
    since: datetime
    until: datetime | None
    mine: bool

    @property
    def words(self) -> str:
        return f"You followed {self.whom} on screen" if self.mine else f"Followed on screen by {self.who}"


def over(until: datetime, at: datetime, *, ended: bool, same_agent: bool) -> str:
    """Why following is over by itself; "" while it lasts."""
    if ended:
        return "ended"
    if not same_agent:
        return "handed"
    return "quiet" if until < at else ""
