"""The plan: what is taken and why, what is left out, what is missing, the duties and where each is met. No database."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as any_given
from hypothesis import settings
from hypothesis import strategies as st

from handrail.drafting import files, not_held, reasons
from handrail.drafting.changes import changes
from handrail.drafting.files import usual_topics
from handrail.drafting.plan import Given, Plan, make_plan
from handrail.drafting.printed import gap_words
from handrail.facts.conditions import compile_condition
from handrail.inquiries.matching import Matcher, Topic
from handrail.inquiries.subjects import answered_by, listed, procedure_for, said, subjects, trade_inquiries
from handrail.law.engine import load_law
from handrail.procedures.language.steps import Procedure
from handrail.procedures.shelf import library, with_called

EXAMPLES = Path(__file__).parents[2] / "examples"
ON = date(2026, 11, 24)


def drafted(folder: str, shelf: Mapping[str, Procedure] | None = None) -> Plan:
    here = EXAMPLES / folder
    *_, given = files.given(here / "business.yaml", here / "tickets.csv", "base")
    assert isinstance(given, Given)
    return make_plan(given, library() if shelf is None else shelf, load_law(), ON)


@pytest.fixture(scope="module")
def propane() -> Plan:
    return drafted("red-dirt-propane")


@pytest.fixture(scope="module")
def fiber() -> Plan:
    return drafted("green-mountain-fiber")


def of(plan: Plan, slug: str):
    return next(row for row in plan.procedures if row.slug == slug)


def slugs(plan: Plan) -> set[str]:
    return {row.slug for row in plan.procedures}


FEW = ("emergency", "complaint", "cancel-home-sale", "service-outage")


def few() -> dict:
    """A small shelf, as the check takes its time where little is known of a business."""
    names = dict.fromkeys(name for slug in FEW for name in with_called(slug, library()))
    return {name: library()[name] for name in names}


def plain(answers: dict, topics=(), shelf=None) -> Plan:
    return make_plan(Given("X", answers, topics, "nothing"), shelf or few(), load_law(), ON)


# The two example businesses


@pytest.mark.slow
def test_the_propane_dealer_gets_what_it_needs_and_not_what_it_does_not(propane):
    wanted = {
        "emergency", "service-outage", "complaint", "complaint-attorney-general", "cancel-home-sale", "take-payment",
        "card-billing-error", "unsafe-product", "data-breach", "open-call", "identity-check", "legal-demand",
        "relay-or-access", "account-change", "appointment-change", "warranty-claim",
    }  # fmt: skip
    assert wanted <= slugs(propane)
    assert "order-status" not in slugs(propane)
    left = {row.slug: row.why for row in propane.left_out}
    assert left["order-status"] == "No topic, fact or duty of yours asks for it."
    assert slugs(propane) | left.keys() == set(library())


@pytest.mark.slow
def test_each_reason_says_from_what_it_comes(propane):
    why = of(propane, "cancel-home-sale").reasons
    assert "You sell at the customer’s home, where a sale can be cancelled." in [
        r.words for r in why if r.kind == "fact"
    ]
    duty = next(r for r in why if r.duty == "us-ok.home-solicitation")
    assert "14A O.S. 2-501" in duty.words
    assert "checked Nov 2" in duty.words
    asked = of(propane, "service-outage").reasons[0]
    assert (asked.kind, asked.sure in ("sure", "likely", "guess"), asked.share > 0.03) == ("asked", True, True)
    assert any(row.title in asked.words for row in propane.topics)
    assert [r.kind for r in of(propane, "identity-check").reasons] == ["called"]


@pytest.mark.slow
def test_what_the_propane_dealer_is_asked_and_has_no_procedure_for():
    """The library answers all of the trade's list by now; so it is asked without two that do."""
    shelf = {slug: row for slug, row in library().items() if slug not in ("delivery-schedule", "tank-question")}
    propane = drafted("red-dirt-propane", shelf)
    missing = {row.title for row in propane.to_write}
    without = {r.title for r in trade_inquiries()["propane"] if not procedure_for(r.id, shelf)}
    assert missing <= without | {row.title for row in propane.topics}
    assert missing & without
    assert all(row.share >= 0.01 and row.says for row in propane.to_write)
    assert propane.to_write == tuple(sorted(propane.to_write, key=lambda row: (-round(row.share, 9), row.title)))
    assert [row.title for row in propane.topics if row.is_open]


