"""Deeds on the handbook: adopt, write, submit, approve, publish, retire.

Draft, in review, approved, in force on a date, superseded, retired. The author cannot approve. The library's own words
are adopted at once, marked "not reviewed by an adviser"; words the only approver wrote wait a day, as a recorded
exception."""

from datetime import date, datetime, timedelta

from handrail.law.queries import block_of
from handrail.law.versions.age import in_words
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON, digest
from handrail.ledger.deed import deed
from handrail.people.queries import members
from handrail.people.rights import Right, may, require
from handrail.procedures import queries
from handrail.procedures.language.reader import plain, read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Bundle, Entry, Revision
from handrail.procedures.shelf import called_by, library, with_called

WAIT_ALONE = timedelta(days=1)
NOT_REVIEWED = "Not reviewed by an adviser: the library's own words, adopted as they are."
STOPS = ("calls", "endless-loop", "dead-end")  # findings of the check that no approval passes over
ALONE = "Approved by its own author after a day: nobody else here may approve. An outside review is asked for."


class ProcedureError(Exception):
    """A deed on the handbook that is refused; the message says why and what to do next."""


def adopt(*, actor: Actor, slug: str, at: datetime, on: date, despite: str = "") -> Revision:
    """Put a starter procedure, and those it calls, in force as the library wrote them.

    `despite`: why, though the law behind it is out of date."""
    require(actor, Right.APPROVE)
    shelf = library()
    if slug not in shelf:
        raise ProcedureError(f"The library has no procedure called {slug}.")
    wanted = [name for name in with_called(slug, shelf) if name == slug or not queries.in_force(name, on)]
    with deed(actor, at) as record:
        rows = [_adopted(shelf[name], at, actor) for name in wanted]
        for row in reversed(rows):  # the called before their callers
            old = _put_in_force(row, on, at, despite)
            data: dict[str, JSON] = {"version": row.number, "by": actor.name, "exception": row.exception, **old}
            record.event("procedures", "adopted", "procedure", row.entry_id, data)
    return rows[0]


def _adopted(procedure: Procedure, at: datetime, actor: Actor) -> Revision:
    row = _new_revision(procedure, write(procedure), "From the starter library", at)
    row.author_name, row.state, row.exception = "Handrail library", "approved", NOT_REVIEWED
    row.approved_at, row.approved_by = at, actor.name
    row.save()
    return row


def save_draft(*, actor: Actor, text: str, reason: str, at: datetime) -> Revision:
    """Keep a text as the draft of its procedure; an open draft of the same procedure is written over.

    Raises UnreadableError with file, line and column."""
    require(actor, Right.WRITE)
    procedure = read(text)
    with deed(actor, at) as record:
        row = Revision.objects.filter(entry__slug=procedure.procedure, state="draft").first()
        row = row or _new_revision(procedure, text, reason, at)
        row.text, row.reason, row.state = text, reason, "draft"
        row.author_id, row.author_name = actor.id, actor.name
        row.save()
        record.event("procedures", "draft-saved", "procedure", row.entry_id, {"version": row.number, "reason": reason})
    return row


def submit(*, actor: Actor, row: Revision, at: datetime) -> None:
    require(actor, Right.WRITE)
    _must_be(row, "draft")
    with deed(actor, at) as record:
        row.state, row.submitted_at = "review", at
        row.save(update_fields=["state", "submitted_at"])
        record.event("procedures", "submitted", "procedure", row.entry_id, {"version": row.number})


