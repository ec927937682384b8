"""What somebody asks of the records stands whole in an address, and in words."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.records.asked import Asked, AskedError, read

words = st.text("ab “&=ü", max_size=8).map(str.strip)
days = st.none() | st.dates(date(2020, 1, 1), date(2029, 1, 1))
asked = st.builds(
    Asked, words, days, days, st.sampled_from(["", "cancel-order"]), st.none() | st.integers(1, 999_999_999)
)


@given(asked)
def test_it_is_read_back_from_its_address_and_from_what_a_set_keeps(one):
    if one.since and one.until and one.since > one.until:
        with pytest.raises(AskedError, match="Write the earlier day first"):
            read(one.raw())
        return
    assert read(dict(parse_qsl(one.query()))) == read(one.raw()) == one


def test_nothing_asked_is_no_address_and_all_of_it_in_words():
    assert (Asked().query(), Asked().in_words()) == ("", "all")
    whole = Asked("card", date(2026, 1, 2), date(2026, 1, 2), "cancel-order", 12)
    assert whole.in_words({"cancel-order": "Cancel an order"}) == (
        "opened from Jan 2, 2026, opened until Jan 2, 2026, procedure “Cancel an order”, customer 12, that hold “card”"
    )
    assert Asked(procedure="cancel-order").in_words() == "procedure “cancel-order”"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"customer": "Ana"}, "no customer number"), ({"customer": "1234567890"}, "no customer number"),
        ({"customer": "-1"}, "no customer number"), ({"since": "11/24/2026"}, "no day"), ({"until": "soon"}, "no day"),
    ],
)  # fmt: skip
def test_what_is_no_number_or_day_is_said(told, why):
    with pytest.raises(AskedError, match=why):
        read(told)