@pytest.mark.slow
def test_the_internet_company_gets_its_own(fiber):
    assert {"service-outage", "billing-question", "appointment-change", "cancel-subscription"} <= slugs(fiber)
    first = [row.slug for row in fiber.procedures[:4]]
    assert first[0] == "service-outage"
    assert {"billing-question", "wifi-help"} <= set(first)
    assert fiber.to_write == ()  # whatever it is asked often, the library answers
    assert "You sell at the customer’s home, where a sale can be cancelled." not in [
        reason.words for row in fiber.procedures for reason in row.reasons
    ]


def test_nothing_leaves_the_tickets_unmasked(propane):
    shown = repr(propane)
    for number in ("078-05-1120", "4111 1111 1111 1111", "jvoth@example.com", "580-555-0151"):
        assert number not in shown


def test_each_duty_is_met_somewhere_or_said_to_be_open(propane):
    rows = {row.id: row for row in propane.duties}
    sale = rows["us-ok.home-solicitation"]
    assert any(place.slug == "cancel-home-sale" for place in sale.met)
    assert rows["us-ok.auto-renewal"].verdict == "none-found"
    assert rows["us-ok.otsa"].is_open is False
    assert all("no customer procedure" in p.how for p in rows["us-ok.final-pay"].parts)
    assert all(row.citation in row.sentence and row.status_words in row.sentence for row in propane.duties)
    assert all(not row.id.startswith("us-vt.") for row in propane.duties)


@pytest.mark.slow
def test_a_part_that_no_procedure_meets_is_open():
    plan = plain({"business.sells_at_home": True, "business.customer_states": ("OK",), "business.states": ("OK",)})
    sale = next(row for row in plan.duties if row.id == "us-ok.home-solicitation")
    notice = "Give the written notice of the right to cancel a home sale"
    assert [part.title for part in sale.parts if part.is_open] == [notice]
    assert sale.is_open


@pytest.mark.slow
def test_what_is_called_comes_along(propane, fiber):
    for plan in (propane, fiber):
        called = {step.call for slug in slugs(plan) for step in library()[slug].steps if step.call}
        assert called <= slugs(plan)


def test_steps_that_never_run_here_are_named_and_stay(propane):
    never = of(propane, "open-call").never_runs
    assert [step.step for step in never][:1] == ["Greet and say the call is recorded"]
    assert len(library()["open-call"].steps) > len(never)


def test_every_procedure_was_checked_for_this_business(propane):
    lines = [row.checked.line for row in propane.procedures]
    assert all(line.startswith(("Checked on every path against", "Checked on every path. No duty")) for line in lines)
    assert not [line for line in lines if " 0 duties" in line]
    assert any("Checked on every path. No duty" in line for line in lines)


# Facts that are not known, states without a law file, other trades


@pytest.mark.slow
def test_a_fact_not_known_makes_a_duty_depend_and_its_procedure_is_taken():
    known = {"business.states": ("OK",), "business.customer_states": ("OK",), "business.sells_by_phone": False}
    unsure = plain({**known, "business.sells_at_home": None})
    row = next(row for row in unsure.duties if row.id == "us-ok.home-solicitation")
    assert (row.verdict, row.missing) == ("depends", "“Sells at the customer’s home”")
    assert "Sells at the customer’s home" in unsure.unknown
    why = of(unsure, "cancel-home-sale").reasons
    assert "Not known whether you sell at the customer’s home" in next(r.words for r in why if r.kind == "unknown")
    assert "May bind you; it depends on “Sells at the customer’s home”" in next(
        r.words for r in why if r.duty == "us-ok.home-solicitation"
    )
    sure = plain({**known, "business.sells_at_home": False})
    assert "us-ok.home-solicitation" not in {row.id for row in sure.duties}


def test_a_state_without_a_law_file_is_said():
    plan = plain({"business.states": ("other",), "business.customer_states": ("other",), "business.trade": "retail"})
    assert plan.without_pack == ("other",)
    assert all(row.id.startswith("us.") for row in plan.duties)


@pytest.mark.slow
def test_without_tickets_the_trades_list_is_matched_by_its_own_ids():
    answers = {"business.trade": "internet-phone", "business.states": ("VT",)}
    topics = usual_topics(answers)
    plan = plain(answers, topics)
    by_title = {row.title: row for row in plan.topics}
    assert [(f.procedure, f.sure) for f in by_title["The internet is down"].fits] == [("service-outage", "sure")]
    assert by_title["Wi-Fi help at home"].is_open
    assert "Wi-Fi help at home" in {row.title for row in plan.to_write}


