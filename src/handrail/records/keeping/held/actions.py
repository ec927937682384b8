"""Erasers of the ledger, the customers, the desk and the looks (`ledger.retained`). Each stands inside a deed."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import partial
from uuid import UUID

from handrail.customers.models import Detail, Sale
from handrail.desk.models import Open
from handrail.ledger import attachments
from handrail.ledger.models import Attachment, PersonalValue
from handrail.records.keeping.held.queries import ERASED, looks_on

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
    """Why somebody was called in, as the list of what waits showed it."""
    for ids in _parts(rest):
        Open.objects.filter(pk__in=ids).update(what=ERASED)


def forget_looks(rest: Collection[str]) -> None:
    for day in rest:
        looks_on(date.fromisoformat(day)).delete()


def _parts(rest: Collection[str]) -> Iterable[list[UUID]]:
    ids = [UUID(each) for each in rest]
    return (ids[start : start + A_PART] for start in range(0, len(ids), A_PART))
