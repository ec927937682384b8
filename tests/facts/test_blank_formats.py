"""How a blank writes its value: each format, what it is for, and that the case file reads it as the desk said it."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.facts.answers import to_json
from handrail.facts.formats import FORMATS, fits, written
from handrail.facts.vocabulary import VOCABULARY, Amounts, Fact, Own, with_own
from handrail.ledger.casefile import tell
from handrail.procedures.editing.fields import Words
from handrail.procedures.language.reader import UnreadableError, read
from handrail.procedures.language.words import spoken
from handrail.records.packet import called

TEXT = """procedure: say
title: Say
purpose: P
owner: o
review: {{every: 6mo}}
steps:
  - {{id: hello, say: 'On {blank}.'}}
"""
VALUES = {
    "date": date(2026, 11, 23), "instant": datetime.fromisoformat("2026-11-23T16:30:00-06:00"), "money": 170000,
    "int": 1200, "text": "Dolores W. rd-1204", "choice": "rd-1204", "list": ("lamp", "chair"),
    "amounts": Amounts((500, 750)),
}  # fmt: skip


def made(type_: str) -> Fact:
    return Fact(
        name=f"own.{type_}",
        type=type_,
        about="case",
        label="A thing",
        ask="What?",
        values=("rd-1204",) if type_ == "choice" else (),
    )


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_each_writes_what_its_example_says(form):
    type_ = next(name for name in ("instant", "money", "int", "text", "list") if name in form.types)
    value = {"upper": "rd-1204", "first": "Dolores W.", "phone": "580.555.0100"}.get(form.name, VALUES[type_])
    assert written(made(type_), value, form.name) == form.example


def test_a_sum_with_cents_keeps_them():
    assert written(made("money"), 170050, "whole") == "$1,700.50"
    assert written(made("money"), -5, "bare") == "-0.05"


def test_what_is_no_format_is_refused_where_it_stands_with_what_there_is():
    for blank, said in (
        ("{{ sale.signed_on | dat }}", "there is no format dat; for sale.signed_on there are date, weekday, short"),
        ("{{ sale.paid | date }}", "date is no format for sale.paid; for sale.paid there are whole, bare"),
        ("{{ sale.signed_on | }}", "a blank is written"),
        ("{{ limit.goodwill | date }}", "a blank is written"),
    ):
        with pytest.raises(UnreadableError, match=said.replace("|", r"\|")):
            read(TEXT.format(blank=blank))
    assert read(TEXT.format(blank="{{ sale.signed_on | date }}")).steps[0].say == "On {{ sale.signed_on | date }}."
    assert fits(made("bool"), "upper") == "upper is no format for own.bool; own.bool has none"


def test_a_blank_is_filled_in_its_format_and_an_open_one_stays_open():
    script = "By {{ sale.signed_on | weekday }}, {{sale.paid|whole}}; {{ customer.name | first }}"
    told = spoken(script, {"sale.signed_on": date(2026, 11, 23), "sale.paid": 170000})
    assert told == "By Monday, November 23, $1,700; ____"


def test_the_editor_keeps_a_format_under_the_words_of_the_fact():
    raw = "By {{ sale.signed_on | date }} and {{ sale.number }}."
    opened = Words().opened(raw)
    assert "{{ Day it was signed | date }}" in opened
    assert Words().raw(opened) == raw


@given(st.data())
def test_the_case_file_reads_a_blank_as_it_was_said(data):
    form = data.draw(st.sampled_from(["", *FORMATS]))
    fact = made(data.draw(st.sampled_from(sorted(FORMATS[form].types) if form else sorted(VALUES))))
    value = "+1 580 555-0100" if form == "phone" else VALUES[fact.type]
    language = data.draw(st.sampled_from(["en", "es", "fr"]))
    script = f"Now {{{{ {fact.name}{f' | {form}' if form else ''} }}}}."
    with with_own(Own([fact])):
        said, kept = spoken(script, {fact.name: value}, language), to_json(value)
    assert f"Now {written(fact, value, form, language)}." == said
    sent = {"blanks_in": language, "choices_in": language} if language != "en" else {}
    effect = {"kind": "send", "step": "a", "text": script}
    event = {
        "hash": "0", "at": "2026-11-24T12:00:00Z", "actor": {"name": "A"}, "room": "desk", "kind": "answered",
        "data": {"facts": {fact.name: kept}, "beyond": [], "moves": [["a", "done"]], "effects": [effect], "step": "a",
                 "sent": sent},
    }  # fmt: skip
    packet = {
        "events": [event], "facts": {fact.name: {"label": fact.label, "type": fact.type}}, "personal": [],
        "bundle": {"procedures": {"say": {"steps": [{"id": "a", "say": script}]}}},
    }  # fmt: skip
    assert [said] == tell(packet)["steps"][0]["send"]
    event["data"]["sent"] = {}  # what was sent before languages were kept was written in English
    assert tell(packet)["steps"][0]["send"] == [f"Now {written(fact, value, form)}."]


def test_every_format_stands_in_the_reference():
    page = (Path(__file__).parents[2] / "docs/reference/procedure-language.md").read_text("utf-8")
    for form in FORMATS.values():
        example = form.example.replace("\n", " ")
        assert f"| `{form.name}` | {form.says} | {example} |" in page, form.name


@pytest.mark.parametrize("form", ["", "upper"])
@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("sale.agreed_how", "signed-paper"), ("customer.needs", ("relay", "other")), ("debt.kind", "oral")],
)
def test_the_case_file_reads_a_choice_in_the_words_it_was_said_in(name, value, language, form):
    if form and isinstance(value, tuple):
        return
    script = f"Now {{{{ {name}{f' | {form}' if form else ''} }}}}."
    sent = {"blanks_in": language, "choices_in": language} if language != "en" else {}
    packet = _packet(name, to_json(value), script, sent)
    assert [spoken(script, {name: value}, language)] == tell(packet)["steps"][0]["send"]
    packet = _packet(name, to_json(value), script, {"blanks_in": language})  # before choices had words of their own
    assert [spoken(script, {name: value})] == tell(packet)["steps"][0]["send"]


def _packet(name: str, kept: object, script: str, sent: dict) -> dict:
    event = {
        "hash": "0", "at": "2026-11-24T12:00:00Z", "actor": {"name": "A"}, "room": "desk", "kind": "answered",
        "data": {"facts": {name: kept}, "beyond": [], "moves": [["a", "done"]], "step": "a", "sent": sent,
                 "effects": [{"kind": "send", "step": "a", "text": script}]},
    }  # fmt: skip
    return {
        "events": [event], "facts": {name: called(VOCABULARY[name])}, "personal": [],
        "bundle": {"procedures": {"say": {"steps": [{"id": "a", "say": script}]}}},
    }  # fmt: skip
