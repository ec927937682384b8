"""What is drawn stands where its figures say."""

import re

from hypothesis import given
from hypothesis import strategies as st

from handrail.web.charts import BOTTOM, TOP, Change, Level, Mark, line

MARKS = [Mark(f"w{n}", value) for n, value in enumerate([576, 606, 564, 594, 516, 492])]
VALUES = st.lists(st.integers(0, 5000), min_size=4, max_size=30)


def heights(drawn: str, kind: str) -> list[int]:
    found = re.search(rf'class="{kind}" d="M\d+ (\d+)H\d+(?:M\d+ (\d+)H\d+)?', drawn)
    return [int(value) for value in found.groups() if value]


def drawn(**more) -> str:
    return str(line("Time", "Told.", MARKS, unit=60, **more))


@given(VALUES, st.data())
def test_the_average_lies_within_its_usual_range_and_the_range_within_the_frame(values, data):
    low, average, high = sorted(data.draw(st.tuples(*[st.integers(0, 9000)] * 3)))
    level = Level(0, len(values) - 1, average, low, high)
    text = str(line("Time", "Told.", [Mark("w", value) for value in values], levels=[level]))
    upper, lower = heights(text, "lim")
    (middle,) = heights(text, "mean")
    assert TOP <= upper <= middle <= lower <= BOTTOM


def test_a_change_stands_between_its_marks_and_the_line_does_not_run_across_it():
    text = drawn(changes=[Change(4, "version 6")])
    at = int(re.search(r'class="cut" d="M(\d+)', text)[1])
    dots = [int(x) for x in re.findall(r'class="pt" cx="(\d+)"', text)]
    assert dots[3] < at < dots[4]
    assert re.search(r'class="dat" d="([^"]+)"', text)[1].count("M") == 2
    assert re.search(r'class="dat" d="([^"]+)"', drawn())[1].count("M") == 1


def test_the_average_says_its_figure_and_a_name_is_shown_as_text():
    text = drawn(levels=[Level(0, 3, 585, 540, 630)], changes=[Change(4, "<b>six")])
    assert ">average 585</text>" in text
    assert "&lt;b&gt;six" in text
    assert "<b>" not in text


def test_the_policy_of_the_page_allows_all_of_it():
    text = drawn(levels=[Level(0, 3, 585, 540, 630)], changes=[Change(4, "six")])
    assert not re.search(r"style=|<script|<style", text)


def test_where_a_usual_range_is_shown_the_axis_begins_near_it_and_says_so():
    text = drawn(levels=[Level(0, 5, 585, 540, 630)])
    upper, lower = heights(text, "lim")
    assert lower - upper > (BOTTOM - TOP) // 10
    assert ">axis from 480</text>" in text
    assert "The axis begins at 480." in text
    assert "axis from" not in drawn(), "else it begins at nothing"
