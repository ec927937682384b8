"""Gather the heads of what grew, sign, send away; change the key."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.db.models import F, QuerySet

from handrail.calendars.clock import stamp
from handrail.ledger.actor import Actor, system
from handrail.ledger.canonical import JSON, digest, dumps
from handrail.ledger.checkpoint import FORMAT, KEY_FORMAT, START, Head, about, root_of
from handrail.ledger.deed import Deed, deed
from handrail.ledger.models import Chain, Checkpoint, CheckpointCopy, SigningKey
from handrail.ledger.signing import fingerprint, prepare_next, public_bytes, signing_key, take_next
from handrail.people import actions as people
from handrail.people.models import Organization
from handrail.people.rights import Right, require
from handrail.records.checkpoints import queries
from handrail.records.checkpoints.letter import letter
from handrail.records.models import CheckpointAddress

A_BATCH = 2000  # heads in one checkpoint: what one deed gathers in well under the 50 ms that others wait
A_DAY = timedelta(hours=24)
CHAIN = "checkpoints"


class CheckpointError(Exception):
    """What was asked can't be done; the message says why."""


def gather(*, actor: Actor, at: datetime) -> Checkpoint:
    """A checkpoint of all that grew since the last; after a long time several, and the last is returned."""
    require(actor, Right.RECORDS)
    while True:
        made, more = _gather_once(actor, at)
        if not more:
            return made


def _gather_once(actor: Actor, at: datetime) -> tuple[Checkpoint, bool]:
    key = signing_key()
    with deed(actor, at) as record:
        last = Checkpoint.objects.order_by("number").last()
        number = last.number + 1 if last else 1
        know_key(record, key, at)
        record.event("records", "checkpoint-made", CHAIN, actor.organization, {"number": number})
        grown = list(_grown())
        heads: list[Head] = [(str(row.id), row.length, row.head, about(row.subject, row.subject_id)) for row in grown]
        made = _signed(key, actor.organization, last, number, heads, sum(r.length - r.gathered for r in grown), at)
        Chain.objects.filter(pk__in=[row.pk for row in grown]).update(gathered=F("length"), gathered_in=number)
    return made, len(heads) >= A_BATCH


def _grown() -> "QuerySet[Chain]":
    """The chains that grew, the one of the checkpoints among them. On PostgreSQL one that is being written just now is
    left to the next time: nobody waits for another."""
    rows: QuerySet[Chain] = Chain.objects.filter(length__gt=F("gathered")).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows[:A_BATCH]


def _signed(
    key: Ed25519PrivateKey, organization: UUID, last: Checkpoint | None, number: int, heads: Sequence[Head], new: int,
    at: datetime,
) -> Checkpoint:  # fmt: skip
    public = public_bytes(key)
    made = Checkpoint(
        number=number, at=at, business=Organization.objects.get(pk=organization).name,
        previous=digest(last.body()) if last else START, root=root_of(heads), heads=[list(row) for row in heads],
        events=(last.events if last else 0) + new, key=public.hex(), fingerprint=fingerprint(public),
    )  # fmt: skip
    assert made.body()["format"] == FORMAT
    made.signature = key.sign(dumps(made.body())).hex()
    made.save(force_insert=True)
    return made


def know_key(record: Deed, key: Ed25519PrivateKey, at: datetime) -> None:
    """The key in use stands in the database from its first signature on."""
    public = public_bytes(key)
    if not SigningKey.objects.filter(fingerprint=fingerprint(public)).exists():
        SigningKey.objects.create(public=public.hex(), fingerprint=fingerprint(public), since=at)
        record.event("records", "key-known", CHAIN, record.actor.organization, {"fingerprint": fingerprint(public)})


def left(*, actor: Actor, row: Checkpoint, way: str, to: str = "", at: datetime) -> CheckpointCopy:
    """A copy goes out of this machine: downloaded, or written to a file."""
    require(actor, Right.RECORDS)
    with deed(actor, at) as record:
        copy: CheckpointCopy = CheckpointCopy.objects.create(checkpoint=row, way=way, to=to[:254], at=at)
        record.event("records", "checkpoint-left", CHAIN, actor.organization, {"number": row.number, "way": way})
    return copy


def send_to(*, actor: Actor, address: str, at: datetime) -> None:
    """Who gets a checkpoint by mail each day; an empty address stops it. Raises CheckpointError."""
    require(actor, Right.SETTINGS)
    address = address.strip()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise CheckpointError(f"“{address}” is no mail address. Look at its spelling.") from None
    with deed(actor, at) as record:
        row = CheckpointAddress.objects.first() or CheckpointAddress()
        row.address, row.changed_at = address, at
        row.save()
        record.event("records", "checkpoint-address", CHAIN, actor.organization, {}, {"to": address})


def mail(*, actor: Actor, at: datetime) -> int:
    """Put in the outbox what has not been mailed yet, in one letter. Returns how many checkpoints go."""
    require(actor, Right.RECORDS)
    address, rows = queries.address(), queries.not_mailed()
    if not address or not rows:
        return 0
    subject, body = letter([row.signed() for row in rows])
    with deed(actor, at) as record:
        sent = people.send_mail(actor=actor, to=address, subject=subject, body=body, at=at)
        for row in rows:
            CheckpointCopy.objects.create(checkpoint=row, way="mailed", to=address, at=at, outgoing=sent)
        record.event("records", "checkpoint-mailed", CHAIN, actor.organization, {"number": rows[-1].number})
    return len(rows)


def daily(*, organization: Organization, at: datetime) -> None:
    """Once a day, by the worker: gather, and send where somebody is named."""
    if at - (queries.newest_at() or organization.created_at) < A_DAY:
        return
    worker = system(organization.id, "Daily checkpoint")
    gather(actor=worker, at=at)
    mail(actor=worker, at=at)


def change_key(*, actor: Actor, at: datetime, lost: bool = False) -> str:
    """A new key for all businesses of this installation. The old one signs that it hands over, unless it was lost or
    may be in other hands. Returns the new fingerprint."""
    require(actor, Right.SETTINGS)
    old = None if lost else signing_key()
    new = prepare_next()
    for organization in SigningKey.everywhere.order_by().values_list("organization_id", flat=True).distinct():
        _change_for(Actor(actor.kind, actor.id, actor.name, actor.role, organization), old, new, at)
    take_next()
    for organization in SigningKey.everywhere.order_by().values_list("organization_id", flat=True).distinct():
        gather(actor=system(organization, "Change of keys"), at=at)
    return fingerprint(public_bytes(new))


def _change_for(actor: Actor, old: Ed25519PrivateKey | None, new: Ed25519PrivateKey, at: datetime) -> None:
    with deed(actor, at) as record:
        before = SigningKey.objects.filter(until=None).order_by("since").last()
        assert before is not None, "a business whose keys are changed has one in use"
        body: dict[str, JSON] = {
            "format": KEY_FORMAT, "old": before.public, "new": public_bytes(new).hex(), "at": stamp(at),
        }  # fmt: skip
        by_old = old.sign(dumps(body)).hex() if old else ""
        before.until, before.ended = at, "replaced" if old else "lost"
        before.save()
        SigningKey.objects.create(
            public=body["new"], fingerprint=fingerprint(public_bytes(new)), since=at,
            handover={"body": body, "by_old": by_old, "by_new": new.sign(dumps(body)).hex()},
        )  # fmt: skip
        told: dict[str, JSON] = {"from": before.fingerprint, "to": fingerprint(public_bytes(new)), "lost": old is None}
        record.event("records", "key-changed", CHAIN, actor.organization, told)
