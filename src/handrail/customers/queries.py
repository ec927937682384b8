"""Reads of the customers. A record that was joined into another is read with it: `family` is both."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, QuerySet

from handrail.customers import alike as likeness
from handrail.customers.history import Entry, Line, told
from handrail.customers.marks import mark, new_key
from handrail.customers.models import Apart, Consent, Customer, Detail, Merge, Sale
from handrail.customers.tidy import KINDS, Given, fold, name_words, same_address, same_phone, words_of
from handrail.customers.told import CONSENTS, Standing, Word, consent_facts, detail_facts, sale_facts, standing
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.ledger import scope
from handrail.ledger.ids import new_id
from handrail.ledger.models import Attachment, Event, PersonalValue
from handrail.ledger.prepared import prepared
from handrail.ledger.queries import holds_on
from handrail.ledger.retained import Thing
from handrail.ledger.secret_files import write_secret
from handrail.people.models import Organization

SUBJECT = "customer"
MOST_AT_ONCE = 500  # ids in one question
_one_at_a_time = Lock()


def finding_key() -> bytes:
    """The key of this organization's marks, made on first use. Asked for before a deed: inside one no file is read."""
    return _key(settings.DATA, scope.current())


@cache
def _key(data: Path, organization: UUID) -> bytes:
    folder = Path(data) / "finding"
    file = folder / f"{organization}.key"
    with _one_at_a_time:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):  # another process made it this instant
            write_secret(file, new_key())
        return bytes.fromhex(file.read_text().strip())


# One customer


def root(customer: Customer) -> Customer:
    """The record this one stands in today."""
    return customer.into or customer


def family(customer: Customer | UUID) -> Q:
    """Rows of this record and of those joined into it. Asked so that an index answers: with an "or" over two tables
    every row there is would be read."""
    id_ = customer.pk if isinstance(customer, Customer) else customer
    return Q(customer__in=Customer.objects.filter(Q(pk=id_) | Q(into=id_)).values("pk"))


def details(customer: Customer) -> list[Detail]:
    """What holds today, by kind, the oldest first."""
    order = list(dict(Detail._meta.get_field("kind").choices or ()))
    return sorted(_details(customer=customer.pk), key=lambda row: order.index(row.kind))


@prepared
def _details(customer: UUID) -> "QuerySet[Detail, Detail]":
    rows = Detail.objects.filter(family(customer), ended_at=None).select_related("sealed")
    return rows.order_by("since", "id")


def consents(customer: Customer) -> list[Consent]:
    """Every consent and opt-out, the last first."""
    return _consents(customer=customer.pk)


@prepared
def _consents(customer: UUID) -> "QuerySet[Consent, Consent]":
    rows = Consent.objects.filter(family(customer)).select_related("sealed", "file")
    return rows.order_by("-on", "-noted_at", "-id")


def sales(customer: Customer) -> list[Sale]:
    """Every purchase, the last first."""
    return _sales(customer=customer.pk)


@prepared
def _sales(customer: UUID) -> "QuerySet[Sale, Sale]":
    rows = Sale.objects.filter(family(customer)).select_related("sealed_number", "sealed_what")
    return rows.order_by(F("signed_on").desc(nulls_last=True), "-added_at", "-id")


def name_of(customer: Customer) -> str:
    """The best known name, or the record's number when there is none."""
    rows = _detail_rows(customer)
    guessed = next((text for kind, _, text in rows if kind == "name"), None)
    return str(detail_facts(rows).get("customer.name") or guessed or customer)


def _detail_rows(customer: Customer) -> list[tuple[str, str, str]]:
    return [(row.kind, row.known, row.text) for row in details(customer) if row.text]


def standings(customer: Customer) -> list[Standing]:
    """Where each kind of consent stands."""
    return list(standing(_words(customer)).values())


def _words(customer: Customer) -> list[Word]:
    return [Word(row.kind, row.given, row.on, row.how) for row in consents(customer)]


def facts_of(customer: Customer, sale: Sale | None = None) -> dict[str, Value]:
    """What a case need not ask: {name in the vocabulary: value}. What is only guessed, unknown or erased is left out,
    so that it is asked. A record that was joined answers for the one it stands in."""
    customer = root(customer)
    facts = detail_facts(_detail_rows(customer)) | consent_facts(_words(customer))
    if sale is not None:
        facts |= sale_facts({name: getattr(sale, _SALE.get(name, name)) for name in _SALE_FACTS})
    return {name: value for name, value in facts.items() if name in VOCABULARY}


