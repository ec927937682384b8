"""Who may follow, and who is told."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from handrail.desk.models import Case, Follow
from handrail.ledger.prepared import prepared
from handrail.people.models import Member


def follow(member: Member, id_: UUID) -> Follow:
    """One's own only: to anybody else it is not there."""
    rows = Follow.objects.select_related("case__entry", "case__bundle", "case__agent__user", "agent__user")
    found: Follow | None = rows.defer("case__bundle__content").filter(pk=id_, follower=member).first()
    if found is None:
        raise Http404("You follow no such case")
    return found


def in_own_hand(member: Member, id_: UUID) -> Case:
    found = _in_hand.first(id_=id_, agent=member.pk)
    if found is None:
        raise Http404("No such case in your hand")
    return found


@prepared
def _in_hand(id_: UUID, agent: UUID) -> "QuerySet[Case, Case]":
    return Case.objects.filter(pk=id_, agent=agent).defer("bundle")
