"""Packs from YAML files, whole or not at all: every error with its file, line, column and what to write instead. Pure.

`load_packs()` gives the packs that ship, once per process; `read_pack` reads one text against a catalogue of kinds."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from handrail.calendars.business_days import calendars
from handrail.facts.cel_tree import Call, Constant, Items, Node
from handrail.facts.conditions import ConditionError, compile_condition
from handrail.facts.problems import FileError, Problem
from handrail.facts.vocabulary import VOCABULARY, UnknownFactError, fact
from handrail.law.duties import DeadlineRule, Duty, Keep, Kind, Pack, Part
from handrail.law.recall import recalled

FOLDER = Path(__file__).with_name("packs")
KINDS = Path(__file__).with_name("kinds.yaml")
Place: TypeAlias = tuple[str | int, ...]


class PackError(FileError):
    """A pack that does not load."""


class _Found(Exception):  # noqa: N818 - a signal inside this module
    def __init__(self, wrong: list[tuple[Place, str]]) -> None:
        self.wrong = wrong


@cache
def load_kinds() -> Mapping[str, Kind]:
    """The catalogue of kinds by id. Raises ValidationError."""
    rows = YAML(typ="safe").load(KINDS.read_text("utf-8"))
    return {name: Kind(id=name, title=title) for name, title in rows.items()}


@cache
def load_packs(folder: Path = FOLDER) -> tuple[Pack, ...]:
    """Every pack of a folder, checked alone and together. Raises PackError with all problems of all files."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))}
    return recalled(folder, texts, read_packs)


def read_packs(texts: Mapping[str, str], beside: Sequence[Pack] = ()) -> tuple[Pack, ...]:
    """Packs from texts by file name, checked alone, then together and with the packs `beside` them.

    Raises PackError with all problems of all files."""
    problems: list[Problem] = []
    packs: list[tuple[Pack, str, str]] = []
    for name, text in texts.items():
        try:
            packs.append((read_pack(text, name), text, name))
        except PackError as error:
            problems += error.problems
    if not problems:
        for pack, text, name in packs:
            problems += _placed(name, text, list(_dangling_between(pack, [*beside, *(row[0] for row in packs)])))
    if problems:
        raise PackError(problems)
    return tuple(row[0] for row in packs)


def read_pack(text: str, file: str = "pack.yaml", kinds: Mapping[str, Kind] | None = None) -> Pack:
    """One pack, checked by itself; links to other packs are checked when they are loaded together. Raises PackError."""
    try:
        pack = _shaped(text)
        wrong = list(_wrong_inside(pack, load_kinds() if kinds is None else kinds))
        if wrong:
            raise _Found(wrong)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise PackError([Problem(file, line, column, f"this is not YAML: {error.problem}")]) from None
    except _Found as found:
        raise PackError(_placed(file, text, found.wrong)) from None
    return pack


def _shaped(text: str) -> Pack:
    raw = YAML(typ="safe", pure=True).load(text)
    try:
        return TypeAdapter(Pack).validate_python(raw)
    except ValidationError as error:
        raise _Found([_of_pydantic(row) for row in error.errors()]) from None


def _of_pydantic(error: ErrorDetails) -> tuple[Place, str]:
    place = tuple(error["loc"])
    name = str(place[-1]) if place else "pack"
    match error["type"]:
        case "extra_forbidden":
            return place, f"there is no field {name} here{_near(name, _FIELDS)}; take it out or spell it as documented"
        case "missing":
            return place[:-1], f"{name} is missing; every {_what(place)} has one"
        case "literal_error":
            return place, f"{name} is one of {error['ctx']['expected']}, not {error['input']!r}"
        case "value_error":
            return place, str(error["ctx"]["error"])
        case _:
            return place, f"{name}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _what(place: Place) -> str:
    words = [str(word) for word in place[:-1] if isinstance(word, str)]
    return words[-1].removesuffix("s").replace("dutie", "duty").replace("entrie", "entry") if words else "pack"