def approve(*, actor: Actor, row: Revision, at: datetime, on: date, despite: str = "") -> None:
    """Raises ProcedureError when the author would approve their own words (see `_own_words`), and when a duty of law
    is missed on some path, unless `despite` says why it is approved all the same: that reason stays on record."""
    require(actor, Right.APPROVE)
    _must_be(row, "review")
    missed = _must_not_break(row, on, despite.strip())
    own = _own_words(actor, row, at) if row.author_id == actor.id else ""
    exception = " ".join(filter(None, (own, missed)))[:300]
    with deed(actor, at) as record:
        row.state, row.approved_at, row.approved_by, row.exception = "approved", at, actor.name, exception
        row.save(update_fields=["state", "approved_at", "approved_by", "exception"])
        data: dict[str, JSON] = {"version": row.number, "hash": digest(plain(read(row.text))), "exception": exception}
        record.event("procedures", "approved", "procedure", row.entry_id, data)


def _must_not_break(row: Revision, on: date, despite: str) -> str:
    """A version that cannot run (it calls nothing, or runs in a circle) is not approved at all; one that misses a duty
    only with a reason, which is the exception to keep. Other findings are shown."""
    report = queries.report(read(row.text), on)
    stops = [found for found in report.findings if found.rule in STOPS]
    if stops:
        raise ProcedureError(f"This version can’t run: {stops[0].title}. Mend it, then ask again.")
    missed = [found.title for found in report.findings if found.severity == "law"]
    if missed and not despite:
        raise ProcedureError(f"{missed[0]}. Mend it, or write why it is approved all the same; that stays on record.")
    return f"Approved though a duty is missed ({missed[0]}): {despite}" if missed else ""


def _own_words(actor: Actor, row: Revision, at: datetime) -> str:
    others = [m.user.name for m in members() if m.active and may(m.role, Right.APPROVE) and m.id != actor.id]
    if others:
        raise ProcedureError(f"You wrote this version, so you can't approve it. Ask {' or '.join(others[:2])}.")
    ready = (row.submitted_at or row.made_at) + WAIT_ALONE
    if at < ready:
        raise ProcedureError(
            f"You wrote this alone. It can be approved after a day, from {ready:%b %-d, %-I:%M %p} UTC."
        )
    return ALONE


def send_back(*, actor: Actor, row: Revision, why: str, at: datetime) -> None:
    """Changes are asked for: the version is a draft again, with the reason on record."""
    require(actor, Right.APPROVE)
    _must_be(row, "review")
    if not why.strip():
        raise ProcedureError("Write what should change.")
    with deed(actor, at) as record:
        row.state = "draft"
        row.save(update_fields=["state"])
        record.event("procedures", "sent-back", "procedure", row.entry_id, {"version": row.number}, {"why": why})


def publish(*, actor: Actor, row: Revision, on: date, at: datetime, despite: str = "") -> None:
    """Put an approved version in force on a day, today or later. The bundle is frozen now. `despite`: why, though the
    law behind it is out of date."""
    require(actor, Right.APPROVE)
    _must_be(row, "approved")
    with deed(actor, at) as record:
        old = _put_in_force(row, on, at, despite)
        data: dict[str, JSON] = {"version": row.number, "on": on.isoformat(), "bundle": _bundle_of(row).hash, **old}
        record.event("procedures", "published", "procedure", row.entry_id, data)


def retire(*, actor: Actor, entry: Entry, why: str, at: datetime) -> None:
    """Withdraw a procedure: no new cases; running ones finish on their bundle."""
    require(actor, Right.APPROVE)
    if not why.strip():
        raise ProcedureError("Write why it is withdrawn.")
    with deed(actor, at) as record:
        Revision.objects.filter(entry=entry, state="published").update(state="retired")
        record.event("procedures", "retired", "procedure", entry.id, {"why": why})


