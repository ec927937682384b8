"""Reads of what is in hand at once."""

from datetime import datetime
from uuid import UUID

from handrail.desk.models import Case, Open
from handrail.desk.several.tabs import InHand, Tab, tabs
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
    cases = Case.objects.filter(status__in=UNDER_WAY).select_related("entry").only(*SHOWN).order_by("opened_at")
    mine = list(cases.filter(agent=member)[:MOST_OPEN])
    first = cases.filter(pk=contact) if contact != case.id else ()
    ours = [*cases.filter(contact=contact), *first]
    found = {row.id: row for row in (*ours, *mine, case)}
    late = Open.objects.filter(case__in=list(found), closed_at=None, kind__in=("due", "law")).exclude(due_at=None)
    due = dict(late.order_by("-due_at").values_list("case_id", "due_at"))  # the earliest of each stays
    rows = [_case(row, due.get(id_)) for id_, row in found.items()]
    of_contact = [id_ for id_, row in found.items() if contact_of(row) == contact]
    queued = Open.objects.filter(kind="request", closed_at=None, case__in=of_contact)
    rows += [
        InHand(row.pk, contact, row.what.removeprefix("Also wanted: "), "", "", "", item=True)
        for row in queued.order_by("id")[:MOST_OPEN]
    ]
    return tabs(rows, case.id, contact, at)


def _case(row: Case, due: datetime | None) -> InHand:
    return InHand(row.id, contact_of(row), row.entry.title, row.number, row.status, row.step_name, due)
