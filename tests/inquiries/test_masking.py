"""Nothing personal that has a known shape survives masking, however it is spaced; numbers that are no person's stay."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cast import tries
from handrail.facts.answers import card_number
from handrail.inquiries.masking import mask

WORDS = st.text(
    alphabet=st.characters(categories=["L", "P", "Z", "N", "S", "C"], exclude_characters="\ud800"), max_size=60
)
GAPS = st.sampled_from(["", " ", "-", ".", "  ", " - ", "\u00a0", "–", "\n"])
BLANKS = st.sampled_from(["", " ", "\u00a0"])


def luhn(body: str) -> str:
    return next(body + last for last in "0123456789" if card_number(body + last))


@st.composite
def cards(draw):
    number = luhn(draw(st.text(alphabet="0123456789", min_size=12, max_size=18)))
    return number, "".join(digit + draw(GAPS) for digit in number[:-1]) + number[-1]


@st.composite
def grouped(draw, *sizes):
    digits = [draw(st.text(alphabet="0123456789", min_size=size, max_size=size)) for size in sizes]
    spaced = [draw(BLANKS).join(group) for group in digits]
    return "".join(digits), "".join(g + draw(GAPS) for g in spaced[:-1]) + spaced[-1]


def digits_of(text: str) -> str:
    return "".join(re.findall(r"\d", text))


@settings(deadline=None)
@given(WORDS)
def test_masking_twice_changes_nothing(text):
    once = mask(text).text
    assert mask(once).text == once


@settings(deadline=None)
@given(st.text(alphabet="0123456789 -.()+@x$#[]/\nA", max_size=120))
def test_masking_numbers_twice_changes_nothing(text):
    once = mask(text).text
    assert mask(once).text == once


PIECES = [
    "580",
    "555",
    "0142",
    "-",
    " ",
    "4111",
    "1111",
    "$",
    "order ",
    "@x.com",
    "ann",
    "+1",
    "ssn ",
    "6",
    "(",
    ".",
    "#",
    "AB-",
]


@settings(max_examples=tries(500), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_masking_pieces_of_numbers_twice_changes_nothing(text):
    once = mask(text).text
    assert mask(once).text == once


@settings(deadline=None)
@given(
    cards(), st.sampled_from(["", "my card ", "2 ", "RD-20871 "]), st.sampled_from(["", ", 12/27", " thanks", " 123"])
)
def test_no_planted_card_survives(card, before, after):
    number, written = card
    done = mask(before + written + after)
    assert number not in digits_of(done.text)
    assert "[card]" in done.text


@settings(deadline=None)
@given(grouped(3, 3, 4), st.sampled_from(["call ", "", "+1 ", "(", "tel:"]), st.sampled_from(["", ".", " please", ")"]))
def test_no_planted_phone_survives(phone, before, after):
    number, written = phone
    assert number not in digits_of(mask(before + written + after).text)


@settings(deadline=None)
@given(
    grouped(3, 2, 4),
    st.sampled_from(["ssn ", "", "my social security number is ", "SSN#"]),
    st.sampled_from(["", ".", " ok"]),
)
def test_no_planted_social_security_number_survives(ssn, before, after):
    number, written = ssn
    assert number not in digits_of(mask(before + written + after).text)


@pytest.mark.slow
@settings(deadline=None)
@given(st.from_regex(r"[a-z][a-z0-9._+-]{0,20}@[a-z0-9-]{1,20}\.(com|org|co\.uk)", fullmatch=True), WORDS)
def test_no_planted_address_survives(address, around):
    assert address not in mask(f"{around} {address} {around}").text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("write ann.lee+gas@example.co.uk please", "write [e-mail] please"),
        ("card 4111 1111 1111 1111 exp 12/27", "card [card] exp 12/27"),
        ("amex 3782-822463-10005", "amex [card]"),
        ("ssn 123-45-6789", "ssn [ssn]"),
        ("social security 123456789", "social security [ssn]"),
        ("ring (580) 555-0142 or 580.555.0143", "ring [phone] or [phone]"),
        ("ring +1 580 555 0142", "ring [phone]"),
        ("from London +44 20 7946 0958", "from London [phone]"),
        ("just 555-0142", "just [phone]"),
        ("5805550142", "[phone]"),
    ],
)
def test_each_kind_is_masked(text, told):
    assert mask(text).text == told


@pytest.mark.parametrize(
    "text",
    [
        "order RD-20871 for $1,700.00", "invoice 123456789 is wrong", "order number 5805550142", "ORD-1234567890 is late",
        "$12500.00 on 2026-11-22 at 10:42", "11/22/2026", "ZIP 73701-1234", "500 gallons at 2.49", "from 8 to 5, suite 200",
        "$1,234,567.89", "account #123456789",
    ],
)  # fmt: skip
def test_orders_money_and_days_stay(text):
    assert mask(text).text == text
    assert mask(text).counts == {}


def test_what_one_find_uncovers_is_masked_too():
    assert mask("120142555,014201426").text == "[ssn],[ssn]"


def test_counts_say_how_many_of_each():
    done = mask("a@b.com c@d.org 580-555-0142 4111111111111111")
    assert done.counts == {"e-mail": 2, "phone": 1, "card": 1}


@pytest.mark.slow
def test_a_long_hostile_text_takes_no_long_time():
    for part in ("a" * 50, "1 ", "1-", "a@", "(((", "+1", "on on "):
        mask((part * 20_000)[:20_000])
