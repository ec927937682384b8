"""Deeds on replies: write, ask for approval, approve, send back, decline, put in force, withdraw, adopt.

As with procedures: draft, in review, approved, in force from a day, superseded or retired. Who wrote at a version does
not approve it, all who are named do; the library's own words are adopted at once; a team of one waits a day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from handrail.facts.problems import Problem
from handrail.law.queries import law_in_use
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.people.rights import Right, require
from handrail.procedures.control import queries as control
from handrail.procedures.control import signed
from handrail.procedures.language.reader import UnreadableError
from handrail.procedures.replies import queries
from handrail.procedures.replies.models import ReplyEntry, ReplySignature, ReplyVersion
from handrail.procedures.replies.reply import FIRST, Reply, read, text_hash
from handrail.procedures.replies.shelf import replies, starter_text
from handrail.procedures.replies.wanted import unknown_kinds, unsaid_in

WAIT_ALONE = timedelta(days=1)
LIBRARY = "The library's own words, adopted as they are."
ALONE = "Approved by its own author after a day: nobody else here may approve."
MOVED_ON = "This version has moved on since this page was loaded. Nothing was changed; here is where it stands."
NOT_TOLD: Mapping[str, JSON] = MappingProxyType({})


class ReplyError(Exception):
    """A deed on a reply that is refused; the message says why and what to do next."""


def save_draft(*, actor: Actor, text: str, reason: str, at: datetime, seen: str = "") -> ReplyVersion:
    """Keep a text as the draft of its reply; an open draft is written over. Raises UnreadableError with the place.

    `seen`: the hash of the draft that was changed: when somebody else changed it meanwhile, nothing is written over."""
    require(actor, Right.WRITE)
    reply = read(text)
    _must_know(reply, control.business_day(actor.organization, at))
    if not reason.strip():
        raise ReplyError("Write why you change it. The reason stands beside the version.")
    with deed(actor, at) as record:
        row = ReplyVersion.objects.filter(
            entry__slug=reply.reply, entry__language=reply.language, state="draft"
        ).first() or _new_version(reply, text, at)
        if seen and text_hash(row.text) not in (seen, text_hash(text)):
            raise ReplyError(f"{row.author_name} changed this draft meanwhile. What you typed is below; theirs stands.")
        row.text, row.reason, row.until = text, reason.strip()[:300], reply.until
        row.author_id, row.author_name = actor.id, actor.name
        row.writers = sorted({*row.writers, *([str(actor.id)] if actor.id else [])})
        row.save()
        row.entry.title = reply.title
        row.entry.save(update_fields=["title"])
        _event(record, "reply-draft-saved", row, {"reason": row.reason})
    return row


def _must_know(reply: Reply, on: date) -> None:
    foreign = unknown_kinds(reply, law_in_use(on))
    if foreign:
        raise UnreadableError([Problem("reply.yaml", 1, 1, f"meets: no law file here knows “{foreign[0]}”")])


def _must_be_whole(reply: Reply) -> None:
    if reply.to_write:
        raise ReplyError(
            f"“{reply.title}” is not whole yet. Still to write: {reply.to_write[0]}. Take the words of a law from the "
            "agency or your adviser, and put them in place of the mark."
        )


def _new_version(reply: Reply, text: str, at: datetime) -> ReplyVersion:
    entry, _ = ReplyEntry.objects.get_or_create(
        slug=reply.reply, language=reply.language, defaults={"title": reply.title}
    )
    last = ReplyVersion.objects.filter(entry=entry).order_by("-number").first()
    number = last.number + 1 if last else 1
    return ReplyVersion(entry=entry, number=number, text=text, state="draft", made_at=at, until=reply.until)


def submit(*, actor: Actor, row: ReplyVersion, at: datetime) -> None:
    """Ask for approval."""
    require(actor, Right.WRITE)
    with deed(actor, at) as record:
        _must_be(row, "draft")
        _must_be_whole(read(row.text))
        row.state, row.submitted_at, row.sent_back_why = "review", at, ""
        row.save(update_fields=["state", "submitted_at", "sent_back_why"])
        _event(record, "reply-submitted", row)


def approve(
    *,
    actor: Actor,
    row: ReplyVersion,
    at: datetime,
    despite: str = "",
    how: Mapping[str, JSON] = NOT_TOLD,
    seen: str = "",
) -> None:
    """Sign a version; once all who are named did, it is approved.

    `despite`: why, though a sentence is missing that law asks for, or the law behind it is out of date: it stays on
    record. `seen`: the hash of the text that was read. Raises ReplyError."""
    require(actor, Right.APPROVE)
    _must_be(row, "review")
    if seen and seen != text_hash(row.text):
        raise ReplyError(MOVED_ON)
    standing = queries.standing(row)
    refused = standing.refusal(actor.id)
    if refused:
        raise ReplyError(refused)
    _must_be_whole(read(row.text))
    own = _own_words(row, at) if actor.id in standing.writers else ""
    lacking = _must_say(read(row.text), control.business_day(actor.organization, at), despite.strip())
    row.exception = " ".join(filter(None, (own, lacking)))[:300]
    after = standing.signed_by(actor.id)
    with deed(actor, at) as record:
        _must_be(row, "review")
        if queries.standing(row).signed != standing.signed:
            raise ReplyError("Somebody else signed it in this very moment. Look at it again, then sign.")
        _sign(actor, row, "approve", how, at)
        if after.is_done():
            names = [sign.name for sign in queries.signatures(row)]  # those that count
            row.state, row.approved_at, row.approved_by = "approved", at, ", ".join(dict.fromkeys(names))[:120]
        row.save()
        waits = list[JSON](after.names(after.missing()))
        kind = "reply-approved" if after.is_done() else "reply-signed"
        _event(record, kind, row, {"hash": text_hash(row.text), "exception": row.exception, "waits_for": waits})


def _must_say(reply: Reply, on: date, despite: str) -> str:
    """What stays on record where it is approved all the same."""
    lacks = queries.left_out_here(reply, on)
    old = [row for row in queries.wanted_here(reply, on) if row.status == "due"]
    english = unsaid_in(reply)
    if not (lacks or old or english):
        return ""
    first = (
        f"It does not say “{lacks[0].element}”, which {lacks[0].title} asks for ({lacks[0].citation})"
        if lacks
        else f"The law behind it is out of date: {old[0].title} ({old[0].citation})"
        if old
        else f"{english[0].words}, so that would be sent in English"
    )
    if not despite:
        raise ReplyError(f"{first}. Mend it, or write why it is approved all the same; that stays on record.")
    return f"Approved all the same: {despite[:140]} ({first[:140]})"


def _own_words(row: ReplyVersion, at: datetime) -> str:
    if queries.is_library_text(row):
        return LIBRARY
    ready = (row.submitted_at or row.made_at) + WAIT_ALONE
    if at < ready:
        raise ReplyError(f"You wrote this alone. It can be approved after a day, from {ready:%b %-d, %-I:%M %p} UTC.")
    return ALONE


def _sign(actor: Actor, row: ReplyVersion, intent: str, how: Mapping[str, JSON], at: datetime) -> None:
    hash_ = text_hash(row.text)
    ReplySignature.objects.create(
        version=row, member_id=actor.id, name=actor.name, role=actor.role, intent=intent, hash=hash_,
        words=signed.words(intent, row.entry.title, row.number, hash_), identified=dict(how), at=at,
    )  # fmt: skip


def send_back(*, actor: Actor, row: ReplyVersion, why: str, at: datetime) -> None:
    """Changes are asked for: it is a draft again, and the signatures so far do not count any more."""
    _decide_against(actor, row, "draft", "reply-sent-back", why, "Write what should change.", at)


def decline(*, actor: Actor, row: ReplyVersion, why: str, at: datetime) -> None:
    """It is not wanted. It stays, with the reason."""
    _decide_against(actor, row, "declined", "reply-declined", why, "Write why it is declined.", at)


def _decide_against(actor: Actor, row: ReplyVersion, state: str, kind: str, why: str, ask: str, at: datetime) -> None:
    require(actor, Right.APPROVE)
    if not why.strip():
        raise ReplyError(ask)
    with deed(actor, at) as record:
        _must_be(row, "review")
        row.state, row.sent_back_why = state, why.strip()[:1000]
        row.save(update_fields=["state", "sent_back_why"])
        _event(record, kind, row, personal={"why": why.strip()})


def publish(*, actor: Actor, row: ReplyVersion, on: date, at: datetime) -> None:
    """Put an approved version in force on a day, that of its approval or later."""
    require(actor, Right.APPROVE)
    _must_be(row, "approved")
    empty = queries.standing(row).list_is_empty
    if empty:
        raise ReplyError(f"It can't be put in force. {empty}")
    assert row.approved_at is not None
    if on < control.business_day(actor.organization, row.approved_at):
        raise ReplyError(f"It was approved on {row.approved_at:%b %-d, %Y}. It takes effect that day or later.")
    if row.is_past(on):
        raise ReplyError(f"Its text says that it may be sent until {row.until:%b %-d, %Y}. Write a new version.")
    _must_follow(read(row.text), on)
    with deed(actor, at) as record:
        _must_be(row, "approved")
        _put_in_force(record, row, on, "reply-published")


def _must_follow(reply: Reply, on: date) -> None:
    """A translation was made from a version that is there."""
    if reply.follows is None:
        return
    source = ReplyVersion.objects.filter(entry__slug=reply.reply, entry__language=FIRST, number=reply.follows).first()
    if source is None or source.effective_on is None:
        raise ReplyError(f"It was made from version {reply.follows} of the English text, which was never in force.")


def _put_in_force(record: Deed, row: ReplyVersion, on: date, kind: str) -> None:
    """The one way into force."""
    _must_not_have_ended(record, row.entry, on)
    row.state, row.effective_on = "published", on
    row.save(update_fields=["state", "effective_on"])
    others = ReplyVersion.objects.filter(entry=row.entry, state="published").exclude(pk=row.pk)
    others.filter(effective_on__gte=on).update(state="superseded")
    _event(record, kind, row, {"on": on.isoformat(), "hash": text_hash(row.text)})


def _must_not_have_ended(record: Deed, entry: ReplyEntry, on: date) -> None:
    """A withdrawal that is over takes its versions with it; one still ahead stands in the way of what follows."""
    if entry.retires_on is None or on < entry.retires_on:
        return
    if entry.retires_on > control.business_day(record.actor.organization, record.at):
        raise ReplyError(
            f"This reply ends on {entry.retires_on:%b %-d, %Y}. Put the version in force before that day, or withdraw "
            "the reply from today on first."
        )
    _retire(entry)
    entry.retires_on, entry.retires_why = None, ""
    entry.save(update_fields=["retires_on", "retires_why"])


def _retire(entry: ReplyEntry) -> None:
    """What stood is out of force for good; only what is approved anew comes after it."""
    ReplyVersion.objects.filter(entry=entry, state="published").update(state="retired")


def return_to(*, actor: Actor, row: ReplyVersion, reason: str, at: datetime) -> ReplyVersion:
    """An earlier version's text as a new draft, which takes its own approval."""
    if row.effective_on is None:
        raise ReplyError("Only a version that was in force once can be gone back to.")
    if ReplyVersion.objects.filter(entry=row.entry, state__in=["draft", "review", "approved"]).exists():
        raise ReplyError("Another version is on its way. Finish or decline that one first.")
    return save_draft(actor=actor, text=row.text, reason=f"Back to version {row.number}: {reason}"[:300], at=at)


