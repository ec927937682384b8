"""The library to browse: by trade, topic and words; several adopted at once, all or none."""

from datetime import date

import pytest

from cast import NOON
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.shelf import library
from handrail.procedures.shelving import actions
from handrail.procedures.shelving.rows import ALL, SORTS, Asked, by_topic, rows, topics

ON = date(2026, 11, 24)
LATER = date(2099, 1, 1)  # the pages go by the clock of the day the tests run
SHELF = "/procedures/library/"


def found(taken=(), **asked):
    return rows(library(), load_law().kinds, taken, Asked(**asked))


def test_every_starter_is_about_one_topic():
    listed = [slug for slugs in topics().values() for slug in slugs]
    assert sorted(listed) == sorted(library())
    assert max(map(len, topics().values())) <= 16


def test_a_trade_sees_its_own_and_what_is_for_everyone():
    seen = {row.slug for row in found(trade="lodging")}
    assert {"book-room", "complaint", "lost-item"} <= seen
    assert not {"repair-order", "out-of-gas", "join-club"} & seen
    assert len(found(trade=ALL)) == len(library())


@pytest.mark.parametrize(
    ("words", "slug"), [("gift card", "gift-card"), ("WI FI", "wifi-help"), ("leak", "out-of-gas"), ("title plates", "title-and-tag")]
)  # fmt: skip
def test_words_find_by_title_topic_or_duty(words, slug):
    assert slug in {row.slug for row in found(words=words)}
    assert len(found(words=words)) < len(library()) / 3


def test_what_is_in_force_is_not_offered_again():
    assert "complaint" not in {row.slug for row in found(taken={"complaint"})}


def test_it_says_what_each_meets_takes_and_brings():
    row = next(row for row in found() if row.slug == "take-payment")
    assert load_law().kinds["surcharge.tell"].title in row.meets
    row = next(row for row in found() if row.slug == "charge-not-ordered")
    assert (row.takes, row.brings) == ("6 minutes", ("Open a call", "Check who is asking"))


@pytest.mark.parametrize("sort", SORTS)
def test_each_order_keeps_all(sort):
    assert {row.slug for row in found(sort=sort)} == set(library())
    assert [row for those in by_topic(found(sort="topic")).values() for row in those] == found(sort="topic")


def test_the_page_shows_the_topics_and_narrows_them(owner, sign_in):
    client = sign_in(owner)
    page = client.get(SHELF, {"trade": ALL}).content.decode()
    assert all(name in page for name in topics())
    assert page.count('name="slug"') == len(library())
    less = client.get(SHELF, {"trade": "auto", "topic": "Selling and signing up"}).content.decode()
    assert "Ask about a car on the lot" in less
    assert "Book a room" not in less
    assert "No starter procedure fits." in client.get(SHELF, {"q": "zebra"}).content.decode()


def test_the_list_goes_out_as_csv(owner, sign_in):
    sheet = sign_in(owner).get(SHELF, {"trade": "propane", "format": "csv"}).content.decode()
    assert "Out of gas" in sheet
    assert "Book a room" not in sheet


def test_several_are_adopted_at_once_with_what_they_call(owner, sign_in):
    client = sign_in(owner)
    answer = client.post(f"{SHELF}take/", {"slug": ["lost-item", "quick-question"]})
    assert answer.status_code == 302
    with scope.organization(owner.organization_id):
        assert {row.entry.slug for row in queries.handbook(LATER)} >= {"lost-item", "quick-question", "open-call"}
    page = client.get(SHELF, {"trade": ALL}).content.decode()
    assert 'value="lost-item"' not in page


def test_with_none_ticked_it_says_so_and_nothing_happens(owner, sign_in):
    answer = sign_in(owner).post(f"{SHELF}take/", {})
    assert answer.status_code == 422
    assert "Tick at least one procedure first." in answer.content.decode()


def test_one_that_cannot_be_put_in_force_stops_all_and_stays_ticked(owner, sign_in):
    """The duty behind one of them is out of date: a reason is asked for, and none is in force yet."""
    client = sign_in(owner)
    answer = client.post(f"{SHELF}take/", {"slug": ["quick-question", "take-payment"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="take-payment" checked' in page
    with scope.organization(owner.organization_id):
        assert not queries.in_force("quick-question", LATER)


@pytest.mark.parametrize("role", ["agent", "supervisor", "manager"])
def test_only_an_owner_or_a_reviewer_adopts(owner, colleague, sign_in, role):
    member = colleague(role)
    page = sign_in(member).get(SHELF, {"trade": ALL}).content.decode()
    assert 'name="slug"' not in page
    assert sign_in(member).post(f"{SHELF}take/", {"slug": ["lost-item"]}).status_code == 403
    with scope.organization(owner.organization_id), pytest.raises(RefusedError):
        actions.adopt_several(actor=actor_of(member), slugs=["lost-item"], at=NOON, on=ON, despite="", how={})


def test_what_the_library_has_not_is_not_adopted(owner):
    with scope.organization(owner.organization_id), pytest.raises(ProcedureError):
        actions.adopt_several(actor=actor_of(owner), slugs=["no-such"], at=NOON, on=ON, despite="", how={})
