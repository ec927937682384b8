"""The law asked: applicability, deadlines, what may be done, numbers; always with its trace and status."""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.calendars.deadlines import DeadlineError
from handrail.facts.conditions import EvaluationError, Unknown, compile_condition
from handrail.law.answers import OPEN_END, UnknownLawError
from handrail.law.duties import LawText, UnstatedLawError
from handrail.law.engine import Law, load_law
from handrail.law.loader import load_kinds, read_pack

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
CHICAGO = "America/Chicago"
FURNACE = {
    "business.sells_at_home": True, "business.customer_states": ("OK",), "customer.state": "OK",
    "sale.is_consumer": True, "sale.place": "home", "sale.total": 680000, "sale.customer_asked_visit": True,
    "sale.is_extra": True, "sale.shop_talks_before": False, "sale.notice_given": True, "sale.signed_on": TODAY,
}  # fmt: skip


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law()


def test_applies_says_yes_no_and_on_what_it_depends(law: Law) -> None:
    rows = {
        row.duty.id: row
        for row in law.applies({"business.sells_at_home": True, "business.customer_states": ("OK",)}, TODAY)
    }
    assert rows["us-ok.home-solicitation"].verdict == "yes"
    assert rows["us-vt.home-solicitation.cancel"].verdict == "no"
    assert rows["us-ok.gift-card"].verdict == "depends"
    assert rows["us-ok.gift-card"].missing == {"business.sells_gift_cards"}
    assert "business.customer_states = ('OK',)" in rows["us-ok.home-solicitation"].trace
    assert len(rows) == len(law.duties)


def test_a_duty_not_yet_in_force_does_not_apply(law: Law) -> None:
    facts = {"business.keeps_personal_data": True, "business.customer_states": ("OK",)}
    verdict = {
        on: next(r for r in law.applies(facts, on) if r.duty.id == "us-ok.breach-ag")
        for on in (date(2025, 12, 31), date(2026, 1, 1))
    }
    assert [row.verdict for row in verdict.values()] == ["no", "yes"]
    assert "in force from 2026-01-01" in verdict[date(2025, 12, 31)].trace[0]


def test_law_cannot_be_printed_without_its_status(law: Law) -> None:
    duty = law.duty("us-ok.surcharge")
    for show in (str, "{}".format, lambda text: f"{text}"):
        with pytest.raises(UnstatedLawError):
            show(duty.plain)
    assert duty.plain.plain_for_search() not in repr(duty.plain)
    assert "14A O.S. 2-211" in str(law.state(duty, duty.plain, TODAY))
    assert "last checked Nov 22, 2026" in str(law.state(duty, duty.plain, TODAY))
    assert LawText("a") == LawText("a") != LawText("b")


def test_status_follows_the_day(law: Law) -> None:
    assert law.status("us.can-spam", TODAY) == "verified"
    assert law.status("us.can-spam", date(2027, 5, 23)) == "due"  # the pack is kept until the 22nd
    assert law.status("us.regz.merchant-credit", TODAY) == "unverified"
    assert law.status("us.cpsc-15b", date(2027, 2, 1)) == "due"
    part = next(part for part in law.duty("us.cooling-off-rule").parts if part.id == "oral-notice")
    assert law.status("us.cooling-off-rule", TODAY, part) == "unverified"


def test_due_is_in_order_and_cited(law: Law) -> None:
    rows = law.due(
        {**FURNACE, "cancellation.sent_on": date(2026, 11, 27), "cancellation.received_on": date(2026, 11, 30)},
        TODAY,
        CHICAGO,
    )
    dated = [row.at for row in rows if row.at]
    assert dated == sorted(dated)
    assert {"home-solicitation.cancel", "home-solicitation.refund", "home-solicitation.pickup"} <= {
        row.part.kind for row in rows
    }
    assert all(row.citation and row.trace and row.stated for row in rows)


def test_a_right_takes_the_latest_of_several_laws_and_shows_all(law: Law) -> None:
    found = law.settle("home-solicitation.cancel", FURNACE, TODAY, CHICAGO)
    assert (found.day, len(found.of)) == (date(2026, 12, 1), 2)
    assert "2026-11-28 (16 CFR 429.0, 429.1)" in found.why
    assert "the latest counts" in found.why


