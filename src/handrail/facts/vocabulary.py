"""The vocabulary read into values: one file, `vocabulary.yaml`, and what a procedure defines for itself.

A procedure may define facts of its own (`own.membership`); they exist where its scope was entered (`with_own`), so that
a name means the same to the engine, the check, the desk and the page. A name outside both does not exist."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from handrail.calendars import quick_yaml

Kind = Literal["bool", "text", "int", "money", "date", "instant", "choice", "list", "amounts"]


@dataclass(frozen=True, slots=True)
class Amounts:
    """Several amounts of money, in whole cents and in their order."""

    cents: tuple[int, ...]

    def __iter__(self) -> Iterator[int]:
        return iter(self.cents)

    def __len__(self) -> int:
        return len(self.cents)


Value: TypeAlias = bool | str | int | date | datetime | tuple[str, ...] | Amounts

FILE = Path(__file__).with_name("vocabulary.yaml")
PLACES_FILE = Path(__file__).with_name("places.yaml")
ZONES_FILE = Path(__file__).with_name("zones.yaml")
PLACES = "places"
"""What `values` says of a fact whose values are the places there are."""
ELSEWHERE = "other"
_ELSEWHERE_WORD = "another place"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `money` is whole cents; `date` a civil day; `instant` has a zone; `list` holds some of `values`,
    or rows of a `shape` (`licence`, `hours`, `closed`, `role`: see `rows`), or free words when it has neither;
    `amounts` holds money. `is_place`: its values are the places of `places.yaml` and elsewhere, too many to show."""

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
    is_place: bool = False
    given: bool = False  # the desk says it when a case begins, so it is always known

    def word(self, value: str) -> str:
        """A value as it is read inside a sentence: `credit-card` is "credit card"."""
        return dict(self.words).get(value, _spaced(value))

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Each value with its words as a choice to tick."""
        words = dict(self.words)
        return tuple((value, _capital(words.get(value, _spaced(value)))) for value in self.values)

    @property
    def told_values(self) -> str:
        """The values there are, for a message."""
        return f"the two letters of a state, or {ELSEWHERE}" if self.is_place else ", ".join(self.values)

    @property
    def is_personal(self) -> bool:
        """Free text is personal unless it describes the business: nobody knows what a person will write."""
        return self.personal or (self.type == "text" and self.about != "business")


def _spaced(value: str) -> str:
    return value.replace("-", " ")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


class UnknownFactError(KeyError):
    """A name outside the vocabulary; the message proposes the nearest."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, VOCABULARY, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        own = f" Define it under facts; what another procedure defines is {name}: {{from: that-procedure}}."
        super().__init__(f"There is no fact named {name}.{hint}{own if name.startswith('own.') else ''}")

    def __str__(self) -> str:
        return str(self.args[0])


@cache
def load(path: Path = FILE) -> Mapping[str, Fact]:
    rows = quick_yaml.load(path.read_text("utf-8"))
    facts = {name: _fact(name, row) for name, row in rows.items()}
    return MappingProxyType(facts)


def _fact(name: str, row: Mapping[str, Any]) -> Fact:
    if row.get("values") == PLACES:
        words = {**places(), ELSEWHERE: _ELSEWHERE_WORD}
        row = {**row, "values": words, "words": words, "is_place": True}
    lists = {"values": tuple(row.get("values", ())), "words": tuple(row.get("words", {}).items())}
    return Fact(name=name, **{**row, **lists})


@cache
def places() -> Mapping[str, str]:
    """Every place by its letters, with its name."""
    return MappingProxyType(quick_yaml.load(PLACES_FILE.read_text("utf-8")))


@cache
def clocks() -> Mapping[str, tuple[str, ...]]:
    """The time zones of every place by its letters."""
    rows = quick_yaml.load(ZONES_FILE.read_text("utf-8"))
    return MappingProxyType({letters: tuple(zones) for letters, zones in rows.items()})


def place_named(text: str) -> str | None:
    """The letters of a place that is named or given by its letters, however it is written."""
    asked = " ".join(text.split()).casefold()
    return next((letters for letters, name in places().items() if asked in (letters.casefold(), name.casefold())), None)


class Own:
    """Facts that a procedure defines for itself (`own.membership`), as a scope: by name, compared by what they are."""

    __slots__ = ("_hash", "by_name")

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.by_name = {fact.name: fact for fact in facts}
        self._hash = hash(tuple(self.by_name.values()))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own) and (other is self or other.by_name == self.by_name)

    def __or__(self, other: "Own") -> "Own":
        if not other.by_name or other is self:
            return self
        return Own({**self.by_name, **other.by_name}.values()) if self.by_name else other


NONE_OWN = Own()
_SCOPE: ContextVar[Own] = ContextVar("own facts in scope", default=NONE_OWN)


def own_facts() -> Own:
    """The facts in scope beside those of the file."""
    return _SCOPE.get()


@contextmanager
def with_own(own: Own) -> Iterator[None]:
    """Inside, the facts of `own` exist too. Nothing is done where there are none, the usual case."""
    if not own.by_name or own is _SCOPE.get():
        yield
        return
    token = _SCOPE.set(_SCOPE.get() | own)
    try:
        yield
    finally:
        _SCOPE.reset(token)


def bring(own: Own) -> None:
    """From here on the facts of `own` exist too: for the rest of a request (see `forget_own`)."""
    if own.by_name:
        _SCOPE.set(_SCOPE.get() | own)


def forget_own() -> None:
    """A new request begins with the facts of the file only."""
    _SCOPE.set(NONE_OWN)


class _Vocabulary(Mapping[str, Fact]):
    """The facts of the file, and after them those in scope."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._facts = facts

    def __getitem__(self, name: str) -> Fact:
        found = self._facts.get(name)
        return _SCOPE.get().by_name[name] if found is None else found

    def __iter__(self) -> Iterator[str]:
        yield from self._facts
        yield from _SCOPE.get().by_name

    def __len__(self) -> int:
        return len(self._facts) + len(_SCOPE.get().by_name)


VOCABULARY: Mapping[str, Fact] = _Vocabulary(load())


def fact(name: str) -> Fact:
    """The fact of this name. Raises UnknownFactError."""
    try:
        return VOCABULARY[name]
    except KeyError:
        raise UnknownFactError(name) from None
