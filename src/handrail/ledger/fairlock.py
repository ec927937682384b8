"""Locks that serve waiters as they came: among the threads of a process, and among processes. The standard lock lets a
busy thread overtake a waiting one again and again; a writer was seen to starve for seconds behind SQLite's own retry
loop, which sleeps up to a tenth of a second between two looks at a file that is free again after a millisecond."""

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import TracebackType


class FairLock:
    """First come, first served, but that up to `overtaken` others pass while the next one wakes: whoever let go and
    comes back at once finds everything as it left it, and a thread takes as long to wake as a step to be written. Not
    re-entrant: a deed inside a deed joins it and never asks again."""

    def __init__(self, overtaken: int = 0) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()  # held, each, until it may look
        self._held, self._most, self._passed = False, overtaken, 0

    def acquire(self) -> None:
        with self._guard:
            if not self._held and (not self._waiting or self._passed < self._most):
                self._held = True
                self._passed += bool(self._waiting)
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        while not self._taken_after(turn):
            pass

    def _taken_after(self, turn: threading.Lock) -> bool:
        """Wait to be woken, and take it unless somebody passed."""
        turn.acquire()
        with self._guard:
            if self._held:
                return False
            self._waiting.popleft()
            self._held, self._passed = True, 0
            return True

    def release(self) -> None:
        with self._guard:
            self._held = False
            if self._waiting and self._waiting[0].locked():
                self._waiting[0].release()

    def __enter__(self) -> "FairLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


@contextmanager
def among_processes(path: str) -> Iterator[None]:
    """Hold the lock file for a while; the kernel wakes who waits, and lets go of it for a process that dies. Threads of
    one process pass through together: they take a FairLock first."""
    file = _opened(path, os.getpid())
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@cache
def _opened(path: str, process: int) -> int:
    """One for each process: a fork would share the lock with its parent."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
