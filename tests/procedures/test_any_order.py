"""Steps that may be done in any order: what is offered, what counts as done, and what the language refuses."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from handrail.facts.problems import FileError
from handrail.procedures.documents.flow import flow_of
from handrail.procedures.documents.told import told
from handrail.procedures.editing.edits import done, moving, removing
from handrail.procedures.language.engine import (
    Answer,
    Choose,
    EngineError,
    Place,
    Skip,
    Start,
    State,
    TimedOut,
    World,
    advance,
    decide,
    offered,
)
from handrail.procedures.language.engine import apply as fold
from handrail.procedures.language.reader import plain, read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out

WORLD = World(datetime(2026, 11, 24, 18, tzinfo=UTC), date(2026, 11, 24))
HEAD = "procedure: look\ntitle: Look\npurpose: To see.\nowner: manager\nreview: {every: 6mo}\nsteps:\n"
THREE = """
  - {id: car, title: The car, any_order: {of: [photos, miles, papers]%s}%s}
  - {id: photos, do: Take four photos.}
  - {id: miles, ask: [sale.number], unknown: car}
  - {id: papers, do: Read them., when: customer.state == 'OK'}
  - {id: close, do: Write it up., end: kept}
  - {id: few, do: Tell the manager., end: unresolved}
"""
ALL, TWO = THREE % ("", ""), THREE % (", at_least: 2", ", otherwise: few")


def run(text, *events, **known):
    bundle, state, effects = {"look": read(HEAD + text)}, State(), []
    start = Start("look", {name.replace("__", "."): value for name, value in known.items()})
    for event in (start, *events):
        state, more = advance(bundle, state, event, WORLD)
        effects += more
    return bundle, state, effects


def ids(bundle, state):
    return [step.id for step in offered(bundle, state, WORLD)]


@pytest.mark.parametrize("order", [*permutations(["photos", "miles", "papers"])])
def test_every_order_does_all_of_them_and_goes_on_below(order):
    events = [event for id_ in order[:2] for event in (Choose(id_), _done(id_))]
    bundle, state, _ = run(ALL, *events, customer__state="OK")
    assert state.at == Place("look", order[2])  # the one that is left comes by itself
    state, _ = advance(bundle, state, _done(order[2]), WORLD)
    assert state.at == Place("look", "close")
    assert [id_ for id_, how in state.trail if how == "done"] == [*order, "car"]


def _done(id_):
    return Answer({"sale.number": "7"}) if id_ == "miles" else Answer()


def test_only_what_is_open_is_offered_and_an_answer_takes_the_first():
    bundle, state, _ = run(ALL, customer__state="OK")
    assert ids(bundle, state) == ["photos", "miles", "papers"]
    assert ids(*run(ALL, customer__state="VT")[:2]) == ["photos", "miles"]
    state, _ = advance(bundle, state, Choose("miles"), WORLD)
    assert not ids(bundle, state)
    state, _ = advance(bundle, state, _done("miles"), WORLD)
    assert ids(bundle, state) == ["photos", "papers"]
    with pytest.raises(EngineError, match="not among those"):
        advance(bundle, state, Choose("miles"), WORLD)
    assert advance(bundle, state, Answer(), WORLD)[0].at == Place("look", "photos")


def test_a_condition_nobody_knows_yet_keeps_a_step_among_them():
    bundle, state, _ = run(ALL)
    assert "papers" in ids(bundle, state)
    state, _ = advance(bundle, state, Choose("papers"), WORLD)
    state, _ = advance(bundle, state, Answer({"customer.state": "VT"}), WORLD)
    assert ids(bundle, state) == ["photos", "miles"]  # it turned out not to be in the way


def test_so_many_are_enough_and_what_was_skipped_or_not_found_does_not_count():
    _, state, _ = run(TWO, Choose("papers"), Answer(), Answer(), Answer(), customer__state="OK")
    assert state.at == Place("look", "close")
    # papers skipped, the number not found: one is left, and it alone is not enough
    gone = Answer(beyond=frozenset({"sale.number"}))
    _, state, _ = run(TWO, Choose("papers"), Skip("locked"), Choose("miles"), gone, Answer(), customer__state="OK")
    assert state.at == Place("look", "few")


def test_too_few_without_a_way_goes_to_the_supervisor():
    text = THREE % (", at_least: 2", "")
    gone = Answer(beyond=frozenset({"sale.number"}))
    _, state, effects = run(text, Choose("photos"), Skip("no camera"), gone, customer__state="VT")
    assert state.outcome == "escalated"
    assert [effect.to for effect in effects if effect.kind == "escalate"] == ["supervisor"]


def test_they_are_not_skipped_together():
    with pytest.raises(EngineError, match="one by one"):
        run(ALL, Skip("in a hurry"), customer__state="OK")


def test_who_comes_back_by_another_way_begins_with_all_of_them():
    text = ALL.replace(
        "do: Write it up., end: kept", "confirm: customer, no: {again: car, at_most: 1, over: few}, end: kept"
    )
    events = (Choose("photos"), Answer(), _done("miles"), Answer(confirmed=False))
    bundle, state, _ = run(text, *events, customer__state="VT")
    assert ids(bundle, state) == ["photos", "miles"]


def test_a_time_that_is_over_is_past_and_a_try_again_is_done_in_the_end():
    text = """
  - {id: both, any_order: {of: [parcel, code], at_least: 1}}
  - {id: parcel, wait: {for: The parcel, at_most: 1d, on_timeout: both}}
  - id: code
    ask: [sale.number]
    check: {right: sale.number == '7'}
    otherwise: {again: code, at_most: 1, forget: [sale.number], over: both}
  - {id: close, end: kept}
