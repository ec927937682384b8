"""A list of customers out of another system, as a table: which column holds what, each row as a person, and each
mistake with its line and its column. Pure.

A row with a mistake is left out whole: half a person is worse than one to look at again. Rows of one person (the same
name and the same number or address) are one record with several sales."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from handrail.customers.tidy import FROM_LIST, KINDS, SEVERAL, DetailError, Given, fold, same_email, same_phone
from handrail.customers.told import AGREED, PLACES
from handrail.facts.answers import AnswerError, parse
from handrail.facts.never import never_kept
from handrail.facts.vocabulary import Value, fact
from handrail.web.tables import cells_at, first_line, lines_of, other_kind, text_of

LARGEST = 5 * 1024 * 1024  # bytes of one file
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 2_000
_INSTEAD = "Export your customers as CSV, or in Excel choose File, Save as, “CSV UTF-8”, and choose that file."


class WrongListError(ValueError):
    """No customers can be read from it; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a row. `column`: the label of the field; "" for the row as such."""

    line: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table as it is: (line, cells by header). `mistakes`: rows that can't be read at all."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A purchase in the list, under the names of `actions.SaleGiven`."""

    values: Mapping[str, Value]


@dataclass(slots=True)
class PersonRow:
    """One person of the list. `stops`: what they told us to stop, and the day, where the list names one."""

    line: int
    details: list[Given]
    sales: list[SaleRow] = field(default_factory=list)
    stops: dict[str, date | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return next((each.text for each in self.details if each.kind == "name"), "")


@dataclass(frozen=True, slots=True)
class Read:
    people: tuple[PersonRow, ...]
    mistakes: tuple[Mistake, ...]


# The columns

_SALES = {
    "sale_number": ("sale.number", "number"), "sale_total": ("sale.total", "total_cents"),
    "sale_signed_on": ("sale.signed_on", "signed_on"), "sale_delivered_on": ("sale.delivered_on", "delivered_on"),
    "sale_notice": ("sale.notice_given", "notice_given"), "sale_terms": ("policy.shown", "terms_shown"),
}  # fmt: skip
_STOPS = {"stop_calls": "calls", "stop_texts": "texts", "stop_email": "email"}
FIELDS: Mapping[str, str] = {
    **KINDS, "first_name": "First name", "last_name": "Last name", "phone2": "Second phone", "street": "Street",
    "city": "City", "zip": "ZIP code", "sale_number": "Order number", "sale_what": "What was sold",
    "sale_place": "Where it was agreed", "sale_how": "How it was agreed", "sale_total": "Total",
    "sale_signed_on": "Day it was signed", "sale_delivered_on": "Day of delivery",
    "sale_notice": "Notice of the right to cancel given", "sale_terms": "Terms for returns were shown",
    "stop_calls": "Told us to stop: calls", "stop_texts": "Told us to stop: text messages",
    "stop_email": "Told us to stop: e-mail",
}  # fmt: skip
_ALIASES: Mapping[str, str] = {
    "name": "name|full name|customer|customer name|contact|contact name|display name|client",
    "first_name": "first name|first|given name|firstname|billing first name",
    "last_name": "last name|last|surname|family name|lastname|billing last name",
    "phone": "phone|phone number|telephone|mobile|cell|mobile phone|cell phone|home phone|default address phone",
    "phone2": "phone 2|second phone|other phone|work phone|alternate phone|alt phone",
    "email": "email|e mail|email address|e mail address|mail",
    "address": "address|full address|mailing address|home address",
    "street": "street|address 1|address line 1|street address|billing street|default address address1",
    "city": "city|town|billing city|default address city",
    "zip": "zip|zip code|postal code|postcode|billing zip|default address zip",
    "state": "state|province|state province|billing state|region|default address province code",
    "language": "language|preferred language|locale|lang",
    "time_zone": "time zone|timezone|clock",
    "needs": "needs|access needs|accommodation|accessibility",
    "sale_number": "order|order number|order no|order id|invoice|invoice number|sale number|number",
    "sale_what": "what was sold|item|product|description|items|what",
    "sale_place": "where it was agreed|place of sale|sold at|sale place",
    "sale_how": "how it was agreed|how agreed|agreed how",
    "sale_total": "total|amount|order total|sale total|price",
    "sale_signed_on": "signed|signed on|day it was signed|order date|sale date|date of sale|purchase date|date",
    "sale_delivered_on": "delivered|delivered on|delivery date|day of delivery",
    "sale_notice": "notice given|notice of the right to cancel given|cancel notice",
    "sale_terms": "terms shown|return terms shown|terms for returns were shown",
    "stop_calls": "do not call|dnc|do not call on|no calls|told us to stop calls",
    "stop_texts": "do not text|sms opt out|no texts|text opt out|told us to stop text messages",
    "stop_email": "do not email|email opt out|unsubscribed|unsubscribed on|opted out|told us to stop e mail",
}


def recognise(headers: Sequence[str]) -> dict[str, str]:
    """{field: header} where a header's own words tell it; a person can choose otherwise."""
    plain = {" ".join(re.findall(r"\w+", fold(header))): header for header in reversed(headers)}
    named = {name: (FIELDS[name], *words.split("|")) for name, words in _ALIASES.items()}
    found: dict[str, str] = {}
    for name, words in named.items():
        header = next((plain[key] for word in words if (key := " ".join(re.findall(r"\w+", fold(word)))) in plain), "")
        if header and header not in found.values():
            found[name] = header
    return found


def checked(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """A person's choice of columns. Raises WrongListError for one that can't be worked with."""
    kept = {name: header for name, header in mapping.items() if name in FIELDS and header}
    gone = [header for header in kept.values() if header not in headers]
    if gone:
        raise WrongListError(f"This file has no column “{gone[0]}”. Choose another.")
    twice = next((h for h in kept.values() if list(kept.values()).count(h) > 1), None)
    if twice:
        raise WrongListError(f"“{twice}” is chosen twice. One column holds one thing.")
    if not kept.keys() & {"name", "first_name", "last_name", "phone", "email"}:
        raise WrongListError("Choose the column with the name, the phone number or the e-mail address.")
    return kept


# The file


def open_sheet(data: bytes) -> Sheet:
    """The table in a file. Raises WrongListError."""
    if len(data) > LARGEST:
        raise WrongListError(f"The file is {-(-len(data) // 2**20)} MB; {LARGEST // 2**20} MB is the most. Split it.")
    told, text = other_kind(data), text_of(data)
    if told or text is None:
        raise WrongListError(f"{told or 'This is no text file'}, so no customers can be read from it. {_INSTEAD}")
    return _sheet(lines_of(text))


def _sheet(lines: Sequence[str]) -> Sheet:
    begins = first_line(lines)
    if begins is None:
        raise WrongListError(f"The file is empty. {_INSTEAD}")
    start, delimiter = begins
    cells, here = cells_at(lines, start, delimiter) if start < len(lines) else (None, start)
    headers = _headers(cells or [])
    rows: list[tuple[int, dict[str, str]]] = []
    mistakes: list[Mistake] = []
    while here < len(lines):
        here = _take(lines, here, delimiter, headers, rows, mistakes)
    if not rows and not mistakes:
        raise WrongListError("The file has a header row and nobody below it. Export it again with its customers.")
    return Sheet(headers, tuple(rows), tuple(mistakes))


def _headers(cells: Sequence[str]) -> tuple[str, ...]:
    headers = [_clean(cell) for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not any(headers):
        raise WrongListError("The first row should name the columns, like Name, Phone, State. Add such a row.")
    if len(headers) > MOST_COLUMNS:
        raise WrongListError(f"The file has {len(headers):,} columns; {MOST_COLUMNS} is the most. Export fewer.")
    return tuple(headers)


def _take(
    lines: Sequence[str], here: int, delimiter: str, headers: Sequence[str],
    rows: list[tuple[int, dict[str, str]]], mistakes: list[Mistake],
) -> int:  # fmt: skip
    """Reads the row at lines[here]; returns where the next one starts."""
    if not lines[here].strip(" \t,;|"):
        return here + 1
    cells, end = cells_at(lines, here, delimiter)
    extra = [cell for cell in (cells or [])[len(headers) :] if cell.strip()]
    if cells is None or extra:
        why = "it has more cells than the header names; a text with commas needs quotes" if extra else _QUOTES
        mistakes.append(Mistake(here + 1, "", why))
        return here + 1 if end - here > 1 else end
    if len(rows) >= MOST_ROWS:
        raise WrongListError(f"The file holds more than {MOST_ROWS:,} rows. Split it.")
    rows.append((here + 1, {h: _clean(c) for h, c in reversed(list(zip(headers, cells, strict=False))) if h}))
    return end


_QUOTES = "a quotation mark is opened or closed in the wrong place"


def _clean(cell: str) -> str:
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", cell[:LONGEST_CELL]).strip("\ufeff \t\n\u00a0")


# The rows


def read(sheet: Sheet, mapping: Mapping[str, str], today: date) -> Read:
    """The people of the list. Nobody told us to stop on a day that is still to come."""
    people: dict[tuple[str, ...], PersonRow] = {}
    mistakes = list(sheet.mistakes)
    for line, cells in sheet.rows:
        row = _Row(line, {name: cells.get(header, "") for name, header in mapping.items()}, today)
        person = row.person()
        if row.mistakes or person is None:
            mistakes += row.mistakes
            continue
        first = people.setdefault(_who(person), person)
        if first is not person:
            _join(first, person)
    return Read(tuple(people.values()), tuple(sorted(mistakes, key=lambda each: each.line)))


def _who(person: PersonRow) -> tuple[str, ...]:
    """What two rows of one person have in common; a row without a number stands for itself."""
    numbers = [same_phone(each.text) for each in person.details if each.kind == "phone"]
    numbers += [same_email(each.text) for each in person.details if each.kind == "email"]
    return (fold(person.name), *numbers) if numbers else (str(person.line),)


def _join(first: PersonRow, other: PersonRow) -> None:
    first.details += [each for each in other.details if each not in first.details]
    first.sales += [sale for sale in other.sales if sale not in first.sales]
    first.stops = {**other.stops, **first.stops}


class _Row:
    """One row being read: what it says, and what is wrong with it."""

    def __init__(self, line: int, cells: Mapping[str, str], today: date) -> None:
        self.line, self.cells, self.today = line, cells, today
        self.mistakes: list[Mistake] = []

    def person(self) -> PersonRow | None:
        for name, text in self.cells.items():
            if found := never_kept(text):
                self.wrong(name, f"this looks like {found}, which is never kept")
        if self.mistakes:
            return None
        person = PersonRow(self.line, list(self._details()), list(self._sale()), dict(self._stops()))
        if not self.mistakes and not any(each.kind in ("name", "phone", "email") for each in person.details):
            self.wrong("", "nobody is named: there is no name, no phone number and no e-mail address")
        return person

    def wrong(self, name: str, why: str) -> None:
        self.mistakes.append(Mistake(self.line, FIELDS.get(name, ""), why))

    def _details(self) -> Iterator[Given]:
        for name, kind, text in self._typed():
            try:
                yield Given(kind, text, FROM_LIST).tidied()
            except DetailError as error:
                self.wrong(name, str(error))

    def _typed(self) -> Iterator[tuple[str, str, str]]:
        """(field, kind of detail, text) of each cell that says something of the person."""
        said = {name: text for name, text in self.cells.items() if text}
        parts = {
            "name": said.get("name") or " ".join(said[k] for k in ("first_name", "last_name") if k in said),
            "address": said.get("address") or self._address(said),
        }
        for kind in KINDS:
            text = parts.get(kind, said.get(kind, ""))
            several = re.split(r"\s*[;|,]\s*", text) if kind == SEVERAL else [text]
            yield from ((kind, kind, each) for each in several if each)
        if "phone2" in said:
            yield "phone2", "phone", said["phone2"]

    def _address(self, said: Mapping[str, str]) -> str:
        """Street, town and ZIP code as one; a town alone is no address."""
        if "street" not in said:
            return ""
        place = " ".join(said[k] for k in ("state", "zip") if k in said)
        return ", ".join(part for part in (said["street"], said.get("city", ""), place) if part)

    def _sale(self) -> Iterator[SaleRow]:
        values: dict[str, Value] = {}
        for name, (fact_name, key) in _SALES.items():
            if text := self.cells.get(name, ""):
                try:
                    values[key] = parse(fact(fact_name), text)
                except AnswerError as error:
                    self.wrong(name, str(error))
        for name, key, words in (("sale_place", "place", PLACES), ("sale_how", "agreed_how", AGREED)):
            if text := self.cells.get(name, ""):
                values |= self._one_of(name, key, text, words)
        if text := self.cells.get("sale_what", ""):
            values["what"] = text
        if values.keys() & {"number", "what", "signed_on"}:
            yield SaleRow(values)
        elif values:
            self.wrong("", "a sale needs its order number, what was sold, or the day it was signed")

    def _one_of(self, name: str, key: str, text: str, words: Mapping[str, str]) -> dict[str, Value]:
        named = {**{fold(value): value for value in words}, **{fold(said): value for value, said in words.items()}}
        if fold(text) in named:
            return {key: named[fold(text)]}
        self.wrong(name, f"“{text}” is not one of these: {', '.join(words.values())}")
        return {}

    def _stops(self) -> Iterator[tuple[str, date | None]]:
        for name, kind in _STOPS.items():
            text = self.cells.get(name, "")
            if not text or fold(text) in ("no", "n", "false", "0", "subscribed"):
                continue
            if fold(text) in ("yes", "y", "true", "1", "x", "unsubscribed", "stop"):
                yield kind, None
                continue
            on = _day(text)
            if on is None or on > self.today:
                self.wrong(name, f"“{text}” is neither yes, no nor a day that was, like Nov 23, 2026")
                continue
            yield kind, on


_TIME = re.compile(r"(?<=^\d{4}-\d\d-\d\d)[T ].*$")


def _day(text: str) -> date | None:
    try:
        found = parse(fact("call.stop_asked_on"), _TIME.sub("", text))
    except AnswerError:
        return None
    return found if isinstance(found, date) else None
