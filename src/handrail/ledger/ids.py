"""Identifiers made by the application: UUID version 7 (RFC 9562), so that rows sort by the time they were made."""

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """48 bits of milliseconds, 12 of a counter within the millisecond, 62 random: rising within one process."""
    global _last  # noqa: PLW0603 - the counter belongs to the process
    with _lock:
        ticks = max((time.time_ns() * 4096) // 1_000_000, _last + 1)
        _last = ticks
    milliseconds, counter = divmod(ticks, 4096)
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (counter << 64) | (0b10 << 62) | random)
