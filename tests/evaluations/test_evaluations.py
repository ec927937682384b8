"""Procedures of other houses, written in the language: each reads, keeps, is clean on every path, and plays its cases."""

import re
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from handrail.law.engine import load_law
from handrail.procedures.commands import ran_text
from handrail.procedures.examined import examine_by_law
from handrail.procedures.language.reader import read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.scenarios import Ran, run
from handrail.procedures.shelf import called_by, library, own_facts_of, reachable

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "evaluations"
FILES = {file.stem: file for file in sorted(FOLDER.rglob("*.yaml"))}
ON = date(2026, 11, 24)
FLOWS, SUPPORT = 55, 10


@cache
def shelf() -> dict[str, Procedure]:
    found = {name: read(file.read_text("utf-8"), file.name) for name, file in FILES.items()}
    return {**library(), **found}


@cache
def played(name: str) -> tuple[Ran, ...]:
    """Its scenarios, run once for all that is asked of them."""
    return tuple(run(row, shelf(), load_law(), name) for row in shelf()[name].scenarios)


@pytest.mark.slow
def test_there_are_as_many_as_were_set_out_to_be_written() -> None:
    handled = [topic for name in FILES for topic in shelf()[name].handles]
    assert len(handled) == len(set(handled)) == FLOWS + SUPPORT
    assert not set(FILES) & set(library())


@pytest.mark.parametrize("name", FILES)
def test_it_reads_and_survives_writing(name: str) -> None:
    procedure = shelf()[name]
    assert procedure.procedure == name
    assert read(write(procedure)) == procedure


@pytest.mark.parametrize("name", FILES)
def test_it_is_clean_on_every_path(name: str) -> None:
    report = examine_by_law(shelf()[name], shelf(), {}, load_law(), ON, anybody=True)
    assert [(row.step, row.title) for row in report.findings if row.severity in ("law", "must")] == []
    assert report.complete


@pytest.mark.parametrize("name", FILES)
def test_its_scenarios_hold(name: str) -> None:
    assert played(name)
    assert [ran_text(row) for row in played(name) if not row.holds] == []


@pytest.mark.parametrize("name", FILES)
def test_its_scenarios_come_through_every_step(name: str) -> None:
    """Main paths and each branch: no step of its own that no scenario plays."""
    came = {step for row in played(name) for step in row.path}
    assert [step.id for step in shelf()[name].steps if step.id not in came] == []


@pytest.mark.parametrize("name", FILES)
def test_its_scenarios_take_every_row_that_leads_to_a_step(name: str) -> None:
    taken = {pair for row in played(name) for pair in pairwise(row.path)}
    rows = {(step.id, row.way.target) for step in shelf()[name].steps for row in step.choices if row.way.target}
    assert rows - taken == set()


@pytest.mark.parametrize("name", FILES)
def test_facts_shared_with_those_it_calls_are_the_same_word_for_word(name: str) -> None:
    together = own_facts_of(name, shelf()).by_name
    for called in reachable(name, shelf()):
        for fact, row in shelf()[called].own.by_name.items():
            assert together[fact] == row, f"{fact} of {called}"


def test_what_is_shared_is_used() -> None:
    called = {other for name in FILES for other in called_by(shelf()[name])}
    assert {file.stem for file in (FOLDER / "abcd" / "shared").glob("*.yaml")} <= called


def test_the_table_of_what_could_not_be_said_names_flows_that_are_here() -> None:
    text = (ROOT / "docs" / "reference" / "what-could-not-be-said.md").read_text("utf-8")
    flows = {topic.replace("-", "_") for name in FILES for topic in shelf()[name].handles}
    named = set(re.findall(r"^\| `([a-z0-9_-]+)`", text, re.MULTILINE))
    assert named
    assert named <= flows | {flow.replace("_", "-") for flow in flows}
