"""Conditions in plain words: every form the language has, and each reads one way only."""

import pytest

from handrail.facts.vocabulary import with_own
from handrail.procedures.documents.spoken import condition, listed
from handrail.procedures.documents.told import targets, told
from handrail.procedures.shelf import library


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("case.channel == 'phone'", "channel is phone"),
        ("case.channel != 'text-message'", "channel is not text message"),
        ("sale.total > 10000", "total is over $100.00"),
        ("sale.total <= 5000", "total is at most $50.00"),
        ("sale.notice_given", "notice of the right to cancel given is yes"),
        ("!sale.notice_given", "notice of the right to cancel given is no"),
        ("sale.notice_given == false", "notice of the right to cancel given is no"),
        ("sale.notice_given != false", "notice of the right to cancel given is yes"),
        ("known(sale.number)", "order number is known"),
        ("!known(sale.number)", "order number is not known"),
        ("'VT' in business.customer_states", "states of its customers include Vermont"),
        ("sale.place in ['home', 'phone', 'shop']", "where it was agreed is home, phone or shop"),
        ("sale.ship_by < today", "promised shipping day is before today"),
        ("days(sale.signed_on, cancellation.sent_on) <= 3", "the number of days from day it was signed to"),
        ("!(case.channel == 'phone')", "channel is not phone"),
        ("!(sale.total > 1 && sale.notice_given)", "not (total is over $0.01 and"),
        (
            "case.channel == 'phone' && (sale.place == 'home' || sale.notice_given)",
            "channel is phone and (where it was agreed is home or notice of the right to cancel given is yes)",
        ),
        ("!applies('breach.tell-people')", "the law’s duty “Tell people that their data was taken"),
        ("this cannot be read", "this cannot be read"),
    ],
)
def test_a_condition_in_words(text, words):
    assert condition(text).startswith(words)


def test_no_condition_of_the_library_shows_a_sign_of_the_language():
    for procedure in library().values():
        for step in procedure.steps:
            guards = [step.when, *step.guards]
            with with_own(procedure.own):
                said = [condition(guard) for guard in guards if guard]
            assert not [words for words in said if any(sign in words for sign in ("&&", "||", "==", "_", "['"))]


def test_a_list_in_words():
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "and")] == [
        "",
        "a",
        "a or b",
        "a, b and c",
    ]


def test_every_part_of_a_step_is_told():
    step = next(step for step in told(library()["cancel-home-sale"]) if step.id == "refund")
    kinds = {part.kind for step in told(library()["cancel-home-sale"]) for part in step.parts}
    assert {"only-if", "say", "ask", "do", "send", "record", "way", "call", "end"} <= kinds
    assert any("within" in mark for mark in step.marks)
    assert step.number == next(n for n, s in enumerate(library()["cancel-home-sale"].steps, 1) if s.id == "refund")


def test_nothing_of_a_step_is_left_out():
    """Every sentence a person wrote stands somewhere in what is told."""
    for procedure in library().values():
        said = " ".join(p.text for s in told(procedure) for part in s.parts for line in part.lines for p in line)
        for step in procedure.steps:
            wrote = [
                *step.mistakes,
                *step.check,
                *step.look_up.values(),
                *(way.why for _, way in step.ways() if way.why),
            ]
            wrote += [way.refuse for _, way in step.ways() if way.refuse]
            wrote += [step.escalate.why] if step.escalate else []
            assert [words for words in wrote if words not in said] == []


def test_a_called_procedure_is_named_by_its_title():
    procedure = library()["complaint"]
    with_title = told(procedure, {"open-call": "Open a call"})
    assert any(
        "Open a call." in p.text for s in with_title for part in s.parts if part.kind == "call" for p in part.lines[0]
    )


def test_targets_are_sentences():
    assert targets(library()["complaint"])[0] == "handled in 9 minutes"
