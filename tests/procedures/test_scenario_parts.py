"""Scenarios say who does a turn, answer lists and amounts, and come back to a step."""

import pytest

from handrail.law.engine import load_law
from handrail.procedures.language.reader import read
from handrail.procedures.language.variants import written_out
from handrail.procedures.scenarios import run


@pytest.fixture
def play(repository):
    folder = repository / "tests" / "data"
    item = read((folder / "try-one-item.yaml").read_text("utf-8"))

    def make(old: str = "", new: str = ""):
        text = (folder / "try-return.yaml").read_text("utf-8")
        assert old in text
        procedure = read(text.replace(old, new, 1) if old else text)
        bundle = {"try-return": written_out(procedure), "try-one-item": item}
        return run(procedure.scenarios[0], bundle, load_law(), "try-return")

    return make


def test_lists_amounts_tries_and_four_eyes_are_played(play):
    ran = play()
    assert ran.holds, ran.differs
    assert ran.path.count("code") == 2
    assert ran.path.count("look") == 2


def test_who_did_a_step_does_not_look_it_over(play):
    ran = play("by: Ben", "by: Ann")
    assert any("Somebody else does this step" in line for line in ran.differs)


def test_words_of_each_item_are_those_of_the_item_in_hand(play):
    said = [row.known["own.item"] for row in play().effects if row.kind == "do" and row.step == "look"]
    assert said == ["lamp", "chair"]


def test_an_amount_that_can_not_be_read_is_refused_where_it_is_written(play):
    with pytest.raises(Exception, match=r"own\.fees: Fees: write an amount"):
        play('own.fees: ["5", "7.50"]', "own.fees: [five]")
