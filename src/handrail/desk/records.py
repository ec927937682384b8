"""Turns as events keep them, and cases folded back from events. Pure.

What a person gave and all free text is sealed: the event holds its hash, the value lies in a table that allows
deletion. A value that was erased folds as `erased`; nothing is evaluated again."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from handrail.calendars.clock import stamp
from handrail.desk.inhand import worked_out_by
from handrail.facts.answers import from_json, to_json
from handrail.facts.vocabulary import Value, fact
from handrail.ledger.canonical import JSON
from handrail.procedures.language.engine import Bundle, Effect, Place, State, Turn, replay

FACT = "fact:"


def turn_data(turn: Turn) -> tuple[dict[str, JSON], dict[str, JSON]]:
    """The turn as (what the event holds, what is sealed beside it)."""
    personal = {name for name in turn.facts if fact(name).is_personal}
    sealed: dict[str, JSON] = {FACT + name: to_json(turn.facts[name]) for name in sorted(personal)}
    free_text = {"escalate", "refuse"}
    data: dict[str, JSON] = {
        "facts": {name: to_json(value) for name, value in turn.facts.items() if name not in personal},
        "beyond": list[JSON](sorted(turn.beyond)),
        "moves": [[step, how] for step, how in turn.moves],
        "status": turn.status,
        "at": _place(turn.at),
        "calls": [_place(place) for place in turn.calls],
        "outcome": turn.outcome,
        "wait_until": stamp(turn.wait_until) if turn.wait_until else None,
        **({"marks": dict(turn.marks)} if turn.marks else {}),
        **({"forgotten": list[JSON](sorted(turn.forgotten))} if turn.forgotten else {}),
        "effects": [_effect(effect, hide=effect.kind in free_text and not effect.step) for effect in turn.effects],
    }
    return data, sealed


def _place(place: Place | None) -> JSON:
    return {"procedure": place.procedure, "step": place.step} if place else None


def _effect(effect: Effect, *, hide: bool) -> JSON:
    kept: dict[str, JSON] = {"kind": effect.kind, "step": effect.step, "text": "" if hide else effect.text}
    return {**kept, **({"to": effect.to} if effect.to else {}), **({"at": stamp(effect.at)} if effect.at else {})}


@dataclass(frozen=True, slots=True)
class Kept:
    """One event of a case as it is read back: its data, and the sealed values that still exist."""

    kind: str
    at: datetime
    actor: str
    data: Mapping[str, JSON]
    personal: Mapping[str, JSON] = field(default_factory=dict)
    who: str = ""  # the actor's id
    id: UUID | None = None  # the event's own, where it was read from the record


@dataclass(frozen=True, slots=True)
class Folded:
    state: State
    erased: frozenset[str]


def turn_of(event: Kept) -> Turn:
    """The turn that an event of a case holds, without what was erased since."""
    return _turn(event)[0]


def effects_of(events: Iterable[Kept]) -> list[Effect]:
    """What followed from a case so far, in order."""
    rows = [_mapping(effect) for event in events for effect in _list(event.data.get("effects"))]
    return [Effect(row["kind"], str(row["step"]), str(row["text"]), str(row.get("to", ""))) for row in rows]  # type: ignore[arg-type]


def fold(events: Iterable[Kept]) -> Folded:
    """The state a case is in. A case is the fold of its events."""
    turned = [_turn(event) for event in events if "moves" in event.data]
    state = replay(turn for turn, _ in turned)
    erased = set[str]().union(*(gone for _, gone in turned))
    return Folded(state, frozenset(erased - state.facts.keys()))


def kinds_met(events: Iterable[Kept]) -> frozenset[str]:
    """The kinds of duty that steps of this case met."""
    effects = [_mapping(effect) for event in events for effect in _list(event.data.get("effects"))]
    return frozenset(str(effect["text"]) for effect in effects if effect["kind"] == "meets")


def worked_out(bundle: Bundle, events: Iterable[Kept]) -> frozenset[str]:
    """The facts whose value now was worked out by a step, and not told by anybody."""
    found = frozenset[str]()
    for event in events:
        if "moves" not in event.data:
            continue
        sealed = (place.removeprefix(FACT) for place in _mapping(event.data.get("sealed", {})))
        new = {*_mapping(event.data["facts"]), *sealed}
        moved = [str(row[0]) for row in _list(event.data["moves"]) if isinstance(row, list)]
        found = (found - new) | (new & worked_out_by(bundle, moved))
    return found


def names_of(events: Iterable[Kept]) -> frozenset[str]:
    """Every fact that the record of a case names, with a value, as unknown or sealed."""
    found: set[str] = set()
    for event in (row for row in events if "moves" in row.data):
        sealed = [place.removeprefix(FACT) for place in _mapping(event.data.get("sealed", {}))]
        found |= {*_mapping(event.data["facts"]), *sealed, *_texts(event.data["beyond"])}
    return frozenset(found)


def _list(value: object) -> list[JSON]:
    return value if isinstance(value, list) else []


_READ: OrderedDict[UUID, Turn] = OrderedDict()
_MOST_READ = 4096


def _turn(event: Kept) -> tuple[Turn, set[str]]:
    """The turn, and the facts that were erased since."""
    turn = _open_turn(event)
    if "sealed" not in event.data:
        return turn, set()
    sealed = {place.removeprefix(FACT) for place in _mapping(event.data["sealed"]) if place.startswith(FACT)}
    there = {place.removeprefix(FACT): value for place, value in event.personal.items() if place.startswith(FACT)}
    facts = {name: from_json(fact(name), value) for name, value in there.items()}
    return replace(turn, facts={**turn.facts, **facts}), sealed - there.keys()


def _open_turn(event: Kept) -> Turn:
    """What of the turn lies open. An event never changes, so it is read once: a case is folded at each of its steps.
    Nothing sealed is remembered, since it may be erased."""
    found = _READ.get(event.id) if event.id else None
    if found is None:
        found = _read_turn(event.data)
        if event.id:
            _READ[event.id] = found
        if len(_READ) > _MOST_READ:
            _READ.popitem(last=False)
    return found


def _read_turn(data: Mapping[str, object]) -> Turn:
    plain = _mapping(data["facts"])
    facts: dict[str, Value] = {name: from_json(fact(name), value) for name, value in plain.items()}
    return Turn(
        facts=facts,
        beyond=frozenset(_texts(data["beyond"])),
        moves=tuple((str(step), how) for step, how in data["moves"]),  # type: ignore[attr-defined]
        status=data["status"],  # type: ignore[arg-type]
        at=_read_place(data["at"]),
        calls=tuple(place for raw in data["calls"] if (place := _read_place(raw))),  # type: ignore[attr-defined]
        outcome=data["outcome"],  # type: ignore[arg-type]
        wait_until=datetime.fromisoformat(str(data["wait_until"])) if data["wait_until"] else None,
        effects=(),
        forgotten=frozenset(_texts(data.get("forgotten", []))),
        marks=_marks(data.get("marks", {})),
    )


def _mapping(value: object) -> Mapping[str, JSON]:
    assert isinstance(value, Mapping)
    return value


def _marks(value: object) -> dict[str, int | str]:
    return {name: mark for name, mark in _mapping(value).items() if isinstance(mark, int | str)}


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


def _read_place(value: object) -> Place | None:
    if value is None:
        return None
    place = _mapping(value)
    return Place(str(place["procedure"]), str(place["step"]))
