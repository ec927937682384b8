"""What a pack can say beyond a plain duty: licences, filings, destruction, days of the week, versions, clocks."""

from datetime import date, datetime

import pytest

from handrail.law.asking import due_words, kept_words
from handrail.law.engine import Law
from handrail.law.loader import load_kinds, read_pack
from handrail.law.plain import Teller
from handrail.law.words import parts_of
from handrail.procedures.duties import to_meet
from handrail.procedures.proof.findings import EXCUSED, MustCome

NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"
ON = date(2026, 11, 25)
HEAD = """\
pack: xx
title: Somewhere
jurisdiction: OK
zones: [America/Chicago, America/Denver]
maintainer: A test
version: "1"
kept_until: 2030-01-01
agencies: {}
values:
  - id: xx.cap
    title: A cap
    unit: percent-hundredths
    verified: &seen {on: 2026-11-22, how: read, confidence: high}
    recheck_by: 2029-01-01
    entries:
      - {from: 2026-01-01, to: 2026-12-31, value: 200, reference: here}
      - {from: 2027-01-01, value: null, reference: here}
duties:
"""
DUTY = """\
  - id: {id}
    title: One
    plain: Do one thing.
    topic: records
    citation: Act 1
    sources: [https://example.org/act]
    in_force: {in_force}
    verified: {{on: 2026-11-22, how: read, confidence: high}}
    recheck_by: 2029-01-01
    applies: business.sells_in_shop
    parts:
      - id: part
        kind: order.refund
        says: Do it.
"""
SHOP = {"business.sells_in_shop": True}


def duty(part: str, name: str = "xx.one", in_force: str = "{}") -> str:
    return DUTY.format(id=name, in_force=in_force) + "".join(f"        {line}\n" for line in part.splitlines())


def law(*duties: str) -> Law:
    return Law([read_pack(HEAD + "".join(duties))], load_kinds())


LICENCE = "type: licence\nlicence: {name: LP-gas permit, also: propane permit, renew_before: 60}"


@pytest.mark.parametrize("row", ["LP gas permit | 7 | we | 2026-12-31", "Propane Permit |  |  | 2026-12-31"])
def test_a_licence_is_due_on_its_last_day_and_renewed_before(row: str) -> None:
    [found] = law(duty(LICENCE)).due({**SHOP, "business.licences": (row, "Other | 1 | we | 2026-12-01")}, ON, CHICAGO)
    assert (found.state, found.day, found.opens) == ("dated", date(2026, 12, 31), date(2026, 11, 1))
    assert found.at is not None
    assert found.at.isoformat() == "2027-01-01T00:00:00-06:00"
    assert "until Dec 31, 2026" in found.trace[-1]


def test_each_holder_has_a_last_day() -> None:
    rows = ("LP-gas permit | 1 | Ann | 2026-12-31", "LP-gas permit | 2 | Bo | 2027-03-31")
    found = law(duty(LICENCE)).due({**SHOP, "business.licences": rows}, ON, CHICAGO)
    assert [row.day for row in found] == [date(2026, 12, 31), date(2027, 3, 31)]


def test_a_licence_that_is_not_listed_says_what_to_enter() -> None:
    for known in (SHOP, {**SHOP, "business.licences": ()}):
        [found] = law(duty(LICENCE)).due(known, ON, CHICAGO)
        assert (found.state, found.missing) == ("unknown", {"business.licences"})
        assert "enter “LP-gas permit”" in found.why
    assert law(duty(LICENCE)).due({}, ON, CHICAGO) == []


def test_a_licence_without_an_end_or_with_an_unknown_one() -> None:
    for until, state, words in (("no end", "no-end", "Has no end"), ("unknown", "unknown", "Can’t tell yet")):
        facts = {**SHOP, "business.licences": (f"LP-gas permit | 7 | we | {until}",)}
        [found] = law(duty(LICENCE)).due(facts, ON, CHICAGO)
        assert (found.state, due_words(found)) == (state, words)


YEARLY = "type: filing\nfiling: {proof: the receipt}\ndeadline: {yearly: 01-31, roll: mon-fri-federal, satisfied_by: received}"


@pytest.mark.parametrize(
    ("on", "day"),
    [(date(2026, 1, 31), date(2026, 2, 2)), (date(2026, 2, 2), date(2026, 2, 2)), (date(2026, 2, 3), date(2027, 2, 1)),
     (date(2027, 2, 1), date(2027, 2, 1)), (date(2027, 2, 2), date(2028, 1, 31))],
)  # fmt: skip
def test_a_yearly_filing_is_due_on_its_next_day(on: date, day: date) -> None:
    [found] = law(duty(YEARLY)).due(SHOP, on, CHICAGO)
    assert (found.state, found.day) == ("dated", day)


