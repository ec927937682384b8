"""The handbook's list, its library, a version that takes effect later, and a review that is kept."""

from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions, queries
from handrail.procedures.actions import NOT_REVIEWED, ProcedureError

DAY = date(2026, 11, 24)


@pytest.fixture
def taken(owner):
    with scope.organization(owner.organization_id):
        yield actions.adopt(actor=actor_of(owner), slug="order-status", at=NOON, on=DAY)


@pytest.mark.slow
def test_the_mark_stays_until_a_review_is_kept(owner, taken):
    assert taken.exception == NOT_REVIEWED
    with pytest.raises(ProcedureError, match="Write who read it"):
        actions.record_review(actor=actor_of(owner), row=taken, by="", on=DAY, words="Fine.", at=NOON)
    with pytest.raises(ProcedureError, match="still to come"):
        actions.record_review(
            actor=actor_of(owner), row=taken, by="A. Lee", on=DAY + timedelta(days=9), words="Fine.", at=NOON
        )
    actions.record_review(actor=actor_of(owner), row=taken, by="A. Lee, attorney", on=DAY, words="Fine.", at=NOON)
    found = queries.in_force("order-status", DAY)
    assert (found.reviewed_by, found.reviewed_on, found.exception) == ("A. Lee, attorney", DAY, "")


def test_a_colleague_without_the_right_keeps_no_review(colleague, taken):
    agent = colleague("agent")
    with pytest.raises(Exception, match="Only"):
        actions.record_review(actor=actor_of(agent), row=taken, by="X", on=DAY, words="Y", at=NOON)


@pytest.mark.slow
def test_a_version_can_take_effect_later_but_not_before_today(sign_in, owner, taken):
    me, text = actor_of(owner), taken.text.replace("purpose: ", "purpose: Changed. ", 1)
    row = actions.save_draft(actor=me, text=text, reason="try", at=NOON)
    actions.submit(actor=me, row=row, at=NOON)
    actions.approve(actor=me, row=row, at=NOON + timedelta(days=2), on=DAY)
    url = f"/procedures/version/{row.pk}/publish/"
    refused = sign_in(owner).post(url, {"on": "Jan 2, 2026"})
    assert refused.status_code == 422
    assert "is past. A version takes effect today or later." in refused.content.decode()
    assert sign_in(owner).post(url, {"on": "Jan 2, 2099"}).status_code == 302
    assert queries.in_force("order-status", DAY) == taken
    assert queries.in_force("order-status", date(2099, 1, 2)) == row


@pytest.mark.slow
def test_the_pages(sign_in, owner, taken):
    client = sign_in(owner)
    shown = client.get("/procedures/?sort=since").content.decode()
    assert "Order status" in shown or queries.in_force("order-status", DAY).entry.title in shown
    exported = client.get("/procedures/?format=csv").content.decode()
    assert exported.startswith("Procedure,Version,In force since")
    assert NOT_REVIEWED in exported
    library = client.get("/procedures/library/?q=emergency&trade=propane").content.decode()
    assert "A price question in an emergency" in library
    assert "No starter procedure fits." in client.get("/procedures/library/?q=zebra").content.decode()
    url = f"/procedures/version/{taken.pk}/review/"
    refused = client.post(url, {"by": "A. Lee", "read_on": "November 31", "words": "Fine."})
    assert refused.status_code == 422
    assert 'value="A. Lee"' in refused.content.decode()
    assert client.post(url, {"by": "A. Lee", "read_on": "Nov 24, 2026", "words": "Fine."}).status_code == 302
    assert "Read by A. Lee on" in client.get(f"/procedures/version/{taken.pk}/").content.decode()


@pytest.mark.slow
def test_a_text_that_cannot_be_read_stays_with_its_line_marked(sign_in, owner, taken):
    text = taken.text.replace("    title: Find the order\n", "    titel: Find the order\n", 1)
    assert text != taken.text
    answer = sign_in(owner).post("/procedures/order-status/edit/", {"text": text, "reason": "a slip"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "there is no field titel. Did you mean title?" in shown
    assert "<mark>titel: Find the order</mark>" in shown
    assert 'value="a slip"' in shown