def record_review(*, actor: Actor, row: Revision, by: str, on: date, words: str, at: datetime) -> None:
    """Keep that an adviser read this version: who, on which day, what they said. The mark "not reviewed" goes."""
    require(actor, Right.APPROVE)
    if row.state in ("draft", "retired"):
        raise ProcedureError(f"This version is {row.get_state_display().lower()}; a review belongs to one that stands.")
    if not by.strip() or not words.strip():
        raise ProcedureError("Write who read it, and what they said.")
    if on > at.date() + timedelta(days=1):  # a day ahead of UTC it may be already, further ahead nowhere
        raise ProcedureError(f"{on:%b %-d, %Y} is still to come. Write the day on which it was read.")
    with deed(actor, at) as record:
        row.reviewed_by, row.reviewed_on, row.review_words = by.strip()[:120], on, words.strip()[:300]
        row.exception = row.exception.replace(NOT_REVIEWED, "").strip()
        row.save(update_fields=["reviewed_by", "reviewed_on", "review_words", "exception"])
        data: dict[str, JSON] = {"version": row.number, "on": on.isoformat(), "by": row.reviewed_by}
        record.event("procedures", "reviewed", "procedure", row.entry_id, data, {"words": row.review_words})


def _bundle_of(row: Revision) -> Bundle:
    assert row.bundle is not None
    return row.bundle


def _put_in_force(row: Revision, on: date, at: datetime, despite: str) -> dict[str, JSON]:
    """The one way into force. Returns what the record keeps of old law."""
    _must_not_be_held(row.entry.slug)
    row.bundle = freeze(row, on)
    old = _must_be_fresh(row, at, despite.strip())
    row.state, row.effective_on = "published", on
    row.save(update_fields=["bundle", "state", "effective_on", "exception"])
    earlier = Revision.objects.filter(entry=row.entry, state="published").exclude(pk=row.pk)
    earlier.filter(effective_on__gte=on).update(state="superseded")
    return old


def _must_not_be_held(slug: str) -> None:
    """Somebody who may approve said that nothing of it is put in force, and nobody lifted that."""
    block = block_of(slug)
    if block:
        raise ProcedureError(
            f"Its publication is held by {block.by} since {block.at:%b %-d, %Y}: “{block.why}” "
            "An owner or a reviewer lets it go on, under Reviews, Publications held."
        )


def _must_be_fresh(row: Revision, at: datetime, despite: str) -> dict[str, JSON]:
    """While the law behind it is out of date, it is put in force only with a reason, which stays on record."""
    old = queries.law_behind_is_old(queries.procedures_of(_bundle_of(row)).values(), at.date())
    if not old:
        return {}
    if not despite:
        raise ProcedureError(
            f"{in_words(old)} Write why it is put in force all the same; that stays on record. "
            "Or look the law up, and write it down under “I checked” on the duty’s page."
        )
    row.exception = f"Put in force on law out of date: {despite[:180]} {row.exception}".strip()[:300]
    return {"law_out_of_date": [one.words for one in old], "despite": despite}


def freeze(row: Revision, on: date) -> Bundle:
    """One bundle of the version and all it calls, each as in force on the day. Raises ProcedureError for a gap."""
    procedures = {row.entry.slug: read(row.text)}
    waiting = called_by(procedures[row.entry.slug])
    while waiting:
        slug = waiting.pop()
        if slug in procedures:
            continue
        called = queries.in_force(slug, on)
        if called is None:
            raise ProcedureError(f"It calls {slug}, which is not in force on {on:%b %-d, %Y}. Publish that one first.")
        procedures[slug] = read(called.text)
        waiting.extend(called_by(procedures[slug]))
    content = {"start": row.entry.slug, "procedures": {slug: plain(p) for slug, p in sorted(procedures.items())}}
    found: Bundle | None = Bundle.objects.filter(hash=digest(content)).first()
    return found or Bundle.objects.create(hash=digest(content), content=content)


def _new_revision(procedure: Procedure, text: str, reason: str, at: datetime) -> Revision:
    entry, _ = Entry.objects.update_or_create(slug=procedure.procedure, defaults={"title": procedure.title})
    last = Revision.objects.filter(entry=entry).order_by("-number").first()
    return Revision(entry=entry, number=(last.number if last else 0) + 1, text=text, reason=reason, made_at=at)


def _must_be(row: Revision, state: str) -> None:
    if row.state != state:
        raise ProcedureError(f"This version is {row.get_state_display().lower()}; that can't be done with it.")
