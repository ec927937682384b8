"""Every question of the vocabulary as it is said aloud: it stands by itself, asks one thing, and takes a breath."""

import re
from collections import Counter

from handrail.facts.vocabulary import VOCABULARY, Fact

LONGEST = 26
OF_NOTHING = re.compile(
    r"^(?:Is|Does|Was|Did|Has|Would|Can|Could|Do|Are|Were) (?:it|they|them)\b(?! (?:said|uncertain|proven|been decided)\b)"
)
AFTERWARDS = re.compile(r" (?:\([^)]*\)|(?:Give|Look|Write|Put|For|Most|Round|Take) .*)$")  # how to write the answer
BRITISH = re.compile(r"\b\w*(?:authoris|organis|itemis|enrolment|instalment|cancelled|dialled|totalled|labelled)\w*")


def asked(row: Fact) -> str:
    head, mark, rest = row.ask.partition("? ")
    return f"{head}?" if mark and AFTERWARDS.match(f" {rest}") else row.ask


def test_a_question_stands_by_itself():
    """“Is it an exchange?” read alone asks nothing."""
    assert [row.ask for row in VOCABULARY.values() if OF_NOTHING.search(row.ask)] == []


def test_a_question_asks_one_thing_in_one_breath():
    rows = {row.name: asked(row) for row in VOCABULARY.values()}
    assert {name: ask for name, ask in rows.items() if ask.count("?") > 1} == {}
    assert {name: ask for name, ask in rows.items() if len(ask.split()) > LONGEST} == {}


def test_a_label_is_a_name_and_no_sentence():
    labels = [row.label for row in VOCABULARY.values()]
    assert [label for label in labels if label[:1].islower() or label.endswith((".", "?"))] == []


def test_it_is_spelled_as_here():
    """The names of facts stay as they are; what people read is American."""
    told = [" ".join((row.label, row.ask, row.why, *dict(row.words).values())) for row in VOCABULARY.values()]
    assert [found[0] for text in told for found in BRITISH.finditer(text)] == []


def test_no_two_facts_of_one_subject_are_asked_alike():
    """What to find out is shown side by side."""
    often = Counter((row.name.partition(".")[0], row.ask) for row in VOCABULARY.values())
    assert [question for question, count in often.items() if count > 1] == []
