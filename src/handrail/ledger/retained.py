"""What is kept of persons, as the rooms hand it up: classes of things, and what of each may go. Pure.

A room that keeps words about a person makes a `Retained`, and an eraser for each kind of piece; `config.wiring`
composes the lists by name. A piece is named by a key, `kind:rest`, that an eraser and the signed list of disposals
know; its token says what it is (`customer.phone`, `words`, `files`), which the duties of law bind."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from handrail.facts.vocabulary import Value

WORDS = "words"  # free text: notes, reasons, what somebody said
FILES = "files"
CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is kept. `since`: the day its time of keeping counts from. `asked`: the facts the law is asked
    with, once for each. `open`: why it cannot go yet whatever its time, or nothing."""

    of: str
    id: UUID
    says: str
    since: date
    pieces: Mapping[str, str]
    asked: tuple[Mapping[str, Value], ...] = ()
    customers: frozenset[UUID] = frozenset()
    cases: frozenset[UUID] = frozenset()
    topics: frozenset[str] = frozenset()
    days: tuple[tuple[date, date], ...] = ()
    open: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Retained:
    """A class of things. `old`: those counted from this day or before that still hold anything; `open`: one of them;
    `of`: those of a customer; `naming`: those that were told one of these facts; `names`: whether one of these names
    stands in a thing, where the person hangs on it by nothing else."""

    name: str
    title: str
    counted: str
    old: Callable[[date], Iterable[UUID]]
    open: Callable[[UUID], Thing | None]
    of: Callable[[UUID], Iterable[UUID]]
    naming: Callable[[Collection[str]], Iterable[UUID]] = field(default=lambda names: ())
    names: Callable[[UUID, Sequence[str]], bool] = field(default=lambda thing, names: False)


class Eraser(Protocol):
    """Takes pieces of one kind away, inside a deed: what stands after `kind:` in their keys. What is gone already is
    no fault. Returns what is to be done once the deed is kept: no file is touched inside one."""

    def __call__(self, rest: Collection[str], /) -> Callable[[], None] | None: ...


def key(kind: str, *rest: object) -> str:
    return f"{kind}:{'/'.join(map(str, rest))}"


def by_kind(keys: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in keys:
        kind, _, rest = each.partition(":")
        found.setdefault(kind, []).append(rest)
    return found


# A person's data, as each room tells it


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what is kept of a person. `when`: an instant or a day as it is kept."""

    label: str
    value: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What one thing holds of a person."""

    title: str
    rows: tuple[Told, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that names a person and hangs on no record of theirs: a person decides whether it is about them. `key`
    takes it away, where that can be done alone."""

    key: str
    says: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class PersonalRoom:
    """One room's part of a person's data: what it holds of a customer, and where words name somebody."""

    name: str
    title: str
    holds: Callable[[UUID], Iterable[Section]]
    mentions: Callable[[Sequence[str], int], Iterable[Mention]] = field(default=lambda words, most: ())
