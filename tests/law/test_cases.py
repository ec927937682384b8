"""Every worked case beside the packs, both sides of each threshold."""

import pytest

from handrail.law.cases import Case, load_cases, run
from handrail.law.engine import Law, load_law


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.id)
def test_case(law: Law, case: Case) -> None:
    assert run(law, case) == case.expect, f"{case.why} ({case.citation})"


def test_every_duty_has_a_case_or_is_named_here(law: Law) -> None:
    """A duty nobody worked through is a duty nobody tried; these only state, and have nothing to compute."""
    asked = {duty.id for duty in law.duties.values() for case in load_cases() if _touches(duty.id, duty.parts, case)}
    stating = {
        "us.negative-option.rosca", "us.fcra.receipt-truncation", "us-ok.receipt-truncation", "us.ada.effective-communication",
        "us-vt.call-recording", "us-vt.hidden-fees", "us-vt.document-destruction", "us-ok.overtime-exempt",
        "us-ok.auto-renewal", "us-ok.refund-policy",
    }  # fmt: skip
    assert set(law.duties) - asked <= stating


def _touches(duty_id: str, parts, case: Case) -> bool:
    return case.ask.about == duty_id or any(part.kind == case.ask.about for part in parts)
