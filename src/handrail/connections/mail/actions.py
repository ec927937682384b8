"""Mailboxes: set up, looked into, and each mail taken once: into its case, into a new one, or onto the list of what
waits for a person."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handrail.business.queries import known
from handrail.calendars.open_hours import after
from handrail.connections.adapters.imap import Mailbox, MailboxError, Place, Reader, opened
from handrail.connections.automation import actions as automation
from handrail.connections.automation.actions import actor_of
from handrail.connections.kept.queries import held
from handrail.connections.letters import promise
from handrail.connections.mail import queries
from handrail.connections.mail.judging import Judged, judge
from handrail.connections.mail.reading import LARGEST, File, Mail, read
from handrail.connections.mail.writing import subject_of
from handrail.connections.marks import mark
from handrail.connections.models import Connection, Message
from handrail.connections.outbox import actions as outbox
from handrail.connections.outbox.actions import Draft, sender_mark_of
from handrail.customers import queries as customers
from handrail.customers.models import Customer
from handrail.desk import actions as desk
from handrail.desk import queries as cases
from handrail.desk.actions import DeskError
from handrail.desk.carrying import actions as carrying
from handrail.desk.carrying.actions import Came
from handrail.desk.clocks.queries import waited_for
from handrail.desk.escalating.queue.queries import open_hours
from handrail.desk.models import Case
from handrail.desk.promises import actions as promises
from handrail.facts.never import never_kept
from handrail.facts.vocabulary import Value
from handrail.inquiries.masking import mask
from handrail.ledger import attachments
from handrail.ledger.actor import Actor
from handrail.ledger.attachments import AttachmentError
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed, unrecorded
from handrail.ledger.models import PersonalValue
from handrail.ledger.queries import as_it_stands
from handrail.people.mail_tokens import actions as mail_tokens
from handrail.people.mail_tokens.asking import ConsentError
from handrail.people.models import TOKEN, Member, Organization
from handrail.people.rights import Right, require
from handrail.procedures import queries as handbook
from handrail.procedures.models import Revision
from handrail.procedures.replies import queries as replies
from handrail.procedures.replies.reply import FIRST, filled, open_blanks
from handrail.procedures.replies.reply import read as read_reply
from handrail.procedures.replies.wanted import refusals

ROOM, SUBJECT = "connections", "message"
log = logging.getLogger("handrail.connections")
EVERY = timedelta(minutes=1)  # between two looks into a mailbox
KEPT_FILES = 10  # of one mail
TAKEN_OUT = "[taken out: it is never kept]"


class ConnectionsError(Exception):
    """What cannot be done with a connection or a message; the message says why and what to do next."""


# Setting up


def connect(*, actor: Actor, row: Connection | None, answers: Mapping[str, Any], at: datetime) -> Connection:
    """Keep how a mailbox is reached and what is done with it. An empty password keeps the one there is."""
    require(actor, Right.SETTINGS)
    with deed(actor, at) as record:
        row = row or Connection(validity=0)
        moved = (row.host, row.user, row.folder) != (answers["host"], answers["user"], answers["folder"])
        for name in _SET:
            setattr(row, name, answers[name])
        mail_tokens.set_sign_in(row, answers)
        if moved:
            row.validity = row.last_uid = 0
        row.changed_at, row.problem, row.looked_at = at, "", None
        row.save()
        told: dict[str, JSON] = {
            "host": row.host,
            "port": row.port,
            "starts": row.starts,
            "may_send": row.may_send,
            "may_ask": row.may_ask,
        }
        record.event(ROOM, "mailbox-set", "connection", row.id, told)
    return row


_SET = (
    "name", "address", "host", "port", "security", "user", "folder", "member", "starts", "acknowledge", "answer_hours",
    "may_send", "may_ask", "site", "active",
)  # fmt: skip


def mailbox_of(row: Connection, at: datetime) -> Mailbox:
    """Raises MailboxError when the password can't be unlocked, or the provider gives no token."""
    try:
        secret = mail_tokens.secret_of(row, at)
    except ConsentError as error:
        raise MailboxError(str(error)) from error
    return Mailbox(row.host, row.port, row.security, row.user, secret, row.folder, row.signs_in == TOKEN)


# Looking


def look(*, connection: Connection, at: datetime) -> int:
    """Take what came since the last look. The network is outside of every deed; each mail is kept, or known to be kept,
    before the next is asked for. Returns how many came; a problem is noted and tried again."""
    actor = actor_of(connection)
    try:
        with opened(mailbox_of(connection, at)) as reader:
            count = _take_all(actor, connection, reader, at)
    except MailboxError as error:
        _note(actor, connection, at, str(error))
        return 0
    _note(actor, connection, at, "")
    return count


