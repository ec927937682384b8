"""The door from an id to what this room keeps."""

from uuid import UUID

from django.http import Http404

from handrail.inquiries.models import Ticket, TicketFile, Topic, TopicRun


def file(id_: UUID) -> TicketFile:
    found: TicketFile | None = TicketFile.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such file here")
    return found


def ticket(id_: UUID) -> Ticket:
    """A ticket, of a file taken out too: its page says so."""
    found: Ticket | None = Ticket.objects.select_related("file", "topic").filter(pk=id_).first()
    if found is None:
        raise Http404("No such ticket here")
    return found


def topic(id_: UUID) -> Topic:
    found: Topic | None = Topic.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such topic here; topics may have been found anew since")
    return found


def run(id_: UUID) -> TopicRun:
    found: TopicRun | None = TopicRun.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such search here")
    return found
