"""Whether a changed procedure breaks a duty, found by playing it: many cases through the engine, no proof beside it.

Cases begin with the scenarios of the procedure and go on with those beside them: another answer, the other side of a
boundary, a step skipped, a no. A duty is broken where a case in which it surely arises ends without it, or with it in
the wrong order, and was not left to a person."""

from collections.abc import Iterable, Iterator, Mapping

from handrail.facts.conditions import EvaluationError
from handrail.facts.vocabulary import Value, with_own
from handrail.law.engine import load_law
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out
from handrail.procedures.proof.check import own_in
from handrail.procedures.proof.findings import DutyToMeet
from handrail.procedures.proof.ready import kinds_of
from handrail.procedures.proposing.cases import Place, Plan, Played, play
from handrail.procedures.proposing.trying import near
from handrail.procedures.scenarios import _values
from handrail.procedures.shelf import library, reachable

MOST_PLAYS = 60


def broken(
    procedure: Procedure, business: Mapping[str, Value], duties: Iterable[DutyToMeet], most: int = MOST_PLAYS
) -> frozenset[str]:
    """The duties that some of the cases break."""
    shelf = {**library(), procedure.procedure: procedure}
    bundle = {name: written_out(shelf[name]) for name in reachable(procedure.procedure, shelf)}
    duties, found = tuple(duties), set[str]()
    with with_own(own_in(bundle)):
        for place, played in cases(bundle, procedure, business, most):
            if played.has_ended:
                found |= {duty.id for duty in duties if is_missed(duty, played, place)}
    return frozenset(found)


def first_met(
    procedure: Procedure, business: Mapping[str, Value], duties: Iterable[DutyToMeet], most: int = MOST_PLAYS
) -> frozenset[tuple[str, str]]:
    """The steps that in some case are the first to meet a duty which surely arises there."""
    shelf = {**library(), procedure.procedure: procedure}
    bundle = {name: written_out(shelf[name]) for name in reachable(procedure.procedure, shelf)}
    duties, found = tuple(duties), set[tuple[str, str]]()
    with with_own(own_in(bundle)):
        for place, played in cases(bundle, procedure, business, most):
            done = [id_ for moved in played.moved for id_, how in moved.moves if how == "done"]
            steps = {step.id: step for row in place.bundle.values() for step in row.steps}
            for duty in duties if played.has_ended else ():
                first = next((id_ for id_ in done if id_ in steps and duty.kind in steps[id_].meets), "")
                if first and (duty.id, first) not in found and _arises(duty, played, place):
                    found.add((duty.id, first))
    return frozenset(found)


def cases(
    bundle: Mapping[str, Procedure], procedure: Procedure, business: Mapping[str, Value], most: int
) -> Iterator[tuple[Place, Played]]:
    waiting = list(first(bundle, procedure, business))
    seen = {plan.key for _, plan in waiting}
    for number, (place, plan) in enumerate(waiting):
        if number >= most:
            return
        played = play(plan, place)
        yield place, played
        fresh = [(place, row) for row in near(played, place) if row.key not in seen] if len(waiting) < most else []
        seen.update(row.key for _, row in fresh)
        waiting += fresh  # the list grows while it is gone through: what lies nearest comes first


def first(
    bundle: Mapping[str, Procedure], procedure: Procedure, business: Mapping[str, Value]
) -> Iterator[tuple[Place, Plan]]:
    for row in library()[procedure.procedure].scenarios:
        place = Place(dict(bundle), procedure.procedure, load_law(), row.moment, row.zone)
        known = {**_values(row.facts, row.zone), **business}
        yield place, Plan(known, {k: v for k, v in _values(row.pool, row.zone).items() if k not in business})


def is_missed(duty: DutyToMeet, played: Played, place: Place) -> bool:
    met, late = _met(duty, played, place)
    if met and not late:
        return False
    if not met and (played.state.outcome or "") in duty.excused_by:
        return False
    return _arises(duty, played, place)


def _arises(duty: DutyToMeet, played: Played, place: Place) -> bool:
    if duty.arises is None:
        return True
    world, facts = place.world(played.moved[-1].at), played.state.facts
    try:
        functions = world.law(facts) if world.law else None
        return duty.arises.evaluate({**facts, "today": world.today}, functions).value is True
    except EvaluationError:
        return False


def _met(duty: DutyToMeet, played: Played, place: Place) -> tuple[bool, bool]:
    met = late = seen = False
    rule = duty.must_come
    for moved in played.moved:
        for id_, how in moved.moves if not met or (rule and rule.order == "before") else ():
            step = next((step for row in place.bundle.values() for step in row.steps if step.id == id_), None)
            if how != "done" or step is None:
                continue
            is_such = rule is not None and bool(kinds_of(step) & set(rule.kinds))
            seen |= is_such
            met |= duty.kind in step.meets and (rule is None or rule.order == "before" or seen)
            late |= rule is not None and rule.order == "before" and is_such and not met
    return met, late
