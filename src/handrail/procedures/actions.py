"""Deeds on the handbook: adopt, write, submit, approve, decline, publish, go back to an earlier version.

Draft, in review, approved, in force on a date, superseded, retired; or declined. Who wrote at a version cannot approve
it, and all who are named as its approvers do. The library's own words are adopted at once, marked "not reviewed by an
adviser"; words the only approver wrote wait a day, as a recorded exception. Taking out of force is in control.actions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import MappingProxyType

import typst

from handrail.facts.problems import Problem
from handrail.law.queries import block_of
from handrail.law.versions.age import in_words
from handrail.ledger.actor import Actor
from handrail.ledger.attachments import AttachmentError, attach
from handrail.ledger.canonical import JSON, digest
from handrail.ledger.deed import Deed, deed
from handrail.people.actions import send_mail
from handrail.people.queries import address_of, mail_server
from handrail.people.rights import Right, require
from handrail.procedures import queries
from handrail.procedures.blank import unwritten
from handrail.procedures.bringing import queries as bringing
from handrail.procedures.control import queries as control
from handrail.procedures.control import signed
from handrail.procedures.handbook import queries as handbook
from handrail.procedures.language.reader import UnreadableError, holds_all, plain, read, read_with, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out
from handrail.procedures.models import Bundle, Carried, Entry, Remark, Revision, Signature, text_hash
from handrail.procedures.papers import actions as papers
from handrail.procedures.replies import actions as reply_deeds
from handrail.procedures.replies import queries as replies
from handrail.procedures.replies.reply import read as read_reply
from handrail.procedures.replies.sent import frozen, replies_of
from handrail.procedures.replies.shelf import replies as starter_replies
from handrail.procedures.shelf import called_by, library, starter_text, with_called
from handrail.procedures.tested import queries as tested

WAIT_ALONE = timedelta(days=1)
NOT_REVIEWED = "Not reviewed by an adviser: the library's own words, adopted as they are."
STOPS = ("calls", "endless-loop", "dead-end")  # findings of the check that no approval passes over
ALONE = "Approved by its own author after a day: nobody else here may approve. An outside review is asked for."
MOVED_ON = "This version has moved on since this page was loaded. Nothing was changed; here is where it stands."
NO_PAPERS: Mapping[str, bytes] = MappingProxyType({})
NOT_TOLD: Mapping[str, JSON] = MappingProxyType({})  # how the signer was identified, where no door told it


class ProcedureError(Exception):
    """A deed on the handbook that is refused; the message says why and what to do next."""


def adopt(
    *,
    actor: Actor,
    slug: str,
    at: datetime,
    on: date,
    despite: str = "",
    how: Mapping[str, JSON] = NOT_TOLD,
    papers: Mapping[str, bytes] = NO_PAPERS,
) -> Revision:
    """Put a starter procedure, and those it calls, in force as the library wrote them.

    `despite`: why, though the law behind it is out of date; `how`: how the person was identified; `papers`: those of
    `starter_papers`, for a deed around several."""
    require(actor, Right.APPROVE)
    wanted = _wanted(slug, on)
    sent = replies_of(library()[name] for name in wanted)
    papers = papers or starter_papers(actor=actor, slugs=[slug], at=at, on=on)
    with deed(actor, at) as record:
        if sent:
            _adopt_replies(actor, sent, at, on, how)
        rows = [_adopted(library()[name], at, actor, how, papers[name]) for name in wanted]
        for row in reversed(rows):  # the called before their callers
            old = _put_in_force(row, on, at, despite)
            data: dict[str, JSON] = {"version": row.number, "by": actor.name, "exception": row.exception, **old}
            record.event("procedures", "adopted", "procedure", row.entry_id, data)
            _carry(record, row, on)
    return rows[0]


def _adopt_replies(actor: Actor, slugs: Iterable[str], at: datetime, on: date, how: Mapping[str, JSON]) -> None:
    """The replies that starter procedures send come into force with them, in every language the library has."""
    wanted = set(slugs)
    names = [name for name, reply in starter_replies().items() if reply.reply in wanted]
    try:
        reply_deeds.adopt(actor=actor, names=names, at=at, on=on, how=how)
    except reply_deeds.ReplyError as error:
        raise ProcedureError(str(error)) from error


def _wanted(slug: str, on: date) -> list[str]:
    """The starter procedure and those it calls that are not in force here."""
    shelf = library()
    if slug not in shelf:
        raise ProcedureError(f"The library has no procedure called {slug}.")
    here = queries.texts_in_force(on)
    return [name for name in with_called(slug, shelf) if name == slug or name not in here]


def starter_papers(*, actor: Actor, slugs: Iterable[str], at: datetime, on: date) -> dict[str, bytes]:
    """The papers of starter procedures as they are adopted, made ahead: setting type is no work for inside a deed."""
    wanted, bound = dict.fromkeys(name for slug in slugs for name in _wanted(slug, on)), handbook.law_of(on)
    with _paper_or_refusal():
        return {name: control.starter_paper(name, actor, NOT_REVIEWED, at, on, bound) for name in wanted}


def _adopted(procedure: Procedure, at: datetime, actor: Actor, how: Mapping[str, JSON], paper: bytes) -> Revision:
    """Adopting is signed as well: who took the library's words into use, which words, under which hash."""
    row = _new_revision(procedure, starter_text(procedure.procedure), "From the starter library", at)
    row.author_name, row.state, row.exception = "Handrail library", "review", NOT_REVIEWED
    row.material, row.approved_at, row.approved_by = True, at, actor.name
    row.save()
    _sign(actor, row, "adopt", how, at)
    standing = control.standing(row)
    if not standing.is_done() or standing.list_is_empty or (standing.named and actor.id not in standing.named):
        raise ProcedureError(
            f"The approvers of {row.entry.title} are named, so it is not adopted at once. Keep the library’s text as a "
            "draft and ask them."
        )
    row.state = "approved"
    row.save()
    _keep_paper(actor, row, paper, at)
    return row


