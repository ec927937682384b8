"""A limit as a blank in words: what is said, what the record keeps, and what is printed is its number."""

from datetime import UTC, date, datetime

import pytest

from handrail.facts.problems import FileError
from handrail.procedures.documents.told import told
from handrail.procedures.language.engine import Answer, Start, State, World, advance
from handrail.procedures.language.reader import read, write

HEAD = "procedure: look\ntitle: Look\npurpose: To see.\nowner: manager\nreview: {every: 6mo}\n"
LIMITS = """limits:
  goodwill: {is: '1,250.50 USD', owner: manager, since: 2026-11-01}
  return-days: {is: 30 days, owner: manager, since: 2026-11-01}
  tone: what is fair
"""
STEPS = """steps:
  - id: offer
    say: Up to {{ limit.goodwill }} within {{limit.return-days}}, {{ customer.name }}, or {{ limit.tone }}.
    do: Pay {{ limit.goodwill }}.
    once: true
  - {id: close, end: kept}
"""
SAID = "Up to $1,250.50 within 30 days, {{ customer.name }}, or what is fair."


def test_what_is_said_and_done_holds_the_limit():
    bundle, world = {"look": read(HEAD + LIMITS + STEPS)}, World(datetime(2026, 11, 24, tzinfo=UTC), date(2026, 11, 24))
    state, _ = advance(bundle, State(), Start("look", {"customer.name": "Dora"}), world)
    _, effects = advance(bundle, state, Answer(), world)
    assert [effect.text for effect in effects] == [SAID, "Pay $1,250.50."]
    quick = {"look": read(HEAD + LIMITS + STEPS.replace("    once: true\n", ""))}  # laid out beforehand
    state, _ = advance(quick, State(), Start("look", {"customer.name": "Dora"}), world)
    assert [effect.text for effect in advance(quick, state, Answer(), world)[1]] == [SAID, "Pay $1,250.50."]


def test_it_is_printed_and_the_file_keeps_the_name():
    procedure = read(HEAD + LIMITS + STEPS)
    lines = ["".join(piece.text for piece in line) for part in told(procedure)[0].parts for line in part.lines]
    assert "Pay $1,250.50." in lines
    assert "{{ limit.goodwill }}" in write(procedure)


def test_a_limit_that_is_not_there_is_refused():
    with pytest.raises(FileError, match="step offer says the limit goodwil, which is not here; there are: goodwill"):
        read(HEAD + LIMITS + STEPS.replace("limit.goodwill", "limit.goodwil"))
