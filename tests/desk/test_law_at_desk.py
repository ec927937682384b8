"""The law at the desk: deadlines on the screen and in the record, and what stands against a step."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from cast import NOON, TRY_HOME_SALE
from handrail.desk import actions, law, queries
from handrail.desk.actions import HeldError
from handrail.desk.models import Open
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.procedures import actions as handbook
from handrail.records import packet

pytestmark = pytest.mark.usefixtures("inside")
SALE = {
    "customer.name": "Dolores", "customer.state": "OK", "sale.number": "RD-1", "sale.place": "home",
    "sale.signed_on": date(2026, 11, 23), "sale.paid": 170000, "sale.total": 680000, "sale.notice_given": True,
    "sale.is_consumer": True, "cancellation.sent_on": date(2026, 11, 24), "sale.customer_asked_visit": False,
}  # fmt: skip
FEE = """procedure: fee
title: Take a card fee
purpose: To charge a fee.
owner: manager
review: {every: 6mo}
steps:
  - id: charge
    do: Charge it.
    never_skip: true
    meets: [surcharge.amount]
  - {id: close, record: [case.resolution], end: resolved}
"""
PAYMENT = {"payment.amount": 10000, "payment.how": "credit-card", "payment.surcharge": 900, "sale.total": 10000}
ON_FEES = {
    "business.states": ("OK",), "business.customer_states": ("OK",), "business.takes_cards": True,
    "business.adds_surcharge": True, "customer.state": "OK", "surcharge.other_way": True, "surcharge.told": True,
    "surcharge.cost": 200,
}  # fmt: skip


@pytest.mark.slow
def test_deadlines_stand_on_the_screen_soonest_first_with_basis_and_citation(begin, owner, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    page = sign_in(owner).get(f"/desk/{begin(known=SALE).id}/").content.decode()
    due = page[page.index('id="due-h"') : page.index('id="steps-h"')]
    assert due.index("The customer may cancel a home sale") < due.index("Give the money back")
    assert "Mon, Nov 30, 2026" in due
    assert "the latest counts, as it is the customer’s right" in due
    assert "/law/us-ok.home-solicitation/#part-" in due
    assert "Checked Nov 22, 2026" in due
    assert "depends on" in due


@pytest.mark.slow
def test_a_deadline_of_ours_is_in_the_queue_until_a_step_meets_it(begin, owner, sign_in):
    case, client = begin(known=SALE), sign_in(owner)
    item = Open.objects.get(kind="law", duty="home-solicitation.refund")
    assert str(item.due_at.astimezone(ZoneInfo("America/Chicago"))) == "2026-12-04 23:59:59-06:00"
    assert item.basis.startswith("14A O.S.")
    assert "Give the money back after a home sale is cancelled" in client.get("/desk/").content.decode()
    assert not Open.objects.filter(duty="home-solicitation.cancel").exists()
    for step, answers in (
        ("find", {}),
        ("sent", {}),
        ("confirm", {"confirm": "yes"}),
        ("stop-work", {}),
        ("refund", {"payment.reference": "2215"}),
    ):
        assert client.post(f"/desk/{case.id}/", {"step": step, **answers}).status_code == 302, step
    item.refresh_from_db()
    assert item.closed_at is not None
    assert "Met in this case" in client.get(f"/desk/{case.id}/").content.decode()


def test_the_law_that_answered_is_pinned_with_version_status_and_date(begin, owner):
    case = begin(known=SALE)
    rows = Event.objects.get(kind="started", chain__subject_id=case.id).data["law"]
    row = next(
        row for row in rows if row["duty"] == "us-ok.home-solicitation" and row["kind"] == "home-solicitation.cancel"
    )
    assert row["status"] == "verified"
    assert row["citation"].startswith("14A O.S.")
    assert row["version"]
    assert row["deadline"]["day"] == "2026-11-30"
    told = packet.contents(case, Organization.objects.get(pk=case.organization_id), NOON)["told"]
    assert {"us-ok.home-solicitation", "us.cooling-off-rule"} <= {each["duty"] for each in told["law"]}
    assert told["deadlines"][0]["at"] <= told["deadlines"][1]["at"]


@pytest.mark.slow
def test_what_the_law_depends_on_can_be_told_beside_the_step(begin, owner, sign_in):
    case, client = begin(known=SALE), sign_in(owner)
    page = client.get(f"/desk/{case.id}/").content.decode()
    assert "The law here depends on" in page
    assert 'name="sale.shop_talks_before"' in page
    step = queries.state(case).at
    assert client.post(f"/desk/{case.id}/tell/", {"sale.shop_talks_before": "no"}).status_code == 302
    assert queries.state(case).facts["sale.shop_talks_before"] is False
    assert queries.state(case).at == step
    assert client.post(f"/desk/{case.id}/tell/", {"sale.shop_talks_before": ""}).status_code == 422


def test_a_case_with_nothing_of_the_law_says_so(begin, owner, sign_in, at_noon):
    page = sign_in(owner).get(f"/desk/{begin().id}/").content.decode()
    assert "Nothing is due." in page


@pytest.mark.slow
def test_a_case_in_a_state_without_a_law_file_says_so_beside_what_is_due(begin, owner, sign_in):
    page = sign_in(owner).get(f"/desk/{begin(known={**SALE, 'customer.state': 'TX'}).id}/").content.decode()
    due = page[page.index('id="due-h"') : page.index('id="steps-h"')]
    assert "Not checked: the law of Texas; there is no law file for it." in due
    assert "Not checked" not in sign_in(owner).get(f"/desk/{begin(known=SALE).id}/").content.decode()


@pytest.fixture
def fee_case(owner, colleague):
    def make(**facts):
        writer = actor_of(colleague("manager"))
        row = handbook.save_draft(actor=writer, text=FEE, reason="a fee", at=NOON)
        handbook.submit(actor=writer, row=row, at=NOON)
        handbook.approve(actor=actor_of(owner), row=row, at=NOON, on=NOON.date(), despite="for the test")
        handbook.publish(actor=actor_of(owner), row=row, on=NOON.date(), at=NOON, despite="for the test")
        known = {**ON_FEES, **PAYMENT, **facts}
        return actions.start(actor=actor_of(owner), member=owner, revision=row, channel="counter", at=NOON, known=known)

    return make


@pytest.mark.slow
def test_a_fee_over_the_bound_is_shown_and_held_for_a_person(fee_case, owner, colleague, sign_in):
    case, agent = fee_case(), colleague("agent")
    assert queries.state(case).at.step == "charge"
    page = sign_in(agent).get(f"/desk/{case.id}/").content.decode()
    assert "the law says no" in page
    assert "A person decides before this step is done" in page
    assert 'name="decided"' not in page
    refused = sign_in(agent).post(f"/desk/{case.id}/", {"step": "charge", "decided": "I want to"})
    assert refused.status_code == 422
    assert "A person decides this first" in refused.content.decode()
    assert queries.state(case).at.step == "charge"


@pytest.mark.slow
def test_a_supervisor_goes_on_with_a_reason_and_it_stands_in_the_file(fee_case, owner, colleague, sign_in):
    case, client = fee_case(), sign_in(colleague("supervisor"))
    assert 'name="decided"' in client.get(f"/desk/{case.id}/").content.decode()
    assert client.post(f"/desk/{case.id}/", {"step": "charge"}).status_code == 422
    assert client.post(f"/desk/{case.id}/", {"step": "charge", "decided": "fee waived on the bill"}).status_code == 302
    departures = packet.contents(case, Organization.objects.get(pk=case.organization_id), NOON)["told"]["departures"]
    assert [(row["kind"], row["why"]) for row in departures] == [("decided by a person", "fee waived on the bill")]


def test_a_fee_whose_bound_is_not_known_is_held_too(fee_case, owner):
    case = fee_case(**{"surcharge.cost": 0, "payment.surcharge": 100})
    known = {name: value for name, value in queries.state(case).facts.items() if name != "surcharge.cost"}
    limits = law.limits(queries.moment(known, NOON), ["surcharge.amount"])
    assert [(row.told.may.verdict, row.holds) for row in limits] == [("unknown", True)]
    with pytest.raises(HeldError):
        actions.answer(actor=actor_of(owner), case=case, at=NOON, step="charge", facts={})


def test_a_fee_within_the_bound_goes_through(fee_case, owner):
    case = fee_case(**{"payment.surcharge": 150})
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="charge", facts={})
    assert queries.state(case).at.step == "close"


def test_the_hour_of_a_call_we_make_is_shown(begin, owner, adopted):
    """A quarter past nine in the evening, by the clock of the business."""
    late = NOON + timedelta(hours=9, minutes=15)
    known = {"case.we_called": True, "call.purpose": "sales", "business.sells_by_phone": True, "customer.state": "OK"}
    case = begin(known=known)
    limits = law.limits(queries.moment(queries.state(case).facts, late), ())
    hours = next(row for row in limits if row.kind == "call.hours")
    assert hours.told.may.verdict == "no"
    assert not hours.holds
    assert hours.told.next
    by_day = law.limits(queries.moment(queries.state(case).facts, NOON), ())
    assert "call.hours" not in {row.kind for row in by_day}


@pytest.mark.slow
def test_the_desk_takes_a_refusal_on_unknown_to_a_person_end_to_end(owner, colleague, sign_in):
    text = TRY_HOME_SALE.replace(
        "unknown: {escalate: supervisor, why: The day of the cancellation is not known., within: 4h}",
        "unknown: {refuse: We don't know when it was cancelled.}",
    )
    assert text != TRY_HOME_SALE
    writer = actor_of(colleague("manager"))
    row = handbook.save_draft(actor=writer, text=text, reason="refuses", at=NOON)
    handbook.submit(actor=writer, row=row, at=NOON)
    handbook.approve(actor=actor_of(owner), row=row, at=NOON, on=NOON.date(), despite="for the test")
    handbook.publish(actor=actor_of(owner), row=row, on=NOON.date(), at=NOON)
    known = {**SALE, "business.records_calls": "none"}
    del known["cancellation.sent_on"]
    case = actions.start(actor=actor_of(owner), member=owner, revision=row, channel="counter", at=NOON, known=known)
    client = sign_in(owner)
    assert client.post(f"/desk/{case.id}/", {"step": "find"}).status_code == 302
    assert queries.state(case).at.step == "sent"
    assert client.post(f"/desk/{case.id}/", {"step": "sent", "beyond:cancellation.sent_on": "on"}).status_code == 302
    case.refresh_from_db()
    assert case.outcome == "escalated"
    assert Open.objects.get(kind="escalation").role == "supervisor"
    told = packet.contents(case, Organization.objects.get(pk=case.organization_id), NOON)["told"]
    assert "not refused, taken to a person" in {each["kind"] for each in told["departures"]}
    assert "refuse" not in {each["kind"] for each in told["departures"]}


@pytest.mark.slow
def test_law_of_another_organization_is_never_shown(begin, stranger):
    case = begin(known=SALE)
    with scope.organization(stranger.organization_id):
        assert not Open.objects.filter(case_id=case.id).exists()
