"""What one event leads to, kept by the state it begins in: after an edit of a step only what touched that step is
walked anew. Pure.

A move rests on the steps it came past and on what can still matter from them. As long as those are what they were, in
the same space and with the same duties looked at, it is what it was."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from handrail.procedures.language.engine import Place
from handrail.procedures.proof.ready import Ready
from handrail.procedures.proof.walk import Leg, Notes, State, Walk

MOST = 6  # spaces for which they are kept
LARGEST = 3_000  # states; more would hold too much memory
Ground: TypeAlias = tuple[object, ...]


class Move(NamedTuple):
    """One way that an event can go: what is noted, where it ends, and that state with the others it is one with."""

    notes: Notes
    raw: State
    state: State
    skips: bool


@dataclass(slots=True)
class Moves:
    """The moves of states, each with the steps it rests on, as bits; and what is known of those steps."""

    bits: dict[Place, int] = field(default_factory=dict)
    grounds: dict[Place, Ground] = field(default_factory=dict)
    begun: dict[State, tuple[int, list[Move]]] = field(default_factory=dict)

    def only_what_holds(self, ready: Ready) -> None:
        """Let go what rests on a step that is not what it was."""
        grounds = {place: _ground(ready, place) for place in ready.steps}
        for place in grounds:
            self.bits.setdefault(place, 1 << len(self.bits))
        known = self.grounds.items()
        other = sum(self.bits[place] for place, ground in known if grounds.get(place) != ground)
        if other:
            self.begun = {state: row for state, row in self.begun.items() if not row[0] & other}
        self.grounds = grounds

    def of(self, state: State, walk: Walk) -> list[Move]:
        """Every way that one event can go from here."""
        found = self.begun.get(state)
        if found is None:
            walk.touched = self._at(state)
            rows = moved(walk, walk.events(state))
            found = self.begun[state] = (walk.touched, rows)
        return found[1]

    def _at(self, state: State) -> int:
        """The steps a case stands at: its own, and those that called it."""
        touched = 0
        for place in (state.at, *state.calls):
            if place is not None:
                touched |= self.bits[place]
        return touched


def moved(walk: Walk, legs: Iterable[Leg]) -> list[Move]:
    return [Move(notes, raw, walk.merged(raw), any(note[0] == "skipped" for note in notes)) for raw, notes in legs]


_KEPT: dict[tuple[object, ...], Moves] = {}


@contextmanager
def moves_in(ready: Ready) -> Iterator[Moves]:
    """What was found out before in this space, for one walk at a time: who walks takes it and puts it back."""
    firsts = tuple((name, row.steps[0].id, row.needs) for name, row in ready.bundle.items())
    key = (ready.space, ready.judged, ready.timed, firsts)
    found = _KEPT.pop(key, None) or Moves()
    found.only_what_holds(ready)
    yield found
    for old in list(_KEPT)[: max(0, len(_KEPT) - MOST + 1)]:
        _KEPT.pop(old, None)
    if len(found.begun) <= LARGEST:
        _KEPT[key] = found


def forget_moves() -> None:
    _KEPT.clear()


def _ground(ready: Ready, place: Place) -> Ground:
    """All of a step that a move rests on."""
    block = ready.bundle[place.procedure].order_of(place.step)
    return (
        ready.steps[place], ready.later[place], ready.after[place], ready.reach.get(place), place in ready.bare,
        place in ready.bare_after, place in ready.round, block.id if block else None,
    )  # fmt: skip
