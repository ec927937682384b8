"""Changes to a procedure as it is written, each with its inverse. Pure.

An edit carries what was there and what shall be there, so that it undoes itself, and so that it refuses to run on
something that somebody else has changed meanwhile (`ClashError`): nobody's words are written over unseen."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from handrail.ledger.canonical import digest

Raw: TypeAlias = dict[str, Any]
Kind = Literal["add", "remove", "move", "step", "part", "many"]


class ClashError(Exception):
    """The step, or the part, is no longer what the edit was made for. `step`: its id; empty for the procedure."""

    def __init__(self, step: str = "") -> None:
        self.step = step
        super().__init__(step)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `add`, `remove` and `step` hold whole steps; `move` holds places; `part` is a field of the procedure;
    `many` holds others, done in their order."""

    kind: Kind
    name: str = ""  # the step's id, or the name of the part
    was: Any = None
    now: Any = None
    place: int = 0  # where a step is added or taken away
    edits: tuple["Edit", ...] = ()

    @property
    def inverse(self) -> "Edit":
        turned: dict[Kind, Kind] = {"add": "remove", "remove": "add"}
        within = tuple(edit.inverse for edit in reversed(self.edits))
        return Edit(turned.get(self.kind, self.kind), self.name, self.now, self.was, self.place, within)

    @property
    def steps(self) -> frozenset[str]:
        """The ids of the steps it touches."""
        inside = frozenset[str]().union(*(edit.steps for edit in self.edits))
        return inside if self.kind in ("part", "many") else inside | {self.name}


def to_plain(edit: Edit) -> Raw:
    """As it is kept."""
    return {
        "kind": edit.kind, "name": edit.name, "was": edit.was, "now": edit.now, "place": edit.place,
        "edits": [to_plain(row) for row in edit.edits],
    }  # fmt: skip


def from_plain(kept: Mapping[str, Any]) -> Edit:
    return Edit(**{**kept, "edits": tuple(from_plain(row) for row in kept["edits"])})


def done(raw: Raw, edit: Edit) -> Raw:
    """The procedure after an edit; what was handed in stays as it is. Raises ClashError."""
    made = deepcopy(raw)
    _do(made, edit)
    return made


def _do(raw: Raw, edit: Edit) -> None:
    match edit.kind:
        case "many":
            for row in edit.edits:
                _do(raw, row)
        case "part":
            _set_part(raw, edit)
        case "add":
            _free(raw, edit.name)
            raw["steps"].insert(edit.place, deepcopy(edit.now))
        case "remove":
            _same(raw, edit)
            raw["steps"].pop(_at(raw, edit.name))
        case "move":
            steps = raw["steps"]
            steps.insert(edit.now, steps.pop(_at(raw, edit.name)))
        case "step":
            _same(raw, edit)
            raw["steps"][_at(raw, edit.name)] = deepcopy(edit.now)


def _set_part(raw: Raw, edit: Edit) -> None:
    if raw.get(edit.name) != edit.was:
        raise ClashError
    if edit.now is None:
        raw.pop(edit.name, None)
    else:
        raw[edit.name] = deepcopy(edit.now)


def _same(raw: Raw, edit: Edit) -> None:
    if raw["steps"][_at(raw, edit.name)] != edit.was:
        raise ClashError(edit.name)


def _free(raw: Raw, id_: str) -> None:
    if id_ in ids(raw):
        raise ClashError(id_)


def ids(raw: Raw) -> list[str]:
    return [step["id"] for step in raw["steps"]]


def _at(raw: Raw, id_: str) -> int:
    """The place of a step. Raises ClashError where it is gone."""
    every = ids(raw)
    if id_ not in every:
        raise ClashError(id_)
    return every.index(id_)


def step_of(raw: Raw, id_: str) -> Raw:
    found: Raw = raw["steps"][_at(raw, id_)]
    return found


def mark(value: Any) -> str:
    """A short mark of a step or a part as somebody saw it, to tell later whether it is still the same."""
    return digest({"was": value})[:16]


def adding(raw: Raw, step: Raw, after: str | None = None) -> Edit:
    """A step after another, or at the end."""
    place = _at(raw, after) + 1 if after else len(raw["steps"])
    return Edit("add", step["id"], None, step, place)


def before_the_end(raw: Raw) -> str:
    """After which step a new one usually belongs: the one above the last, where the last one ends it; else ""."""
    steps = raw["steps"]
    return steps[-2]["id"] if len(steps) > 1 and steps[-1].keys() & {"end", "refuse"} else ""


def changing(raw: Raw, id_: str, step: Raw) -> Edit:
    return Edit("step", id_, deepcopy(step_of(raw, id_)), step)


def setting(raw: Raw, part: str, value: Any) -> Edit:
    return Edit("part", part, deepcopy(raw.get(part)), value)


def moving(raw: Raw, id_: str, by: int = 0, *, to: int | None = None) -> Edit | None:
    """Up or down by so many places, or to a place; None where it stands there already."""
    at = _at(raw, id_)
    wanted = min(max(at + by if to is None else to, 0), len(raw["steps"]) - 1)
    return None if wanted == at else Edit("move", id_, at, wanted)


def copying(raw: Raw, id_: str) -> Edit:
    """The same step once more, below."""
    step = deepcopy(step_of(raw, id_))
    step["title"] = f"{step.get('title') or id_.replace('-', ' ').capitalize()} (copy)"
    step["id"] = free_id(raw, id_)
    return adding(raw, step, id_)


def free_id(raw: Raw, wanted: str) -> str:
    """An id no step has."""
    taken, base = set(ids(raw)), wanted[:56].rstrip("-")
    names = (base, *(f"{base}-{number}" for number in range(2, 2000)))
    return next(name for name in names if name not in taken)


