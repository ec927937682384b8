"""The words of the pages that a customer opens by a link, in their language: from `pages.yaml`. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handrail.connections.letters import until_filled
from handrail.facts.texts import languages_of, texts_of
from handrail.facts.tongues import FIRST

FILE = Path(__file__).with_name("pages.yaml")
_NO_WORDS = ("languages", "names")


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str  # as its own speakers call it
    chosen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language. `until`: the last moment at which it takes an answer, in words."""

    language: str
    business: str = ""
    until: str = ""

    @property
    def languages(self) -> list[Language]:
        names = texts_of(FILE)["names"]
        return [Language(each, names[each], each == self.language) for each in languages_of(FILE)]

    @property
    def say(self) -> Mapping[str, Any]:
        """Every text of the page, as nested in the file."""
        filled: Mapping[str, Any] = _filled(_texts(self.language), self.business, self.until)
        return filled


def first_of_ours(wanted: Iterable[str]) -> str:
    """The first of these languages that the pages speak, else English."""
    return next((each for each in wanted if each in languages_of(FILE)), FIRST)


def text(language: str, *path: str, **blanks: object) -> str:
    found: Any = _texts(language)
    for each in path:
        found = found[each]
    return str(found).format(**blanks) if blanks else str(found)


@cache
def _texts(language: str) -> Mapping[str, Any]:
    rows = {name: row for name, row in texts_of(FILE).items() if name not in _NO_WORDS}
    read: Mapping[str, Any] = _in(rows, language)
    return read


def _in(row: Any, language: str) -> Any:
    return row[language] if FIRST in row else {name: _in(each, language) for name, each in row.items()}


def _filled(row: Any, business: str, until: str) -> Any:
    if isinstance(row, str):
        return until_filled(row, until).replace("{business}", business)
    return {name: _filled(each, business, until) for name, each in row.items()}
