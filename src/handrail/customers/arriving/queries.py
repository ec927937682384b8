"""Reads of the lists that were brought in, and who of a list is here already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from handrail.customers import queries
from handrail.customers.alike import CROWD, Person, likeness
from handrail.customers.arriving.reading import PersonRow
from handrail.customers.models import Arrival, Customer
from handrail.customers.tidy import KINDS, same_address, same_email, same_phone
from handrail.ledger.ids import new_id
from handrail.ledger.jobs import OPEN, Jobs
from handrail.ledger.models import Event

ARRIVE = "customers-arrive"
LOOKING = "looking"
JOBS = Jobs(Arrival, timer=ARRIVE, room="customers", subject="arrival", words="list ", lost_after=timedelta(minutes=60))


def arrivals() -> "QuerySet[Arrival]":
    """Lists that were brought in, the last first."""
    rows: QuerySet[Arrival] = Arrival.objects.exclude(state=LOOKING).order_by("-asked_at", "-id")
    return rows


def under_way(at: datetime) -> Arrival | None:
    """A list that is being brought in; one that is lost does not count."""
    rows = Arrival.objects.filter(state__in=OPEN).order_by("-asked_at")
    return next((row for row in rows if not row.began_at or at - row.began_at <= JOBS.lost_after), None)


@dataclass(frozen=True, slots=True)
class Staying:
    """Records of a list that are not taken out with it, and why."""

    with_cases: int
    changed: int


def goes_out(arrival: Arrival) -> tuple[list[UUID], Staying]:
    """The records that go when a list is taken out: those no case refers to and nobody has changed or joined since."""
    ids = list(Customer.objects.filter(arrival=arrival, removed_at=None).values_list("id", flat=True))
    held, changed = queries.referred_to(ids), _changed_since(ids, arrival)
    gone = [id_ for id_ in ids if id_ not in held and id_ not in changed]
    return gone, Staying(len(held), len(changed - held))


def _changed_since(ids: list[UUID], arrival: Arrival) -> set[UUID]:
    found: set[UUID] = set()
    for first in range(0, len(ids), queries.MOST_AT_ONCE):
        some = ids[first : first + queries.MOST_AT_ONCE]
        rows = Event.objects.filter(
            chain__subject=queries.SUBJECT, chain__subject_id__in=some, at__gt=arrival.ended_at or arrival.asked_at
        )
        found |= set(rows.values_list("chain__subject_id", flat=True))
    return found


class Here:
    """Everybody who is here already, by their numbers and addresses: one question, then memory."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people: dict[UUID, Person] = {}
        self._behind: dict[tuple[str, str], list[UUID]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        self._people[person.id] = person
        for key in _keys(person):
            self._behind[key].append(person.id)

    def like(self, row: PersonRow) -> UUID | None:
        """The record that is likely this person: the likeliest by two signs, as everywhere in this room."""
        mine = person_of(row)
        groups = [self._behind.get(key, []) for key in _keys(mine)]
        near = {id_ for ids in groups if len(ids) <= CROWD for id_ in ids}
        scored = [(likeness(mine, self._people[id_]), id_) for id_ in near]
        likely = [(each.score, id_) for each, id_ in scored if each.is_likely]
        return max(likely, key=lambda pair: (pair[0], str(pair[1])))[1] if likely else None


def here() -> Here:
    return Here(queries.people())


def person_of(row: PersonRow, id_: UUID | None = None) -> Person:
    held = {kind: tuple(each.text for each in row.details if each.kind == kind) for kind in KINDS}
    return Person(id_ or new_id(), held["name"], held["phone"], held["email"], held["address"], held["state"])


def _keys(person: Person) -> list[tuple[str, str]]:
    return [
        *(("phone", same_phone(text)) for text in person.phones),
        *(("email", same_email(text)) for text in person.emails),
        *(("address", same_address(text)) for text in person.addresses),
    ]
