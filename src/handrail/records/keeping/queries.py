"""Reads: periods, holds, what may go and why the rest stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from handrail.business.queries import known
from handrail.calendars.business_days import add_calendar_days, add_months, add_years
from handrail.customers import queries as customers
from handrail.customers.models import Customer, Merge
from handrail.law.plain import day_words, label
from handrail.law.queries import law_in_use
from handrail.ledger.retained import Retained, Thing
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures.models import Entry
from handrail.records.keeping import bounds
from handrail.records.keeping.held.queries import zone
from handrail.records.keeping.rule import Bound, Decision, HoldOn, Joined, Source, Wish, decide, with_them
from handrail.records.models import Disposal, DisposalLine, ErasureAsked, Hold, RetentionPeriod
from handrail.web.waiting import Waiting

A_DAY = timedelta(days=1)
UNITS = {"days": "days", "months": "months", "years": "years"}
_BACK = {"days": add_calendar_days, "months": add_months, "years": add_years}


def retained() -> Sequence[Retained]:
    """The classes of things, as the rooms hand them down (`config.wiring`)."""
    found: Sequence[Retained] = import_string(settings.RECORDS_RETAINED)
    return found


def class_of(name: str) -> Retained | None:
    return next((row for row in retained() if row.name == name), None)


def today(at: datetime) -> date:
    return at.astimezone(zone()).date()


# Periods


def periods() -> dict[str, RetentionPeriod]:
    return {row.of: row for row in RetentionPeriod.objects.all()}


def period_words(row: RetentionPeriod) -> str:
    return f"{row.count} {row.unit if row.count != 1 else row.unit[:-1]}"


def ends(row: RetentionPeriod, since: date) -> date:
    return _BACK[row.unit](since, row.count)


def cut(row: RetentionPeriod, on: date) -> date:
    """The last day that is a period ago: what counts from then or before is past it."""
    return _BACK[row.unit](on, -row.count)


# Holds


HOLD_SORTS = {"number": ("-number",), "first": ("number",), "set": ("-set_at",)}


def holds(words: str = "", sort: str = "number") -> "QuerySet[Hold]":
    """Those that stand first; `words` match the number, a case, a topic or who set it."""
    rows: QuerySet[Hold] = Hold.objects.select_related("customer__into", "case", "sealed")
    for word in words.split():
        fits = Q(case__number__icontains=word) | Q(topic__icontains=word) | Q(set_by__icontains=word)
        fits |= Q(sealed__value__icontains=word)
        rows = rows.filter(fits | Q(number=int(word)) if word.isdecimal() and len(word) < 9 else fits)
    return rows.order_by(F("lifted_at").asc(nulls_first=True), *HOLD_SORTS.get(sort, HOLD_SORTS["number"]))


def number_standing() -> int:
    return int(Hold.objects.filter(lifted_at=None).count())


def standing_holds() -> list[HoldOn]:
    rows = Hold.objects.filter(lifted_at=None).select_related("customer__into", "case", "sealed").order_by("number")
    titles, others = topics(), together(rows)
    return [_standing(row, titles, others.get(row.pk, [])) for row in rows]


def _standing(row: Hold, titles: Mapping[str, str], others: Sequence[Customer]) -> HoldOn:
    persons = [customers.root(row.customer), *others] if row.customer else []
    return HoldOn(
        f"Legal hold {row.number}, on {hold_on(row, titles, others)}", persons[0].id if persons else None, row.case_id,
        row.topic, row.since, row.until, tuple(name for person in persons for name in whole_names(person)),
        frozenset(person.id for person in others),
    )  # fmt: skip


def together(holds: Iterable[Hold]) -> dict[UUID, list[Customer]]:
    """By hold, the records beside the person's own that it is on too: they stood in one with it while it stood, and
    were taken apart since (`rule.with_them`)."""
    of_person = [(row, row.customer) for row in holds if row.customer and row.lifted_at is None]
    if not of_person:
        return {}
    stood = Q(undone_at=None) | Q(undone_at__gte=min(row.set_at for row, _ in of_person))
    joined = [Joined(*row) for row in Merge.objects.filter(stood).values_list("kept", "gone", "at", "undone_at")]
    found = {row.pk: with_them(person.pk, row.set_at, joined) for row, person in of_person} if joined else {}
    ids = {id_ for each in found.values() for id_ in each}
    roots = {row.pk: customers.root(row) for row in Customer.objects.filter(pk__in=ids).select_related("into")}
    own = {row.pk: customers.root(person).pk for row, person in of_person}
    return {
        hold: sorted({roots[id_] for id_ in each if roots[id_].pk != own[hold]}, key=lambda row: row.number)
        for hold, each in found.items()
    }


def hold_on(row: Hold, titles: Mapping[str, str], others: Sequence[Customer] = ()) -> str:
    """`titles`: of the topics. `others`: as `together` tells."""
    if row.customer:
        beside = ", ".join(str(other.number) for other in others)
        more = f", and customer {beside}, who stood in one record with them" if others else ""
        return f"customer {customers.root(row.customer).number}{more}"
    if row.case:
        return f"case {row.case.number}"
    if row.topic:
        return f"the topic {titles.get(row.topic, row.topic)}"
    since = f"from {day_words(row.since)}" if row.since else "from the beginning"
    return f"everything {since} {f'to {day_words(row.until)}' if row.until else 'on'}"


def topics() -> dict[str, str]:
    return dict(Entry.objects.order_by("title").values_list("slug", "title"))


def whole_names(customer: Customer) -> list[str]:
    """What they may be named by elsewhere: whole names, no single word, which many share."""
    found = [row.text for row in customers.details(customers.root(customer)) if row.kind == "name" and row.text]
    return [name for name in dict.fromkeys(found) if len(name.split()) > 1]


def stopped_by(thing: Thing, standing: Iterable[HoldOn]) -> list[str]:
    of = class_of(thing.of)
    return [
        row.says
        for row in standing
        if row.stops(customers=thing.customers, cases=thing.cases, topics=thing.topics, days=thing.days)
        or (of is not None and row.names and of.names(thing.id, row.names))
    ]


def held(thing: Thing) -> list[str]:
    """What stands in the way of its going, for rooms below that would let it go (`settings.RECORDS_HELD`)."""
    return stopped_by(thing, standing_holds())


# What may go


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing, what is decided of it, and what the law says of it."""

    thing: Thing
    of: Retained
    decision: Decision
    law: bounds.Told

    @property
    def why(self) -> list[str]:
        """What would go, and what asks for it."""
        goes = [f"What goes: {self.goes}."] if self.goes else []
        return [*dict.fromkeys(row.wish.says for row in self.decision.groups if row.wish), *goes]

    @property
    def stays(self) -> list[str]:
        """What keeps some of it, each with its reason and the pieces it keeps."""
        kept = [says_with(bound, tokens) for bound, tokens in self.binding.items()]
        return [*(f"{hold}." for hold in self.decision.holds), *kept]

    @property
    def binding(self) -> dict[Bound, list[str]]:
        """The duties that keep something past the day it was asked away, each with the pieces it keeps."""
        found: dict[Bound, list[str]] = {}
        for group in self.decision.groups:
            for bound in () if group.go else group.by:
                found.setdefault(bound, []).extend(group.tokens)
        return found

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Pieces that a duty keeps past the day something asked for, and their last day."""
        found: dict[str, list[str]] = {}
        for group in self.decision.groups:
            if not group.go and group.by:
                last = f"until {day_words(group.on - A_DAY)}" if group.on else "no day is known"
                found.setdefault(last, []).extend(group.tokens)
        return [(names(tokens), last) for last, tokens in found.items()]

    @property
    def goes(self) -> str:
        """The pieces that go now, as a person calls them."""
        return names(token for group in self.decision.groups if group.go for token in group.tokens)

    @property
    def asks(self) -> tuple[str, ...]:
        return tuple(bound.says for bound in self.law.asks)


def says_with(bound: Bound, tokens: Iterable[str]) -> str:
    """What a duty keeps, and who says that it needs it: the law, or our reading of it."""
    rows = [f"{names(of)} ({SOURCES[source]})" for source, of in bound.need.by_source(tokens)]
    return f"{bound.says} It keeps: {'; '.join(rows)}."


SOURCES: Mapping[Source, str] = {
    "law": "the law names these",
    "ours": "our reading of the law",
    "unsaid": "nobody has said yet what it can do without",
}


def names(tokens: Iterable[str]) -> str:
    """Pieces as a person calls them."""
    words = list(dict.fromkeys(_NAMES.get(token) or label(token) for token in tokens))
    return ", ".join(words)


_NAMES = {
    "item.name": "What was bought", "words": "Notes and reasons", "files": "Photos and files", "consent": "Consents",
    "ticket": "Tickets", "look": "Looks",
}  # fmt: skip


class Judge:
    """Decides of many things on one day: periods, holds, wishes and law are read once."""

    def __init__(self, at: datetime) -> None:
        self.on = today(at)
        self.law = law_in_use(self.on)
        self.periods = periods()
        self.holds = standing_holds()
        self.asked: dict[UUID, date] = {}  # by customer, the last day they asked
        self.requests: set[UUID] = set()
        for row in ErasureAsked.objects.select_related("customer__into").order_by("asked_on"):
            self.asked[customers.root(row.customer).id] = row.asked_on
            self.requests |= {row.request_id} if row.request_id else set()

    def judged(
        self, of: Retained, thing: Thing, also: Sequence[Wish] = (), aside: frozenset[str] = frozenset()
    ) -> Judged:
        """`also`: what asks for its going beside what stands. `aside`: duties a person said are not about this one."""
        told = bounds.told(self.law, thing.asked, self.on)
        wishes = [*self._wishes(of, thing), *told.gone_by, *also]
        holding = [row for row in told.bounds if row.duty not in aside]
        decision = decide(thing.pieces, holding, wishes, stopped_by(thing, self.holds), self.on)
        return Judged(thing, of, decision, told)

    def judges_as_before(self) -> bool:
        """Whether nobody set a period since."""
        return {of: (row.count, row.unit) for of, row in periods().items()} == {
            of: (row.count, row.unit) for of, row in self.periods.items()
        }

    def _wishes(self, of: Retained, thing: Thing) -> Iterator[Wish]:
        period = self.periods.get(of.name)
        if period:
            says = f"Kept {period_words(period)} from {of.counted}, {day_words(thing.since)}."
            yield Wish(ends(period, thing.since), says)
        for day in (self.asked[id_] for id_ in thing.customers if id_ in self.asked):
            if thing.since <= day and thing.id not in self.requests:  # what they told since, they told anew
                yield Wish(day, f"The person asked on {day_words(day)} to be erased.")

    def candidates(self) -> Iterator[tuple[Retained, UUID]]:
        """What may be due: past its period, asked away, or with a day by which a law wants it gone. The longest past
        first within a class."""
        seen: set[tuple[str, UUID]] = set()
        destroy = bounds.facts_to_destroy(self.law, known(), self.on)
        for of in retained():
            period = self.periods.get(of.name)
            for ids in (
                of.old(cut(period, self.on)) if period else (),
                (id_ for customer in self.asked for id_ in of.of(customer)),
                of.naming(destroy) if destroy else (),
            ):
                for id_ in ids:
                    if (of.name, id_) not in seen:
                        seen.add((of.name, id_))
                        yield of, id_

    def due(self, candidates: Iterable[tuple[Retained, UUID]]) -> Iterator[Judged]:
        """Of these, what goes now, and where two laws pull apart. Ten milliseconds each."""
        for of, id_ in candidates:
            thing = of.open(id_)
            if thing is None or thing.open:
                continue
            found = self.judged(of, thing)
            if found.decision.state in ("due", "torn"):
                yield found


# Disposals


DISPOSAL_SORTS = {"number": "-number", "first": "number", "state": "state"}


def disposals(words: str = "", sort: str = "number") -> "QuerySet[Disposal]":
    rows: QuerySet[Disposal] = Disposal.objects.all()
    for word in words.split():
        fits = Q(decided_by__icontains=word) | Q(state__icontains=word) | Q(lines__says__icontains=word)
        chosen = Disposal.objects.filter(fits | Q(number=int(word)) if word.isdecimal() and len(word) < 9 else fits)
        rows = rows.filter(pk__in=chosen.values("pk"))
    return rows.annotate(things=Count("lines")).order_by(DISPOSAL_SORTS.get(sort, "-number"), "-number")


LINE_SORTS = {"due": ("due_on", "says"), "what": ("says",), "pieces": ("-pieces", "says"), "state": ("state", "says")}


def lines(row: Disposal, words: str = "", sort: str = "due") -> "QuerySet[DisposalLine]":
    rows: QuerySet[DisposalLine] = DisposalLine.objects.filter(disposal=row)
    for word in words.split():
        rows = rows.filter(Q(says__icontains=word) | Q(why__icontains=word) | Q(stays__icontains=word))
    return rows.order_by(*LINE_SORTS.get(sort, LINE_SORTS["due"]))


def waiting_disposal() -> Disposal | None:
    found: Disposal | None = Disposal.objects.filter(state="waiting").order_by("number").first()
    return found


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """A proposal that somebody has to decide."""
    row = waiting_disposal() if may(member.role, Right.APPROVE) else None
    if row is None:
        return []
    count = row.lines.count()
    title = f"{count} {'record is' if count == 1 else 'records are'} past their time"
    return [Waiting("decide", title, reverse("disposal", args=[row.pk]), "Look at what would go, and why", "Decide")]
