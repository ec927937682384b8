"""A list of customers brought in: looked at first, then kept by the worker a few at a time, and taken out again."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from handrail.customers import actions
from handrail.customers import queries as customers
from handrail.customers.actions import CustomersError, SaleGiven
from handrail.customers.arriving import queries, reading
from handrail.customers.arriving.queries import ARRIVE, JOBS, LOOKING, Here, person_of
from handrail.customers.arriving.reading import Mistake, PersonRow, Sheet
from handrail.customers.models import Arrival, Customer
from handrail.ledger.actor import Actor
from handrail.ledger.deed import Deed, deed
from handrail.ledger.locked_text import LockedTextError, lock, unlock
from handrail.ledger.models import Timer
from handrail.ledger.queries import as_it_stands
from handrail.people.rights import Right, require

ROOM, SUBJECT = "customers", "arrival"
FORGET = "customers-forget"
BRING = Right.DESCRIBE  # owners and managers, as for joining: a list decides who is a customer
A_BATCH = 10  # people in one deed: a few hundredths of a second
AT_ONCE = 100  # people kept while the person waits; more go to the worker
KEPT_FOR = timedelta(days=1)  # a list nobody said yes to
MOST_BAD_KEPT = 1_000


def look(*, actor: Actor, name: str, content: bytes, at: datetime) -> Arrival:
    """Open a list and hold it, locked, until somebody has looked. Raises WrongListError."""
    require(actor, BRING)
    sheet = reading.open_sheet(content)
    with deed(actor, at) as record:
        row: Arrival = Arrival.objects.create(
            state=LOOKING, asked_by=actor.name, asked_at=at, name=name[-200:], sha256=sha256(content).hexdigest(),
            size=len(content), mapping=reading.recognise(sheet.headers), locked=_locked(sheet), member_id=actor.id,
        )  # fmt: skip
        Timer.objects.create(kind=FORGET, subject_id=row.id, due_at=at + KEPT_FOR)
        record.event(ROOM, "list looked at", SUBJECT, row.id, {"rows": len(sheet.rows), "sha256": row.sha256})
    return row


def _locked(sheet: Sheet) -> str:
    mistakes = [[each.line, each.column, each.why] for each in sheet.mistakes]
    return lock(json.dumps([sheet.headers, sheet.rows, mistakes]), settings.SECRET_KEY)


def sheet_of(row: Arrival) -> Sheet:
    """The list as it was read. Raises CustomersError once it is no longer held."""
    if not row.locked:
        raise CustomersError("This list is no longer held: it was brought in or left. Choose the file again.")
    headers, rows, mistakes = json.loads(unlock(row.locked, settings.SECRET_KEY))
    lines = tuple((int(line), dict(cells)) for line, cells in rows)
    return Sheet(tuple(headers), lines, tuple(Mistake(*each) for each in mistakes))


def leave(*, actor: Actor, row: Arrival, at: datetime) -> None:
    """Nothing of it is kept."""
    require(actor, BRING)
    with deed(actor, at) as record:
        _forget(record, row)


def forget(*, actor: Actor, arrival_id: UUID, at: datetime) -> None:
    """A list nobody said yes to for a day is let go. Done by the worker."""
    with deed(actor, at) as record:
        Timer.objects.filter(kind=FORGET, subject_id=arrival_id, done_at=None).update(done_at=at)
        row = Arrival.objects.filter(pk=arrival_id).first()
        if row is not None and row.state == LOOKING:
            _forget(record, row)
        record.event(ROOM, "list forgotten", SUBJECT, arrival_id)


def _forget(record: Deed, row: Arrival) -> None:
    as_it_stands(row)
    if row.state != LOOKING:
        raise CustomersError("This list is not being looked at any more. Nothing was changed.")
    row.state, row.locked, row.ended_at = "stopped", "", record.at
    row.save(update_fields=["state", "locked", "ended_at"])
    record.event(ROOM, "list left", SUBJECT, row.id)


def bring(*, actor: Actor, row: Arrival, mapping: Mapping[str, str], at: datetime) -> Arrival:
    """Keep the people of a list: a short one at once, a long one by the worker. Raises CustomersError,
    WrongListError."""
    require(actor, BRING)
    _may_come(row, at)
    sheet = sheet_of(row)
    found = reading.read(sheet, reading.checked(mapping, sheet.headers), customers.today(at))
    if not found.people:
        raise CustomersError("No row of this list can be read, so nothing was brought in. Choose other columns.")
    with deed(actor, at) as record:
        as_it_stands(row)
        _may_come(row, at)  # two tabs: the list was looked at before its turn came
        row.state, row.mapping, row.asked_at, row.every = "waiting", dict(mapping), at, len(found.people)
        row.bad, row.bad_rows = len(found.mistakes), _bad_rows(found.mistakes)
        row.save()
        Timer.objects.create(kind=ARRIVE, subject_id=row.id, due_at=at)
        record.event(ROOM, "list asked for", SUBJECT, row.id, {"people": row.every, "left_out": row.bad})
    if row.every <= AT_ONCE:
        carry_out(actor=actor, arrival_id=row.id, at=at)
        row.refresh_from_db()
    return row


def _may_come(row: Arrival, at: datetime) -> None:
    if row.state != LOOKING:
        raise CustomersError("This list was brought in or left already. Nothing was changed.")
    if queries.under_way(at):
        raise CustomersError("Another list is being brought in. Wait for it, or stop it first.")


def _bad_rows(mistakes: Sequence[Mistake]) -> list[list[object]]:
    """Line and column only: what stood there is a person's own."""
    return [[each.line, each.column or "The row"] for each in mistakes[:MOST_BAD_KEPT]]


