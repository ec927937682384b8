"""Paste into the editor: a list with all it says, under names that are free; else a line a step."""

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.actions import save_draft
from handrail.procedures.blank import begun
from handrail.procedures.bringing import actions, queries
from handrail.procedures.bringing.pasting import pasted
from handrail.procedures.editing import actions as editing
from handrail.procedures.editing.edits import done
from handrail.procedures.language.reader import plain, read
from handrail.procedures.language.steps import Procedure

LIST = "1. If the parcel is lost:\n   - Manager: call the carrier\n2. Close it"
OTHER = {"type": "bool", "label": "Other", "ask": "Other?"}


def small(**more) -> dict:
    return plain(Procedure.model_validate({**plain(read(begun("Lost parcels"))), **more}))


def after(raw: dict, *given: str) -> dict:
    return plain(Procedure.model_validate(done(raw, pasted(raw, *given).edit)))


def test_a_list_comes_with_its_conditions_roles_and_guesses():
    found = pasted(small(), LIST)
    last = after(small(), LIST)["steps"][-3:]
    assert [(row["id"], row.get("role")) for row in last] == [
        ("if-the-parcel-is-lost", None), ("call-the-carrier", "manager"), ("close-it", None),
    ]  # fmt: skip
    assert last[0]["decide"] == [
        {"when": "own.the_parcel_is_lost", "then": {"go": "call-the-carrier"}}, {"otherwise": {"go": "close-it"}},
    ]  # fmt: skip
    assert [(row.step, row.part) for row in found.guesses] == [
        ("if-the-parcel-is-lost", "decide"),
        ("call-the-carrier", "role"),
    ]
    assert found.words == "Pasted 3 steps"


def test_a_line_outside_the_list_is_a_step_and_a_heading_is_not():
    found = pasted(small(), "First look around.\n1. Close it\n\nTHE END:\n")
    assert (found.count, found.words) == (2, "Pasted 2 steps")
    assert [row.part for row in found.guesses] == []


def test_a_line_before_a_list_that_is_its_condition_decides_for_it():
    steps = after(small(), "If the parcel is lost:\n\n1. Call the carrier\n2. Close it")["steps"][-3:]
    assert [row["title"] for row in steps] == ["If the parcel is lost", "Call the carrier", "Close it"]
    assert steps[0]["decide"][-1] == {"otherwise": {"end": "resolved"}}


def test_names_that_are_taken_are_not_taken_twice():
    raw = after(after(small(facts={"own.the_parcel_is_lost": OTHER}), LIST), LIST)
    assert [step["id"] for step in raw["steps"]][-3:] == ["if-the-parcel-is-lost-2", "call-the-carrier-2", "close-it-2"]
    assert raw["steps"][-3]["decide"] == [
        {"when": "own.the_parcel_is_lost_2", "then": {"go": "call-the-carrier-2"}}, {"otherwise": {"go": "close-it-2"}},
    ]  # fmt: skip
    assert list(raw["facts"]) == ["own.the_parcel_is_lost", "own.the_parcel_is_lost_2"]


def test_the_clipboard_knows_of_nesting_and_the_text_is_read_where_it_has_none():
    html = "<ul><li>If it is lost:<ul><li>Call them</li></ul></li></ul>"
    assert after(small(), "If it is lost:\nCall them", html)["steps"][-2]["decide"][0]["when"] == "own.it_is_lost"
    assert [row["title"] for row in after(small(), "- Call them", "<p>Call them</p>")["steps"]][-1:] == ["Call them"]
    assert pasted(small(), "Call them\nWrite it down", "<div>" * 9000).count == 2


def test_without_a_list_a_line_is_a_step():
    assert pasted(small(), "Look on the shelf\n“Your parcel is here.”").count == 2
    assert pasted(small(), " \n") is None


@pytest.mark.django_db
def test_guesses_of_what_was_pasted_stand_beside_the_draft_until_it_is_undone(owner):
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        row = save_draft(actor=actor, text=begun("Lost parcels"), reason="so", at=NOON)
        assert actions.paste(actor=actor, row=row, text=LIST, html="", at=NOON) == "Pasted 3 steps"
        assert [guess.part for guess in queries.open_guesses(row)] == ["decide", "role"]
        editing.undo(actor=actor, row=row, at=NOON)
        row.refresh_from_db()
        assert queries.open_guesses(row) == []
