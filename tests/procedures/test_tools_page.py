"""The tools in use: one list, kept as the answer of the business, with what is to be looked at when one changes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.business.queries import known
from handrail.facts.tools import Tool, tools, written
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import actions as handbook
from handrail.procedures.tooling import actions, queries
from handrail.reviews import queries as reviews

DAY = date(2026, 11, 24)
TEXT = """procedure: pay-back
title: Pay back
purpose: The money goes back.
owner: manager
review: {every: 6mo}
steps:
  - id: refund
    do: Pay it back.
    how:
      - {in: Shop admin, screen: Orders, clicks: [Refund]}
      - {in: Till}
    record: [case.resolution]
    end: resolved
"""
NAMES = st.text(st.characters(categories=["L", "N"], include_characters=" -"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
TOOLS = st.builds(
    Tool, NAMES.filter(lambda name: name and not name[-1].isdigit()), st.sampled_from(["", "4.2", "v3"]),
    st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)  # fmt: skip


@given(st.lists(TOOLS, max_size=5))
def test_what_is_written_reads_as_it_was(every):
    assert tools(written(every)) == tuple(every)


@pytest.fixture
def inside(owner, colleague):
    with scope.organization(owner.organization_id):
        writer, boss = actor_of(colleague("manager")), actor_of(owner)
        row = handbook.save_draft(actor=writer, text=TEXT, reason="first", at=NOON)
        handbook.submit(actor=writer, row=row, at=NOON)
        handbook.approve(actor=boss, row=row, at=NOON, on=DAY, despite="so")
        handbook.publish(actor=boss, row=row, on=DAY, at=NOON)
        yield boss


@pytest.mark.slow
@pytest.mark.django_db
def test_a_tool_that_changed_brings_its_procedures_under_review(inside, owner, sign_in):
    client = sign_in(owner)
    page = client.get("/procedures/tools/").content.decode()
    assert page.count("not in the list") == 2, "both stand in a step, and nobody said that they are in use"
    client.post("/procedures/tools/", {"what": "add", "name": "Shop admin", "version": "4.2"})
    assert [row.kind for row in reviews.items(DAY, "America/Chicago") if row.kind == "tool"] == []
    sent = {"what": "changed", "name": "Shop admin", "version": "4.3", "changed_on": "2026-11-25"}
    assert client.post("/procedures/tools/", sent).status_code == 302
    assert known()["business.tools"] == "Shop admin 4.3 (2026-11-25)"
    found = [row for row in reviews.items(DAY, "America/Chicago") if row.kind == "tool"]
    assert [row.what for row in found] == ["Pay back"]
    page = client.get("/procedures/tools/?q=pay&sort=changed").content.decode()
    assert "Changed on" in page
    assert page.index("Shop admin") < page.index("Till")
    lines = client.get("/procedures/tools/?format=csv").content.decode().splitlines()
    assert lines[1] == "Shop admin,4.3,2026-11-25,Pay back"


@pytest.mark.slow
@pytest.mark.django_db
def test_renamed_and_taken_out_and_what_cannot_be_is_refused_with_what_was_typed(inside, owner, sign_in):
    for name in ("Shop admin", "Till"):
        actions.add(actor=inside, name=name, version="", at=NOON)
    actions.rename(actor=inside, name="Till", to="Register", at=NOON)
    assert [tool.name for tool in queries.kept()] == ["Shop admin", "Register"]
    client = sign_in(owner)
    refused = client.post("/procedures/tools/", {"what": "add", "name": "One, two", "version": "x"})
    assert refused.status_code == 422
    assert "hold commas" in refused.content.decode()
    assert 'value="One, two"' in refused.content.decode()
    gone = client.post("/procedures/tools/", {"what": "out", "name": "Till"})
    assert "not among the tools in use any more" in gone.content.decode()
    assert (
        client.post("/procedures/tools/", {"what": "changed", "name": "Register", "changed_on": "soon"}).status_code
        == 422
    )
    actions.take_out(actor=inside, name="Register", at=NOON)
    actions.take_out(actor=inside, name="Shop admin", at=NOON)
    assert queries.kept() == ()


@pytest.mark.django_db
def test_only_who_describes_the_business_changes_them(inside, colleague, sign_in):
    agent = colleague("agent")
    assert sign_in(agent).get("/procedures/tools/").status_code == 200
    assert sign_in(agent).post("/procedures/tools/", {"what": "add", "name": "Mine"}).status_code == 403
    with pytest.raises(RefusedError):
        actions.take_out(actor=actor_of(agent), name="Till", at=NOON)
