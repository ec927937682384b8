"""Every duty in words: no condition reaches a reader as code."""

from datetime import date

import pytest

from handrail.law import printed, words
from handrail.law.engine import load_law
from handrail.law.plain import Teller

LAW = load_law()
ON = date(2026, 11, 25)
CODE = ("&&", "||", "==", "!=", "law_value", "known(", "days(", "_", "business.", "sale.")


@pytest.mark.parametrize("name", sorted(LAW.duties))
def test_a_duty_reads_as_words(name: str) -> None:
    duty, teller = LAW.duty(name), Teller(LAW, ON)
    told = [line for text in (duty.applies, duty.arises) for line in teller.condition(text)]
    for part in words.parts_of(LAW, duty, ON):
        assert part.said.status
        assert part.said.citation
        told += [*part.lines, *part.arises]
    assert all(line.strip() for line in told)
    assert [line for line in told if any(code in line for code in CODE)] == []


@pytest.mark.parametrize("name", sorted(LAW.duties))
def test_explain_prints_every_sentence_with_its_status(name: str) -> None:
    text = printed.explain(LAW, name, ON).text
    stated = LAW.explain(name, ON).lines
    assert all(str(line) in text for line in stated)
    assert text.endswith("check with the agency or your adviser.")


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
