"""A condition in plain words: every form there is, and each reads one way only."""

import pytest

from handrail.facts.conditions import compile_condition
from handrail.facts.spoken import Spoken, in_unit, listed

PLAIN = Spoken()
WITH_LAW = Spoken(
    word=lambda word: {"OK": "Oklahoma"}.get(word, word),
    title=lambda kind: {"call.hours": "Hours of calls"}[kind],
    number=lambda name: f"the {name}",
    unit=lambda name: "cents" if name == "cap" else "",
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("case.channel == 'text-message'", "channel is text message"),
        ("case.channel != 'phone'", "channel is not phone"),
        ("sale.total >= 10000", "total is at least $100.00"),
        ("10000 <= sale.total", "$100.00 is at most total"),
        ("breach.residents > 1000", "residents affected is over 1,000"),
        ("sale.signed_on >= today", "day it was signed is not before today"),
        ("!sale.notice_given", "notice of the right to cancel given is no"),
        ("sale.notice_given != true", "notice of the right to cancel given is no"),
        ("!(sale.notice_given == false)", "notice of the right to cancel given is yes"),
        ("known(sale.number)", "order number is known"),
        ("!known(sale.number)", "order number is not known"),
        ("sale.place in ['home', 'shop']", "where it was agreed is home or shop"),
        ("sale.place == 'home' || sale.place == 'shop'", "where it was agreed is home or shop"),
        ("'OK' in business.states || 'VT' in business.states", "states of its locations include OK or VT"),
        (
            "sale.place == 'home' || sale.place == 'shop' || sale.is_extra",
            "(where it was agreed is home or shop) or more than was asked for is yes",
        ),
        (
            "sale.is_extra && (sale.place == 'home' || sale.is_consumer)",
            "more than was asked for is yes and (where it was agreed is home or for personal use is yes)",
        ),
        (
            "sale.is_extra || sale.place == 'home' && sale.is_consumer",
            "more than was asked for is yes or (where it was agreed is home and for personal use is yes)",
        ),
        ("!(sale.is_extra || sale.is_consumer)", "not (more than was asked for is yes or for personal use is yes)"),
        ("plus_months(sale.signed_on, 2) < today", "2 months after day it was signed is before today"),
        ("start(last_word(customer.name), 1) == 'x'", "the first 1 letters of the last word of customer’s name is x"),
        ("lower(first_word(customer.name)) == 'ada'", "the first word of customer’s name in small letters is ada"),
        ("looks_like(customer.phone, '999-9999')", "phone is written like 999-9999"),
        ("days(sale.signed_on, today) < 3", "the number of days from day it was signed to today is under 3"),
        ("size(business.channels) > 1", "the number of channels is over 1"),
        ("sale.total + sale.paid > 100", "total plus paid so far is over 100"),
        (
            "(sale.is_extra ? sale.total : sale.paid) > 1",
            "total if more than was asked for is yes, else paid so far is over 1",
        ),
        ("applies('call.hours')", "the law’s duty “call, hours” arises"),
        ("!applies('call.hours')", "the law’s duty “call, hours” does not arise"),
        ("may('call.hours')", "the law lets us act now (“call, hours”)"),
        ("!may('call.hours')", "the law does not let us act now (“call, hours”)"),
        ("today <= deadline('call.hours')", "today is not after the last day for “call, hours”"),
        ("sale.total > law_value('us.cap')", "total is over the number of the law on us, cap"),
        ("sale.total > limit('agent-credit')", "total is over the limit “agent credit”"),
        ("sale.signed_on >= date('2026-12-20')", "day it was signed is not before December 20, 2026"),
        ("month(today) in [6, 7]", "the month of today is June or July"),
        ("weekday(today) >= 6", "the weekday of today is not before Saturday"),
        ("years(sale.signed_on, today) < 18", "the number of whole years from day it was signed to today is under 18"),
        (
            "today < least(sale.signed_on, sale.ship_by)",
            "today is before the earlier of day it was signed and promised shipping day",
        ),
        ("true", "yes"),
        (
            "(sale.is_extra || sale.is_consumer) == false",
            "not (more than was asked for is yes or for personal use is yes)",
        ),
        ("this cannot be read", "this cannot be read"),
    ],
)
def test_a_condition_in_words(text: str, words: str) -> None:
    assert PLAIN.condition(text) == words


def test_what_the_law_is_called_is_handed_in() -> None:
    said = WITH_LAW.condition("'OK' in business.states && may('call.hours') && law_value('cap') > 500")
    assert said == (
        "states of its locations include Oklahoma and the law lets us act now (“Hours of calls”) "
        "and the cap is over $5.00"
    )


def test_what_must_hold_is_told_one_by_one() -> None:
    tree = compile_condition("sale.is_extra && (sale.place == 'home' && !sale.is_consumer)").tree
    assert PLAIN.lines(tree) == (
        "more than was asked for is yes", "where it was agreed is home", "for personal use is no",
    )  # fmt: skip
    assert PLAIN.lines(compile_condition("true").tree) == ()


def test_numbers_and_lists() -> None:
    units = ("cents", "percent-hundredths", "count", "days", "hours")
    assert [in_unit(1, unit) for unit in units] == ["$0.01", "0.01%", "1", "1 day", "1 hour"]
    assert in_unit(1500, "days") == "1,500 days"
    assert [listed([]), listed(["a"]), listed(["a", "b", "c"], "and")] == ["", "a", "a, b and c"]
