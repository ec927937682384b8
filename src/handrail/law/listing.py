"""The list of duties: a row each, filtered, searched and sorted; the numbers by date likewise. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handrail.facts.vocabulary import VOCABULARY
from handrail.law.answers import Facts, Number, Verdict
from handrail.law.duties import Duty, Pack, Status, ValueByDate
from handrail.law.engine import Law
from handrail.law.ours import Aside, set_aside
from handrail.law.plain import told_number
from handrail.law.words import STATUSES, TONES, VERDICTS, Said, said, short_day

TOPICS = {
    "selling": "Selling", "prices": "Prices", "cancelling": "Cancelling", "renewing": "Renewing", "refunds": "Refunds",
    "gift-cards": "Gift cards", "calls": "Sales calls and texts", "messages": "E-mail", "recording": "Recording calls",
    "payments": "Payments", "billing": "Billing", "data": "Personal data", "complaints": "Complaints",
    "records": "Keeping records", "safety": "Safety", "access": "Access", "pay": "Pay",
}  # fmt: skip
"""Topics in the order in which they stand, with their words."""
NONE_FOUND = "none-found"
APPLIES = {**VERDICTS, NONE_FOUND: "No such duty found"}


@dataclass(frozen=True, slots=True)
class Row:
    """A duty on the list. `missing`: the facts on which it depends; `aside`: that this business set it aside."""

    duty: Duty
    pack: Pack
    verdict: Verdict
    missing: frozenset[str]
    status: Status
    plain: Said
    aside: Aside | None = None

    @property
    def topic(self) -> str:
        return TOPICS.get(self.duty.topic, self.duty.topic.capitalize())

    @property
    def applies(self) -> str:
        """`yes`, `depends`, `no`, or that no such duty was found where one was looked for."""
        return NONE_FOUND if self.duty.no_duty and self.verdict != "no" else self.verdict

    @property
    def applies_words(self) -> str:
        if self.applies == NONE_FOUND and self.duty.searched:
            return f"No such duty found, searched {short_day(self.duty.searched)}"
        return self.aside.words if self.aside else APPLIES[self.applies]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked the list for; empty means all. `applies` is one of APPLIES."""

    words: str = ""
    pack: str = ""
    applies: str = ""
    status: str = ""
    topic: str = ""
    trade: str = ""
    sort: str = "topic"

    def takes(self, row: Row) -> bool:
        exact = (
            (self.pack, row.pack.pack), (self.applies, row.applies), (self.status, row.status),
            (self.topic, row.duty.topic),
        )  # fmt: skip
        exactly = all(not asked or asked == found for asked, found in exact)
        of_trade = not self.trade or self.trade in row.duty.trades
        return exactly and of_trade and _has(self.words, f"{_searched(row.duty)} {row.pack.title.lower()}")


def rows(law: Law, facts: Facts, on: date) -> list[Row]:
    """Every duty of every pack, as it stands for a business on a day."""
    pack_of = {duty.id: pack for pack in law.packs.values() for duty in pack.duties}
    aside = {row.duty: row for row in set_aside(law, on)}
    return [
        Row(
            row.duty, pack_of[row.duty.id], row.verdict, row.missing, row.status, said(row.stated),
            aside.get(row.duty.id),
        )
        for row in law.applies(facts, on)
    ]  # fmt: skip


