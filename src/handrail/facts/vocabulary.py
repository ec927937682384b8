"""The vocabulary read into values. One file, `vocabulary.yaml`; a name outside it does not exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

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

    @property
    def is_personal(self) -> bool:
        """Free text is personal unless it describes the business: nobody knows what a person will write."""
        return self.personal or (self.type == "text" and self.about != "business")


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
    facts = {name: Fact(name=name, **{**row, "values": tuple(row.get("values", ()))}) for name, row in rows.items()}
    return MappingProxyType(facts)


VOCABULARY: Mapping[str, Fact] = load()


def fact(name: str) -> Fact:
    """The fact of this name. Raises UnknownFactError."""
    try:
        return VOCABULARY[name]
    except KeyError:
        raise UnknownFactError(name) from None
