"""What may go, what stays and why: the rule itself, over everything it can be asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ledger.retained import by_kind, key
from handrail.records.keeping.bounds import needs
from handrail.records.keeping.rule import Bound, HoldOn, Wish, covers, decide

ON = date(2026, 11, 26)
TOKENS = ["customer.name", "customer.phone", "customer.email", "words", "files", "sale.number"]
days = st.integers(-900, 900).map(lambda n: ON + timedelta(days=n))
needed = st.lists(st.sampled_from([*TOKENS, "customer.", "*"]), min_size=1, max_size=3).map(tuple)
bounds = st.lists(st.builds(Bound, st.just("d"), st.just("p"), st.just("keep"), st.none() | days, needed), max_size=4)
wishes = st.lists(st.builds(Wish, days, st.sampled_from(["period", "asked"]), needed, st.booleans()), max_size=3)
pieces = st.dictionaries(st.integers(0, 40).map(str), st.sampled_from(TOKENS), max_size=12)


@given(pieces, bounds, wishes)
def test_nothing_goes_while_a_duty_needs_it_and_all_goes_that_is_asked_and_needed_by_none(pieces, bounds, wishes):
    found = decide(pieces, bounds, wishes, [], ON)
    for name, token in pieces.items():
        bound = any(covers(row.needs, token) and (row.until is None or row.until >= ON) for row in bounds)
        asked = any(covers(row.needs, token) and row.day <= ON for row in wishes)
        assert (name in found.keys) == (asked and not bound), (token, found)
    assert sorted(key for group in found.groups for key in group.keys) == sorted(pieces)


@given(pieces, bounds, wishes)
def test_a_hold_stops_all_of_it(pieces, bounds, wishes):
    found = decide(pieces, bounds, wishes, ["Legal hold 1"], ON)
    assert found.keys == ()
    assert found.state == ("held" if any(group.wish for group in found.groups) else "stays")


@given(pieces, bounds, bounds, wishes)
def test_one_more_duty_never_lets_more_go(pieces, bounds, more, wishes):
    assert set(decide(pieces, bounds + more, wishes, [], ON).keys) <= set(decide(pieces, bounds, wishes, [], ON).keys)


@given(pieces, bounds, wishes, wishes)
def test_one_more_wish_never_keeps_more(pieces, bounds, wishes, more):
    assert set(decide(pieces, bounds, wishes + more, [], ON).keys) >= set(decide(pieces, bounds, wishes, [], ON).keys)


def test_a_phone_stays_on_the_list_for_as_long_as_that_takes_and_the_mail_address_goes_today():
    """Field by field: a wish to be erased meets a do-not-call list."""
    list_ = Bound("us.tcpa.consent", "list", "Keep it.", date(2030, 1, 1), ("customer.name", "customer.phone"))
    asked = Wish(ON, "The person asks.")
    pieces = {"a": "customer.phone", "b": "customer.email", "c": "words"}
    found = decide(pieces, [list_], [asked, Wish(date(2033, 1, 1), "A period of ours.")], [], ON)
    assert (found.state, sorted(found.keys)) == ("due", ["b", "c"])
    phone = next(row for row in found.groups if "customer.phone" in row.tokens)
    assert (phone.on, phone.by, phone.wish) == (date(2030, 1, 2), (list_,), asked)
    later = decide(pieces, [list_], [asked], [], date(2030, 1, 2))
    assert sorted(later.keys) == ["a", "b", "c"]


def test_a_law_that_says_gone_by_goes_before_our_period_and_against_another_law_a_person_decides():
    age = Wish(ON, "Delete the data of an age check at once.", ("customer.age",), by_law=True)
    ours = Wish(ON + timedelta(days=400), "A period of ours.")
    pieces = {"a": "customer.age", "b": "words"}
    assert decide(pieces, [], [ours, age], [], ON).keys == ("a",)
    other = Bound("x", "y", "Keep it.", ON + timedelta(days=9), ("customer.age",))
    torn = decide(pieces, [other], [ours, age], [], ON)
    assert (torn.state, torn.keys) == ("torn", ())


def test_what_nobody_asks_away_stays():
    found = decide({"a": "words"}, [], [], [], ON)
    assert (found.state, found.keys, found.on) == ("stays", (), None)


@pytest.mark.parametrize(
    ("hold", "stops"),
    [
        (HoldOn("h", customer=1), True), (HoldOn("h", customer=2), False), (HoldOn("h", case=7), True),
        (HoldOn("h", topic="refund"), True), (HoldOn("h", topic="other"), False),
        (HoldOn("h", since=date(2026, 3, 1), until=date(2026, 3, 31)), True), (HoldOn("h", until=date(2026, 2, 1)), False),
        (HoldOn("h", since=date(2026, 4, 1)), True), (HoldOn("h", since=date(2026, 6, 2)), False),
    ],
)  # fmt: skip
def test_a_hold_is_on_a_person_a_case_a_topic_or_a_period(hold, stops):
    around = [(date(2026, 3, 20), date(2026, 4, 2)), (date(2026, 6, 1), date(2026, 6, 1))]
    assert hold.stops(customers=[1], cases=[7], topics=["refund"], days=around) is stops


def test_keys_come_apart_by_their_kind():
    assert by_kind([key("file", 1, "ab"), key("value", 2), "value:3"]) == {"file": ["1/ab"], "value": ["2", "3"]}


def test_every_kind_of_record_duty_says_which_words_it_needs(shipped_law):
    """A kind that says nothing binds everything; none that ships may do so by being forgotten, and none may linger."""
    kinds = {
        part.kind for pack in shipped_law.packs.values() for duty in pack.duties for part in duty.parts if part.keep or part.destroy
    }  # fmt: skip
    assert kinds == needs().keys()


@pytest.fixture
def shipped_law():
    from handrail.law.engine import load_law

    return load_law()


def test_every_name_it_needs_is_a_personal_fact_or_a_group_of_them():
    from handrail.facts.vocabulary import VOCABULARY

    known = {name for name, row in VOCABULARY.items() if row.is_personal} | {"words", "files", "consent", "*"}
    groups = {f"{name.split('.')[0]}." for name in known if "." in name}
    assert {name for names in needs().values() for name in names} <= known | groups