def save_draft(*, actor: Actor, text: str, reason: str, at: datetime) -> Revision:
    """Keep a text as the draft of its procedure; an open draft of the same procedure is written over.

    Raises UnreadableError with file, line and column."""
    require(actor, Right.WRITE)
    procedure = read_with(text, queries.facts_defined, roles=queries.roles_declared())
    if not holds_all(text, procedure):
        text = write(procedure)  # what it takes from others stands in the text, as it is there now
    _must_write_out(procedure)
    with deed(actor, at) as record:
        row = Revision.objects.filter(entry__slug=procedure.procedure, state="draft").first()
        row = row or _new_revision(procedure, text, reason, at)
        row.text, row.reason, row.state = text, reason, "draft"
        row.author_id, row.author_name = actor.id, actor.name
        row.writers = sorted({*row.writers, *([str(actor.id)] if actor.id else [])})
        row.save()
        papers.note(row, control.business_day(actor.organization, at), at)
        record.event("procedures", "draft-saved", "procedure", row.entry_id, {"version": row.number, "reason": reason})
    return row


def _must_write_out(procedure: Procedure) -> None:
    try:
        written_out(procedure)
    except ValueError as error:
        raise UnreadableError([Problem("procedure.yaml", 1, 1, str(error))]) from None


def submit(*, actor: Actor, row: Revision, at: datetime, material: bool = True) -> None:
    """Ask for approval. `material`: the decision that the change asks for new training; a minor one asks for none, and
    for the same approval."""
    require(actor, Right.WRITE)
    _must_be(row, "draft")
    first = not Revision.objects.filter(entry=row.entry, effective_on__isnull=False).exists()
    if first and not material:
        raise ProcedureError("The first version is new to everybody, so it can't be a minor change.")
    _must_not_be_guessed(row)
    _must_be_written(row)
    with deed(actor, at) as record:
        _must_stand(row)
        row.state, row.submitted_at, row.material = "review", at, material
        row.save(update_fields=["state", "submitted_at", "material"])
        papers.note(row, control.business_day(actor.organization, at), at)
        data: dict[str, JSON] = {"version": row.number, "change": "material" if material else "minor"}
        record.event("procedures", "submitted", "procedure", row.entry_id, data)


