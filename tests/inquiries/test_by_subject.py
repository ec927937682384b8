"""Topics by the subjects of a trade, and the procedure that answers what a customer says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.inquiries import by_subject, finder
from handrail.inquiries.by_subject import CLUSTER_FROM, find_topics
from handrail.inquiries.matching import matcher_for
from handrail.inquiries.subjects import procedure_for, trade_inquiries
from handrail.procedures.shelf import library

NO_HEAT = "no heat in the back half of the house"
SMELL = "smells gas by the water heater"
NOTES = [NO_HEAT, "no heat, furnace is out", "no heat since last night", SMELL, "charged twice on the card", "zxq 30"]


def test_short_notes_are_put_to_their_subject():
    found = find_topics(NOTES, matcher_for("propane"))
    names = {found.topics[place].procedure: place for place in found.assignment if place >= 0}
    assert found.topics[0].volume == 3
    assert found.topics[found.assignment[0]] == found.topics[found.assignment[1]] == found.topics[0]
    assert found.topics[found.assignment[3]].procedure == "emergency"
    assert found.topics[found.assignment[4]].procedure == "card-billing-error"
    assert found.assignment[5] == -1
    assert found.unclear == 1
    assert {"emergency", "card-billing-error"} <= names.keys()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*NOTES, "", "zxq", "moving, want the bottle gone", "tank rent?"]), max_size=40))
def test_every_message_counts_once(texts):
    found = find_topics(texts, matcher_for("propane"))
    assert len(found.assignment) == len(texts)
    assert sum(topic.volume for topic in found.topics) + found.unclear == len(texts)
    assert [topic.rank for topic in found.topics] == list(range(1, len(found.topics) + 1))
    assert [topic.volume for topic in found.topics] == sorted((t.volume for t in found.topics), reverse=True)
    for place, topic in enumerate(found.topics):
        assert found.assignment.count(place) == topic.volume
        assert all(found.assignment[at] == place for at in topic.examples)
    assert found == find_topics(texts, matcher_for("propane"))


@pytest.mark.slow
def test_much_that_is_near_to_nothing_is_clustered():
    pytest.importorskip("sklearn", reason="clusters need scikit-learn, which `start.py test` installs")
    strange = ["quokka numbat wombat", "quokka bilby wombat"] * (CLUSTER_FROM // 2)
    found = find_topics([*strange, NO_HEAT], matcher_for("propane"))
    assert any("quokka" in topic.name.lower() for topic in found.topics)
    assert found.unclear == 0


def test_without_what_finds_clusters_the_rest_stays_unclear(monkeypatch):
    monkeypatch.setattr(by_subject.topics, "available", lambda: False)
    found = find_topics(["quokka numbat wombat"] * CLUSTER_FROM + [NO_HEAT], matcher_for("propane"))
    assert found.unclear == CLUSTER_FROM


SAYS = {
    "he talked me into a furnace at my kitchen table and I want out": "cancel-home-sale",
    "I smell gas by the water heater": "emergency",
    "you charged my card twice": "card-billing-error",
    "where is my package": "order-status",
    "I want my money back": "refund-or-return",
    "stop calling me": "sales-call",
    "I got a letter from your lawyer": "legal-demand",
    "my internet is out again": "service-outage",
    "my tank is empty and it is cold in here": "out-of-gas",
    "he talked me into a furnace at my kitchen table": "cancel-home-sale",
    "my wife says no to the furnace we signed for": "cancel-home-sale",
    "I can't pay this month": "late-bill",
    "can you move my appointment to Friday": "appointment-change",
    "cancel my plan": "cancel-subscription",
    "I am deaf, can we text": "relay-or-access",
    "tell me what data you have on me": "privacy-request",
    "the heater burned my grandson": "unsafe-product",
    "somebody stole your laptop with my account in it": "data-breach",
}


@pytest.mark.parametrize(("words", "slug"), SAYS.items())
def test_what_a_customer_says_finds_the_procedure(words, slug):
    assert finder.find(words, matcher_for("propane"), library())[0] == slug


@pytest.mark.parametrize("words", ["", "zebra", "the of and"])
def test_words_that_say_nothing_find_nothing(words):
    assert finder.find(words, matcher_for("propane"), library()) == []


def test_an_everyday_price_question_is_not_the_emergency_one():
    matcher = matcher_for("propane")
    near = matcher.nearest("what is the price per gallon today")
    assert near is not None
    assert (near[0].id, near[0].procedure) == ("price-question", "price-question")
    assert finder.find("the price doubled since the ice storm", matcher, library())[0] == "price-in-emergency"


def test_words_of_grammar_tell_nothing():
    assert finder.telling("My tank is empty, and it is cold") == "tank empty cold"
    assert finder.telling("is it my") == ""


def test_only_what_is_in_force_is_offered():
    found = finder.find("I smell gas by the water heater", matcher_for("propane"), {"complaint"})
    assert "emergency" not in found


@pytest.mark.parametrize("trade", sorted(trade_inquiries()))
def test_whatever_people_ask_a_trade_has_a_procedure_for_that_trade(trade):
    shelf = library()
    found = {row.id: procedure_for(row.id, shelf, trade) for row in trade_inquiries()[trade]}
    assert [name for name, slug in found.items() if not slug] == []
    assert [slug for slug in found.values() if shelf[slug].trades and trade not in shelf[slug].trades] == []


def test_the_same_words_lead_to_what_the_trade_has_for_them():
    shelf = library()
    assert procedure_for("cancel-order", shelf, "lodging") == "cancel-stay"
    assert procedure_for("cancel-order", shelf, "retail") == "cancel-order"
    assert procedure_for("cancel-order", {"cancel-order": shelf["cancel-order"]}, "lodging") == "cancel-order"


TITLES = {"refund": "Refund or return", "broken": "It came broken or wrong", "late": "A bill is late"}


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("it came broken", "broken"),
        ("the sofa came broken", "broken"),
        ("my bill is late", "late"),
        ("broken before it came", "refund"),
        ("broken", "refund"),
        ("came broken " + "one two three four five six seven eight nine words of a long letter", "refund"),
    ],
)
def test_a_procedure_that_is_named_comes_first(words, first):
    found = finder.named_first(words, TITLES)
    assert found[0] == first
    assert sorted(found) == sorted(TITLES)


def test_nothing_named_goes_before_danger():
    titles = {"emergency": "Emergency, say this now", **TITLES}
    assert finder.named_first("I smell gas and the bill is late", titles)[:2] == ["emergency", "late"]