def test_a_filing_of_every_year_begins_with_its_law() -> None:
    [found] = law(duty(YEARLY, in_force="{from: 2026-11-01}")).due(SHOP, ON, CHICAGO)
    assert found.day == date(2027, 2, 1)
    assert law(duty(YEARLY, in_force="{to: 2026-11-24}")).due(SHOP, ON, CHICAGO) == []


def test_several_days_a_year_give_the_next() -> None:
    quarters = YEARLY.replace("01-31, roll: mon-fri-federal", "[01-31, 04-30, 07-31, 10-31]")
    assert [law(duty(quarters)).due(SHOP, date(2026, month, 1), CHICAGO)[0].day for month in (5, 8, 11)] == [
        date(2026, 7, 31), date(2026, 10, 31), date(2027, 1, 31),
    ]  # fmt: skip


def test_a_case_is_not_told_of_licences_and_yearly_filings() -> None:
    facts = {**SHOP, "business.licences": ("LP-gas permit | 7 | we | 2026-12-31",)}
    assert law(duty(LICENCE), duty(YEARLY, "xx.two")).due_in_case(facts, ON, CHICAGO) == []


DESTROY = "type: destruction\ndestroy: {count: 30, unit: days, from: sale.signed_on}"


def test_what_must_be_gone_is_due_and_told_among_the_records() -> None:
    asked = law(duty(DESTROY))
    facts = {**SHOP, "sale.signed_on": date(2026, 11, 2)}
    [found] = asked.due(facts, ON, CHICAGO)
    [kept] = asked.keep(facts, ON)
    assert found.day == kept.gone_by == date(2026, 12, 2)
    assert kept.until is None
    assert kept_words(kept) == "Gone by Wed, Dec 2, 2026"
    [open_] = asked.due(SHOP, ON, CHICAGO)
    assert (open_.state, open_.missing) == ("unknown", {"sale.signed_on"})


def test_a_record_may_be_kept_and_then_destroyed() -> None:
    part = DESTROY + "\nkeep: {count: 10, unit: days, from: sale.signed_on}"
    [kept] = law(duty(part)).keep({**SHOP, "sale.signed_on": date(2026, 11, 2)}, ON)
    assert (kept.until, kept.gone_by) == (date(2026, 11, 12), date(2026, 12, 2))
    assert kept_words(kept) == "Until Thu, Nov 12, 2026, gone by Wed, Dec 2, 2026"


CAPPED = "type: limit\namount: payment.surcharge\nat_most: [{fact: sale.total, rate: xx.cap}]"


def test_a_number_not_published_makes_unknown_what_rests_on_it() -> None:
    facts = {**SHOP, "payment.surcharge": 100, "sale.total": 10_000}
    asked = law(duty(CAPPED))
    known = asked.may("order.refund", facts, datetime.fromisoformat("2026-12-31T12:00-06:00"), CHICAGO)
    after = asked.may("order.refund", facts, datetime.fromisoformat("2027-01-01T12:00-06:00"), CHICAGO)
    assert (known.verdict, known.most) == ("yes", 200)
    assert (after.verdict, after.most, after.missing) == ("unknown", None, frozenset())
    assert "law_value(xx.cap) = not known" in after.trace


def test_a_prohibition_on_a_number_not_published_is_unknown_too() -> None:
    part = "type: prohibition\nforbids: [{when: sale.total > law_value('xx.cap'), says: Too much.}]"
    at = datetime.fromisoformat("2027-01-01T12:00-06:00")
    assert law(duty(part)).may("order.refund", {**SHOP, "sale.total": 1}, at, CHICAGO).verdict == "unknown"


WEEKDAYS = (
    "type: limit\nhours: {from: '08:00', to: '20:00'}\ndays: [monday, tuesday, wednesday, thursday, friday, saturday]"
)


@pytest.mark.parametrize(
    ("at", "verdict", "opens"),
    [
        ("2026-11-28T19:59-06:00", "yes", None),
        ("2026-11-28T20:00-06:00", "no", "2026-11-30T08:00:00-06:00"),
        ("2026-11-29T12:00-06:00", "no", "2026-11-30T08:00:00-06:00"),
        ("2026-11-30T07:59-06:00", "no", "2026-11-30T08:00:00-06:00"),
        ("2026-10-31T21:00-05:00", "no", "2026-11-02T08:00:00-06:00"),
    ],
)
def test_days_of_the_week_stand_beside_the_hours(at: str, verdict: str, opens: str | None) -> None:
    found = law(duty(WEEKDAYS)).may("order.refund", SHOP, datetime.fromisoformat(at), CHICAGO)
    assert (found.verdict, found.next and found.next.isoformat()) == (verdict, opens)


