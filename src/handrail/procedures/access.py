"""The door from an id to an object of the handbook."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404

from handrail.people.models import Member
from handrail.people.queries import members
from handrail.procedures.models import Entry, Remark, Revision


def entry_if_here(slug: str) -> Entry | None:
    found: Entry | None = Entry.objects.filter(slug=slug).first()
    return found


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


def remark(row: Revision, typed: str) -> Remark:
    """A comment on this version."""
    try:
        found: Remark | None = Remark.objects.filter(revision=row, pk=UUID(typed)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404("No such comment here")
    return found


def members_chosen(typed: Iterable[str]) -> list[Member]:
    """The members whose ids were ticked."""
    wanted = set(typed)
    return [row for row in members() if str(row.pk) in wanted]
