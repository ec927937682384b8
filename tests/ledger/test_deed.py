"""A deed is recorded or it does not happen."""

import json
import uuid
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from handrail.ledger import merkle, scope
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import Spelled, dumps, written
from handrail.ledger.chain import START, Link, seal
from handrail.ledger.deed import NeverKeptError, UnrecordedError, deed
from handrail.ledger.ids import new_id
from handrail.ledger.models import Chain, Event, PersonalValue, Timer
from handrail.ledger.queries import happened


@pytest.fixture
def actor():
    return Actor("person", new_id(), "Tasha Lindley", "agent", new_id())


@pytest.mark.django_db
def test_events_of_one_object_form_a_chain(actor, at):
    subject = new_id()
    for number in range(3):
        with deed(actor, at) as record:
            record.event("test", "noted", "thing", subject, {"n": number})
    with scope.organization(actor.organization):
        events = list(Event.objects.order_by("seq"))
    assert [e.seq for e in events] == [0, 1, 2]
    assert events[0].previous == START
    assert [e.previous for e in events[1:]] == [e.hash for e in events[:-1]]
    for e in events:
        assert Link(e.chain_id, e.seq, e.at, e.room, e.kind, e.actor, e.data, e.previous).hash() == e.hash


@pytest.mark.django_db
def test_a_case_and_its_file_have_a_chain_each_though_they_share_an_id(actor, at):
    subject = new_id()
    for room in ("case", "case-file", "case"):
        with deed(actor, at) as record:
            record.event("test", "noted", room, subject)
    with scope.organization(actor.organization):
        found = dict(Chain.objects.filter(subject_id=subject).values_list("subject", "length"))
        told = {each: len(happened(each, subject)) for each in ("case-file", "case")}
    assert found == told == {"case": 2, "case-file": 1}


@pytest.mark.django_db
def test_nothing_is_written_while_another_date_is_looked_at(actor, at):
    with scope.looking_only(), pytest.raises(scope.LookingOnlyError), deed(actor, at):
        pytest.fail("a deed began")
    with deed(actor, at) as record:
        record.event("test", "noted", "thing", new_id())


@pytest.mark.django_db
def test_a_deed_that_records_nothing_is_undone(actor, at):
    with pytest.raises(UnrecordedError), deed(actor, at):
        Timer.objects.create(kind="x", subject_id=new_id(), due_at=at)
    assert not Timer.everywhere.exists()


@pytest.mark.django_db
def test_a_write_outside_a_deed_is_refused_even_in_bulk(actor, at):
    with scope.organization(actor.organization):
        with pytest.raises(UnrecordedError), transaction.atomic():
            Timer.objects.create(kind="x", subject_id=new_id(), due_at=at)
        with pytest.raises(UnrecordedError), transaction.atomic():
            Timer.objects.update(kind="y")
        with pytest.raises(UnrecordedError), transaction.atomic():
            Timer.objects.bulk_create([Timer(kind="x", subject_id=new_id(), due_at=at)])


@pytest.mark.django_db
@pytest.mark.parametrize("ends", ["well", "badly"])
def test_once_a_deed_is_over_nothing_is_written_beside_it(actor, at, ends):
    with suppress(ZeroDivisionError), deed(actor, at) as record:
        record.event("test", "noted", "thing", new_id())
        assert ends == "well" or 1 / 0
    with scope.organization(actor.organization):
        assert Event.objects.count() == (ends == "well")
        with pytest.raises(UnrecordedError), transaction.atomic():
            Timer.objects.create(kind="x", subject_id=new_id(), due_at=at)


