"""The starter library against the law files: for both example businesses, for one that knows nothing of itself, and for
any business. Every path of each is looked at."""

from datetime import date
from pathlib import Path

import pytest

from handrail.business.interview import read_file
from handrail.facts.conditions import Facts
from handrail.law.engine import load_law
from handrail.procedures.examined import examine_by_law
from handrail.procedures.proof.findings import Report
from handrail.procedures.shelf import library

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 11, 25)


def answers(name: str) -> Facts:
    text = (EXAMPLES / name / "business.yaml").read_text("utf-8")
    return {fact: value for fact, value in read_file(text).items() if value is not None}


def stops(report: Report) -> list[str]:
    return [row.title for row in report.findings if row.severity != "advice"]


@pytest.mark.parametrize("business", ["red-dirt-propane", "green-mountain-fiber"])
@pytest.mark.parametrize("name", sorted(library()))
def test_clean_and_complete_for_the_examples(name: str, business: str) -> None:
    report = examine_by_law(library()[name], library(), answers(business), load_law(), ON)
    assert stops(report) == []
    assert report.complete


@pytest.mark.parametrize("anybody", [False, True], ids=["knows-nothing", "any"])
@pytest.mark.parametrize("name", sorted(library()))
def test_clean_and_complete_with_nothing_known(name: str, anybody: bool) -> None:
    report = examine_by_law(library()[name], library(), {}, load_law(), ON, anybody=anybody)
    assert stops(report) == []
    assert report.complete
