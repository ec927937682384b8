"""How a fact is asked of a customer by a form, in their language; and which are never asked that way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handrail.facts.texts import texts_of
from handrail.facts.tongues import FIRST
from handrail.facts.vocabulary import Fact

FILE = Path(__file__).with_name("to_customers.yaml")
OWN = "own."


@dataclass(frozen=True, slots=True)
class Question:
    """`language`: that of the words. `is_theirs`: a business worded it for its agents, and it says “the customer”."""

    words: str
    language: str
    is_theirs: bool = False


def question(fact: Fact, language: str) -> Question | None:
    """None where a person asks, or finds it out."""
    row = _own().get(fact.ask) if fact.name.startswith(OWN) else texts_of(FILE)["facts"].get(fact.name)
    if row:
        there = language if language in row else FIRST
        return Question(row[there], there)
    if not fact.name.startswith(OWN) or fact.ask in texts_of(FILE)["by_a_person"]:
        return None
    return Question(fact.ask, FIRST, is_theirs=True)


@cache
def _own() -> Mapping[str, Mapping[str, str]]:
    return {row["asks"]: row for row in texts_of(FILE)["own"]}
