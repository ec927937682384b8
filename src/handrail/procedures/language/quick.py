"""The common turns, laid out beforehand: one line of a table instead of a walk through the rules.

Most turns answer a step that says, asks, does or records something and leads on to one that waits for a person again.
What such a step needs and where it leads is a matter of the procedure alone, so `lines` reads it off once. A step that
could do anything else (come back, skip itself, call, wait, ask the law or the date) has no line, and a turn that leaves
something open (a fact not known, a no, another's procedure to go back to) is not found here: then the engine works the
turn out. The two always agree; tests/procedures/test_quick.py holds random procedures against both."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import OPERATIONS, TODAY, Condition, compile_condition
from handrail.facts.vocabulary import Value, with_own
from handrail.procedures.language.parts import length
from handrail.procedures.language.state import Answer, Effect, EffectKind, How, Place, State, Status

if TYPE_CHECKING:
    from handrail.procedures.language.steps import Procedure, Step
    from handrail.procedures.language.ways import Way

PLAIN = frozenset({
    "id", "title", "role", "say", "ask", "look_up", "find", "confirm", "no", "decide", "table", "do", "send", "how",
    "record", "note", "escalate", "end", "next", "unknown", "within", "meets", "evidence", "done_when", "may_skip",
    "if_skipped", "never_skip", "mistakes", "switched_off",
})  # fmt: skip
"""The parts a step may have and still have a line. A part that is new to the language is not among them by itself."""

Known = Mapping[str, Value]
Test = Callable[[Known], Any]


class Row(NamedTuple):
    """Where a step leads: always (`test` is None), or where its test is true."""

    test: Test | None
    status: Status
    at: Place | None
    moves: tuple[tuple[str, How], ...]
    outcome: str | None
    effects: tuple[Effect, ...]


class Line(NamedTuple):
    """What a step needs to be known, whether the customer must have said yes, and its rows, first match first."""

    needs: tuple[str, ...]
    confirm: bool
    rows: tuple[Row, ...]
    due: Effect | None  # without its instant, which is that of the turn
    within: timedelta


class Quick(NamedTuple):
    """Of a procedure: where every case of it begins (None: that depends on the case), and its lines by step."""

    first: Place | None
    lines: dict[str, Line]


def laid_out(procedure: "Procedure") -> Quick:
    first = procedure.steps[0].id
    lines = {step.id: _line(procedure, step) for step in procedure.steps}
    return Quick(
        Place(procedure.procedure, first) if _stops_at(procedure, first) else None,
        {id_: line for id_, line in lines.items() if line is not None},
    )


def landed(line: Line, facts: Known, state: State, event: Answer) -> Row | None:
    """The row that an answer comes to, with what is known then; None where the engine has to work the turn out."""
    if event.beyond or (line.confirm and not event.confirmed):
        return None
    for name in line.needs:
        if name not in facts:
            return None
    for row in line.rows:
        if row.test is None or row.test(facts):
            return None if row.at is None and state.calls else row
    return None


_made = tuple.__new__  # a state whose parts are all at hand, without the detour over their names


def after(state: State, row: Row, facts: Known) -> State:
    """The state a row leads to."""
    beyond = state.beyond - facts.keys() if state.beyond else state.beyond
    trail = state.trail + row.moves
    return _made(State, (row.status, row.at, state.calls, facts, beyond, trail, row.outcome, None, state.marks))


def due(line: Line, row: Row, at: datetime) -> tuple[Effect, ...]:
    """The effects of a row, with the instant by which the step has to be done."""
    return (*row.effects, replace(line.due, at=at + line.within)) if line.due else row.effects


def _line(procedure: "Procedure", step: "Step") -> Line | None:
    if not _parts(step) <= PLAIN or procedure.order_of(step.id) or step.id in procedure.looked_over:
        return None
    choices = [(choice.when, choice.way) for choice in step.choices]
    rows = [_row(procedure, step, when, way) for when, way in choices] or [_row(procedure, step, None, None)]
    whole = tuple(row for row in rows if row is not None)
    if len(whole) < len(rows):
        return None
    needs = dict.fromkeys(
        (*step.wants, *(name for guard in step.guards for name in sorted(_compiled(step, guard).facts)))
    )
    due = Effect("due", step.id, step.name) if step.within else None
    return Line(tuple(needs), bool(step.confirm), whole, due, length(step.within) if step.within else timedelta())


def _parts(step: "Step") -> set[str]:
    """The parts of the language it is written with."""
    return {
        name
        for name, field in type(step).model_fields.items()
        if getattr(step, name) != field.get_default(call_default_factory=True)
    }


def _row(procedure: "Procedure", step: "Step", when: str | None, way: "Way | None") -> Row | None:
    test = _test(_compiled(step, when).tree) if when else None
    if when and test is None:
        return None
    effects = (*_settled(step), *_leaving(step, way))
    if step.within and len(effects) > len(_settled(step)):
        return None  # what is due comes in between
    target, outcome = _leads(procedure, step, way)
    if (way is not None and way.again) or (target and not _stops_at(procedure, target)):
        return None
    place = Place(procedure.procedure, target) if target else None
    return Row(test, "open" if place else "ended", place, ((step.id, "done"),), None if place else outcome, effects)


def _leads(procedure: "Procedure", step: "Step", way: "Way | None") -> tuple[str | None, str]:
    """The step that comes next, or None and how the procedure ends."""
    if way is not None:
        return way.target, way.end or ("escalated" if way.escalate else "refused")
    if step.end:
        return None, step.end
    return procedure.after(step), "escalated" if step.escalate else "resolved"


def _stops_at(procedure: "Procedure", id_: str) -> bool:
    """Whether whoever comes to the step stays there until a person acts."""
    step = procedure.step(id_)
    return not (step.when or step.once or step.any_order or step.is_silent or procedure.order_of(id_))


_KINDS: tuple[Literal["say", "do", "send"], ...] = ("say", "do", "send")


def _settled(step: "Step") -> tuple[Effect, ...]:
    told: tuple[tuple[EffectKind, str | None], ...] = tuple((kind, step.worded(kind)) for kind in _KINDS)
    words = (Effect(kind, step.id, text) for kind, text in told if text)
    return (*words, *(Effect("meets", step.id, kind) for kind in step.meets))


def _leaving(step: "Step", way: "Way | None") -> tuple[Effect, ...]:
    if way is None:
        return (Effect("escalate", step.id, step.escalate.why, step.escalate.to),) if step.escalate else ()
    if way.escalate:
        return (Effect("escalate", step.id, way.why or "", way.escalate),)
    return (Effect("refuse", step.id, way.refuse),) if way.refuse else ()


def _compiled(step: "Step", text: str) -> Condition:
    with with_own(step.home.own):
        return compile_condition(text)


def _test(node: Node) -> Test | None:
    """A condition as a function of facts that are all known; None where it asks for more than facts."""
    match node:
        case Constant(value):
            return lambda facts: value
        case Name(name) if name != TODAY:
            return itemgetter(name)
        case Items(items):
            return _together(items, lambda *values: values)
        case Call("_&&_", args):
            return _together(args, lambda *values: all(values))
        case Call("_||_", args):
            return _together(args, lambda *values: any(values))
        case Call(function, args) if function in OPERATIONS:
            return _together(args, OPERATIONS[function])
    return None


def _together(nodes: tuple[Node, ...], operation: Callable[..., Any]) -> Test | None:
    tests = [_test(node) for node in nodes]
    there = [test for test in tests if test is not None]
    return (lambda facts: operation(*[test(facts) for test in there])) if len(there) == len(tests) else None
