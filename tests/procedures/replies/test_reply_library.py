"""The starter replies: read, plain, and with blanks that cases can fill."""

import re
from datetime import date

import pytest

from handrail.facts.vocabulary import fact
from handrail.law.engine import load_law
from handrail.procedures.proof.rules.style import GRADE, LONGEST, grade
from handrail.procedures.replies.reply import BLANK, FIRST
from handrail.procedures.replies.sent import steps_of
from handrail.procedures.replies.shelf import replies
from handrail.procedures.replies.wanted import left_out, wanted
from handrail.procedures.shelf import library

EVERY = sorted(replies())


def test_there_are_enough_and_each_file_is_named_after_its_reply():
    from handrail.procedures.replies.shelf import FOLDER

    assert sorted(file.name.removesuffix(".yaml") for file in FOLDER.glob("*.yaml")) == EVERY
    assert len([name for name in EVERY if "." not in name]) >= 25


@pytest.mark.parametrize("name", EVERY)
def test_it_reads_easily_and_says_a_subject(name):
    reply = replies()[name]
    said = BLANK.sub("this", reply.words).replace("\n\n", ".\n")  # a line of a form ends as a sentence does
    for sentence in re.split(r"(?<=[.?!])\s+", said):
        assert len(sentence.split()) <= LONGEST, sentence
    if reply.language == FIRST:
        assert grade(said) <= GRADE, grade(said)
    assert reply.subject
    for blank in reply.blanks:
        assert fact(blank).label


@pytest.mark.parametrize("name", [name for name in EVERY if "." in name])
def test_a_translation_has_the_blanks_of_its_source(name):
    source = replies()[name.split(".", maxsplit=1)[0]]
    assert set(replies()[name].blanks) == set(source.blanks)
    assert replies()[name].ways == source.ways


CARRIES_A_NOTICE = {"new-client.papers", "sales-call.papers"}
"""Words that go beside a paper which law wants whole: the paper says it, so no sentence of theirs can be marked."""


def test_a_starter_step_writes_in_a_reply_unless_it_names_what_only_its_procedure_knows():
    own = {
        f"{name}.{step.id}": step.send
        for name, procedure in library().items()
        for step in steps_of(procedure)
        if step.send and not step.reply
    }
    assert {name for name, words in own.items() if "own." not in words} == CARRIES_A_NOTICE


def test_every_starter_reply_that_is_sent_is_there_and_the_debit_says_all_that_law_wants():
    sent = {step.reply for procedure in library().values() for step in steps_of(procedure) if step.reply}
    assert sent <= set(replies())
    law = load_law()
    assert left_out(replies()["debit-agreed"], law, {}, date(2026, 11, 24)) == []
    assert len(wanted(replies()["debit-agreed"], law, {}, date(2026, 11, 24))) >= 10
