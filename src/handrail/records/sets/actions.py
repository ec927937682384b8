"""Ask for a set of case files, make it piece by piece, take it away again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from handrail.calendars.clock import stamp
from handrail.desk.models import Case
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON, dumps
from handrail.ledger.deed import deed, unrecorded
from handrail.ledger.models import Timer
from handrail.ledger.queries import as_it_stands
from handrail.ledger.signing import KeyLostError, public_bytes, signing_key
from handrail.ledger.verify_set import FORMAT, MANIFEST
from handrail.people.models import Organization
from handrail.people.rights import Right, require
from handrail.records import packet, queries
from handrail.records.asked import Asked, read
from handrail.records.checker import checker
from handrail.records.checkpoints import actions as checkpoints
from handrail.records.checkpoints.queries import handovers
from handrail.records.models import CaseFileSet
from handrail.records.sets import store
from handrail.web.sheets import as_csv

MAKE = "case-file-set"
SUBJECT = "case-file-set"
A_SLICE = 40  # case files made in one look of the worker: a few seconds, so that what is due meanwhile is done too
KEPT = timedelta(days=14)
LIST = ["Case", "Procedure", "Agent", "Channel", "Opened", "Ended", "Status", "Outcome", "Customer", "File"]


class SetError(Exception):
    """What was asked can't be done; the message says why."""


def ask(*, actor: Actor, asked: Asked, at: datetime) -> CaseFileSet:
    """Raises SetError when no case fits."""
    require(actor, Right.RECORDS)
    organization = Organization.objects.get(pk=actor.organization)
    ids = [str(pk) for pk in queries.cases(asked, organization.time_zone, "number").values_list("pk", flat=True)]
    if not ids:
        raise SetError("No case fits. Widen the period, or leave a box empty.")
    with deed(actor, at) as record:
        row: CaseFileSet = CaseFileSet.objects.create(
            state="waiting", asked=asked.raw(), says=asked.in_words(queries.procedures_used())[:400], cases=ids,
            asked_by=actor.name, asked_at=at, every=len(ids),
        )  # fmt: skip
        Timer.objects.create(kind=MAKE, subject_id=row.id, due_at=at)
        data: dict[str, JSON] = {"cases": len(ids), "since": row.asked["since"], "until": row.asked["until"]}
        record.event("records", "set-asked", SUBJECT, row.id, data, {"asked": row.says})
    return row


def carry_out(*, actor: Actor, set_id: UUID, at: datetime) -> bool:
    """Make some more of it; returns whether it has ended."""
    row: CaseFileSet | None = CaseFileSet.objects.filter(pk=set_id, state__in=("waiting", "running")).first()
    if row is None:
        return True
    try:
        _slice(row, at)
        if not CaseFileSet.objects.filter(pk=row.pk, state="running").exists():
            store.remove(path(row))  # it was stopped while some more of it was made
            return True
        if row.done >= row.every:
            _finish(actor, row, at)
    except (KeyLostError, OSError) as error:
        _end(actor, row, "failed", at, problem=str(error))
    return row.state not in ("waiting", "running")


def _slice(row: CaseFileSet, at: datetime) -> None:
    """No deed: how far it is says nothing of the business."""
    if row.state == "waiting" or not store.holds(path(row), row.files):
        store.begin(path(row))
        row.done, row.files = 0, {}
    organization, key = Organization.objects.get(pk=row.organization_id), signing_key()
    some = Case.objects.in_bulk(row.cases[row.done : row.done + A_SLICE])

    def pieces() -> Iterator[tuple[str, bytes]]:
        for case in sorted(some.values(), key=lambda each: str(each.number)):
            content = packet.signed(packet.contents(case, organization, at), key)
            for name, data in packet.pieces(case, content):
                yield f"cases/{name}", data

    row.files |= store.add(path(row), pieces())
    row.state, row.done = "running", min(row.done + A_SLICE, row.every)
    with unrecorded("how far a set is"):
        CaseFileSet.objects.filter(pk=row.pk).exclude(state="stopped").update(
            state=row.state, done=row.done, files=row.files
        )


