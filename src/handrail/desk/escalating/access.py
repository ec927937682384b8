"""Who may open an escalation, take it, or say that nobody is needed."""

from uuid import UUID

from django.http import Http404

from handrail.desk.access import uuid_of
from handrail.desk.escalating.line import NAMED, TO
from handrail.desk.models import Escalation
from handrail.desk.roles import IN_LINE, stands_for
from handrail.ledger.actor import Actor
from handrail.people.models import Member
from handrail.people.rights import RefusedError, Right, may

_ITS = ("item__case__entry", "item__case__agent__user", "asked__user", "asker__user", "taken_by__user", "named__user")


def escalation(actor: Actor, id_: UUID) -> Escalation:
    found: Escalation | None = Escalation.objects.select_related(*_ITS).filter(pk=id_).first()
    if found is None or not (may(actor.role, Right.RUN) or may_take(actor, found)):
        raise Http404("No such escalation here")
    return found


def asked_of(given: str) -> tuple[str, Member | None]:
    """Whom a form asks: a role, or a person by their id, with the role that is asked after them. What it is not is left
    to the deed to refuse."""
    if not given.startswith(NAMED):
        return given, None
    member: Member | None = Member.objects.filter(pk=uuid_of(given.removeprefix(NAMED))).first()
    if member is None:
        raise Http404("No such person here")
    return next((to for to in TO if IN_LINE[to][0] == member.role), "supervisor"), member


def may_take(actor: Actor, row: Escalation) -> bool:
    """The one who is asked or named, and everybody who stands for the role that is asked."""
    if actor.id is None or not Member.objects.filter(pk=actor.id, active=True).exists():
        return False
    if actor.id in (row.asked_id, row.named_id):
        return True
    return actor.id != row.asker_id and stands_for(actor.role, row.to)


def require_may_take(actor: Actor, row: Escalation) -> None:
    """Raises RefusedError."""
    if not may_take(actor, row):
        raise RefusedError(Right.TAKE)


def may_end(actor: Actor, row: Escalation) -> bool:
    """Who asked, whose case it is, and everybody who may take it."""
    theirs = actor.id is not None and actor.id in (row.asker_id, row.item.case.agent_id)
    return (theirs and may(actor.role, Right.RUN)) or may_take(actor, row)


def require_may_end(actor: Actor, row: Escalation) -> None:
    """Raises RefusedError."""
    if not may_end(actor, row):
        raise RefusedError(Right.TAKE)
