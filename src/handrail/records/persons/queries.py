"""A person's data, read across all rooms: where it stands, what of it may go, and what to tell them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from handrail.business.queries import known
from handrail.calendars.clock import stamp
from handrail.customers import queries as customers
from handrail.customers.models import Customer
from handrail.customers.tidy import KINDS, KNOWN
from handrail.customers.told import CONSENTS, HOW, PLACES
from handrail.desk import queries as desk
from handrail.desk.models import Case
from handrail.facts.answers import in_words
from handrail.facts.vocabulary import VOCABULARY
from handrail.law.queries import law_in_use
from handrail.ledger.models import Attachment, PersonalValue
from handrail.ledger.retained import Mention, PersonalRoom, Section, Told
from handrail.procedures.queries import in_force
from handrail.records.keeping.queries import Judge, Judged, retained, today, whole_names
from handrail.records.keeping.rule import Wish
from handrail.records.models import ErasureAsked
from handrail.records.persons import standing as law_on
from handrail.records.persons.standing import STATE, Standing
from handrail.records.search.queries import fitting

PROCEDURE = "privacy-request"
MOST_MENTIONS = 50


def rooms() -> Sequence[PersonalRoom]:
    """Every room that keeps what people told it, handed down by `config.wiring`."""
    found: Sequence[PersonalRoom] = import_string(settings.RECORDS_PERSONAL)
    return found


# Where it stands


def of_customer(id_: UUID) -> Iterator[Section]:
    """The customer's own record."""
    row: Customer = Customer.objects.get(pk=id_)
    details = [
        Told(f"{KINDS[each.kind]}, {KNOWN[each.known].lower()}", each.text or "Erased", stamp(each.since))
        for each in customers.details(row)
    ]
    consents = [
        Told(
            f"{CONSENTS[each.kind]}: {'yes' if each.given else 'stop'}, {HOW[each.how].lower()}",
            each.words or "No words kept", each.on.isoformat(),
        )
        for each in customers.consents(row)
    ]  # fmt: skip
    sales = [
        Told(
            "Purchase", ", ".join(filter(None, (each.number, each.what, each.total, PLACES.get(each.place)))),
            (each.signed_on or each.added_at.date()).isoformat(),
        )
        for each in customers.sales(row)
    ]  # fmt: skip
    yield Section(str(row), tuple(details + consents + sales), reverse("customer", args=[row.pk]))


CUSTOMERS = PersonalRoom("customers", "Customer’s record", of_customer)


def of_cases(id_: UUID) -> Iterator[Section]:
    """What was told, written and attached in each of their cases."""
    mine = Case.objects.filter(Q(customer=id_) | Q(customer__into=id_)).select_related("entry", "bundle")
    for case in mine.order_by("opened_at"):
        facts = desk.state(case).facts
        told = [
            Told(VOCABULARY[name].label, in_words(VOCABULARY[name], value))
            for name, value in facts.items()
            if name in VOCABULARY and not name.startswith("business.")
        ]
        files = [Told("File", row.name, stamp(row.added_at)) for row in desk.attachments(case)]
        title = f"Case {case.number}, {case.entry.title}, opened {case.opened_at:%b %-d, %Y}"
        yield Section(title, (*told, *_words(case), *files), reverse("record", args=[case.pk]))


def _words(case: Case) -> Iterator[Told]:
    rows = PersonalValue.objects.filter(event__chain__subject="case", event__chain__subject_id=case.pk)
    rows = rows.exclude(place__startswith="fact:").exclude(place="name").select_related("event")
    for row in rows.order_by("event__seq", "place"):
        yield Told(row.place.capitalize(), str(row.value), stamp(row.event.at))


def named_in_cases(words: Sequence[str], most: int) -> Iterator[Mention]:
    """Cases that hold these words and no customer: whose they are, a person says at the desk."""
    for each in words:
        found: QuerySet[Case] = fitting(Case.objects.filter(customer=None).select_related("entry"), each)
        for case in found.order_by("-opened_at")[:most]:
            yield Mention("", f"Case {case.number}", case.entry.title, reverse("record", args=[case.pk]))


