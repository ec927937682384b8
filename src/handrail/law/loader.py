"""Packs from YAML files, whole or not at all: every error with its file, line, column and what to write instead. Pure.

A pack is a head file `xx.yaml` and the part files of the folder `xx` beside it, whose lists join the head's.
`load_packs()` gives the packs that ship, once per process; `read_pack` reads one pack against a catalogue of kinds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from handrail.calendars import quick_yaml
from handrail.calendars.business_days import calendars
from handrail.facts.cel_tree import Call, Constant, Items, Node
from handrail.facts.conditions import ConditionError, compile_condition
from handrail.facts.problems import Problem
from handrail.facts.vocabulary import VOCABULARY, UnknownFactError, fact, place_named, places
from handrail.law import duties
from handrail.law.duties import CountingRule, Duty, Excluded, Kind, NotHeld, Pack, PackPart, Part, Span, ValueByDate
from handrail.law.joining import Joined, PackError, Place, joined_files
from handrail.law.recall import recalled

FOLDER = Path(__file__).with_name("packs")
KINDS = Path(__file__).with_name("kinds.yaml")
__all__ = ["PackError", "load_kinds", "load_packs", "read_pack", "read_packs"]


@cache
def load_kinds() -> Mapping[str, Kind]:
    """The catalogue of kinds by id. Raises ValidationError."""
    rows = quick_yaml.load(KINDS.read_text("utf-8"))
    return {name: Kind(id=name, title=title) for name, title in rows.items()}


@cache
def load_packs(folder: Path = FOLDER) -> tuple[Pack, ...]:
    """Every pack of a folder, checked alone and together. Raises PackError with all problems of all files."""
    return recalled(folder, texts_of(folder), read_packs)


def packs_with(folders: Sequence[Path]) -> tuple[Pack, ...]:
    """The packs that ship, and those of other folders beside them: one of the same name stands in place of what ships.

    Raises PackError."""
    packs = load_packs()
    for folder in folders:
        texts = {str(folder / name): text for name, text in texts_of(folder).items()}
        if not texts:
            raise PackError([Problem(str(folder), 1, 1, "there is no law file in this folder; one is called xx.yaml")])
        read = read_packs(texts, packs)
        packs = (*(pack for pack in packs if pack.pack not in {row.pack for row in read}), *read)
    return packs


def texts_of(folder: Path) -> dict[str, str]:
    """The text of every file of every pack in a folder, by its name from there: `xx.yaml`, then `xx/selling.yaml`."""
    heads = sorted(folder.glob("*.yaml"))
    files = [file for head in heads for file in (head, *sorted(head.with_suffix("").glob("*.yaml")))]
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def head_of(name: str) -> str:
    """The name of the head file to which a part file of this name belongs."""
    return str(PurePath(name).parent) + ".yaml"


def read_packs(texts: Mapping[str, str], beside: Sequence[Pack] = ()) -> tuple[Pack, ...]:
    """Packs from texts by file name, checked alone, then together and with the packs `beside` them.

    Raises PackError with all problems of all files."""
    problems: list[Problem] = []
    read: list[tuple[Pack, Joined]] = []
    for name, parts in _packs_among(texts).items():
        try:
            read.append(_read(name, texts.get(name), parts, load_kinds()))
        except PackError as error:
            problems += error.problems
    if not problems:
        for pack, joined in read:
            problems += joined.placed(_dangling_between(pack, [*beside, *(row[0] for row in read)]))
    if problems:
        raise PackError(problems)
    return tuple(row[0] for row in read)


def _packs_among(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The part files of each head file. A text is a part when no line of it begins with `pack:`."""
    parts = {name for name, text in texts.items() if not _HEAD.search(text) and head_of(name) in texts}
    parts |= {name for name, text in texts.items() if not _HEAD.search(text) and _PART.search(text)}
    found: dict[str, dict[str, str]] = {name: {} for name in texts if name not in parts}
    for name in texts:
        if name in parts:
            found.setdefault(head_of(name), {})[name] = texts[name]
    return found


_HEAD = re.compile(r"^pack\s*:", re.MULTILINE)
_PART = re.compile(r"^(agencies|values|duties|counting|excluded|not_held)\s*:", re.MULTILINE)


