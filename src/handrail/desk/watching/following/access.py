"""Who may follow, and who is told."""

from uuid import UUID

from django.http import Http404

from handrail.desk.models import Case, Follow
from handrail.people.models import Member


def follow(member: Member, id_: UUID) -> Follow:
    """One's own only: to anybody else it is not there."""
    rows = Follow.objects.select_related("case__entry", "case__bundle", "case__agent__user", "agent__user")
    found: Follow | None = rows.defer("case__bundle__content").filter(pk=id_, follower=member).first()
    if found is None:
        raise Http404("You follow no such case")
    return found


def in_own_hand(member: Member, id_: UUID) -> Case:
    found: Case | None = Case.objects.filter(pk=id_, agent=member).defer("bundle").first()
    if found is None:
        raise Http404("No such case in your hand")
    return found
