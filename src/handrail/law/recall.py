"""Packs that were read and checked once, kept by the hash of all that decides the outcome. Pure but for its files.

They lie beside the packs in `__pycache__`, as Python keeps its own: a folder that can't be written, or a file that
can't be read, only costs the time of reading the packs again."""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

from handrail.calendars import business_days, quick_yaml
from handrail.facts import cel_tree, conditions, vocabulary
from handrail.law.duties import KEEPING, Pack

Packs: TypeAlias = tuple[Pack, ...]
_PACKS = TypeAdapter(Packs)
_DECIDING = (
    *(Path(module.__file__ or "") for module in (business_days, quick_yaml, cel_tree, conditions, vocabulary)),
    business_days.FILE,
    vocabulary.FILE,
    vocabulary.PLACES_FILE,
    *(Path(__file__).with_name(name) for name in ("duties.py", "joining.py", "kinds.yaml", "loader.py", "recall.py")),
)
"""What besides the packs themselves decides whether they load, and as what."""


def recalled(folder: Path, texts: Mapping[str, str], read: Callable[[Mapping[str, str]], Packs]) -> Packs:
    """The packs of these texts: as they were kept, or read and then kept. Raises what `read` raises."""
    kept = folder / "__pycache__" / f"packs-{_hash(texts)}.json"
    with suppress(OSError, ValidationError):
        return _PACKS.validate_json(kept.read_bytes())
    packs = read(texts)
    with suppress(OSError):
        _keep(kept, _PACKS.dump_json(packs, by_alias=True, context=KEEPING))
    return packs


def _hash(texts: Mapping[str, str]) -> str:
    found = hashlib.sha256()
    for part in (*(row for name in sorted(texts) for row in (name, texts[name])), *_deciding()):
        found.update(hashlib.sha256(part.encode()).digest())
    return found.hexdigest()


def _deciding() -> list[str]:
    return [path.read_text("utf-8") for path in _DECIDING]


def _keep(kept: Path, text: bytes) -> None:
    """Written beside and then put in place, so that nobody reads half of it; older ones go."""
    kept.parent.mkdir(exist_ok=True)
    beside = kept.with_suffix(f".{os.getpid()}")
    beside.write_bytes(text)
    beside.replace(kept)
    for old in set(kept.parent.glob("packs-*.json")) - {kept}:
        old.unlink(missing_ok=True)
