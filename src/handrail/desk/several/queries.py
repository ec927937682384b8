"""Reads of what is in hand at once."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Min, Q

from handrail.desk.models import Case, Open
from handrail.desk.several.tabs import InHand, Tab, tabs
from handrail.people.models import Member

MOST_OPEN = 12


def contact_of(case: Case) -> UUID:
    return case.contact or case.id


def in_hand(member: Member, case: Case, at: datetime) -> list[Tab]:
    """The requests of this contact, queued ones too, and this person's other open cases. Two questions."""
    contact = contact_of(case)
    due = Min("open_items__due_at", filter=Q(open_items__closed_at=None, open_items__kind__in=("due", "law")))
    mine = Q(agent=member) | Q(contact=contact) | Q(pk=contact)
    cases = Case.objects.filter(mine).exclude(status="ended").select_related("entry").annotate(due=due)
    rows = [_case(row, row.due) for row in cases.order_by(F("opened_at"))[:MOST_OPEN]]
    if all(row.id != case.id for row in rows):
        rows.append(_case(case, None))
    queued = Open.objects.filter(kind="request", closed_at=None).filter(Q(case=contact) | Q(case__contact=contact))
    rows += [
        InHand(row.pk, contact, row.what.removeprefix("Also wanted: "), "", "", "", item=True)
        for row in queued.order_by("id")[:MOST_OPEN]
    ]
    return tabs(rows, case.id, contact, at)


def _case(row: Case, due: datetime | None) -> InHand:
    return InHand(row.id, contact_of(row), row.entry.title, row.number, row.status, row.step_name, due)
