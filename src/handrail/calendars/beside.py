"""What takes long to work out from files, kept beside them by the hash of all that decides the outcome. Pure but for
its files.

It lies in `__pycache__`, as Python keeps its own: a folder that can't be written, or a file that can't be read, only
costs the time of working it out again."""

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beside(Generic[T]):
    """How one kind of thing is kept: in which folder, under which name, and how it is read and written. `load` raises
    ValueError for what it can't read."""

    folder: Path
    name: str
    load: Callable[[bytes], T]
    dump: Callable[[T], bytes]

    def recalled(self, deciding: Iterable[str], make: Callable[[], T]) -> T:
        """As it was kept under the hash of these texts, or made and then kept. Raises what `make` raises."""
        kept = self.folder / "__pycache__" / f"{self.name}-{_hash(deciding)}.json"
        with suppress(OSError, ValueError):
            return self.load(kept.read_bytes())
        made = make()
        with suppress(OSError):
            self._keep(kept, self.dump(made))
        return made

    def _keep(self, kept: Path, text: bytes) -> None:
        """Written beside and then put in place, so that nobody reads half of it; older ones go."""
        kept.parent.mkdir(exist_ok=True)
        beside = kept.with_suffix(f".{os.getpid()}")
        beside.write_bytes(text)
        beside.replace(kept)
        for old in set(kept.parent.glob(f"{self.name}-*.json")) - {kept}:
            old.unlink(missing_ok=True)


def _hash(texts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for text in texts:
        found.update(hashlib.sha256(text.encode()).digest())
    return found.hexdigest()