_SALE = {"total": "total_cents"}
_SALE_FACTS = (
    "number", "total", "place", "agreed_how", "signed_on", "delivered_on", "notice_given", "notice_on", "terms_shown",
)  # fmt: skip


def standing_facts(customer: Customer) -> dict[str, Value]:
    """What this customer's consents and opt-outs tell a case."""
    return consent_facts(_words(customer))


def has_sale(customer: Customer, number: str) -> bool:
    """Whether a purchase of this number is kept already, however it is spelt."""
    there = Sale.objects.filter(family(customer), mark=mark(finding_key(), "number", number) or "none")
    return bool(there.exists())


def history(customer: Customer) -> list[Entry]:
    """Every event of this record and of those joined into it, the last first, with the values that still exist."""
    ids = [customer.id, *Customer.objects.filter(into=customer).values_list("id", flat=True)]
    rows = Event.objects.filter(chain__subject=SUBJECT, chain__subject_id__in=ids).order_by("id")
    lines = [
        Line(row.kind, row.at, str(row.actor["name"]), row.data, {v.place: str(v.value) for v in row.personal.all()})
        for row in rows.prefetch_related("personal")
    ]
    return told(lines)


def merges(customer: Customer) -> list[Merge]:
    """The joins that can be undone, the last first."""
    rows = Merge.objects.filter(Q(kept=customer) | Q(kept__into=customer), undone_at=None)
    return list(rows.select_related("kept", "gone").order_by("-at", "-id"))


def held(customer: Customer) -> Sequence[str]:
    """The legal holds that stand on this person."""
    day, me = customer.added_at.date(), root(customer)
    thing = Thing(of=SUBJECT, id=me.pk, says=str(me), since=day, pieces={}, customers=frozenset({me.pk}))
    return holds_on(thing)


def referring(customer: Customer) -> int:
    """How many rows of rooms above point at this record (cases). They are found by their foreign keys: this room does
    not know those above it."""
    return sum(model.objects.filter(**{name: customer}).count() for model, name in _referring())


def _referring() -> list[tuple[Any, str]]:
    ours = {Customer, Detail, Consent, Sale, Merge, Apart}
    relations = [each for each in Customer._meta.related_objects if each.related_model not in ours]
    return [(each.related_model, each.field.name) for each in relations]


def referred_to(ids: Sequence[UUID]) -> set[UUID]:
    """Those of these records that rows of rooms above point at."""
    return {
        id_
        for model, name in _referring()
        for first in range(0, len(ids), MOST_AT_ONCE)
        for id_ in model.objects.filter(**{f"{name}__in": ids[first : first + MOST_AT_ONCE]}).values_list(
            name, flat=True
        )
    }


def files_of(customer: Customer) -> "QuerySet[Attachment]":
    """The files kept as proof of this person's consents. Their bytes are removed by whoever erases."""
    held = Consent.objects.filter(family(customer), file__isnull=False).values("file_id")
    rows: QuerySet[Attachment] = Attachment.objects.filter(pk__in=held)
    return rows


def values_of(customer: Customer) -> "QuerySet[PersonalValue]":
    """Every sealed value of this person, wherever its event stands; for an erasure. A value that went to another
    record by a split is that person's, though its event stands here."""
    ids = [customer.id, *Customer.objects.filter(into=customer).values_list("id", flat=True)]
    here = Q(event__chain__subject=SUBJECT, event__chain__subject_id__in=ids)
    mine, others = set[str](), set[str]()
    for model, places in _PLACES.items():
        for row_id, owner in model.objects.values_list("id", "customer_id"):
            (mine if owner in ids else others).update(place.format(row_id) for place in places)
    found = PersonalValue.objects.filter(here).values_list("id", "place")
    keep = [id_ for id_, place in found if place not in others]
    brought = PersonalValue.objects.filter(place__in=mine).values_list("id", flat=True)
    rows: QuerySet[PersonalValue] = PersonalValue.objects.filter(id__in=[*keep, *brought])
    return rows


_PLACES: dict[type[Detail | Consent | Sale], tuple[str, ...]] = {
    Detail: ("detail:{}",),
    Consent: ("consent:{}",),
    Sale: ("sale:{}:number", "sale:{}:what"),
}


