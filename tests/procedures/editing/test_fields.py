"""The form of a step loses nothing: what is opened, sent back as a browser would, and kept is what was there, for every
step of the library and the evaluations. Conditions in words say what the condition says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, with_own
from handrail.procedures.editing import conditions, parts
from handrail.procedures.editing.conditions import Row, RowError, Rows, comparisons, rows_of, written
from handrail.procedures.editing.fields import Control
from handrail.procedures.editing.parts import STEP, WHOLES, opened, settled, shown, step_choices, typed
from handrail.procedures.editing.rows import rearranged
from handrail.procedures.language.reader import plain, read
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.shelf import library


def sent(controls) -> dict[str, str]:
    """What a browser sends of these controls."""
    made: dict[str, str] = {}
    for control in controls:
        made |= sent(control.inside) if control.inside else one_sent(control)
    return made


def one_sent(control: Control) -> dict[str, str]:
    if not control.name or (control.look == "flag" and not control.value):
        return {}
    if control.look == "pick":
        assert control.value in dict(control.options) or not control.value, f"{control.name} offers no {control.value}"
        return {control.name: control.value or control.options[0][0]}
    return {control.name: control.value}


def loses_nothing(raw: dict, sections, within: dict, calls: dict[str, str]) -> None:
    before = opened(raw, sections)
    controls = [
        control for row in shown(before, sections, step_choices(within, calls), {}) for control, _ in row.controls
    ]
    after = typed(sent(controls), sections)
    assert after == before
    made, wrong = settled(raw, after, sections)
    assert (made, wrong) == (raw, {})
    for row in sections:
        for key, (_, kind) in row.parts.items():
            assert kind.raw(after[key]) == raw.get(key), key


def every_procedure(repository) -> list[Procedure]:
    found = [*library().values()]
    for file in sorted((repository / "evaluations").rglob("*.yaml")):
        text = file.read_text("utf-8")
        if text.startswith("procedure:") or "\nprocedure:" in text:
            found.append(read(text))
    return found


@pytest.mark.slow
def test_the_form_of_every_step_loses_nothing(repository):
    rows = every_procedure(repository)
    assert len(rows) > 20
    for procedure in rows:
        raw = plain(procedure)
        calls = {step.called: "X" for step in procedure.steps if step.called}
        with with_own(procedure.own):
            for sections in WHOLES.values():
                loses_nothing(raw, sections, raw, calls)
            for step in raw["steps"]:
                loses_nothing(step, STEP, raw, calls)


def test_every_part_of_a_step_has_its_field():
    fields = {field.alias or name for name, field in Step.model_fields.items()} - {"id"}
    assert {key for row in STEP for key in row.parts} == fields


def test_every_condition_of_the_library_is_said_in_words():
    for procedure in library().values():
        with with_own(procedure.own):
            said = [text for step in procedure.steps for text, kind in step.expressions if kind == "bool"]
            assert [text for text in said if rows_of(text) is None] == []


CASES = [
    ("days(sale.delivered_on, today) <= 30", [("sale.delivered_on", "within", "30")]),
    ("today <= deadline('home-solicitation.cancel')", [("today", "by", "last day of home-solicitation.cancel")]),
    ("sale.total >= 10000", [("sale.total", "least", "$100.00")]),
    ("sale.total > limit('goodwill')", [("sale.total", "more", "limit goodwill")]),
    ("!(case.channel in ['phone', 'email'])", [("case.channel", "none-of", "phone, e-mail")]),
    ("!known(sale.number)", [("sale.number", "unknown", "")]),
    ("applies('a.b')", [("applies", "yes", "a.b")]),
    ("sale.notice_given == false", [("sale.notice_given", "no", "")]),
    ("sale.signed_on >= date('2026-12-20')", [("sale.signed_on", "from", "2026-12-20")]),
    ("years(sale.signed_on, today) >= 18", [("sale.signed_on", "aged", "18")]),
    ("years(sale.signed_on, today) < limit('age')", [("sale.signed_on", "younger", "limit age")]),
    ("month(sale.signed_on) in [3, 10]", [("sale.signed_on", "months", "March, October")]),
    ("weekday(today) in [6, 7]", [("today", "weekdays", "Saturday, Sunday")]),
    ("'propane' in business.activities", [("business.activities", "has", "propane")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), CASES)
def test_a_condition_as_a_row(text, rows):
    found = rows_of(text)
    assert found is not None
    assert [(row.fact, row.how, row.value) for row in found.rows] == rows


@pytest.mark.parametrize(("text", "mode", "joins"), [
    ("sale.notice_given && sale.is_consumer || known(sale.paid)", "any", ["or", "and", "or"]),
    ("(sale.notice_given || sale.is_consumer) && known(sale.paid)", "all", ["and", "or", "and"]),
])  # fmt: skip
def test_and_and_or_make_groups(text, mode, joins):
    found = rows_of(text)
    assert found is not None
    assert (found.mode, [row.join for row in found.rows]) == (mode, joins)
    assert compile_condition(written(found)).tree == compile_condition(text).tree


def test_what_rows_cant_say_stays_as_it_is_written():
    assert rows_of("sale.paid + sale.total > 5") is None
    assert rows_of("a &&") is None


SIMPLE = [
    name
    for name, row in VOCABULARY.items()
    if row.type in ("bool", "int", "money", "date", "choice") and not row.is_place
]


@st.composite
def rows(draw) -> Rows:
    made = []
    for _ in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(SIMPLE))
        about = VOCABULARY[name]
        how = draw(st.sampled_from(comparisons(name)))
        made.append(Row(name, how, draw(value_of(about, how)), draw(st.sampled_from(["and", "or"]))))
    return Rows(tuple(made), draw(st.sampled_from(["any", "all"])))


def value_of(about, how):
    if how in conditions.NO_VALUE:
        return st.just("")
    if how in ("months", "weekdays"):
        names = ["March", "May", "December"] if how == "months" else ["Monday", "Sunday"]
        return st.lists(st.sampled_from(names), min_size=1, max_size=3).map(", ".join)
    if how in ("within", "older", "aged", "younger"):
        return st.integers(0, 400).map(str)
    if about.type == "date":
        return st.sampled_from(["today", "2026-12-20"])
    if about.type == "choice":
        words = st.sampled_from(about.values).map(about.word)
        return words if how in ("is", "is-not") else st.lists(words, min_size=1, max_size=3).map(", ".join)
    return st.integers(0, 10**6).map(str)


@given(rows())
def test_what_is_built_in_words_is_read_back_as_the_same_condition(made):
    text = written(made)
    found = rows_of(text)
    assert found is not None, text
    assert compile_condition(written(found)).tree == compile_condition(text).tree


@pytest.mark.parametrize(("row", "said"), [
    (Row("sale.total", "least", ""), "Write what “Total” is compared with."),
    (Row("sale.total", "yes", "1"), "Choose how “Total” is compared."),
    (Row("nothing", "is", "1"), "Choose what the condition is about."),
    (Row("sale.delivered_on", "by", "Christmas"), "Write “today”, a day like 12/20/2026"),
    (Row("sale.delivered_on", "aged", "old"), "Write a number of years, like 18."),
    (Row("sale.delivered_on", "months", "Ma"), "Write them by name, with commas: March, April, May."),
    (Row("sale.delivered_on", "weekdays", "Someday"), "Write them by name"),
    (Row("sale.delivered_on", "within", "a week"), "Write a number of days, like 30."),
    (Row("case.channel", "is", "pigeon"), "Channel: “pigeon” is not one of phone, email, chat, counter, mail, text-message."),
])  # fmt: skip
def test_a_row_that_says_nothing_yet_is_told_what_to_write(row, said):
    with pytest.raises(RowError, match=said.replace(".", r"\.")):
        written(Rows((row,)))


def test_rows_are_taken_away_and_lifted_by_their_buttons():
    post = {"p.ask.0": "a", "p.ask.1": "b", "p.ask.10": "c"}
    assert rearranged({**post, "lift": "p.ask.1"}) == {"p.ask.1": "a", "p.ask.0": "b", "p.ask.10": "c"}
    assert rearranged({**post, "drop": "p.ask.1"}) == {"p.ask.0": "a", "p.ask.10": "c"}


def test_a_part_that_goes_takes_along_what_belongs_to_it():
    raw = {"id": "a", "check": {"paid": "known(sale.paid)"}, "otherwise": {"end": "kept"}}
    made, wrong = settled(raw, {**opened(raw, STEP), "check": []}, STEP)
    assert (made, wrong) == ({"id": "a"}, {})


def test_problems_stand_at_their_part():
    raw = {**plain(library()["open-call"])}
    raw["steps"] = [{**raw["steps"][0], "within": "soon"}, *raw["steps"][1:]]
    assert [(step, part) for step, part, _ in parts.problems(raw)] == [(raw["steps"][0]["id"], "within")]
