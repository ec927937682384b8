"""Reads of checkpoints, of their copies and of the keys; and the walk through all that is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Prefetch, Q, QuerySet, Sum

from handrail.desk.models import Case
from handrail.ledger import attachments, merkle
from handrail.ledger.canonical import JSON
from handrail.ledger.chain import Link
from handrail.ledger.checkpoint import Signed, about, leaf, leaf_of
from handrail.ledger.models import Attachment, Chain, Checkpoint, CheckpointCopy, Event, PersonalValue, SigningKey
from handrail.ledger.signing import KeyLostError, fingerprint, public_bytes, signing_key
from handrail.ledger.walk import ChainRow, Gathered, Stored, Walk, walk
from handrail.records.models import CheckpointAddress

SORTS = {"number": "-number", "first": "number", "events": "-events"}
_LEFT = Q(copies__outgoing=None) | Q(copies__outgoing__done_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the record is fixed outside of this machine, and how much is not."""

    newest: Checkpoint | None
    held: Checkpoint | None  # the newest of which a copy left
    events: int

    @property
    def tail(self) -> int:
        return self.events - (self.held.events if self.held else 0)


def standing() -> Standing:
    rows = Checkpoint.objects.defer("heads").order_by("-number")
    held = rows.filter(_LEFT, copies__isnull=False).first()
    return Standing(rows.first(), held, events_kept())


def events_kept() -> int:
    return int(Chain.objects.aggregate(n=Sum("length"))["n"] or 0)


def newest_at() -> datetime | None:
    found: datetime | None = Checkpoint.objects.order_by("-number").values_list("at", flat=True).first()
    return found


def address() -> str:
    row = CheckpointAddress.objects.first()
    return row.address if row else ""


def not_mailed() -> list[Checkpoint]:
    """Those since the last that was mailed, in their order."""
    last = CheckpointCopy.objects.filter(way="mailed").order_by("-checkpoint__number").first()
    since = last.checkpoint.number if last else 0
    return list(Checkpoint.objects.filter(number__gt=since).order_by("number"))


def checkpoints(words: str = "", sort: str = "number") -> "QuerySet[Checkpoint]":
    """Newest first; `words` match the number, the root or where a copy went."""
    rows: QuerySet[Checkpoint] = Checkpoint.objects.defer("heads").order_by(SORTS.get(sort, SORTS["number"]))
    for word in words.split():
        fits = Q(root__startswith=word.lower()) | Q(copies__to__icontains=word) | Q(copies__way__icontains=word)
        rows = rows.filter(fits | Q(number=int(word)) if word.isdecimal() and len(word) < 9 else fits)
    copies = CheckpointCopy.objects.select_related("outgoing").order_by("at")
    return rows.distinct().prefetch_related(Prefetch("copies", copies))


def keys() -> list[SigningKey]:
    return list(SigningKey.objects.order_by("since"))


def key_in_use() -> str:
    """Its fingerprint, or nothing where the key is gone."""
    try:
        return fingerprint(public_bytes(signing_key()))
    except KeyLostError:
        return ""


def handovers() -> list[JSON]:
    """How each key took over from the one before, for whoever knows an older one."""
    return [row.handover for row in keys() if row.handover]


def proof(chain: Chain) -> dict[str, JSON] | None:
    """The checkpoint that holds most of a chain, with the way from the chain's place in it to its root."""
    row: Checkpoint | None = Checkpoint.objects.filter(number=chain.gathered_in).first()
    if row is None:
        return None
    place = next(n for n, head in enumerate(row.heads) if head[0] == str(chain.id))
    head, leaves = row.heads[place], [leaf(each) for each in row.heads]
    way: JSON = [list(step) for step in merkle.path(leaves, place)]
    return {**row.signed().raw(), "leaf": leaf_of(head), "path": way}


def examine(copies: Iterable[Signed] = ()) -> Walk:
    """All that is kept of one business, its photos and files too. Two minutes for a million events."""
    try:
        return _examined(copies)
    except (ValueError, TypeError, AttributeError, DatabaseError) as error:
        found = Walk()
        found.fault(f"The records can't be read as they stand: {error}")
        return found


def _examined(copies: Iterable[Signed]) -> Walk:
    chains = {row.id: _chain(row) for row in Chain.objects.all()}
    _name_cases(chains)
    gathered = [
        Gathered(row.signed(), [tuple(head) for head in row.heads])
        for row in Checkpoint.objects.order_by("number").iterator()
    ]
    known = frozenset(row.fingerprint for row in keys())
    found = walk(chains, _stored(), gathered, known, copies)
    held = standing().held
    if found.by is None and held is not None:
        found.by, found.protected = held.signed(), held.events
    _files(found)
    return found


def _files(found: Walk) -> None:
    """Each photo and file is the one that an event added, and lies in the data folder."""
    for row in Attachment.objects.order_by("id").iterator():
        name = f"The file {row.pk} of {row.subject} {row.subject_id}"
        if found.files.get(str(row.pk)) != (row.sha256, row.size, row.content_type):
            found.fault(f"{name} is not the one that was added.")
        elif not attachments.is_there(row.sha256):
            found.fault(f"{name} is gone from the data folder, or was changed there.")


def _name_cases(chains: dict[UUID, ChainRow]) -> None:
    numbers = dict(Case.objects.values_list("pk", "number"))
    for row in Chain.objects.filter(subject="case").iterator():
        if row.subject_id in numbers:
            number = numbers[row.subject_id]
            chains[row.id] = replace(_chain(row), about=f"Case {number}", number=number)


def _chain(row: Chain) -> ChainRow:
    return ChainRow(f"{row.subject} {row.subject_id}", row.length, row.head, about(row.subject, row.subject_id))


def _stored() -> Iterator[Stored]:
    rows = Event.objects.order_by("chain", "seq").prefetch_related(
        Prefetch("personal", PersonalValue.objects.order_by("place"))
    )
    for event in _readable(rows.iterator(chunk_size=2000)):
        link = Link(
            event.chain_id, event.seq, event.at, event.room, event.kind, event.actor, event.data, event.previous
        )
        yield Stored(link, event.hash, [(row.place, row.salt, row.value) for row in event.personal.all()])


def _readable(rows: Iterator[Event]) -> Iterator[Event]:
    """Raises ValueError for what the database itself can't read any more."""
    try:
        yield from rows
    except DatabaseError as error:
        raise ValueError(str(error)) from error
