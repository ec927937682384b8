"""The seconds that Handrail adds to a contact: summed over its steps, never made to look quicker."""

import pytest

from cast import NOON
from handrail.desk import actions
from handrail.desk.drafts.sent import Sent
from handrail.ledger import scope
from handrail.measures.added import Added, added, words
from handrail.people.actions import actor_of


def test_the_waits_of_a_contact_are_summed_and_rounded_up():
    assert added([("a", 60), ("a", 61), ("b", 300)]) == Added(2, 2, 3)
    assert added([]) is None
    assert (words(0), words(12), words(123)) == ("0.0 s", "1.2 s", "12.3 s")


def test_ninety_five_of_a_hundred_are_within_the_most():
    found = added((n, n * 100) for n in range(1, 101))
    assert (found.middle_words, found.most_words) == ("5.0 s", "9.5 s")


@pytest.mark.slow
def test_the_page_says_what_was_measured_and_what_was_not(owner, adopted, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    client = sign_in(owner)
    with scope.organization(owner.organization_id):
        known = {"business.records_calls": "none"}
        case = actions.start(
            actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known=known
        )
        assert "no step was measured" in client.get("/measures/").content.decode()
        found = {"customer.name": "D.", "sale.number": "R", "sale.place": "home", "sale.notice_given": True}
        beyond = frozenset({"sale.signed_on", "sale.paid"})
        actions.answer(
            actor=actor_of(owner), case=case, at=NOON, step="find", facts=found, beyond=beyond, by=Sent(waited=840)
        )
    page = client.get("/measures/").content.decode()
    assert "waited <b>0.9 s</b> for Handrail" in page
    assert "in 1 contact." in page
