"""Each trade's own list of what people ask, for a business without tickets."""

import re
from pathlib import Path

import pytest

import handrail.inquiries
from handrail.facts.vocabulary import fact
from handrail.inquiries.trades import rank_by_trade, read_trades

FILE = Path(handrail.inquiries.__file__).with_name("trade-inquiries.yaml")


@pytest.mark.parametrize("trade", [value for value in fact("business.trade").values if value != "other"])
def test_every_trade_has_twelve_to_fifteen_inquiries_with_words(trade):
    found = rank_by_trade(FILE, trade)
    assert 12 <= len(found) <= 15
    assert abs(sum(inquiry.share for inquiry in found) - 1) < 0.001
    assert all(inquiry.title and len(inquiry.says) >= 3 for inquiry in found)


def test_the_file_holds_no_other_trade():
    assert set(read_trades(FILE)) == set(fact("business.trade").values) - {"other"}


NEVER = re.compile(
    r"\b(compliant|lawful|guaranteed|proved|obligation|ledger|template|revision|validate|please)\b", re.IGNORECASE
)


@pytest.mark.parametrize("trade", read_trades(FILE))
def test_titles_are_short_and_told_apart_and_in_our_words(trade):
    titles = [row.title for row in read_trades(FILE)[trade]]
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert title[0].isupper(), title
        assert len(title) <= 60, title
        assert not {"'", '"', "."} & set(title), title
        assert not NEVER.search(title), title
