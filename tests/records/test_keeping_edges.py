"""The edges of keeping: the longest period, what a hold may be on, how often the worker looks, and what a day counts."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.ledger.actor import Actor
from handrail.ledger.models import Event
from handrail.ledger.retained import Thing
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import Role
from handrail.records.keeping import actions, queries
from handrail.records.keeping.actions import HeldOn, KeepingError
from handrail.records.keeping.bounds import Told
from handrail.records.keeping.rule import Bound, Need, Wish, decide
from handrail.records.models import Hold, RetentionPeriod

LATER = NOON + timedelta(days=366 * 8)
BOSS = Actor("person", UUID(int=1), "Marcy Holt", Role.OWNER, UUID(int=2))
SOMEBODY, A_CASE = SimpleNamespace(id=1), SimpleNamespace(id=2)


@pytest.fixture
def boss(owner):
    with scope.organization(owner.organization_id):
        yield actor_of(owner)


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "unit"), [(36_500, "days"), (1_200, "months"), (100, "years"), (1, "days")])
def test_a_period_of_a_hundred_years_is_the_longest(boss, count, unit):
    actions.set_period(actor=boss, of="cases", count=count, unit=unit, at=NOON)
    row = RetentionPeriod.objects.get()
    assert (row.of, row.count, row.unit, row.set_by, row.set_at) == ("cases", count, unit, "Marcy Holt", NOON)
    assert Event.objects.get(kind="period-set").data == {"of": "cases", "count": count, "unit": unit}
    if count > 1:
        with pytest.raises(KeepingError, match="at most 100 years"):
            actions.set_period(actor=boss, of="cases", count=count + 1, unit=unit, at=NOON)


@pytest.mark.django_db
def test_each_class_has_its_own_period(boss):
    for of, count in (("looks", 2), ("cases", 5), ("looks", 3)):
        actions.set_period(actor=boss, of=of, count=count, unit="years", at=NOON)
    assert {of: row.count for of, row in queries.periods().items()} == {"looks": 3, "cases": 5}
    actions.set_period(actor=boss, of="cases", count=None, unit="", at=NOON)
    assert {of: row.count for of, row in queries.periods().items()} == {"looks": 3}
    last = Event.objects.filter(kind="period-set").order_by("seq").last()
    assert last.data == {"of": "cases", "count": None, "unit": None}


@pytest.mark.parametrize(
    ("on", "why", "said"),
    [
        (HeldOn(), "A letter.", "one thing"),
        (HeldOn(customer=SOMEBODY, case=A_CASE), "A letter.", "one thing"),
        (HeldOn(case=A_CASE, topic="refund"), "A letter.", "one thing"),
        (HeldOn(topic="refund", since=date(2026, 1, 1)), "A letter.", "one thing"),
        (HeldOn(topic="refund", until=date(2026, 1, 1)), "A letter.", "one thing"),
        (HeldOn(since=date(2026, 1, 2), until=date(2026, 1, 1)), "A letter.", "ends before it begins"),
        (HeldOn(topic="refund"), " ", "Write why"),
        (HeldOn(topic="refund"), "Her card is 4111 1111 1111 1111.", "a card number"),
    ],
)
def test_a_hold_is_on_one_thing_and_says_why(on, why, said):
    with pytest.raises(KeepingError, match=said):
        actions.hold(actor=BOSS, on=on, why=why, at=NOON)


@pytest.mark.django_db
def test_holds_are_counted_each_kept_with_its_reason_and_lifted_once(boss):
    one_day = HeldOn(since=date(2026, 1, 1), until=date(2026, 1, 1))
    rows = [
        actions.hold(actor=boss, on=on, why=" Letter of Hale & Co. ", at=NOON) for on in (one_day, HeldOn(topic="x"))
    ]
    assert [(row.number, row.why, row.set_by) for row in rows] == [
        (1, "Letter of Hale & Co.", "Marcy Holt"), (2, "Letter of Hale & Co.", "Marcy Holt"),
    ]  # fmt: skip
    assert queries.number_standing() == 2
    for why, said in ((" ", "Write why it is over"), ("Card 4111 1111 1111 1111", "a card number")):
        with pytest.raises(KeepingError, match=said):
            actions.lift(actor=boss, row=rows[0], why=why, at=NOON)
    actions.lift(actor=boss, row=rows[0], why="Settled.", at=LATER)
    row = Hold.objects.get(number=1)
    assert (row.lifted_by, row.lifted_at) == ("Marcy Holt", LATER)
    with pytest.raises(KeepingError, match="lifted already"):
        actions.lift(actor=boss, row=row, why="Again.", at=LATER)
    assert [hold.says for hold in queries.standing_holds()] == ["Legal hold 2, on the topic x"]
    assert queries.number_standing() == 1


@pytest.mark.django_db
def test_holds_are_found_by_number_reason_and_who_set_them_and_say_what_they_are_on(boss):
    ana = customers.add(
        actor=boss, details=[Given("name", "Ana Ruiz"), Given("name", "Ana"), Given("address", "9 Elm St")], at=NOON
    )
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    for on, why in (
        (HeldOn(customer=ana), "Letter of Hale"), (HeldOn(topic="refund"), "A suit in 12 counties"),
        (HeldOn(since=first), "So"), (HeldOn(until=last), "So"), (HeldOn(since=first, until=last), "So"),
    ):  # fmt: skip
        actions.hold(actor=boss, on=on, why=why, at=NOON)
    for words, numbers in (
        ("", [5, 4, 3, 2, 1]), ("hale", [1]), ("1", [2, 1]), ("2", [2]), ("4", [4]), ("refund", [2]), ("marcy hale", [1]),
        ("nobody", []), ("123456789", []), ("1" * 30, []),
    ):  # fmt: skip
        assert [row.number for row in queries.holds(words)] == numbers, words
    assert [queries.hold_on(row, {"refund": "Refunds"}) for row in queries.holds(sort="first")] == [
        f"customer {ana.number}", "the topic Refunds", "everything from Thu, Jan 1, 2026 on",
        "everything from the beginning to Sat, Jan 31, 2026", "everything from Thu, Jan 1, 2026 to Sat, Jan 31, 2026",
    ]  # fmt: skip
    actions.lift(actor=boss, row=Hold.objects.get(number=5), why="Over.", at=NOON)
    assert [row.number for row in queries.holds()] == [4, 3, 2, 1, 5], "those that stand first"
    assert queries.standing_holds()[0].names == ("Ana Ruiz",), "a single word is many people's name"


@pytest.mark.django_db
def test_the_worker_looks_again_after_twenty_hours_and_never_beside_a_proposal(boss, owner):
    customers.add(actor=boss, details=[Given("name", "Ana Ruiz")], at=NOON)
    actions.set_period(actor=boss, of="customers", count=1, unit="years", at=NOON)
    business, look = Organization.objects.get(pk=owner.organization_id), actions.Daily()

    def looked(hours, daily=look):
        found = daily(organization=business, at=LATER + timedelta(hours=hours))
        return found and found.number

    assert looked(0) == 1
    assert looked(30) is None, "the first still waits"
    actions.keep(actor=boss, row=queries.waiting_disposal(), why="An audit comes.", at=LATER)
    assert looked(19.9) is None
    assert looked(19.9, actions.Daily()) is None, "nor does a worker that was started anew"
    assert looked(20, actions.Daily()) == 2
    assert [row.state for row in queries.disposals(sort="first")] == ["kept", "waiting"]


@pytest.mark.django_db
def test_the_worker_looks_through_all_of_it_some_at_a_time(boss, owner, monkeypatch):
    monkeypatch.setattr(actions, "A_LOOK", 2)
    for name in ("Ana Ruiz", "Bo Lee", "Cy Dow"):
        customers.add(actor=boss, details=[Given("name", name)], at=NOON)
    actions.set_period(actor=boss, of="customers", count=1, unit="years", at=NOON)
    business, look = Organization.objects.get(pk=owner.organization_id), actions.Daily()
    assert look(organization=business, at=LATER) is None, "two of three were looked at"
    found = look(organization=business, at=LATER)
    assert found.lines.count() == 3
    assert Event.objects.get(kind="disposal-proposed").data == {"number": 1, "things": 3}
    assert actions.keep(actor=boss, row=found, why="Not now.", at=LATER) is None
    assert actions.propose(actor=boss, at=LATER).lines.count() == 2, "whoever asks at a page gets the first of it"


@pytest.mark.parametrize(
    ("count", "unit", "words", "ends", "cut"),
    [
        (1, "years", "1 year", date(2025, 2, 28), date(2023, 2, 28)),
        (3, "months", "3 months", date(2024, 5, 29), date(2023, 11, 29)),
        (30, "days", "30 days", date(2024, 3, 30), date(2024, 1, 30)),
    ],
)
def test_a_period_is_told_and_counted_by_the_calendar(count, unit, words, ends, cut):
    row, leap = RetentionPeriod(organization_id=UUID(int=1), of="cases", count=count, unit=unit), date(2024, 2, 29)
    assert (queries.period_words(row), queries.ends(row, leap), queries.cut(row, leap)) == (words, ends, cut)


def test_what_goes_and_what_stays_is_told_piece_by_piece():
    list_ = Bound("us.tcpa", "list", "Keep the list.", date(2030, 1, 1), Need(("customer.phone",)))
    unknown = Bound("us.other", "sale", "Keep the sale.", None, Need(ours=("sale.number",)))
    asked = Wish(date(2026, 11, 24), "The person asks.")
    pieces = {"a": "customer.phone", "b": "customer.email", "c": "sale.number", "d": "files"}
    thing = Thing("customers", UUID(int=1), "Ana Ruiz", asked.day, pieces)
    decision = decide(pieces, [list_, unknown], [asked], [], date(2026, 11, 26))
    judged = queries.Judged(thing, queries.retained()[0], decision, Told(asks=(list_,)))
    assert (judged.goes, decision.on) == ("E-mail, Photos and files", asked.day)
    assert judged.why == ["The person asks.", "What goes: E-mail, Photos and files."]
    assert dict(judged.kept) == {"Phone": "until Tue, Jan 1, 2030", "Order number": "no day is known"}
    assert judged.stays == [
        "Keep the list. It keeps: Phone (the law names these).",
        "Keep the sale. It keeps: Order number (our reading of the law).",
    ]
    assert judged.asks == ("Keep the list.",)
    later = decide(pieces, [list_], [Wish(asked.day, "So.", ("customer.",))], [], date(2030, 1, 2))
    over = queries.Judged(thing, queries.retained()[0], later, Told())
    assert (over.kept, over.stays, over.goes) == ([], [], "E-mail, Phone"), "what bound once binds no more"
    assert over.why == ["So.", "What goes: E-mail, Phone."]
    held = queries.Judged(
        thing, queries.retained()[0], decide(pieces, [], [asked], ["Legal hold 1"], asked.day), Told()
    )
    assert (held.goes, held.why, held.stays) == ("", ["The person asks."], ["Legal hold 1."])
