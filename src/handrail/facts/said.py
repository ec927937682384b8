"""How the values of a choice are said in another language: words as data, from `said.yaml`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from handrail.calendars import quick_yaml
from handrail.facts.tongues import FIRST
from handrail.facts.vocabulary import Fact

FILE = Path(__file__).with_name("said.yaml")


@dataclass(frozen=True, slots=True)
class Source:
    """Who put the words into a language, on which day, and who looked at them since."""

    language: str
    by: str
    on: date
    review: str

    @property
    def words(self) -> str:
        return f"{self.language} by {self.by}, {self.on:%b} {self.on.day}, {self.on.year}; {self.review}"


@cache
def _file() -> Mapping[str, Any]:
    return MappingProxyType(quick_yaml.load(FILE.read_text("utf-8")))


@cache
def sources() -> Mapping[str, Source]:
    """By language."""
    rows = _file()["about"].items()
    return MappingProxyType(
        {
            name: Source(row["language"], row["by"], date.fromisoformat(str(row["on"])), row["review"])
            for name, row in rows
        }
    )


@lru_cache(maxsize=512)
def said(fact: Fact, language: str) -> Mapping[str, str]:
    """The words of its values in this language, those that there are; in English all of them."""
    if language == FIRST:
        return MappingProxyType({value: fact.word(value) for value in fact.values})
    made = {value: _word(fact, value, language) for value in fact.values}
    return MappingProxyType({value: word for value, word in made.items() if word})


def unsaid(fact: Fact, language: str) -> tuple[str, ...]:
    """The values, in their English words, that have no words in this language."""
    there = said(fact, language)
    return tuple(fact.word(value) for value in fact.values if value not in there)


def _word(fact: Fact, value: str, language: str) -> str:
    its_own = _file()["of"].get(fact.name, {}).get(value, {})
    any_fact = _file()["words"].get(fact.word(value), {})
    found = its_own.get(language) or any_fact.get(language, "")
    if found or not fact.is_place or language not in sources():
        return str(found)
    return str(_file()["places"].get(language, {}).get(value, fact.word(value)))