def _take_all(actor: Actor, connection: Connection, reader: Reader, at: datetime) -> int:
    count = 0
    for fetched in reader.after(Place(connection.validity, connection.last_uid), LARGEST):
        raw = fetched.content
        mail = read(raw) if raw is not None else Mail(mark(f"{reader.validity}.{fetched.uid}") * 2, is_broken=True)
        _receive_or_list(actor, connection, mail, at, too_large=raw is None)
        _keep_place(actor, connection, reader.validity, fetched.uid, at)
        reader.seen(fetched.uid)
        count += 1
    if connection.validity != reader.validity:
        _keep_place(actor, connection, reader.validity, connection.last_uid if count else 0, at)
    return count


def _receive_or_list(actor: Actor, connection: Connection, mail: Mail, at: datetime, *, too_large: bool) -> None:
    """One mail that can't be taken, for a reason nobody thought of, keeps no other from being taken: a person looks at
    it in the mailbox."""
    try:
        receive(connection=connection, mail=mail, at=at, too_large=too_large)
    except Exception:
        log.exception("A mail of %s could not be taken; it is listed for a person", connection.address)
        own = mark(mail.message_id or mail.sha256)
        if not Message.objects.filter(way="in", mark=own).exists():
            row = Message(
                connection=connection, way="in", kind="quiet", mark=own, at=at, state="waits", sha256=mail.sha256,
                why="It could not be taken. Look at it in the mailbox.", by=connection.address,
            )  # fmt: skip
            _list(actor, row, at)


def _keep_place(actor: Actor, connection: Connection, validity: int, uid: int, at: datetime) -> None:
    with deed(actor, at) as record:
        connection.validity, connection.last_uid = validity, uid
        connection.save(update_fields=["validity", "last_uid"])
        record.event(ROOM, "read-to", "connection", connection.id, {"uid": uid})


def _note(actor: Actor, connection: Connection, at: datetime, problem: str) -> None:
    """When it was looked into last, and what was wrong. Only a change is an event: a look each minute is none."""
    changed = problem[:400] != connection.problem
    connection.looked_at, connection.problem = at, problem[:400]
    told: AbstractContextManager[Deed | None]
    told = deed(actor, at) if changed else unrecorded("when a mailbox was looked into")
    with told as record:
        connection.save(update_fields=["looked_at", "problem"])
        if record is not None:
            kind = "mailbox-problem" if problem else "mailbox-works"
            record.event(ROOM, kind, "connection", connection.id, {"why": connection.problem})


# Taking one mail


def receive(*, connection: Connection, mail: Mail, at: datetime, too_large: bool = False) -> Message | None:
    """Take one mail, once. None when it was taken before."""
    own = mark(mail.message_id or mail.sha256)
    if Message.objects.filter(way="in", mark=own).exists():
        return None
    judged = judge(mail, queries.our_addresses())
    if Message.objects.filter(way="out", mark=own).exists():
        judged = Judged("loop", "It is a mail of ours that came back.")
    if too_large:
        judged = Judged("quiet", "It is too large to be read here. Look at it in the mailbox.")
    case = queries.case_of_thread(mail.answers)
    row = Message(
        connection=connection, case=case, way="in", kind=judged.kind, mark=own, at=at, state="left", why=judged.why,
        sender_mark=sender_mark_of(mail.sender) if mail.sender else "", sha256=mail.sha256, by=connection.address,
    )  # fmt: skip
    _TAKE[judged.kind](actor_of(connection), row, _cleaned(mail), at)
    return row


def _take_bounce(actor: Actor, row: Message, mail: Mail, at: datetime) -> None:
    """A notice that one of ours did not arrive: the case of that mail hears of it, and nobody is answered."""
    ours = queries.ours_among((*mail.about, *mail.answers))
    row.case = ours.case if ours else row.case
    _list(actor, row, at)
    if ours:
        outbox.returned(actor=actor, message=ours, at=at)


def _take_automatic(actor: Actor, row: Message, mail: Mail, at: datetime) -> None:
    """Kept with its case, where it answers one; never answered, and no case begins with it."""
    if row.case is None:
        _list(actor, row, at)
        return
    _into_case(actor, row, row.case, mail, at)


def _list(actor: Actor, row: Message, at: datetime) -> None:
    with deed(actor, at) as record:
        row.save(force_insert=True)
        record.event(ROOM, "message-listed", SUBJECT, row.id, {"kind": row.kind, "sha256": row.sha256})


