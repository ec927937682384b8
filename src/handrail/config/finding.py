"""Find or do: what a few typed words lead to, asked of every room in turn and shown by home."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode

from handrail.business import queries as business
from handrail.config.wiring import MENU
from handrail.customers import queries as customers
from handrail.desk import queries as desk
from handrail.law import listing
from handrail.law.queries import law_in_use
from handrail.ledger import scope
from handrail.people.models import Member, Organization
from handrail.people.rights import Right, may
from handrail.procedures import queries as procedures
from handrail.web.found import Found, Known, among

MOST = 5  # of a kind; the room's own list holds the rest
SHORTEST = 2  # letters, from which on records are searched
_IN_LETTERS = re.compile(r"[A-Za-z]{3}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The words, and who asks them when: a finder shows nobody what the pages would refuse."""

    words: str
    member: Member
    on: date

    def may(self, right: Right) -> bool:
        return may(self.member.role, right)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something one can do from anywhere: its words, its address, who may, and what else people call it."""

    words: str
    place: str
    right: Right
    also: str = ""


DEEDS = (
    Deed("Start a case", "desk", Right.RUN, "new call customer phone run"),
    Deed("Emergency card", "emergency", Right.READ, "gas smell fire danger 911"),
    Deed("Messages", "messages", Right.RUN, "mail email inbox sent answer waits"),
    Deed("Connect a mailbox", "mailbox-new", Right.SETTINGS, "imap email automation connection acknowledge"),
    Deed("How soon we answer", "answering", Right.SETTINGS, "first response time promise sla channel"),
    Deed("Add a customer", "customer-add", Right.RUN, "new person record"),
    Deed("Bring a list of customers in", "customer-list-bring", Right.DESCRIBE, "import upload csv file contacts"),
    Deed("Join records of one customer", "customers-alike", Right.RUN, "merge duplicate double alike"),
    Deed("Tools in use", "tools", Right.READ, "system software changed version screen"),
    Deed("What is recorded of you", "notice", Right.READ, "notice privacy staff monitoring keep read"),
    Deed("Write a procedure", "procedure-new", Right.WRITE, "new draft sop"),
    Deed("See the library", "procedure-library", Right.READ, "starter procedures adopt templates"),
    Deed("Replies", "replies", Right.READ, "mail letter chat words templates answers macros"),
    Deed("Write a reply", "reply-new", Right.WRITE, "new mail letter chat template"),
    Deed("Papers to hand over", "reply-forms", Right.RUN, "form notice right to cancel print home sale"),
    Deed("Library of replies", "reply-library", Right.READ, "starter adopt templates"),
    Deed("Read the handbook", "handbook", Right.READ, "print pdf manual"),
    Deed("Ask about a duty", "law-ask", Right.READ, "law deadline question when"),
    Deed("Numbers of law by date", "law-values", Right.READ, "wage fee threshold values"),
    Deed("Law files", "law-packs", Right.READ, "pack version update approve bring in signed"),
    Deed("What you keep of the law", "law-mine", Right.READ, "checked filed note exclusion own duty"),
    Deed("Add a duty of your own", "law-local-add", Right.LAW, "license licence contract city rule local"),
    Deed("How long we keep what people told us", "keeping", Right.RECORDS, "retention period dispose delete old"),
    Deed("Legal holds", "holds", Right.RECORDS, "litigation suit subpoena preserve"),
    Deed("Disposals", "disposals", Right.RECORDS, "destroy delete certificate retention"),
    Deed("A person’s data", "persons", Right.RECORDS, "privacy request erase export delete gdpr ccpa"),
    Deed("Who looked at whom", "looks", Right.RECORDS, "access log audit read"),
    Deed("Publications held", "reviews-held", Right.RECORDS, "block hold"),
    Deed("Bring tickets", "inquiries-bring", Right.DESCRIBE, "import upload csv file questions"),
    Deed("Invite a person", "people", Right.PEOPLE, "add colleague member agent user"),
    Deed("Settings of mail", "settings-mail", Right.SETTINGS, "e-mail smtp server"),
    Deed("Health of this installation", "settings-health", Right.SETTINGS, "doctor disk backup status"),
    Deed("Your sign-in", "mfa_index", Right.READ, "password second factor authenticator security"),
    Deed("Keys", "keys", Right.READ, "keyboard shortcuts help"),
)


def _deeds(asked: Asked) -> list[Found]:
    rows = [row for row in DEEDS if asked.may(row.right)]
    known = [Known(Found(row.words, reverse(row.place), "do"), row.also) for row in rows]
    return among(known, asked.words)


def _places(asked: Asked) -> list[Found]:
    rows = [row for row in MENU if asked.may(row.right)]
    return among(
        [Known(Found(row.words, reverse(row.name), "place", keys=f"G {row.key.upper()}")) for row in rows], asked.words
    )


def _procedures(asked: Asked) -> list[Found]:
    if not _IN_LETTERS.search(asked.words):  # a number: the room would answer with all it has
        return []
    rows = procedures.find(asked.words, asked.on, MOST + 1)
    found = [
        Found(row.entry.title, reverse("procedure", args=[row.entry.slug]), "procedure", f"version {row.number}")
        for row in rows
    ]
    return _cut(found, "procedures", asked.words, "Procedures")


def _library(asked: Asked) -> list[Found]:
    groups = procedures.on_shelf(asked.words, "", asked.on).values()
    found = [
        Found(row.title, reverse("procedure-starter", args=[row.procedure]), "in the library")
        for rows in groups
        for row in rows
    ]
    return _cut(found, "procedure-library", asked.words, "the library")


def _cases(asked: Asked) -> list[Found]:
    """Open cases, at the desk for those who work them, else their record."""
    at_desk = asked.may(Right.RUN)
    if not at_desk and not asked.may(Right.RECORDS):
        return []
    page = "case" if at_desk else "record"
    found = [
        Found(f"Case {row.number}, {row.entry.title}", reverse(page, args=[row.pk]), "open case", row.step_name)
        for row in desk.open_cases(asked.words)[: MOST + 1]
    ]
    if at_desk:
        return _cut(found, "desk", asked.words, "Desk", "open")
    return _cut(found, "records", asked.words, "Records")


def _records(asked: Asked) -> list[Found]:
    """An ended case by its whole number. Whatever else stands in a record, the page of records finds."""
    row = desk.ended(asked.words) if asked.may(Right.RECORDS) else None
    if row is None:
        return []
    return [Found(f"Case {row.number}, {row.entry.title}", reverse("record", args=[row.pk]), "record", row.outcome)]


def _customers(asked: Asked) -> list[Found]:
    if not asked.may(Right.RUN):
        return []
    ids = customers.find(scope.current(), asked.words)[: MOST + 1]
    found = [
        Found(row.name, reverse("customer", args=[row.id]), "customer", next(iter([*row.phones, *row.emails]), ""))
        for row in customers.rows(ids)
    ]
    return _cut(found, "customers", asked.words, "Customers")


def _duties(asked: Asked) -> list[Found]:
    """Each with its citation and how firm it stands, as everywhere."""
    every = listing.rows(law_in_use(asked.on), business.known(), asked.on)
    found = [
        Found(
            row.duty.title, reverse("law-duty", args=[row.duty.id]), "duty",
            f"{row.pack.title}, {row.plain.citation}", status=row.plain.status, tone=row.plain.tone,
        )
        for row in listing.chosen(every, listing.Wanted(words=asked.words, sort="applies"))
    ]  # fmt: skip
    return _cut(found, "law", asked.words, "Law")


def _cut(found: list[Found], place: str, words: str, name: str, asks: str = "q") -> list[Found]:
    """At most MOST, then the way to the list that holds them all."""
    if len(found) <= MOST:
        return found
    more = Found(f"More in {name}", f"{reverse(place)}?{urlencode({asks: words})}", "list", f"that fit “{words}”")
    return [*found[:MOST], more]


Finder = Callable[[Asked], list[Found]]
ALWAYS: tuple[Finder, ...] = (_deeds, _places)
BY_WORDS: tuple[Finder, ...] = (_procedures, _cases, _records, _customers, _duties, _library)


def find(words: str, member: Member, at: datetime) -> list[Found]:
    """All that fits, what one can do first. Without words: what one can do and where one can go."""
    zone = Organization.objects.get(pk=member.organization_id).time_zone
    asked = Asked(" ".join(words.split()), member, at.astimezone(ZoneInfo(zone)).date())
    finders = ALWAYS + BY_WORDS if len(asked.words) >= SHORTEST else ALWAYS
    return [row for finder in finders for row in finder(asked)]
