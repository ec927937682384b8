"""The vocabulary read into values. One file, `vocabulary.yaml`; a name outside it does not exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from ruamel.yaml import YAML

Kind = Literal["bool", "text", "int", "money", "date", "instant", "choice", "list"]
Value: TypeAlias = bool | str | int | date | datetime | tuple[str, ...]

FILE = Path(__file__).with_name("vocabulary.yaml")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `money` is whole cents; `date` a civil day; `instant` has a zone; `list` holds some of `values`,
    or rows of a `shape` (`licence`, `hours`: see `rows`)."""

    name: str
    type: Kind
    about: str
    label: str
    ask: str
    why: str = ""
    personal: bool = False
    values: tuple[str, ...] = field(default=())
    shape: str = ""
    asked_if: str = ""  # a condition over other facts of the business: the interview asks only where it holds
    words: tuple[tuple[str, str], ...] = ()  # how a value is said where its name is no word, like a state's letters

    def word(self, value: str) -> str:
        """A value as it is read inside a sentence: `credit-card` is "credit card"."""
        return dict(self.words).get(value, value.replace("-", " "))

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Each value with its words as a choice to tick."""
        return tuple((value, _capital(self.word(value))) for value in self.values)

    @property
    def is_personal(self) -> bool:
        """Free text is personal unless it describes the business: nobody knows what a person will write."""
        return self.personal or (self.type == "text" and self.about != "business")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


class UnknownFactError(KeyError):
    """A name outside the vocabulary; the message proposes the nearest."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, VOCABULARY, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"There is no fact named {name}.{hint}")

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def load(path: Path = FILE) -> Mapping[str, Fact]:
    rows = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    facts = {name: _fact(name, row) for name, row in rows.items()}
    return MappingProxyType(facts)


def _fact(name: str, row: Mapping[str, Any]) -> Fact:
    lists = {"values": tuple(row.get("values", ())), "words": tuple(row.get("words", {}).items())}
    return Fact(name=name, **{**row, **lists})


VOCABULARY: Mapping[str, Fact] = load()


def fact(name: str) -> Fact:
    """The fact of this name. Raises UnknownFactError."""
    try:
        return VOCABULARY[name]
    except KeyError:
        raise UnknownFactError(name) from None