def test_an_unknown_notice_leaves_the_date_open_to_question(law: Law) -> None:
    facts = {name: value for name, value in FURNACE.items() if name != "sale.notice_given"}
    found = law.settle("home-solicitation.cancel", facts, TODAY, CHICAGO)
    assert (found.state, found.day) == ("unknown", date(2026, 12, 1))
    assert found.of[0].missing == {"sale.notice_given"}


def test_no_deadline_without_its_start(law: Law) -> None:
    rows = law.due_of_kind("home-solicitation.refund", FURNACE, TODAY, CHICAGO)
    assert {row.state for row in rows} == {"unknown"}
    assert {name for row in rows for name in row.missing} == {"cancellation.sent_on", "cancellation.received_on"}


def test_conditions_of_procedures_can_ask(law: Law) -> None:
    ask = compile_condition("cancellation.sent_on <= deadline('home-solicitation.cancel')")
    asked = {**FURNACE, "cancellation.sent_on": date(2026, 12, 1)}
    assert ask.evaluate(asked, law.functions(asked, TODAY, CHICAGO)).is_true
    late = {**FURNACE, "cancellation.sent_on": date(2026, 12, 2)}
    assert ask.evaluate(late, law.functions(late, TODAY, CHICAGO)).is_false
    open_ended = {**late, "sale.notice_given": False}
    assert ask.evaluate(open_ended, law.functions(open_ended, TODAY, CHICAGO)).is_true
    assert law.functions(open_ended, TODAY, CHICAGO)("deadline", ("home-solicitation.cancel",)) == OPEN_END
    assert isinstance(law.functions({}, date(2027, 1, 1), CHICAGO)("law_value", ("us-vt.minimum-wage",)), Unknown)
    with pytest.raises(EvaluationError):
        law.functions({}, TODAY, CHICAGO)("limit", ("x",))


UNVERIFIED = """
pack: zz
title: Unverified
jurisdiction: other
maintainer: A test
version: "1"
kept_until: 2030-01-01
agencies: {}
duties:
  - id: zz.hours
    title: Hours
    plain: Call in the morning only.
    topic: calls
    citation: From memory
    sources: [memory]
    verified: {on: 2026-11-22, how: HOW, confidence: CONFIDENCE}
    recheck_by: 2027-01-01
    applies: "true"
    parts:
      - {id: hours, kind: call.hours, type: limit, says: Mornings only., hours: {from: "08:00", to: "10:00"}}
"""


@pytest.mark.parametrize(
    ("how", "confidence", "verdict"),
    [
        ("read", "high", "no"),
        ("read-secondary", "medium", "no"),
        ("remembered", "high", "unknown"),
        ("read", "low", "unknown"),
    ],
)
def test_unverified_law_never_refuses_by_itself(how: str, confidence: str, verdict: str) -> None:
    pack = read_pack(UNVERIFIED.replace("HOW", how).replace("CONFIDENCE", confidence))
    found = Law([pack], load_kinds()).may("call.hours", {}, NOON, CHICAGO)
    assert found.verdict == verdict
    assert "Mornings only." in str(found.reasons[0])
    assert found.next is not None
    assert found.next.isoformat() == "2026-11-25T08:00:00-06:00"


def test_may_without_a_law_against_it(law: Law) -> None:
    found = law.may(
        "surcharge.amount",
        {"business.adds_surcharge": True, "business.states": ("VT",), "business.customer_states": ("VT",)},
        NOON,
        CHICAGO,
    )
    assert (found.verdict, found.meetings) == ("yes", ())
    with pytest.raises(DeadlineError):
        law.may("call.hours", {}, datetime(2026, 11, 24), CHICAGO)  # noqa: DTZ001


