"""Packs that were read and checked once, kept by the hash of all that decides the outcome. Pure but for its files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from pydantic import TypeAdapter

from handrail.calendars import beside, business_days, quick_yaml
from handrail.facts import cel_tree, conditions, vocabulary
from handrail.law.duties import KEEPING, Pack

Packs: TypeAlias = tuple[Pack, ...]
_PACKS = TypeAdapter(Packs)
_DECIDING = (
    *(Path(module.__file__ or "") for module in (beside, business_days, quick_yaml, cel_tree, conditions, vocabulary)),
    business_days.FILE,
    vocabulary.FILE,
    vocabulary.PLACES_FILE,
    *(Path(__file__).with_name(name) for name in ("duties.py", "joining.py", "kinds.yaml", "loader.py", "recall.py")),
)
"""What besides the packs themselves decides whether they load, and as what."""


def recalled(folder: Path, texts: Mapping[str, str], read: Callable[[Mapping[str, str]], Packs]) -> Packs:
    """The packs of these texts: as they were kept, or read and then kept. Raises what `read` raises."""
    kept = beside.Beside(folder, "packs", _PACKS.validate_json, _dumped)
    named = (row for name in sorted(texts) for row in (name, texts[name]))
    return kept.recalled((*named, *_deciding()), lambda: read(texts))


def _dumped(packs: Packs) -> bytes:
    return _PACKS.dump_json(packs, by_alias=True, context=KEEPING)


def _deciding() -> list[str]:
    return [path.read_text("utf-8") for path in _DECIDING]
