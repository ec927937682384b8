"""The door from an id or a name to a reply."""

from uuid import UUID

from django.http import Http404

from handrail.procedures.replies.models import ReplyEntry, ReplyVersion
from handrail.procedures.replies.reply import FIRST


def version(id_: UUID) -> ReplyVersion:
    found: ReplyVersion | None = ReplyVersion.objects.select_related("entry").filter(pk=id_).first()
    if found is None:
        raise Http404("No such version of a reply here")
    return found


def entry_if_here(name: str) -> ReplyEntry | None:
    slug, _, language = name.partition(".")
    found: ReplyEntry | None = ReplyEntry.objects.filter(slug=slug, language=language or FIRST).first()
    return found


def entry(name: str) -> ReplyEntry:
    found = entry_if_here(name)
    if found is None:
        raise Http404("No such reply here")
    return found
