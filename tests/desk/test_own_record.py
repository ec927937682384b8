"""A person's own record: what stands in it, whom it opens to, and their word on it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from cast import NOON, PASSWORD
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.deviating.actions import deviate
from handrail.desk.escalating import actions as escalating
from handrail.desk.mine import actions, queries
from handrail.desk.mine.figures import Line, Step, Taken, fits, how_it_went, ordered, sums
from handrail.desk.mine.period import Period, PeriodError, period
from handrail.desk.models import Escalation
from handrail.ledger import scope
from handrail.ledger.casefile import tell
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Event, PersonalValue
from handrail.measures.queries import cases
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.paid.actions import Given, set_terms
from handrail.records.packet import told_from

TODAY, ZONE = date(2026, 11, 26), "America/Chicago"  # a Thursday
TWO = "  - {id: first, do: A.}\n  - {id: second, do: B.}\n  - {id: third, do: C.}\n"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


# The pure parts


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("week", 23, 26), ("last-week", 16, 22), ("month", 1, 26), ("nonsense", 23, 26)],
)
def test_a_period_runs_from_day_to_day(name, first, last):
    assert period(name, TODAY) == Period(date(2026, 11, first), date(2026, 11, last))


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-11-02", "2026-11-01", "after the last"), ("", "2026-11-01", "both days"), ("x", "y", "both days"),
        ("2025-11-25", "2026-11-26", "more than a year"), ("9999-12-31", "9999-12-31", "more than a year"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_looked_at_say_why(first, last, why):
    with pytest.raises(PeriodError, match=why):
        period("days", TODAY, first, last)


def test_a_day_is_a_day_at_the_business_also_when_it_has_25_hours():
    since, until = Period(date(2026, 11, 1), date(2026, 11, 1)).instants(ZONE)
    assert since.astimezone(UTC) == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert until.astimezone(UTC) == datetime(2026, 11, 2, 6, tzinfo=UTC)


def test_no_departure_counts_as_done():
    assert how_it_went("a", [["a", "done"]]) == "done"
    assert how_it_went("a", [["a", "overridden"], ["a", "done"]]) == "overridden"
    assert how_it_went("a", [["b", "done"]]) == how_it_went("a", []) == ""


def _line(number, *, seconds=None, at=NOON, **more):
    return Line(uuid4(), number, f"Procedure {number}", "resolved" if seconds else "", seconds, at, **more)


def test_sums_lines_found_and_their_order():
    taken = (Taken("She names a lawyer", NOON, NOON), Taken("late", NOON + MINUTE, NOON))
    steps = (
        Step("A", "done"),
        Step("B", "skipped", "asked before"),
        Step("C", "deviated", "it was broken"),
        Step("D", "branched"),
    )
    a = _line("1", seconds=50, steps=steps, taken=taken, rating=4, outside=(NOON, NOON + MINUTE, NOON + DAY))
    b = _line("2", at=NOON + DAY)
    told = sums([a, b], UTC)
    assert (told.cases, told.ended, told.done, told.other_way, told.skipped, told.otherwise) == (2, 1, 1, 1, 1, 1)
    assert (told.taken, told.in_time, told.ratings, told.outside, told.outside_days) == (2, 1, (4,), 3, 2)
    assert sums([a, a, a, _line("3", rating=2)], UTC).ratings_told == "3 times 4, once 2"
    assert fits([a, b], "lawyer BROKEN") == [a]
    assert fits([a, b], "open") == [b]
    assert ordered([a, b], "new") == [b, a]
    assert ordered([a, b], "old") == ordered([b, a], "long") == ordered([b, a], "procedure") == [a, b]


# What is kept


@pytest.fixture
def worked(owner, agent, supervisor, in_force, begun):
    """A case of the agent: a step skipped and one done late in the evening, one that the supervisor did otherwise after
    they took its escalation, and a customer who was pleased."""
    row = in_force(TWO)
    late = datetime(2026, 11, 25, 3, tzinfo=UTC)
    with scope.organization(owner.organization_id):
        given = Given("non-exempt", NOON.date(), "Marcy", range(5), time(8), time(17))
        set_terms(actor=actor_of(owner), member=agent, given=given, at=NOON)
        case, its, boss = begun(row, agent), actor_of(agent), actor_of(supervisor)
        desk.skip(actor=its, case=case, at=NOON, step="first", reason="Asked before")
        desk.escalate(actor=its, case=case, at=NOON, to="supervisor", why="She names a lawyer", severity="urgent")
        escalating.acknowledge(actor=boss, row=Escalation.objects.get(), at=NOON + 5 * MINUTE)
        desk.answer(actor=its, case=case, at=late, step="second", facts={})
        deviate(actor=boss, case=case, step="third", instead="By hand", reason="It was broken", at=late + MINUTE)
        desk.rate(actor=boss, case=case, at=late + MINUTE, score=5)
        yield case


WEEK = (NOON - DAY, NOON + 2 * DAY)


@pytest.mark.slow
def test_each_finds_what_they_did_and_nothing_of_another(worked, agent, supervisor, owner):
    (own,), (other,) = queries.lines(agent, *WEEK), queries.lines(supervisor, *WEEK)
    assert [(row.name, row.how, row.why) for row in own.steps] == [
        ("First", "skipped", "Asked before"), ("", "done", ""),
    ]  # fmt: skip
    assert (own.rating, len(own.outside), own.taken) == (5, 1, ())
    assert [(row.how, row.why) for row in other.steps] == [("deviated", "It was broken; instead: By hand")]
    assert (other.rating, other.outside, [row.in_time for row in other.taken]) == (None, (), [True])
    assert queries.lines(owner, *WEEK) == []
    assert own.seconds == other.seconds == (worked.ended_at - worked.opened_at).total_seconds()


@pytest.mark.slow
def test_handle_time_is_what_the_measures_count(worked, agent, owner):
    (seen,) = cases(NOON.date(), ZONE, NOON)
    assert queries.lines(agent, *WEEK)[0].seconds == seen.seconds


@pytest.mark.slow
def test_what_lies_outside_the_days_is_left_out(worked, agent):
    assert queries.lines(agent, NOON - DAY, NOON) == []
    (line,) = queries.lines(agent, NOON + MINUTE, NOON + 2 * DAY)
    assert [row.how for row in line.steps] == ["done"]


@pytest.mark.slow
def test_a_reason_that_was_erased_says_so(worked, agent):
    event = Event.objects.get(kind="skipped")
    with unrecorded("a test"):
        PersonalValue.objects.filter(event=event).delete()
    assert queries.lines(agent, *WEEK)[0].steps[0].why == queries.ERASED


# Their word on it


@pytest.mark.slow
def test_their_word_stands_beside_the_line_and_in_the_record_under_their_name(
    worked, agent, owner, sign_in, monkeypatch
):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + DAY)
    page = sign_in(agent)
    answer = page.post("/desk/mine/?period=month", {"case": worked.pk, "words": "She had told me <b>twice</b>."})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/desk/mine/?period=month#case-{worked.pk}"
    assert "She had told me &lt;b&gt;twice" in page.get("/desk/mine/?period=month").content.decode()
    event = Event.objects.get(kind="answered-own-record")
    assert event.actor["id"] == str(agent.pk)
    assert "twice" not in str(event.data)
    record = sign_in(owner).get(f"/records/{worked.pk}/").content.decode()
    assert "Their own word on this record" in record
    assert "She had told me &lt;b&gt;twice" in record
    told = tell(told_from(worked))
    assert [(row["by"], row["note"]) for row in told["steps"] if row["kind"] == "answered-own-record"] == [
        (agent.user.name, "She had told me <b>twice</b>.")
    ]
    assert not [row for row in told["asked"] if "twice" in str(row)]


@pytest.mark.slow
def test_their_word_is_no_work(worked, agent):
    actions.answer_own(actor=actor_of(agent), member=agent, case=worked, words="So it was.", at=NOON + 2 * DAY)
    assert queries.lines(agent, NOON + 2 * DAY, NOON + 3 * DAY) == []


@pytest.mark.slow
@pytest.mark.parametrize("words", ["  ", "x" * 2001])
def test_a_word_that_cannot_be_kept_stays_on_the_page(worked, agent, sign_in, monkeypatch, words):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + DAY)
    answer = sign_in(agent).post("/desk/mine/", {"case": worked.pk, "words": words})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Event.objects.filter(kind="answered-own-record").exists()


@pytest.mark.slow
def test_nobody_answers_where_nothing_is_theirs_or_for_another(worked, agent, owner, sign_in):
    with pytest.raises(DeskError, match="nothing of yours"):
        actions.answer_own(actor=actor_of(owner), member=owner, case=worked, words="x", at=NOON)
    with pytest.raises(DeskError, match="nothing of yours"):
        actions.answer_own(actor=actor_of(owner), member=agent, case=worked, words="x", at=NOON)
    assert sign_in(owner).post("/desk/mine/", {"case": worked.pk, "words": "x"}).status_code == 404


# Whom it opens to


@pytest.mark.slow
def test_only_they_themselves_open_it(worked, agent, supervisor, owner, sign_in):
    address = f"/desk/mine/{agent.pk}/"
    assert sign_in(agent).get(address).status_code == 200
    for other in (owner, supervisor):
        assert sign_in(other).get(address).status_code == 404
        assert sign_in(other).get(f"{address}?format=csv").status_code == 404
        assert sign_in(other).post(address, {"case": worked.pk, "words": "x"}).status_code == 404


def test_who_works_at_no_desk_has_none_and_who_kept_no_notice_reads_it_first(owner, colleague, sign_in):
    assert sign_in(colleague("auditor")).get("/desk/mine/").status_code == 403
    new = people.demo_member(
        organization=owner.organization_id,
        name="Ann",
        email="ann@example.com",
        password=PASSWORD,
        role="agent",
        at=NOON,
    )
    assert sign_in(new).get("/desk/mine/").headers["Location"].startswith("/people/notice/")


@pytest.mark.slow
def test_the_page_its_file_and_the_ways_to_it(worked, agent, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + DAY)
    page = sign_in(agent)
    shown = page.get("/desk/mine/").content.decode()
    assert "Skipped: “First”. Reason: Asked before" in shown
    assert "1 step outside your usual paid hours" in shown
    assert "fits these words" in page.get("/desk/mine/?q=zebra").content.decode()
    assert "Nothing is kept of you" in page.get("/desk/mine/?period=last-week").content.decode()
    wrong = page.get("/desk/mine/?period=days&from=x").content.decode()
    assert "both days" in wrong
    assert 'value="days" selected' in wrong
    assert 'value="x"' in wrong
    file = page.get("/desk/mine/?format=csv").content.decode()
    assert f"{worked.number},try-steps,".encode() in file.encode()
    assert "Skipped: “First”. Reason: Asked before" in file
    people = page.get("/people/").content.decode()
    assert people.count('href="/desk/mine/"') == 1
    assert 'href="/desk/mine/"' in page.get("/desk/").content.decode()
