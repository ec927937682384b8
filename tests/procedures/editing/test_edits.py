"""Changes undo themselves, whatever they are, and never run on what somebody else has changed meanwhile."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.procedures.editing import edits, parts, starting
from handrail.procedures.editing.edits import ClashError, Edit, done, from_plain, ids, to_plain
from handrail.procedures.editing.merging import joined, marks
from handrail.procedures.language.reader import plain
from handrail.procedures.language.steps import Procedure
from handrail.procedures.shelf import library

RAWS = {slug: plain(row) for slug, row in library().items()}
SMALL = {
    "procedure": "x", "title": "X", "purpose": "P", "owner": "o", "review": {"every": "1y"},
    "steps": [
        {"id": "a", "when": "case.channel == 'phone'", "say": "A"},
        {"id": "b", "check": {"paid": "known(sale.paid)"}, "otherwise": {"go": "d"}},
        {"id": "c", "when": "case.channel == 'phone' && known(sale.paid)", "next": "d"},
        {"id": "d", "end": "resolved"},
    ],
}  # fmt: skip


@st.composite
def edited(draw) -> tuple[dict, list[Edit]]:
    """A procedure of the library, and changes one after the other."""
    raw = deepcopy(RAWS[draw(st.sampled_from(sorted(RAWS)))])
    made, now = [], raw
    for _ in range(draw(st.integers(1, 6))):
        edit = draw(one(now))
        if edit is None:
            continue
        now = done(now, edit)
        made.append(edit)
    return raw, made


@st.composite
def one(draw, raw: dict) -> Edit | None:
    step = draw(st.sampled_from(ids(raw)))
    match draw(st.sampled_from(["add", "copy", "remove", "move", "part", "step", "nest", "unnest", "paste"])):
        case "add":
            return edits.adding(raw, starting.begun(raw, "say", draw(st.sampled_from(["", "Say it", step]))), step)
        case "copy":
            return edits.copying(raw, step)
        case "remove":
            return edits.removing(raw, step) if len(raw["steps"]) > 1 else None
        case "move":
            return edits.moving(raw, step, to=draw(st.integers(0, 20)))
        case "part":
            return edits.setting(raw, "purpose", draw(st.sampled_from(["Another", None])))
        case "step":
            return edits.changing(raw, step, {**edits.step_of(raw, step), "title": "Changed"})
        case "nest":
            return edits.nesting(raw, step)
        case "unnest":
            return edits.unnesting(raw, step)
    return starting.pasted(raw, "1. One\n2. “Two”")


@given(edited())
def test_undoing_all_restores_all(case):
    raw, made = case
    now = raw
    for edit in made:
        now = done(now, edit)
    for edit in reversed(made):
        now = done(now, from_plain(to_plain(edit)).inverse)
    assert now == raw


@given(edited())
def test_done_undone_and_done_again_is_done(case):
    now, made = case
    for edit in made:
        after = done(now, edit)
        assert done(done(after, edit.inverse), edit) == after
        now = after


@given(st.sampled_from(sorted(RAWS)), st.data())
def test_what_is_left_after_a_removal_can_be_read(slug, data):
    raw = RAWS[slug]
    if len(raw["steps"]) > 1:
        made = done(raw, edits.removing(raw, data.draw(st.sampled_from(ids(raw)))))
        assert parts.problems(made) == []


def test_what_led_to_a_removed_step_leads_on():
    made = done(SMALL, edits.removing(SMALL, "d"))
    assert edits.step_of(made, "b")["otherwise"] == {"end": "resolved"}
    assert "next" not in edits.step_of(made, "c")
    assert edits.led_to(SMALL, "d") == 2
    made = done(SMALL, edits.removing(SMALL, "c"))
    assert edits.step_of(made, "b")["otherwise"] == {"go": "d"}


def test_a_try_again_at_a_removed_step_goes_where_it_goes_at_last():
    raw = deepcopy(SMALL)
    raw["steps"][1]["otherwise"] = {"again": "a", "at_most": 2, "over": {"escalate": "legal", "why": "No"}}
    assert edits.step_of(done(raw, edits.removing(raw, "a")), "b")["otherwise"] == {"escalate": "legal", "why": "No"}


def test_variants_lose_what_they_did_to_a_removed_step():
    raw = deepcopy(SMALL)
    raw["variants"] = [
        {"name": "v", "when": "known(sale.paid)", "leave_out": ["c"], "add": [{"after": "c", "steps": [{"id": "n"}]}]},
        {"name": "w", "when": "known(sale.paid)", "change": {"c": {"say": "x"}}},
    ]
    made = done(raw, edits.removing(raw, "c"))
    assert made["variants"] == [
        {"name": "v", "when": "known(sale.paid)", "add": [{"after": "b", "steps": [{"id": "n"}]}]}
    ]
    assert parts.problems(made) == []


@pytest.mark.parametrize("edit", [
    lambda raw: edits.changing(raw, "b", {"id": "b"}), lambda raw: edits.removing(raw, "b"),
    lambda raw: edits.changing(raw, "b", {"id": "b"}).inverse,
])  # fmt: skip
def test_a_change_of_what_another_changed_is_refused(edit):
    made = edit(SMALL)
    theirs = done(SMALL, edits.changing(SMALL, "b", {"id": "b", "say": "Theirs"}))
    with pytest.raises(ClashError):
        done(theirs, made)


def test_a_step_that_is_gone_is_refused():
    gone = done(SMALL, edits.removing(SMALL, "b"))
    with pytest.raises(ClashError) as clash:
        done(gone, edits.changing(SMALL, "b", {"id": "b"}))
    assert clash.value.step == "b"


def test_a_step_goes_under_the_one_above_and_out_again():
    nested = edits.nesting(SMALL, "b")
    assert nested is not None
    made = done(SMALL, nested)
    assert edits.step_of(made, "b")["when"] == "case.channel == 'phone'"
    assert [edits.depth(made, name) for name in ids(made)] == [0, 1, 1, 0]
    out = edits.unnesting(made, "b")
    assert out is not None
    assert done(made, out) == SMALL
    assert edits.nesting(SMALL, "d") is not None
    assert edits.nesting(SMALL, "a") is None


def test_a_nested_choice_keeps_its_brackets():
    raw = deepcopy(SMALL)
    raw["steps"][0]["when"] = "case.channel == 'phone' || known(sale.paid)"
    raw["steps"].pop(1)
    made = done(raw, edits.nesting(raw, "c"))
    assert edits.step_of(made, "c")["when"].startswith("(case.channel == 'phone' || known(sale.paid)) && case.channel")
    assert parts.problems(made) == []
    out = edits.unnesting(made, "c")
    assert out is not None
    assert edits.step_of(done(made, out), "c")["when"] == "case.channel == 'phone' && known(sale.paid)"


def test_both_sides_are_joined_step_by_step():
    mine = done(SMALL, edits.moving(SMALL, "a", 1))
    mine = done(mine, edits.changing(mine, "b", {"id": "b", "say": "Mine"}))
    theirs = done(SMALL, edits.changing(SMALL, "c", {"id": "c", "say": "Theirs"}))
    theirs = done(theirs, edits.adding(theirs, {"id": "e", "say": "New"}, "c"))
    theirs = done(theirs, edits.setting(theirs, "purpose", "Theirs"))
    both = joined(marks(SMALL), mine, theirs, {})
    assert both.conflicts == ()
    assert ids(both.raw) == ["b", "a", "c", "e", "d"]
    assert (both.raw["purpose"], edits.step_of(both.raw, "b")["say"]) == ("Theirs", "Mine")
    assert Procedure.model_validate(both.raw)


def test_the_same_step_changed_twice_waits_for_a_choice():
    mine = done(SMALL, edits.changing(SMALL, "b", {"id": "b", "say": "Mine"}))
    theirs = done(SMALL, edits.removing(SMALL, "b"))
    both = joined(marks(SMALL), mine, theirs, {})
    assert [(row.name, row.mine["say"], row.theirs) for row in both.conflicts] == [("b", "Mine", None)]
    assert "b" not in ids(both.raw)
    assert ids(joined(marks(SMALL), mine, theirs, {"b": "mine"}).raw) == ["a", "b", "c", "d"]


ROWS = [{"name": name, "when": "known(sale.paid)", "leave_out": ["c"]} for name in ("v", "w", "x")]


@given(st.sets(st.integers(0, 2), max_size=2), st.sampled_from(["changed", "gone", "added"]))
def test_rows_of_variants_are_joined_by_their_names(mine_at, how):
    raw = {**deepcopy(SMALL), "variants": ROWS}
    theirs = deepcopy(raw)
    theirs["variants"] = [
        {**row, "leave_out": ["b"]} if n not in mine_at else row for n, row in enumerate(theirs["variants"])
    ]
    mine = deepcopy(raw)
    if how == "gone":
        mine["variants"] = [row for n, row in enumerate(ROWS) if n not in mine_at]
    elif how == "changed":
        mine["variants"] = [
            {**row, "when": "known(sale.number)"} if n in mine_at else row for n, row in enumerate(ROWS)
        ]
    else:
        mine["variants"] = [*ROWS, {"name": "y", "when": "known(sale.paid)", "leave_out": ["c"]}]
    both = joined(marks(raw), mine, theirs, {})
    assert both.conflicts == ()
    found = {row["name"]: row for row in both.raw["variants"]}
    names = ["v", "w", "x"] if how == "changed" else [r["name"] for r in mine["variants"]]
    assert [row["name"] for row in both.raw["variants"]] == names
    for n, row in enumerate(ROWS):
        if n not in mine_at:
            assert found[row["name"]]["leave_out"] == ["b"]
        elif how == "changed":
            assert found[row["name"]]["when"] == "known(sale.number)"


def test_the_same_row_changed_twice_waits_for_a_choice_and_two_rows_of_one_name_are_a_whole():
    raw = {**deepcopy(SMALL), "variants": ROWS}
    mine, theirs = deepcopy(raw), deepcopy(raw)
    mine["variants"][1]["leave_out"], theirs["variants"][1]["leave_out"] = ["a"], ["b"]
    assert [row.name for row in joined(marks(raw), mine, theirs, {}).conflicts] == ["/variants/w"]
    picked = joined(marks(raw), mine, theirs, {"/variants/w": "mine"}).raw["variants"]
    assert [row["leave_out"] for row in picked] == [["c"], ["a"], ["c"]]
    mine["variants"][2]["name"] = "w"
    assert [row.name for row in joined(marks(raw), mine, theirs, {}).conflicts] == ["/variants"]


@given(edited())
def test_joining_with_one_who_changed_nothing_is_what_the_other_did(case):
    raw, made = case
    now = raw
    for edit in made:
        now = done(now, edit)
    assert joined(marks(raw), now, raw, {}).raw == now
    assert joined(marks(raw), raw, now, {}).raw == now


@pytest.mark.parametrize(("line", "title", "part"), [
    ("3) Weigh it; write the weight down.", "Weigh it", {"do": "Weigh it; write the weight down."}),
    ("o\tCall the carrier", "Call the carrier", {"do": "Call the carrier"}),
    ("Say: “We are on it.”", "We are on it", {"say": "We are on it."}),
    ("Tell the customer it takes a day", "it takes a day", {"say": "it takes a day"}),
    ("Step 4: Put {{ it }} away", "Put ( it ) away", {"do": "Put ( it ) away"}),
])  # fmt: skip
def test_a_pasted_line_becomes_a_step(line, title, part):
    made = done(SMALL, starting.pasted(SMALL, line))
    step = made["steps"][-1]
    assert step["title"].casefold() == title.casefold()
    assert {key: step[key] for key in part} == part
    assert parts.problems(made) == []
