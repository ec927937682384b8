"""The door from an id to a mailbox or a message."""

from uuid import UUID

from django.http import Http404

from handrail.connections.models import Connection, Message


def mailbox(id_: UUID) -> Connection:
    found: Connection | None = Connection.objects.select_related("member__user").filter(pk=id_).first()
    if found is None:
        raise Http404("No such mailbox here")
    return found


def message(id_: UUID) -> Message:
    rows = Message.objects.select_related("connection", "case__entry", "outgoing")
    found: Message | None = rows.filter(pk=id_).first()
    if found is None:
        raise Http404("No such message here")
    return found
