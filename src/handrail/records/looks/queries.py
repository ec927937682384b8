"""Reads of the list of looks."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from handrail.connections.models import Message
from handrail.customers.models import Customer
from handrail.desk.models import Case, CounselTask, Escalation, Follow
from handrail.inquiries.models import Ticket
from handrail.ledger.models import Attachment
from handrail.ledger.prepared import prepared
from handrail.records.models import Look

SORTS = {
    "at": ("-at", "-pk"), "first": ("at", "pk"), "who": ("name", "-at"), "what": ("what", "-at"),
    "whom": ("says", "-at"),
}  # fmt: skip
WHAT = {
    "customer": "Customer’s record", "case": "Case at the desk", "record": "Record of a case",
    "case-file": "Case file taken", "file": "Photo or file", "ticket": "Ticket", "person": "A person’s data",
    "person-export": "A person’s data taken", "message": "Message that waits",
}  # fmt: skip
Named = tuple[str, UUID | None]


def looks(words: str = "", sort: str = "at", customer: UUID | None = None) -> "QuerySet[Look]":
    """The last first; `words` match who looked, or at what."""
    rows: QuerySet[Look] = Look.objects.all()
    if customer:
        rows = rows.filter(
            customer__in=[customer, *Customer.objects.filter(into=customer).values_list("pk", flat=True)]
        )
    for word in words.split():
        kinds = [name for name, title in WHAT.items() if word.casefold() in title.casefold()]
        rows = rows.filter(
            Q(name__icontains=word) | Q(says__icontains=word) | Q(way__icontains=word) | Q(what__in=kinds)
        )
    return rows.order_by(*SORTS.get(sort, SORTS["at"]))


def of_customer(id_: UUID) -> Named | None:
    row = Customer.objects.filter(pk=id_).first()
    return (str(row), row.into_id or row.pk) if row else None


def of_case(id_: UUID) -> Named | None:
    row = Case.objects.select_related("customer").filter(pk=id_).first()
    return (f"Case {row.number}", (row.customer.into_id or row.customer_id) if row.customer else None) if row else None


def of_escalation(id_: UUID) -> Named | None:
    row = Escalation.objects.select_related("item").filter(pk=id_).first()
    return of_case(row.item.case_id) if row else None


def of_follow(id_: UUID) -> Named | None:
    row = Follow.objects.filter(pk=id_).first()
    return of_case(row.case_id) if row else None


def lookers(case: UUID, since: datetime) -> list[tuple[UUID, str, datetime]]:
    """Who opened a case or its record, each once, the last look first. Asked with every page of a step."""
    rows = _looks_since(since=since, case=case)
    return list({row[0]: row for row in reversed(rows)}.values())[::-1]


@prepared
def _looks_since(since: datetime, case: UUID) -> "QuerySet[Look, tuple[UUID, str, datetime]]":
    return Look.objects.filter(at__gte=since, thing=case).order_by("-at").values_list("member", "name", "at")


def of_counsel(id_: UUID) -> Named | None:
    row = CounselTask.objects.filter(pk=id_).first()
    return of_case(row.case_id) if row else None


def of_file(id_: UUID) -> Named | None:
    row = Attachment.objects.filter(pk=id_).first()
    whose = {"case": of_case, "customer": of_customer}.get(row.subject) if row else None
    named = whose(row.subject_id) if row and whose else None
    return (f"File of {named[0].lower()}", named[1]) if named else None


def of_message(id_: UUID) -> Named | None:
    """One that waits; of any other the page shows no word."""
    row = Message.objects.filter(pk=id_, state="waits").first()
    return (f"Message of {row.at:%b %-d, %Y}", None) if row else None


def of_ticket(id_: UUID) -> Named | None:
    row = Ticket.objects.filter(pk=id_).first()
    return (f"Ticket {row.number or row.line}", None) if row else None
