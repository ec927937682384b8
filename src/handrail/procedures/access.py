"""The door from an id to an object of the handbook."""

from uuid import UUID

from django.http import Http404

from handrail.procedures.models import Entry, Revision


def entry(slug: str) -> Entry:
    found: Entry | None = Entry.objects.filter(slug=slug).first()
    if found is None:
        raise Http404("No such procedure here")
    return found


def revision(id_: UUID) -> Revision:
    found: Revision | None = Revision.objects.select_related("entry", "bundle").filter(pk=id_).first()
    if found is None:
        raise Http404("No such version here")
    return found