def removing(raw: Raw, id_: str) -> Edit:
    """Without the step; what led to it leads to the one that followed it."""
    at = _at(raw, id_)
    following = _following(raw, at)
    edits = [
        Edit("step", step["id"], deepcopy(step), led)
        for step in raw["steps"]
        if step["id"] != id_ and (led := led_past(step, id_, following)) != step
    ]
    without = {
        "variants": _variants_without(raw, id_),
        "quiz": [row for row in raw.get("quiz", ()) if row["step"] != id_],
    }
    changed = [setting(raw, part, rows or None) for part, rows in without.items() if (rows or None) != raw.get(part)]
    return Edit("many", id_, edits=(*edits, *changed, Edit("remove", id_, deepcopy(raw["steps"][at]), None, at)))


def _following(raw: Raw, at: int) -> str | None:
    step = raw["steps"][at]
    below = raw["steps"][at + 1]["id"] if at + 1 < len(raw["steps"]) else None
    named: str | None = step.get("next", below)
    return below if named == step["id"] else named


def led_to(raw: Raw, id_: str) -> int:
    """How many ways of other steps lead to this one."""
    return sum(_count(step, id_) for step in raw["steps"] if step["id"] != id_)


def _count(value: Any, id_: str) -> int:
    match value:
        case dict():
            here = [key for key in ("go", "again", "then", "next") if value.get(key) == id_]
            return len(here) + sum(_count(row, id_) for row in value.values())
        case list():
            return sum(_count(row, id_) for row in value)
    return 0


def led_past(value: Any, gone: str, following: str | None) -> Any:
    """A step, or a part of one, with every way to a step that goes away leading on."""
    if isinstance(value, list):
        return [led_past(row, gone, following) for row in value]
    if not isinstance(value, dict):
        return value
    if value.get("go") == gone:
        return {"go": following} if following else {"end": "resolved"}
    if value.get("again") == gone:
        return led_past(value["over"], gone, following)
    made = {
        key: led_past(row, gone, following)
        for key, row in value.items()
        if not (key == "by_other_than" and row == gone)
    }
    if gone in made.get("any_order", {}).get("of", ()):
        left = [id_ for id_ in made["any_order"]["of"] if id_ != gone]
        few = made["any_order"].get("at_least", 0)
        made["any_order"] = {**({"at_least": few} if few and few < len(left) else {}), "of": left}
    for key in ("next", "then"):
        if made.get(key) == gone:
            made.pop(key)
            made |= {key: following} if following else {}
    return made


def _variants_without(raw: Raw, gone: str) -> list[Raw] | None:
    """The variants where a step goes away: what they did to it goes too, and what they add stands one step higher."""
    if "variants" not in raw:
        return None
    at = _at(raw, gone)
    above = raw["steps"][at - 1]["id"] if at else None
    rows = [_variant_without(row, gone, above) for row in raw["variants"]]
    return [row for row in rows if row.keys() & {"change", "add", "leave_out"}]


def _variant_without(row: Raw, gone: str, above: str | None) -> Raw:
    change = {key: value for key, value in row.get("change", {}).items() if key != gone}
    out = [name for name in row.get("leave_out", []) if name != gone]
    add = [{**more, "after": above} if more["after"] == gone else more for more in row.get("add", [])]
    parts = {"change": change, "add": [more for more in add if more["after"]], "leave_out": out}
    kept = {key: value for key, value in row.items() if key not in parts}
    return kept | {key: value for key, value in parts.items() if value}


def nesting(raw: Raw, id_: str) -> Edit | None:
    """Under the step above: done only where that one is. None where the step above is always done."""
    at = _at(raw, id_)
    above = raw["steps"][at - 1].get("when") if at else None
    step = raw["steps"][at]
    if not above or depth(raw, id_) >= conditions(above):
        return None
    return changing(raw, id_, {**step, "when": joined([*parts_of(above), *parts_of(step.get("when"))])})


def unnesting(raw: Raw, id_: str) -> Edit | None:
    """Out from under the step above."""
    at = _at(raw, id_)
    step, above = raw["steps"][at], raw["steps"][at - 1].get("when") if at else None
    if not above or not depth(raw, id_):
        return None
    left = joined(rest_of(step.get("when"), above))
    return changing(raw, id_, {key: value for key, value in {**step, "when": left}.items() if value})


def depth(raw: Raw, id_: str) -> int:
    """How deep a step stands: how many conditions it shares with the step above, from the first."""
    at = _at(raw, id_)
    mine, above = parts_of(raw["steps"][at].get("when")), parts_of(raw["steps"][at - 1].get("when")) if at else []
    return len(above) if above and mine[: len(above)] == above else 0


def conditions(when: str | None) -> int:
    return len(parts_of(when))


def joined(parts: Sequence[str]) -> str:
    return " && ".join(parts)


def rest_of(when: str | None, above: str) -> list[str]:
    """The conditions of a step that are its own."""
    shared = parts_of(above)
    mine = parts_of(when)
    return mine[len(shared) :] if mine[: len(shared)] == shared else mine


def parts_of(when: str | None) -> list[str]:
    """A condition cut at the `&&` outside brackets and quotes; one with `||` there is a whole."""
    if not when:
        return []
    cuts, deep, quote, start, at = [], 0, "", 0, 0
    while at < len(when):
        letter = when[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([":
            deep += 1
        elif letter in ")]":
            deep -= 1
        elif not deep and when.startswith("||", at):
            return [f"({when.strip()})"]
        elif not deep and when.startswith("&&", at):
            cuts.append(when[start:at].strip())
            start = at + 2
        at += 1
    return [*cuts, when[start:].strip()]
