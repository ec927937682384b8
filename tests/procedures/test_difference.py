"""The difference between two versions, in the procedure's own terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import TRY_HOME_SALE
from handrail.procedures.difference import by_word, difference
from handrail.procedures.language.reader import read
from handrail.procedures.shelf import library

OLD = read(TRY_HOME_SALE)


def changed(**steps):
    """The procedure with steps replaced by hand: field values by step id, underscores for dashes."""
    raw = OLD.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for step in raw["steps"]:
        step.update(steps.get(step["id"].replace("-", "_"), {}))
    return type(OLD).model_validate(raw)


def by_id(found):
    return {row.id: row for row in found.steps}


def test_a_version_beside_itself_is_no_difference():
    for procedure in library().values():
        assert difference(procedure, procedure).is_empty, procedure.procedure


def test_words_are_marked_word_by_word():
    first = OLD.steps[0]
    found = difference(OLD, changed(**{first.id.replace("-", "_"): {"say": f"{first.say or 'Hello.'} Thank you."}}))
    row = by_id(found)[first.id]
    assert row.kind == "changed"
    say = next(part for part in row.parts if part.label == "Say")
    assert "".join(run.text for run in say.after if run.kind == "in").split() == ["Thank", "you."]
    assert all(other.kind == "same" for other in found.steps if other.id != first.id)
    assert found.is_only_words


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_runs_put_together_are_the_texts(before, after):
    left, right = by_word(before, after)
    assert "".join(run.text for run in left) == before
    assert "".join(run.text for run in right) == after
    assert [r.text for r in left if r.kind == "same"] == [r.text for r in right if r.kind == "same"]


def numbered(procedure, ids):
    raw = procedure.model_dump(mode="json", by_alias=True, exclude_unset=True)
    rows = {row["id"]: row for row in raw["steps"]}
    raw["steps"] = [rows.get(id_) or {"id": id_, "say": "New words."} for id_ in ids]
    return type(procedure).model_validate(raw)


PLAIN = read("""
procedure: walk-round
title: Walk round
purpose: Words.
owner: owner
review: {every: 6mo}
facts:
  own.colour: {type: text, label: the colour, ask: Which colour?}
limits:
  gift: {is: 50 USD, owner: owner, since: 2026-01-01}
steps:
  - {id: one, say: One.}
  - {id: two, say: Two., meets: [refund.pay]}
  - {id: three, say: Three.}
  - {id: four, say: Four., end: resolved}
""")


def test_steps_added_taken_out_and_moved_are_told_by_name():
    new = numbered(PLAIN, ["one", "three", "two", "fresh", "four"])
    found = by_id(difference(PLAIN, new))
    assert found["fresh"].kind == "added"
    assert [id_ for id_, row in found.items() if row.moved] in (["two"], ["three"])
    assert found["one"].kind == "same"
    assert by_id(difference(PLAIN, numbered(PLAIN, ["one", "three", "four"])))["two"].kind == "removed"
    assert [row.id for row in difference(PLAIN, numbered(PLAIN, ["one", "three", "four"])).steps] == [
        "one", "two", "three", "four",
    ]  # fmt: skip


def test_a_page_says_in_one_line_what_is_as_it_was():
    found = difference(PLAIN, numbered(PLAIN, ["one", "two", "three", "fresh", "four"]))
    assert [row if isinstance(row, str) else row.id for row in found.lines] == [
        "Steps 1 to 3 are as they were.", "fresh", "Step 5, Four, is as it was.",
    ]  # fmt: skip


def test_duties_limits_facts_and_what_is_not_told_show_too():
    raw = PLAIN.model_dump(mode="json", by_alias=True, exclude_unset=True)
    raw["steps"][1].pop("meets")
    raw["steps"][0]["never_skip"] = True
    raw["steps"][2]["if_skipped"] = {"go": "four"}
    raw["limits"]["gift"]["is"] = "60 USD"
    raw["facts"]["own.size"] = {"type": "text", "label": "the size", "ask": "Which size?"}
    new = type(PLAIN).model_validate(raw)
    found = difference(PLAIN, new)
    assert found.duties == (("refund.pay", "No step meets it any more; “Two” did"),)
    assert [row.label for row in found.limits] == ["gift"]
    assert [row.label for row in found.facts] == ["own.size"]
    assert not found.is_only_words
    assert {row.id for row in found.changed_steps} == {"one", "two", "three"}


@pytest.mark.slow
def test_no_change_of_a_library_procedure_passes_unseen():
    """Each field of each step, taken away where the text can still be read, shows as a difference."""
    for procedure in list(library().values())[:6]:
        raw = procedure.model_dump(mode="json", by_alias=True, exclude_unset=True)
        for number, step in enumerate(raw["steps"]):
            for field in [name for name in step if name not in ("id", "title")]:
                less = {**raw, "steps": [*raw["steps"]]}
                less["steps"][number] = {name: value for name, value in step.items() if name != field}
                try:
                    new = type(procedure).model_validate(less)
                except ValueError:
                    continue
                assert not difference(procedure, new).is_empty, (procedure.procedure, step["id"], field)
