"""Which of a person's words a duty to keep a record needs, and who says so: the law itself, or our reading. Pure."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from handrail.records.keeping.rule import EVERYTHING, Need

FILE = Path(__file__).parent / "needs.yaml"
UNSAID = Need(ours=EVERYTHING, said=False)


@cache
def needs() -> Mapping[str, Mapping[str, Need]]:
    """By the kind of duty, then by the law item: `duty/part`."""
    raw = YAML(typ="safe").load(FILE.read_text("utf-8"))
    return {kind: {item: _need(row) for item, row in items.items()} for kind, items in raw.items()}


def _need(row: Mapping[str, Any]) -> Need:
    about = row.get("about", {})
    return Need(
        tuple(row.get("law", ())), tuple(row.get("ours", ())), str(row["confidence"]), row.get("time") == "unset",
        str(about.get("when", "")), str(about.get("says", "")),
    )  # fmt: skip


def needed(kind: str, duty: str, part: str) -> Need:
    """One of a known kind that is not written down needs what all of that kind need; of an unknown kind, everything."""
    items = needs().get(kind)
    if items is None:
        return UNSAID
    return items.get(f"{duty}/{part}") or _all_of(items)


def _all_of(items: Mapping[str, Need]) -> Need:
    return Need(ours=tuple(dict.fromkeys(name for row in items.values() for name in row.names)))


@cache
def kinds_without_a_time() -> frozenset[str]:
    """Kinds of which the law asks for some record and sets no number of years."""
    return frozenset(kind for kind, items in needs().items() if any(row.timeless for row in items.values()))
