"""Whose record is whose: everybody opens their own, and nobody another's."""

from uuid import UUID

from django.http import Http404

from handrail.desk.access import case, uuid_of
from handrail.desk.mine.queries import worked_in
from handrail.desk.models import Case
from handrail.people.models import Member


def themselves(member: Member, id_: UUID) -> Member:
    """The owner and a supervisor find no more here than anybody else."""
    if id_ != member.pk:
        raise Http404("Only they themselves open their record")
    return member


def own_case(member: Member, given: str) -> Case:
    """A case that holds something of theirs."""
    found = case(uuid_of(given))
    if not worked_in(member, found):
        raise Http404("Nothing of yours stands in this case")
    return found