def withdraw(*, actor: Actor, entry: ReplyEntry, why: str, on: date, at: datetime) -> None:
    """From a day on it is not sent any more, also by cases that run already."""
    require(actor, Right.APPROVE)
    if not why.strip():
        raise ReplyError("Write why it is withdrawn.")
    today = control.business_day(actor.organization, at)
    if on < today:
        raise ReplyError("A reply is withdrawn from today on, or from a later day.")
    ended = entry.retires_on is not None and entry.retires_on <= today
    if ended or not ReplyVersion.objects.filter(entry=entry, state="published").exists():
        raise ReplyError("Nothing of it is in force, so there is nothing to withdraw.")
    with deed(actor, at) as record:
        if on == today:
            _retire(entry)
        entry.retires_on, entry.retires_why = on, why.strip()[:300]
        entry.save(update_fields=["retires_on", "retires_why"])
        data: dict[str, JSON] = {"reply": queries.name_of(entry), "on": on.isoformat()}
        record.event("procedures", "reply-withdrawn", "reply", entry.pk, data, {"why": why.strip()})


def adopt(
    *, actor: Actor, names: Iterable[str], at: datetime, on: date, how: Mapping[str, JSON] = NOT_TOLD
) -> list[ReplyVersion]:
    """Put starter replies in force as the library wrote them, all or none. One that is here already stays as it is."""
    require(actor, Right.APPROVE)
    here = queries.in_force(on)
    wanted = [name for name in dict.fromkeys(names) if name not in here]
    unknown = next((name for name in wanted if name not in replies()), "")
    if unknown:
        raise ReplyError(f"The library has no reply called {unknown}.")
    for name in wanted:
        _must_be_whole(replies()[name])
    with deed(actor, at) as record:
        rows = [_adopted(record, name, on, how) for name in sorted(wanted)]
        if not rows:
            data: dict[str, JSON] = {"replies": list[JSON](sorted(names))}
            record.event("procedures", "replies-stood", "organization", actor.organization, data)
    return rows


