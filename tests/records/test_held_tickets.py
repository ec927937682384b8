"""A legal hold and tickets: they hang on nobody, so a person on hold is found in them by their whole name."""

from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.inquiries import actions as inquiries
from handrail.inquiries.holding import Held
from handrail.inquiries.models import Ticket
from handrail.inquiries.tickets import open_file
from handrail.ledger import scope
from handrail.ledger.ids import new_id
from handrail.people.actions import actor_of
from handrail.records.keeping import actions as keeping
from handrail.records.keeping import queries
from handrail.records.keeping.actions import HeldOn
from handrail.records.persons import actions as persons
from handrail.records.persons.actions import PersonsError

LATER = NOON + timedelta(days=900)
FILE = (
    b"Id,Created,From,Description\n1,2026-03-02,Ottoline Quarles,Where is my furnace?\n"
    b"2,2026-05-02,Bo Lee,Where is mine?\n"
)


@pytest.fixture
def actor(owner):
    with scope.organization(owner.organization_id):
        held = Held(new_id(), owner.organization_id, owner.pk, "t.csv", "0" * 64, len(FILE), open_file(FILE, "t.csv"))
        columns = {"text": "Description", "customer_ref": "From", "created_at": "Created"}
        inquiries.bring_file(actor=actor_of(owner), held=held, mapping=columns, at=NOON)
        yield actor_of(owner)


def person(actor, name):
    return customers.add(actor=actor, details=[Given("name", name)], at=NOON)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_file_in_which_a_person_on_hold_is_named_does_not_go_by_its_time(actor):
    keeping.set_period(actor=actor, of="tickets", count=1, unit="years", at=NOON)
    row = keeping.hold(actor=actor, on=HeldOn(customer=person(actor, "Ottoline Quarles")), why="A suit.", at=NOON)
    keeping.hold(actor=actor, on=HeldOn(customer=person(actor, "Nobody Else")), why="Another.", at=NOON)
    assert keeping.propose(actor=actor, at=LATER) is None
    keeping.lift(actor=actor, row=row, why="Over.", at=NOON)
    assert keeping.propose(actor=actor, at=LATER).lines.get().of == "tickets"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("on", "stops"),
    [
        (HeldOn(since=date(2026, 5, 1), until=date(2026, 5, 9)), True),
        (HeldOn(since=date(2026, 3, 1), until=date(2026, 3, 9)), False),
    ],
)
def test_a_ticket_that_is_ticked_goes_only_where_no_hold_is_on_it(actor, on, stops):
    bo = person(actor, "Bo Lee")
    ticket = Ticket.objects.get(customer="Bo Lee")
    keeping.hold(actor=actor, on=on, why="An audit.", at=NOON)
    asks = {"actor": actor, "customer": bo, "why": "He asks.", "at": LATER, "tickets": [f"ticket:{ticket.pk}"]}
    if stops:
        with pytest.raises(PersonsError, match="leave these unticked"):
            persons.erase(**asks)
    else:
        assert persons.erase(**asks).tickets == 1
    assert Ticket.objects.filter(customer="Bo Lee").exists() is stops


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_names_somebody_else_on_hold_does_not_go(actor):
    ottoline, bo = person(actor, "Ottoline Quarles"), person(actor, "Bo Lee")
    keeping.hold(actor=actor, on=HeldOn(customer=ottoline), why="A suit.", at=NOON)
    hers, his = (Ticket.objects.get(customer=name) for name in ("Ottoline Quarles", "Bo Lee"))
    asks = {"actor": actor, "customer": bo, "why": "He asks.", "at": LATER}
    with pytest.raises(PersonsError, match="Legal hold 1"):
        persons.erase(**asks, tickets=[f"ticket:{hers.pk}"])
    assert persons.erase(**asks, tickets=[f"ticket:{his.pk}"]).tickets == 1
    assert queries.number_standing() == 1
