"""What a procedure may say, and what the reader says when it can't be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.procedures.language import reader
from handrail.procedures.language.reader import UnreadableError, read, write
from handrail.procedures.language.steps import minutes
from handrail.procedures.shelf import library

HEAD = "procedure: try\ntitle: Try\npurpose: To try.\nowner: manager\nreview: {every: 6mo}\nsteps:\n"


def problems(text: str) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        read(text, "try.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("  - id: a\n    aks: [sale.total]\n", "try.yaml:8:5: there is no field aks. Did you mean ask?"),
        ("  - id: a\n    go: a\n", "there is no field go. Did you mean next?"),
        ("  - id: a\n    then: a\n", "there is no field then. Did you mean next?"),
        ("  - id: a\n    decide: [{whn: sale.is_consumer, then: a}]\n", "there is no field whn. Did you mean when?"),
        ("  - id: a\n    ask: [sale.totl]\n", "There is no fact named sale.totl. Did you mean sale.total?"),
        ("  - id: a\n    when: sale.total > 'x'\n", "compare like with like"),
        ("  - id: a\n    when: sale.place == 'hme'\n", "is never “hme”"),
        ("  - id: a\n    next: nowhere\n", "leads to nowhere, which is no step here"),
        ("  - id: a\n  - id: a\n", "two steps are called a"),
        ("  - id: a\n    confirm: customer\n", "confirm needs no"),
        ("  - id: a\n    check: {x: sale.is_consumer}\n", "check needs otherwise"),
        ("  - id: a\n    decide:\n      - {when: sale.is_consumer, then: a}\n", "decide ends with an otherwise"),
        ("  - id: a\n    end: resolved\n    refuse: No.\n", "a step ends in one way"),
        ("  - id: a\n    say: Hello {{ sale.total\n", "a blank is written {{ fact.name }}"),
        ("  - id: a\n    say: ''\n", "at least 1 character"),
        ("  - id: a\n    within: soon\n", "no length of time"),
        ("  - id: a\n    unknown: {escalate: supervisor}\n", "an escalation needs a why"),
    ],
)
def test_an_error_says_where_and_what_to_write(steps, said):
    found = problems(HEAD + steps)
    assert any(said in problem for problem in found), found


def test_broken_yaml_names_the_line():
    assert problems("procedure: [x\n")[0].startswith("try.yaml:2:1: this is not YAML")


@pytest.mark.slow
def test_every_starter_procedure_survives_writing_and_reading():
    assert "cancel-home-sale" in library()
    for procedure in library().values():
        assert read(write(procedure)) == procedure


@pytest.mark.parametrize("slug", ["cancel-order", "out-of-gas", "late-bill", "take-payment"])
def test_a_text_read_quickly_is_the_one_the_full_parser_reads(slug, monkeypatch):
    text = write(library()[slug])
    quick = read.__wrapped__(text)
    monkeypatch.setattr(reader, "plainly", lambda text: None)
    assert read.__wrapped__(text) == quick == library()[slug]


@given(st.integers(1, 9999))
def test_lengths_of_time_grow_with_their_unit(n):
    sizes = [minutes(f"{n}{unit}") for unit in ("m", "h", "d", "w", "mo", "y")]
    assert sizes == sorted(sizes)
    assert sizes[0] == n


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    try:
        read(text)
    except UnreadableError as error:
        assert error.problems
