"""Deeds about what customers ask. Nothing unmasked comes this far, and all of it is masked once more."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.inquiries import by_subject, layouts, queries, topics
from handrail.inquiries.holding import Held
from handrail.inquiries.masked_rows import as_stored
from handrail.inquiries.masking import mask
from handrail.inquiries.models import AskedFor, Ticket, TicketFile, Topic, TopicRun
from handrail.inquiries.tickets import Import, from_rows
from handrail.inquiries.tickets import Ticket as Read
from handrail.inquiries.wanted import Choice, slug
from handrail.inquiries.when import When
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.models import Organization
from handrail.people.rights import Right, require

ROOM, FIND = queries.ROOM, queries.FIND
MOST_BAD_KEPT = 1_000
LONGEST_EXAMPLE = 300  # characters
A_BATCH = 500  # rows of one statement


class InquiryError(Exception):
    """What cannot be done with tickets or topics; the message says why and what to do next."""


def bring_file(*, actor: Actor, held: Held, mapping: Mapping[str, str], at: datetime) -> TicketFile:
    """Keep the tickets of a file that was looked at. Raises MappingError for columns the file has not, InquiryError
    for a file without a good row or brought in before."""
    require(actor, Right.DESCRIBE)
    chosen = layouts.checked(mapping, held.raw.headers)
    done = from_rows(held.raw, chosen)
    if not done.tickets:
        raise InquiryError("No row of this file can be read, so nothing was brought in. Choose other columns.")
    stored = [as_stored(ticket) for ticket in done.tickets]
    with deed(actor, at) as record:
        _refuse_twice(held.sha256)
        here = queries.numbers()
        fresh = [ticket for ticket in stored if ticket.external_id not in here]
        row = _keep_file(held, done, len(fresh), actor, at)
        _keep_tickets(row, fresh, _zone(actor))
        record.event(ROOM, "brought", "ticket-file", row.id, _counts(row))
    return row


def note_export(*, actor: Actor, count: int, at: datetime) -> None:
    """Somebody took the tickets, or part of them, out as a file."""
    require(actor, Right.RECORDS)
    with deed(actor, at) as record:
        record.event(ROOM, "exported", "organization", actor.organization, {"tickets": count})


def _refuse_twice(sha256: str) -> None:
    before = TicketFile.objects.filter(sha256=sha256).first()
    if before and before.undone_at is None:
        raise InquiryError(f"This very file was brought in before, by {before.brought_by}. Nothing was changed.")
    if before:
        raise InquiryError("This very file was brought in before and taken out. Put it back from its page instead.")


def _keep_file(held: Held, done: Import, good: int, actor: Actor, at: datetime) -> TicketFile:
    bad_rows = [[row.line, mask(row.reason).text] for row in done.bad[:MOST_BAD_KEPT]]
    row: TicketFile = TicketFile.objects.create(
        name=mask(held.name).text[:200], layout=done.kind, mapping=done.mapping, sha256=held.sha256, size=held.size,
        good=good, bad=len(done.bad), doubles=len(done.tickets) - good, replies=done.replies, bad_rows=bad_rows,
        brought_at=at, brought_by=actor.name, changed_at=at,
    )  # fmt: skip
    return row


def _counts(row: TicketFile) -> dict[str, JSON]:
    return {"sha256": row.sha256, "layout": row.layout, "good": row.good, "bad": row.bad, "doubles": row.doubles}


def _zone(actor: Actor) -> ZoneInfo:
    return ZoneInfo(Organization.objects.get(pk=actor.organization).time_zone)


def _keep_tickets(file: TicketFile, read: Sequence[Read], zone: ZoneInfo) -> None:
    Ticket.objects.bulk_create((_row(file, ticket, zone) for ticket in read), batch_size=A_BATCH)


def _row(file: TicketFile, read: Read, zone: ZoneInfo) -> Ticket:
    created_on, created_at = _on_and_at(read.created_at, zone)
    closed_on, closed_at = _on_and_at(read.solved_at, zone)
    return Ticket(
        file=file, line=read.line, number=read.external_id[:200], created_on=created_on, created_at=created_at,
        closed_on=closed_on, closed_at=closed_at, channel=read.channel[:100], status=read.status[:100],
        customer=read.customer_ref[:400], subject=read.subject[:600], body=read.text,
    )  # fmt: skip


def _on_and_at(when: When | None, zone: ZoneInfo) -> tuple[date | None, datetime | None]:
    """The day at the business's place, and the instant if the file names a time; a time without a zone is local."""
    if not isinstance(when, datetime):
        return when, None
    at = when if when.tzinfo else when.replace(tzinfo=zone)
    return at.astimezone(zone).date(), at


def undo_file(*, actor: Actor, row: TicketFile, at: datetime) -> None:
    """Take a file out: its tickets count nowhere, and are kept so that it can be put back."""
    require(actor, Right.DESCRIBE)
    if row.undone_at:
        raise InquiryError("This file is taken out already. Nothing was changed.")
    _move(actor, row, at, "taken out", at)


def put_back(*, actor: Actor, row: TicketFile, at: datetime) -> None:
    require(actor, Right.DESCRIBE)
    if row.undone_at is None:
        raise InquiryError("This file is not taken out. Nothing was changed.")
    _move(actor, row, at, "put back", None)


def _move(actor: Actor, row: TicketFile, at: datetime, kind: str, undone_at: datetime | None) -> None:
    with deed(actor, at) as record:
        row.undone_at, row.changed_at = undone_at, at
        row.save(update_fields=["undone_at", "changed_at"])
        record.event(ROOM, kind, "ticket-file", row.id)


