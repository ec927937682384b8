"""Whether a text that is to be released holds what was written in the talk. Only letters are compared: what is said
again in other words no machine finds, so counsel is asked for that."""

import re
from collections.abc import Iterable

A_RUN = 8  # so many words in a row are a sentence that was copied
FEWEST = 3  # a "yes" or a "not yet" may be said again


def copied(talk: Iterable[str], text: str) -> str:
    """The first words of the talk that stand in the text too; nothing where none do."""
    there = f" {' '.join(_words(text))} "
    return next((run for each in talk for run in _runs(_words(each)) if f" {run} " in there), "")


def _runs(words: list[str]) -> list[str]:
    """All that may not stand in the text: a short message whole, each run of a longer one."""
    if len(words) < FEWEST:
        return []
    size = min(A_RUN, len(words))
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
