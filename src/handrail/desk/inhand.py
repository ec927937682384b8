"""What an agent needs to see beside the step in hand: which try it is, which item of a list, who did the step that is
looked over, which rows of the rail stand for one step. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handrail.desk.roles import role_words, stands_for
from handrail.facts.answers import dollars
from handrail.facts.vocabulary import Amounts, Value, fact
from handrail.procedures.language.engine import Bundle, Place, State, mark_name
from handrail.procedures.language.steps import Procedure, Step

JOINT = "--"  # between a step and the wording of it that a variant gives


@dataclass(frozen=True, slots=True)
class Round:
    """The item in hand of a list: the `number`th. `items`: the whole list in words."""

    label: str
    number: int
    items: tuple[str, ...]

    @property
    def item(self) -> str:
        return self.items[self.number - 1] if self.number <= len(self.items) else ""


def rounds(bundle: Bundle, state: State) -> tuple[Round, ...]:
    """Every list that is being gone through, the outermost first."""
    found = []
    for place in state.calls:
        row = bundle[place.procedure].step(place.step).for_each
        number = int(state.marks.get(mark_name("round", place), 0))
        if row and number:
            found.append(Round(fact(row.in_).label, number, _items(row.as_, state.facts.get(row.in_))))
    return tuple(found)


def ahead(step: Step, state: State) -> tuple[str, tuple[str, ...]] | None:
    """The list that this step is about to go through, with its label, once it is known."""
    row = step.for_each
    if row is None or row.in_ not in state.facts:
        return None
    return fact(row.in_).label, _items(row.as_, state.facts[row.in_])


def _items(name: str, value: Value | None) -> tuple[str, ...]:
    if isinstance(value, Amounts):
        return tuple(map(dollars, value))
    return tuple(fact(name).word(item) for item in value) if isinstance(value, tuple) else ()


def tries(bundle: Bundle, state: State) -> tuple[int, int] | None:
    """Which try of how many the step in hand is, once a way led back to it (or it may send back once more)."""
    if state.at is None:
        return None
    for step in bundle[state.at.procedure].steps:
        for _, way in step.ways():
            if way.again and state.at.step in (way.again, step.id):
                gone = int(state.marks.get(mark_name("again", Place(state.at.procedure, step.id), way.again), 0))
                if gone:
                    return gone + 1, (way.at_most or 0) + 1
    return None


def did(step: Step, state: State) -> str:
    """The id of whoever did the step that this one looks over; "" when nobody did, or nothing is looked over."""
    if not step.by_other_than or state.at is None:
        return ""
    return str(state.marks.get(mark_name("by", Place(state.at.procedure, step.by_other_than)), ""))


def checks_ahead(procedure: Procedure, step: Step) -> tuple[str, ...]:
    """The checks that come once the step is answered, before anybody is asked anything again."""
    found, here = dict[str, str](), step
    for _ in procedure.steps:
        found |= here.check
        after = procedure.after(here)
        if here.choices or here.called or here.wait or after is None:
            break
        here = procedure.step(after)
        if not here.is_silent:
            break
    return tuple(found)


def not_theirs(procedure: Procedure, step: Step, role: str) -> str:
    """Why a person of this role does not do the step, in a sentence; "" where they may."""
    wanted = procedure.filled_by(step.role)
    if wanted == "agent" or stands_for(role, wanted):
        return ""
    named = (
        f" ({procedure.roles[step.role].who or step.role.replace('-', ' ')})" if step.role in procedure.roles else ""
    )
    return f"“{step.name}” is for {role_words(wanted)}{named}. The case waits for them: it stands in their list."


@dataclass(frozen=True, slots=True)
class Row:
    """A step in the list of steps. `how`: now, done, passed, skipped, once (done before, and only once), off (no way
    leads there from the step in hand), untaken (the case is over) or nothing: it may come."""

    number: int
    id: str
    name: str
    how: str


def rail(procedure: Procedure, state: State, step: Step | None) -> tuple[Row, ...]:
    """The steps of a procedure, each once: the wordings of a variant stand for the step they word."""
    how = _since(procedure, state, step)
    comes = _can_come(procedure, state, step)
    known = {each.id for each in procedure.steps}
    groups: dict[str, list[str]] = {}
    for each in procedure.steps:
        base = each.id.split(JOINT)[0]
        groups.setdefault(base if base in known else each.id, []).append(each.id)
    return tuple(
        Row(number, base, procedure.step(base).name, _how(procedure, ids, how, state, step) or _off(ids, comes, step))
        for number, (base, ids) in enumerate(groups.items(), 1)
    )


def _can_come(procedure: Procedure, state: State, step: Step | None) -> set[str]:
    """The steps to which some way leads from the one in hand. All of them while a list is gone through."""
    if step is None:
        return set()
    if any(state.marks.get(mark_name("round", place), 0) for place in state.calls):
        return {each.id for each in procedure.steps}
    found: set[str] = set()
    ahead = [step.id]
    while ahead:
        each = procedure.step(ahead.pop())
        leads = [id_ for _, way in each.ways() for id_ in (way.go, way.again, way.then)]
        beside = each.any_order.of if each.any_order else ()
        new = {id_ for id_ in (*leads, *beside, procedure.after(each)) if id_} - found
        found |= new
        ahead += new
    return found


def _off(ids: Sequence[str], comes: set[str], step: Step | None) -> str:
    return "untaken" if step is None else "" if comes.intersection(ids) else "off"


def _since(procedure: Procedure, state: State, step: Step | None) -> dict[str, str]:
    """How each step was left, without what lies ahead again: of an earlier item of a list, or an earlier try."""
    how: dict[str, str] = dict(state.trail)
    if step is None or state.at is None:
        return how
    ids = [each.id for each in procedure.steps]
    here, until = ids.index(step.id), 0
    if any(state.marks.get(mark_name("round", place), 0) for place in state.calls[-1:]):
        until = len(ids)
    for n, each in enumerate(procedure.steps):
        back = [way.again for _, way in each.ways() if way.again and ids.index(way.again) <= here <= n]
        if any(state.marks.get(mark_name("again", Place(procedure.procedure, each.id), id_)) for id_ in back if id_):
            until = max(until, n + 1)
    once = {id_ for id_ in ids if state.marks.get(mark_name("once", Place(procedure.procedure, id_)))}
    ahead = set(ids[here + 1 : until]) - once
    return {id_: left for id_, left in how.items() if id_ not in ahead}


def _how(procedure: Procedure, ids: Sequence[str], how: Mapping[str, str], state: State, step: Step | None) -> str:
    if step and step.id in ids:
        return "now"
    last = next((how[id_] for id_ in reversed(ids) if id_ in how), "")
    once = any(state.marks.get(mark_name("once", Place(procedure.procedure, id_))) for id_ in ids)
    return "once" if last == "passed" and once else last


def worked_out_by(bundle: Bundle, steps: Iterable[str]) -> frozenset[str]:
    """The facts that these steps work out."""
    wanted = set(steps)
    return frozenset(
        name for each in bundle.values() for step in each.steps if step.id in wanted for name in step.work_out
    )
