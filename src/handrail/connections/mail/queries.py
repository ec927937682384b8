"""Reads of mailboxes and messages."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse

from handrail.connections.mail.reading import Mail
from handrail.connections.marks import mark
from handrail.connections.models import Connection, Message
from handrail.customers.marks import mark as finding_mark
from handrail.customers.queries import finding_key
from handrail.desk import queries as cases
from handrail.desk.models import Case
from handrail.ledger.models import PersonalValue
from handrail.people.models import MailServer, Member
from handrail.people.rights import Right, may
from handrail.procedures import queries as handbook
from handrail.procedures.replies import queries as replies
from handrail.procedures.replies.models import ReplyVersion
from handrail.procedures.replies.reply import FIRST, LANGUAGES
from handrail.procedures.replies.reply import read as read_reply
from handrail.web.waiting import Waiting

PATIENT = timedelta(minutes=10)
SORTS = {"newest": "-at", "oldest": "at", "state": "state", "kind": "kind", "case": "case__number"}


def connections() -> "QuerySet[Connection]":
    rows: QuerySet[Connection] = Connection.objects.select_related("member__user").order_by("name", "id")
    return rows


def due(at: datetime, every: timedelta) -> list[Connection]:
    """Mailboxes to be looked into now. One that could not be read waits longer: each try keeps the worker waiting."""
    late = Q(looked_at=None) | Q(looked_at__lte=at - every, problem="") | Q(looked_at__lte=at - PATIENT)
    rows = Connection.objects.filter(late, active=True)
    return list(rows.select_related("member__user").order_by("looked_at", "id"))


def our_addresses() -> frozenset[str]:
    """Every address that is ours: what comes from one of them is never answered."""
    mine = {str(address).lower() for address in Connection.objects.values_list("address", flat=True)}
    return frozenset(mine | {str(sender).lower() for sender in MailServer.objects.values_list("sender", flat=True)})


def case_of_thread(ids: Iterable[str]) -> Case | None:
    """The case of the mail that this one answers: by the ids it names, the last one first. Nobody guesses an id of
    ours, and one that the customer made is known from the mail it came with."""
    for each in reversed(tuple(ids)):
        row = (
            Message.objects.filter(mark=mark(each), case__isnull=False)
            .select_related("case__entry", "case__bundle")
            .first()
        )
        if row is not None:
            found: Case = row.case
            return found
    return None


def ours_among(ids: Iterable[str]) -> Message | None:
    """The mail of ours that one of these ids names."""
    marks = [mark(each) for each in ids]
    row: Message | None = Message.objects.filter(way="out", mark__in=marks).select_related("case").first()
    return row


def mail_of(message: Message) -> Mail:
    """A message that waits, as it was read. Its files were not kept: they stay in the mailbox."""
    rows = PersonalValue.objects.filter(event__chain__subject="message", event__chain__subject_id=message.id)
    said = {str(row.place): str(row.value) for row in rows}
    return Mail(
        message.sha256, said.get("message_id", ""), tuple(said.get("answers", "").split()), said.get("from", ""),
        said.get("name", ""), subject=said.get("subject", ""), words=said.get("note", ""),
    )  # fmt: skip


def messages(words: str = "", sort: str = "newest", show: str = "") -> "QuerySet[Message]":
    """The list: by the number of the case, the mailbox, or the address of the other side."""
    rows: QuerySet[Message] = Message.objects.select_related("case", "connection", "outgoing")
    rows = rows.filter(state=show) if show else rows
    if words.strip():
        found = Q(case__number__icontains=words.strip()) | Q(connection__name__icontains=words.strip())
        found |= Q(sender_mark=finding_mark(finding_key(), "email", words)) if "@" in words else Q()
        rows = rows.filter(found)
    return rows.order_by(SORTS.get(sort, SORTS["newest"]), "-id")


def acknowledgement(connection: Connection, case: Case, at: datetime) -> ReplyVersion | None:
    """The reply that says a message arrived, in the customer's language where there is one; None when none may go."""
    if not connection.acknowledge:
        return None
    state = cases.state(case)
    on = cases.moment({}, at).on
    there, language = replies.in_force(on), state.facts.get("customer.language", "")
    return there.get(f"{connection.acknowledge}.{language}") or there.get(connection.acknowledge)


def unspoken(connection: Connection, on: date) -> list[tuple[str, list[str]]]:
    """Of the languages this business has replies in: the titles of those that this mailbox may send by itself and that
    are not there in it. Whoever wants that language is answered by a person."""
    there = replies.in_force(on)
    spoken = sorted({str(row.entry.language) for row in there.values()} - {FIRST})
    sent = _sent_by_itself(connection, on)
    lacking = [
        (language, sorted(title for name, title in sent.items() if f"{name}.{language}" not in there))
        for language in spoken
    ]
    return [(LANGUAGES[language], titles) for language, titles in lacking if titles]


def _sent_by_itself(connection: Connection, on: date) -> dict[str, str]:
    """Each reply by its name, with its title: what says that a message arrived, and what the steps send."""
    version = replies.in_force(on).get(connection.acknowledge)
    sent = {connection.acknowledge: read_reply(version.text).title} if version else {}
    revision = handbook.in_force(connection.starts, on) if connection.starts and connection.may_send else None
    if revision is not None and revision.bundle is not None:
        frozen = handbook.replies_of_bundle(revision.bundle).values()
        sent |= {reply.reply: reply.title for _, reply in frozen if reply.language == FIRST and "email" in reply.ways}
    return sent


# What waits for a person: handed up to home

MOST_WAITING = 10
_BUTTONS = {"waits": ("A message waits", "Look"), "failed": ("A mail did not go", "See to it")}


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Messages nobody has decided about, mails nobody can tell of, and mailboxes that can't be read."""
    found: list[Waiting] = []
    if may(member.role, Right.RUN):
        rows = Message.objects.filter(state__in=("waits", "failed", "unclear")).select_related("connection", "case")
        found += [_waits(row, zone) for row in rows.order_by("at")[:MOST_WAITING]]
    if may(member.role, Right.SETTINGS):
        found += [_problem(row) for row in Connection.objects.filter(active=True).exclude(problem="")]
    return found


def _waits(row: Message, zone: str) -> Waiting:
    title, button = _BUTTONS.get(row.state, ("Nobody can tell whether a mail went", "See to it"))
    about = f"Case {row.case.number}" if row.case else row.connection.name
    since = row.at.astimezone(ZoneInfo(zone))
    detail = f"{about}, {since:%b %-d, %-I:%M %p}"
    return Waiting("first", title, reverse("message", args=[row.pk]), detail, button, label="for: agent")


def _problem(row: Connection) -> Waiting:
    title = f"The mailbox {row.name} can’t be read"
    return Waiting("first", title, reverse("mailbox", args=[row.pk]), row.problem, "Mend it", label="for: owner")


def mailbox_of(case: Case) -> Connection | None:
    """The mailbox that the customer last wrote to in this case."""
    came = Message.objects.filter(case=case, way="in", state="case").select_related("connection")
    row: Message | None = came.order_by("-at", "-id").first()
    return row.connection if row else None
