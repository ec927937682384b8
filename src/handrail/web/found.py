"""One thing that can be gone to or done: the rooms hand these up, the page Find or do shows them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """`kind`: what it is, in a word; `keys`: what gets there without searching.

    `detail`: what tells it from its like. `status`: how firm law stands, shown in `tone`, never left out for a duty."""

    title: str
    address: str
    kind: str
    detail: str = ""
    keys: str = ""
    status: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A place or a deed that is always there: found by its title or by the words people use for it."""

    found: Found
    also: str = ""


def fits(words: str, text: str) -> bool:
    """Every word typed begins a word of the text: `inv per` finds `Invite a person`."""
    begun = text.lower().split()
    return all(any(one.startswith(word) for one in begun) for word in words.lower().split())


def among(known: Sequence[Known], words: str) -> list[Found]:
    return [row.found for row in known if fits(words, f"{row.found.title} {row.also}")]