def read_pack(
    text: str,
    file: str = "pack.yaml",
    kinds: Mapping[str, Kind] | None = None,
    parts: Mapping[str, str] = MappingProxyType({}),
) -> Pack:
    """One pack, checked by itself; links to other packs are checked when they are loaded together. Raises PackError.

    `parts`: its part files by name."""
    return _read(file, text, parts, load_kinds() if kinds is None else kinds)[0]


def _read(file: str, text: str | None, parts: Mapping[str, str], kinds: Mapping[str, Kind]) -> tuple[Pack, Joined]:
    if text is None:
        why = f"this is a part of a pack, and its head {file} was not given; a file of its own begins with pack:"
        raise PackError([Problem(name, 1, 1, why) for name in parts])
    joined = joined_files({file: text, **parts})
    try:
        pack = Pack.model_validate(joined.raw)
    except ValidationError as error:
        raise PackError(joined.placed(map(_of_pydantic, error.errors()))) from None
    wrong = joined.placed(_wrong_inside(pack, kinds))
    if wrong:
        raise PackError(wrong)
    return pack, joined


def _of_pydantic(error: ErrorDetails) -> tuple[Place, str]:
    place = tuple(error["loc"])
    name = next((word for word in reversed(place) if isinstance(word, str)), "pack")
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


_FIELDS = sorted(
    {
        name
        for model in vars(duties).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name in _fields(model)
    }
)


