"""The tools a business works in: named, with version and the day they last changed."""

from datetime import date

import pytest

from handrail.facts.tools import Tool, is_same, tools

WRITTEN = {
    "Shop admin 4.2 (2026-11-20)": Tool("Shop admin", "4.2", date(2026, 11, 20)),
    "WashTrack": Tool("WashTrack"),
    "Office 365": Tool("Office 365"),
    "Ledger v3": Tool("Ledger", "v3"),
    "Desk (changed 2026-12-01)": Tool("Desk", "", date(2026, 12, 1)),
    "Desk (2026-13-01)": Tool("Desk (2026-13-01)"),
}


@pytest.mark.parametrize(("written", "tool"), WRITTEN.items())
def test_one_tool_is_read(written, tool):
    assert tools(written) == (tool,)


def test_several_stand_between_commas():
    assert [tool.name for tool in tools(" Shop admin 4.2 (2026-11-20), , WashTrack,")] == ["Shop admin", "WashTrack"]


def test_the_same_tool_may_be_named_in_fewer_words():
    assert is_same("zendesk", "Zendesk Support")
    assert is_same("Zendesk Support", "zendesk")
    assert not is_same("Zendesk", "Freshdesk")
