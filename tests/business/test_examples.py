"""The examples are read by the product itself."""

import csv

import pytest

from handrail.business.interview import asked_groups, read_file
from handrail.facts.vocabulary import VOCABULARY

EXAMPLES = ["red-dirt-propane", "green-mountain-fiber"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_question_is_answered(repository, name):
    answers = read_file((repository / "examples" / name / "business.yaml").read_text("utf-8"))
    asked = {row.name for _, group in asked_groups(answers) for row in group.asked(answers)}
    assert asked - set(answers) == set()
    assert {row for row in VOCABULARY if VOCABULARY[row].about == "business" and not VOCABULARY[row].asked_if} <= asked


@pytest.mark.parametrize(("name", "least"), [("red-dirt-propane", 150), ("green-mountain-fiber", 150)])
def test_the_tickets_are_whole_rows(repository, name, least):
    with (repository / "examples" / name / "tickets.csv").open(newline="", encoding="utf-8-sig") as file:
        header, *rows = csv.reader(file)
    assert len(rows) >= least
    assert {len(row) for row in rows} == {len(header)}