# Topics


def find_topics(*, actor: Actor, at: datetime) -> TopicRun:
    """Ask for topics: the worker takes it up, or the caller at once with `carry_out`."""
    require(actor, Right.DESCRIBE)
    if queries.matcher() is None and not topics.available():
        raise InquiryError(str(topics.TopicsUnavailableError()))
    count = queries.all_tickets().count()
    if not count:
        raise InquiryError("There are no tickets to find topics in. Bring in a file first.")
    with deed(actor, at) as record:
        if queries.under_way(at):
            raise InquiryError("Topics are being looked for already. Wait for it, or stop it first.")
        return queries.JOBS.ask(record, {"tickets": count}, tickets=count)


def stop_topics(*, actor: Actor, run: TopicRun, at: datetime) -> None:
    """A run not begun is never begun; what a run under way finds is not kept."""
    require(actor, Right.DESCRIBE)
    if run.state not in ("waiting", "running"):
        raise InquiryError("This search has ended already.")
    queries.JOBS.stop(actor, run, at)


def carry_out(*, actor: Actor, run_id: UUID, at: datetime) -> None:
    """Find the topics of a run that waits: by the subjects of the trade where it is known, else by clusters alone.
    Taken up once: a run that breaks is not tried again by itself. The search itself stands between two deeds, so that
    nobody's writing waits for it."""
    run = queries.JOBS.begin(actor, run_id, at)
    if run is None:
        return
    rows = list(queries.all_tickets().order_by("created_on", "id").values_list("id", "subject", "body"))
    texts = [body if body.startswith(subject) else f"{subject}\n{body}" for _, subject, body in rows]
    try:
        matcher = queries.matcher()
        found = by_subject.find_topics(texts, matcher) if matcher else topics.find_topics(texts)
    except (topics.TopicsUnavailableError, ValueError, MemoryError) as error:
        problem = str(error) or "Too little memory is free on this machine for so many tickets."
        queries.JOBS.fail(actor, run, problem, at)
        return
    with deed(actor, at) as record:
        run.refresh_from_db()
        if run.state == "running":
            _keep_topics(run, found, [id_ for id_, _, _ in rows], texts)
            queries.JOBS.end(run, "done", at, "unclear")
        record.event(ROOM, f"topics {run.state}", "topic-run", run.id, {"topics": len(found.topics)})


def _keep_topics(run: TopicRun, found: topics.Topics, ids: Sequence[UUID], texts: Sequence[str]) -> None:
    """The new list instead of the last one. A topic named as before keeps the procedure a person said answers it."""
    covered = dict(Topic.objects.filter(chosen=True).values_list("slug", "procedure"))
    Ticket.objects.exclude(topic=None).update(topic=None)
    Topic.objects.all().delete()
    rows: list[Topic] = []
    taken: set[str] = set()
    for topic in found.topics:
        name = slug(topic.name, taken)
        taken.add(name)
        examples = [texts[place][:LONGEST_EXAMPLE] for place in topic.examples]
        rows.append(
            Topic(run=run, rank=topic.rank, name=topic.name[:200], slug=name, volume=topic.volume, share=topic.share,
                  examples=examples, procedure=covered.get(name, topic.procedure), chosen=name in covered)
        )  # fmt: skip
    Topic.objects.bulk_create(rows)
    run.unclear, run.tickets = found.unclear, len(ids)
    TopicRun.objects.filter(pk=run.pk).update(tickets=len(ids))
    _assign(rows, found.assignment, ids)


def _assign(rows: Sequence[Topic], assignment: Sequence[int], ids: Sequence[UUID]) -> None:
    members: dict[int, list[UUID]] = {}
    for id_, place in zip(ids, assignment, strict=True):
        members.setdefault(place, []).append(id_)
    members.pop(-1, None)
    for place, mine in members.items():
        for start in range(0, len(mine), A_BATCH):
            Ticket.objects.filter(pk__in=mine[start : start + A_BATCH]).update(topic=rows[place])


def cover(*, actor: Actor, topic: Topic, procedure: str, at: datetime) -> None:
    """Say which procedure (by its slug) answers a topic; "" for none."""
    require(actor, Right.DESCRIBE)
    with deed(actor, at) as record:
        topic.procedure, topic.chosen = procedure[:80], True
        topic.save(update_fields=["procedure", "chosen"])
        record.event(ROOM, "covered", "topic", topic.id, {"topic": topic.slug, "procedure": topic.procedure})


# What people ask, without tickets


def choose_asked(*, actor: Actor, choices: Sequence[Choice], at: datetime) -> None:
    """Keep the ticks, the sizes a month and what was added by hand; what is no longer in the list goes."""
    require(actor, Right.DESCRIBE)
    if not any(choice.ticked for choice in choices):
        raise InquiryError("Tick at least one thing people ask you, or add your own below.")
    with deed(actor, at) as record:
        AskedFor.objects.exclude(name__in=[choice.name for choice in choices]).delete()
        for place, choice in enumerate(choices):
            AskedFor.objects.update_or_create(name=choice.name, defaults=_as_kept(choice, place))
        sizes: dict[str, JSON] = {c.name: c.per_month for c in choices if c.ticked}
        record.event(ROOM, "chosen", "organization", actor.organization, {"asked_for": sizes})


def _as_kept(choice: Choice, place: int) -> dict[str, object]:
    title = mask(choice.title).text[:200]
    return {
        "title": title, "ticked": choice.ticked, "per_month": choice.per_month, "own": choice.own, "place": place,
    }  # fmt: skip
