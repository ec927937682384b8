"""What Oklahoma's pack must never say, and what turns on its dates: figures that pages give and the text does not."""

from datetime import date

import pytest

from handrail.law.duties import Duty
from handrail.law.engine import load_law
from handrail.law.plain import Teller

LAW = load_law()
PACK = LAW.packs["us-ok"]
UNRELIABLE = (
    "stateregstoday", "complianceiq", "ezel.ai", "27001-online", "smartpartyprep", "docketmath", "freelancer",
)  # fmt: skip
"""Sites that gave invented deadlines, fines or acts."""


def told(duty: Duty) -> str:
    """Everything the pack says of a duty, in small letters."""
    parts = [text for part in duty.parts for text in (part.says, *part.elements)]
    rows = [duty.plain, *parts, *duty.notes, *duty.exceptions, *([duty.cost] if duty.cost else [])]
    return " ".join(row.plain_for_search() for row in rows).casefold()


def test_no_page_that_invented_law_is_a_source() -> None:
    rows = [*PACK.duties, *PACK.counting, *PACK.excluded]
    assert [row.id for row in rows for source in row.sources for bad in UNRELIABLE if bad in source] == []


@pytest.mark.parametrize(
    ("id_", "never"),
    [
        ("us-ok.ocpa-remedies", ("treble", "triple", "three times")),
        ("us-ok.breach-ag", ("within 45 days", "three bureaus")),
        ("us-ok.call-recording", ("up to 5,000", "$100")),
        ("us-ok.min-wage", ("pay 12 dollars",)),
        ("us-ok.dnc", ("50,000",)),
        ("us-ok.limitations", ("22 o.s. 152", "four years from their tender")),
    ],
)
def test_a_wrong_figure_is_never_said(id_: str, never: tuple[str, ...]) -> None:
    assert [word for word in never if word in told(LAW.duty(id_))] == []


def test_the_new_year_of_2027_brings_the_privacy_act_and_nothing_else() -> None:
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    begun = {row.id for row in PACK.duties if row.in_force.holds(first) and not row.in_force.holds(last)}
    assert begun
    assert begun == {row.id for row in PACK.duties if row.id.startswith("us-ok.privacy-")}
    ended = {row.id for row in PACK.duties if row.in_force.holds(last) and not row.in_force.holds(first)}
    assert ended == set()
    turned = {row.id for row in PACK.values if LAW.value(row.id, last).value != LAW.value(row.id, first).value}
    assert turned
    assert all(name.startswith("us-ok.privacy-") for name in turned)


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("us-ok.home-solicitation", "HB 3790"),
        ("us-ok.surcharge", "HB 3041"),
        ("us-ok.auto-renewal", "HB 1851"),
        ("us-ok.ai-chatbot", "SB 1521"),
        ("us-ok.privacy-act", "SB 546"),
    ],
)
def test_what_may_change_is_watched(id_: str, words: str) -> None:
    watch = LAW.duty(id_).watch
    assert watch is not None
    assert words in watch.plain_for_search()


def test_a_bill_whose_fate_is_not_known_gives_no_right() -> None:
    assert "us-ok.home-repair-5day" not in LAW.duties
    [row] = [row for row in PACK.excluded if row.id == "us-ok.home-repair-5day"]
    assert row.recheck_by <= date(2026, 12, 22)


def test_what_was_not_read_is_named_with_whom_to_ask() -> None:
    named = {row.id: row for row in PACK.not_held}
    for slug in ("surcharge-text", "home-sale-scope", "substitute-notice", "recording-text", "rental-renewal"):
        assert named[f"us-ok.not-held.{slug}"].ask


def test_a_number_that_begins_later_is_told_with_its_first_day() -> None:
    told_in = {on: " ".join(Teller(LAW, on).condition(LAW.duty("us-ok.privacy-act").applies)) for on in _NEW_YEAR}
    assert "100000 from Fri, Jan 1, 2027" in told_in[_NEW_YEAR[0]].replace(",000", "000")
    assert "from Fri" not in told_in[_NEW_YEAR[1]]


_NEW_YEAR = (date(2026, 12, 31), date(2027, 1, 1))
