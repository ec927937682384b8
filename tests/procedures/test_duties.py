"""The library against the law: each starter procedure meets the duties it can be judged on, and a gap is found."""

from datetime import date

import pytest

from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.engine import load_law
from handrail.procedures.duties import kinds_claimed, kinds_met, met_where, to_meet
from handrail.procedures.examined import examine
from handrail.procedures.language.reader import read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.findings import Report
from handrail.procedures.shelf import library, with_called

ON = date(2026, 11, 24)
GRAVE = ("must", "law")
COMMON: dict[str, Value] = {
    name: row.type == "bool" and name not in ("business.is_lender", "business.is_credit_bureau")
    for name, row in VOCABULARY.items()
    if row.about == "business" and row.type == "bool"
} | {"business.channels": ("phone", "email"), "business.records_calls": "all", "business.breach_rules": "none"}


def business(state: str) -> dict[str, Value]:
    return {**COMMON, "business.states": (state,), "business.customer_states": (state,)}


def examined(procedure: Procedure, state: str, on: date = ON) -> Report:
    shelf = {**library(), procedure.procedure: procedure}
    claimed = kinds_met(shelf[slug] for slug in with_called(procedure.procedure, shelf))
    return examine(procedure, shelf, business(state), duties=to_meet(load_law(), business(state), on, claimed))


@pytest.mark.slow
@pytest.mark.parametrize("state", ["OK", "VT"])
@pytest.mark.parametrize("name", sorted(library()))
def test_every_starter_meets_what_it_is_judged_on(name: str, state: str) -> None:
    report = examined(library()[name], state)
    assert [found.title for found in report.findings if found.rule in ("duty-not-met", "refusal-unsure")] == []
    assert report.complete


ACTIVITIES = {
    "retail": ("tobacco", "alcohol", "groceries", "bottled-drinks", "goods-repair"),
    "home-services": ("home-improvement", "plumbing", "electrical", "heating-service", "roofing", "excavation"),
    "propane": ("propane", "heating-oil", "heating-service"),
    "internet-phone": ("internet", "telephone", "cable"),
    "lodging": ("lodging", "short-term-rental"),
    "health-club": ("health-club",),
    "auto": ("vehicle-repair", "vehicle-sales", "vehicle-inspection"),
    "professional-office": ("health-care", "accounting", "tax-preparation", "licensed-profession", "optical"),
    "other": (),
}


def test_every_trade_of_the_vocabulary_is_tried() -> None:
    assert set(ACTIVITIES) == set(VOCABULARY["business.trade"].values)


@pytest.mark.slow
@pytest.mark.parametrize("state", ["OK", "VT"])
@pytest.mark.parametrize("trade", ACTIVITIES)
def test_every_starter_is_clean_for_each_trade_and_state_it_claims(trade: str, state: str) -> None:
    """Against all duties of that state and of the federal file, with everything that such a business may do."""
    facts = {**business(state), "business.trade": trade, "business.activities": ACTIVITIES[trade]}
    wrong = []
    for name, procedure in library().items():
        if not procedure.trades or trade in procedure.trades:
            claimed = kinds_claimed(library()[slug] for slug in with_called(name, library()))
            report = examine(procedure, library(), facts, duties=to_meet(load_law(), facts, ON, claimed))
            wrong += [(name, row.rule, row.step, row.title) for row in report.findings if row.severity in GRAVE]
            assert report.complete, name
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("state", ["OK", "VT"])
def test_something_is_judged(state: str) -> None:
    checked = {kind for name in library() for kind in examined(library()[name], state).checked}
    assert {
        "breach.tell-people",
        "breach.tell-agency",
        "home-solicitation.refund",
        "complaint.agency-answer",
    } <= checked


def without(name: str, old: str, new: str) -> Procedure:
    text = write(library()[name])
    assert old in text
    return read(text.replace(old, new, 1))