"""
    bundle, state, _ = run(text, Choose("parcel"), TimedOut())
    assert state.at == Place("look", "code")
    state, _ = advance(bundle, state, Answer({"sale.number": "6"}), WORLD)
    state, _ = advance(bundle, state, Answer({"sale.number": "7"}), WORLD)
    assert (state.status, state.outcome) == ("ended", "kept")


def test_a_case_is_read_again_from_its_turns():
    bundle, state, again = {"look": read(HEAD + ALL)}, State(), State()
    for event in (Start("look", {"customer.state": "OK"}), Choose("papers"), Answer(), Choose("miles"), _done("miles")):
        turn = decide(bundle, state, event, WORLD)
        state, again = fold(state, turn), fold(again, turn)
    assert state == again
    assert state.at == Place("look", "photos")


WRONG = {
    "any_order: {of: [photos, close, miles]}": "directly below",
    "any_order: {of: [photos, miles], at_least: 2}": "leave at_least out",
    "any_order: {of: [photos, miles]}, say: Hello.": "besides any_order",
    "any_order: {of: [photos, miles]}, otherwise: close": "any_order with at_least",
}


@pytest.mark.parametrize(("written", "said"), WRONG.items())
def test_what_does_not_fit_is_refused(written, said):
    with pytest.raises(FileError, match=said):
        read(HEAD + ALL.replace("any_order: {of: [photos, miles, papers]}", written))


@pytest.mark.slow
@pytest.mark.parametrize("part", ["next: close", "end: kept", "refuse: No.", "any_order: {of: [close, few]}"])
def test_a_step_among_them_comes_back(part):
    with pytest.raises(FileError, match="in any order"):
        read(HEAD + ALL.replace("{id: photos, do: Take four photos.}", f"{{id: photos, {part}}}"))


def test_no_way_leads_into_the_middle_of_them():
    with pytest.raises(FileError, match="leads into the steps in any order; lead to car instead"):
        read(HEAD + ALL.replace("do: Write it up., end: kept", "ask: [sale.number], unknown: miles, end: kept"))


def test_a_variant_leaves_one_out_but_does_not_change_it():
    variants = "variants:\n  - {name: by-phone, when: case.channel == 'phone', leave_out: [photos]}\n"
    made = written_out(read(HEAD + ALL + variants))
    assert ids({"look": made}, advance({"look": made}, State(), Start("look", {
        "case.channel": "phone", "customer.state": "OK"}), WORLD)[0]) == ["miles", "papers"]  # fmt: skip
    with pytest.raises(ValueError, match="photos is done in any order"):
        written_out(read(HEAD + ALL + variants.replace("leave_out: [photos]", "change: {photos: {do: None.}}")))


def test_they_are_told_and_drawn():
    procedure = read(HEAD + TWO)
    parts = {part.label: part for part in told(procedure)[0].parts}
    lines = ["".join(piece.text for piece in line) for line in parts["In any order"].lines]
    assert lines[0] == "2 of these, in any order:"
    assert lines[1:] == ["step 2, Photos", "step 3, Miles", "step 4, Papers"]
    flow = flow_of(procedure)
    assert [edge.target for id_ in ("car", "photos", "miles", "papers") for edge in flow.leaving(id_) if edge.main] == [
        "photos", "miles", "papers", "close"]  # fmt: skip
    assert flow.node("miles").note == "in any order"


def test_the_editor_takes_one_out_and_moves_one():
    raw = plain(read(HEAD + TWO))
    without = done(raw, removing(raw, "miles"))
    assert without["steps"][0]["any_order"] == {"of": ["photos", "papers"]}
    moved = done(raw, moving(raw, "miles", -1))
    assert [step.id for step in Procedure.model_validate(moved).steps][:3] == ["car", "miles", "photos"]
