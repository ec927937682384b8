"""A question put together once gives what the ORM gives, for each value, and only this organization's rows."""

import uuid
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Chain, Event, Timer
from handrail.ledger.prepared import NotPreparedError, prepared

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ours():
    with scope.organization(uuid.uuid4()), unrecorded("rows of a test"):
        yield


def rows(kinds="abc"):
    chain = Chain.objects.create(subject="case", subject_id=uuid.uuid4(), head="0", length=len(kinds))
    for n, kind in enumerate(kinds):
        Event.objects.create(
            chain=chain, seq=n, at=NOON + timedelta(days=n), room="desk", kind=kind, actor={"name": "A"}, data={"n": n},
            previous="", hash="",
        )  # fmt: skip
    return chain


@prepared
def of_chain(chain):
    return Event.objects.filter(chain=chain).exclude(kind="b").select_related("chain").order_by("-seq")


@prepared
def before(on, kind):
    return Event.objects.filter(at__date__lte=on, kind=kind).annotate(sealed=Count("personal")).order_by("seq")


@prepared
def kinds_of(chain):
    return Event.objects.filter(chain=chain).order_by("seq").values_list("kind", "data")


def as_kept(row):
    return {**row.__dict__, "_state": (row._state.adding, row._state.db), "chain": row.chain.__dict__ | {"_state": 0}}


def test_the_rows_are_the_orms_for_one_value_after_another():
    for chain in (rows(), rows("xyz"), rows("bb")):
        plain = Event.objects.filter(chain=chain).exclude(kind="b").select_related("chain").order_by("-seq")
        found = of_chain(chain=chain.id)
        assert [as_kept(row) for row in found] == [as_kept(row) for row in plain]
        assert kinds_of(chain=chain.id) == list(plain.model.objects.filter(chain=chain).values_list("kind", "data"))
    assert of_chain.first(chain=rows().id).kind == "c"
    assert of_chain.first(chain=rows("b").id) is None


def test_days_texts_and_what_is_counted_beside():
    rows("aab")
    assert [(row.seq, row.sealed) for row in before(on=date(2026, 3, 3), kind="a")] == [(0, 0), (1, 0)]
    assert [row.seq for row in before(on=date(2026, 3, 2), kind="a")] == [0]
    assert before(on=date(2026, 3, 3), kind="b") == []


@prepared
def since(at):
    return Event.objects.filter(at__gte=at).order_by("seq").values_list("kind", "at")


def test_moments_to_the_microsecond_by_any_clock():
    rows("abc")
    assert [kind for kind, _ in since(at=NOON + timedelta(days=1))] == ["b", "c"]
    assert [kind for kind, _ in since(at=NOON + timedelta(days=1, microseconds=1))] == ["c"]
    there = timezone(timedelta(hours=-6))
    assert since(at=(NOON + timedelta(days=2)).astimezone(there)) == [("c", NOON + timedelta(days=2))]
    assert since(at=NOON.astimezone(there) + timedelta(days=2, seconds=1)) == []
    with pytest.raises(NotPreparedError, match="put together as datetime"):
        since(at=NOON.date())


def test_it_asks_once_and_with_everything_a_row_needs():
    chain = rows()
    of_chain(chain=chain.id)
    with CaptureQueriesContext(connection) as asked:
        assert {row.chain.length for row in of_chain(chain=chain.id)} == {3}
    assert len(asked) == 1


def test_another_business_sees_its_own_rows_though_the_question_was_put_together_here():
    chain = rows()
    assert len(of_chain(chain=chain.id)) == 2
    with scope.organization(uuid.uuid4()):
        assert of_chain(chain=chain.id) == []
        assert [row.chain_id for row in of_chain(chain=rows("q").id)] != []
    with pytest.raises(scope.ScopeMissingError), scope.organization(None):
        of_chain(chain=chain.id)


def test_what_can_not_be_put_together_once_is_refused():
    chain = rows()
    unused = prepared(lambda chain, other: Event.objects.filter(chain=chain))
    with pytest.raises(NotPreparedError, match="other"):
        unused(chain=chain.id, other="x")
    asks = prepared(lambda chain: Event.objects.filter(chain=chain, seq=Timer.objects.count()))
    with pytest.raises(NotPreparedError, match="put together"):
        asks(chain=chain.id)
    with pytest.raises(NotPreparedError, match="no id"):
        prepared(lambda seq: Event.objects.filter(seq=seq))(seq=1)
    assert of_chain(chain=chain.id)
    for other in (NOON, str(chain.id)):
        with pytest.raises(NotPreparedError, match="put together as UUID"):
            of_chain(chain=other)
