"""The case knows its customer: found or made, told and learned from, in one commit a step."""

from datetime import date

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers import queries as kept
from handrail.customers.models import Customer
from handrail.customers.tidy import Given
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.ledger.models import Chain, Event
from handrail.people.actions import actor_of

pytestmark = pytest.mark.usefixtures("inside")
FIND = {
    "step": "find", "customer.name": "Dolores Whitaker", "sale.number": "RD-20871", "sale.place": "home",
    "sale.signed_on": "Nov 23, 2026", "sale.paid": "1,700.00", "sale.notice_given": "yes",
}  # fmt: skip


@pytest.fixture
def dolores(owner, inside):
    details = [
        Given("name", "Dolores Whitaker"), Given("phone", "580-555-0142"), Given("state", "OK", "guessed"),
        Given("address", "1418 W Maple Ave", "contract"),
    ]  # fmt: skip
    row = customers.add(actor=actor_of(owner), details=details, at=NOON)
    sale = customers.SaleGiven(number="RD-20871", place="home", total_cents=680000, signed_on=date(2026, 11, 23))
    customers.add_sale(actor=actor_of(owner), customer=row, sale=sale, at=NOON)
    customers.note_consent(
        actor=actor_of(owner), customer=row, kind="texts", given=False, on=date(2026, 10, 1), how="phone", words="stop",
        at=NOON,
    )  # fmt: skip
    return row


def test_a_case_begun_for_a_customer_is_told_what_is_known_but_no_guess(begin, dolores):
    facts = queries.state(begin(customer=dolores)).facts
    assert facts["customer.name"] == "Dolores Whitaker"
    assert facts["call.told_to_stop"] is True
    assert "customer.state" not in facts


