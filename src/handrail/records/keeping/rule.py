"""What of one thing may go, and why the rest stays. Pure.

A duty to keep binds only the pieces it needs, to its last day. Past that the shortest of what asks for an end wins:
the period somebody set, a person's wish, a law that says by when it must be gone. A hold stops all of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

EVERYTHING = ("*",)
LOOK_FIRST = "Look first: "
State = Literal["due", "stays", "held", "torn", "kept"]
Source = Literal["law", "ours", "unsaid"]


@dataclass(frozen=True, slots=True)
class Need:
    """`law`: names the law itself gives. `ours`: what we read into it. `confidence`: the sources' own. `timeless`: the
    law asks for the record and sets no number of years. `about`: a condition on the thing, where only some are meant;
    `about_says`: the same in words.
    `said`: whether anybody wrote it down."""

    law: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    confidence: str = ""
    timeless: bool = False
    about: str = ""
    about_says: str = ""
    said: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.law, *self.ours)

    def by_source(self, tokens: Iterable[str]) -> list[tuple[Source, list[str]]]:
        """These tokens by who says that they are needed: the law's own first."""
        found = list(tokens)
        named = [token for token in found if covers(self.law, token)]
        rest = [token for token in found if token not in named]
        other: Source = "ours" if self.said else "unsaid"
        rows: list[tuple[Source, list[str]]] = [("law", named), (other, rest)]
        return [row for row in rows if row[1]]


@dataclass(frozen=True, slots=True)
class Bound:
    """A duty to keep. `until`: its last day, None while that is not known. `need`: the tokens it binds."""

    duty: str
    part: str
    says: str
    until: date | None
    need: Need


@dataclass(frozen=True, slots=True)
class Wish:
    """What asks that something goes from a day on. `by_law`: it must be gone on that day."""

    day: date
    says: str
    needs: tuple[str, ...] = EVERYTHING
    by_law: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Pieces of one lot. `go`: they go now. `on`: the day they will, where it is known. `by`: the duties that bind
    them past the day something asked for; `torn`: one of these stands against a law that says they must be gone."""

    tokens: tuple[str, ...]
    keys: tuple[str, ...]
    go: bool
    on: date | None
    wish: Wish | None
    by: tuple[Bound, ...]
    torn: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """`state`: due (something goes now), held, torn (two laws pull apart: a person decides), kept (a duty binds what
    something asks away), stays (nothing asks)."""

    state: State
    groups: tuple[Group, ...]
    holds: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What goes now."""
        return tuple(key for group in self.groups if group.go for key in group.keys)

    @property
    def on(self) -> date | None:
        """The first day on which something goes."""
        return min((group.on for group in self.groups if group.on), default=None)


def covers(needs: Iterable[str], token: str) -> bool:
    """Whether these names take a token in: `*` takes all, a name that ends in a dot all that begin with it."""
    return any(name in ("*", token) or (name.endswith(".") and token.startswith(name)) for name in needs)


def decide(
    pieces: Mapping[str, str], bounds: Sequence[Bound], wishes: Sequence[Wish], holds: Sequence[str], on: date
) -> Decision:
    """`pieces`: key and token of each."""
    lots: dict[str, list[str]] = {}
    for key, token in pieces.items():
        lots.setdefault(token, []).append(key)
    found = [_group(token, keys, bounds, wishes, on, held=bool(holds)) for token, keys in sorted(lots.items())]
    return Decision(_state(found, holds), tuple(_together(found)), tuple(holds))


def _group(
    token: str, keys: list[str], bounds: Sequence[Bound], wishes: Sequence[Wish], on: date, *, held: bool
) -> Group:
    mine = [wish for wish in wishes if covers(wish.needs, token)]
    if not mine:
        return Group((token,), tuple(keys), go=False, on=None, wish=None, by=(), torn=False)
    first = min(mine, key=lambda wish: (wish.day, not wish.by_law))
    by = tuple(row for row in bounds if covers(row.need.names, token) and (row.until is None or row.until >= first.day))
    last = None if any(row.until is None for row in by) else max([first.day, *(_after(row) for row in by)])
    torn = any(wish.by_law and _stands_against(wish, by, on) for wish in mine)
    go = last is not None and last <= on and not held
    return Group((token,), tuple(keys), go, last, first, by, torn)


