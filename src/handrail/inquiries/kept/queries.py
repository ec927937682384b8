"""Files of tickets for the rooms that keep and find what persons said."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse

from handrail.inquiries.models import Ticket, TicketFile
from handrail.ledger.retained import Mention, PersonalRoom, Retained, Thing, key

NAME, FILE, ONE = "tickets", "ticket-file", "ticket"
_HOLDS = Q(tickets__body__gt="") | Q(tickets__customer__gt="") | Q(tickets__subject__gt="")


def old(until: date) -> Iterable[UUID]:
    """Files of which every ticket came by that day; a ticket without a day counts from when it was brought."""
    rows = TicketFile.objects.filter(_HOLDS, brought_at__date__lte=until).annotate(last=Max("tickets__created_on"))
    return list(rows.filter(Q(last=None) | Q(last__lte=until)).values_list("pk", flat=True).distinct())


def thing(id_: UUID) -> Thing | None:
    row = (
        TicketFile.objects.filter(pk=id_)
        .annotate(first=Min("tickets__created_on"), last=Max("tickets__created_on"), n=Count("tickets"))
        .first()
    )
    if row is None:
        return None
    brought = row.brought_at.date()
    first, last = row.first or brought, row.last or brought
    topics = Ticket.objects.filter(file=row, topic__isnull=False).values_list("topic__procedure", flat=True).distinct()
    return Thing(
        of=NAME, id=row.id, says=f"{row.n:,} tickets brought in on {brought:%b %-d, %Y}", since=max(last, brought),
        pieces={key(FILE, row.id): ONE}, topics=frozenset(topics), days=((first, last),),
        address=reverse("inquiries-file", args=[row.id]),
    )  # fmt: skip


def naming(words: Sequence[str]) -> "QuerySet[Ticket]":
    """Tickets in which one of these names stands. Numbers and addresses were masked when they came in."""
    found = Q()
    for each in words:
        found |= Q(customer__icontains=each) | Q(subject__icontains=each) | Q(body__icontains=each)
    rows: QuerySet[Ticket] = Ticket.objects.select_related("file").order_by("-created_on", "-id")
    return rows.filter(found) if words else rows.none()


def names(file: UUID, words: Sequence[str]) -> bool:
    return naming(words).filter(file=file).exists()


TICKETS = Retained(
    NAME, "Tickets brought in", "the last day on which one of the file came", old, thing, of=lambda customer: (),
    names=names,
)  # fmt: skip


def one(id_: UUID) -> Thing | None:
    """A single ticket, as what would go of its file."""
    row = Ticket.objects.select_related("topic", "file").filter(pk=id_).first()
    if row is None:
        return None
    day = row.created_on or row.file.brought_at.date()
    topics = frozenset({row.topic.procedure} if row.topic else ())
    return Thing(
        of=ONE, id=row.pk, says=_says(row), since=day, pieces={key(ONE, row.pk): ONE}, topics=topics, days=((day, day),)
    )


def is_named(ticket: UUID, words: Sequence[str]) -> bool:
    return naming(words).filter(pk=ticket).exists()


def _says(row: Ticket) -> str:
    day = f", {row.created_on:%b %-d, %Y}" if row.created_on else ""
    return f"Ticket {row.number or row.line}{day}"


def mentions(words: Sequence[str], most: int) -> Iterable[Mention]:
    for row in naming(words)[:most]:
        shown = row.subject or row.body[:LONGEST]
        yield Mention(key(ONE, row.pk), _says(row), shown, reverse("inquiries-ticket", args=[row.pk]))


LONGEST = 160
ROOM = PersonalRoom(NAME, "Tickets brought in", lambda customer: (), mentions)
