"""What is due when, and the deed that a procedure stays as it is."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.business import actions as business
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import actions as handbook
from handrail.reviews import actions, queries
from handrail.reviews.due import Item, calendar, chosen, next_look
from handrail.reviews.models import LookedAgain

pytestmark = pytest.mark.usefixtures("at_noon")
ZONE = "America/Chicago"
TODAY = NOON.date()


@pytest.fixture
def inside(owner):
    with scope.organization(owner.organization_id):
        yield


@pytest.fixture
def starter(owner, inside):
    """A procedure of the library, adopted as it is."""
    return handbook.adopt(actor=actor_of(owner), slug="appointment-change", at=NOON, on=TODAY)


def of(kind: str, on: date = TODAY) -> list[Item]:
    return [row for row in queries.items(on, ZONE) if row.kind == kind]


@pytest.mark.parametrize(
    ("last", "every", "due"),
    [
        (date(2026, 8, 31), "6mo", date(2027, 2, 28)),
        (date(2024, 2, 29), "1y", date(2025, 2, 28)),
        (date(2026, 11, 24), "2w", date(2026, 12, 8)),
        (date(2026, 11, 24), "90d", date(2027, 2, 22)),
    ],
)
def test_the_next_look_is_counted_in_months_and_days(last, every, due):
    assert next_look(last, every) == due


@pytest.mark.slow
def test_a_procedure_is_due_a_year_after_its_approval_and_a_look_moves_it(owner, starter):
    (row,) = [row for row in of("procedure") if row.what == starter.entry.title]
    assert row.due == date(2027, 11, 24)
    later = NOON + timedelta(days=300)
    actions.stays(actor=actor_of(owner), row=starter, note="Read with Dwayne; still so.", at=later)
    (row,) = [row for row in of("procedure") if row.what == starter.entry.title]
    assert row.due == date(2028, 9, 20)


def test_a_look_stands_in_the_record_of_the_procedure(owner, starter):
    actions.stays(actor=actor_of(owner), row=starter, note="Still so.", at=NOON)
    event = Event.objects.get(kind="looked-again")
    assert (event.chain.subject, event.chain.subject_id) == ("procedure", starter.entry_id)
    assert (event.actor["name"], event.data["version"]) == (owner.user.name, starter.number)
    assert "Still so." not in str(event.data)
    assert LookedAgain.objects.get().note == "Still so."


def test_a_look_says_what_was_looked_at_and_at_a_version_in_force(owner, starter):
    with pytest.raises(actions.ReviewError, match="Write what you looked at"):
        actions.stays(actor=actor_of(owner), row=starter, note="  ", at=NOON)
    with pytest.raises(actions.ReviewError, match="501 characters long; 500 is the most"):
        actions.stays(actor=actor_of(owner), row=starter, note="x" * 501, at=NOON)
    starter.state = "superseded"
    with pytest.raises(actions.ReviewError, match="not in force"):
        actions.stays(actor=actor_of(owner), row=starter, note="Still so.", at=NOON)


def test_an_agent_keeps_no_review(colleague, starter):
    with pytest.raises(RefusedError):
        actions.stays(actor=actor_of(colleague("agent")), row=starter, note="Still so.", at=NOON)


def test_the_librarys_words_wait_for_an_adviser(starter):
    assert starter.entry.title in [row.what for row in of("adviser")]


def test_a_version_in_review_lies_here_until_somebody_decides(owner, colleague, inside):
    from cast import TRY_HOME_SALE

    writer = actor_of(colleague("manager"))
    row = handbook.save_draft(actor=writer, text=TRY_HOME_SALE, reason="first", at=NOON)
    assert of("waiting") == []
    handbook.submit(actor=writer, row=row, at=NOON)
    assert [found.detail for found in of("waiting")] == [f"Version 1 by {row.author_name}, waits since Nov 24, 2026"]


@pytest.mark.slow
def test_law_a_procedure_rests_on_has_its_day_and_its_status(owner, inside):
    handbook.adopt(actor=actor_of(owner), slug="cancel-home-sale", at=NOON, on=TODAY)
    rows = of("law")
    assert rows
    assert all(row.due and row.law and row.tone for row in rows)
    assert any("Cancel" in row.detail for row in rows)


def test_no_law_is_listed_that_no_procedure_rests_on(inside):
    assert of("law") == []


def test_a_licence_is_due_on_its_last_day_and_one_without_an_end_is_not(owner, inside):
    held = ("LP gas dealer permit | LP-1 | Marcy Holt | 2026-12-31", "Certificate | C-2 |  | no end")
    business.answer(actor=actor_of(owner), answers={"business.licences": held}, at=NOON)
    assert [(row.what, row.detail, row.due) for row in of("licence")] == [
        ("LP gas dealer permit", "LP-1, held by Marcy Holt", date(2026, 12, 31))
    ]


ITEMS = st.builds(
    Item, st.sampled_from(["procedure", "law", "licence"]), st.text("abc ", max_size=5), st.text("xyz", max_size=5),
    st.just("/x/"), st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)  # fmt: skip


@given(st.lists(ITEMS, max_size=20), st.sampled_from(["", "late", "30", "90"]), st.sampled_from(["", "law"]))
def test_what_is_chosen_fits_and_what_breaks_first_stands_first(rows, within, kind):
    found = chosen(rows, TODAY, kind=kind, within=within)
    days = [row.due or date.max for row in found]
    assert days == sorted(days)
    assert all(kind in ("", row.kind) for row in found)
    if within == "late":
        assert all(row.due and row.due < TODAY for row in found)
    if within in ("30", "90"):
        assert all(row.due and (row.due - TODAY).days <= int(within) for row in found)
    if not within and not kind:
        assert len(found) == len(rows)


@given(
    st.lists(
        st.builds(Item, st.just("law"), st.text(max_size=120), st.text(max_size=120), st.just("/x/"), st.dates()),
        max_size=4,
    )
)
def test_the_calendar_folds_at_75_octets_and_has_each_day(rows):
    text = calendar(rows, NOON, "x")
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert text.count("BEGIN:VEVENT") == len(rows) == text.count("END:VEVENT")


@pytest.mark.slow
def test_the_list_is_searched_sorted_and_exported(owner, starter, sign_in):
    client = sign_in(owner)
    title = starter.entry.title
    assert title in client.get("/reviews/").content.decode()
    assert "Nothing fits these words and dates." in client.get("/reviews/?q=zebra").content.decode()
    assert "Nothing fits these words and dates." in client.get("/reviews/?within=late").content.decode()
    for sort in ("due", "what", "kind", "nonsense"):
        assert client.get(f"/reviews/?sort={sort}").status_code == 200
    rows = list(csv.DictReader(StringIO(client.get("/reviews/?format=csv&kind=procedure").content.decode())))
    assert [(row["Day"], row["What"]) for row in rows if row["What"] == title] == [("2027-11-24", title)]
    dates = client.get("/reviews/dates.ics")
    assert dates["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20271124" in dates.content.decode()


def test_nothing_due_says_what_would_be_here(owner, sign_in):
    assert "Nothing is due." in sign_in(owner).get("/reviews/").content.decode()


@pytest.mark.slow
def test_a_look_through_the_page(owner, starter, sign_in):
    client, address = sign_in(owner), f"/reviews/{starter.entry.slug}/"
    assert "None since it was approved." in client.get(address).content.decode()
    refused = client.post(address, {"note": ""})
    assert refused.status_code == 422
    assert "Write what you looked at" in refused.content.decode()
    assert client.post(address, {"note": "Read with Dwayne"}).status_code == 302
    assert re.search(r"Marcy Holt, version 1: “Read with Dwayne”", client.get(address).content.decode())
    assert client.get("/reviews/no-such/").status_code == 404


@pytest.mark.slow
def test_who_may_not(colleague, starter, sign_in):
    assert sign_in(colleague("agent")).get("/reviews/").status_code == 403
    auditor = sign_in(colleague("auditor"))
    assert "it stays as it is</button>" not in auditor.get(f"/reviews/{starter.entry.slug}/").content.decode()
    assert auditor.post(f"/reviews/{starter.entry.slug}/", {"note": "x"}).status_code == 403


@pytest.mark.slow
def test_the_queries_do_not_grow(owner, starter, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(owner)
    client.get("/reviews/")
    with CaptureQueriesContext(connection) as few:
        client.get("/reviews/")
    asked = len(few)
    assert asked > 0
    handbook.adopt(actor=actor_of(owner), slug="account-change", at=NOON, on=TODAY)
    client.get("/reviews/")
    with django_assert_num_queries(asked):
        client.get("/reviews/")


# A tool changed


HOW = """procedure: swap
title: Swap a plate
purpose: To try.
owner: manager
review: {every: 6mo}
steps:
  - {id: plate, title: Swap it, do: Swap it., how: [{in: WashTrack, clicks: [Vehicle, Swap]}]}
  - {id: close, record: [case.reason], end: kept}