def _finish(actor: Actor, row: CaseFileSet, at: datetime) -> None:
    key = signing_key()
    listed = {"list.csv": _list(row).encode()}
    row.files |= store.add(path(row), listed.items())
    manifest: JSON = {
        "format": FORMAT, "asked": row.says, "made_at": stamp(at), "cases": row.every, "files": row.files,
        "keys": handovers(), "business": Organization.objects.get(pk=row.organization_id).name,
        "says": "This shows that each record was not changed since the day it names, and that the list is the one that "
        "was signed; not that what was entered is true.",
    }  # fmt: skip
    signature: JSON = {"key": public_bytes(key).hex(), "value": key.sign(dumps(manifest)).hex()}
    row.size, row.sha256 = store.finish(
        path(row),
        {
            MANIFEST: dumps({"manifest": manifest, "signature": signature}),
            "READ-ME.txt": packet.READ_ME.encode(),
            "handrail-verify.pyz": checker(),
        },
    )
    with deed(actor, at) as record:
        checkpoints.know_key(record, key, at)
        _end(actor, row, "done", at)


def _list(row: CaseFileSet) -> str:
    rows = Case.objects.filter(pk__in=row.cases).select_related("entry", "agent__user", "customer").order_by("number")
    return as_csv(LIST, (_cells(each) for each in rows))


def _cells(row: Case) -> list[object]:
    ended = stamp(row.ended_at) if row.ended_at else ""
    who = [row.number, row.entry.title, row.agent.user.name, row.channel, stamp(row.opened_at), ended]
    return [*who, row.status, row.outcome, row.customer.number if row.customer else "", f"cases/case-{row.number}.json"]


def _end(actor: Actor, row: CaseFileSet, state: str, at: datetime, problem: str = "") -> None:
    with deed(actor, at) as record:
        row.refresh_from_db(fields=["state"], from_queryset=CaseFileSet.objects.select_for_update())
        if row.state not in ("stopped", "removed"):
            row.state = state
        row.problem, row.ended_at = problem[:400], at
        row.save()
        data: dict[str, JSON] = {"cases": row.every, "sha256": row.sha256}
        record.event("records", f"set-{row.state}", SUBJECT, row.id, data)
    if row.state in ("stopped", "removed", "failed"):
        store.remove(path(row))


def take_away(*, actor: Actor, row: CaseFileSet, at: datetime) -> None:
    """Stop one under way, or remove the file of one that is done. Raises SetError for one that is gone."""
    require(actor, Right.RECORDS)
    with deed(actor, at) as record:
        as_it_stands(row)
        under_way = row.state in ("waiting", "running")
        if not under_way and row.state != "done":
            raise SetError("This set is gone already.")
        row.state, row.ended_at = "stopped" if under_way else "removed", at
        row.save(update_fields=["state", "ended_at"])
        Timer.objects.filter(kind=MAKE, subject_id=row.id, done_at=None).update(done_at=at)
        record.event("records", f"set-{row.state}", SUBJECT, row.id)
    store.remove(path(row))


def handed_out(*, actor: Actor, row: CaseFileSet, at: datetime) -> Path:
    """The file, and that it left is on record. Raises SetError."""
    require(actor, Right.RECORDS)
    there = path(row).is_file()
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.state != "done" or not there:
            raise SetError("This set is not there any more. Ask for it once more.")
        record.event("records", "set-handed-out", SUBJECT, row.id, {"sha256": row.sha256})
    return path(row)


def remove_old(*, actor: Actor, at: datetime) -> int:
    """A set is a copy of personal values: it does not stay. Returns how many went."""
    rows = list(CaseFileSet.objects.filter(state="done", ended_at__lt=at - KEPT))
    return sum(_taken_away(actor, row, at) for row in rows)


def _taken_away(actor: Actor, row: CaseFileSet, at: datetime) -> bool:
    """Not by somebody else this moment."""
    try:
        take_away(actor=actor, row=row, at=at)
    except SetError:
        store.remove(path(row))  # what was being written while it was stopped
        return False
    return True


def remove_with(*, actor: Actor, cases: set[UUID], at: datetime) -> int:
    """Every set that holds one of these cases goes: what was erased must not live on in a copy."""
    wanted = {str(pk) for pk in cases}
    rows = [row for row in CaseFileSet.objects.exclude(state__in=("removed", "failed")) if wanted & set(row.cases)]
    return sum(_taken_away(actor, row, at) for row in rows)


def again(row: CaseFileSet) -> Asked:
    return read(row.asked)


def path(row: CaseFileSet) -> Path:
    return Path(settings.DATA) / "sets" / f"{row.id}.zip"