def _take_word(actor: Actor, row: Message, mail: Mail, at: datetime) -> None:
    """A customer's own words: into the case they answer, into a new one, or onto the list for a person."""
    if row.case is not None:
        _into_case(actor, row, row.case, mail, at, needs="The customer wrote. Read it and answer.")
        return
    revision = handbook.in_force(row.connection.starts, cases.moment({}, at).on) if row.connection.starts else None
    if revision is None or row.kind != "person":
        _wait(actor, row, mail, at)
        return
    try:
        case = begin(actor=actor, row=row, revision=revision, mail=mail, at=at)
    except DeskError as error:
        row.why = str(error)[:500]
        _wait(actor, row, mail, at)
        return
    automation.go_on(connection=row.connection, case=case, at=at)


def _take_loop(actor: Actor, row: Message, mail: Mail, at: datetime) -> None:
    _list(actor, row, at)


_TAKE: dict[str, Callable[[Actor, Message, Mail, datetime], None]] = {
    "loop": _take_loop, "bounce": _take_bounce, "automatic": _take_automatic, "person": _take_word,
    "quiet": _take_word,
}  # fmt: skip


def _into_case(actor: Actor, row: Message, case: Case, mail: Mail, at: datetime, needs: str = "") -> None:
    stored = _store(mail.files)
    customers.finding_key()
    with deed(actor, at) as record:
        row.case, row.state = case, "case"
        row.save(force_insert=row._state.adding)
        record.event(ROOM, "message-taken", SUBJECT, row.id, {"case": case.number, "sha256": row.sha256})
        _say(actor, row, case, mail, stored, at)
        if needs:
            carrying.wait_for_person(case, needs)


def _say(actor: Actor, row: Message, case: Case, mail: Mail, stored: Sequence[bool], at: datetime) -> None:
    """Inside a deed: the words into the chain of the case, the files beside it."""
    files = [(f.name, f.sha256, f.size, kept) for f, kept in zip(mail.files, stored, strict=True)]
    message = Came(row.id, mail.sender, mail.subject, mail.words, mail.message_id, mail.answers, files)
    carrying.came(actor=actor, case=case, message=message, at=at)
    for file, kept in zip(mail.files, stored, strict=True):
        if kept:
            attachments.name_bytes(
                actor=actor, room=ROOM, subject="case", subject_id=case.id, name=file.name,
                content=file.content, at=at,
            )  # fmt: skip


def _store(files: Sequence[File]) -> list[bool]:
    """The bytes of what may be kept (photos and PDF by their content), on the disk before the deed. Of all others the
    hash stays."""
    return [n < KEPT_FILES and _stored(file.content) for n, file in enumerate(files)]


def _stored(content: bytes) -> bool:
    try:
        attachments.keep_bytes(content)
    except AttachmentError:
        return False
    return True


def clean(text: str) -> str:
    """Words without what no record may hold; the rest stays as it was written. A number over two lines costs more."""
    found = "\n".join(_clean_part(line) for line in text.split("\n"))
    return _clean_part(found)


def _clean_part(text: str) -> str:
    if not never_kept(text):
        return text
    masked = mask(text).text
    return TAKEN_OUT if never_kept(masked) else masked


def _cleaned(mail: Mail) -> Mail:
    """The mail as it may be kept: words cleaned; an id or an address that is none of ours to keep is left out."""
    ids = tuple(each for each in mail.answers if not never_kept(each))
    return replace(
        mail, words=clean(mail.words), subject=clean(mail.subject), sender_name=clean(mail.sender_name),
        message_id="" if never_kept(mail.message_id) else mail.message_id, answers=ids,
        sender="" if never_kept(mail.sender) else mail.sender,
        files=tuple(replace(file, name=clean(file.name)) for file in mail.files),
    )  # fmt: skip


# What waits for a person


def _wait(actor: Actor, row: Message, mail: Mail, at: datetime) -> None:
    """Sealed with the message itself until somebody decides: then it goes into a case, or its words go."""
    sealed: dict[str, JSON] = {
        "note": mail.words or "(no words)", "from": mail.sender, "name": mail.sender_name,
        "subject": mail.subject, "message_id": mail.message_id, "answers": " ".join(mail.answers),
    }  # fmt: skip
    with deed(actor, at) as record:
        row.state = "waits"
        row.save(force_insert=True)
        record.event(ROOM, "message-waits", SUBJECT, row.id, {"sha256": row.sha256, "files": len(mail.files)}, sealed)


def start_from(*, actor: Actor, member: Member, message: Message, revision: Revision, at: datetime) -> Case:
    """A person begins a case from a message that waits; it is theirs."""
    require(actor, Right.RUN)
    with deed(actor, at):
        mail = _waiting(message)
        _forget_words(message)
        return begin(actor=actor, row=message, revision=revision, mail=mail, at=at, member=member)


def put_into(*, actor: Actor, message: Message, case: Case, at: datetime) -> None:
    """It belongs to a case there is."""
    require(actor, Right.RUN)
    with deed(actor, at):
        mail = _waiting(message)
        _forget_words(message)
        _into_case(actor, message, case, mail, at)


