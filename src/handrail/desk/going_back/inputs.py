"""What people put into a case, read back from its record: each answer with the place it was given at. Pure.

A case is the fold of its turns, and a turn holds what came of an event. To work a case out anew, the events themselves
are wanted: what was told, without what steps worked out of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handrail.desk.inhand import worked_out_by
from handrail.desk.records import Kept, turn_of
from handrail.facts.vocabulary import Value
from handrail.procedures.language.engine import (
    Answer,
    Bundle,
    Choose,
    Deviate,
    Event,
    Place,
    Resume,
    Skip,
    Start,
    State,
    TimedOut,
    Turn,
    apply,
)

ASIDE = "set_aside"  # in an event: the numbers of earlier ones whose input counts no longer
UNUSED = "unused"  # of those that lie off the way: what is answered there anew stands in their place


@dataclass(frozen=True, slots=True)
class Input:
    """One event that people made, at the place where the hand was. `number`: of it in the chain; `then`: what the case
    knew when it was done; `decided`: a person went on although the law said no or could not tell."""

    number: int
    at: datetime
    who: str
    name: str
    place: Place | None
    event: Event
    then: Mapping[str, Value] = field(default_factory=dict)
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What is told otherwise now. `step`: the place whose yes or no this is."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    beyond: frozenset[str] = frozenset()
    place: Place | None = None
    confirmed: bool | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.facts) | self.beyond


@dataclass(frozen=True, slots=True)
class Inputs:
    """`rows` in the order they came; `beside`: what was told beside the steps; `also`: names that were told in answers
    which count no longer as such. What was said then is known all the same."""

    rows: tuple[Input, ...]
    beside: Mapping[str, Value] = field(default_factory=dict)
    also: frozenset[str] = frozenset()


def inputs(slug: str, bundle: Bundle, told: Iterable[Kept]) -> Inputs:
    """The inputs of a case of a procedure, earlier changes worked in."""
    of, state, unused = Inputs(()), State(), frozenset[int]()
    for number, kept in enumerate(told):
        if "moves" not in kept.data:
            continue
        turn = turn_of(kept)
        if ASIDE in kept.data:
            of = amended(of, change_of(kept, turn), _numbers(kept, ASIDE))
            unused = _numbers(kept, UNUSED)
        else:
            event = _event(slug, kept, turn, state, bundle)
            if event is None:
                of = replace(of, beside={**of.beside, **turn.facts})
            elif not isinstance(event, Resume) or state.status == "waiting":
                here = frozenset(row.number for row in of.rows if row.place == state.at and row.number in unused)
                of = _set_aside(of, here)
                of = replace(of, rows=(*of.rows, _input(number, kept, turn, state, event)))
        state = apply(state, turn)
    return of


def _input(number: int, kept: Kept, turn: Turn, state: State, event: Event) -> Input:
    then = {**state.facts, **turn.facts}
    decided = bool(kept.data.get("decided"))
    return Input(number, _happened(kept), kept.who, kept.actor, state.at, event, then, decided)


def _event(slug: str, kept: Kept, turn: Turn, before: State, bundle: Bundle) -> Event | None:
    """None: told beside the steps, or nothing that moves a case from where it stands."""
    made = worked_out_by(bundle, (step for step, _ in turn.moves)) | _items(bundle)
    facts = {name: value for name, value in turn.facts.items() if name not in made}
    match kept.kind:
        case "started":
            return Start(slug, facts, turn.beyond)
        case "answered" if kept.data.get("chosen"):
            return Choose(str(kept.data["chosen"]))
        case "answered":
            confirmed = kept.data.get("confirmed")
            yes = confirmed if isinstance(confirmed, bool) else None
            return Answer(facts, turn.beyond, yes, bool(kept.data.get("overrode")))
        case "deviated":
            return Deviate(str(kept.personal.get("reason") or "done otherwise"))
        case "skipped":
            return Skip(str(kept.personal.get("reason") or "skipped"))
        case "resumed":
            return Resume()
        case "timed-out":
            return TimedOut()
    return None


def _items(bundle: Bundle) -> frozenset[str]:
    """The facts that hold the item in hand of a list, and what is given to a procedure called: nobody tells them."""
    steps = [step for procedure in bundle.values() for step in procedure.steps]
    return frozenset(step.for_each.as_ for step in steps if step.for_each) | {
        name for step in steps for name in step.give
    }


def _happened(kept: Kept) -> datetime:
    on_paper = kept.data.get("on_paper")
    return datetime.fromisoformat(on_paper) if isinstance(on_paper, str) else kept.at


def _numbers(kept: Kept, which: str) -> frozenset[int]:
    rows = kept.data.get(which)
    return frozenset(row for row in rows if isinstance(row, int)) if isinstance(rows, list) else frozenset()


def change_of(kept: Kept, turn: Turn) -> Change:
    """The change that an event made, as its record names it."""
    names = kept.data.get("changed")
    changed = {str(name) for name in names} if isinstance(names, list) else set()
    place, confirmed = kept.data.get("place"), kept.data.get("confirmed")
    return Change(
        {name: value for name, value in turn.facts.items() if name in changed},
        frozenset(turn.beyond & changed),
        Place(str(place["procedure"]), str(place["step"])) if isinstance(place, dict) else None,
        confirmed if isinstance(confirmed, bool) else None,
    )


def amended(before: Inputs, change: Change, aside: frozenset[int] = frozenset()) -> Inputs:
    """The inputs as they would stand had this been told at first."""
    before = _set_aside(before, aside)
    rows = [replace(row, event=_told(row.event, change)) for row in before.rows]
    last = max((n for n, row in enumerate(rows) if row.place == change.place), default=-1) if change.place else -1
    if last >= 0:
        rows[last] = replace(rows[last], event=_confirmed(rows[last].event, change.confirmed))
    known = {name: value for name, value in before.beside.items() if name not in change.beyond}
    told = {name: change.facts.get(name, value) for name, value in known.items()}
    return Inputs(tuple(rows), told, before.also)


def _set_aside(of: Inputs, numbers: frozenset[int]) -> Inputs:
    """Without these as answers to their steps; what was told in them stays known."""
    gone = [row.event for row in of.rows if row.number in numbers and isinstance(row.event, Answer)]
    also = frozenset(name for event in gone for name in (*event.facts, *event.beyond))
    return Inputs(tuple(row for row in of.rows if row.number not in numbers), of.beside, of.also | also)


def _confirmed(event: Event, confirmed: bool | None) -> Event:
    return replace(event, confirmed=confirmed) if isinstance(event, Answer) and confirmed is not None else event


def _told(event: Event, change: Change) -> Event:
    """The same event, telling what is told now. A fact it did not tell is not told by it."""
    if not isinstance(event, Start | Answer):
        return event
    names = (event.facts.keys() | event.beyond) & change.names
    if not names:
        return event
    facts = {name: value for name, value in event.facts.items() if name not in names}
    facts |= {name: change.facts[name] for name in names if name in change.facts}
    return replace(event, facts=facts, beyond=(event.beyond - names) | (names & change.beyond))


def told_names(of: Inputs) -> frozenset[str]:
    """Every fact that somebody told in this case; only these can be told otherwise."""
    events = [row.event for row in of.rows if isinstance(row.event, Start | Answer)]
    return (
        frozenset(name for event in events for name in (*event.facts, *event.beyond)) | frozenset(of.beside) | of.also
    )


def without(of: Inputs, names: frozenset[str]) -> Inputs:
    """The inputs without these facts: they are asked anew."""

    def bare(event: Event) -> Event:
        if not isinstance(event, Answer) or not (event.facts.keys() | event.beyond) & names:
            return event
        facts = {name: value for name, value in event.facts.items() if name not in names}
        return replace(event, facts=facts, beyond=event.beyond - names)

    rows = tuple(replace(row, event=bare(row.event)) for row in of.rows)
    return Inputs(rows, {name: value for name, value in of.beside.items() if name not in names}, of.also - names)


def rests_on(bundle: Bundle, names: frozenset[str]) -> frozenset[str]:
    """What was looked up with one of these, and with what was found so: it has to be looked up again."""
    rows = [find for procedure in bundle.values() for step in procedure.steps for find in step.find]
    found = frozenset[str]()
    while True:
        with_ = names | found
        more = frozenset(name for row in rows if with_ & set(row.by) for name in row.get) - names
        if more <= found:
            return found
        found |= more
