"""A reply as data, and what law wants it to say."""

from datetime import date

import pytest

from handrail.facts.problems import FileError
from handrail.law.engine import load_law
from handrail.procedures.replies.reply import filled, open_blanks, read, text_hash, write
from handrail.procedures.replies.shelf import replies
from handrail.procedures.replies.wanted import left_out, refusals, source_changed, wanted

DAY = date(2026, 11, 24)
TEXT = """reply: notice
title: Notice of the right to cancel
ways: [mail]
words: |
  You agreed to this sale on {{ sale.signed_on }}. You may cancel it.
meets: [home-solicitation.notice]
says:
  date of the sale: You agreed to this sale on {{ sale.signed_on }}.
"""
AT_HOME = {"business.sells_at_home": True, "sale.place": "home", "sale.is_consumer": True, "sale.total": 50_000}


def test_it_reads_and_writes_without_loss():
    reply = read(TEXT)
    assert read(write(reply)) == reply
    assert text_hash(write(reply)) == text_hash(TEXT)


@pytest.mark.parametrize(
    ("was", "is_", "said"),
    [
        ("title: Notice of the right to cancel", "titel: Notice", "no field titel"),
        ("{{ sale.signed_on }}. You may", "{{ sale.signd_on }}. You may", "sale.signd_on"),
        ("{{ sale.signed_on }}. You may", "{{ limit.days }}. You may", "limit of a procedure"),
        ("{{ sale.signed_on }}. You may", "{{ own.day }}. You may", "own.day"),
        ("date of the sale: You agreed", "date of the sale: We agreed", "does not stand in the words"),
        ("meets: [home-solicitation.notice]\n", "", "says belongs to meets"),
        ("ways: [mail]", "ways: [email]", "needs a subject"),
        ("ways: [mail]", "ways: [mail]\nlanguage: es", "only English has none"),
        ("ways: [mail]", "ways: [mail]\nfollows: 2", "only English has none"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(was, is_, said):
    assert was in TEXT
    with pytest.raises(FileError) as told:
        read(TEXT.replace(was, is_), "notice.yaml")
    assert said in str(told.value)
    assert "notice.yaml" in str(told.value)


def test_what_law_wants_and_the_words_lack_is_named_with_its_citation():
    reply, law = read(TEXT), load_law()
    every = wanted(reply, law, AT_HOME, DAY)
    assert {row.element for row in every if row.sentence} == {"date of the sale"}
    lacks = left_out(reply, law, AT_HOME, DAY)
    assert any("two copies" in row.element and row.citation for row in lacks)
    assert not left_out(reply, law, {**AT_HOME, "business.sells_at_home": False, "sale.place": "store"}, DAY)


def test_an_open_blank_a_missing_sentence_and_a_past_day_each_refuse_the_sending():
    law, elsewhere = load_law(), {"business.sells_at_home": False, "sale.place": "store"}
    reply = read(TEXT.replace("ways: [mail]", "ways: [mail]\nuntil: 2026-11-23"))
    said = refusals(reply, law, elsewhere, DAY, open_blanks(reply, elsewhere))
    assert len(said) == 2
    assert "still open" in said[0]
    assert "until Nov 23, 2026" in said[1]
    known = {**AT_HOME, "sale.signed_on": DAY}
    assert any("Notice" in text or "asks for" in text for text in refusals(read(TEXT), law, known, DAY, ()))
    good = {**elsewhere, "sale.signed_on": DAY}
    assert refusals(read(TEXT), law, good, DAY, open_blanks(read(TEXT), good)) == ()


def test_the_blanks_are_filled_as_at_the_desk():
    assert "Nov 24, 2026" in filled(read(TEXT), {"sale.signed_on": DAY})[1]


def test_a_translation_says_when_its_source_went_on():
    spanish = read(TEXT.replace("ways: [mail]", "ways: [mail]\nlanguage: es\nfollows: 2"))
    assert spanish.name == "notice.es"
    assert source_changed(spanish, 3)
    assert not source_changed(spanish, 2)
    assert not source_changed(read(TEXT), 3)


def test_the_library_reads():
    assert all(name == reply.name for name, reply in replies().items())