@pytest.mark.slow
def test_the_column_shows_how_it_is_known_what_was_stopped_sales_and_earlier_cases(begin, dolores, owner, sign_in):
    begin(customer=dolores)
    page = sign_in(owner).get(f"/desk/{begin(customer=dolores).id}/").content.decode()
    for words in (
        "Guessed, not confirmed", "on the contract", "Asked us to stop: text messages", "RD-20871, $6,800.00",
        "Oklahoma", "It is about this", "Cancel a sale made at the customer’s home</a> <span class=\"label\">Tue, Nov 24",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.slow
def test_a_customer_is_proposed_by_number_found_by_name_and_met(begin, dolores, owner, sign_in):
    case, client = begin(known={"customer.phone": "(580) 555-0142"}), sign_in(owner)
    page = client.get(f"/desk/{case.id}/").content.decode()
    assert "This may be:" in page
    assert "It’s Dolores Whitaker" in page
    assert "It’s Dolores Whitaker" in client.get(f"/desk/{case.id}/", {"who": "whitaker"}).content.decode()
    assert client.post(f"/desk/{case.id}/customer/", {"customer": str(dolores.id)}).status_code == 302
    case.refresh_from_db()
    assert case.customer == dolores
    assert queries.state(case).facts["customer.address"] == "1418 W Maple Ave"
    assert Event.objects.get(kind="customer-known").data["customer"] == dolores.number


def test_meeting_a_customer_changes_nothing_the_case_knew(begin, dolores, owner):
    case = begin(known={"customer.name": "D. Whitaker"})
    actions.meet(actor=actor_of(owner), case=case, customer=dolores, at=NOON)
    assert queries.state(case).facts["customer.name"] == "D. Whitaker"
    assert "D. Whitaker" in [row.text for row in kept.details(dolores)]


@pytest.mark.slow
def test_the_sale_in_hand_brings_its_facts(begin, dolores, owner, sign_in):
    case = begin(customer=dolores)
    sale = kept.sales(dolores)[0]
    assert sign_in(owner).post(f"/desk/{case.id}/sale/", {"sale": str(sale.id)}).status_code == 302
    facts = queries.state(case).facts
    assert (facts["sale.number"], facts["sale.signed_on"], facts["sale.place"]) == (
        "RD-20871",
        date(2026, 11, 23),
        "home",
    )
    assert "sale.notice_given" not in facts


def test_what_is_learned_in_a_step_goes_to_the_record(begin, dolores, owner, sign_in):
    case = begin(customer=dolores)
    answers = {**FIND, "sale.number": "RD-30000"}
    assert sign_in(owner).post(f"/desk/{case.id}/", answers).status_code == 302
    assert {row.number for row in kept.sales(dolores)} == {"RD-20871", "RD-30000"}


def test_a_sale_that_is_kept_is_not_kept_twice(begin, dolores, owner, sign_in):
    case = begin(customer=dolores)
    sign_in(owner).post(f"/desk/{case.id}/", {**FIND, "sale.number": "rd 20871"})
    assert len(kept.sales(dolores)) == 1


def test_a_word_to_stop_told_beside_the_step_is_an_opt_out(begin, owner):
    row = customers.add(actor=actor_of(owner), details=[Given("name", "Ann Ames")], at=NOON)
    case = begin(customer=row)
    actions.tell(actor=actor_of(owner), case=case, at=NOON, facts={"call.told_to_stop": True})
    assert [(each.kind, each.given, each.since) for each in kept.standings(row)] == [
        ("calls", False, date(2026, 11, 24))
    ]


@pytest.mark.slow
def test_a_new_customer_is_kept_from_what_was_said(begin, owner, sign_in):
    case, client = begin(), sign_in(owner)
    refused = client.post(f"/desk/{case.id}/keep/")
    assert refused.status_code == 422
    client.post(f"/desk/{case.id}/", FIND)
    assert "Keep as a new customer" in client.get(f"/desk/{case.id}/").content.decode()
    assert client.post(f"/desk/{case.id}/keep/").status_code == 302
    made = Customer.objects.get()
    assert kept.name_of(made) == "Dolores Whitaker"
    assert [row.number for row in kept.sales(made)] == ["RD-20871"]
    case.refresh_from_db()
    assert case.customer == made


def test_a_removed_customer_is_no_customer(begin, dolores, owner):
    customers.remove(actor=actor_of(owner), customer=dolores, at=NOON)
    with pytest.raises(DeskError, match="was removed"):
        begin(customer=dolores)


def test_a_customer_with_cases_stays(begin, dolores, owner):
    begin(customer=dolores)
    with pytest.raises(customers.CustomersError, match="1 case refers"):
        customers.remove(actor=actor_of(owner), customer=dolores, at=NOON)


def test_another_business_can_not_be_met(begin, stranger, owner, sign_in):
    from handrail.ledger import scope

    with scope.organization(stranger.organization_id):
        theirs = customers.add(actor=actor_of(stranger), details=[Given("name", "Not ours")], at=NOON)
    case = begin()
    assert sign_in(owner).post(f"/desk/{case.id}/customer/", {"customer": str(theirs.id)}).status_code == 404


@pytest.mark.slow
def test_the_desk_finds_a_customer_and_starts_for_them(dolores, adopted, owner, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    client = sign_in(owner)
    page = client.get("/desk/", {"who": "0142"}).content.decode()
    assert "Dolores Whitaker" in page
    assert "Asked us to stop" in page
    page = client.get("/desk/", {"customer": str(dolores.id)}).content.decode()
    assert "For <b>Dolores Whitaker</b>" in page
    sent = {"revision": str(adopted.id), "channel": "counter", "customer": str(dolores.id)}
    assert client.post("/desk/start/", sent).status_code == 302
    assert dolores.cases.count() == 1
    assert "2026-000001" in client.get("/desk/", {"open": "whitaker"}).content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_step_that_teaches_the_record_is_one_commit(begin, dolores, owner):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = begin(customer=dolores)
    facts = {"customer.name": "Dolores W.", "sale.number": "RD-9", "sale.place": "home", "sale.paid": 1}
    facts |= {"sale.signed_on": date(2026, 11, 23), "sale.notice_given": True}
    chains = Chain.objects.count()
    with CaptureQueriesContext(connection) as said:
        actions.answer(actor=actor_of(owner), case=case, at=NOON, step="find", facts=facts)
    assert sum(line["sql"] == "COMMIT" for line in said.captured_queries) == 1
    assert Chain.objects.count() == chains
    assert Event.objects.filter(kind="sale-added").count() == 2


def test_a_word_to_stop_mail_goes_to_the_record_once_and_never_with_a_day_to_come(begin, owner):
    row = customers.add(actor=actor_of(owner), details=[Given("name", "Ann Ames")], at=NOON)
    case = begin(customer=row)
    for day in (date(2027, 1, 5), date(2026, 11, 20)):
        actions.tell(actor=actor_of(owner), case=case, at=NOON, facts={"email.stop_asked_on": day})
    assert [(each.kind, each.given, each.since) for each in kept.standings(row)] == [
        ("email", False, date(2026, 11, 24))
    ]
