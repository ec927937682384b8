"""Rows read and written directly are the ORM's, value for value, and only this organization's."""

import uuid
from contextvars import copy_context
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import tries
from handrail.ledger import direct, scope
from handrail.ledger.guarding import UnrecordedError, _unrecorded, unrecorded
from handrail.ledger.models import Chain, Event, Timer

pytestmark = pytest.mark.django_db
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXT, lambda s: st.lists(s) | st.dictionaries(TEXT, s)
)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.fixture(autouse=True)
def ours():
    with scope.organization(uuid.uuid4()), unrecorded("rows of a test"):
        yield


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=tries(40), deadline=None)
@given(kind=TEXT, data=st.dictionaries(TEXT, DATA), due=TIMES, done=TIMES | st.none())
def test_what_is_written_is_what_the_orm_reads_and_the_other_way(kind, data, due, done):
    written = Timer(kind=kind, subject_id=uuid.uuid4(), due_at=due, data=data, done_at=done)
    direct.insert(written)
    kept = Timer.objects.get(pk=written.pk)
    for name in ("kind", "subject_id", "due_at", "data", "done_at", "organization_id"):
        assert getattr(kept, name) == getattr(written, name)
    (found,) = direct.find(Timer, subject_id=written.subject_id, done_at=done)
    assert found == kept
    assert found.__dict__.keys() == kept.__dict__.keys()
    assert {**found.__dict__, "_state": 0} == {**kept.__dict__, "_state": 0}
    found.data, found.done_at = {"now": [kind]}, None
    direct.update(found, "data", "done_at")
    again = Timer.objects.get(pk=written.pk)
    assert (again.data, again.done_at, again.kind) == ({"now": [kind]}, None, kind)


def test_rows_of_another_business_are_neither_read_nor_written():
    with scope.organization(uuid.uuid4()):
        theirs = Chain(subject="case", subject_id=uuid.uuid4(), head="0")
        direct.insert(theirs)
    assert direct.read(Chain, ["id"], subject_id=theirs.subject_id) == []
    theirs.organization_id = scope.current()
    with pytest.raises(direct.GoneError):
        direct.update(theirs, "length")


def test_in_order_one_of_a_list_and_none_of_an_empty_one():
    chain = Chain(subject="case", subject_id=uuid.uuid4(), head="0")
    direct.insert(chain)
    at = datetime(2026, 5, 1, tzinfo=UTC)
    for seq in (2, 0, 1):
        row = Event(chain=chain, seq=seq, at=at, room="r", kind="k", actor={}, data={}, previous="", hash="")
        direct.insert(row)
    told = direct.read(Event, ["seq", "chain_id"], order="seq", chain=[chain.id, uuid.uuid4()])
    assert told == [(0, chain.id), (1, chain.id), (2, chain.id)]
    assert direct.read(Event, ["seq"], chain=[]) == []
    with pytest.raises(LookupError):
        direct.read(Event, ["colour"], chain=chain.id)


def test_a_write_outside_a_deed_is_refused_as_any_other():
    chain = Chain(subject="case", subject_id=uuid.uuid4(), head="0")
    guarded = copy_context()
    guarded.run(_unrecorded.set, None)
    with pytest.raises(UnrecordedError):
        guarded.run(direct.insert, chain)


def test_in_a_transaction_that_broke_nothing_is_asked_or_written():
    chain = Chain(subject="case", subject_id=uuid.uuid4(), head="0")
    direct.insert(chain)
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            direct.update(chain, "length")
        with pytest.raises(transaction.TransactionManagementError):
            direct.read(Chain, ["id"])
        transaction.set_rollback(False)


def test_what_the_database_refuses_is_told_as_django_tells_it():
    chain = Chain(subject="case", subject_id=uuid.uuid4(), head="0")
    direct.insert(chain)
    with pytest.raises(IntegrityError), transaction.atomic():
        direct.insert(Chain(id=chain.id, subject="case", subject_id=uuid.uuid4(), head="0"))


def test_a_connection_of_another_thread_is_refused_as_django_refuses_it():
    said: list[BaseException] = []
    database = connections["default"]

    def elsewhere() -> None:
        with scope.organization(uuid.uuid4()), unrecorded("rows of a test"):
            connections["default"] = database
            try:
                direct.read(Chain, ["id"])
            except DatabaseError as error:
                said.append(error)

    other = Thread(target=elsewhere)
    other.start()
    other.join()
    assert len(said) == 1