def chosen(found: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows asked for, in the order asked for."""
    return sorted(filter(wanted.takes, found), key=SORTS.get(wanted.sort, SORTS["topic"])[1])


def counts(found: Iterable[Row]) -> dict[str, int]:
    """How many duties stand in each status, in the order of STATUSES; those without one are left out."""
    number = Counter[str](row.status for row in found)
    return {status: number[status] for status in STATUSES if number[status]}


@dataclass(frozen=True, slots=True)
class Shelf:
    """An entry of the table of contents: a topic, trade or place, how many duties stand there and how many are ours."""

    name: str
    words: str
    total: int
    ours: int


def contents(found: Sequence[Row]) -> list[Shelf]:
    """The topics that hold something, in their order."""
    return [shelf for name, words in TOPICS.items() if (shelf := _shelf(name, words, found, _topic_is(name))).total]


def _topic_is(name: str) -> Callable[[Row], bool]:
    return lambda row: row.duty.topic == name


def trades(found: Sequence[Row]) -> list[Shelf]:
    """The trades that have duties of their own."""
    options = VOCABULARY["business.trade"].options
    shelves = (_shelf(name, words, found, _trade_is(name)) for name, words in options)
    return [shelf for shelf in shelves if shelf.total]


def _trade_is(name: str) -> Callable[[Row], bool]:
    return lambda row: name in row.duty.trades


def _shelf(name: str, words: str, found: Sequence[Row], is_there: Callable[[Row], bool]) -> Shelf:
    here = [row for row in found if is_there(row)]
    return Shelf(name, words, len(here), sum(row.applies in ("yes", "depends") for row in here))


def heading(row: Row, sort: str, on: date) -> str:
    """Under which heading a row stands on a list of this order; rows of one heading stand together."""
    return _HEADINGS[sort](row, on) if sort in _HEADINGS else row.topic


def _recheck(row: Row, on: date) -> str:
    by = row.duty.recheck_by
    return "Late" if by < on else f"By the end of {by:%B %Y}"


_HEADINGS: Mapping[str, Callable[[Row, date], str]] = {
    "applies": lambda row, on: APPLIES[row.applies],
    "status": lambda row, on: STATUSES[row.status],
    "recheck": _recheck,
    "title": lambda row, on: row.duty.title[:1].upper(),
    "place": lambda row, on: row.pack.title,
}


_TOPIC_ORDER = {name: n for n, name in enumerate(TOPICS)}
_APPLIES_ORDER = {name: n for n, name in enumerate(("yes", "depends", NONE_FOUND, "no"))}
_STATUS_ORDER = {name: n for n, name in enumerate(("due", "unverified", "superseded", "verified"))}


def _by_topic(row: Row) -> Any:
    return _TOPIC_ORDER.get(row.duty.topic, 99), _APPLIES_ORDER[row.applies], row.duty.title


SORTS: Mapping[str, tuple[str, Callable[[Row], Any]]] = {
    "topic": ("Topic", _by_topic),
    "applies": ("Whether it applies", lambda row: (_APPLIES_ORDER[row.applies], *_by_topic(row))),
    "status": ("Status, what to look at first", lambda row: (_STATUS_ORDER[row.status], *_by_topic(row))),
    "recheck": ("Day to check again by", lambda row: (row.duty.recheck_by, row.duty.title)),
    "title": ("Title", lambda row: row.duty.title.lower()),
    "place": ("Place", lambda row: (row.pack.title, *_by_topic(row))),
}


def _searched(duty: Duty) -> str:
    parts = [text for part in duty.parts for text in (part.kind, part.says.plain_for_search(), *_plain(part.elements))]
    texts = [duty.id, duty.title, duty.plain.plain_for_search(), duty.citation, duty.topic, *duty.covers]
    return " ".join([*texts, *parts, *_plain(duty.exceptions), *_plain(duty.notes)]).lower()


def _plain(texts: Iterable[Any]) -> list[str]:
    return [text.plain_for_search() for text in texts]


def _has(words: str, text: str) -> bool:
    return all(word in text for word in words.lower().split())


CSV_HEAD = (
    "Duty", "Title", "Place", "Topic", "In short", "Applies", "Depends on", "Status", "Citation", "Last checked",
    "Check again by", "Law file", "Sources",
)  # fmt: skip


def csv_cells(row: Row) -> list[str]:
    """A row of the export: the sentence never without its status and citation."""
    duty = row.duty
    return [
        duty.id, duty.title, row.pack.title, row.topic, row.plain.text, row.applies_words,
        ", ".join(sorted(row.missing)), row.plain.status, row.plain.citation, duty.verified.on.isoformat(),
        duty.recheck_by.isoformat(), f"{row.pack.pack} {row.pack.version}", " ".join(duty.sources),
    ]  # fmt: skip


# Numbers by date


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number of law on a day, with every stretch that is known."""

    value: ValueByDate
    pack: Pack
    found: Number

    @property
    def told(self) -> str:
        return told_number(self.found)

    @property
    def is_known(self) -> bool:
        return self.found.value is not None

    @property
    def tone(self) -> str:
        return TONES[self.found.status]

    @property
    def status(self) -> str:
        return f"{STATUSES[self.found.status]}, last looked at {short_day(self.value.verified.on)}"

    @property
    def stretches(self) -> list[tuple[str, str, str, str]]:
        """Each stretch: from, to, the number in words, where it stands."""
        unit = self.value.unit
        told = (
            Number(self.value.id, row.value, "not-published" if row.value is None else "known", unit, "", "", "due")
            for row in self.value.entries
        )
        return [
            (short_day(row.from_), short_day(row.to) if row.to else "", told_number(number), row.reference)
            for row, number in zip(self.value.entries, told, strict=True)
        ]


NUMBER_SORTS: Mapping[str, tuple[str, Callable[[NumberRow], Any]]] = {
    "place": ("Place", lambda row: (row.pack.title, row.value.title)),
    "title": ("Title", lambda row: row.value.title.lower()),
    "status": ("Status, what to look at first", lambda row: (_STATUS_ORDER[row.found.status], row.value.title)),
    "recheck": ("Day to check again by", lambda row: (row.value.recheck_by, row.value.title)),
}
NUMBER_HEAD = ("Number", "Title", "Place", "On", "Value", "Status", "Reference", "Note", "Check again by")


def numbers(law: Law, on: date, words: str = "", sort: str = "place") -> list[NumberRow]:
    """The numbers of every pack as of a day; `words` match id, title, references and notes."""
    found = [NumberRow(row, pack, law.value(row.id, on)) for pack in law.packs.values() for row in pack.values]
    kept = [row for row in found if _has(words, _number_text(row))]
    return sorted(kept, key=NUMBER_SORTS.get(sort, NUMBER_SORTS["place"])[1])


def number_cells(row: NumberRow, on: date) -> list[str]:
    """A row of the export of numbers."""
    found = row.found
    return [
        row.value.id, row.value.title, row.pack.title, on.isoformat(), row.told, row.status, found.reference,
        found.note, row.value.recheck_by.isoformat(),
    ]  # fmt: skip


def _number_text(row: NumberRow) -> str:
    entries = (f"{entry.reference} {entry.note}" for entry in row.value.entries)
    return " ".join([row.value.id, row.value.title, row.pack.title, *entries]).lower()
