"""Messages that wait, for the rooms that keep and find what persons said. One in a case is kept with the case."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from handrail.connections.models import Message
from handrail.connections.outbox.actions import sender_mark_of
from handrail.customers import queries as customers
from handrail.customers.models import Customer, Detail
from handrail.ledger.models import PersonalValue
from handrail.ledger.queries import holds_on
from handrail.ledger.retained import WORDS, PersonalRoom, Retained, Section, Thing, Told, key

NAME, SUBJECT = "messages", "message"
_PLACES = {"from": "customer.email", "name": "customer.name"}
_SHOWN = {"from": "From", "name": "Name", "subject": "Subject", "note": "Words"}


def old(until: date) -> Iterable[UUID]:
    rows = Message.objects.filter(state="waits", at__date__lte=until).order_by("at")
    return list(rows.values_list("pk", flat=True))


def thing(id_: UUID) -> Thing | None:
    row: Message | None = Message.objects.filter(pk=id_).first()
    if row is None:
        return None
    pieces = {key("value", pk): _PLACES.get(place, WORDS) for pk, place in _values(row).values_list("pk", "place")}
    day = row.at.date()
    return Thing(
        of=NAME, id=row.id, says=f"A message that waits since {day:%b %-d, %Y}", since=day, pieces=pieces,
        customers=_whose(row), days=((day, day),), address=reverse("message", args=[row.id]),
    )  # fmt: skip


def _whose(row: Message) -> frozenset[UUID]:
    """Customers who have, or had, the address it came from."""
    if not row.sender_mark:
        return frozenset()
    theirs = Detail.objects.filter(kind="email", mark=row.sender_mark).select_related("customer__into")
    return frozenset(customers.root(each.customer).id for each in theirs)


def held(row: Message) -> Sequence[str]:
    """The legal holds that stand on it."""
    found = thing(row.id)
    return holds_on(found) if found else ()


def _values(row: Message) -> "QuerySet[PersonalValue]":
    rows: QuerySet[PersonalValue] = PersonalValue.objects.filter(
        event__chain__subject=SUBJECT, event__chain__subject_id=row.id
    )
    return rows


def of(customer: UUID) -> Iterable[UUID]:
    """Those that came from an address of this customer."""
    row: Customer | None = Customer.objects.filter(pk=customer).first()
    if row is None:
        return []
    marks = [sender_mark_of(each.text) for each in customers.details(row) if each.kind == "email" and each.text]
    return list(Message.objects.filter(state="waits", sender_mark__in=marks).values_list("pk", flat=True))


def holds(customer: UUID) -> Iterable[Section]:
    for id_ in of(customer):
        row = Message.objects.filter(pk=id_).first()
        said = {value.place: str(value.value) for value in _values(row)} if row else {}
        rows = tuple(Told(label, said[place]) for place, label in _SHOWN.items() if said.get(place))
        if row and rows:
            yield Section(f"Message of {row.at:%b %-d, %Y}", rows, reverse("message", args=[row.id]))


MESSAGES = Retained(NAME, "Messages that wait for a person", "the day it came", old, thing, of)
ROOM = PersonalRoom(NAME, "Messages that wait", holds)
