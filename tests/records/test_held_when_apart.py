"""A legal hold on a person stays on every record that stood in one with theirs while it stood: when two customers are
taken apart, or one is split, nobody but a reader can tell whose words are whose, and what went can't be brought back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.models import Detail, Merge
from handrail.customers.tidy import Given
from handrail.records.keeping import actions, queries
from handrail.records.keeping.actions import HeldOn
from handrail.records.keeping.rule import Joined, with_them
from handrail.records.models import Hold
from handrail.records.persons import actions as persons
from handrail.records.persons.actions import PersonsError

HOUR = timedelta(hours=1)
BESIDE = "who stood in one record with them"


def at(hours):
    return NOON + hours * HOUR


JOINED = st.builds(
    lambda one, other, since, last: Joined(one, other, at(since), at(since + last) if last is not None else None),
    st.integers(1, 4), st.integers(1, 4), st.integers(0, 20), st.none() | st.integers(0, 9),
)  # fmt: skip


@given(st.lists(JOINED, max_size=7), st.integers(0, 20))
def test_a_hold_is_on_whoever_one_can_come_to_hour_by_hour(joined, since):
    """The same, by walking through time."""
    held = {1}
    for hour in range(2 * since, 62):
        now = NOON + hour * HOUR / 2
        there = [row for row in joined if row.since <= now and (row.until is None or row.until >= now)]
        for _ in range(4):
            held |= {end for row in there if {row.one, row.other} & held for end in (row.one, row.other)}
    assert with_them(1, at(since), joined) == held - {1}


def test_what_comes_apart_in_the_instant_of_a_hold_is_held():
    assert with_them(1, at(3), [Joined(1, 2, at(0), at(3)), Joined(2, 3, at(3), at(3))]) == {2, 3}
    assert with_them(1, at(3), [Joined(1, 2, at(0), at(2))]) == set()


@pytest.fixture
def two(room):
    named = (("Ana Ruiz", "580-555-0142"), ("Gary Stidham", "580-555-0199"))
    return [
        customers.add(actor=room, details=[Given("name", name), Given("phone", phone)], at=NOON)
        for name, phone in named
    ]


def hold(room, on, hours):
    return actions.hold(actor=room, on=HeldOn(customer=type(on).objects.get(pk=on.pk)), why="A letter", at=at(hours))


def is_held(room, customer):
    """Whether an erasure is stopped; it is not tried where nothing stops it."""
    try:
        queries_of = persons.queries.judged(customer, at(9))
        persons._may_go(queries_of)
    except PersonsError as error:
        return "Legal hold" in str(error)
    return False


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("when", [1, 3])
def test_taken_apart_both_stay_held_whichever_it_was_set_on(room, two, which, when):
    """Before they were joined, and while they were: on the page of either it was one customer then."""
    kept, gone = two
    if when == 1:
        row = hold(room, two[which], 1)
    merge = customers.merge(actor=room, kept=kept, gone=gone, at=at(2))
    if when == 3:
        row = hold(room, two[which], 3)
    customers.undo_merge(actor=room, row=merge, at=at(4))
    assert all(is_held(room, type(each).objects.get(pk=each.pk)) for each in two)
    with pytest.raises(PersonsError, match=f"Legal hold 1, on customer {two[which].number}, and customer"):
        persons.erase(actor=room, customer=two[which - 1], why="She asked.", at=at(9))
    assert set(queries.standing_holds()[0].names) == {"Ana Ruiz", "Gary Stidham"}
    actions.lift(actor=room, row=row, why="Settled.", at=at(5))
    assert not any(is_held(room, type(each).objects.get(pk=each.pk)) for each in two)


def test_who_was_taken_apart_before_the_hold_is_not_held(room, two):
    merge = customers.merge(actor=room, kept=two[0], gone=two[1], at=at(1))
    customers.undo_merge(actor=room, row=merge, at=at(2))
    hold(room, two[0], 3)
    assert [is_held(room, type(each).objects.get(pk=each.pk)) for each in two] == [True, False]


def test_who_is_split_off_stays_held_and_joined_elsewhere_takes_the_hold_along(room, two):
    whole, third = two
    phone = Detail.objects.get(customer=whole, kind="phone")
    hold(room, whole, 1)
    new = customers.split(actor=room, customer=whole, details=[phone], sales=[], consents=[], at=at(2))
    assert Merge.objects.get().undone_at == Merge.objects.get().at
    assert is_held(room, new)
    customers.merge(actor=room, kept=third, gone=new, at=at(3))
    assert is_held(room, third)
    assert queries.standing_holds()[0].says == f"Legal hold 1, on customer 1, and customer 2, {BESIDE}"


def test_who_was_split_off_before_is_free(room, two):
    whole, _ = two
    phone = Detail.objects.get(customer=whole, kind="phone")
    new = customers.split(actor=room, customer=whole, details=[phone], sales=[], consents=[], at=at(1))
    hold(room, whole, 2)
    assert (is_held(room, whole), is_held(room, new)) == (True, False)


@pytest.mark.slow
def test_the_pages_say_so_before_and_after(room, two, owner, sign_in):
    client = sign_in(owner)
    merge = customers.merge(actor=room, kept=two[0], gone=two[1], at=at(1))
    assert "It stays on both records" not in client.get(f"/customers/{two[0].pk}/split/").content.decode()
    hold(room, two[0], 2)
    page = client.get(f"/customers/{two[0].pk}/split/").content.decode()
    assert "Legal hold 1, on customer 1." in page
    assert "It stays on both records" in page
    assert BESIDE not in client.get("/records/keeping/holds/").content.decode()
    client.post(f"/customers/{two[0].pk}/undo/{merge.pk}/")
    for address in ("/records/keeping/holds/", "/records/keeping/holds/?format=csv", f"/records/persons/{two[1].pk}/"):
        assert f"ustomer 1, and customer 2, {BESIDE}" in client.get(address).content.decode(), address
    actions.lift(actor=room, row=Hold.objects.get(), why="Settled.", at=at(5))
    assert BESIDE not in client.get("/records/keeping/holds/").content.decode()
