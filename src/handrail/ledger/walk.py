"""Is what the database holds whole? Every event against its own hash and the one before it, every chain against its
length and head, every checkpoint against what it gathered, and against the copies that left the machine. Pure.

Whoever owns the machine can write every hash anew, and sign with the key that lies there. What they can't change is a
checkpoint that somebody else holds. So what was gathered up to it is found in any case; the events after it are
counted and named as the part that nothing outside protects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from handrail.ledger.canonical import digest
from handrail.ledger.chain import START, Link, seal
from handrail.ledger.checkpoint import START as FIRST
from handrail.ledger.checkpoint import Head, Signed, root_of

MOST = 50  # faults told one by one


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as the database holds it, with the personal values still there: place, salt, value."""

    link: Link
    hash: str
    personal: Sequence[tuple[str, str, Any]] = ()


@dataclass(frozen=True, slots=True)
class ChainRow:
    """What the database says of one chain: of what it tells, how many events, the hash of the last. `of`: the same as a
    checkpoint gathers it; `number`: of the case, which stands in its first event too."""

    about: str
    length: int
    head: str
    of: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A checkpoint as the database holds it, with the heads it gathered."""

    signed: Signed
    heads: Sequence[Head]


@dataclass(slots=True)
class Walk:
    """What was found. `protected` events are held by a checkpoint that left the machine; the rest is the tail."""

    faults: list[str] = field(default_factory=list)
    more: int = 0
    chains: int = 0
    events: int = 0
    erased: int = 0
    checkpoints: int = 0
    protected: int = 0
    by: Signed | None = None
    compared: bool = False
    files: dict[str, tuple[object, ...]] = field(default_factory=dict)  # hash, size and type of each that was added

    @property
    def whole(self) -> bool:
        return not self.faults

    @property
    def tail(self) -> int:
        return max(self.events - self.protected, 0)

    def fault(self, text: str) -> None:
        if len(self.faults) < MOST:
            self.faults.append(text)
        else:
            self.more += 1


def walk(
    chains: Mapping[UUID, ChainRow],
    events: Iterable[Stored],
    gathered: Sequence[Gathered],
    keys: frozenset[str],
    copies: Iterable[Signed] = (),
) -> Walk:
    """`events` by chain and place in it; `gathered` by number; `keys`: the fingerprints this business signed with;
    `copies`: the checkpoints that somebody brings from outside."""
    found = Walk(chains=len(chains), checkpoints=len(gathered))
    wanted = _checkpoints(found, chains, gathered, keys)
    _copies(found, gathered, copies)
    _events(found, chains, events, wanted)
    return found


# What each chain must have held, by the checkpoints: chain -> length -> (hash, number of the checkpoint)
Wanted = dict[str, dict[int, tuple[str, int]]]


def _checkpoints(
    found: Walk, chains: Mapping[UUID, ChainRow], gathered: Sequence[Gathered], keys: frozenset[str]
) -> Wanted:
    previous, wanted = FIRST, Wanted()
    for number, row in enumerate(gathered, 1):
        signed, body = row.signed, row.signed.body
        if body["number"] != number or body["previous"] != previous:
            found.fault(
                f"Checkpoint {body['number']} does not follow the one before it: one is missing or was changed."
            )
        if not signed.holds() or signed.fingerprint not in keys:
            found.fault(f"Checkpoint {body['number']} is not signed with a key of this business.")
        if root_of(row.heads) != body["root"] or len(row.heads) != body["heads"]:
            found.fault(f"What checkpoint {body['number']} gathered was changed.")
        for chain, length, head, *of in row.heads:
            wanted.setdefault(chain, {})[length] = (head, body["number"])
            here = chains.get(UUID(chain))
            if here and of and of[0] != here.of:
                found.fault(f"{here.about} was hung on another record since checkpoint {body['number']}.")
        previous = digest(body)
    return wanted


def _copies(found: Walk, gathered: Sequence[Gathered], copies: Iterable[Signed]) -> None:
    """Against what others hold: the same body under the same number. It names all before it by their hashes."""
    here = {row.signed.number: row.signed for row in gathered}
    for copy in sorted(copies, key=lambda row: row.number):
        mine = here.get(copy.number)
        if mine is None or digest(mine.body) != digest(copy.body):
            gone = "is not here" if mine is None else "is another here"
            found.fault(f"Checkpoint {copy.number} of {str(copy.body['at'])[:10]}, as it left, {gone}.")
        elif found.by is None or copy.number > found.by.number:
            found.by, found.protected, found.compared = mine, int(mine.body["events"]), True


def _events(found: Walk, chains: Mapping[UUID, ChainRow], events: Iterable[Stored], wanted: Wanted) -> None:
    here: UUID | None = None
    number, previous, left = 0, START, dict(wanted)
    seen: set[UUID] = set()
    for event in _as_far_as_readable(found, events):
        link = event.link
        if link.chain != here:
            _end(found, chains, here, number, previous)
            here, number, previous = link.chain, 0, START
            seen.add(here)
        name = f"{chains[link.chain].about if link.chain in chains else link.chain}, event {link.seq + 1}"
        _one(found, event, name, number, previous)
        _of_this_case(found, event, chains.get(link.chain), name)
        held = left.get(str(link.chain), {})
        head, by = held.pop(link.seq + 1, (event.hash, 0))
        if head != event.hash:
            found.fault(f"{name} is not the one that checkpoint {by} gathered.")
        number, previous = number + 1, event.hash
    _end(found, chains, here, number, previous)
    for chain in chains.keys() - seen:
        _end(found, chains, chain, 0, START)
    _missing(found, chains, left)


def _as_far_as_readable(found: Walk, events: Iterable[Stored]) -> Iterator[Stored]:
    try:
        yield from events
    except (ValueError, TypeError, AttributeError) as error:
        found.fault(f"After {found.events:,} events stands one that can't be read, and ends the look here: {error}")


def _of_this_case(found: Walk, event: Stored, chain: ChainRow | None, name: str) -> None:
    """The first event of a case names it."""
    if chain and chain.number and event.link.seq == 0 and isinstance(event.link.data, dict):
        number = event.link.data.get("number", chain.number)
        if number != chain.number:
            found.fault(f"{name} is that of case {number}.")


def _one(found: Walk, event: Stored, name: str, number: int, previous: str) -> None:
    link = event.link
    found.events += 1
    if link.seq != number or link.previous != previous:
        found.fault(f"{name} does not follow the one before it: one is missing, added or moved.")
    if _or_none(link.hash) != event.hash:
        found.fault(f"{name} was changed.")
    sealed = link.data.get("sealed", {}) if isinstance(link.data, dict) else {}
    sealed = sealed if isinstance(sealed, dict) else {}
    for place, salt, value in event.personal:
        if sealed.get(place, "") != _or_none(seal, salt, value):
            found.fault(f"{name}: the value of {place} is not the one that was recorded.")
    found.erased += len(sealed) - len(event.personal)
    if link.kind == "attached" and isinstance(link.data, dict):
        found.files[str(link.data.get("attachment"))] = tuple(
            link.data.get(name) for name in ("sha256", "size", "type")
        )


def _or_none(hashed: Callable[..., str], *of: Any) -> str | None:
    """No hash is made over what a record can't hold, a broken number say."""
    try:
        return hashed(*of)
    except (TypeError, ValueError, AttributeError):
        return None


def _end(found: Walk, chains: Mapping[UUID, ChainRow], chain: UUID | None, number: int, last: str) -> None:
    if chain is None:
        return
    row = chains.get(chain)
    if row is None:
        found.fault(f"The events of {chain} belong to nothing that is kept.")
    elif row.length != number or row.head != last:
        found.fault(f"{row.about} does not end where it did: it has {number} events, {row.length} were recorded.")


def _missing(found: Walk, chains: Mapping[UUID, ChainRow], left: Wanted) -> None:
    names = {str(chain): row.about for chain, row in chains.items()}
    for chain, held in left.items():
        for length, (_, number) in held.items():
            found.fault(f"{names.get(chain, chain)}: event {length}, which checkpoint {number} gathered, is gone.")