def approve(
    *,
    actor: Actor,
    row: Revision,
    at: datetime,
    on: date,
    despite: str = "",
    how: Mapping[str, JSON] = NOT_TOLD,
    address: str = "",
    seen: str = "",
) -> None:
    """Sign a version; once all who are named did, it is approved and its paper is kept.

    `how`: how the person was identified; `address`: of the version, for the copy that goes by mail; `seen`: the hash of
    the text that was read. Raises
    ProcedureError when who wrote it would approve it (see `control.deciding`), when a duty of law is missed on some
    path, here or in what runs it, unless `despite` says why it is approved all the same: that reason stays on record;
    and when its paper can't be kept."""
    require(actor, Right.APPROVE)
    _must_be(row, "review")
    if seen and seen != text_hash(row.text):
        raise ProcedureError(MOVED_ON)
    _must_not_be_guessed(row)
    standing = control.standing(row)
    refused = standing.refusal(actor.id)
    if refused:
        raise ProcedureError(refused)
    own = _own_words(row, at) if actor.id in standing.writers else ""
    missed = _must_not_break(row, on, despite.strip())
    row.exception = " ".join(dict.fromkeys(filter(None, (row.exception, own, missed))))[:300]
    after = standing.signed_by(actor.id)
    names = [*(sign.name for sign in control.signatures(row)), actor.name]
    with _paper_or_refusal():
        paper = control.approved_paper(row, names, on, at) if after.is_done() else b""
    with deed(actor, at) as record:
        _must_stand(row)
        if control.standing(row).signed != standing.signed:
            raise ProcedureError("Somebody else signed it in this very moment. Look at it again, then sign.")
        _sign(actor, row, "approve", how, at, address)
        if after.is_done():
            _approved(record, row, names, paper)
        else:
            row.save(update_fields=["exception"])
            waits = list[JSON](after.names(after.missing()))
            record.event("procedures", "signed", "procedure", row.entry_id, {"version": row.number, "waits_for": waits})


def _approved(record: Deed, row: Revision, names: Sequence[str], paper: bytes) -> None:
    """All who have to signed. The paper as approved is kept with it, or it is not approved at all."""
    row.state, row.approved_at, row.approved_by = "approved", record.at, ", ".join(names)[:120]
    row.save(update_fields=["state", "approved_at", "approved_by", "exception"])
    kept = _keep_paper(record.actor, row, paper, record.at)
    data: dict[str, JSON] = {"version": row.number, "hash": text_hash(row.text), "exception": row.exception}
    record.event("procedures", "approved", "procedure", row.entry_id, {**data, "paper": kept})


def _keep_paper(actor: Actor, row: Revision, content: bytes, at: datetime) -> str:
    name = f"{row.entry.slug}-version-{row.number}-approved.pdf"
    with _paper_or_refusal():
        kept = attach(
            actor=actor, room="procedures", subject="version", subject_id=row.pk, name=name, content=content, at=at
        )
    return kept.sha256


@contextmanager
def _paper_or_refusal() -> Iterator[None]:
    """Nothing is approved without its paper."""
    try:
        yield
    except (typst.TypstError, AttachmentError, OSError) as error:
        raise ProcedureError(
            f"The paper of this version can’t be made or kept, so it is not approved: {error} Mend that, then approve."
        ) from error