def _near(name: str, names: Sequence[str]) -> str:
    close = get_close_matches(name, names, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _wrong_inside(pack: Pack, kinds: Mapping[str, Kind]) -> Iterator[tuple[Place, str]]:
    """What is wrong within one pack: ids, agencies, calendars, kinds, conditions, facts, dates."""
    yield from _wrong_ids(pack)
    for number, zone in enumerate(pack.zones):
        if zone not in available_timezones():
            yield ("zones", number), f"there is no time zone {zone}; write one like America/New_York"
    for place, row in _rows(pack):
        if row.agency is not None and row.agency not in pack.agencies:
            yield (*place, "agency"), f"there is no agency {row.agency}; there are: {', '.join(pack.agencies)}"
        yield from _wrong_trades((*place, "trades"), row.trades)
    for place, seen in _looked_at(pack):
        if seen.recheck_by < seen.verified.on:
            early = f"recheck_by {seen.recheck_by} is before it was verified on {seen.verified.on}"
            yield (*place, "recheck_by"), early
    for index, duty in enumerate(pack.duties):
        yield from _wrong_duty(("duties", index), duty, kinds)
    for index, rule in enumerate(pack.counting):
        yield from _wrong_calendars(("counting", index, "calendars"), rule.calendars)


def _wrong_jurisdiction(pack: Pack) -> Iterator[tuple[Place, str]]:
    """A state's file names a state there is, by its letters: facts know the state by nothing else."""
    if pack.parent is None:
        if pack.jurisdiction in known_states():
            why = f"{pack.jurisdiction} is a state; its file says under which law it stands, like parent: us"
            yield ("jurisdiction",), why
        return
    letters = pack.jurisdiction
    if letters not in known_states():
        near = place_named(letters) or next(iter(get_close_matches(letters.upper(), known_states(), n=1)), "")
        hint = f" (did you mean {near}?)" if near else ""
        yield ("jurisdiction",), f"there is no state {letters}{hint}; write its two letters as the post does"


def wrong_in(pack: Pack) -> list[str]:
    """What is wrong within a pack that was read some other day, or by another release."""
    return [message for _, message in _wrong_inside(pack, load_kinds())]


def dangling(pack: Pack, packs: Sequence[Pack]) -> list[str]:
    """What a pack names that none of these packs has."""
    return [message for _, message in _dangling_between(pack, packs)]


def _rows(pack: Pack) -> Iterator[tuple[Place, Duty | NotHeld]]:
    yield from ((("duties", index), row) for index, row in enumerate(pack.duties))
    yield from ((("not_held", index), row) for index, row in enumerate(pack.not_held))


def _looked_at(pack: Pack) -> Iterator[tuple[Place, Duty | ValueByDate | CountingRule | Excluded]]:
    yield from ((("duties", index), row) for index, row in enumerate(pack.duties))
    yield from ((("values", index), value) for index, value in enumerate(pack.values))
    yield from ((("counting", index), rule) for index, rule in enumerate(pack.counting))
    yield from ((("excluded", index), left) for index, left in enumerate(pack.excluded))


def _wrong_duty(place: Place, duty: Duty, kinds: Mapping[str, Kind]) -> Iterator[tuple[Place, str]]:
    yield from _condition((*place, "applies"), duty.applies)
    yield from _condition((*place, "arises"), duty.arises)
    for number, kind in enumerate(duty.covers):
        yield from _kind((*place, "covers", number), kind, kinds)
    for number, part in enumerate(duty.parts):
        yield from _wrong_part((*place, "parts", number), part, kinds)


def _wrong_trades(place: Place, trades: Sequence[str]) -> Iterator[tuple[Place, str]]:
    known = VOCABULARY[_TRADE].values
    for number, trade in enumerate(trades):
        if trade not in known:
            yield (*place, number), f"there is no trade {trade}{_near(trade, known)}; there are: {', '.join(known)}"


_TRADE = "business.trade"


def _wrong_ids(pack: Pack) -> Iterator[tuple[Place, str]]:
    """Ids that begin with another word than the pack's, that are there twice, or two versions in force at once."""
    seen: dict[str, list[Span]] = {}
    for place, row in _named(pack):
        if not row.id.startswith(f"{pack.pack}."):
            yield (*place, "id"), f"{row.id}: the ids of this pack begin with {pack.pack}."
        span = row.in_force if isinstance(row, Duty) else Span()
        if row.id in seen and any(span.meets(other) for other in seen[row.id]):
            yield (*place, "id"), f"{row.id} is there twice{_TWO_VERSIONS if isinstance(row, Duty) else _TWICE}"
        seen.setdefault(row.id, []).append(span)
    for index, duty in enumerate(pack.duties):
        yield from _parts_twice(("duties", index, "parts"), duty)


_TWICE = "; give one of them another id"
_TWO_VERSIONS = " for some day; give one of them another id, or two versions of it days in force that do not meet"


def _named(pack: Pack) -> Iterator[tuple[Place, Duty | ValueByDate | CountingRule | Excluded | NotHeld]]:
    yield from _looked_at(pack)
    yield from ((("not_held", index), row) for index, row in enumerate(pack.not_held))


def _parts_twice(place: Place, duty: Duty) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for number, part in enumerate(duty.parts):
        if part.id in seen:
            yield (*place, number, "id"), f"{duty.id}/{part.id} is there twice{_TWICE}"
        seen.add(part.id)


def _wrong_part(place: Place, part: Part, kinds: Mapping[str, Kind]) -> Iterator[tuple[Place, str]]:
    yield from _kind((*place, "kind"), part.kind, kinds)
    yield from _condition((*place, "arises"), part.arises)
    if part.must_come:
        yield from _kind((*place, "must_come"), part.must_come.kind, kinds)
    for number, forbid in enumerate(part.forbids):
        yield from _condition((*place, "forbids", number, "when"), forbid.when)
    for name, types, where in _facts_of(part):
        yield from _fact((*place, *where), name, types)
    if part.deadline:
        yield from _condition((*place, "deadline", "runs_if"), part.deadline.runs_if)
        named = (*part.deadline.calendars, *([part.deadline.roll] if part.deadline.roll else []))
        yield from _wrong_calendars((*place, "deadline"), named)


def _wrong_calendars(place: Place, names: Sequence[str]) -> Iterator[tuple[Place, str]]:
    for calendar in names:
        if calendar not in calendars():
            yield place, f"there is no calendar {calendar}{_near(calendar, list(calendars()))}"


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
        yield from ((name, _DATES, ("keep", "until")) for name in (part.keep.until,) if name)
    if part.destroy:
        yield part.destroy.from_, _DATES, ("destroy", "from")
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
    """What needs all packs: the place under its parent, values used, the duty that came after."""
    duties = {duty.id for row in packs for duty in row.duties}
    values = {value.id for row in packs for value in row.values}
    yield from _wrong_jurisdiction(pack)
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


def schema() -> dict[str, Any]:
    """The JSON Schema of a pack file, head or part, for an editor that helps while one is written."""
    head, part = (model.model_json_schema(by_alias=True, mode="validation") for model in (Pack, PackPart))
    rows = {**part.pop("$defs"), **head.pop("$defs"), "head": head, "part": part}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Handrail law file",
        "if": {"required": ["pack"]},
        "then": {"$ref": "#/$defs/head"},
        "else": {"$ref": "#/$defs/part"},
        "$defs": rows,
    }


def known_states() -> tuple[str, ...]:
    """The words a pack's jurisdiction may have, besides `federal`: the letters of the places there are."""
    return tuple(places())