def carry_out(*, actor: Actor, arrival_id: UUID, at: datetime) -> None:
    """Keep a list that waits, a few people in each deed, so that nobody's writing waits for it."""
    job = JOBS.begin(actor, arrival_id, at)
    if job is None:
        return
    try:
        found = reading.read(sheet_of(job), job.mapping, customers.today(at))
    except (CustomersError, LockedTextError) as error:
        JOBS.fail(actor, job, str(error), at)
        return
    here = queries.here()
    with suppress(_StoppedError):  # what is kept by now stays, and can be taken out
        for first in range(0, len(found.people), A_BATCH):
            _keep_some(actor, job, here, found.people[first : first + A_BATCH], at)
        _is_in(actor, job, at)


class _StoppedError(Exception):
    """Somebody stopped it."""


def _must_run(job: Arrival) -> None:
    """Inside a deed. Raises _StoppedError."""
    if Arrival.objects.select_for_update().filter(pk=job.pk, state="running").first() is None:
        raise _StoppedError


def _is_in(actor: Actor, job: Arrival, at: datetime) -> None:
    with deed(actor, at) as record:
        _must_run(job)
        JOBS.end(job, "done", at)
        Arrival.objects.filter(pk=job.pk).update(locked="")
        record.event(ROOM, "list brought in", SUBJECT, job.id, {"added": job.added, "here": job.here})


def _keep_some(actor: Actor, job: Arrival, here: Here, some: Sequence[PersonRow], at: datetime) -> None:
    customers.finding_key()
    with deed(actor, at) as record:
        _must_run(job)
        for person in some:
            _keep(actor, job, here, person, at)
        job.done += len(some)
        Arrival.objects.filter(pk=job.pk).update(done=job.done, added=job.added, here=job.here)
        record.event(ROOM, "list in part", SUBJECT, job.id, {"done": job.done})


def _keep(actor: Actor, job: Arrival, here: Here, person: PersonRow, at: datetime) -> None:
    """A new record; of somebody who is here, only what they told us to stop."""
    known = here.like(person)
    if known is not None:
        job.here += 1
        _stop(actor, job, Customer.objects.get(pk=known), person, at)
        return
    row = actions.add(actor=actor, details=person.details, at=at, arrival=job)
    for sale in person.sales:
        actions.add_sale(actor=actor, customer=row, sale=SaleGiven(**sale.values), at=at)  # type: ignore[arg-type]
    _stop(actor, job, row, person, at)
    here.add(person_of(person, row.id))
    job.added += 1


def _stop(actor: Actor, job: Arrival, row: Customer, person: PersonRow, at: datetime) -> None:
    stopped = {each.kind for each in customers.standings(row) if not each.given}
    today: date = customers.today(at)
    for kind, on in person.stops.items():
        if kind not in stopped:
            actions.note_consent(
                actor=actor, customer=row, kind=kind, given=False, on=on or today, how="list",
                words=f"From the list {job.name}", at=at,
            )  # fmt: skip


def stop(*, actor: Actor, row: Arrival, at: datetime) -> None:
    """Stop one under way. Who is kept by now stays, and can be taken out."""
    require(actor, BRING)
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.state not in ("waiting", "running"):
            raise CustomersError("This list is in already. Take it out instead.")
        JOBS.stop(actor, row, at)
        Arrival.objects.filter(pk=row.pk).update(locked="")
        record.event(ROOM, "list wiped", SUBJECT, row.id)


def take_out(*, actor: Actor, row: Arrival, at: datetime) -> int:
    """Take the people of a list off the list of customers again. Those with cases, and those somebody has changed or
    joined since, stay; so does every word to stop. Returns how many went."""
    require(actor, BRING)
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.taken_out_at or row.state in ("waiting", "running", LOOKING):
            raise CustomersError("Only a list that is in can be taken out. Nothing was changed.")
        gone, _ = queries.goes_out(row)
        _mark(gone, at)
        row.taken_out_at = at
        row.save(update_fields=["taken_out_at"])
        record.event(ROOM, "list taken out", SUBJECT, row.id, {"customers": len(gone)})
    return len(gone)


def put_back(*, actor: Actor, row: Arrival, at: datetime) -> None:
    """Those who went with the list are back."""
    require(actor, BRING)
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.taken_out_at is None:
            raise CustomersError("This list is in. Nothing was changed.")
        Customer.objects.filter(arrival=row, removed_at=row.taken_out_at).update(removed_at=None)
        row.taken_out_at = None
        row.save(update_fields=["taken_out_at"])
        record.event(ROOM, "list put back", SUBJECT, row.id)


def _mark(ids: Sequence[UUID], at: datetime) -> None:
    for first in range(0, len(ids), customers.MOST_AT_ONCE):
        Customer.objects.filter(pk__in=ids[first : first + customers.MOST_AT_ONCE]).update(removed_at=at)
