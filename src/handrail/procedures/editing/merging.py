"""Two versions that grew from one, joined step by step; where both changed the same step, somebody chooses. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from handrail.procedures.editing.edits import Raw, ids, mark

Marks: TypeAlias = Sequence[tuple[str, str]]
PART = "/"  # before the name of a part of the procedure; no step is called so
ROWS = ("variants", "scenarios")  # parts of several rows, each of its own name: joined row by row


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both changed it. `name`: a step's id, a part after `/`, or a row of one after another `/`; None where one of them
    took it away."""

    name: str
    mine: Any
    theirs: Any

    @property
    def is_step(self) -> bool:
        return not self.name.startswith(PART)


@dataclass(frozen=True, slots=True)
class Joined:
    raw: Raw
    conflicts: tuple[Conflict, ...]


def marks(raw: Raw) -> list[tuple[str, str]]:
    """Each step in its order, and each part, with its mark: what a person had before them."""
    return [(name, mark(value)) for name, value in _by_name(raw, _in_rows(raw)).items()]


def joined(base: Marks, mine: Raw, theirs: Raw, picked: Mapping[str, str]) -> Joined:
    """What one side changed is taken; where both did, `picked` says `mine` or `theirs`, else it is a conflict and
    stands as theirs."""
    before = dict(base)
    rows = frozenset(key for key in _in_rows(mine) & _in_rows(theirs) if f"{PART}{key}" not in before)
    left, right = _by_name(mine, rows), _by_name(theirs, rows)
    taken: dict[str, Any] = {}
    conflicts = []
    for name in dict.fromkeys((*right, *left)):
        my, their = left.get(name), right.get(name)
        side = picked.get(name) or _side(before.get(name), my, their)
        if side == "both":
            conflicts.append(Conflict(name, my, their))
        value = my if side == "mine" else their
        if value is not None:
            taken[name] = value
    made = _built(taken, _order([n for n, _ in base], ids(mine), ids(theirs)))
    for key in sorted(rows):
        named = [[n for n in names if n.startswith(f"{PART}{key}{PART}")] for names in (before, left, right)]
        found = [taken[name] for name in _order(*named) if name in taken]
        made |= {key: found} if found else {}
    return Joined(made, tuple(conflicts))


def _in_rows(raw: Raw) -> frozenset[str]:
    """Those parts whose rows can be told apart by their names."""
    return frozenset(key for key in ROWS if _are_named(raw.get(key, [])))


def _are_named(rows: Any) -> bool:
    names = [row.get("name") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else [None]
    return len(set(names)) == len(rows) and all(names)


def _by_name(raw: Raw, rows: Collection[str]) -> dict[str, Any]:
    parts = {f"{PART}{key}": value for key, value in raw.items() if key != "steps" and key not in rows}
    named = {f"{PART}{key}{PART}{row['name']}": row for key in sorted(rows) for row in raw.get(key, [])}
    return {**{step["id"]: step for step in raw["steps"]}, **parts, **named}


def _side(before: str | None, mine: Any, theirs: Any) -> str:
    my, their = (mark(value) if value is not None else None for value in (mine, theirs))
    if my in (their, before):
        return "theirs"
    return "mine" if their == before else "both"


def _order(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Mine if I moved steps, else theirs; steps of the other side stand after the one they stood after."""
    known = set(mine) & set(theirs)
    was = [name for name in base if name in known]
    first, second = (mine, theirs) if [n for n in mine if n in known] != was else (theirs, mine)
    order = list(first)
    for place, name in enumerate(second):
        if name not in order:
            above = next((order.index(n) + 1 for n in reversed(second[:place]) if n in order), 0)
            order.insert(above, name)
    return order


def _built(taken: Mapping[str, Any], order: Sequence[str]) -> Raw:
    parts = {name[1:]: value for name, value in taken.items() if name.startswith(PART) and PART not in name[1:]}
    return {**parts, "steps": [taken[name] for name in order if name in taken]}
