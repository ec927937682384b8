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
    """First come, first served. Not re-entrant: a deed inside a deed joins it and never asks again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()  # held, each, until it is that one's turn
        self._held = False

    def acquire(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()  # handed over: still held, by the next in line
            else:
                self._held = False

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
