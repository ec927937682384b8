"""The words a law file is written in: the kinds of duty and the facts there are, searched. Pure."""

from collections.abc import Iterator, Mapping

from handrail.facts.vocabulary import VOCABULARY, Fact
from handrail.law.applying import has
from handrail.law.duties import Kind


def kinds_named(words: str, kinds: Mapping[str, Kind]) -> list[Kind]:
    """The kinds whose name or title holds every word; every kind for none."""
    return [kind for kind in kinds.values() if has(words, kind.id, kind.title)]


def facts_named(words: str) -> list[Fact]:
    """The facts whose name, label, question or values hold every word."""
    return [row for row in VOCABULARY.values() if has(words, row.name, row.label, row.ask, row.told_values)]


def lines(kinds: list[Kind], facts: list[Fact]) -> Iterator[str]:
    yield f"{len(kinds)} kinds of duty (a part's `kind`, a step's `meets`):"
    yield from (f"    {kind.id}: {kind.title}" for kind in kinds)
    yield f"{len(facts)} facts (in conditions):"
    for row in facts:
        yield f"    {row.name} ({row.type}, of the {row.about}): {row.ask}"
        yield from [f"        one of: {row.told_values}"] if row.values else []
