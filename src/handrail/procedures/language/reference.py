"""The language described from its own models: every field, what it holds, and an example; and the JSON Schema. Pure.

What a field says, and its example, stand in `fields.yaml`; what it holds, and whether it must be there, the models say.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from handrail.calendars import quick_yaml
from handrail.procedures.language import home, scenario, steps, ways
from handrail.procedures.language.parts import (
    OUTCOMES,
    STANDING,
    FactName,
    Guard,
    Id,
    Outcome,
    Role,
    RoleName,
    Span,
    Standing,
    Text,
    Words,
)
from handrail.procedures.language.scenario import ScenarioFile
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.ways import Branch

FILE = Path(__file__).with_name("fields.yaml")
CONSTRUCTS = Path(__file__).with_name("constructs.yaml")
_WORDS: tuple[tuple[Any, str], ...] = (
    (FactName, "a fact"), (Guard, "a condition"), (Words, "words, with blanks"), (Span, "a length of time"),
    (Id, "an id"), (Branch, "[a way](#a-way)"), (steps.OwnName, "`own.` and a name"),
    (Role, "a role"), (RoleName, "a role"), (Standing, "one of the five roles"), (Outcome, "an outcome"),
    (Text, "text"),
    (scenario.Facts, "facts with values"), (scenario.Moment, "a day and time"), (scenario.YesNo, "yes or no"),
    (scenario.End, "a day"), (bool, "true"), (int, "a whole number"), (str, "text"), (Any, "anything"),
)  # fmt: skip
_HEAD = """# Every field of the language

Made by `handrail language` from the models that read a procedure. `handrail language --schema` prints the same as a
JSON Schema ([procedure.schema.json](procedure.schema.json)), for an editor that helps while one is written. What the
parts mean, and in what order they happen, stands in [procedure-language.md](procedure-language.md). A field in bold
must be there. An example is what stands between braces, or one part a line.
"""
_FIXED = """
A **role** is {roles}, or one of the procedure's own. An **outcome** is {outcomes}. A **length of time** is written
`30m`, `4h`, `1d`, `2w`, `6mo` or `1y`. A **condition** is CEL over facts. A **blank** is `{{ sale.number }}`.
"""


@dataclass(frozen=True, slots=True)
class Described:
    """One field: what it holds, whether it must be there, what it says, and an example as written."""

    name: str
    holds: str
    required: bool
    says: str
    example: str


def models() -> dict[str, type[BaseModel]]:
    """Every model a file is made of, by its name."""
    found = {
        name: row
        for module in (steps, ways, home, scenario)
        for name, row in vars(module).items()
        if isinstance(row, type) and issubclass(row, BaseModel) and row.__module__ == module.__name__
    }
    return {name: found[name] for name in said()}


@cache
def said() -> Mapping[str, Any]:
    """What `fields.yaml` holds, in its order."""
    rows: Mapping[str, Any] = quick_yaml.load(FILE.read_text("utf-8"))
    return rows


def described(name: str) -> Iterator[Described]:
    """The fields of a model, in the order it reads them."""
    model, rows = models()[name], said()[name]["fields"]
    hints = get_type_hints(model, include_extras=True)
    for key, row in model.model_fields.items():
        called = row.alias or key
        says, example = rows[called]
        yield Described(called, holds(hints[key]), row.is_required(), says, example)


def holds(annotation: Any) -> str:
    """What a field holds, in words."""
    named = next((words for known, words in _WORDS if annotation == known), "")
    if named:
        return named
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return holds(inside[0])
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in inside)
    if origin in (Union, UnionType):
        return " or ".join(holds(each) for each in inside if each is not type(None))
    if origin is tuple:
        return f"a list: {holds(inside[0])}"
    if origin is dict:
        return f"{holds(inside[0])}: {holds(inside[1])}"
    rows = said()
    name = getattr(annotation, "__name__", str(annotation))
    return f"[{_small(rows[name]['title'])}](#{_anchor(rows[name]['title'])})" if name in rows else name


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _anchor(title: str) -> str:
    return title.lower().replace("`", "").replace("’", "").replace(" ", "-")


def page() -> str:
    """The reference as Markdown."""
    roles, outcomes = (" or ".join(f"`{word}`" for word in words) for words in (STANDING, OUTCOMES))
    fixed = _FIXED.replace("{roles}", roles).replace("{outcomes}", outcomes)
    return "\n".join([_HEAD + fixed, *(line for name in said() for line in _section(name)), *_said_by()])


def constructs() -> Mapping[str, list[str]]:
    """What a procedure must be able to say, each with the fields that say it."""
    rows: Mapping[str, list[str]] = quick_yaml.load(CONSTRUCTS.read_text("utf-8"))
    return rows


def _said_by() -> Iterator[str]:
    yield "## What can be said, and how\n"
    yield "What procedures of many trades turned out to need, each with the fields that say it.\n"
    yield "| to say | write | for example |\n|---|---|---|"
    for words, fields in constructs().items():
        rows = [next(row for row in described(model) if row.name == name) for model, name in map(_apart, fields)]
        named = ", ".join(f"`{row.name}`" for row in rows)
        yield f"| {words} | {named} | `{_cell(rows[0].example)}` |"
    yield ""


def _apart(field: str) -> tuple[str, str]:
    model, _, name = field.partition(".")
    return model, name


def _section(name: str) -> Iterator[str]:
    row = said()[name]
    yield f"## {row['title']}\n"
    yield f"{row['about']}\n"
    yield "| field | holds | says | example |\n|---|---|---|---|"
    for each in described(name):
        called = f"**`{each.name}`**" if each.required else f"`{each.name}`"
        yield f"| {called} | {each.holds} | {each.says} | `{_cell(each.example)}` |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def schema() -> str:
    """The JSON Schema of a procedure's file, and of a file of scenarios."""
    either = [
        model.model_json_schema(by_alias=True, ref_template="#/$defs/{model}") for model in (Procedure, ScenarioFile)
    ]
    defs = {name: row for found in either for name, row in found.pop("$defs", {}).items()}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A procedure of Handrail, or a file of scenarios",
        "anyOf": either, "$defs": defs,
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True, default=str) + "\n"


def schema_names() -> tuple[str, ...]:
    """The models the schema knows, by name."""
    return (*json.loads(schema())["$defs"], "Procedure", "ScenarioFile")
