"""One sending of a form is done once. A form carries a token of its own each time a page is made, so the same words
with the same token are the same form again: a second click, or a browser that got no answer. Pure.

It is remembered in this process, for seconds, and until the same person does something else: a pause, its end and
the same pause again are three deeds. What has to be kept once for as long as it may arrive (an answer, a note) carries
a number that stands in its record."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Event, Lock

SECONDS = 10.0  # after its answer; whoever sends it again later means it
PATIENCE = 20.0  # that the second waits for the first
MOST = 2000


@dataclass(slots=True)
class Sending:
    by: str
    answered: Event = field(default_factory=Event)
    until: float = float("inf")
    led_to: str = ""


class Once:
    """The sendings of the last seconds, by who sends and what was sent."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sendings: OrderedDict[str, Sending] = OrderedDict()

    def begin(self, by: str, what: str, at: float) -> str | None:
        """None: this is the first, do it, then `end` it. Otherwise where the first led to."""
        with self._lock:
            before = self._sendings.get(what)
            if before is None or before.until < at:
                self._put(by, what, at)
                return None
        before.answered.wait(PATIENCE)
        if before.led_to:
            return before.led_to
        with self._lock:  # it did nothing, or was refused: this one is looked at by itself
            self._put(by, what, at)
        return None

    def end(self, what: str, led_to: str, at: float) -> None:
        """`led_to`: the address that follows, where it was done; nothing where it was not."""
        with self._lock:
            here = self._sendings.get(what)
            if here is None:
                return
            here.led_to, here.until = led_to, at + SECONDS
            gone = [what] if not led_to else self._done_before(here)
            for each in gone:
                del self._sendings[each]
        here.answered.set()

    def _done_before(self, here: Sending) -> list[str]:
        return [
            what for what, each in self._sendings.items() if each.by == here.by and each is not here and each.led_to
        ]

    def _put(self, by: str, what: str, at: float) -> None:
        self._sendings.pop(what, None)
        while self._sendings and next(iter(self._sendings.values())).until < at:
            self._sendings.popitem(last=False)
        self._sendings[what] = Sending(by)
        if len(self._sendings) > MOST:
            self._sendings.popitem(last=False)[1].answered.set()
