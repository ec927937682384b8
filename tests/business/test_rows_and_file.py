"""Opening hours and licences as rows; the summary; the answers as a file that comes back as it went."""

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cast import NOON
from handrail.business import actions, queries
from handrail.business.interview import UNKNOWN_WORDS, contradictions, page_of, read_file, write_file
from handrail.facts.answers import card_number
from handrail.facts.rows import DAYS
from handrail.facts.vocabulary import VOCABULARY
from handrail.ledger import scope
from handrail.people.actions import actor_of


def test_a_contradiction_across_pages_shows_the_answer_kept_and_where_it_was_given(owner, sign_in):
    client = sign_in(owner)
    told = {"business.channels": ["email"], "unknown:business.phone": "on", "unknown:business.emergency_phone": "on"}
    assert client.post("/business/5/", told).status_code == 302
    answer = client.post("/business/11/", {"business.records_calls": "all"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Channels: <b>e-mail</b>" in page
    assert 'href="/business/5/"' in page


def test_opening_hours_are_typed_and_kept_as_typed_when_wrong(owner, sign_in):
    client = sign_in(owner)
    sent = {
        "business.hours:day": list(DAYS),
        "business.hours:opens": ["8", "8:00", "8 am", "08:00", "8:00", "", ""],
        "business.hours:closes": ["5 pm", "17:00", "5:00 PM", "17:00", "noon", "", ""],
    }
    refused = client.post("/business/6/", sent)
    assert refused.status_code == 422
    assert "Friday: “noon” is no time. Write it like 8:00 or 5:30 pm" in refused.content.decode()
    assert 'value="noon"' in refused.content.decode()
    sent["business.hours:closes"][4] = "12:00 pm"
    assert client.post("/business/6/", sent).headers["Location"] == "/business/6/"  # closed on which days, then
    with scope.organization(owner.organization_id):
        kept = queries.known()["business.hours"]
    assert (kept[0], kept[4], len(kept)) == ("mon 08:00-17:00", "fri 08:00-12:00", 5)
    assert "Monday 8:00 AM to 5:00 PM" in client.get("/business/").content.decode()


LICENCE = {
    "business.licences:what": ["LP gas dealer permit", ""], "business.licences:number": ["LP-00-0155", ""],
    "business.licences:holder": ["Marcy Holt", ""], "business.licences:until": ["Dec 31, 2026", ""],
}  # fmt: skip


def test_licences_are_rows_with_number_holder_and_last_day(owner, sign_in):
    client = sign_in(owner)
    assert client.post("/business/13/", LICENCE).status_code == 302
    with scope.organization(owner.organization_id):
        (held,) = queries.licences()
    assert (held.number, held.holder, held.last_day) == ("LP-00-0155", "Marcy Holt", date(2026, 12, 31))
    assert 'value="LP-00-0155"' in client.get("/business/13/").content.decode()


def test_a_licence_with_a_day_that_does_not_exist_is_shown_again(owner, sign_in):
    wrong = {**LICENCE, "business.licences:until": ["November 31, 2026", ""]}
    refused = sign_in(owner).post("/business/13/", wrong)
    assert refused.status_code == 422
    assert "“November 31, 2026” is no day we know" in refused.content.decode()
    assert 'value="November 31, 2026"' in refused.content.decode()


def test_holding_no_licence_is_an_answer_and_not_one_beside_a_licence(owner, sign_in):
    client = sign_in(owner)
    both = client.post("/business/13/", {**LICENCE, "none:business.licences": "on"})
    assert "Which is right?" in both.content.decode()
    assert client.post("/business/13/", {}).status_code == 422
    assert client.post("/business/13/", {"none:business.licences": "on"}).status_code == 302
    with scope.organization(owner.organization_id):
        assert queries.known()["business.licences"] == ()


def test_what_was_said_when_stands_beside_the_answers(owner, sign_in):
    client = sign_in(owner)
    client.post("/business/1/", {"business.name": "Red Dirt LLC"})
    client.post("/business/1/", {"unknown:business.name": "on"})
    page = client.get("/business/").content.decode()
    assert "Legal name: Red Dirt LLC" in page
    assert "Legal name: Not known" in page


def test_the_rail_shows_what_is_answered(owner, sign_in):
    client = sign_in(owner)
    client.post("/business/1/", {"business.name": "Red Dirt LLC"})
    page = client.get("/business/2/").content.decode()
    assert re.search(r'<li class="done">\s*<span class="post"><svg.*?<a href="/business/1/">Name</a>', page, re.DOTALL)
    assert '<li class="now" aria-current="step">' in page


@pytest.mark.parametrize("name", ["red-dirt-propane", "green-mountain-fiber"])
def test_the_file_comes_back_as_it_went(repository, owner, sign_in, name):
    told = read_file((repository / "examples" / name / "business.yaml").read_text("utf-8"))
    with scope.organization(owner.organization_id):
        actions.answer(actor=actor_of(owner), answers=told, at=NOON)
    sent = sign_in(owner).get("/business/business.yaml")
    assert sent["Content-Disposition"] == 'attachment; filename="business.yaml"'
    assert read_file(sent.content.decode()) == told


def _value(row):
    words = st.text("abcXYZ 0123:#'\"é-", min_size=1, max_size=20).map(lambda text: " ".join(text.split()))
    words = words.filter(lambda text: text and text.lower() not in UNKNOWN_WORDS and not card_number(text))
    if row.shape == "hours":
        return st.sampled_from([(), ("mon 08:00-17:00",), ("mon 00:00-12:00", "sun 13:30-24:00")])
    if row.shape == "closed":
        return st.sampled_from([(), ("2026-12-24 | inventory", "12-31 | we count", "federal: Thanksgiving | ")])
    if row.shape == "role":
        day = "dispatcher | Whoever has the radio | supervisor | non-exempt | determined by the owner | 2026-11-02"
        return st.sampled_from([(), (day,), (day, "night-desk | By night | agent |  |  | ")])
    if row.shape:
        until = st.dates().map(str) | st.just("no end") | st.just("unknown")
        return st.lists(st.tuples(words, words, words, until).map(" | ".join), max_size=3).map(tuple)
    if row.type == "list":
        return st.lists(st.sampled_from(row.values), min_size=1, unique=True).map(tuple)
    by_type = {
        "date": st.dates(date(1902, 1, 1), date(2100, 12, 31)),
        "bool": st.booleans(),
        "int": st.integers(1, 10**9),
        "money": st.integers(0, 10**12),
        "text": words,
    }
    return st.sampled_from(row.values) if row.values else by_type[row.type]


FACTS = {name: row for name, row in VOCABULARY.items() if row.about == "business"}


@pytest.mark.slow
@given(st.fixed_dictionaries({}, optional={name: st.none() | _value(row) for name, row in FACTS.items()}))
def test_any_answers_come_back_from_the_file_they_were_written_to(answers):
    known = {name: value for name, value in answers.items() if value is not None}
    assume(answers and not contradictions(known))
    assert read_file(write_file(answers)) == answers


def test_the_hand_is_on_the_first_question_and_on_the_first_wrong_one(owner, sign_in):
    """`data-first` is where the keyboard's focus goes; one place a page."""
    client = sign_in(owner)
    place = re.compile(r'name="([^"]+)"[^>]*data-first')
    assert place.findall(client.get("/business/12/").content.decode()) == ["business.employees"]
    wrong = client.post("/business/12/", {"business.employees": "14", "business.annual_sales": "a lot"})
    assert wrong.status_code == 422
    assert place.findall(wrong.content.decode()) == ["business.annual_sales"]
    assert place.findall(client.get("/business/3/").content.decode()) == ["business.trade"]


def test_licences_are_proposed_by_the_names_of_the_law_until_they_are_listed(repository, owner, sign_in):
    told = read_file((repository / "examples" / "red-dirt-propane" / "business.yaml").read_text("utf-8"))
    with scope.organization(owner.organization_id):
        actions.answer(actor=actor_of(owner), answers={**told, "business.licences": ()}, at=NOON)
    client = sign_in(owner)
    assert "<li>LP-gas permit, Class I</li>" in client.get("/business/13/").content.decode()
    with scope.organization(owner.organization_id):
        actions.answer(actor=actor_of(owner), answers={"business.licences": told["business.licences"]}, at=NOON)
    page = client.get("/business/13/").content.decode()
    assert "<li>LP-gas permit, Class I</li>" not in page
    assert "<li>LP-gas permit, Class X</li>" in page


ROLE = {
    "business.roles:role": ["Dispatcher", ""], "business.roles:title": ["Whoever has the radio", ""],
    "business.roles:filled_by": ["supervisor", ""], "business.roles:overtime": ["non-exempt", ""],
    "business.roles:basis": ["our adviser", ""], "business.roles:since": ["Nov 1, 2026", ""],
}  # fmt: skip


def test_roles_are_rows_that_go_into_the_file_and_back(owner, sign_in):
    client, page = sign_in(owner), f"/business/{page_of('business.roles')}/"
    assert "choose which of" in client.post(page, {**ROLE, "business.roles:filled_by": ["", ""]}).content.decode()
    assert client.post(page, ROLE).status_code == 302
    with scope.organization(owner.organization_id):
        kept = queries.known()
        told = write_file(queries.answers())
    assert kept["business.roles"] == (
        "dispatcher | Whoever has the radio | supervisor | non-exempt | our adviser | 2026-11-01",
    )
    assert "filled_by: supervisor" in told
    assert read_file(told)["business.roles"] == kept["business.roles"]
    assert '<option value="non-exempt" selected>Non-exempt</option>' in client.get(page).content.decode()
    assert (
        "filled by the supervisor, non-exempt, determined on Nov 1, 2026 by our adviser"
        in client.get("/business/").content.decode()
    )
