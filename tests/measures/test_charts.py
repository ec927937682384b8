"""Drawings: true to the values, within the frame, nothing run from a label."""

import re

from hypothesis import given
from hypothesis import strategies as st

from handrail.web.charts import BOTTOM, TOP, WIDTH, Mark, axis_top, columns, line

VALUES = st.lists(st.none() | st.integers(0, 10**6), min_size=1, max_size=31)


@given(st.lists(st.integers(0, 10**7), max_size=20))
def test_the_axis_is_round_and_holds_every_value(values):
    top = axis_top(values)
    assert top >= max([*values, 1])
    assert str(top // 4).rstrip("0") in ("1", "2", "5")


@given(VALUES)
def test_a_dot_for_each_value_and_none_for_a_gap(values):
    drawn = line("T", "d", [Mark("x", value) for value in values])
    dots = [(int(x), int(y)) for x, y in re.findall(r'<circle class="pt" cx="(\d+)" cy="(-?\d+)"', drawn)]
    assert len(dots) == sum(value is not None for value in values)
    assert all(TOP <= y <= BOTTOM and 0 < x < WIDTH for x, y in dots)
    heights = [y for _, y in dots]
    there = [value for value in values if value is not None]
    assert all(
        (a <= b) or (x <= y) for a, x in zip(there, heights, strict=True) for b, y in zip(there, heights, strict=True)
    )


def test_a_gap_breaks_the_line():
    drawn = line("T", "d", [Mark("a", 1), Mark("b", None), Mark("c", 1), Mark("d", 1)])
    assert re.search(r'class="dat" d="M\d+ \d+ M\d+ \d+ L\d+ \d+"', drawn)


def test_columns_stand_on_the_ground_and_labels_are_text():
    drawn = columns("Cases", "told", [Mark("<script>", 4), Mark("b", 2)])
    assert "<script>" not in drawn
    tall, small = (tuple(map(int, found)) for found in re.findall(r'y="(\d+)" width="\d+" height="(\d+)"/>', drawn))
    assert tall[0] + tall[1] == small[0] + small[1] == BOTTOM
    assert tall[1] == 2 * small[1]
    assert "style=" not in drawn
