"""Who opens a question to counsel: the one who asked and the one who is asked, and nobody else, whatever their role."""

from uuid import UUID

from django.http import Http404

from handrail.desk.models import CounselTask
from handrail.ledger.actor import Actor
from handrail.people.models import Member
from handrail.people.rights import RefusedError, Right

_ITS = ("case__entry", "case__customer", "asker__user", "counsel__user")


def task(actor: Actor, id_: UUID) -> CounselTask:
    """To anybody else it is not there: that there is one is nobody's business either."""
    found: CounselTask | None = CounselTask.objects.select_related(*_ITS).filter(pk=id_).first()
    if found is None or not is_named(actor, found):
        raise Http404("No such question here")
    return found


def counsel(given: str) -> Member | None:
    """The person a form names."""
    rows = {str(row.pk): row for row in Member.objects.filter(active=True).select_related("user")}
    return rows.get(given)


def is_named(actor: Actor, row: CounselTask) -> bool:
    named = actor.id is not None and actor.id in (row.asker_id, row.counsel_id)
    return named and bool(Member.objects.filter(pk=actor.id, active=True).exists())


def require_named(actor: Actor, row: CounselTask) -> None:
    """Raises RefusedError."""
    if not is_named(actor, row):
        raise RefusedError(Right.READ)