def _sign(
    actor: Actor, row: Revision, intent: str, how: Mapping[str, JSON], at: datetime, address: str = ""
) -> Signature:
    """Keep what was signed, word for word, and give a copy."""
    hash_ = text_hash(row.text)
    words = signed.words(intent, row.entry.title, row.number, hash_)
    copy = _give_copy(actor, row, words, how, at, address)
    made: Signature = Signature.objects.create(
        revision=row, member_id=actor.id, name=actor.name, role=actor.role, intent=intent, words=words, hash=hash_,
        identified=dict(how), copy=copy, at=at,
    )  # fmt: skip
    return made


def _give_copy(actor: Actor, row: Revision, words: str, how: Mapping[str, JSON], at: datetime, address: str) -> str:
    """What was signed goes by mail where mail is set up; the paper lies with the version for download either way."""
    to = address_of(actor.id) if actor.id and mail_server() else ""
    if not to:
        return "kept with the version for download"
    subject, body = signed.letter(row.entry.title, row.number, words, how, f"{at:%b %-d, %Y}", address)
    send_mail(actor=actor, to=to, subject=subject, body=body, at=at)
    return f"mailed to {to}"[:200]


def _must_not_break(row: Revision, on: date, despite: str) -> str:
    """A version that cannot run (it calls nothing, or runs in a circle) is not approved at all; one that misses a duty,
    itself or in a procedure that runs it, or lets a scenario of one that runs it come out otherwise, only with a
    reason, which is the exception to keep. Other findings are
    shown."""
    report = queries.report(read(row.text), on)
    reached = [(each.row.entry.title, found) for each in control.reached(row, on) for found in each.found]
    stops = [found.title for found in report.findings if found.rule in STOPS]
    stops += [f"{found.title} (in {title}, which runs it)" for title, found in reached if found.rule in STOPS]
    if stops:
        raise ProcedureError(f"This version can’t run: {stops[0]}. Mend it, then ask again.")
    _must_have_replies(replies_of([read(row.text)]), on)
    _must_not_surprise(read(row.text), on)
    missed = [found.title for found in report.findings if found.severity == "law"]
    missed += [f"{found.title} (in {title}, which runs it)" for title, found in reached if found.severity == "law"]
    otherwise = [] if missed else _surprises_in_callers(read(row.text), on)
    if (missed or otherwise) and not despite:
        first = (missed or otherwise)[0]
        raise ProcedureError(f"{first}. Mend it, or write why it is approved all the same; that stays on record.")
    if missed:
        return f"Approved though a duty is missed: {despite[:160]} ({missed[0][:90].strip()})"
    return f"Approved though a scenario comes out otherwise: {despite[:140]} ({otherwise[0][:90]})" if otherwise else ""


def _must_not_surprise_callers(row: Revision, on: date, despite: str) -> None:
    """Once more on the day it comes into force: what runs it may have been put in force since it was approved."""
    rows = [] if row.exception else _surprises_in_callers(read(row.text), on)
    if rows and not despite:
        raise ProcedureError(
            f"{rows[0]}. Mend that one first, or have this version approved once more, with a reason for it."
        )
    if rows:
        row.exception = f"In force though a scenario comes out otherwise: {despite[:140]} ({rows[0][:90]})"


def _surprises_in_callers(changed: Procedure, on: date) -> list[str]:
    rows = tested.surprised_in(control.callers(changed.procedure, on), changed, on)
    return [f"The scenario “{name}” of {each.entry.title}, which runs it, comes out otherwise" for each, name in rows]


def _must_be_written(row: Revision) -> None:
    """The words a draft begins with are for who writes it, not for who reads it."""
    open_ = unwritten(read(row.text))
    if open_:
        raise ProcedureError(f"Still to write: {'; '.join(words for _, words in open_)}. Write that, then ask again.")


def _must_not_be_guessed(row: Revision) -> None:
    """What was guessed when it was brought in is confirmed by a person first."""
    guessed = bringing.refusal(row)
    if guessed:
        raise ProcedureError(guessed)


