"""A form that was opened a while ago, sent when what it changes reads otherwise already. Pure.

Each box that shows a kept value also carries it as it was shown. What this person did not touch stays as somebody else
wrote it since; what both wrote is asked, and nothing is written over unseen."""

from collections.abc import Mapping
from typing import NamedTuple

SHOWN = "shown:"
"""Before the name of a box: the hidden field that holds what stood in it."""


class Rebased(NamedTuple):
    """`typed`: what each box of these holds once that is settled. `both`: of boxes that two people wrote, what stands
    there now."""

    typed: dict[str, str]
    both: dict[str, str]


def rebased(sent: Mapping[str, str], now: Mapping[str, str]) -> Rebased:
    """What was sent, on top of what stands now. A form without what it showed (a script's) counts as sent just now."""
    typed, both = {}, {}
    for name, stands in now.items():
        mine, shown = sent.get(name, ""), sent.get(SHOWN + name, stands)
        if mine != stands != shown and mine != shown:
            both[name] = stands
        typed[name] = stands if mine == shown else mine
    return Rebased(typed, both)


def words_of_both(stands: str) -> str:
    """What a box says that two people wrote."""
    there = f"“{stands}” stands here now" if stands else "this is empty now"
    return f"Somebody else changed this since you opened the page: {there}. Send it again to keep what you wrote."