CASES = PersonalRoom("cases", "Cases", of_cases, named_in_cases)


@dataclass(frozen=True, slots=True)
class Held:
    """All that is kept of one person, room by room."""

    customer: Customer
    name: str
    rooms: tuple[tuple[PersonalRoom, tuple[Section, ...]], ...]
    mentions: tuple[tuple[PersonalRoom, tuple[Mention, ...]], ...]

    @property
    def is_empty(self) -> bool:
        return not any(section.rows for _, sections in self.rooms for section in sections)


def held(customer: Customer) -> Held:
    names = whole_names(customer)
    return Held(
        customer, customers.name_of(customer),
        tuple((room, tuple(room.holds(customer.pk))) for room in rooms()),
        tuple((room, tuple(_once(room.mentions(names, MOST_MENTIONS)))) for room in rooms()),
    )  # fmt: skip


def _once(rows: Iterable[Mention]) -> list[Mention]:
    return list({row.address: row for row in rows}.values())


# What of it may go


def judged(
    customer: Customer, at: datetime, aside: frozenset[str] = frozenset(), but: Case | None = None
) -> list[Judged]:
    """Each of their things, as if they asked today to be erased. `but`: the case of that very request, which stays to
    show that it was answered."""
    judge = Judge(at)
    asks = Wish(judge.on, "The person asks to be erased.")
    found = []
    for of in retained():
        for id_ in of.of(customer.pk):
            thing = of.open(id_) if but is None or id_ != but.pk else None
            if thing is not None:
                found.append(judge.judged(of, thing, [asks], aside))
    return found


def requests(customer: Customer) -> list[Case]:
    """Cases of theirs about their data, the last first."""
    mine = Q(customer=customer) | Q(customer__into=customer)
    rows = Case.objects.filter(mine, entry__slug=PROCEDURE).select_related("entry", "bundle").order_by("-opened_at")
    return list(rows)


def cases(customer: Customer) -> list[Case]:
    """Every case of theirs, the last first."""
    rows = Case.objects.filter(Q(customer=customer) | Q(customer__into=customer)).select_related("entry")
    return list(rows.order_by("-opened_at"))


def request_under_way(customer: Customer) -> Case | None:
    return next((row for row in requests(customer) if row.status != "ended"), None)


def procedure_in_force(on: date) -> Any:
    return in_force(PROCEDURE, on)


# What the law wants


def standing(customer: Customer, right: str, at: datetime, zone: str) -> Standing:
    """Whether a law wants an answer of this business today, and by when; counted from the day they asked."""
    on = today(at)
    case = request_under_way(customer)
    asked_on = today(case.opened_at) if case else on
    facts: Mapping[str, Any] = {**known(), **{k: v for k, v in customers.facts_of(customer).items() if k == STATE}}
    return law_on.standing(law_in_use(on), facts, right, asked_on, on, zone)


def asked_before(customer: Customer) -> ErasureAsked | None:
    found: ErasureAsked | None = (
        ErasureAsked.objects.filter(Q(customer=customer) | Q(customer__into=customer)).order_by("-asked_at").first()
    )
    return found


def files(customer: Customer) -> list[Attachment]:
    """Photos and papers of theirs: of their record and of their cases."""
    family = [customer.pk, *Customer.objects.filter(into=customer).values_list("pk", flat=True)]
    mine = [case.pk for case in cases(customer)]
    both = Q(subject="customer", subject_id__in=family) | Q(subject="case", subject_id__in=mine)
    return list(Attachment.objects.filter(both).order_by("added_at", "pk"))


def exported(found: Held, business: str, at: datetime) -> dict[str, Any]:
    """The same for a machine."""
    return {
        "format": "handrail-person-1",
        "business": business,
        "made_at": stamp(at),
        "customer": found.customer.number,
        "rooms": [
            {
                "room": room.title,
                "holds": [
                    {"of": s.title, "told": [{"what": r.label, "value": r.value, "when": r.when} for r in s.rows]}
                    for s in sections
                ],
            }
            for room, sections in found.rooms
        ],
    }
