"""The reference of the language is made from the models: nothing missing, every example reads, what is printed is kept."""

from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from handrail.cli import main
from handrail.facts.vocabulary import with_own
from handrail.procedures.commands import read_paths
from handrail.procedures.language import reference
from handrail.procedures.language.home import own_of
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.shelf import library

OWN = own_of(
    {
        "own.items": {"type": "list", "label": "Items", "ask": "Which items?"},
        "own.item": {"type": "text", "label": "Item", "ask": "Which item?"},
    }
)
BASE = {
    "procedure": "parcel-lost", "title": "Lost", "purpose": "To find it.", "owner": "manager", "review": {"every": "6mo"},
    "steps": [{"id": "first", "ask": ["sale.number"]}, {"id": "close", "record": ["case.reason"], "end": "resolved"}],
}  # fmt: skip
FIELDS = [(name, row.name, row.example) for name in reference.said() for row in reference.described(name)]


def read(example):
    return YAML(typ="safe", pure=True).load(StringIO(f"{{{example}}}"))


def test_every_field_of_every_model_is_described_and_nothing_else():
    for name, model in reference.models().items():
        there = {row.alias or key for key, row in model.model_fields.items()}
        assert there == set(reference.said()[name]["fields"]), name
    reachable = set(reference.schema_names())
    assert reachable <= set(reference.said())


@pytest.mark.parametrize(("name", "field", "example"), FIELDS, ids=[f"{name}.{field}" for name, field, _ in FIELDS])
def test_an_example_reads_and_shows_its_field(name, field, example):
    written = read(example)
    assert field in written
    model = reference.models()[name]
    if model is Step:
        written = {"id": "shown", **written}
    elif model is Procedure:
        written = {**BASE, **written}
    with with_own(OWN):
        made = model.model_validate(written)
    key = next(key for key, row in model.model_fields.items() if (row.alias or key) == field)
    assert key in made.model_fields_set


def test_what_a_field_holds_is_said_in_words():
    rows = {row.name: row.holds for row in reference.described("Step")}
    assert rows["ask"] == "a list: a fact"
    assert rows["table"] == "[a decision table](#a-decision-table)"
    assert rows["unknown"] == "[a way](#a-way)"
    assert rows["confirm"] == "`customer`"
    assert not [holds for _, holds in rows.items() if "typing" in holds or "Annotated" in holds]


@pytest.mark.parametrize(("words", "file"), [((), "language-fields.md"), (("--schema",), "procedure.schema.json")])
def test_what_is_published_is_what_the_command_prints(words, file, repository, capsys):
    assert main(["language", *words]) == 0
    assert (repository / "docs" / "reference" / file).read_text("utf-8") == capsys.readouterr().out


# What must be sayable


def used_in(value, found):
    """Every field of every model that a procedure as written uses."""
    for key, row in type(value).model_fields.items():
        inside = getattr(value, key)
        if inside == row.get_default(call_default_factory=True):
            continue
        found.add(f"{type(value).__name__}.{row.alias or key}")
        for each in inside.values() if isinstance(inside, dict) else inside if isinstance(inside, tuple) else [inside]:
            if isinstance(each, BaseModel):
                used_in(each, found)


@cache
def used():
    found = set()
    here = Path(__file__).parents[1] / "data"
    for procedure in (*library().values(), *read_paths([here]).procedures.values()):
        used_in(procedure, found)
    return found


FIELDS_OF = [(words, field) for words, fields in reference.constructs().items() for field in fields]


@pytest.mark.parametrize(("words", "field"), FIELDS_OF, ids=[f"{words}: {field}" for words, field in FIELDS_OF])
def test_what_must_be_sayable_is_said_by_a_real_procedure(words, field):
    assert field in {f"{name}.{each}" for name, each, _ in FIELDS}
    assert field in used(), f"no procedure says “{words}” by {field}"


def test_the_page_has_a_row_for_everything_that_must_be_sayable():
    rows = [line for line in reference.page().splitlines() if line.startswith("| ")]
    for words in reference.constructs():
        assert any(line.startswith(f"| {words} |") for line in rows), words