def test_may_across_a_clock_change(law: Law) -> None:
    facts = {
        "business.sells_by_phone": True,
        "business.customer_states": ("other",),
        "case.we_called": True,
        "call.purpose": "sales",
    }
    at = datetime(2026, 11, 1, 3, tzinfo=UTC)  # 22:00 on 31 October in Chicago; the clocks go back that night
    found = law.may("call.hours", facts, at, CHICAGO)
    assert found.next is not None
    assert found.next.isoformat() == "2026-11-01T08:00:00-06:00"


def test_names_that_are_not_there(law: Law) -> None:
    with pytest.raises(UnknownLawError, match=r"Did you mean home-solicitation\.cancel\?"):
        law.duties_meeting("home-solicitation.cancl", {}, TODAY)
    with pytest.raises(UnknownLawError, match="There is no duty"):
        law.explain("nothing", TODAY)
    with pytest.raises(UnknownLawError, match="There is no value"):
        law.value("nothing", TODAY)


def test_explain_gives_everything_with_its_status(law: Law) -> None:
    told = law.explain("us-ok.breach-ag", TODAY)
    text = "\n".join(map(str, told.lines))
    assert "within 60 days" in text
    assert text.count("24 O.S. 163(E)") == len(told.lines)
    assert told.agency == "Oklahoma Attorney General, Consumer Protection Unit, 405-521-2029, https://oklahoma.gov/oag"
    assert told.sources


def test_no_duty_found_is_a_statement_with_its_search(law: Law) -> None:
    for name in ("us-ok.auto-renewal", "us-ok.refund-policy"):
        assert law.duty(name).no_duty
        assert law.duty(name).searched == date(2026, 11, 22)


def test_a_state_without_a_pack_is_named(law: Law) -> None:
    assert law.without_pack({"business.states": ("OK", "other"), "business.customer_states": ("VT", "other")}) == (
        "other",
    )
    assert law.without_pack({}) == ()


def test_every_sentence_is_plain(law: Law) -> None:
    """One sentence a shop owner reads in one go: at most 40 words, and nothing a lawyer would have to explain."""
    words = {duty.id: duty.plain.plain_for_search().split() for duty in law.duties.values()}
    assert {name: len(row) for name, row in words.items() if len(row) > 40} == {}
    assert not [
        name for name, row in words.items() if {"pursuant", "herein", "thereof", "aforesaid", "shall"} & set(row)
    ]


def test_all_duties_of_a_business_in_a_few_milliseconds(law: Law) -> None:
    """A tenth of a second of CPU is far more than it takes: only a slip of an order of magnitude fails here."""
    facts = {**FURNACE, "business.states": ("OK",), "business.sells_by_phone": True}
    law.applies(facts, TODAY)
    started = time.process_time()
    for _ in range(20):
        law.applies(facts, TODAY)
    assert (time.process_time() - started) / 20 < 0.1


CHOICES = {
    "business.customer_states": [("OK",), ("VT",), ("OK", "VT")], "business.sells_at_home": [True, False],
    "business.sells_by_phone": [True, False], "customer.state": ["OK", "VT"], "sale.place": ["home", "shop", "phone", "online"],
    "sale.total": [400, 2500, 90000], "sale.is_consumer": [True, False], "business.keeps_personal_data": [True, False],
    "breach.suspected": [True, False], "breach.residents": [499, 500, 2000], "business.sells_gift_cards": [True, False],
    "sale.notice_given": [True, False],
}  # fmt: skip


@pytest.mark.slow
@given(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()}),
    st.sets(st.sampled_from(sorted(CHOICES))),
)
def test_learning_a_fact_never_turns_yes_into_no_nor_no_into_yes(facts: dict, hidden: set[str]) -> None:
    law = load_law()
    known = {name: value for name, value in facts.items() if name not in hidden}
    before = {row.duty.id: row.verdict for row in law.applies(known, TODAY)}
    after = {row.duty.id: row.verdict for row in law.applies(facts, TODAY)}
    assert all(verdict in ("depends", after[name]) for name, verdict in before.items())
    assert {(r.duty.id, r.part.id) for r in law.meetings(facts, TODAY)} <= {
        (r.duty.id, r.part.id) for r in law.meetings(known, TODAY)
    }
