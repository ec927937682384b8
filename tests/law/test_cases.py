"""Every worked case beside the packs, both sides of each threshold."""

from dataclasses import replace

import pytest

from handrail.law.cases import Case, load_cases, run
from handrail.law.engine import Law, load_law


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.id)
def test_case(law: Law, case: Case) -> None:
    assert run(law, case) == case.expect, f"{case.why} ({case.citation})"


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
