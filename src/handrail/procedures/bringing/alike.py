"""Which texts say the same: equal but for spaces and signs, or nearly. Pure.

Nearly means that four in five runs of three words are shared. Runs that very many texts share (a greeting, a signature)
say nothing and are passed over when pairs are looked for, so that thousands are compared in a moment."""

import re
from collections import defaultdict
from collections.abc import Sequence

SHARED = 0.8
COMMON = 60
RUN = 3


def groups(texts: Sequence[str]) -> list[int]:
    """For each text the place of the first that it is like; its own where it is like none before it."""
    words = [tuple(re.findall(r"[a-z0-9]+", text.lower())) for text in texts]
    runs = [_runs(row) for row in words]
    first: dict[tuple[str, ...], int] = {}
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    made: list[int] = []
    for n, row in enumerate(words):
        same = first.setdefault(row, n)
        like = made[same] if same != n else _nearest(n, runs, holders)
        made.append(made[like] if like < n else n)
        for run in runs[n] if same == n else ():
            if len(holders[run]) < COMMON:
                holders[run].append(n)
    return made


def _runs(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words[n : n + RUN] for n in range(max(1, len(words) - RUN + 1))) if words else frozenset()


def _nearest(n: int, runs: Sequence[frozenset[tuple[str, ...]]], holders: dict[tuple[str, ...], list[int]]) -> int:
    """The first text before it that shares enough with it."""
    counts: dict[int, int] = defaultdict(int)
    for run in runs[n]:
        for other in holders.get(run, ()):
            counts[other] += 1
    for other in sorted(counts):
        both = len(runs[n] & runs[other])
        if both >= SHARED * (len(runs[n]) + len(runs[other]) - both):
            return other
    return n
