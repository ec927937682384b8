"""A lock that serves waiters in the order they came. The standard lock lets a busy thread overtake a waiting one
again and again; a writer was seen to starve for seconds behind SQLite's own retry loop."""

import threading
from collections import deque
from types import TracebackType


class FairLock:
    """First come, first served. Not re-entrant: a deed inside a deed joins it and never asks again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False

    def acquire(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()  # handed over: still held, by the next in line
            else:
                self._held = False

    def __enter__(self) -> "FairLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