def today(at: datetime) -> date:
    """The civil day at the business."""
    return at.astimezone(ZoneInfo(Organization.objects.get(pk=scope.current()).time_zone)).date()


# Many


@dataclass(slots=True)
class Row:
    """One line of the list."""

    id: UUID
    number: int
    added_at: datetime
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    sales: int = 0

    @property
    def name(self) -> str:
        return self.names[0] if self.names else f"Customer {self.number}"

    @property
    def stopped_words(self) -> list[str]:
        return [CONSENTS[kind] for kind in self.stopped]


_CELLS = {
    "name": "names", "phone": "phones", "email": "emails", "address": "addresses", "state": "states",
    "time_zone": "zones", "language": "languages", "needs": "needs",
}  # fmt: skip
SORTS = {"name": "Name", "added": "Added", "number": "Number", "state": "State", "language": "Language"}


def find(organization: UUID, words: str) -> list[UUID]:
    """Ids of the records these words fit: any part of a name, a phone number (or its last four digits or more), an
    e-mail address, an order number, or the record's own number. Best fit first; no words, no records."""
    words = words.strip()
    if not words:
        return []
    with scope.organization(organization):
        return list(dict.fromkeys([*_by_mark(words), *_by_number(words), *_by_name(words), *_by_ending(words)]))


def _by_mark(words: str) -> list[UUID]:
    key = finding_key()
    wanted = [m for kind in ("phone", "email") if (m := mark(key, kind, words))]
    rows = [*_there(Detail.objects.filter(mark__in=wanted, ended_at=None))]
    return rows + _there(Sale.objects.filter(mark=mark(key, "number", words) or "none"))


def _there(rows: "QuerySet[Detail] | QuerySet[Sale]") -> list[UUID]:
    """The records these rows stand in today, without removed ones."""
    pairs = rows.filter(customer__removed_at=None).values_list("customer_id", "customer__into_id")
    return [into or own for own, into in pairs]


def _by_number(words: str) -> list[UUID]:
    text = words.removeprefix("#")
    if not text.isdecimal() or len(text) > 9:
        return []
    return [root(row).id for row in Customer.objects.filter(number=int(text), removed_at=None).select_related("into")]


def _by_name(words: str) -> list[UUID]:
    wanted = name_words(words)
    if not wanted:
        return []
    found = [(id_, fold(name)) for id_, name in _values("name")]
    fits = [(id_, name) for id_, name in found if all(word in name for word in wanted)]
    begins = [id_ for id_, name in fits if all(any(w.startswith(x) for w in name_words(name)) for x in wanted)]
    return begins + [id_ for id_, _ in fits]


def _by_ending(words: str) -> list[UUID]:
    """By the last digits of a phone, as people give them."""
    digits = same_phone(words)
    if not 4 <= len(digits) <= 9 or any(c.isalpha() for c in words):
        return []
    return [id_ for id_, phone in _values("phone") if same_phone(phone).endswith(digits)]


def _values(kind: str) -> list[tuple[UUID, str]]:
    """(record it stands in today, value) of every detail of a kind that holds."""
    rows = Detail.objects.filter(kind=kind, ended_at=None, customer__removed_at=None, sealed__isnull=False)
    found = rows.order_by("since", "id").values_list("customer_id", "customer__into_id", "sealed__value")
    return [(into or own, str(value)) for own, into, value in found]


def listed(organization: UUID, words: str = "", sort: str = "name") -> list[UUID]:
    """Ids of the records for the list: those the words fit, or all of them, sorted by a name of SORTS."""
    with scope.organization(organization):
        found = find(organization, words) if words.strip() else None
        if found is not None and sort == "best":
            return found
        rows = Customer.objects.filter(into=None, removed_at=None)
        every = rows.order_by({"added": "-added_at"}.get(sort, "number"), "-id").values_list("id", flat=True)
        wanted = set(found) if found is not None else None
        ids = [id_ for id_ in every if wanted is None or id_ in wanted]
        if sort in ("added", "number"):
            return ids
        by_name = _sorted_by("name", ids)
        return _sorted_by(sort, by_name) if sort in ("state", "language") else by_name


def _sorted_by(kind: str, ids: Sequence[UUID]) -> list[UUID]:
    """By the first value kept of a kind; those without one last."""
    first: dict[UUID, str] = {}
    for id_, text in _values(kind):
        first.setdefault(id_, fold(words_of(kind, text)))
    return sorted(ids, key=lambda id_: (id_ not in first, first.get(id_, "")))


