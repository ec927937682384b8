"""Who opens a note: the two it is between, and nobody else, whatever their role."""

from uuid import UUID

from django.http import Http404

from handrail.desk.models import CoachNote
from handrail.people.models import Member


def note_to(member: Member, id_: UUID) -> CoachNote:
    """One that was written to them: only they read and answer it."""
    found: CoachNote | None = CoachNote.objects.select_related("case").filter(pk=id_, agent=member).first()
    if found is None:
        raise Http404("No such note to you")
    return found
