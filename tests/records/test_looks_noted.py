"""Who looked at whom: each look once in ten minutes, from which page, and a day of them in one hash."""

from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.ledger.ids import new_id
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.records.looks import actions, queries
from handrail.records.looks.actions import AGAIN, Shown
from handrail.records.models import Look

pytestmark = pytest.mark.django_db
WHOSE = new_id()
NAMED = Shown("customer", lambda id_: (f"Customer {'x' * 200}", WHOSE))


@pytest.fixture(autouse=True)
def here(owner):
    actions.forget_seen()
    with scope.organization(owner.organization_id):
        yield


def test_one_look_of_one_person_at_one_thing_in_ten_minutes(owner, colleague):
    agent, thing, other = colleague("agent"), new_id(), new_id()
    for shown, member, id_, after in (
        (NAMED, owner, thing, timedelta()), (NAMED, owner, thing, AGAIN - timedelta(seconds=1)),
        (NAMED, agent, thing, timedelta()), (NAMED, owner, other, timedelta()),
        (Shown("record", NAMED.names), owner, thing, timedelta()), (NAMED, owner, thing, AGAIN),
        (NAMED, owner, "no id", timedelta()), (Shown("case", lambda id_: None), owner, thing, timedelta()),
    ):  # fmt: skip
        actions.note(shown, member=member, id_=id_, way="customers", at=NOON + after)
    found = [(row.what, row.name, row.thing, row.at - NOON) for row in Look.objects.order_by("pk")]
    assert found == [
        ("customer", "Marcy Holt", thing, timedelta()), ("customer", "The agent", thing, timedelta()),
        ("customer", "Marcy Holt", other, timedelta()), ("record", "Marcy Holt", thing, timedelta()),
        ("customer", "Marcy Holt", thing, AGAIN),
    ]  # fmt: skip
    row = Look.objects.first()
    assert (row.member, row.customer, row.way, len(row.says)) == (owner.pk, WHOSE, "customers", 120)


def test_each_whole_day_by_the_clock_of_the_business_is_hashed_once(owner):
    actor, days = actor_of(owner), (0, 0, 2)
    assert actions.daily(actor=actor, at=NOON) == 0, "nobody looked yet"
    for n, day in enumerate(days):
        actions.note(NAMED, member=owner, id_=new_id(), way="home", at=NOON + timedelta(days=day, minutes=n))
    assert actions.daily(actor=actor, at=NOON + timedelta(hours=11, minutes=59)) == 0, "the day is not over in Enid"
    assert actions.daily(actor=actor, at=NOON + timedelta(hours=12)) == 1
    assert actions.daily(actor=actor, at=NOON + timedelta(days=3)) == 2
    assert actions.daily(actor=actor, at=NOON + timedelta(days=3)) == 0
    told = [row.data for row in Event.objects.filter(kind="looks-gathered").order_by("seq")]
    assert [(row["day"], row["looks"]) for row in told] == [("2026-11-24", 2), ("2026-11-25", 0), ("2026-11-26", 1)]
    first = date(2026, 11, 24)
    for changed in ({"at": NOON}, {"member": new_id()}, {"what": "record"}, {"thing": new_id()}, {"way": "desk"}):
        row = Look.objects.order_by("at")[1]
        before = {name: getattr(row, name) for name in changed}
        assert actions.hash_of(first) == told[0]["sha256"]
        with unrecorded("somebody tampers"):
            Look.objects.filter(pk=row.pk).update(**changed)
            assert actions.hash_of(first) != told[0]["sha256"], changed
            Look.objects.filter(pk=row.pk).update(**before)


@pytest.mark.parametrize(
    ("before", "way"),
    [
        ("", ""), ("http://testserver/customers/?q=Ana+Ruiz", "customers, found by a search"),
        ("http://testserver/customers/?sort=name", "customers"), ("http://testserver/", ""),
        ("https://search.example/?q=Ana+Ruiz", ""),
    ],
)  # fmt: skip
def test_the_page_it_was_opened_from_is_named_and_not_what_was_searched_for(owner, sign_in, before, way):
    row = customers.add(actor=actor_of(owner), details=[Given("name", "Ana Ruiz")], at=NOON)
    client = sign_in(owner)
    assert client.get(f"/customers/{row.pk}/", headers={"referer": before}).status_code == 200
    look = Look.objects.get()
    assert (look.what, look.thing, look.customer, look.way) == ("customer", row.pk, row.pk, way)
    assert client.get(f"/customers/{new_id()}/").status_code == 404
    assert client.post(f"/customers/{row.pk}/").status_code != 200
    assert Look.objects.count() == 1, "what is not shown is no look"


def test_looks_are_found_by_who_at_whom_from_where_and_what(owner, colleague):
    agent, customer = colleague("agent"), customers.add(
        actor=actor_of(owner), details=[Given("name", "Ana Ruiz")], at=NOON
    )  # fmt: skip
    ana = Shown("person", lambda id_: ("Ana Ruiz", customer.pk))
    actions.note(ana, member=agent, id_=new_id(), way="desk", at=NOON)
    actions.note(NAMED, member=owner, id_=new_id(), way="home", at=NOON + timedelta(minutes=1))
    for words, names in (
        ("", ["Marcy Holt", "The agent"]), ("ana", ["The agent"]), ("AGENT", ["The agent"]), ("home", ["Marcy Holt"]),
        ("desk ana", ["The agent"]), ("home ana", []), ("person’s data", ["The agent"]),
    ):  # fmt: skip
        assert [row.name for row in queries.looks(words)] == names, words
    assert [row.name for row in queries.looks(customer=customer.pk)] == ["The agent"]
    assert [row.name for row in queries.looks(sort="first")] == ["The agent", "Marcy Holt"]
    assert [name for _, name, _ in queries.lookers(Look.objects.first().thing, NOON + timedelta(minutes=2))] == []
