"""The hand is led: what can't come any more is not shown as ahead, what was said once is not asked twice, and the focus
waits where the work is."""

import re

import pytest

from cast import NOON
from handrail.desk.inhand import rail
from handrail.desk.models import Case
from handrail.procedures.language.engine import Answer, Start, State, World, advance, step_in_hand
from handrail.procedures.language.reader import read

WORLD = World(NOON, NOON.date())
HEAD = "procedure: t\ntitle: T\npurpose: To try.\nowner: manager\nreview: {every: 6mo}\nsteps:\n"
WAYS = """
  - {id: look, ask: [sale.total], check: {small: sale.total < 10000}, otherwise: {go: big}, unknown: {go: big}}
  - {id: small, do: Pay it.}
  - {id: paid, do: Write it down., end: resolved}
  - {id: big, do: Ask first.}
  - {id: noted, do: Note it., end: resolved}
"""
ABOUT = "  - {id: only, say: So., record: [case.reason], end: resolved}\n"


def shown(total, *more):
    procedure = read(HEAD + WAYS)
    state = State()
    for event in (Start("t", {}), Answer({"sale.total": total}), *more):
        state, _ = advance({"t": procedure}, state, event, WORLD)
    return {row.id: row.how for row in rail(procedure, state, step_in_hand({"t": procedure}, state))}


def test_a_step_to_which_no_way_leads_any_more_is_not_shown_as_ahead():
    assert shown(20000) == {"look": "branched", "small": "off", "paid": "off", "big": "now", "noted": ""}


def test_a_step_that_may_still_come_stays_ahead():
    assert shown(100)["paid"] == ""


def test_when_a_case_is_over_nothing_lies_ahead():
    over = shown(20000, Answer(), Answer())
    assert over == {"look": "branched", "small": "untaken", "paid": "untaken", "big": "done", "noted": "done"}


@pytest.mark.slow
def test_what_the_procedure_was_found_by_stands_in_the_box_that_asks_what_it_is_about(owner, in_force, sign_in, inside):
    row, client = in_force(ABOUT), sign_in(owner)
    client.post("/desk/start/", {"revision": str(row.pk), "channel": "phone", "words": "the part does not fit"})
    page = client.get(f"/desk/{Case.objects.get().id}/").content.decode()
    assert re.search(r'name="case.reason"[^>]*>the part does not fit</textarea>', page)


@pytest.mark.slow
def test_the_focus_waits_where_the_desk_goes_on(owner, begin, sign_in, inside):
    client = sign_in(owner)

    def focused(address):
        return re.findall(
            r'<(?:input|a)[^>]*?(?:id="(\w+)"[^>]* autofocus| data-first href="(\S+?)")',
            client.get(address).content.decode(),
        )

    assert focused("/desk/") == [("q", "")]
    assert focused("/desk/?q=xyzzy") == [("q", "")]
    assert focused("/desk/?who=xyzzy") == [("who", "")]


@pytest.mark.slow
def test_the_flow_at_the_desk_is_drawn_as_in_the_handbook(owner, begin, sign_in):
    page = sign_in(owner).get(f"/desk/{begin().id}/flow/").content.decode()
    assert "procedures/handbook" in page
    assert '<details class="more" open>' in page
