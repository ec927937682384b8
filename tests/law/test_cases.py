"""Every worked case beside the packs, both sides of each threshold."""

from dataclasses import replace
from pathlib import Path

import pytest

from handrail.law.cases import FOLDER, Case, load_cases, read_cases, run
from handrail.law.engine import Law, load_law


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_case_comes_out_as_worked(law: Law, file: Path) -> None:
    """Hundreds in one test, as each takes a thousandth of a second; every one that comes out otherwise is told."""
    cases = read_cases(file.read_text("utf-8"))
    assert cases
    assert [told for case in cases if (told := otherwise(law, case))] == []


def otherwise(law: Law, case: Case) -> str:
    """What came out where something else was worked out; "" where it is the same."""
    try:
        found = run(law, case)
    except (ValueError, KeyError) as error:
        return f"{case.id}: {error}"
    return "" if found == case.expect else f"{case.id}: {found}, not {case.expect}: {case.why} ({case.citation})"


@pytest.mark.slow
def test_every_duty_has_a_case(law: Law) -> None:
    """A duty nobody worked through is a duty nobody tried."""
    asked = {duty.id for duty in law.duties.values() for case in load_cases() if _touches(duty.id, duty.parts, case)}
    assert set(law.duties) - asked == set()


def _touches(duty_id: str, parts, case: Case) -> bool:
    return case.ask.about == duty_id or any(part.kind == case.ask.about for part in parts)


def test_a_case_about_a_misspelt_value_is_refused(law: Law) -> None:
    first = load_cases()[0]
    with pytest.raises(ValueError, match=r"business\.trade is one of retail, .*, not 'propan'"):
        run(law, replace(first, facts={**first.facts, "business.trade": "propan"}))
