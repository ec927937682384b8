"""The interview: on the web and as a file, one vocabulary, "I don't know" carried as unknown."""

import re

import pytest

from cast import NOON
from handrail.business import actions, queries
from handrail.business.forms import MANY
from handrail.business.interview import (
    ACTIVITIES,
    GROUPS,
    PAGE,
    PROPOSED,
    InterviewFileError,
    activity_of,
    asked_groups,
    contradictions,
    is_asked,
    read_file,
    schema,
)
from handrail.facts.vocabulary import VOCABULARY, Fact, fact
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_every_fact_of_the_business_is_asked_once_and_says_why():
    asked = [row.name for group in GROUPS for row in group.facts]
    assert sorted(asked) == sorted(name for name, row in VOCABULARY.items() if row.about == "business")
    assert len(asked) == len(set(asked))
    assert all(VOCABULARY[name].why for name in asked)


def test_answers_are_kept_and_taken_up_where_they_were_left(owner, sign_in):
    client = sign_in(owner)
    assert client.post("/business/1/", {"business.name": "Red Dirt LLC"}).headers["Location"] == "/business/2/"
    sent = {"business.states": ["OK"], "business.customer_states": ["unknown"]}
    assert client.post("/business/2/", sent).status_code == 302
    with scope.organization(owner.organization_id):
        assert queries.known() == {"business.name": "Red Dirt LLC", "business.states": ("OK",)}
        assert queries.answers()["business.customer_states"] is None
        assert queries.next_group(queries.answers()) == 3
    assert f"question 3 of {len(asked_groups({}))}" in client.get("/business/").content.decode()
    assert 'value="OK" checked' in client.get("/business/2/").content.decode()


def test_a_wrong_answer_is_shown_again_with_what_to_write(owner, sign_in):
    answer = sign_in(owner).post("/business/12/", {"business.employees": "many", "business.annual_sales": "500000"})
    assert answer.status_code == 422
    assert "write a whole number like 620" in answer.content.decode()
    assert 'value="500000"' in answer.content.decode()


def test_a_contradiction_is_a_question_not_a_guess(owner, sign_in):
    no_cards = {
        "business.takes_cards": "no",
        "business.adds_surcharge": "yes",
        "business.takes_bank_debits": "no",
        "business.gives_credit": "no",
    }
    answer = sign_in(owner).post("/business/9/", no_cards)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "You add a card fee, but take no cards. Which is right?" in page
    assert "Adds a card surcharge: <b>Yes</b>" in page
    assert "Takes cards: <b>No</b>" in page
    assert 'name="business.takes_cards" value="no" checked' in page
    with scope.organization(owner.organization_id):
        assert queries.answers() == {}


def test_what_is_not_known_contradicts_nothing():
    assert contradictions({"business.adds_surcharge": True}) == []
    assert contradictions({"business.adds_surcharge": True, "business.takes_cards": False})


def test_an_agent_does_not_describe_the_business(colleague):
    agent = colleague("agent")
    with scope.organization(agent.organization_id), pytest.raises(RefusedError):
        actions.answer(actor=actor_of(agent), answers={"business.name": "X"}, at=NOON)


def test_the_same_as_a_file():
    read = read_file("business:\n  name: Red Dirt\n  states: [OK]\n  sells_at_home: true\n  annual_sales: unknown\n")
    assert read == {
        "business.name": "Red Dirt", "business.states": ("OK",), "business.sells_at_home": True, "business.annual_sales": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("business:\n  nmae: X\n", "line 2: There is no fact named business.nmae. Did you mean business.name?"),
        ("business:\n  name: X\n  employees: many\n", "line 3: Team size: write a whole number"),
        ("business:\n  states: [ZZ]\n", "is not one of the two letters of a state, or other"),
        ("business:\n  takes_cards: false\n  adds_surcharge: true\n", "line 3: You add a card fee"),
        ("business:\n  name: [a, b]\n", "line 2: Legal name: this wants one answer, not a list or a table."),
        ("business:\n  licences: LP-1\n", "line 2: Licenses and registrations: write a list of rows like"),
        (
            "business:\n  licences:\n    - {what: X, ends: 2026-12-31}\n",
            "there is no “ends” in a row. It has what, number",
        ),
        ("business:\n  licences:\n    - {what: X, until: soon}\n", "X: “soon” is no day we know"),
        ("business:\n  hours:\n    - {day: Monday, opens: 25, closes: 17}\n", "Monday: “25” is no time"),
        ("business:\n  hours:\n    - {day: mon, opens: 17, closes: 8}\n", "Monday: it closes before it opens"),
        ("business:\n  employees: 0\n", "line 2: A business has at least one person"),
        (
            "business:\n  takes_cards: false\n\n  adds_surcharge: true\n",
            "adds_surcharge on line 4; takes_cards on line 2.",
        ),
        ("name: X\n", "line 1: the file begins with `business:`"),
        ("business: [\n", "this is not YAML"),
    ],
)
def test_a_file_with_an_error_says_line_and_mend(text, said):
    with pytest.raises(InterviewFileError) as caught:
        read_file(text)
    assert any(said in str(problem) for problem in caught.value.problems), caught.value.problems


