"""Cases, customers and looks as what is kept of persons."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from handrail.business.queries import known
from handrail.connections.models import Message
from handrail.customers import queries as customers
from handrail.customers.models import Consent, Customer, Detail, Sale
from handrail.desk import queries as desk
from handrail.desk.models import Case, Draft, Open
from handrail.facts.vocabulary import Value
from handrail.ledger import scope
from handrail.ledger.models import Attachment, Event, PersonalValue
from handrail.ledger.retained import CONSENT, FILES, WORDS, Retained, Thing, key
from handrail.people.models import Organization
from handrail.records.keeping.bounds import MADE_ON
from handrail.records.models import CaseFileSet, Hold, Look

ERASED = "Erased"
NOBODYS = ("law", "step", "request", "mend", "answer")  # open items that name steps and duties, and nobody
_FACT = "fact:"


def zone() -> ZoneInfo:
    return ZoneInfo(str(Organization.objects.get(pk=scope.current()).time_zone))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone())


# Cases


def old_cases(until: date) -> Iterable[UUID]:
    rows = Case.objects.filter(_still_holds("case"), status="ended", ended_at__lt=_end_of(until))
    return rows.order_by("ended_at", "pk").values_list("pk", flat=True)


def _still_holds(subject: str) -> Q:
    mine = {"event__chain__subject": subject, "event__chain__subject_id": OuterRef("pk")}
    files = Attachment.objects.filter(subject=subject, subject_id=OuterRef("pk"))
    return Q(Exists(PersonalValue.objects.filter(**mine))) | Q(Exists(files))


def case(id_: UUID) -> Thing | None:
    row: Case | None = Case.objects.select_related("entry", "bundle", "customer__into").filter(pk=id_).first()
    if row is None:
        return None
    clock = zone()
    began = row.opened_at.astimezone(clock).date()
    ended = (row.ended_at or row.opened_at).astimezone(clock).date()
    facts: Mapping[str, Value] = {**known(), **desk.state(row).facts, MADE_ON: ended}
    return Thing(
        of="cases", id=row.id, says=f"Case {row.number}, {row.entry.title}", since=ended, pieces=dict(_of_case(row)),
        asked=({"case.opened_on": began, **facts},), cases=frozenset({row.id}),
        customers=frozenset({customers.root(row.customer).id} if row.customer else ()),
        topics=frozenset({row.entry.slug}), days=((began, ended),),
        open="" if row.status == "ended" else "It is still open.", address=reverse("record", args=[row.id]),
    )  # fmt: skip


def _of_case(row: Case) -> Iterator[tuple[str, str]]:
    values = PersonalValue.objects.filter(event__chain__subject="case", event__chain__subject_id=row.id)
    for id_, place in values.values_list("pk", "place"):
        yield key("value", id_), _token(place)
    yield from _files("case", [row.id])
    items = Open.objects.filter(case=row).exclude(kind__in=NOBODYS).exclude(what=ERASED)
    waits = Message.objects.filter(case=row, outgoing__isnull=False).exclude(outgoing__locked="")
    for kind, ids in (
        ("said", items.values_list("pk", flat=True)),
        ("draft", Draft.objects.filter(case=row).values_list("pk", flat=True)),
        ("outgoing", waits.values_list("outgoing", flat=True)),
    ):
        yield from ((key(kind, id_), WORDS) for id_ in ids)
    for id_ in sets_asked_by_words(row.id):
        yield key("set", id_), WORDS


def sets_asked_by_words(case_id: UUID) -> Iterable[UUID]:
    """Sets of case files that hold this case and were asked for by words: these may name the person."""
    rows = CaseFileSet.objects.exclude(asked__q="").filter(cases__icontains=str(case_id))
    return rows.values_list("pk", flat=True)


def _token(place: str) -> str:
    if place.startswith(_FACT):
        return place.removeprefix(_FACT)
    return FILES if place == "name" else WORDS


def _files(subject: str, ids: Collection[UUID]) -> Iterator[tuple[str, str]]:
    rows = Attachment.objects.filter(subject=subject, subject_id__in=ids)
    for id_, sha256 in rows.values_list("pk", "sha256"):
        yield key("file", id_, sha256), FILES


def cases_of(customer: UUID) -> Iterable[UUID]:
    mine = Q(customer=customer) | Q(customer__into=customer)
    return Case.objects.filter(mine).order_by("opened_at", "pk").values_list("pk", flat=True)


def cases_naming(names: Collection[str]) -> Iterable[UUID]:
    """Cases in which one of these facts was told, and that still hold anything."""
    found = Q()
    for name in names:
        found |= Q(data__facts__has_key=name) | Q(data__sealed__has_key=_FACT + name)
    told = Event.objects.filter(found, chain__subject="case").values("chain__subject_id") if names else ()
    rows = Case.objects.filter(_still_holds("case"), status="ended", pk__in=told)
    return rows.values_list("pk", flat=True)


CASES = Retained(
    "cases", "What was said, written and attached in cases", "the day the case ended", old_cases, case, cases_of,
    cases_naming,
)  # fmt: skip


# Customers


def old_customers(until: date) -> Iterable[UUID]:
    """Records nobody added to since, and whose cases all ended by then."""
    late = _end_of(until)
    newer = Case.objects.filter(Q(customer=OuterRef("pk")) | Q(customer__into=OuterRef("pk")))
    newer = newer.filter(~Q(status="ended") | Q(ended_at__gte=late))
    rows = Customer.objects.filter(~Exists(newer), _still_holds("customer"), into=None, added_at__lt=late)
    return rows.order_by("added_at", "pk").values_list("pk", flat=True)


def customer(id_: UUID) -> Thing | None:
    row: Customer | None = Customer.objects.filter(pk=id_, into=None).first()
    if row is None:
        return None
    sales = customers.sales(row)
    days = [*_days_of(row, sales)]
    last = max(last for _, last in days)
    about = {**known(), **customers.facts_of(row), MADE_ON: last}
    return Thing(
        of="customers", id=row.id, says=str(row), since=last, pieces=_of_customer(row), customers=frozenset({row.id}),
        asked=(about, *({**about, **customers.facts_of(row, sale)} for sale in sales)), days=tuple(days),
        address=reverse("customer", args=[row.id]),
    )  # fmt: skip


def _days_of(row: Customer, sales: Iterable[Sale]) -> Iterator[tuple[date, date]]:
    """Each contact, from its first to its last day."""
    clock = zone()
    yield (added := row.added_at.astimezone(clock).date()), added
    for detail in Detail.objects.filter(customers.family(row)):
        yield (since := detail.since.astimezone(clock).date()), since
    for consent in Consent.objects.filter(customers.family(row)):
        yield consent.on, consent.noted_at.astimezone(clock).date()
    for sale in sales:
        known_days = [day for day in (sale.signed_on, sale.delivered_on) if day]
        yield from ((day, day) for day in [*known_days, sale.added_at.astimezone(clock).date()])
    for opened, ended in Case.objects.filter(customers.family(row)).values_list("opened_at", "ended_at"):
        yield opened.astimezone(clock).date(), (ended or opened).astimezone(clock).date()


def _of_customer(row: Customer) -> dict[str, str]:
    values = list(customers.values_of(row).values_list("pk", "place"))
    details = [place.split(":")[1] for _, place in values if place.startswith("detail:")]
    kinds = {str(id_): kind for id_, kind in Detail.objects.filter(pk__in=details).values_list("pk", "kind")}
    pieces = {key("value", id_): _customer_token(place, kinds) for id_, place in values}
    joined = [row.id, *Customer.objects.filter(into=row).values_list("pk", flat=True)]
    return pieces | dict(_files("customer", joined))


def _customer_token(place: str, kinds: Mapping[str, str]) -> str:
    kind, _, rest = place.partition(":")
    if kind == "detail":
        return f"customer.{kinds.get(rest, '')}"
    if kind == "sale":
        return "sale.number" if rest.endswith("number") else "item.name"
    return {"consent": CONSENT, "name": FILES}.get(kind, WORDS)


CUSTOMERS = Retained(
    "customers", "Records of customers", "the last contact, purchase or word", old_customers, customer,
    of=lambda id_: (id_,),
)  # fmt: skip


# Looks


def old_looks(until: date) -> Iterable[UUID]:
    """One thing a day: its id is the day's number."""
    first: datetime | None = Look.objects.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return []
    rows = Look.objects.filter(at__lt=_end_of(until)).datetimes("at", "day", tzinfo=zone())
    return [UUID(int=day.toordinal()) for day in rows]