@pytest.mark.parametrize(
    ("facts", "zone", "asked"),
    [
        ({}, NEW_YORK, (NEW_YORK,)),
        ({"customer.state": "VT"}, NEW_YORK, (NEW_YORK,)),
        ({"customer.state": "OK"}, NEW_YORK, (CHICAGO, DENVER)),
        ({"customer.state": "OK"}, DENVER, (DENVER,)),
    ],
)
def test_the_clock_is_that_of_the_customer(facts: dict, zone: str, asked: tuple[str, ...]) -> None:
    found = law(duty(WEEKDAYS)).may(
        "order.refund", {**SHOP, **facts}, datetime.fromisoformat("2026-11-27T18:00+00:00"), zone
    )
    assert found.zones == asked


@pytest.mark.parametrize(
    ("at", "verdict", "opens"),
    [
        ("2026-11-27T08:59-05:00", "no", "2026-11-27T09:00:00-06:00"),
        ("2026-11-27T09:30-05:00", "no", "2026-11-27T09:00:00-06:00"),
        ("2026-11-27T09:00-06:00", "yes", None),
        ("2026-11-27T19:59-06:00", "yes", None),
        ("2026-11-27T20:00-06:00", "no", "2026-11-28T09:00:00-06:00"),
    ],
)
def test_where_a_state_has_two_clocks_both_must_allow_it(at: str, verdict: str, opens: str | None) -> None:
    facts = {**SHOP, "customer.state": "OK"}
    found = law(duty(WEEKDAYS)).may("order.refund", facts, datetime.fromisoformat(at), NEW_YORK)
    assert (found.verdict, found.next and found.next.isoformat()) == (verdict, opens)


def test_of_two_versions_the_one_in_force_answers() -> None:
    first = duty("type: act", in_force="{to: 2026-12-31}").replace("title: One", "title: Old")
    then = duty("type: act\nonce: true", in_force="{from: 2027-01-01}")
    asked = law(then, first)
    for on, title in ((date(2026, 12, 31), "Old"), (date(2027, 1, 1), "One")):
        [row] = asked.applies(SHOP, on)
        [part] = asked.meetings(SHOP, on)
        assert (row.duty.title, row.verdict, row.status, part.duty.title) == (title, "yes", "verified", title)
    assert [row.title for row in asked.versions("xx.one")] == ["Old", "One"]
    old = asked.versions("xx.one")[0]
    assert asked.state(old, old.plain, date(2027, 1, 1)).status == "superseded"


def test_a_duty_is_superseded_once_the_next_is_in_force() -> None:
    first = duty("type: act").replace("    applies", "    superseded_by: xx.two\n    applies")
    asked = law(first, duty("type: act", "xx.two", in_force="{from: 2027-01-01}"))
    assert [asked.status("xx.one", date(2026, 12, 31)), asked.status("xx.one", date(2027, 1, 1))] == [
        "verified",
        "superseded",
    ]


def test_what_a_step_must_meet_knows_order_and_what_stands() -> None:
    parts = duty("type: act\nstands: always\nmust_come: {never_after: order.delay-notice}")
    parts += duty("type: act\nmust_come: {after: order.delay-notice, within: {count: 2, unit: hours}}", "xx.two")
    rows = {row.page: row for row in to_meet(law(parts), SHOP, ON, ["order.refund"])}
    assert rows["xx.one"].excused_by == frozenset()
    assert rows["xx.one"].must_come == MustCome("before", ("order.delay-notice",))
    assert rows["xx.two"].excused_by == EXCUSED
    assert rows["xx.two"].must_come == MustCome("after", ("order.delay-notice",))


def test_all_of_it_is_told_in_words() -> None:
    form = "type: form\nform: {type: bold, copies: 2, detachable: true, filled: [the date], language: theirs, where: on top}"
    late = "type: act\nstands: always\nmust_come: {after: order.delay-notice, within: {count: 2, unit: hours}}"
    asked = law(*(duty(part, f"xx.n{n}") for n, part in enumerate((LICENCE, YEARLY, DESTROY, WEEKDAYS, form, late))))
    told = [line for name in asked.duties for row in parts_of(asked, asked.duty(name), ON) for line in row.lines]
    for words in ("Start renewing it 60 days before", "Every year by Jan 31.", "shown by: the receipt",
                  "It is destroyed 30 days after", "Saturday only", "Copies: 2.", "torn off", "Filled in before it is given: the date",
                  "2 hours apart", "even when the customer stays"):  # fmt: skip
        assert any(words in line for line in told), (words, told)
    assert Teller(asked, ON).labels(["sale.signed_on"])