def _adopted(record: Deed, name: str, on: date, how: Mapping[str, JSON]) -> ReplyVersion:
    actor, at = record.actor, record.at
    row = _new_version(replies()[name], starter_text(name), at)
    row.state, row.author_name, row.reason, row.exception = "review", "Handrail library", "From the library", LIBRARY
    row.approved_at, row.approved_by = at, actor.name
    row.save()
    _sign(actor, row, "adopt", how, at)
    standing = queries.standing(row)
    if not standing.is_done() or standing.list_is_empty or (standing.named and actor.id not in standing.named):
        raise ReplyError(f"Approvers are named, so “{row.entry.title}” is not adopted at once. Write it as a draft.")
    row.state = "approved"
    row.save()
    _put_in_force(record, row, on, "reply-adopted")
    return row


def _must_be(row: ReplyVersion, state: str) -> None:
    now = ReplyVersion.objects.filter(pk=row.pk).values_list("state", flat=True).first()
    if now != state or row.state != state:
        raise ReplyError(MOVED_ON)


def _event(
    record: Deed,
    kind: str,
    row: ReplyVersion,
    data: Mapping[str, JSON] = NOT_TOLD,
    personal: Mapping[str, JSON] = NOT_TOLD,
) -> None:
    told: dict[str, JSON] = {"reply": queries.name_of(row.entry), "version": row.number, **data}
    record.event("procedures", kind, "reply", row.entry_id, told, personal)
