"""Which questions are asked of whom: a condition over other facts of the business, and over nothing else."""

import pytest

from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY

HANGING = [row for row in VOCABULARY.values() if row.asked_if]


def test_some_questions_hang_on_others() -> None:
    assert len(HANGING) > 20


@pytest.mark.parametrize("row", HANGING, ids=lambda row: row.name)
def test_a_question_hangs_on_the_business_alone(row) -> None:
    assert row.about == "business"
    asked = compile_condition(row.asked_if).facts
    assert asked
    assert {VOCABULARY[name].about for name in asked} == {"business"}


def test_no_two_questions_wait_for_each_other() -> None:
    waits = {row.name: compile_condition(row.asked_if).facts for row in HANGING}
    for name, first in waits.items():
        seen, ahead = set[str](), set(first)
        while ahead:
            seen |= ahead
            ahead = {other for one in ahead for other in waits.get(one, ())} - seen
        assert name not in seen, f"{name} is never asked: it waits for itself"
