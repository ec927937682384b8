"""What the starter library meets of the law, and why not the rest."""

from pathlib import Path

from handrail.law.engine import load_law
from handrail.procedures.shelf import library
from handrail.procedures.shelving.coverage import asked_kinds, page, reasons, unmet

PAGE = Path(__file__).parents[2] / "docs/reference/library-coverage.md"


def test_the_page_is_as_it_is_generated():
    assert PAGE.read_text("utf-8") == page(load_law(), library())


def test_whatever_is_not_met_has_its_reason():
    assert [row.kind for row in unmet(load_law(), library()) if not row.why] == []


def test_no_reason_stands_for_nothing():
    left = {row.kind for row in unmet(load_law(), library())}
    begins = {kind.partition(".")[0] for kind in left}
    assert [name for name in reasons() if name not in left and name not in begins] == []


def test_a_kind_is_unmet_where_no_starter_names_it():
    few = {"complaint": library()["complaint"]}
    assert len(unmet(load_law(), few)) > len(unmet(load_law(), library()))
    assert "complaint.agency-answer" in asked_kinds(load_law())


def test_what_is_met_only_grows():
    every, left = asked_kinds(load_law()), unmet(load_law(), library())
    assert len(every) - len(left) >= 150
