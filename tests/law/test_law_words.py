"""Every duty in words: no condition reaches a reader as code."""

from datetime import date

import pytest

from handrail.law import printed, words
from handrail.law.engine import load_law
from handrail.law.plain import Teller

LAW = load_law()
ON = date(2026, 11, 25)
CODE = ("&&", "||", "==", "!=", "law_value", "known(", "days(", "_", "business.", "sale.")


def test_a_time_that_something_ends_sooner_is_told_as_the_most() -> None:
    part = next(row for row in load_law().duties["us-vt.ins.payment-and-complaints"].parts if row.id == "keep")
    assert part.keep is not None
    told = "until “Day the department examined the records”, 7 years from “Day of the grievance” at most"
    assert words.keep_words(part.keep) == f"Keep it {told}; the law sets the time."


def test_the_longest_wait_for_sick_time_is_no_duty_to_wait() -> None:
    part = next(row for row in load_law().duties["us-vt.earned-sick-time"].parts if row.id == "wait")
    assert part.deadline is not None
    assert part.deadline.means == "until"


def test_a_duty_reads_as_words() -> None:
    parts = [(name, part) for name, duty in LAW.duties.items() for part in words.parts_of(LAW, duty, ON)]
    assert {name for name, part in parts if not (part.said.status and part.said.citation)} == set()
    told = [(name, line) for name, part in parts for line in (*part.lines, *part.arises)]
    teller = Teller(LAW, ON)
    conditions = [(name, text) for name, duty in LAW.duties.items() for text in (duty.applies, duty.arises)]
    told += [(name, line) for name, text in conditions for line in teller.condition(text)]
    assert len({name for name, _ in told}) > 400
    assert [(name, line) for name, line in told if not line.strip() or any(code in line for code in CODE)] == []


def test_explain_prints_every_sentence_with_its_status() -> None:
    texts = {name: printed.explain(LAW, name, ON).text for name in LAW.duties}
    stated = {name: LAW.explain(name, ON).lines for name in LAW.duties}
    assert {name for name, lines in stated.items() if not lines} == set()
    assert [(name, str(line)) for name, lines in stated.items() for line in lines if str(line) not in texts[name]] == []
    last = "check with the agency or your adviser."
    assert [name for name, text in texts.items() if not text.endswith(last)] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("plus_months(giftcard.last_used_on, 24) > today", "24 months after day the card was last used is after today"),
        ("plus_days(sale.signed_on, 3) >= today", "3 days after day it was signed is not before today"),
        ("days(sale.signed_on, today) > 3", "the number of days from day it was signed to today is over 3"),
        ("sale.total >= law_value('us.cooling-off.home')", "$25.00"),
        ("customer.state in ['OK', 'VT']", "Oklahoma or Vermont"),
    ],
)
def test_a_condition_in_words(text: str, says: str) -> None:
    assert says in "; ".join(Teller(LAW, ON).condition(text))