def rows(ids: Sequence[UUID]) -> list[Row]:
    """The lines of these records, in this order. Four queries, however many."""
    found = {c.id: Row(c.id, c.number, c.added_at) for c in Customer.objects.filter(id__in=ids)}
    of_these = Q(customer__in=ids) | Q(customer__into__in=ids)
    held = Detail.objects.filter(of_these, ended_at=None, sealed__isnull=False).order_by("since", "id")
    for own, into, kind, value in held.values_list("customer_id", "customer__into_id", "kind", "sealed__value"):
        getattr(found[into or own], _CELLS[kind]).append(words_of(kind, str(value)))
    for id_, stopped in _stopped(of_these).items():
        found[id_].stopped = stopped
    for own, into in Sale.objects.filter(of_these).values_list("customer_id", "customer__into_id"):
        found[into or own].sales += 1
    return [found[id_] for id_ in ids if id_ in found]


def _stopped(of_these: Q) -> dict[UUID, list[str]]:
    """Which kinds each of these customers told us to stop."""
    words: dict[UUID, list[Word]] = defaultdict(list)
    for row in Consent.objects.filter(of_these).select_related("customer"):
        words[row.customer.into_id or row.customer_id].append(Word(row.kind, row.given, row.on, row.how))
    return {id_: [s.kind for s in standing(said).values() if not s.given] for id_, said in words.items()}


# Likely the same


def people(only: Iterable[UUID] | None = None) -> list[likeness.Person]:
    """Records as they are compared: those of these ids, or all that stand on the list. One query."""
    rows = Detail.objects.filter(customer__removed_at=None, ended_at=None, sealed__isnull=False)
    if only is not None:
        ids = list(only)
        rows = rows.filter(Q(customer__in=ids) | Q(customer__into__in=ids))
    held: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    found = rows.order_by("since", "id").values_list("customer_id", "customer__into_id", "kind", "sealed__value")
    for own, into, kind, value in found:
        held[into or own].append((kind, str(value)))
    return [_person(id_, details) for id_, details in held.items()]


def alike(organization: UUID) -> list[likeness.Proposal]:
    """Pairs of records that are likely one person, the likeliest first, with reasons."""
    with scope.organization(organization):
        return _not_apart(likeness.proposals(people()))


def _not_apart(found: list[likeness.Proposal]) -> list[likeness.Proposal]:
    """Without the pairs somebody looked at and kept apart."""
    apart = {frozenset(pair) for pair in Apart.objects.values_list("one_id", "other_id")}
    return [each for each in found if frozenset((each.one, each.other)) not in apart]


def alike_to(customer: Customer) -> list[likeness.Proposal]:
    """Records that are likely the same person as this one."""
    return _not_apart([proposal for me in people([customer.id]) for proposal in _likely(me)])


def alike_to_given(given: Sequence[Given]) -> list[likeness.Proposal]:
    """Records that are likely the person these details are of, before a new record is made."""
    return _likely(_person(new_id(), [(each.kind, each.text) for each in given]))


def _person(customer_id: UUID, details: Sequence[tuple[str, str]]) -> likeness.Person:
    held = {kind: tuple(text for k, text in details if k == kind) for kind in KINDS}
    return likeness.Person(customer_id, held["name"], held["phone"], held["email"], held["address"], held["state"])


def _likely(me: likeness.Person) -> list[likeness.Proposal]:
    """Compared are those with a number or an address in common: a name alone is no sign enough."""
    key = finding_key()
    marks = [mark(key, "phone", text) for text in me.phones] + [mark(key, "email", text) for text in me.emails]
    shared = [set(_there(Detail.objects.filter(mark=each, ended_at=None))) for each in marks if each]
    candidates = {id_ for ids in shared if len(ids) <= likeness.CROWD for id_ in ids}
    homes = {same_address(text) for text in me.addresses}
    candidates |= {id_ for id_, text in _values("address") if same_address(text) in homes} if homes else set()
    return likeness.matches(me, people(candidates - {me.id}))


def likeness_of(one: Customer, other: Customer) -> likeness.Likeness:
    """How alike two records are, and why."""
    found = {person.id: person for person in people([one.id, other.id])}
    return likeness.likeness(found.get(one.id, likeness.Person(one.id)), found.get(other.id, likeness.Person(other.id)))