"""


@pytest.fixture
def in_a_tool(owner, colleague, inside):
    boss, writer = actor_of(owner), actor_of(colleague("manager"))
    row = handbook.save_draft(actor=writer, text=HOW, reason="new", at=NOON)
    handbook.submit(actor=writer, row=row, at=NOON)
    later = NOON + timedelta(days=1)
    handbook.approve(actor=boss, row=row, at=NOON, on=later.date(), despite="Only the tests run it.")
    handbook.publish(actor=boss, row=row, on=later.date(), at=later)
    return row


@pytest.mark.slow
@pytest.mark.parametrize(("changed", "flagged"), [(2, True), (0, False)])
def test_a_step_done_in_a_tool_that_changed_since_is_to_be_looked_at(owner, in_a_tool, changed, flagged):
    day = TODAY + timedelta(days=changed)
    told = f"Shop admin, WashTrack 5.0 ({day})"
    business.answer(actor=actor_of(owner), answers={"business.tools": told}, at=NOON)
    rows = of("tool", TODAY + timedelta(days=3))
    assert [(row.what, row.due) for row in rows] == ([("Swap a plate", day)] if flagged else [])
    assert not rows or "look at “Swap it”" in rows[0].detail


def test_a_look_at_it_settles_the_change(owner, in_a_tool):
    told = f"WashTrack ({TODAY + timedelta(days=2)})"
    business.answer(actor=actor_of(owner), answers={"business.tools": told}, at=NOON)
    later = NOON + timedelta(days=3)
    in_a_tool.refresh_from_db()
    actions.stays(actor=actor_of(owner), row=in_a_tool, note="Read beside the tool.", at=later)
    assert of("tool", later.date()) == []