FEE = "    when: business.adds_surcharge && payment.how == 'credit-card'\n    say: There"


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("take-payment", FEE, FEE.replace("business.adds_surcharge", "case.channel == 'phone'"), "surcharge.tell"),
        ("data-breach", "    meets:\n      - breach.tell-people\n", "", "breach.tell-people"),
    ],
)
def test_a_gap_is_found_and_told(name: str, old: str, new: str, kind: str) -> None:
    found = [row for row in examined(without(name, old, new), "OK").findings if row.rule == "duty-not-met"]
    assert load_law().kinds[kind].title in {row.title.split(" (")[0].split(":")[0] for row in found}
    assert all(row.story[0].startswith(("A customer", "Any customer")) and "never" in row.story[-1] for row in found)


def test_the_time_that_the_law_leaves_at_least() -> None:
    """Seven business days hold a weekend at least; what the law sets no number for is never compared."""
    rows = {row.id: row.in_time for row in to_meet(load_law(), business("VT"), ON, ["order.refund"])}
    found = {id_: row for id_, row in rows.items() if row}
    merchant, residents = found["us.regz.merchant-credit/credit"], found["us-vt.breach.consumer-notice/tell-consumers"]
    assert (merchant.shortest, merchant.words) == (9 * 1440, "7 business days")
    assert (residents.shortest, residents.starts) == (45 * 1440, ("breach.found_on",))
    assert found["us-vt.breach.cra-notice/tell-bureaus"].shortest is None
    assert {rows[id_] for id_ in rows if id_.startswith("us-vt.home-solicitation.cancel")} == {None}


def test_the_numbers_of_the_day_are_written_in() -> None:
    rows = {row.id: row for row in to_meet(load_law(), business("OK"), ON, ["breach.tell-agency"])}
    arises = rows["us-ok.breach-ag/tell-ag"].arises
    assert arises is not None
    assert "breach.residents >= 500" in arises.text
    assert "law_value" not in arises.text


def test_law_of_before_and_after_its_day() -> None:
    ids = {day: {row.id for row in to_meet(load_law(), business("OK"), day, ["breach.tell-agency"])} for day in (date(2025, 12, 31), ON)}  # fmt: skip
    assert "us-ok.breach-ag/tell-ag" in ids[ON] - ids[date(2025, 12, 31)]


def test_what_does_not_bind_the_business_is_left_out() -> None:
    facts = {**business("VT"), "business.sells_gift_cards": False}
    ids = {row.id.split("/")[0] for row in to_meet(load_law(), facts, ON, [])}
    assert not {name for name in ids if name.startswith("us-ok") or "gift" in name}
    assert "us-vt.breach.ag-notice" in ids


def test_where_a_kind_is_met() -> None:
    assert ("data-breach", "residents") in met_where(library(), "breach.tell-people")
    assert met_where(library(), "no.such") == []


def test_a_call_to_nothing_is_the_finding() -> None:
    report = examine(without("complaint", "call: open-call", "call: no-such"), library(), business("OK"))
    assert [(row.rule, row.title) for row in report.findings] == [("calls", "It calls no-such, which is not here")]
    assert not report.complete


def test_who_asks_the_law_about_a_kind_is_judged_on_it() -> None:
    """A customer's right that a step asks about, and that none says it meets, counts all the same."""
    asks = library()["cancel-order"]
    steps = tuple(step.model_copy(update={"meets": ()}) for step in asks.steps)
    claimed = kinds_claimed([asks.model_copy(update={"steps": steps})])
    assert {"phone-sale.cancel", "home-solicitation.cancel"} <= claimed
    assert {row.kind for row in to_meet(load_law(), business("OK"), ON, claimed) if row.judged} >= {"phone-sale.cancel"}


def test_a_duty_that_begins_with_a_day_nobody_notes_is_told_as_not_checked() -> None:
    report = examined(library()["cancel-order"], "OK")
    assert "order.refund" not in report.checked
    assert any("Day the refund became due" in row for row in report.not_asked)
