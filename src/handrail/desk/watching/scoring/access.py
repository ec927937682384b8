"""Who opens a score: the two it is between."""

from uuid import UUID

from django.http import Http404

from handrail.desk.models import Score
from handrail.people.models import Member


def score_of(member: Member, id_: UUID) -> Score:
    """One that was given to them: only they read and answer it."""
    found: Score | None = Score.objects.select_related("case").filter(pk=id_, agent=member).first()
    if found is None:
        raise Http404("No such score of yours")
    return found
