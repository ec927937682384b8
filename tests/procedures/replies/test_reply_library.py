"""The starter replies: read, plain, and with blanks that cases can fill."""

import re

import pytest

from handrail.facts.vocabulary import fact
from handrail.procedures.proof.rules.style import GRADE, LONGEST, grade
from handrail.procedures.replies.reply import BLANK, FIRST
from handrail.procedures.replies.shelf import replies

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
