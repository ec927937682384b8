"""Erasers of the ledger, the customers, the desk and the looks (`ledger.retained`). Each stands inside a deed."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial
from uuid import UUID

from django.db.models import F

from handrail.customers.models import Detail, Sale
from handrail.desk.models import Draft, Open
from handrail.ledger import attachments
from handrail.ledger.models import Attachment, Outgoing, PersonalValue
from handrail.records.keeping.held.queries import ERASED, looks_on
from handrail.records.models import CaseFileSet

A_PART = 400  # ids in one question: SQLite takes a thousand or so


def forget_values(rest: Collection[str]) -> None:
    """Sealed values, and what finds a person by them."""
    for ids in _parts(rest):
        Detail.objects.filter(sealed__in=ids).update(mark="")
        Sale.objects.filter(sealed_number__in=ids).update(mark="")
        PersonalValue.objects.filter(pk__in=ids).delete()  # what points at one points at nothing now


def forget_files(rest: Collection[str]) -> Callable[[], None]:
    """Photos and papers: `id/sha256`. The bytes go with the last row that names them, once the deed is kept."""
    pairs = [each.split("/") for each in rest]
    for ids in _parts([id_ for id_, _ in pairs]):
        Attachment.objects.filter(pk__in=ids).delete()
    return partial(_remove_bytes, {sha256 for _, sha256 in pairs})


def _remove_bytes(digests: Iterable[str]) -> None:
    for digest in digests:
        if not Attachment.everywhere.filter(sha256=digest).exists():
            attachments.path(digest).unlink(missing_ok=True)


def forget_said(rest: Collection[str]) -> None:
    """What is to be done for a customer or why somebody was called in, as the list of what waits shows it."""
    for ids in _parts(rest):
        Open.objects.filter(pk__in=ids).update(what=ERASED)


def forget_drafts(rest: Collection[str]) -> None:
    """What was typed at a step and never sent."""
    for ids in _parts(rest):
        Draft.objects.filter(pk__in=ids).delete()


def forget_outgoing(rest: Collection[str]) -> None:
    """What a mail that did not go would have said. It is not tried again."""
    for ids in _parts(rest):
        rows = Outgoing.objects.filter(pk__in=ids)
        rows.filter(done_at=None, gave_up_at=None).update(gave_up_at=F("due_at"), why="Erased")
        rows.update(locked="")


def forget_sets(rest: Collection[str]) -> None:
    """By which words a set of case files was asked for."""
    for row in CaseFileSet.objects.filter(pk__in=[UUID(each) for each in rest]):
        row.asked, row.says = {**row.asked, "q": ""}, "cases that held words which were erased"
        row.save(update_fields=["asked", "says"])
        PersonalValue.objects.filter(event__chain__subject="case-file-set", event__chain__subject_id=row.pk).delete()


def forget_looks(rest: Collection[str]) -> None:
    for day in rest:
        looks_on(date.fromisoformat(day)).delete()


def _parts(rest: Collection[str]) -> Iterable[list[UUID]]:
    ids = [UUID(each) for each in rest]
    return (ids[start : start + A_PART] for start in range(0, len(ids), A_PART))