def _fields(model: Any) -> set[str]:
    found: set[str] = set()
    for name, row in model.model_fields.items():
        found.add(row.alias or name)
    return found


_FIELDS = sorted({name for model in (Pack, Duty, Part, DeadlineRule, Keep) for name in _fields(model)})


def _near(name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name, names, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _wrong_inside(pack: Pack, kinds: Mapping[str, Kind]) -> Iterator[tuple[Place, str]]:
    """What is wrong within one pack: ids, agencies, calendars, kinds, conditions, facts, dates."""
    yield from _twice(pack)
    for index, duty in enumerate(pack.duties):
        place: Place = ("duties", index)
        if not duty.id.startswith(f"{pack.pack}."):
            yield (*place, "id"), f"{duty.id}: the ids of this pack begin with {pack.pack}."
        if duty.agency is not None and duty.agency not in pack.agencies:
            yield (*place, "agency"), f"there is no agency {duty.agency}; there are: {', '.join(pack.agencies)}"
        if duty.recheck_by < duty.verified.on:
            early = f"recheck_by {duty.recheck_by} is before it was verified on {duty.verified.on}"
            yield (*place, "recheck_by"), early
        yield from _condition((*place, "applies"), duty.applies)
        yield from _condition((*place, "arises"), duty.arises)
        for number, part in enumerate(duty.parts):
            yield from _wrong_part((*place, "parts", number), part, kinds)


def _twice(pack: Pack) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for index, duty in enumerate(pack.duties):
        rows: list[tuple[Place, str]] = [(("duties", index, "id"), duty.id)]
        rows += [(("duties", index, "parts", n, "id"), f"{duty.id}/{part.id}") for n, part in enumerate(duty.parts)]
        for place, name in rows:
            if name in seen:
                yield place, f"{name} is there twice; give one of them another id"
            seen.add(name)
    for index, value in enumerate(pack.values):
        if value.id in seen:
            yield ("values", index, "id"), f"{value.id} is there twice; give one of them another id"
        seen.add(value.id)


def _wrong_part(place: Place, part: Part, kinds: Mapping[str, Kind]) -> Iterator[tuple[Place, str]]:
    yield from _kind((*place, "kind"), part.kind, kinds)
    yield from _condition((*place, "arises"), part.arises)
    if part.must_come:
        for side, kind in (("before", part.must_come.before), ("after", part.must_come.after)):
            if kind:
                yield from _kind((*place, "must_come", side), kind, kinds)
    for number, forbid in enumerate(part.forbids):
        yield from _condition((*place, "forbids", number, "when"), forbid.when)
    for name, types, where in _facts_of(part):
        yield from _fact((*place, *where), name, types)
    if part.deadline:
        yield from _condition((*place, "deadline", "runs_if"), part.deadline.runs_if)
        for calendar in (*part.deadline.calendars, *([part.deadline.roll] if part.deadline.roll else [])):
            if calendar not in calendars():
                yield (*place, "deadline"), f"there is no calendar {calendar}{_near(calendar, list(calendars()))}"


_DATES = frozenset({"date", "instant"})
_MONEY = frozenset({"money"})


def _facts_of(part: Part) -> Iterator[tuple[str, frozenset[str], Place]]:
    if part.deadline:
        moments = frozenset({"instant"}) if part.deadline.unit in ("hours", "minutes") else _DATES
        yield from ((name, moments, ("deadline", "starts")) for name in part.deadline.starts)
        yield from ((name, moments, ("deadline", "or_later")) for name in part.deadline.or_later)
        yield from ((name, _DATES, ("deadline", "no_later_than")) for name in part.deadline.no_later_than)
    if part.keep:
        yield part.keep.from_, _DATES, ("keep", "from")
    if part.amount:
        yield part.amount, _MONEY, ("amount",)
    yield from ((bound.fact, _MONEY, ("at_most", n, "fact")) for n, bound in enumerate(part.at_most))


def _fact(place: Place, name: str, types: frozenset[str]) -> Iterator[tuple[Place, str]]:
    try:
        found = fact(name).type
    except UnknownFactError as error:
        yield place, str(error)
        return
    if found not in types:
        yield place, f"{name} is a {found}; here a {' or '.join(sorted(types))} is needed"


def _kind(place: Place, kind: str, kinds: Mapping[str, Kind]) -> Iterator[tuple[Place, str]]:
    if kind not in kinds:
        yield place, f"there is no kind {kind} in the catalogue{_near(kind, list(kinds))}"


def _condition(place: Place, text: str | None) -> Iterator[tuple[Place, str]]:
    if text is None:
        return
    try:
        compile_condition(text)
    except ConditionError as error:
        yield place, f"{error} (character {error.column} of the condition)"


def _dangling_between(pack: Pack, packs: Sequence[Pack]) -> Iterator[tuple[Place, str]]:
    """Links that need all packs: the parent, values used, the duty that came after."""
    duties = {duty.id for row in packs for duty in row.duties}
    values = {value.id for row in packs for value in row.values}
    if pack.parent is not None and pack.parent not in {row.pack for row in packs}:
        yield ("parent",), f"there is no pack {pack.parent}"
    for index, duty in enumerate(pack.duties):
        if duty.superseded_by and duty.superseded_by not in duties:
            near = _near(duty.superseded_by, list(duties))
            yield ("duties", index, "superseded_by"), f"there is no duty {duty.superseded_by}{near}"
        for place, name in _values_of(duty):
            if name not in values:
                yield ("duties", index, *place), f"there is no value {name}{_near(name, list(values))}"


def _values_of(duty: Duty) -> Iterator[tuple[Place, str]]:
    for number, part in enumerate(duty.parts):
        place: Place = ("parts", number)
        yield from (((*place, "at_most", n, "rate"), row.rate) for n, row in enumerate(part.at_most) if row.rate)
        for text in conditions_of(duty, part):
            yield from ((place, name) for name in _asked_values(compile_condition(text).tree))


def values_of(duty: Duty) -> Iterator[str]:
    """The ids of the numbers by date that a duty's conditions and bounds ask for, as often as they do."""
    yield from (name for _, name in _values_of(duty))


def conditions_of(duty: Duty, part: Part) -> list[str]:
    """Every condition a part rests on, its duty's included."""
    rows = [duty.applies, duty.arises, part.arises, part.deadline.runs_if if part.deadline else None]
    return [row for row in (*rows, *(forbid.when for forbid in part.forbids)) if row]


def _asked_values(node: Node) -> Iterator[str]:
    match node:
        case Call("law_value", (Constant(str() as name),)):
            yield name
        case Call(_, inside) | Items(inside):
            for child in inside:
                yield from _asked_values(child)
        case _:
            return


def _placed(file: str, text: str, wrong: Sequence[tuple[Place, str]]) -> list[Problem]:
    if not wrong:
        return []
    tree = YAML(typ="rt", pure=True).load(text)
    return [Problem(file, *_position(tree, place), message) for place, message in wrong]


def _position(tree: Any, place: Place) -> tuple[int, int]:
    """Line and column of a place in the file, or of the nearest thing around it that is there."""
    line, column = 0, 0
    for word in place:
        try:
            line, column = tree.lc.key(word) if isinstance(word, str) else tree.lc.item(word)
            tree = tree[word]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line + 1, column + 1


def schema() -> dict[str, Any]:
    """The JSON Schema of a pack file, for an editor that helps while one is written."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Pack.model_json_schema(by_alias=True, mode="validation"),
    }


def known_states() -> tuple[str, ...]:
    """The words a pack's jurisdiction may have, besides `federal`: those of the fact about the business's states."""
    return VOCABULARY["business.states"].values
