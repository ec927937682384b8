"""A day as a file holds it, told as every page tells days."""

import pytest

from handrail.web.templatetags.shell import told_on


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ("2026-11-24", "Tue, Nov 24, 2026"),
        ("2026-11-24T18:00:00+00:00", "Tue, Nov 24, 2026"),
        ("2026-11-25T03:00:00+00:00", "Tue, Nov 24, 2026"),  # nine in the evening there
    ],
)
def test_an_instant_is_told_on_the_clock_of_the_place(held, told):
    assert told_on(held, "America/Chicago") == told