def _must_not_surprise(procedure: Procedure, on: date) -> None:
    """A scenario that comes out otherwise than it says stops approval and publication."""
    for ran in tested.surprises(procedure, on):
        raise ProcedureError(
            f"The scenario “{ran.scenario.name}” comes out otherwise: {ran.differs[0]}. "
            "Mend the procedure, or what the scenario expects, in a draft."
        )


def _own_words(row: Revision, at: datetime) -> str:
    """The exception that a team of one approves its own words: after a day; at once where they are the library's."""
    if control.is_library_text(row):
        return NOT_REVIEWED
    ready = (row.submitted_at or row.made_at) + WAIT_ALONE
    if at < ready:
        raise ProcedureError(
            f"You wrote this alone. It can be approved after a day, from {ready:%b %-d, %-I:%M %p} UTC."
        )
    return ALONE


def send_back(*, actor: Actor, row: Revision, why: str, at: datetime) -> None:
    """Changes are asked for: the version is a draft again, with the reason beside it and on record."""
    _decide_against(actor, row, "draft", "changes", why, "Write what should change.", at)


def decline(*, actor: Actor, row: Revision, why: str, at: datetime) -> None:
    """The version is not wanted. It stays as it is, with the reason; a new one begins as a draft of its own."""
    _decide_against(actor, row, "declined", "declined", why, "Write why it is declined.", at)


def _decide_against(actor: Actor, row: Revision, state: str, kind: str, why: str, ask: str, at: datetime) -> None:
    require(actor, Right.APPROVE)
    _must_be(row, "review")
    if not why.strip():
        raise ProcedureError(ask)
    with deed(actor, at) as record:
        _must_stand(row)
        row.state = state
        row.save(update_fields=["state"])
        Remark.objects.create(revision=row, kind=kind, text=why.strip()[:2000], by=actor.name, at=at)
        name = "sent-back" if kind == "changes" else "declined"
        record.event("procedures", name, "procedure", row.entry_id, {"version": row.number}, {"why": why})


def publish(*, actor: Actor, row: Revision, on: date, at: datetime, despite: str = "") -> None:
    """Put an approved version in force on a day, that of its approval or later. The bundle is frozen now, and so are
    those of the procedures that run it. `despite`: why, though the law behind it is out of date."""
    require(actor, Right.APPROVE)
    _must_be(row, "approved")
    empty = control.standing(row).list_is_empty
    if empty:
        raise ProcedureError(f"It can't be put in force. {empty}")
    assert row.approved_at is not None
    approved = control.business_day(actor.organization, row.approved_at)
    if on < approved:
        raise ProcedureError(f"It was approved on {approved:%b %-d, %Y}. It takes effect that day or later.")
    with deed(actor, at) as record:
        _must_stand(row)
        old = _put_in_force(row, on, at, despite)
        data: dict[str, JSON] = {"version": row.number, "on": on.isoformat(), "bundle": _bundle_of(row).hash, **old}
        record.event("procedures", "published", "procedure", row.entry_id, data)
        papers.drop(record, row)
        _carry(record, row, on)


def _carry(record: Deed, row: Revision, on: date) -> None:
    """What runs this procedure runs the new version of it from that day on: a new bundle, both hashes on record."""
    for caller in control.callers(row.entry.slug, on):
        was = _bundle_of(caller).hash
        try:
            bundle = freeze(caller, on)
        except ProcedureError as error:
            data: dict[str, JSON] = {"version": caller.number, "because": row.entry.slug, "why": str(error)}
            record.event("procedures", "not-carried", "procedure", caller.entry_id, data)
            continue
        if bundle.hash != was:
            Carried.objects.create(revision=caller, bundle=bundle, because=row, on=on)
            data = {"version": caller.number, "from": was, "to": bundle.hash, "because": row.entry.slug}
            record.event("procedures", "carried", "procedure", caller.entry_id, {**data, "on": on.isoformat()})