def looks(id_: UUID) -> Thing | None:
    day = date.fromordinal(id_.int)
    count = looks_on(day).count()
    if not count:
        return None
    return Thing(
        of="looks", id=id_, says=f"{count:,} looks on {day:%b %-d, %Y}", since=day,
        pieces={key("looks", day.isoformat()): "look"}, days=((day, day),), address=reverse("looks"),
    )  # fmt: skip


def looks_on(day: date) -> "QuerySet[Look]":
    rows: QuerySet[Look] = Look.objects.filter(at__gte=datetime.combine(day, time(), zone()), at__lt=_end_of(day))
    return rows


LOOKS_KEPT = Retained("looks", "Who looked at whom", "the day of the look", old_looks, looks, of=lambda customer: ())


# Reasons


REASONED = ("hold", "erasure", "disposal", "case-file-set")  # chains whose sealed words are reasons, or what was asked


def old_reasons(until: date) -> Iterable[UUID]:
    values = PersonalValue.objects.filter(event__chain__subject__in=REASONED, event__at__lt=_end_of(until))
    return list(values.order_by("event_id").values_list("event_id", flat=True).distinct())


def reason(id_: UUID) -> Thing | None:
    row: Event | None = Event.objects.select_related("chain").filter(pk=id_).first()
    if row is None:
        return None
    day = row.at.astimezone(zone()).date()
    stands = Hold.objects.filter(pk=row.chain.subject_id, lifted_at=None).exists()
    pieces = {key("value", pk): WORDS for pk in row.personal.values_list("pk", flat=True)}
    return Thing(
        of="reasons", id=id_, says=f"Why: {row.kind.replace('-', ' ')}, {day:%b %-d, %Y}", since=day, pieces=pieces,
        days=((day, day),), open="The hold stands." if stands else "",
    )  # fmt: skip


REASONS = Retained(
    "reasons", "Why holds, erasures and disposals were decided", "the day it was written", old_reasons, reason,
    of=lambda customer: (),
)  # fmt: skip
