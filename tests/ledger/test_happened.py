"""What is remembered of a chain is what stands under its head, and never more than that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.ledger import queries, remembered, scope
from handrail.ledger.actor import Actor
from handrail.ledger.chain import START
from handrail.ledger.deed import deed, unrecorded
from handrail.ledger.ids import new_id
from handrail.ledger.models import Chain, Event, PersonalValue
from handrail.ledger.queries import happened
from handrail.ledger.remembered import MEMORY

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return Actor("person", new_id(), "Tasha Lindley", "agent", new_id())


@pytest.fixture(autouse=True)
def ours(actor):
    MEMORY.forget()
    with scope.organization(actor.organization):
        yield


@pytest.fixture
def add(actor, at):
    def make(subject, kind, **personal):
        with deed(actor, at) as record:
            return record.event("test", kind, "thing", subject, {"kind": kind}, personal)

    return make


def kinds(subject):
    found = happened("thing", subject)
    assert [row.data["kind"] for row in found] == [row.kind for row in found]
    return "".join(row.kind for row in found)


def test_it_grows_with_the_chain_and_reads_only_what_is_new(add):
    subject, other = new_id(), new_id()
    assert kinds(subject) == ""
    for n, kind in enumerate("abc"):
        add(subject, kind)
        add(other, kind.upper())
        assert kinds(subject) == "abc"[: n + 1]
    with CaptureQueriesContext(connection) as asked:
        assert kinds(subject) == "abc"
    assert len(asked) == 1, "only the head was asked for"
    add(subject, "d")
    with CaptureQueriesContext(connection) as asked:
        assert kinds(subject) == "abcd"
    assert (len(asked), kinds(other)) == (1, "ABC"), "who wrote it knows it"
    held = MEMORY.told(Chain.objects.get(subject_id=subject).pk)
    MEMORY.keep(Chain.objects.get(subject_id=subject).pk, START, ())
    assert kinds(subject) == "abcd"
    assert MEMORY.told(Chain.objects.get(subject_id=subject).pk) == held, "as it is read back"
    add(subject, "e")
    MEMORY.keep(Chain.objects.get(subject_id=subject).pk, *held)  # as if another process had written it
    with CaptureQueriesContext(connection) as asked:
        assert kinds(subject) == "abcde"
    assert len(asked) == 2, "the head, and what is new"


def test_a_value_that_was_erased_is_gone_at_once(add):
    subject = new_id()
    add(subject, "a", name="Ann Example", phone="555")
    assert happened("thing", subject)[0].personal == {"name": "Ann Example", "phone": "555"}
    with unrecorded("an erasure"):
        PersonalValue.objects.filter(place="name").delete()
    assert happened("thing", subject)[0].personal == {"phone": "555"}


def test_what_does_not_follow_from_what_is_remembered_is_read_anew(add):
    subject = new_id()
    add(subject, "a")
    add(subject, "b")
    chain = Chain.objects.get(subject_id=subject)
    rows = queries._under(chain)
    MEMORY.keep(chain.pk, "0" * 64, ((*rows[0][:1], "x", *rows[0][2:]),))  # as after another file was put back
    assert kinds(subject) == "ab"
    MEMORY.keep(chain.pk, "f" * 64, rows * 2)
    assert kinds(subject) == "ab"


def test_no_more_is_told_than_stands_under_the_head(add):
    subject = new_id()
    add(subject, "a")
    before = Chain.objects.get(subject_id=subject)
    add(subject, "b")
    MEMORY.forget()
    assert [row[1] for row in queries._under(before)] == ["a"]  # another wrote between the two questions
    assert kinds(subject) == "ab"


def test_few_events_are_remembered_and_no_long_chains(add, monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 3)
    monkeypatch.setattr(remembered, "MOST_OF_ONE", 2)
    subjects = [new_id() for _ in range(4)]
    for subject in subjects:
        add(subject, "a")
        assert kinds(subject) == "a"
    assert len(MEMORY) == 3, "the last ones"
    for _ in range(2):
        add(subjects[3], "b")
    assert kinds(subjects[3]) == "abb"
    assert len(MEMORY) == 1
    assert Event.objects.count() == 6


def test_a_deed_sees_its_own_event(add, actor, at):
    subject = new_id()
    add(subject, "a")
    with deed(actor, at) as record:
        assert kinds(subject) == "a"
        record.event("test", "b", "thing", subject, {"kind": "b"})
        assert kinds(subject) == "ab"
        record.event("test", "c", "thing", subject, {"kind": "c"})
    assert kinds(subject) == "abc"


def test_what_a_deed_that_was_undone_told_is_not_believed(add, actor, at):
    subject = new_id()
    add(subject, "a")

    def undone() -> None:
        with deed(actor, at) as record:
            record.event("test", "b", "thing", subject, {"kind": "b"})
            assert kinds(subject) == "ab"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert kinds(subject) == "a"
    add(subject, "c")
    assert kinds(subject) == "ac"
