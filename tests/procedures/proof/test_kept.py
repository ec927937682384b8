"""What a check hangs on: an edit of words walks nothing again, an edit of anything else does."""

import pytest

from handrail.facts.conditions import compile_condition
from handrail.procedures.language.reader import read
from handrail.procedures.proof import check as checking
from handrail.procedures.proof import kept
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import DutyToMeet, Report
from handrail.procedures.proof.space import Space

TEXT = """
procedure: kept
title: Kept
purpose: To see what is walked again.
owner: manager
review: {every: 6mo}
steps:
  - {id: ask, say: Which sale is it?, ask: [sale.number, sale.notice_given], unknown: escalate supervisor}
  - id: tell
    decide:
      - when: sale.notice_given
        then: back
      - otherwise: {end: kept}
  - {id: back, do: Send the money back., meets: [refund.late], if_skipped: {end: referred}}
  - id: close
    send: Your sale {{ sale.number }} is settled.
    record: [case.reason]
    end: resolved
"""
DUTIES = [DutyToMeet("d", "refund.late", "Give it back", "1 X 2", arises=compile_condition("sale.notice_given"))]


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The procedures that were walked, one entry for each walk."""
    kept.forget()
    found: list[str] = []
    real = checking._walked

    def watched(bundle, start, *rest):
        found.append(start)
        return real(bundle, start, *rest)

    monkeypatch.setattr(checking, "_walked", watched)
    return found


def checked(text: str) -> Report:
    made = read(text)
    return check({made.procedure: made}, made.procedure, DUTIES, {})


def test_the_same_text_is_walked_once(walks):
    assert checked(TEXT) == checked(TEXT)
    assert walks == ["kept"]


def test_an_edit_of_words_walks_nothing_and_is_told_in_the_new_words(walks):
    first = checked(TEXT)
    second = checked(
        TEXT.replace("Send the money back.", "Pay it back today.").replace(
            "  - id: tell\n", "  - id: tell\n    title: Look\n"
        )
    )
    assert walks == ["kept"]
    stories = [" ".join(line for row in report.findings for line in row.story) for report in (first, second)]
    assert "Look: taken because" in stories[1]
    assert stories[0].replace("Tell: taken", "Look: taken") == stories[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("when: sale.notice_given", "when: sale.notice_given == false"),
        ("settled.", "settled on {{ sale.delivered_on }}."),
        ("if_skipped: {end: referred}", "never_skip: true"),
        ("meets: [refund.late], ", ""),
        ("send: Your", "do: Your"),
        ("ask: [sale.number, sale.notice_given]", "ask: [sale.notice_given, sale.number]"),
    ],
)  # fmt: skip
def test_any_other_edit_is_walked_and_answered_anew(walks, old, new):
    checked(TEXT)
    assert old in TEXT
    after = checked(TEXT.replace(old, new))
    assert walks == ["kept", "kept"]
    kept.forget()
    assert checked(TEXT.replace(old, new)) == after


def test_other_duties_and_another_business_are_walked_anew(walks):
    made = read(TEXT)
    check({"kept": made}, "kept", DUTIES, {})
    check({"kept": made}, "kept", [], {})
    check({"kept": made}, "kept", DUTIES, {"business.trade": "propane"})
    assert len(walks) == 3


def test_no_more_than_so_many_walks_are_kept(walks):
    for number in range(kept.MOST + 5):
        checked(TEXT.replace("procedure: kept", f"procedure: kept-{number}"))
    assert len(kept._KEPT) == kept.MOST
    checked(TEXT.replace("procedure: kept", f"procedure: kept-{kept.MOST + 4}"))
    checked(TEXT.replace("procedure: kept", "procedure: kept-0"))
    assert len(walks) == kept.MOST + 6


def space_of(text: str) -> Space:
    made = read(text)
    return checking._walked(
        {made.procedure: made}, made.procedure, DUTIES, {}, frozenset(), 100, frozenset()
    ).ready.space


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("record: [case.reason]", "record: [case.reason, sale.number]"),
        ("meets: [refund.late], ", ""),
        ("end: kept", "go: close"),
    ],
)
def test_an_edit_that_changes_no_condition_finds_in_the_same_space_what_it_finds_anew(before, after):
    text = TEXT.replace(before, after)
    kept.forget()
    assert space_of(TEXT) is space_of(text)
    in_the_same, _ = checked(text), kept.forget()
    assert in_the_same == checked(text)


def test_another_condition_needs_a_space_of_its_own():
    assert space_of(TEXT) is not space_of(TEXT.replace("when: sale.notice_given", "when: '!sale.notice_given'"))
