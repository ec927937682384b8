"""Reads of what customers ask."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from handrail.business.queries import known
from handrail.facts.vocabulary import fact
from handrail.inquiries import finder
from handrail.inquiries.matching import Matcher, matcher_for
from handrail.inquiries.models import AskedFor, Ticket, TicketFile, Topic, TopicRun
from handrail.inquiries.subjects import listed, subjects, trade_inquiries
from handrail.inquiries.trades import TradeInquiry
from handrail.inquiries.wanted import Asked, Choice, ranked, trade_list
from handrail.ledger import scope
from handrail.ledger.jobs import Jobs
from handrail.procedures import queries as procedures
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision

SORTS = {
    "new": (F("created_on").desc(nulls_last=True), F("created_at").desc(nulls_last=True), "-id"),
    "old": (F("created_on").asc(nulls_last=True), F("created_at").asc(nulls_last=True), "id"),
    "number": ("number", "id"),
    "channel": ("channel", "id"),
    "status": ("status", "id"),
    "topic": (F("topic__rank").asc(nulls_last=True), "id"),
}
MOST_FOUND = 8  # procedures offered for what a customer says
NO_TOPIC = "none"  # in place of a topic's slug: the tickets in none
ROOM, FIND = "inquiries", "find-topics"
JOBS = Jobs(TopicRun, timer=FIND, room=ROOM, subject="topic-run", words="topics ", lost_after=timedelta(minutes=30))


# For other rooms


def asked(organization: UUID) -> list[Asked]:
    """What customers ask, the most frequent first: the topics found in the tickets, else the ticked list; none yet
    when neither is there."""
    with scope.organization(organization):
        found = [Asked(t.slug, t.name, t.volume, t.share, tuple(t.examples)) for t in topics()]
        return found or ranked(choices(), offered())


def tickets(organization: UUID) -> "QuerySet[Ticket]":
    """The business's tickets, masked, of every file that is not taken out; oldest first."""
    with scope.organization(organization):
        return all_tickets().order_by(*SORTS["old"])


def without_topics(organization: UUID) -> int:
    """How many tickets came in while no topics were found in any: a draft can't go by them yet."""
    with scope.organization(organization):
        return 0 if topics() else all_tickets().count()


def answering(words: str, on: date) -> list[Revision]:
    """Procedures in force that answer what a customer says, best first: those it names, then by its subject, then by
    shared words alone. All of them while nothing is said."""
    rows = procedures.handbook(on)
    if not words.strip():
        return rows
    there = {row.entry.slug: row for row in rows}
    shelf = {slug: procedures.procedures_of(row.bundle)[slug] for slug, row in there.items() if row.bundle}
    hashes = tuple(row.bundle.hash for row in rows if row.bundle)
    near = finder.find(words, _matcher_of(hashes, trade()[0], lambda: shelf), there)
    telling = finder.telling(words)
    by_words = [row for row in procedures.find(telling, on) if row.entry.slug not in near] if telling else []
    found = [*(there[slug] for slug in near), *by_words]
    names = {row.entry.slug: row.entry.title for row in found}
    return [there[slug] for slug in finder.named_first(words, names)][:MOST_FOUND]


_MATCHERS: OrderedDict[tuple[tuple[str, ...], str], Matcher] = OrderedDict()
_MOST_MATCHERS = 16


def _matcher_of(hashes: tuple[str, ...], trade: str, shelf: Callable[[], Mapping[str, Procedure]]) -> Matcher:
    """The words of a handbook, made ready once per process: what stands under its hashes never changes."""
    found = _MATCHERS.get((hashes, trade))
    if found is None:
        rows = shelf()
        found = _MATCHERS[hashes, trade] = Matcher(subjects(rows, trade), listed(rows))
        if len(_MATCHERS) > _MOST_MATCHERS:
            _MATCHERS.popitem(last=False)
    return found


# For this room's pages; the scope is set


def all_tickets() -> "QuerySet[Ticket]":
    rows: QuerySet[Ticket] = Ticket.objects.filter(file__undone_at=None)
    return rows


def ticket_of(text: str) -> Ticket | None:
    """A ticket by its address here, or by its number."""
    rows = all_tickets()
    try:
        return rows.filter(pk=UUID(text)).first()
    except ValueError:
        return rows.filter(number=text).order_by(F("created_on").desc(nulls_last=True), "-id").first()


def found_tickets(words: str = "", sort: str = "new", topic: str = "") -> "QuerySet[Ticket]":
    """Tickets in which every word stands; `topic` is a topic's slug."""
    rows = all_tickets().select_related("topic").order_by(*SORTS.get(sort, SORTS["new"]))
    for word in words.split()[:10]:
        rows = rows.filter(
            Q(subject__icontains=word) | Q(body__icontains=word) | Q(number__icontains=word)
            | Q(channel__icontains=word) | Q(status__icontains=word) | Q(customer__icontains=word)
        )  # fmt: skip
    if topic == NO_TOPIC:
        return rows.filter(topic=None)
    return rows.filter(topic__slug=topic) if topic else rows


def numbers() -> set[str]:
    """The numbers tickets have already, those that tell tickets of different files apart."""
    rows = all_tickets().exclude(number="").exclude(number__startswith="[")
    return set(rows.values_list("number", flat=True))


def files() -> "QuerySet[TicketFile]":
    rows: QuerySet[TicketFile] = TicketFile.objects.order_by("-brought_at")
    return rows


def topics() -> list[Topic]:
    """The ranked list as last found; none when every file is taken out."""
    return list(Topic.objects.order_by("rank")) if all_tickets().exists() else []


def last_run() -> TopicRun | None:
    return JOBS.last()


def under_way(at: datetime) -> TopicRun | None:
    """The search that waits or runs."""
    return JOBS.under_way(at)


def is_stale() -> bool:
    """Whether files were brought in, taken out or put back since the topics were found."""
    done = TopicRun.objects.filter(state="done").order_by("-ended_at").first()
    changed = TicketFile.objects.aggregate(last=Max("changed_at"))["last"]
    return bool(done and changed and changed > done.asked_at)


def trade() -> tuple[str, str]:
    """The business's trade and its words; "" when nobody said."""
    value = str(known().get("business.trade", ""))
    assert value == "" or value in fact("business.trade").values
    return value, value.replace("-", " ")


def matcher() -> Matcher | None:
    """What this trade is asked, ready to compare messages with; None while the trade is not known."""
    name = trade()[0]
    return matcher_for(name) if name in trade_inquiries() else None


def offered() -> Mapping[str, TradeInquiry]:
    """The trade's list, by name."""
    return {inquiry.id: inquiry for inquiry in trade_list(trade()[0])}


def choices() -> list[Choice]:
    """The list to tick: the trade's, as kept if it was, then the business's own."""
    kept = {row.name: row for row in AskedFor.objects.all()}
    listed = offered()
    trades = [_choice(kept[name]) if name in kept else Choice(name, inquiry.title, False, None, False)
              for name, inquiry in listed.items()]  # fmt: skip
    return trades + [_choice(row) for name, row in kept.items() if name not in listed and (row.own or row.ticked)]


def _choice(row: AskedFor) -> Choice:
    return Choice(row.name, row.title, row.ticked, row.per_month, row.own)
