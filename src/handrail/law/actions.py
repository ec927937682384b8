"""Deeds on pack versions: they arrive, are approved or declined, their keys are trusted; publications are held.

Nothing that arrives takes effect by itself, whichever way it came: by a file, from an address, or with a new release of
Handrail. Only `approve` puts a version in use, and set-up, once, what Handrail came with."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.facts.problems import FileError
from handrail.law import queries
from handrail.law.duties import Pack
from handrail.law.fetching import FetchError, fetch
from handrail.law.loader import dangling
from handrail.law.models import (
    InUse,
    LocalDuty,
    PackAddress,
    PackDecision,
    PackVersion,
    PublicationBlock,
    SetAside,
    TrustedKey,
)
from handrail.law.packing import PackFile, as_content, fingerprint, is_newer, opened, read_file, sha256_of
from handrail.ledger.actor import Actor, system
from handrail.ledger.canonical import JSON, digest
from handrail.ledger.deed import Deed, deed
from handrail.ledger.models import Timer
from handrail.people.models import Organization
from handrail.people.rights import Right, require

ROOM = "law"
FETCH = "fetch-law"
EVERY = timedelta(days=7)
BEGINNING = "1900-01-01"  # what set-up took answers for the days before it too
SET_UP = "Taken at set-up, as Handrail came with it."


class PackActionError(Exception):
    """A deed on a pack that is refused; the message says why and what to do next."""


# Arriving


def add_pack(*, actor: Actor, content: bytes, name: str, on: date, at: datetime, how: str = "file") -> PackVersion:
    """Keep a pack file for review. `name`: what it is called, or the address it came from. It takes no effect.

    Raises PackFileError with every problem by line; PackActionError for one that is not newer than what is in use."""
    require(actor, Right.APPROVE)
    file = opened(content, name)
    pack = _read_beside(file, on)
    sha = sha256_of(pack)
    known = PackVersion.objects.filter(sha256=sha).first()
    if known is not None:
        raise PackActionError(f"{known.title} {known.version} is here already; nothing was changed.")
    _must_be_newer(pack, on)
    with deed(actor, at) as record:
        row = PackVersion(file=file.text, key=file.key, how=how, source=name[:500], arrived_at=at, **_told(pack, sha))
        row.save()
        data: dict[str, JSON] = {**_named(row), "how": how, "source": row.source, "key": fingerprint(row.key)}
        record.event(ROOM, "pack-arrived", "law-file", row.id, data)
        recompose(record)
    return row


def _read_beside(file: PackFile, on: date) -> Pack:
    return read_file(file, list(queries.law_in_use(on).packs.values()))


def _told(pack: Pack, sha: str) -> dict[str, Any]:
    return {
        "pack": pack.pack, "title": pack.title, "version": pack.version, "maintainer": pack.maintainer,
        "kept_until": pack.kept_until, "sha256": sha, "content": as_content(pack),
    }  # fmt: skip


def _named(row: PackVersion) -> dict[str, JSON]:
    return {"pack": row.pack, "version": row.version, "sha256": row.sha256}


def _must_be_newer(pack: Pack, on: date) -> None:
    """Newer than every version this business takes or will take; unapproved ones count for nothing."""
    kept = queries.recipe()
    rows = kept["packs"] if kept else [{"pack": n, "version": p.version} for n, (p, _) in queries.shipped().items()]
    for row in rows:
        if row["pack"] == pack.pack and not is_newer(pack.version, row["version"]):
            raise PackActionError(
                f"{pack.title} {pack.version} is not newer than {row['version']}, which is in use here or will be. "
                "Ask its maintainer for a newer one; nothing was changed."
            )


# With Handrail itself


def take_stock(at: datetime) -> None:
    """Keep the packs that came with this release. A business that has decided nothing yet takes them as they are, by
    set-up; for every other a version that differs from the one in use waits for its approval."""
    _kept_versions(at)
    decided = set(InUse.everywhere.values_list("organization_id", flat=True))
    for organization in Organization.objects.exclude(pk__in=decided):
        with deed(system(organization.id, "Set-up"), at) as record:
            recompose(record)


def _kept_versions(at: datetime) -> list[PackVersion]:
    """The packs of this release as rows, made where they are not there yet."""
    kept = {
        row.sha256: row for row in PackVersion.objects.filter(sha256__in=[s for _, s in queries.shipped().values()])
    }
    return [
        kept.get(sha) or PackVersion.objects.create(how="shipped", arrived_at=at, **_told(pack, sha))
        for pack, sha in queries.shipped().values()
    ]


def _set_up(record: Deed) -> None:
    """What Handrail came with is taken once, before anything else is decided."""
    organization = Organization.objects.get(pk=record.actor.organization)
    since = organization.created_at.astimezone(ZoneInfo(organization.time_zone)).date()
    for row in _kept_versions(record.at):
        PackDecision.objects.create(
            version=row, decision="approved", effective_on=since, by="Set-up", why=SET_UP, at=record.at
        )
        data: dict[str, JSON] = {**_named(row), "on": since.isoformat(), "by": SET_UP}
        record.event(ROOM, "pack-approved", "law-file", row.id, data)


# Deciding


def approve(*, actor: Actor, version: PackVersion, on: date, today: date, at: datetime, why: str = "") -> PackDecision:
    """Put a version in use from a day on, today or later. Where scenarios of procedures in force would come out
    otherwise, only with a reason, which stays on record with them."""
    require(actor, Right.APPROVE)
    if on < today:
        raise PackActionError(f"{on:%b %-d, %Y} is past. A law file takes effect today or later.")
    if version not in queries.waiting_versions(today):
        raise PackActionError("This version is not waiting: it was decided on, or a newer one is in use.")
    if version.key and queries.trusted(version.key) is None:
        raise PackActionError(
            f"The key it is signed with is not known to you ({fingerprint(version.key)}). "
            "Ask its maintainer for the fingerprint; an owner says that it is trusted, and why."
        )
    _must_fit(version, on)
    otherwise = _must_not_surprise(version, on, why)
    with deed(actor, at) as record:
        row = _decided(version, "approved", actor, why, at, on)
        data: dict[str, JSON] = {**_named(version), "on": on.isoformat(), **otherwise}
        record.event(ROOM, "pack-approved", "law-file", version.id, data, {"why": why} if why else None)
        recompose(record)
    return row


def decline(*, actor: Actor, version: PackVersion, why: str, at: datetime) -> PackDecision:
    """Do not take a version; what is in use stays."""
    require(actor, Right.APPROVE)
    why = _said(why, "Write why it is not taken.")
    with deed(actor, at) as record:
        row = _decided(version, "declined", actor, why, at)
        record.event(ROOM, "pack-declined", "law-file", version.id, _named(version), {"why": why})
    return row


def _decided(
    version: PackVersion, decision: str, actor: Actor, why: str, at: datetime, on: date | None = None
) -> PackDecision:
    row: PackDecision = PackDecision.objects.create(
        version=version, decision=decision, effective_on=on, by=actor.name, why=why[:500], at=at
    )
    return row


def _must_fit(version: PackVersion, on: date) -> None:
    """With every pack in use on its first day and on each later day on which another takes effect, it names nothing
    that is not there."""
    pack, kept = queries.pack_of_version(version), queries.recipe()
    if pack is None or kept is None:
        raise PackActionError("This release of Handrail can’t read this version. Look for a newer release.")
    later = {date.fromisoformat(row["since"]) for row in kept["packs"]}
    for day in sorted({on, *(day for day in later if day > on)}):
        others = [row for row in queries.law_in_use(day).packs.values() if row.pack != pack.pack]
        wrong = [message for row in (*others, pack) for message in dangling(row, [*others, pack])]
        if wrong:
            raise PackActionError(
                f"It does not fit the other law files in use on {day:%b %-d, %Y}: {wrong[0]}. "
                "Approve the versions that belong with it first."
            )


def _must_not_surprise(version: PackVersion, on: date, why: str) -> dict[str, JSON]:
    """What the record says of scenarios that come out otherwise with this version."""
    rows = [f"“{name}” of {row.title}" for row in queries.surprises(version, on) for name in row.names]
    if rows and not why.strip():
        more = f" and {len(rows) - 1} more" if rows[1:] else ""
        raise PackActionError(
            f"With it, scenarios come out otherwise: {rows[0]}{more}. Look at them below, then mend the procedures "
            "first, or write why it is approved all the same."
        )
    return {"surprises": list[JSON](rows)} if rows else {}


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise PackActionError(otherwise)
    return text.strip()[:500]


# What the law of a business is made of


def recompose(record: Deed) -> None:
    """Work out anew what the law of this business is made of. Inside the deed that changed it."""
    if not PackDecision.objects.exists():
        _set_up(record)
    local = _local()
    changed = max((row["on"] for row in local), default=record.at.date().isoformat())
    recipe: dict[str, Any] = {"packs": _stretches(), "local": local, "aside": _aside(), "changed": changed}
    row = InUse.objects.first() or InUse()
    row.recipe, row.digest = recipe, digest(recipe)
    row.save()


def _stretches() -> list[dict[str, str]]:
    """Every approved version in the order in which they take effect."""
    rows = [(row.effective_on, row) for row in _last_decisions() if row.decision == "approved" and row.effective_on]
    return [
        {
            "pack": row.version.pack, "title": row.version.title, "version": row.version.version,
            "sha256": row.version.sha256, "kept_until": row.version.kept_until.isoformat(),
            "since": BEGINNING if row.why == SET_UP else since.isoformat(),
        }
        for since, row in sorted(rows, key=lambda pair: (pair[0], pair[1].at, pair[1].id))
    ]  # fmt: skip


def _last_decisions() -> Iterable[PackDecision]:
    found: dict[UUID, PackDecision] = {}
    for row in queries.decisions():  # the newest first
        found.setdefault(row.version_id, row)
    return found.values()


def _local() -> list[dict[str, str]]:
    rows = LocalDuty.objects.filter(ended_at=None).order_by("name")
    return [{"name": row.name, "text": row.text, "on": row.at.date().isoformat()} for row in rows]


def _aside() -> list[dict[str, str | None]]:
    last: dict[str, SetAside] = {}
    for row in SetAside.objects.all():  # the newest first
        last.setdefault(row.duty, row)
    return [
        {
            "duty": row.duty, "why": row.note, "who": row.who, "by": row.by, "since": row.at.date().isoformat(),
            "until": row.until.isoformat() if row.until else None,
        }
        for row in sorted(last.values(), key=lambda row: row.duty)
        if row.holds
    ]  # fmt: skip


# Keys


def trust(*, actor: Actor, key: str, name: str, why: str, at: datetime) -> TrustedKey:
    """Take up packs signed with a key for review. What is signed with it still takes no effect by itself."""
    require(actor, Right.SETTINGS)
    name, why = _said(name, "Write whose key it is."), _said(why, "Write how you know that it is theirs.")
    if not PackVersion.objects.filter(key=key).exists():
        raise PackActionError("No law file here is signed with this key.")
    if queries.trusted(key):
        raise PackActionError("This key is trusted already.")
    with deed(actor, at) as record:
        row: TrustedKey = TrustedKey.objects.create(public=key, name=name[:120], why=why, by=actor.name, at=at)
        record.event(ROOM, "key-trusted", "law-key", row.id, {"key": fingerprint(key), "name": row.name}, {"why": why})
    return row


def end_trust(*, actor: Actor, row: TrustedKey, why: str, at: datetime) -> None:
    """Take up no further packs signed with this key. What was approved stays in use."""
    require(actor, Right.SETTINGS)
    why = _said(why, "Write why it is no longer trusted.")
    with deed(actor, at) as record:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record.event(ROOM, "key-no-longer-trusted", "law-key", row.id, {"key": fingerprint(row.public)}, {"why": why})


# Addresses


def choose_address(*, actor: Actor, url: str, at: datetime) -> PackAddress:
    """Look at an address for new versions, now and every week. What is found waits like any other."""
    require(actor, Right.SETTINGS)
    url = url.strip()
    if not url.lower().startswith("https://") or len(url) > 500 or len(url.split()) != 1:
        raise PackActionError("Write the whole address of a law file, beginning with https://.")
    if PackAddress.objects.filter(url=url, ended_at=None).exists():
        raise PackActionError("This address is on the list already.")
    with deed(actor, at) as record:
        row: PackAddress = PackAddress.objects.create(url=url, by=actor.name, at=at)
        Timer.objects.create(kind=FETCH, subject_id=row.id, due_at=at)
        record.event(ROOM, "address-chosen", "law-address", row.id, {"url": url})
    return row


def look_now(*, actor: Actor, row: PackAddress, at: datetime) -> None:
    """Let the worker look at an address at its next turn."""
    require(actor, Right.SETTINGS)
    with deed(actor, at) as record:
        Timer.objects.filter(kind=FETCH, subject_id=row.id, done_at=None).update(due_at=at)
        record.event(ROOM, "address-asked", "law-address", row.id, {"url": row.url})


def drop_address(*, actor: Actor, row: PackAddress, at: datetime) -> None:
    require(actor, Right.SETTINGS)
    with deed(actor, at) as record:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        Timer.objects.filter(kind=FETCH, subject_id=row.id, done_at=None).update(done_at=at)
        record.event(ROOM, "address-dropped", "law-address", row.id, {"url": row.url})


def carry_out(*, actor: Actor, address: UUID, at: datetime) -> None:
    """Look at an address. The network stands outside every deed; whatever comes of it is kept, and next week's look is
    set."""
    row: PackAddress | None = PackAddress.objects.filter(pk=address, ended_at=None).first()
    came_to = _looked_at(actor, row, at) if row else "The address is no longer on the list."
    with deed(actor, at) as record:
        Timer.objects.filter(kind=FETCH, subject_id=address, done_at=None).update(done_at=at)
        if row:
            row.looked_at, row.came_to = at, came_to[:500]
            row.save(update_fields=["looked_at", "came_to"])
            Timer.objects.create(kind=FETCH, subject_id=address, due_at=at + EVERY)
        record.event(ROOM, "address-looked-at", "law-address", address, {"came_to": came_to[:500]})


def _looked_at(actor: Actor, row: PackAddress, at: datetime) -> str:
    zone = ZoneInfo(Organization.objects.values_list("time_zone", flat=True).get(pk=row.organization_id))
    try:
        data = fetch(row.url)
        found = add_pack(actor=actor, content=data, name=row.url, on=at.astimezone(zone).date(), at=at, how="address")
    except (FetchError, PackActionError) as error:
        return str(error)
    except FileError as error:
        return f"Refused: {error.problems[0]}" + (f" and {more} more" if (more := len(error.problems) - 1) else "")
    return f"{found.title} {found.version} came, and waits for approval."


# Holding publications


def block(*, actor: Actor, slug: str, version: PackVersion | None, why: str, at: datetime) -> PublicationBlock:
    """Nothing of a procedure is put in force until somebody lifts this. An empty slug: nothing of any."""
    require(actor, Right.APPROVE)
    why = _said(why, "Write why it is held.")
    if any(row.slug == slug for row in queries.blocks()):
        raise PackActionError("Its publication is held already.")
    with deed(actor, at) as record:
        row: PublicationBlock = PublicationBlock.objects.create(
            slug=slug, version=version, why=why, by=actor.name, at=at
        )
        record.event(ROOM, "publication-held", "publication-block", row.id, {"procedure": slug}, {"why": why})
    return row


def lift(*, actor: Actor, row: PublicationBlock, why: str, at: datetime) -> None:
    require(actor, Right.APPROVE)
    why = _said(why, "Write why it may go on.")
    if row.lifted_at:
        raise PackActionError("This was lifted already.")
    with deed(actor, at) as record:
        row.lifted_at, row.lifted_by, row.lifted_why = at, actor.name, why
        row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        record.event(ROOM, "publication-let-go", "publication-block", row.id, {"procedure": row.slug}, {"why": why})
