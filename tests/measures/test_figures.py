"""The figures themselves: time in hand, spread, ratings, shares. Pure."""

import statistics
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.desk.timing.handling import Change, clock, seconds
from handrail.measures.first_answers import IN_TIME, LATE, NEVER, WAITS, became, count
from handrail.measures.handling import spread
from handrail.measures.ratings import rating
from handrail.measures.service import PERIODS, Seen, by_procedure, figures, first_day, outcomes, over_time

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_paused_and_waiting_time_is_not_in_hand():
    changes = [Change(_at(5), "paused"), Change(_at(15), "open"), Change(_at(20), "waiting"), Change(_at(50), "open")]
    assert seconds(_at(0), _at(60), changes) == (60 - 10 - 30) * 60


def test_an_escalation_while_paused_does_not_start_the_clock_again():
    changes = [Change(_at(5), "paused"), Change(_at(7), "paused"), Change(_at(15), "open")]
    assert seconds(_at(0), _at(20), changes) == 10 * 60


def test_a_case_that_ends_while_it_waits_was_in_hand_until_it_waited():
    assert seconds(_at(0), _at(60), [Change(_at(4), "waiting"), Change(_at(60), "ended")]) == 4 * 60
    assert seconds(_at(0), _at(60), [Change(_at(4), "waiting")]) == 4 * 60


def test_the_autumn_hour_is_not_counted_twice():
    """Instants, not wall clocks: 1:30 to 1:30 across the change back is an hour."""
    start, end = datetime(2026, 11, 1, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert seconds(start, end, []) == 3600


GAPS = st.lists(st.tuples(st.integers(0, 500), st.sampled_from(["open", "paused", "waiting"])), max_size=12)


@given(GAPS, st.integers(0, 500), st.randoms())
def test_time_in_hand_is_the_sum_of_the_open_stretches(gaps, last, chance):
    at, status, open_for, changes = NINE, "open", 0, []
    for gap, after in [*gaps, (last, "ended")]:
        open_for += gap if status == "open" else 0
        at, status = at + timedelta(seconds=gap), after
        changes.append(Change(at, after))
    alone = {change.at for change in changes}
    if len(alone) == len(changes):  # events of one instant have no order of their own
        chance.shuffle(changes)
    assert seconds(NINE, at, changes) == open_for


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_the_middle_case_is_one_that_occurred_and_half_lie_on_each_side(values):
    found = spread(values)
    assert found is not None
    assert found.middle == statistics.median_low(values)
    assert {found.low, found.middle, found.high} <= set(values)
    assert found.low <= found.middle <= found.high
    inside = sum(found.low <= value <= found.high for value in values)
    assert 2 * inside >= len(values)


def test_nothing_has_no_spread():
    assert spread([]) is None


@pytest.mark.parametrize(("total", "words"), [(0, "0:00"), (483, "8:03"), (3760, "1:02:40")])
def test_seconds_as_a_clock(total, words):
    assert clock(total) == words


def test_few_answers_cannot_tell_and_say_how_many_are_needed():
    few = rating([5, 5, 4, 3, 2] * 4 + [5, 4, 1], ended=60, days=30)
    assert (few.answers, few.can_tell, few.share) == (23, False, 38)
    assert 80 < few.needed < 140
    assert few.days_left == -(-(few.needed - 23) * 30 // 23)


def test_equal_answers_are_no_proof():
    assert not rating([5, 5, 5], ended=3, days=7).can_tell
    assert rating([5] * 31, ended=31, days=7).can_tell
    assert not rating([5] * 30, ended=30, days=7).can_tell


def test_no_answer_has_no_rate_to_hope_for():
    none = rating([], ended=10, days=30)
    assert (none.answers, none.days_left, none.can_tell, none.share) == (0, None, False, 0)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=200))
def test_the_mean_and_its_need_agree_with_the_textbook(scores):
    found = rating(scores, ended=len(scores), days=30)
    assert abs(found.hundredths / 100 - statistics.mean(scores)) <= 0.005 + 1e-9
    variance = max(statistics.variance(scores), 0.5)
    assert abs(found.needed - 1.96**2 * variance / 0.0625) <= 1.0001


def seen(procedure="refund", on=date(2026, 11, 24), outcome="resolved", took=60, **more) -> Seen:
    row = {"score": None, "escalated": False, "skipped": False, **more}
    return Seen(procedure, procedure.title(), on, outcome, took, **row)


@pytest.mark.parametrize(
    ("closed", "answered", "at", "what"),
    [
        (_at(5), True, _at(99), IN_TIME),
        (_at(10), True, _at(99), IN_TIME),
        (_at(11), True, _at(99), LATE),
        (_at(11), False, _at(99), LATE),  # it ended late, and nobody was answered
        (_at(5), False, _at(99), NEVER),
        (None, False, _at(10), WAITS),
        (None, False, _at(11), LATE),
    ],
)
def test_what_became_of_a_first_answer_that_was_due_after_ten_minutes(closed, answered, at, what):
    assert became(_at(10), at, closed=closed, answered=answered) == what


def test_first_answers_count_where_one_was_aimed_at():
    rows = [seen(), *(seen(answer=each) for each in (IN_TIME, IN_TIME, LATE, NEVER, WAITS))]
    found = figures("All", rows, 30).answers
    assert (found.told, found.share, found.words) == (3, 66, "2 of 3; 1 still to come; 1 ended without one")
    assert not figures("All", [seen()], 30).answers.any
    assert count([IN_TIME]).words == "1 of 1"


def test_figures_of_some_cases():
    rows = [
        seen(took=60),
        seen(took=120, escalated=True),
        seen(took=None, outcome=""),
        seen(took=90, skipped=True, score=4),
    ]
    found = figures("All", rows, 30)
    assert (found.cases, found.ended, found.escalated_share, found.skipped_share) == (4, 3, 25, 25)
    assert found.handling is not None
    assert found.handling.middle == 90
    assert not found.can_tell
    assert figures("All", [seen()] * 5, 30).can_tell


def test_procedures_stand_by_use():
    found = by_procedure([seen("b"), seen("a"), seen("c"), seen("c")], 30)
    assert list(found) == ["c", "a", "b"]


def test_outcomes_with_the_open_ones_last():
    rows = [seen(outcome="refused"), seen(outcome=""), seen(outcome=""), seen(outcome="")]
    assert outcomes(rows) == [("refused", 1, 25), ("still open", 3, 75)]


@given(st.sampled_from(list(PERIODS)), st.lists(st.integers(0, 89), max_size=40))
def test_every_case_of_the_period_stands_in_one_run_of_days(days, backs):
    today = date(2026, 11, 24)
    rows = [
        seen(on=today - timedelta(days=back))
        for back in backs
        if today - timedelta(days=back) >= first_day(days, today)
    ]
    points = over_time(rows, days, today)
    assert sum(point.cases for point in points) == len(rows)
    assert points[0].first == first_day(days, today)
    assert points[-1].last == today
    assert all(after.first == before.last + timedelta(days=1) for before, after in pairwise(points))
