"""The ways into the law: what applies and why not, what is due, what changes when, numbers, counting, what is not held."""

import csv
import io
import re
from datetime import date

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.business.interview import read_file
from handrail.facts.vocabulary import VOCABULARY
from handrail.law import applying, changes, due_dates, listing, rules
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
TODAY = NOON.date()
PAGES = [
    "/law/ours/", "/law/ours/?show=depends", "/law/ours/?show=no", "/law/changes/", "/law/due/", "/law/due/follows/",
    "/law/counting/", "/law/outside/", "/law/values/us-vt.minimum-wage/",
]  # fmt: skip


@pytest.fixture
def known(repository):
    text = (repository / "examples" / "red-dirt-propane" / "business.yaml").read_text("utf-8")
    return {name: value for name, value in read_file(text).items() if value is not None}


@pytest.fixture
def shop(owner, sign_in, known, monkeypatch):
    """The propane shop of the examples, on a fixed day."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    with scope.organization(owner.organization_id):
        business.answer(actor=actor_of(owner), answers=known, at=NOON)
    return sign_in(owner)


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:300]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("address", PAGES)
def test_each_is_a_page_for_those_who_may_read_and_says_what_it_is(shop, client, address) -> None:
    page = text(shop.get(address)).lower()
    assert "general information, not legal advice" in page
    assert client.get(address).status_code == 302


# What applies to us


def test_every_duty_stands_under_one_of_four_heads(known) -> None:
    rows = listing.rows(load_law(), known, TODAY)
    heads = [len(listing.chosen(rows, listing.Wanted(applies=name))) for name in listing.APPLIES]
    assert sum(heads) == len(rows) > 300


def test_why_not_names_what_it_asks_for_and_what_was_told(shop) -> None:
    page = text(shop.get("/law/ours/?show=no&q=us-vt.minimum-wage.pay"))
    assert "Why not: It is for a business of which this holds: states of its locations include Vermont." in page
    assert "You told: States of its locations: Oklahoma" in page


def test_what_does_not_apply_yet_says_from_when(shop) -> None:
    late = next(row for row in load_law().duties.values() if row.in_force.from_ == date(2027, 1, 1))
    page = text(shop.get(f"/law/ours/?show=no&q={late.id}"))
    assert "Why not: It begins on Jan 1, 2027." in page
    assert "Why not: It begins on Jan 1, 2027." not in text(shop.get(f"/law/ours/?show=no&q={late.id}&on=2027-01-01"))


def test_each_row_that_does_not_apply_says_why(known) -> None:
    law = load_law()
    rows = [row for row in listing.rows(law, known, TODAY) if row.applies == "no"]
    assert [row.duty.id for row in rows if len(applying.why_not(law, row, known, TODAY)) < 12] == []


def test_what_is_not_known_leads_to_its_question_what_settles_most_first(owner, sign_in) -> None:
    page = sign_in(owner).get("/law/ours/?show=depends").content.decode()
    counts = [int(n) for n in re.findall(r"(\d+) dut(?:y turns|ies turn) on it", page)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 20
    assert re.search(r'href="/business/2/">Answer', page)


def test_what_is_not_held_stands_there_with_whom_to_ask_and_a_way_to_add_it(shop, known) -> None:
    page = shop.get("/law/ours/").content.decode()
    gaps = applying.gaps_of(load_law(), known)
    assert gaps
    assert all(f"?gap={gap.row.id}" in page for gap in gaps)
    assert all(gap.pack.jurisdiction in ("OK", "federal") for gap in gaps)
    assert all(not gap.row.trades or "propane" in gap.row.trades for gap in gaps)


def test_an_export_holds_what_is_shown_and_the_paper_all_that_may_apply(shop) -> None:
    rows = list(csv.DictReader(io.StringIO(shop.get("/law/ours/?show=depends&format=csv").content.decode())))
    assert {row["Applies"] for row in rows} == {"May apply to us"}
    paper = shop.get("/law/ours/?format=pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


# What changes when


def test_what_begins_on_a_day_stands_on_that_day_with_status_and_citation(shop) -> None:
    rows = list(csv.DictReader(io.StringIO(shop.get("/law/changes/?format=csv").content.decode())))
    assert all(row["Day"] >= "2026-11-24" and row["Status"] and row["Citation"] for row in rows)
    assert [row["Day"] for row in rows] == sorted(row["Day"] for row in rows)
    assert ("2027-01-01", "Number changes", "us-vt.minimum-wage") in {(r["Day"], r["What"], r["Id"]) for r in rows}


def test_a_number_not_published_is_told_as_such(shop) -> None:
    page = text(shop.get("/law/changes/?q=us-vt.minimum-wage"))
    assert "$14.42, then not published yet when last looked for." in page


def test_changes_are_filtered_and_none_is_a_sentence(shop) -> None:
    only = list(csv.DictReader(io.StringIO(shop.get("/law/changes/?period=&what=begins&format=csv").content.decode())))
    assert {row["What"] for row in only} == {"Begins"}
    assert "No change is known that fits." in text(shop.get("/law/changes/?q=zebra"))


def test_the_same_change_keeps_its_identifier(shop) -> None:
    def uids() -> list[str]:
        return re.findall(r"UID:.*", shop.get("/law/changes/?format=ics").content.decode().replace("\r\n ", ""))

    assert uids() == uids()
    assert len(set(uids())) == len(uids()) > 3


def test_from_this_day_on_is_judged_by_the_day_asked_about(known) -> None:
    rows = changes.changes(load_law(), known, TODAY)
    ahead = changes.chosen(rows, changes.Wanted(), TODAY)
    past = changes.chosen(rows, changes.Wanted(period="past"), TODAY)
    assert len(ahead) + len(past) == len(rows)
    assert all(row.day >= TODAY for row in ahead)


# What is due


def test_a_licence_of_ours_is_due_on_its_last_day(shop) -> None:
    page = text(shop.get("/law/due/"))
    assert "Wed, Jun 30, 2027" in page
    assert "Start renewing on Mon, May 31, 2027" in page
    rows = list(csv.DictReader(io.StringIO(shop.get("/law/due/?format=csv").content.decode())))
    assert all(row["Status"] and row["Citation"] for row in rows)


def test_due_dates_are_drawn_and_told(shop) -> None:
    page = shop.get("/law/due/").content.decode()
    assert 'role="img" aria-label="What is due, by day.' in page
    assert page.count('<circle class="pt"') == page.count('class="when"') - page.count("Can’t tell yet</span>")


def test_what_follows_asks_the_events_first_and_only_what_matters(shop) -> None:
    page = shop.get("/law/due/follows/?event=sale.signed_on").content.decode()
    assert page.index('name="sale.signed_on"') < page.index('name="customer.state"')
    assert 'name="business.sells_at_home"' not in page
    assert 'name="breach.residents"' not in page
    assert "Choose at least one thing that happened." in text(shop.get("/law/due/follows/?event=nothing"))


SALE = {
    "event": ["sale.signed_on", "cancellation.sent_on"], "at": "2026-11-25T10:00", "zone": "America/Chicago",
    "customer.state": "OK", "sale.place": "home", "sale.total": "6,800.00", "sale.is_consumer": "yes",
    "sale.shop_talks_before": "no", "sale.customer_asked_visit": "yes", "sale.is_extra": "yes",
    "sale.notice_given": "yes", "sale.signed_on": "2026-11-24", "cancellation.sent_on": "2026-11-25",
}  # fmt: skip


def test_what_follows_from_two_events_is_a_row_of_days(shop) -> None:
    page = text(shop.post("/law/due/follows/", SALE))
    assert "Tue, Dec 1, 2026" in page  # the later count of the customer's right
    assert "Sat, Dec 5, 2026" in page  # the money back, ten days after
    assert "What you write here is not kept." in page


def test_the_same_events_give_the_same_dates_for_a_calendar(shop) -> None:
    first, again = (shop.post("/law/due/follows/", {**SALE, "format": "ics"}).content.decode() for _ in range(2))
    assert first == again
    assert "DTSTART;VALUE=DATE:20261201" in first
    other = shop.post("/law/due/follows/", {**SALE, "sale.signed_on": "2026-11-23", "format": "ics"}).content.decode()
    unfolded = [re.findall(r"UID:.*", each.replace("\r\n ", "")) for each in (first, other)]
    assert unfolded[0] != unfolded[1]


def test_a_day_that_does_not_exist_is_shown_again(shop) -> None:
    answer = shop.post("/law/due/follows/", {**SALE, "sale.signed_on": "2026-11-31"})
    assert "Some of it can’t be read yet." in text(answer, 422)


def test_every_event_that_starts_a_clock_can_be_told(known) -> None:
    law = load_law()
    there = {row.name for _, rows in due_dates.events(law, known, TODAY) for row in rows}
    starts = {
        name
        for row in law.meetings(known, TODAY)
        if row.part.deadline
        for name in row.part.deadline.starts
        if name in VOCABULARY and name not in known
    }
    assert starts <= there


# Numbers, counting, what is not here


def test_a_number_has_its_history_the_duties_on_it_and_its_cases(shop) -> None:
    page = text(shop.get("/law/values/us-vt.minimum-wage/?on=2027-01-01"))
    assert "Not published yet when last looked for" in page
    assert "An earlier number is not used in its place." in page
    assert "Jan 1, 2026 Dec 31, 2026 $14.42" in page
    assert "Duties that rest on it 1" in page
    assert "It comes out as written" in page
    assert shop.get("/law/values/us-vt.nothing/").status_code == 404


def test_counting_rules_say_where_they_stand_and_calendars_what_they_leave_out(shop) -> None:
    page = text(shop.get("/law/counting/?on=2026-11-24"))
    law_rules = rules.rules(load_law(), TODAY)
    assert law_rules
    assert all(row.said.status for row in law_rules)
    assert "Thu, Nov 26, 2026: Thanksgiving" in page
    assert "No rule fits these words." in text(shop.get("/law/counting/?q=zebra"))


def test_what_is_not_held_by_trade_and_what_was_left_out(shop) -> None:
    every, lodging = (shop.get(f"/law/outside/{q}").content.decode() for q in ("", "?trade=lodging"))
    assert every.count("Add it<") > lodging.count("Add it<") > 0
    rows = list(csv.DictReader(io.StringIO(shop.get("/law/outside/?format=csv").content.decode())))
    assert all(row["Ask"] and row["Why it is not here"] for row in rows)
    left = applying.left_out(load_law(), date(2026, 11, 24))
    assert all(row.row.why and row.status for row in left)


def test_every_trade_of_a_gap_and_duty_is_a_trade() -> None:
    trades = set(VOCABULARY["business.trade"].values)
    law = load_law()
    assert {name for row in law.duties.values() for name in row.trades} <= trades
    assert {name for gap in applying.gaps(law) for name in gap.row.trades} <= trades
    assert {trade for trade in trades if applying.gaps(law, trade)} == trades


def test_the_contents_count_every_duty_once(known) -> None:
    rows = listing.rows(load_law(), known, TODAY)
    assert sum(shelf.total for shelf in listing.contents(rows)) == len(rows)


# One duty


def test_a_duty_shows_what_is_due_for_us_and_how_it_read_when(shop) -> None:
    law = load_law()
    name = next(row.id for row in law.duties.values() if any(part.licence for part in row.parts))
    assert shop.get(f"/law/{name}/").status_code == 200
    several = next((name for name in law.duties if len(law.versions(name)) > 1), None)
    if several:
        assert "How it read when" in text(shop.get(f"/law/{several}/"))


@pytest.mark.slow
def test_every_duty_and_number_has_its_page(shop) -> None:
    law = load_law()
    wrong = [name for name in law.duties if shop.get(f"/law/{name}/").status_code != 200]
    wrong += [name for name in law.values if shop.get(f"/law/values/{name}/").status_code != 200]
    assert wrong == []


def test_a_duty_on_paper(shop) -> None:
    answer = shop.get("/law/us-ok.home-solicitation/duty.pdf")
    assert answer.content.startswith(b"%PDF")
    assert 'filename="us-ok.home-solicitation.pdf"' in answer["Content-Disposition"]
    assert shop.get("/law/us-ok.nothing/duty.pdf").status_code == 404


# Days that can't be


@pytest.mark.parametrize("address", [*PAGES, "/law/", "/law/us-ok.home-solicitation/", "/law/us-ok.surcharge/duty.pdf"])
@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30", "x", "1902-01-01", "2100-12-31", "\u0000"])
def test_any_day_in_an_address_gives_a_page(shop, address, on) -> None:
    answer = shop.get(address, {"on": on})
    assert answer.status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "1700-01-01", "9999-12-31", "9998-12-30"])
def test_a_day_too_far_to_count_from_is_said(shop, day) -> None:
    for answer in (
        shop.post("/law/due/follows/", {**SALE, "sale.signed_on": day}),
        shop.post("/law/ask/", {**SALE, "kind": "home-solicitation.cancel", "sale.signed_on": day}),
        shop.post("/law/ask/", {**SALE, "kind": "home-solicitation.cancel", "at": f"{day}T10:00"}),
    ):
        says = "" if answer.status_code == 200 else text(answer, 422)
        assert answer.status_code == 200 or "too far away to count from" in says or "from 1902 to 2100" in says