def test_the_schema_knows_every_fact_and_no_other():
    properties = schema()["properties"]["business"]["properties"]
    assert f"business.{next(iter(properties))}" in VOCABULARY
    assert len(properties) == sum(row.about == "business" for row in VOCABULARY.values())


# What a business does, and the questions that follow from it


PROPANE = Fact("business.x", "bool", "business", "X", "X?", asked_if="'propane' in business.activities")
DETAILS = [row for row in VOCABULARY.values() if row.about == "business" and row.asked_if]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({ACTIVITIES: ("propane", "plumbing")}, True),
        ({ACTIVITIES: ("plumbing",)}, False),
        ({ACTIVITIES: ()}, False),
        ({ACTIVITIES: None}, False),
        ({}, False),
    ],
)
def test_a_detail_is_asked_only_of_those_who_do_it(given, asked):
    assert is_asked(PROPANE, given) is asked


def test_a_shop_that_does_none_of_it_meets_none_of_its_questions():
    none = {ACTIVITIES: ()}
    met = [row for _, group in asked_groups(none) for row in group.asked(none)]
    assert not [row.name for row in met if activity_of(row)]


def test_details_stand_by_activity_on_short_pages():
    assert DETAILS
    pages = [group for group in GROUPS if any(activity_of(row) for row in group.facts)]
    assert all(len(group.facts) <= PAGE for group in GROUPS)
    assert all(len({activity_of(row) for row in group.facts}) == 1 for group in pages)
    assert all(row.why for row in DETAILS)


def test_every_proposal_is_a_trade_and_an_activity():
    assert set(PROPOSED) <= set(fact("business.trade").values)
    assert {name for row in PROPOSED.values() for name in row} <= set(fact(ACTIVITIES).values)


def test_a_trade_ticks_ahead_and_nothing_is_kept_until_it_is_saved(owner, sign_in):
    client = sign_in(owner)
    client.post("/business/3/", {"business.trade": "propane"})
    page = client.get("/business/4/").content.decode()
    assert 'value="propane" checked' in page
    assert "That is our proposal, not your answer" in page
    with scope.organization(owner.organization_id):
        assert ACTIVITIES not in queries.answers()
    assert client.post("/business/4/", {f"none:{ACTIVITIES}": "on"}).status_code == 302
    page = client.get("/business/4/").content.decode()
    assert 'value="propane" checked' not in page
    assert f'name="none:{ACTIVITIES}" checked' in page
    with scope.organization(owner.organization_id):
        assert queries.known()[ACTIVITIES] == ()


def test_none_beside_one_is_asked_back(owner, sign_in):
    sent = {f"none:{ACTIVITIES}": "on", ACTIVITIES: ["propane"]}
    answer = sign_in(owner).post("/business/4/", sent)
    assert answer.status_code == 422
    assert "Which is right?" in answer.content.decode()


def test_an_activity_opens_its_page_and_the_count_says_so(owner, sign_in):
    client = sign_in(owner)
    named = next(activity_of(row) for row in DETAILS if activity_of(row))
    more = len(asked_groups({ACTIVITIES: (named,)})) - len(asked_groups({}))
    assert more > 0
    client.post("/business/4/", {ACTIVITIES: [named]})
    page = client.get("/business/1/").content.decode()
    assert f"Question 1 of {len(asked_groups({})) + more}" in page
    assert dict(fact(ACTIVITIES).options)[named] in page


def test_a_question_opened_by_an_answer_on_its_own_page_is_asked_there(owner, sign_in, monkeypatch):
    """Going on would leave it behind."""
    monkeypatch.setattr(queries, "is_done", lambda group, given: False)
    answer = sign_in(owner).post("/business/1/", {"business.name": "Red Dirt LLC"})
    assert answer.headers["Location"] == "/business/1/"


def test_a_long_list_shows_what_is_chosen_and_folds_the_rest(owner, sign_in):
    client = sign_in(owner)
    before = client.get("/business/2/").content.decode()
    client.post("/business/2/", {"business.states": ["OK"], "business.customer_states": ["OK", "other"]})
    after = client.get("/business/2/").content.decode()
    assert before.count('name="business.states"') == after.count('name="business.states"')
    assert len(fact("business.states").values) > MANY
    assert after.index('value="OK" checked') < after.index('<details class="more">')


def test_the_states_that_have_a_law_file_stand_in_front_and_each_other_can_be_chosen(owner, sign_in):
    client = sign_in(owner)
    page = client.get("/business/2/").content.decode()
    front = page[: page.index('<details class="more">')]
    assert re.findall(r'name="business.states" value="(\w+)"', front) == ["OK", "VT", "other", "unknown"]
    assert "There is no law file for these." in page
    client.post("/business/2/", {"business.states": ["TX"], "business.customer_states": ["TX", "OK"]})
    assert "Texas, Oklahoma" in text_of(client.get("/business/"))
    assert "Not checked: the law of Texas; there is no law file for it." in text_of(client.get("/law/"))
    chosen = client.get("/business/2/").content.decode()
    assert chosen.index('value="TX" checked') < chosen.index('<details class="more">')