@pytest.mark.django_db
def test_a_deed_inside_a_deed_is_part_of_it_and_falls_with_it(actor, at):
    def both(ends_well):
        with deed(actor, at) as outer:
            with deed(actor, at) as inner:
                inner.event("test", "noted", "thing", new_id())
            assert inner is outer
            assert ends_well or 1 / 0

    both(ends_well=True)  # what the inner one recorded counts for the whole
    with pytest.raises(ZeroDivisionError):
        both(ends_well=False)
    with scope.organization(actor.organization):
        assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_database_itself_refuses_to_change_an_event(actor, at):
    with deed(actor, at) as record:
        event = record.event("test", "noted", "thing", new_id())
    for statement in ("UPDATE ledger_event SET room = 'x'", "DELETE FROM ledger_event"):
        with pytest.raises(DatabaseError), deed(actor, at) as record, connection.cursor() as cursor:
            cursor.execute(statement)
    with scope.organization(actor.organization):
        assert Event.objects.get().hash == event.hash


@pytest.mark.django_db
def test_a_personal_value_is_sealed_and_can_be_erased_without_breaking_the_chain(actor, at):
    with deed(actor, at) as record:
        event = record.event("test", "noted", "thing", new_id(), personal={"customer.name": "Dolores"})
        kept = PersonalValue.objects.get()
        assert event.data["sealed"]["customer.name"] == seal(kept.salt, "Dolores")
        assert "Dolores" not in dumps(event.data).decode()
        kept.delete()
    with scope.organization(actor.organization):
        assert Chain.objects.get().head == event.hash


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["4111 1111 1111 1111", ["so", "my card is 4111111111111111"]])
def test_a_card_number_stops_the_whole_deed_wherever_it_stands(actor, at, value):
    numbers = {"sale.total": 4111111111111111, "said": [1, None]}  # an amount is none
    with pytest.raises(NeverKeptError, match="a card number"), deed(actor, at) as record:
        [record.event("test", "noted", "thing", new_id(), personal=told) for told in (numbers, {"note": value})]
    assert not Event.everywhere.exists()


@pytest.mark.django_db
def test_a_query_without_an_organization_is_an_error():
    with pytest.raises(scope.ScopeMissingError):
        Event.objects.count()


@pytest.mark.django_db
def test_one_organization_never_sees_anothers_rows(actor, at):
    with deed(actor, at) as record:
        record.event("test", "noted", "thing", new_id())
    with scope.organization(new_id()):
        assert not Event.objects.exists()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_canonical_bytes_read_back_to_the_same_value(value):
    assert json.loads(dumps(value)) == value


@given(json_values, st.text(max_size=5))
def test_the_writer_of_an_event_hashes_what_everybody_else_does(value, kind):
    link = Link(
        uuid.UUID(int=1), 7, datetime(2026, 5, 1, 12, tzinfo=UTC), "desk", kind, {"name": kind}, {"v": value}, "0"
    )
    ready = link.sealed()
    assert ready.hash == link.hash()
    assert ready.back == json.loads(ready.data) == json.loads(dumps({"v": value}))
    assert ready.data.encode() == dumps(link.data)


@pytest.mark.parametrize("value", [1.5, float("nan"), [2.0], {"a": {"b": 1e9}}, {1: "a"}, {"a": {None: 1}}, {"a": {1}}])
def test_what_two_machines_may_write_differently_is_no_event(value):
    with pytest.raises(TypeError):
        written({"v": value})


@given(
    st.dictionaries(st.text(max_size=3), json_values, max_size=4),
    st.text(max_size=3),
    st.lists(json_values, max_size=3),
)
def test_what_is_spelled_out_once_stands_where_it_would(value, key, rows):
    plain = {**value, key: rows}
    text, back = written({**value, key: Spelled(rows)})
    assert text.encode() == dumps(plain) == dumps(back)
    assert back == plain


def test_a_pair_is_kept_as_a_list():
    assert written({"v": ("a", 1)}) == ('{"v":["a",1]}', {"v": ["a", 1]})


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="float"):
        dumps({"hours": 1.5})


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=9), st.integers(0, 8))
def test_changing_any_leaf_changes_the_root(leaves, place):
    hexed = [leaf.hex() for leaf in leaves]
    place %= len(hexed)
    changed = [*hexed[:place], ("00" if hexed[place][:2] != "00" else "01") + hexed[place][2:], *hexed[place + 1 :]]
    assert merkle.root(hexed) != merkle.root(changed)
