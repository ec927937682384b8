"""The pages of the law: what applies, one duty, numbers by date, and a question asked about a case."""

import csv
import html
import io
import re

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.law.plain import STATES_OF_NUMBER
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = pytest.mark.django_db
HOME_SALE = {
    "kind": "home-solicitation.cancel", "at": "2026-11-25T10:00", "zone": "America/Chicago", "customer.state": "OK",
    "sale.place": "home", "sale.total": "6,800.00", "sale.is_consumer": "yes", "sale.shop_talks_before": "no",
    "sale.customer_asked_visit": "yes", "sale.is_extra": "yes", "sale.notice_given": "yes",
    "sale.signed_on": "2026-11-24",
}  # fmt: skip


@pytest.fixture
def shop(owner, sign_in, monkeypatch):
    """A member of a business in one state that sells at home, sells cards and keeps data. The day is a fixed one."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    answers = {
        "business.sells_at_home": True, "business.customer_states": ("OK", "other"), "business.states": ("OK",),
        "business.adds_surcharge": True, "business.keeps_personal_data": True, "business.sells_by_phone": True,
        "business.channels": ("phone",), "business.sells_gift_cards": False, "business.takes_cards": True,
    }  # fmt: skip
    with scope.organization(owner.organization_id):
        business.answer(actor=actor_of(owner), answers=answers, at=NOON)
    return sign_in(owner)


def text(answer, status: int = 200) -> str:
    """The words of a page, without its tags, on one line."""
    assert answer.status_code == status, answer.content[:300]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def titles(answer) -> list[str]:
    assert answer.status_code == 200
    return re.findall(r'<h3><a href="/law/[^"]+">([^<]+)</a></h3>', answer.content.decode())


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/law/", "/law/us-ok.surcharge/", "/law/values/", "/law/ask/"])
def test_every_page_sends_to_the_agency_or_an_adviser(shop, address) -> None:
    page = text(shop.get(address)).lower()
    assert "check with" in page
    assert "general information, not legal advice" in page


@pytest.mark.parametrize("address", ["/law/", "/law/us-ok.surcharge/", "/law/values/", "/law/ask/"])
def test_nobody_reads_it_without_signing_in(client, address) -> None:
    assert client.get(address).status_code == 302


# The list


@pytest.mark.slow
def test_each_duty_stands_with_status_date_and_citation(shop) -> None:
    page = shop.get("/law/").content.decode()
    rows = page.split('<article class="duty-line">')[1:]
    assert len(rows) == len(titles(shop.get("/law/"))) > 40
    assert all(re.search(r'class="st[^"]*".*?(Checked|Unverified|Due|No longer).*?20\d\d', row, re.S) for row in rows)
    assert all(re.search(r'class="cite">[^<]+</span>', row) for row in rows)


@pytest.mark.slow
def test_whether_it_applies_is_said_and_what_it_turns_on_links_to_the_question(shop) -> None:
    assert titles(shop.get("/law/?q=us-ok.gift-card&applies=no")) == ["Gift cards, Oklahoma"]
    assert titles(shop.get("/law/?q=us-ok.gift-card&applies=yes")) == []
    page = (
        shop.get("/law/?applies=depends&q=bank").content.decode() + shop.get("/law/?applies=depends").content.decode()
    )
    assert re.search(r'it depends on\s*<a href="/business/\d+/">', page)


def test_none_found_is_an_answer_of_its_own(shop) -> None:
    found = shop.get("/law/?applies=none-found")
    assert "Change-of-mind refunds, Oklahoma" in titles(found)
    assert "No such duty found, searched Nov 22, 2026" in text(found)


def test_a_state_without_a_law_file_is_said_on_top(shop) -> None:
    page = text(shop.get("/law/"))
    assert "Not checked: the law of other states; there is no law file for it." in page
    assert "Below stands what federal law asks" in page


def test_a_question_about_a_customer_in_a_state_without_a_law_file_says_so(shop) -> None:
    """Her own state stands in place of all the business sells in; and it is called by its name."""
    page = text(shop.post("/law/ask/", {**HOME_SALE, "customer.state": "TX"}))
    assert "Not checked: the law of Texas; there is no law file for it." in page
    assert "by the guide “Add a state”" in page
    assert "Not checked" not in text(shop.post("/law/ask/", HOME_SALE))


@pytest.mark.slow
def test_filters_sort_search_and_an_empty_answer(shop) -> None:
    assert all(
        row.startswith("us-ok.")
        for row in re.findall(r'href="/law/([a-z-]+\.[^"/]+)/', shop.get("/law/?pack=us-ok").content.decode())
    )
    pay = titles(shop.get("/law/?pack=us-ok&topic=pay"))
    assert {"Final pay, Oklahoma", "Overtime, Oklahoma", "Paydays, Oklahoma"} <= set(pay)
    assert "Gift cards, Oklahoma" not in pay
    found = titles(shop.get("/law/?sort=title"))
    assert found == sorted(found, key=str.lower)
    unverified = shop.get("/law/?status=unverified&pack=us").content.decode()
    lines = unverified.split('<article class="duty-line">')[1:]
    assert "Credit for returned goods" in unverified
    assert all("Unverified, looked at" in line for line in lines)
    assert "No duty fits these words." in text(shop.get("/law/?q=zebra"))


@pytest.mark.slow
def test_export_holds_the_rows_that_are_shown_with_their_status(shop) -> None:
    answer = shop.get("/law/?pack=us-vt&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    shown = [title for n in (1, 2, 3, 4) for title in titles(shop.get(f"/law/?pack=us-vt&page={n}"))]
    assert {row["Title"] for row in rows} == {html.unescape(title) for title in shown}
    assert len(rows) > 60
    assert all(row["Status"] and row["Citation"] and row["Check again by"] for row in rows)


def test_the_list_asks_the_database_no_more_for_more_rows(shop, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        shop.get("/law/")


# As of another day


def test_another_day_is_said_and_leads_back(shop) -> None:
    page = shop.get("/law/?on=2027-02-01&pack=us")
    assert "As of Mon, Feb 1, 2027" in text(page)
    assert 'href="?pack=us"' in page.content.decode()
    assert "?on=2027-02-01" in page.content.decode().split('<article class="duty-line">')[1]
    assert "Back to today" in text(page)
    assert "Back to today" not in text(shop.get("/law/"))


def test_law_that_was_not_yet_in_force_does_not_apply(shop) -> None:
    assert "Applies to us" in text(shop.get("/law/us-ok.surcharge/?on=2025-11-01"))
    before = text(shop.get("/law/us-ok.surcharge/?on=2025-10-31"))
    assert "Does not apply to us" in before
    assert "is in force from" in before or "not in force on this day" in before


@pytest.mark.slow
def test_a_day_before_anybody_looked_is_said(shop) -> None:
    assert "the first day of one of these duties was not found" in text(shop.get("/law/us-ok.final-pay/?on=1950-01-01"))
    assert "was not found" not in text(shop.get("/law/us-ok.otsa/?on=1950-01-01")).split("What to do")[0]


@pytest.mark.parametrize("address", ["/law/", "/law/us-ok.surcharge/", "/law/values/"])
def test_a_day_that_does_not_exist_keeps_what_was_typed(shop, address) -> None:
    page = shop.get(f"{address}?on=2026-11-31")
    assert "“2026-11-31” is no day we know. Write a day like 2027-01-01." in text(page)
    assert 'value="2026-11-31" type="text" aria-invalid="true"' in page.content.decode()


# One duty


def test_a_duty_whole(shop) -> None:
    page = text(shop.get("/law/us-ok.home-solicitation/"))
    for words in (
        "Cancelling a sale made at the home, Oklahoma", "14A O.S. 2-501 to 2-505", "Checked Nov 22, 2026",
        "Until 3 business days after “Day it was signed”.", "It starts later if this comes later",
        "Sells at the customer’s home", "kirschenbaumesq.com", "Check again by Feb 22, 2027",
        "Oklahoma Department of Consumer Credit", "Where you meet it",
    ):  # fmt: skip
        assert words in page


def test_what_is_unverified_says_so_beside_each_sentence(shop) -> None:
    page = text(shop.get("/law/us-ok.tel-sale-cancel/"))
    assert page.count("Unverified, looked at Nov 22, 2026") >= 5
    assert "low confidence" in page


def test_a_number_past_its_check_is_shown_as_due(shop) -> None:
    assert "Out of date since" in text(shop.get("/law/us-ok.surcharge/"))


def test_no_such_duty_is_a_page_too(shop) -> None:
    page = text(shop.get("/law/us-ok.auto-renewal/?on=2026-11-25"))
    assert "That is what a search found, not a promise that there is none." in page
    assert "Remind the customer before it renews No such duty found in Oklahoma." in page


def test_a_duty_that_is_not_there(shop) -> None:
    assert shop.get("/law/us-ok.nothing/").status_code == 404


# Numbers


def test_a_number_that_is_not_published_is_not_filled(shop) -> None:
    before, after = (
        text(shop.get(f"/law/values/us-vt.minimum-wage/?on={day}")) for day in ("2026-12-31", "2027-01-01")
    )
    assert "$14.42" in before.split("Every date we know")[0]
    assert "It was not published when last looked for, on Nov" in after.split("Every date we know")[0]
    assert "$14.42" not in after.split("Every date we know")[0]


def test_numbers_export_and_empty(shop) -> None:
    rows = list(csv.DictReader(io.StringIO(shop.get("/law/values/?format=csv&on=2026-11-25").content.decode())))
    assert {row["On"] for row in rows} == {"2026-11-25"}
    without = set(STATES_OF_NUMBER.values())
    assert all(row["Status"] and (row["Reference"] or row["Value"] in without) for row in rows)
    assert "No number fits these words." in text(shop.get("/law/values/?q=zebra"))


# A question


def test_a_case_is_answered_with_both_counts_and_nothing_is_kept(shop) -> None:
    page = text(shop.post("/law/ask/", HOME_SALE))
    assert "Tue, Dec 1, 2026" in page
    assert "Sat, Nov 28, 2026" in page
    assert "customer’s right" in page
    assert "What you write here is not kept." in page


def test_only_what_it_turns_on_is_asked(shop) -> None:
    page = shop.get("/law/ask/?kind=home-solicitation.cancel").content.decode()
    assert 'name="sale.signed_on"' in page
    assert 'name="business.sells_at_home"' not in page
    assert 'name="breach.data"' not in page


def test_a_field_that_can_not_be_read_keeps_what_was_typed(shop) -> None:
    answer = shop.post("/law/ask/", {**HOME_SALE, "sale.signed_on": "2026-11-31", "sale.total": "a lot"})
    page = text(answer, 422)
    assert "Some of it can’t be read yet." in page
    assert 'value="a lot"' in answer.content.decode()
    assert 'id="answer"' not in answer.content.decode()


def test_a_moment_that_does_not_exist(shop) -> None:
    assert "Write a day and a time like 2026-11-24 10:42." in text(
        shop.post("/law/ask/", {**HOME_SALE, "at": "soon"}), 422
    )


def test_what_is_not_known_stays_open(shop) -> None:
    facts = {name: value for name, value in HOME_SALE.items() if name != "sale.signed_on"}
    assert "Not known, and needed: Day it was signed" in text(shop.post("/law/ask/", facts))


def test_an_hour_that_forbids_says_when(shop) -> None:
    call = {
        "kind": "call.hours", "at": "2026-11-24T20:10", "zone": "America/Chicago", "customer.state": "OK",
        "case.we_called": "yes", "call.purpose": "sales", "call.automated": "no",
    }  # fmt: skip
    page = text(shop.post("/law/ask/", call))
    assert "May it be done? No." in page
    assert "It may be done from Wed, Nov 25, 2026" in page


def test_a_kind_that_is_not_there_names_the_nearest(shop) -> None:
    assert "Did you mean call.hours?" in text(shop.get("/law/ask/?kind=call.hour"), 422)
