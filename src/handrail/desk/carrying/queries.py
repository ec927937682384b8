"""What a room that carries needs to know of a case: whom to answer, and what a step would do before it is done."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from handrail.desk import care, queries
from handrail.desk.carrying.carrier import Carrier
from handrail.desk.carrying.words import ASKED, BY_FORM, CAME, FILLED, STOPPED
from handrail.desk.law import Moment, limits
from handrail.desk.models import Case
from handrail.desk.records import Kept
from handrail.desk.replying import Sending
from handrail.facts.vocabulary import Value
from handrail.procedures.language import engine
from handrail.procedures.language.engine import State, Turn

MOST_SHOWN = 5  # messages beside a step; the record of the case has all


@dataclass(frozen=True, slots=True)
class Thread:
    """Whom the last message of a case came from, and the ids of its thread, the last one last."""

    to: str
    subject: str
    ids: tuple[str, ...]


def thread_of(case: Case) -> Thread | None:
    """None when no message came, or its words were erased."""
    for event in reversed(queries.events(case.id)):
        if event.kind == CAME and event.personal.get("from"):
            said = {name: str(event.personal.get(name, "")) for name in ("from", "subject", "message_id", "answers")}
            ids = [*said["answers"].split(), said["message_id"]]
            return Thread(said["from"], said["subject"], tuple(dict.fromkeys(each for each in ids if each)))
    return None


@dataclass(frozen=True, slots=True)
class Wrote:
    """A message of the customer's, as the agent reads it beside the step. `words` None: they were erased."""

    at: datetime
    subject: str
    words: str | None


def wrote(told: Sequence[Kept]) -> list[Wrote]:
    """What the customer wrote in this case, the last first, out of its events."""
    came = [event for event in reversed(told) if event.kind == CAME]
    said = [(event.at, event.personal.get("subject", ""), event.personal.get("note")) for event in came]
    return [Wrote(at, str(subject), None if words is None else str(words)) for at, subject, words in said[:MOST_SHOWN]]


@dataclass(frozen=True, slots=True)
class WentOn:
    """What was done since an agent's last deed: the steps that automation did, by which name, and why it stopped, if
    it says so; and those that the customer answered by a form."""

    steps: tuple[str, ...]
    answered: tuple[str, ...]
    by: str
    why: str


def went_on(told: Sequence[Kept], bundle: engine.Bundle) -> WentOn | None:
    """None where an agent's deed was the last."""
    since = list(itertools.takewhile(lambda event: not event.who, reversed(told)))
    names = {step.id: step.name for each in bundle.values() for step in each.steps}
    done = [event for event in reversed(since) if event.kind == "answered" and event.actor != BY_FORM]
    filled = [event for event in reversed(since) if event.kind == FILLED]
    if not (done or filled):
        return None
    steps, answered = ([names.get(step, step) for step in map(_step_of, row)] for row in (done, filled))
    why = next((str(event.data.get("why", "")) for event in since if event.kind == STOPPED), "")
    by = next((event.actor for event in since if event.actor != BY_FORM), "")
    return WentOn(tuple(steps), tuple(answered), by, why)


def _step_of(event: Kept) -> str:
    return str(event.data.get("step", ""))


_MOVES = (STOPPED, "answered", "skipped", "told", "answer-changed", "timed-out", "deviated", "reopened")


def to_decide(told: Sequence[Kept]) -> str:
    """What automation left to be decided at the step in hand, while nothing has moved since; "" for nothing."""
    last = next((event for event in reversed(told) if event.kind in _MOVES), None)
    return str(last.data["why"]) if last and last.kind == STOPPED and last.data.get("decide") else ""


@dataclass(frozen=True, slots=True)
class FormOut:
    """A form that waits for the customer. `over`: its time has passed."""

    at: datetime
    until: datetime
    over: bool


def form_out(told: Sequence[Kept], at: datetime) -> FormOut | None:
    """The form for the step in hand, while nobody has answered it."""
    since = list(itertools.takewhile(lambda event: event.kind not in ("answered", FILLED), reversed(told)))
    asked = next((event for event in since if event.kind == ASKED), None)
    if asked is None:
        return None
    until = datetime.fromisoformat(str(asked.data["until"]))
    return FormOut(asked.at, until, at >= until)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a step comes to if it is done now. `why`: for what it must be a person who does it; "" for nothing."""

    turn: Turn
    why: str


def foreseen(case: Case, state: State, now: Moment, facts: Mapping[str, Value] | None = None) -> Foreseen:
    """The step in hand worked out, and nothing of it kept. Raises UnansweredError, EngineError."""
    asked = queries.asked(now)
    world, bundle = queries.engine_world(now, asked, ""), queries.procedures(case)
    event = engine.Answer(facts or {}, frozenset(), None)
    turn, softened = care.decide(bundle, state, event, world, lambda: asked.doubtful)
    return Foreseen(turn, softened or _for_a_person(bundle, turn, now))


def _for_a_person(bundle: engine.Bundle, turn: Turn, now: Moment) -> str:
    if care.refuses(bundle, turn):
        said = " ".join(effect.text for effect in turn.effects if effect.kind == "refuse" and effect.text)
        return "The customer would be turned away. A person decides that." + (
            f" The procedure says: “{said}”" if said else ""
        )
    if turn.outcome == "escalated" or any(effect.kind == "escalate" for effect in turn.effects):
        return "It goes to a person from here."
    after = Moment(now.law, {**now.facts, **turn.facts}, now.at, now.on, now.zone)
    meets = [effect.text for effect in turn.effects if effect.kind == "meets"]
    held = [row.title for row in limits(after, meets) if row.holds]
    return f"Law stands against it, or can’t tell: {'; '.join(held)}." if held else ""


def carrier() -> Carrier:
    """What `settings` names: the rooms above carry, and this one knows none of them."""
    found: Carrier = import_string(settings.DESK_CARRIER)
    return found


def offered(case: Case, sending: Sending | None) -> str:
    """Where the reply in hand can be sent from here, in words; "" when a person sends it some other way."""
    return carrier().offers(case, sending) if sending and not sending.why else ""


def at_of(case: Case, at: datetime) -> tuple[State, Moment]:
    state = queries.state(case)
    return state, queries.moment(state.facts, at)