@pytest.mark.slow
def test_no_topics_at_all_is_no_statement_about_what_is_missing():
    plan = plain({"business.trade": "other"})
    assert (plan.topics, plan.to_write) == ((), ())
    assert {"emergency", "complaint"} <= slugs(plan)


@pytest.mark.slow
def test_a_finding_that_an_answer_would_mend_says_which():
    plan = plain({"business.channels": ("phone",), "business.records_calls": "all"})
    found = [row for row in of(plan, "open-call").checked.found if "Legal name" in row.title]
    assert found[0].mend == "Answer “Legal name” about your business, then draft again."
    assert of(plan, "open-call").checked.tone == "due"


# Matching


@pytest.mark.parametrize(
    ("says", "procedure"),
    [
        ("I smell gas in the basement", "emergency"),
        ("the power bill is wrong, what is this late fee", "billing-question"),
        ("this is a relay call, I am deaf", "relay-or-access"),
        ("letter from the attorney general", "complaint-attorney-general"),
        ("my order never came, where is the parcel", "order-status"),
        ("cancel my membership", "cancel-subscription"),
        ("I want a refund for the broken lamp", "refund-or-return"),
        ("laptop with bank data was stolen", "data-breach"),
        ("someone burned her hand on the heater you sold", "unsafe-product"),
        ("qwertz asdf yxcv", ""),
    ],
)
def test_words_find_their_procedure_by_meaning(says, procedure):
    matcher = Matcher(subjects(library(), "retail"), listed(library()))
    found = matcher.match(Topic("topic-1", "Something else entirely", 1, 1.0, (says,)))
    assert (found.fits[0].subject.procedure if found.fits else "") == procedure


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@any_given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=20))
def test_parts_of_a_topic_never_add_up_to_more_than_the_whole(texts, title):
    matcher = Matcher(subjects(library(), "propane"), listed(library()))
    found = matcher.match(Topic("topic-1", title, len(texts), 0.5, tuple(texts)))
    assert sum(fit.part for fit in found.fits) <= 1 + 1e-9
    assert 0 <= found.covered <= 1 + 1e-9


# The data behind it


def test_the_lists_name_what_is_there():
    inquiries = {row.id for rows in trade_inquiries().values() for row in rows}
    of_a_trade = {f"{trade}/{row.id}" for trade, rows in trade_inquiries().items() for row in rows}
    assert set(answered_by()) <= inquiries | of_a_trade
    assert {name for name in answered_by().values() if name} <= set(library())
    assert set(said()) <= inquiries | set(library())
    for row in reasons.because():
        assert row.procedure in library()
        assert bool(row.when) == bool(row.if_so)
        if row.when:
            compile_condition(row.when)


def test_what_is_not_held_is_for_this_trade_and_these_states():
    law = load_law()
    gaps = not_held.gaps(law, {"business.trade": "internet-phone", "business.states": ("VT",)})
    assert {gap.jurisdiction for gap in gaps} <= {"VT", "federal"}
    assert any("tariff" in gap.why for gap in gaps)
    assert all(gap.ask for gap in gaps)
    lines = [gap_words(gap) for gap in gaps]
    assert all(line.count("..") == 0 and line.endswith(".") for line in lines)
    propane = not_held.gaps(law, {"business.trade": "propane", "business.states": ("VT",)})
    assert {gap.about for gap in propane} != {gap.about for gap in gaps}


def test_what_is_not_held_is_told_of_a_draft_of_before():
    """A draft kept before the law files named what they do not hold."""
    old = not_held.Gap("City codes", "Set by each city or town", "OK", "The city", "https://example.com", "", False)
    assert gap_words(old) == (
        "City codes. Set by each city or town. Ask The city, https://example.com (address from memory)."
    )


def test_what_is_new_is_told_by_what_the_earlier_plan_had_not(propane, fiber):
    assert changes(None, propane).is_any is False
    assert changes(propane, propane).is_any is False
    found = changes(propane, fiber)
    assert "order-status" in found.procedures
    assert any(name.startswith("us-vt.") for name in found.duties)
    assert found.to_write == {row.title for row in fiber.to_write} - {row.title for row in propane.to_write}
    assert found.gone == tuple(row.title for row in propane.procedures if row.slug not in slugs(fiber))
