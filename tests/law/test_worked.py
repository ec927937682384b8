"""Worked cases and papers as a reader meets them."""

import pytest

from handrail.law import paper, worked
from handrail.law.cases import load_cases
from handrail.law.engine import load_law
from handrail.web.timeline import Bar, timeline
from procedures.documents.pdf_reader import text

from cast import NOON  # isort: skip

TODAY = NOON.date()


@pytest.mark.slow
def test_everything_a_case_expects_can_be_told() -> None:
    assert {key for case in load_cases() for key in case.expect} <= worked.KEYS


@pytest.mark.slow
def test_every_case_is_told_in_words_and_comes_out_as_written() -> None:
    law = load_law()
    rows = [worked.told(law, case) for case in load_cases()]
    assert [row.id for row in rows if not row.holds] == []
    assert [row.id for row in rows if "None" in row.answer.split() or "True" in row.answer or "{" in row.answer] == []
    assert all(row.answer.endswith(".") and row.citation and row.why for row in rows)


def test_a_case_in_which_nothing_is_kept_says_so() -> None:
    case = next(row for row in load_cases() if row.id == "slam-keep-no-phone")
    assert worked.told(load_law(), case).answer == "Nothing to keep."


def test_a_duty_lists_the_cases_that_tried_it_and_no_other() -> None:
    law = load_law()
    rows = worked.of_duty(law, law.duty("us-ok.home-solicitation", TODAY), load_cases())
    assert len(rows) >= 3
    assert all("home" in row.question.lower() or "bind" in row.question for row in rows)
    other = worked.of_duty(law, law.duty("us-vt.minimum-wage.pay", TODAY), load_cases())
    assert not {row.id for row in rows} & {row.id for row in other}


def test_a_paper_states_each_sentence_with_status_and_citation_and_is_the_same_twice() -> None:
    law = load_law()
    duty = law.duty("us-ok.home-solicitation", TODAY)
    pack = law.packs["us-ok"]
    answer = next(row for row in law.applies({}, TODAY) if row.duty.id == duty.id)
    head = paper.Head(duty.title, "Red Dirt = #heading *bold*", TODAY)
    made = paper.printed([paper.of_duty(law, duty, pack, answer, TODAY)], head)
    assert made == paper.printed([paper.of_duty(law, duty, pack, answer, TODAY)], head)
    words = text(made)
    assert words.count("CheckedNov22,2026.14AO.S.") >= 3
    assert "notlegaladvice" in words
    assert "RedDirt=#heading*bold*" in words  # set as text, never read as markup
    assert "Itdependson:" in words


def test_a_letter_no_face_has_is_printed_all_the_same() -> None:
    made = paper.printed([paper.Sheet("A \u4f60 \x07", "", ())], paper.Head("T", "B", TODAY))
    assert made.startswith(b"%PDF")


def test_a_drawing_holds_its_words_as_text_and_keeps_inside() -> None:
    bars = [Bar('<b>"x"</b>' * 30, "x", TODAY, TODAY.replace(year=2030)), Bar("y", "y", TODAY, TODAY)]
    drawn = str(timeline("T", "told", bars, TODAY))
    assert "<b>" not in drawn
    assert drawn.count("<rect") == 2
    assert "style=" not in drawn