def leave(*, actor: Actor, message: Message, why: str, at: datetime) -> None:
    """Nothing is done with it, and its words are not kept. What it was and who decided is on record."""
    require(actor, Right.RUN)
    if not why.strip() or never_kept(why):
        raise ConnectionsError("Write why nothing is done with it, without numbers that are never kept.")
    with deed(actor, at) as record:
        _waiting(message)
        if holds := held(message):
            raise ConnectionsError(f"{'; '.join(holds)}. No word of it goes: put it into a case, or leave it waiting.")
        _forget_words(message)
        message.state = "left"
        message.save(update_fields=["state"])
        record.event(ROOM, "message-left", SUBJECT, message.id, {}, {"reason": why.strip()})


def _waiting(message: Message) -> Mail:
    """Inside a deed: what it says, while nobody decided about it; two may do so in the same moment."""
    as_it_stands(message)
    if message.state != "waits":
        raise ConnectionsError("Somebody decided about this message already. Nothing was changed.")
    return queries.mail_of(message)


def _forget_words(message: Message) -> None:
    """Inside a deed: its sealed words go; those of a case are sealed there anew."""
    PersonalValue.objects.filter(event__chain__subject=SUBJECT, event__chain__subject_id=message.id).delete()


# A case begins


@dataclass(frozen=True, slots=True)
class _Who:
    customer: Customer | None
    facts: Mapping[str, Value]


def begin(
    *, actor: Actor, row: Message, revision: Revision, mail: Mail, at: datetime, member: Member | None = None
) -> Case:
    """A case of a message, and the acknowledgement where one is chosen and may go. Raises DeskError."""
    who, stored = _who(actor, mail), _store(mail.files)
    customers.finding_key()
    with deed(actor, at):
        case = desk.start(
            actor=actor, member=member or row.connection.member, revision=revision, channel="email", at=at,
            known={**known(), **who.facts}, customer=who.customer, contacted_at=min(row.at, at),
        )  # fmt: skip
        _keep_with(actor, row, case, mail, stored, at)
        if row.kind == "person":
            _acknowledge(actor, row.connection, case, mail, at)
    return case


def _keep_with(actor: Actor, row: Message, case: Case, mail: Mail, stored: Sequence[bool], at: datetime) -> None:
    with deed(actor, at) as record:
        row.case, row.state = case, "case"
        row.save(force_insert=row._state.adding)
        record.event(ROOM, "message-begins", SUBJECT, row.id, {"case": case.number, "sha256": row.sha256})
        _say(actor, row, case, mail, stored, at)


def _who(actor: Actor, mail: Mail) -> _Who:
    """The customer of this address, where there is one and no other; else what the mail says of its sender."""
    subject = {"case.reason": mail.subject} if mail.subject else {}
    ids = customers.find(actor.organization, mail.sender) if mail.sender else []
    if len(ids) == 1:
        return _Who(Customer.objects.get(pk=ids[0]), subject)
    told = {"customer.email": mail.sender, "customer.name": mail.sender_name}
    return _Who(None, {**subject, **{name: text for name, text in told.items() if text}})


def _acknowledge(actor: Actor, connection: Connection, case: Case, mail: Mail, at: datetime) -> None:
    """Say that it arrived, with the time promised. What can't be said whole is not said: a person answers instead."""
    fixed = waited_for(case, at)
    due_at = fixed or after(at, timedelta(hours=connection.answer_hours), open_hours())
    zone = ZoneInfo(str(Organization.objects.get(pk=case.organization_id).time_zone))
    by = due_at.astimezone(zone)
    if not fixed:  # else it stands in the queue already, and closes by itself
        what = promise(FIRST, by)
        what = what[:1].upper() + what[1:]
        promises.promise(actor=actor, case=case, what=what, by=due_at, person=None, at=at)
    version = queries.acknowledgement(connection, case, at)
    if version is None or not mail.sender or outbox.too_often(connection, mail.sender, at):
        return
    reply = read_reply(version.text)
    state = cases.state(case)
    facts: dict[str, Value] = {**state.facts, "case.promise": promise(reply.language, by)}
    now = cases.moment(facts, at)
    if refusals(reply, now.law, facts, now.on, open_blanks(reply, facts)) or "email" not in reply.ways:
        return
    subject, words = filled(reply, facts)
    ids = (*mail.answers, mail.message_id) if mail.message_id else mail.answers
    pins: dict[str, JSON] = {"reply": replies.name_of(version.entry), "version": version.number, "title": reply.title}
    pins["language"] = reply.language
    carrying.acknowledged(actor=actor, case=case, reply=pins, words=words, at=at)
    draft = Draft(mail.sender, subject_of(mail.subject, subject), words, ids)
    outbox.write(actor=actor, connection=connection, case=case, draft=draft, at=at)