def _after(row: Bound) -> date:
    """The first day on which a duty binds no more."""
    assert row.until is not None
    return row.until + timedelta(days=1)


def _stands_against(wish: Wish, by: Sequence[Bound], on: date) -> bool:
    return wish.day <= on and any(row.until is None or row.until >= max(on, wish.day) for row in by)


def _state(groups: Sequence[Group], holds: Sequence[str]) -> State:
    asked = [row for row in groups if row.wish]
    if holds and asked:
        return "held"
    if any(row.torn for row in asked):
        return "torn"
    if any(row.go for row in asked):
        return "due"
    return "kept" if any(row.by for row in asked) else "stays"


def _together(groups: Iterable[Group]) -> Iterable[Group]:
    """Lots of which the same is said are told once."""
    same: dict[tuple[object, ...], list[Group]] = {}
    for row in groups:
        same.setdefault((row.go, row.on, row.wish, row.by, row.torn), []).append(row)
    for (go, on, wish, by, torn), rows in same.items():
        tokens = tuple(token for row in rows for token in row.tokens)
        keys = tuple(key for row in rows for key in row.keys)
        yield Group(tokens, keys, bool(go), on, wish, by, bool(torn))  # type: ignore[arg-type]


# Holds


@dataclass(frozen=True, slots=True)
class HoldOn:
    """What a legal hold is on: one of a person, a case, a topic or a period. `also`: records that stood in one with the
    person's since it was set (`with_them`). `names`: whole names of all of them."""

    says: str
    customer: object = None
    case: object = None
    topic: str = ""
    since: date | None = None
    until: date | None = None
    names: tuple[str, ...] = ()
    also: frozenset[object] = frozenset()

    def stops(
        self,
        *,
        customers: Iterable[object],
        cases: Iterable[object],
        topics: Iterable[str],
        days: Iterable[tuple[date, date]],
    ) -> bool:
        if self.customer or self.case or self.topic:
            persons = {self.customer, *self.also} - {None}
            by_topic = self.topic != "" and self.topic in topics
            return not persons.isdisjoint(customers) or self.case in cases or by_topic
        return any(self._in(first, last) for first, last in days)

    def _in(self, first: date, last: date) -> bool:
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)


@dataclass(frozen=True, slots=True)
class Joined:
    """Two records stood in one from `since` on, until they were taken apart. One that was split off another stood in it
    until that instant."""

    one: object
    other: object
    since: datetime
    until: datetime | None = None


def with_them(person: object, since: datetime, joined: Iterable[Joined]) -> set[object]:
    """The records that stood in one with a person's at any moment since a hold was set on them, directly or through
    others. Nobody but a reader can tell whose words are whose there, so the hold stays on all of them."""
    beside: dict[object, list[tuple[object, Joined]]] = {}
    for row in joined:
        beside.setdefault(row.one, []).append((row.other, row))
        beside.setdefault(row.other, []).append((row.one, row))
    held, look = {person: since}, [person]
    while look:
        here = look.pop()
        for there, row in beside.get(here, ()):
            begins = max(held[here], row.since)
            if (row.until is None or row.until >= held[here]) and (there not in held or begins < held[there]):
                held[there] = begins
                look.append(there)
    return set(held) - {person}


def apart(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of what is told with a thing: what keeps some of it, and what only is named to whoever decides."""
    told = list(lines)
    first = [line.removeprefix(LOOK_FIRST) for line in told if line.startswith(LOOK_FIRST)]
    return [line for line in told if not line.startswith(LOOK_FIRST)], first
