"""Procedures of trades that the starter library does not have, written as somebody of that trade would write them: they
can be said, nothing in them is found wanting, and their cases come out as told."""

from functools import cache
from pathlib import Path

import pytest

from handrail.law.engine import load_law
from handrail.procedures.commands import read_paths
from handrail.procedures.examined import examine
from handrail.procedures.language.reader import facts_of, read, read_with
from handrail.procedures.scenarios import run

FOLDER = Path(__file__).parents[1] / "data" / "trades"
NAMES = sorted(file.stem for file in FOLDER.glob("*.yaml"))


@cache
def shelf():
    found = read_paths([FOLDER])
    assert not found.problems, found.problems
    return found.procedures


@pytest.mark.parametrize("name", NAMES)
def test_the_check_finds_nothing(name):
    others = {**shelf(), "cancel-membership": shelf()[name]}  # one of the starter library is asked for besides
    assert [(row.rule, row.title) for row in examine(shelf()[name], others, {}).findings] == []


def test_every_scenario_comes_out_as_told():
    rows = [(name, row) for name in NAMES for row in shelf()[name].scenarios]
    differs = {row.name: run(row, shelf(), load_law(), name).differs for name, row in rows}
    assert {name: lines for name, lines in differs.items() if lines} == {}
    assert len(rows) >= 10


def test_what_a_block_needs_is_known_in_it_and_asked_of_its_callers():
    line = shelf()["dental-line"]
    alone = line.model_copy(update={"needs": ()})
    assert "fact-before-known" in {row.rule for row in examine(alone, {}, {}).findings}
    caller = (FOLDER / "dental-bill.yaml").read_text("utf-8").replace('    work_out: {own.owed: "0"}\n', "")
    made = read_with(caller, lambda slug: facts_of(caller))
    titles = [row.title for row in examine(made, shelf(), {}).findings if row.rule == "fact-before-known"]
    assert "Each: it runs dental-line, which needs “Owed in all”, and nobody asked that before" in titles


@pytest.mark.slow
def test_only_a_block_needs_something():
    text = (FOLDER / "dental-line.yaml").read_text("utf-8").replace("block: true\n", "")
    with pytest.raises(ValueError, match="needs belongs to a block"):
        read_with(text, lambda slug: facts_of((FOLDER / "dental-bill.yaml").read_text("utf-8")))


def test_a_plain_number_is_a_limit():
    text = "procedure: a\ntitle: A\npurpose: B.\nowner: c\nreview: {every: 1y}\nlimits: {most: {is: 60, owner: c, since: 2026-01-01}}\n"
    made = read(text + "steps:\n  - {id: close, end: kept}\n")
    assert made.steps[0].home.limits == {"most": 60}
