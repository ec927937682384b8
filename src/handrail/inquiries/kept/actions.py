"""The words of tickets go; days, topics and counts stay, so that what was found of them still adds up."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from handrail.inquiries.models import Ticket, TicketFile, Topic


def forget_tickets(rest: Collection[str]) -> None:
    """An eraser (`ledger.retained`): of single tickets."""
    _forget(Ticket.objects.filter(pk__in=[UUID(each) for each in rest]))


def forget_files(rest: Collection[str]) -> None:
    """An eraser: of all tickets of files, and what stands beside a row that could not be read."""
    ids = [UUID(each) for each in rest]
    _forget(Ticket.objects.filter(file__in=ids))
    TicketFile.objects.filter(pk__in=ids).update(bad_rows=[], name="Erased")


def _forget(rows: "QuerySet[Ticket]") -> None:
    """An example of a topic is a copy of a ticket's words: it goes with them."""
    topics = set(rows.filter(topic__isnull=False).values_list("topic_id", flat=True))
    rows.update(customer="", subject="", body="", number="")
    for topic in Topic.objects.filter(pk__in=topics):
        topic.examples = []
        topic.save(update_fields=["examples"])
