"""Questions for customers: each in every language, each choice with its words, and nothing asked that only we know."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.connections.automation.deciding import by_hand
from handrail.facts.answers import AnswerError, parse
from handrail.facts.said import unsaid
from handrail.facts.texts import languages_of, texts_of
from handrail.facts.to_customers import FILE, question
from handrail.facts.tongues import TONGUES, written
from handrail.facts.typed import as_read
from handrail.facts.vocabulary import VOCABULARY, fact, with_own
from handrail.procedures.shelf import library

BY_A_PERSON = frozenset({
    "case.opened_on", "refund.amount", "complaint.from_agency", "safety.danger_now", "identity.method", "case.we_called",
    "case.fraud_suspected", "case.legal_threat", "payment.recorded", "appointment.missed", "fuel.interrupted",
    "safety.kind", "safety.all_out", "safety.help_called", "legal.kind", "sale.shop_talks_before", "sale.returned_on",
    "contract.term_months", "misdelivery.told_on", "call.purpose", "call.with_customer", "tank.red_tagged",
    "job.performance_asked", "job.performance_asked_on", "fuel.empty_unexplained", "fuel.hiss", "fuel.asks_tank_place",
    "job.in_our_licence", "telecom.request", "telecom.move", "sale.is_internet_plan", "sale.is_tv_service",
    "bill.dispute_received_on", "service.is_voip", "sale.is_tobacco", "customer.id_shown", "sale.is_room_quote",
    "room.is_accessible", "animal.is_service", "animal.out_of_control", "animal.not_housebroken", "animal.sent_out",
    "gym.is_presale", "gym.miles", "vehicle.repaired_under_warranty", "vehicle.salvaged", "records.asked_on",
    "vehicle.is_used", "sale.depends_on_loan", "vehicle.part_of_other_maker", "phi.wrong_person", "records.requester",
})  # fmt: skip
"""What the starters ask where automation comes by, and no form asks: ours to know, danger, or somebody’s gain."""


def test_every_question_is_there_in_every_language_and_asks():
    rows = [*texts_of(FILE)["facts"].values(), *texts_of(FILE)["own"]]
    assert set(languages_of(FILE)) == {"en", *TONGUES}
    for row in rows:
        assert set(row) - {"asks"} == set(languages_of(FILE)), row
        assert row["es"].count("¿") == 1
        assert all("?" in row[language] for language in languages_of(FILE))
    assert all(
        source["review"] == "not reviewed by a native speaker" for source in texts_of(FILE)["languages"].values()
    )


def test_what_a_customer_may_choose_has_words_in_every_language():
    asked = [fact(name) for name in texts_of(FILE)["facts"]]
    assert [(row.name, language) for row in asked for language in TONGUES if unsaid(row, language)] == []


def test_of_what_the_starters_ask_somebody_decided_whether_a_form_asks_it():
    names, own = set(), {}
    for procedure in library().values():
        own |= {row.ask: row for row in procedure.own.by_name.values()}
        names |= {name for step in procedure.steps if not by_hand(step) for name in step.ask}
    plain = {name for name in names if name in VOCABULARY}
    assert {name for name in plain if question(fact(name), "es") is None} == BY_A_PERSON
    with_words = {row["asks"] for row in texts_of(FILE)["own"]}
    left_to_people = set(texts_of(FILE)["by_a_person"])
    assert (with_words | left_to_people) <= own.keys()
    in_starters = {
        procedure.own.by_name[name].ask
        for procedure in library().values()
        for step in procedure.steps
        if not by_hand(step)
        for name in step.ask
        if name in procedure.own.by_name
    }
    assert in_starters <= with_words | left_to_people
    assert not with_words & left_to_people


def test_a_question_of_a_business_stays_in_its_own_words():
    procedure = library()["move-service"]
    with with_own(procedure.own):
        assert question(fact("own.move_day"), "fr").words == "Quel jour déménagez-vous?"
    theirs = next(iter(procedure.own.by_name.values()))
    from dataclasses import replace

    asked = question(replace(theirs, ask="Does the customer have a dog?"), "es")
    assert (asked.words, asked.language, asked.is_theirs) == ("Does the customer have a dog?", "en", True)


@pytest.mark.parametrize(("language", "kind", "typed", "read"), [
    ("fr", "money", "1 700,50 $", "1700.50"), ("fr", "money", "1\u202f700,50", "1700.50"), ("fr", "int", "1 200", "1200"),
    ("fr", "money", "1700.50", "1700.50"), ("fr", "money", "1,700.00", "1,700.00"), ("fr", "money", "25 $", "25"),
    ("fr", "date", "1er décembre 2026", "2026-12-01"), ("fr", "date", "3 juin 2026", "2026-06-03"),
    ("es", "date", "23 de noviembre de 2026", "2026-11-23"), ("es", "date", "23 nov 2026", "2026-11-23"),
    ("es", "date", "12/11/2026", "12/11/2026"), ("es", "money", "1,700.00", "1,700.00"), ("es", "text", "1 700", "1 700"),
    ("es", "list", "Ninguno.", "none"), ("fr", "amounts", "12,50\n3 $", "12.50\n3"), ("en", "money", "1,700", "1,700"),
])  # fmt: skip
def test_what_is_typed_is_read_as_the_language_writes_it(language, kind, typed, read):
    assert as_read(language, kind, typed) == read


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(tuple(TONGUES)))
def test_a_day_that_a_reply_wrote_is_read_back(day, language):
    for form in ("date", "short"):
        assert parse(fact("sale.signed_on"), as_read(language, "date", written(language, "date", day, form))) == day


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(tuple(TONGUES)))
def test_a_sum_that_a_reply_wrote_is_read_back(cents, language):
    assert parse(fact("sale.total"), as_read(language, "money", written(language, "money", cents))) == cents


@pytest.mark.parametrize("typed", ["1700,50", "1.700,00", "1,70", "17,0000", "1,,000"])
def test_a_sum_that_could_be_another_is_not_guessed(typed):
    with pytest.raises(AnswerError, match="like 1,700"):
        parse(fact("sale.total"), typed)
