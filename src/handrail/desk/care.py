"""A refusal is never the machine's own where it rests on what nobody knows or on law nobody has checked. Pure.

The engine works a turn out as the procedure says. If the customer would be turned away by it, or the step in hand leads
straight to that, and the branch rests on a fact beyond finding out or on law that is not firm, then the turn is worked
out once more with a supervisor standing where the refusal stood."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import with_own
from handrail.procedures.language import engine
from handrail.procedures.language.engine import Bundle, Event, State, Turn, World
from handrail.procedures.language.steps import Choice, Procedure, Step, Way

PERSON = "supervisor"
UNKNOWN = "A refusal would rest on something nobody could find out. Decide it yourself."
UNCHECKED = "A refusal would rest on law that is unverified or out of date. Decide it yourself."


def decide(
    bundle: Bundle, state: State, event: Event, world: World, doubtful: Callable[[], Collection[str]]
) -> tuple[Turn, str]:
    """The turn, and why a person was put in the place of a refusal ("" when none was). `doubtful` is asked after the
    turn is worked out: the law behind it that is not firm."""
    turn = engine.decide(bundle, state, event, world)
    if not refuses(bundle, turn):
        return turn, ""
    if doubtful():
        return engine.decide(_softened(bundle, UNCHECKED), state, event, world), UNCHECKED
    if rests_on_unknown(bundle, state, turn):
        return engine.decide(_softened(bundle, UNKNOWN), state, event, world), UNKNOWN
    return turn, ""


def refuses(bundle: Bundle, turn: Turn) -> bool:
    """Whether the customer is turned away in this turn, or will be without another question."""
    if turn.outcome == "refused" or any(effect.kind == "refuse" for effect in turn.effects):
        return True
    if turn.at is None or turn.status != "open":
        return False
    procedure = bundle[turn.at.procedure]
    return heads_for_refusal(procedure, procedure.step(turn.at.step))


def heads_for_refusal(procedure: Procedure, step: Step | None) -> bool:
    """Whether the steps from here on lead to a refusal with nothing left to decide between."""
    seen = set[str]()
    while step is not None and step.id not in seen:
        seen.add(step.id)
        if step.refuse:
            return True
        if step.choices or step.check or step.confirm or step.called or step.end or step.wait:
            return False
        after = procedure.after(step)
        step = procedure.step(after) if after else None
    return False


def rests_on_unknown(bundle: Bundle, state: State, turn: Turn) -> bool:
    """Whether a step passed in this turn looked at a fact that is beyond finding out."""
    beyond = (state.beyond | turn.beyond) - turn.facts.keys()
    passed = {step for step, _ in turn.moves}
    steps = (step for procedure in bundle.values() for step in procedure.steps if step.id in passed)
    return any(beyond & _looked_at(step) for step in steps)


def _looked_at(step: Step) -> set[str]:
    """What a step turns on: its conditions, what it works out, and what it gathers."""
    with with_own(step.home.own):
        rows = [row for row in step.expressions if row[0] != step.when]
        named = {name for text, kind in rows for name in compile_condition(text, kind).facts}
    return named | set(step.wants) | set(step.collect.of if step.collect else ())


def _softened(bundle: Bundle, why: str) -> Mapping[str, Procedure]:
    return {slug: _soft_procedure(procedure, why) for slug, procedure in bundle.items()}


def _soft_procedure(procedure: Procedure, why: str) -> Procedure:
    steps = tuple(_soft_step(procedure, step, why) for step in procedure.steps)
    return procedure.model_copy(update={"steps": steps})


def _soft_step(procedure: Procedure, step: Step, why: str) -> Step:
    """The step with a person in the place of each way that turns the customer away."""

    def soft(way: Way | None) -> Way | None:
        if way is not None and way.over:
            way = way.model_copy(update={"over": soft(way.over)})
        return Way(escalate=PERSON, why=why) if way is not None and _turns_away(procedure, way) else way

    change: dict[str, Any] = {name: soft(getattr(step, name)) for name in ("no", "otherwise", "unknown", "if_skipped")}
    change |= {"decide": tuple(_soft_choice(choice, soft) for choice in step.choices), "table": None}
    change["outcomes"] = {name: soft(way) for name, way in step.outcomes.items()}
    if step.wait and step.wait.on_timeout:
        change["wait"] = step.wait.model_copy(update={"on_timeout": soft(step.wait.on_timeout)})
    if step.refuse:
        change |= {"refuse": None, "decide": (Choice(otherwise=Way(escalate=PERSON, why=why)),)}
    return step.model_copy(update=change)


def _soft_choice(choice: Choice, soft: Callable[[Way | None], Way | None]) -> Choice:
    return choice.model_copy(update={"then": soft(choice.then), "otherwise": soft(choice.otherwise)})


def _turns_away(procedure: Procedure, way: Way) -> bool:
    target = procedure.step(way.target) if way.target else None
    return bool(way.refuse) or way.end == "refused" or heads_for_refusal(procedure, target)
