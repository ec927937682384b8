"""Reads of what is in hand at once."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from handrail.desk.models import Case, Open
from handrail.desk.several.tabs import InHand, Tab, tabs
from handrail.ledger import direct
from handrail.ledger.prepared import prepared
from handrail.people.models import Member

MOST_OPEN = 12
UNDER_WAY = ("open", "waiting", "paused")
SHOWN = ("contact", "entry__title", "number", "status", "step_name")  # a whole case costs the page a millisecond


def contact_of(case: Case) -> UUID:
    return case.contact or case.id


def in_hand(member: Member, case: Case, at: datetime) -> list[Tab]:
    """The requests of this contact, queued ones too, and this person's other open cases. Each question goes by an
    index of its own: asked with "or", the database would read every case there is."""
    contact = contact_of(case)
    first = _itself(case=contact) if contact != case.id else []
    found = {row.id: row for row in (*_of_contact(contact=contact), *first, *_of_agent(agent=member.pk), case)}
    due = _due(list(found))
    rows = [_case(row, due.get(id_)) for id_, row in found.items()]
    of_contact = [id_ for id_, row in found.items() if contact_of(row) == contact]
    queued = direct.read(Open, ["id", "what"], order="id", kind="request", closed_at=None, case=of_contact)
    rows += [
        InHand(id_, contact, what.removeprefix("Also wanted: "), "", "", "", item=True)
        for id_, what in queued[:MOST_OPEN]
    ]
    return tabs(rows, case.id, contact, at)


def _due(cases: list[UUID]) -> dict[UUID, datetime]:
    """When the first thing that is due breaks, of each."""
    rows = direct.read(Open, ["case_id", "due_at"], case=cases, closed_at=None, kind=["due", "answer", "law"])
    found: dict[UUID, datetime] = {}
    for id_, at in rows:
        if at is not None:
            found[id_] = min(at, found.get(id_, at))
    return found


def _under_way() -> "QuerySet[Case, Case]":
    rows: QuerySet[Case, Case] = Case.objects.filter(status__in=UNDER_WAY)
    return rows.select_related("entry").only(*SHOWN).order_by("opened_at")


@prepared
def _of_contact(contact: UUID) -> "QuerySet[Case, Case]":
    return _under_way().filter(contact=contact)


@prepared
def _itself(case: UUID) -> "QuerySet[Case, Case]":
    return _under_way().filter(pk=case)


@prepared
def _of_agent(agent: UUID) -> "QuerySet[Case, Case]":
    return _under_way().filter(agent=agent)[:MOST_OPEN]


def _case(row: Case, due: datetime | None) -> InHand:
    return InHand(row.id, contact_of(row), row.entry.title, row.number, row.status, row.step_name, due)