def return_to(*, actor: Actor, row: Revision, reason: str, at: datetime) -> Revision:
    """An earlier version's text as a new draft, which takes its own approval."""
    require(actor, Right.WRITE)
    if row.effective_on is None:
        raise ProcedureError("Only a version that was in force once can be gone back to.")
    if not reason.strip():
        raise ProcedureError("Write why you go back to it.")
    open_ = Revision.objects.filter(entry=row.entry, state__in=["draft", "review", "approved"]).first()
    if open_:
        raise ProcedureError(
            f"Version {open_.number} is {open_.get_state_display().lower()}. Finish or decline that one first."
        )
    return save_draft(actor=actor, text=row.text, reason=f"Back to version {row.number}: {reason.strip()}"[:300], at=at)


def record_review(*, actor: Actor, row: Revision, by: str, on: date, words: str, at: datetime) -> None:
    """Keep that an adviser read this version: who, on which day, what they said. The mark "not reviewed" goes."""
    require(actor, Right.APPROVE)
    if row.state in ("draft", "retired", "declined"):
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
    _must_not_have_ended(row.entry, on)
    _must_not_surprise(read(row.text), on)
    _must_not_surprise_callers(row, on, despite.strip())
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


def _must_not_have_ended(entry: Entry, on: date) -> None:
    if entry.retires_on and on >= entry.retires_on:
        raise ProcedureError(
            f"This procedure ends on {entry.retires_on:%b %-d, %Y}: “{entry.retires_why}” Take that back first, "
            "on the page Withdraw."
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
    here, waiting = queries.texts_in_force(on), called_by(procedures[row.entry.slug])
    while waiting:
        slug = waiting.pop()
        if slug in procedures:
            continue
        if slug not in here:
            raise ProcedureError(f"It calls {slug}, which is not in force on {on:%b %-d, %Y}. Publish that one first.")
        procedures[slug] = read(here[slug])
        waiting.extend(called_by(procedures[slug]))
    content = {"start": row.entry.slug, "procedures": {slug: plain(p) for slug, p in sorted(procedures.items())}}
    sent = _frozen_replies(procedures.values(), on)
    content |= {"replies": sent} if sent else {}
    found: Bundle | None = Bundle.objects.filter(hash=digest(content)).first()
    return found or Bundle.objects.create(hash=digest(content), content=content)


def _frozen_replies(procedures: Iterable[Procedure], on: date) -> dict[str, JSON]:
    """The replies that these send, every language of each, as they are in force on a day."""
    slugs = replies_of(procedures)
    if not slugs:
        return {}
    _must_have_replies(slugs, on)
    rows = replies.in_force(on)
    numbers = {name: row.number for name, row in rows.items()}
    return frozen(slugs, numbers, {name: read_reply(row.text) for name, row in rows.items()})


def _must_have_replies(slugs: Iterable[str], on: date) -> None:
    gone = replies.missing(slugs, on)
    if gone:
        raise ProcedureError(
            f"It sends the reply {gone[0]}, which is not in force on {on:%b %-d, %Y}. Put that one in force first."
        )


def _new_revision(procedure: Procedure, text: str, reason: str, at: datetime) -> Revision:
    entry, _ = Entry.objects.update_or_create(slug=procedure.procedure, defaults={"title": procedure.title})
    last = Revision.objects.filter(entry=entry).order_by("-number").first()
    return Revision(entry=entry, number=(last.number if last else 0) + 1, text=text, reason=reason, made_at=at)


def _must_be(row: Revision, state: str) -> None:
    if row.state != state:
        raise ProcedureError(f"This version is {row.get_state_display().lower()}; that can't be done with it.")


def _must_stand(row: Revision) -> None:
    """Nobody moved or rewrote it since it was read."""
    now = Revision.objects.filter(pk=row.pk).values("state", "text").first()
    if now != {"state": row.state, "text": row.text}:
        raise ProcedureError(MOVED_ON)
