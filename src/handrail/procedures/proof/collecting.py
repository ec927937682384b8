"""When Python looks for circles among values: not while a walk makes many of them, and not in all of them at once when
it is done. Pure."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_MANY = 1_000  # values; to look through fewer takes no time worth saving
_MOST = 500  # times that values are laid aside before all of them are looked through
_MOST_FROZEN = 10 * _MOST  # the same in a server, where everybody waits for it


@dataclass(slots=True)
class _Aside:
    """How often values were laid aside since all were looked through: `round_` says how often that was done. `theirs`:
    others have frozen values, as a server does with what it read at its start, and they stay so."""

    round_: int = 0
    times: int = 0
    theirs: bool = False

    def lay(self) -> None:
        self.theirs = self.theirs or gc.get_freeze_count() > 0  # counted one by one, so only until there are some
        now = gc.get_stats()[2]["collections"]
        self.times = 1 if now != self.round_ and not self.theirs else self.times + 1
        self.round_ = now
        if self.times <= (_MOST_FROZEN if self.theirs else _MOST):
            gc.freeze()  # out of every generation,
            if not self.theirs:
                gc.unfreeze()  # and into the oldest
        elif self.theirs:
            self.times = 0
            gc.unfreeze()
            gc.collect()
            gc.freeze()


_ASIDE = _Aside()


@contextmanager
def no_collecting() -> Iterator[None]:
    """A walk makes many small values and no circles of them: looking for circles took a sixth of its time, and more at
    the end, once for each check: whoever checks many stays in here for all of them. Who turns the collector off
    turns it on again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            lay_aside()
            gc.enable()


def lay_aside() -> None:
    """What was made goes among the old values and is not looked through now: that took longer than many a check. A
    circle that others had begun by then is found when all is looked through."""
    if gc.get_count()[0] > _MANY:
        _ASIDE.lay()
