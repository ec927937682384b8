"""What to try next: plans a little different from one that was played, at what it came past. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from handrail.calendars.business_days import add_months
from handrail.facts.cel_tree import Call, Constant, Items, Name, Node, names, walk
from handrail.facts.conditions import TODAY, compile_condition
from handrail.facts.vocabulary import ELSEWHERE, Amounts, Fact, Value, fact
from handrail.procedures.language.steps import Step
from handrail.procedures.proof.measures import sample_of
from handrail.procedures.proof.rules import Seen
from handrail.procedures.proposing.cases import Moved, Place, Plan, Played
from handrail.procedures.proposing.cover import comparisons, guards_of, how_far
from handrail.procedures.proposing.wishes import wishes

_OLDEST = 150  # years: a day so long ago is still in the calendar
_AT_NIGHT = 13  # hours later than the case would begin
_LAW = frozenset({"applies", "deadline", "may", "law_value"})


def near(played: Played, place: Place) -> Iterator[Plan]:
    """Plans that differ in one thing that this case came past."""
    plan, known = played.plan, {**played.plan.known, **played.asked}
    for step in _passed(played, place):
        if step.confirm and step.id not in plan.no:
            yield replace(plan, no=plan.no | {step.id})
        if step.if_skipped and step.id not in plan.skipped:
            yield replace(plan, skipped=plan.skipped | {step.id})
        if step.wait and step.wait.on_timeout and step.id not in plan.late:
            yield replace(plan, late=plan.late | {step.id})
        yield from _unknown(plan, step)
    for moved in played.moved:
        for id_, _ in moved.moves:
            here = _step(id_, moved, place)
            if here is not None:
                for text in guards_of(here):
                    yield from _other_values(plan, text, moved, place, known)


def _passed(played: Played, place: Place) -> list[Step]:
    rows = (_step(id_, moved, place) for moved in played.moved for id_, _ in moved.moves)
    in_hand = (_step(moved.step, moved, place) for moved in played.moved if moved.step)
    return list({step.id: step for step in (*rows, *in_hand) if step is not None}.values())


def _step(id_: str, moved: Moved, place: Place) -> Step | None:
    """The step of that id: in the procedure in hand, else in the one that is tried, else in any."""
    at = moved.after.at.procedure if moved.after.at else place.slug
    for name in dict.fromkeys((moved.procedure, at, place.slug, *place.bundle)):
        found = next((step for step in place.bundle[name].steps if step.id == id_), None)
        if found is not None:
            return found
    return None


def _unknown(plan: Plan, step: Step) -> Iterator[Plan]:
    """One of the facts it needs can't be found out."""
    read = [name for text in guards_of(step) for name in sorted(compile_condition(text).facts)]
    for name in dict.fromkeys((*step.wants[:1], *read)):
        if plan.answers.get(name, "") is not None:
            yield replace(plan, answers={**plan.answers, name: None})
    if step.collect:
        yield replace(plan, answers={**plan.answers, **dict.fromkeys(step.collect.of)})


def _other_values(
    plan: Plan, text: str, moved: Moved, place: Place, known: Mapping[str, Value | None]
) -> Iterator[Plan]:
    tree = compile_condition(text).tree
    asks_law = any(isinstance(node, Call) and node.function in _LAW for node in walk(tree))
    for name in sorted(names(tree) - {TODAY}):
        for value in (*_values(fact(name), tree), *_days_told_apart(name, tree, place.world(moved.at).today)):
            yield _with(plan, name, value)
    for node in comparisons(text):
        yield from _shifted(plan, node, moved, place)
    for wish in wishes(place.law, tree) if asks_law else ():
        wished = plan
        for name, value in wish.items():
            wished = _with(wished, name, value)
        yield wished
    if asks_law:  # what the law says hangs on facts that are not written here
        for name in sorted(known):
            for value in _plain(fact(name), known[name]):
                yield _with(plan, name, value)
        if plan.hours_later == 0 and "may(" in text:
            yield replace(plan, hours_later=_AT_NIGHT)


def _with(plan: Plan, name: str, value: Value) -> Plan:
    if name in plan.known or name.startswith("business."):
        return replace(plan, known={**plan.known, name: value})
    return replace(plan, answers={**plan.answers, name: value})


def _plain(row: Fact, value: Value | None) -> Iterable[Value]:
    if row.type == "bool":
        return (True, False)
    if row.type in ("int", "money") and isinstance(value, int):
        return (0, 3 * value)
    return row.values if row.type == "choice" and len(row.values) <= 8 else ()


def _values(row: Fact, tree: Node) -> Iterator[Value]:
    """Values that a condition tells apart."""
    if row.type == "bool":
        yield from (True, False)
    elif row.type == "choice":
        named = _named_with(row.name, tree)
        other = next((value for value in (ELSEWHERE, *row.values) if value in row.values and value not in named), None)
        yield from (*named, *((other,) if other else ()))
    elif row.type == "list":
        yield ()
        yield from ((value,) for value in _named_with(row.name, tree) or row.values[:1])
        if len(row.values) > 1:
            yield row.values[:2]
    elif row.type == "text":
        yield from _named_with(row.name, tree)
    elif row.type == "amounts":
        yield from (Amounts(()), Amounts((100_00, 200_00)))
    elif row.type in ("int", "money"):
        yield from (number + k for number in _numbers_with(row.name, tree) for k in (-1, 0, 1))


def _days_told_apart(name: str, tree: Node, today: date) -> Iterator[date]:
    """Days on both sides of an age, and in the months beside one that is named."""
    for node in walk(tree):
        match node:
            case Call(_, (Call("years", (Name(born), Name("today"))), Constant(int() as age))) if born == name:
                day = add_months(today, -12 * age) if 0 <= age < _OLDEST else today
                yield from (day, day + timedelta(days=1))
            case Call(_, (Call("month", (Name(day_in),)), (Constant() | Items()) as named)) if day_in == name:
                told = named.items if isinstance(named, Items) else (named,)
                months = {row.value for row in told if isinstance(row, Constant) and isinstance(row.value, int)}
                wanted = {month + by for month in months for by in (-1, 0, 1)}
                ahead = sorted((month - today.month) % 12 for month in wanted)
                yield from (add_months(today, count) for months_on in ahead for count in (months_on, months_on - 12))


def _named_with(name: str, tree: Node) -> tuple[str, ...]:
    """The words that a condition holds against a fact."""
    found: dict[str, None] = {}
    for node in walk(tree):
        if isinstance(node, Call) and Name(name) in node.args:
            for arg in node.args:
                rows = arg.items if isinstance(arg, Items) else (arg,)
                found |= {row.value: None for row in rows if isinstance(row, Constant) and isinstance(row.value, str)}
    return tuple(found)


def _numbers_with(name: str, tree: Node) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for node in walk(tree):
        if isinstance(node, Call) and Name(name) in node.args:
            for arg in node.args:
                if isinstance(arg, Constant) and isinstance(arg.value, int) and not isinstance(arg.value, bool):
                    found[arg.value] = None
    return tuple(found)


def _shifted(plan: Plan, node: Node, moved: Moved, place: Place) -> Iterator[Plan]:
    """Each number and day of a comparison moved so that its two sides come as close as its boundary."""
    apart = how_far(node, moved, place)
    if abs(apart) >= 10**9:
        return
    for name in sorted(names(node) - {TODAY}):
        value = moved.after.facts.get(name)
        for by in {sign * apart + k for sign in (-1, 1) for k in (-1, 0, 1)} - {0}:
            moved_to = _moved_by(value, by)
            if moved_to is not None:
                yield _with(plan, name, moved_to)


def _moved_by(value: Value | None, by: int) -> Value | None:
    try:
        if isinstance(value, datetime | bool):
            return None
        if isinstance(value, date):
            return value + timedelta(days=by)
        return value + by if isinstance(value, int) and value + by >= 0 else None
    except OverflowError:
        return None


# From the prover


def seeds(seen: Seen) -> Iterator[Plan]:
    """The plans of the paths on which the prover saw something for the first time."""
    for sight in dict.fromkeys(sight.came for sight in seen.explored.notes.values()):
        legs = seen.explored.path(sight)
        notes = [note for leg in legs for note in leg.notes]
        told, space = seen.explored.told(sight, seen.ready.space.full), seen.ready.space
        answers: dict[str, Value | None] = {}
        for measure in space.measures:
            mask = measure.of(told.cells)
            if isinstance(measure.node, Name) and mask not in (0, measure.everything):
                value = sample_of(measure, mask)
                if value is not None and measure.kind != "opaque" and _fits(fact(measure.node.fact), value):
                    answers[measure.node.fact] = value
        answers |= dict.fromkeys(space.named(told.beyond & ~told.known))
        known = {name: value for name, value in answers.items() if name.startswith("business.") and value is not None}
        yield Plan(
            known,
            {name: value for name, value in answers.items() if not name.startswith("business.")},
            frozenset(note.place.step for note in notes if note.kind == "no"),
            frozenset(note.place.step for note in notes if note.kind == "skipped"),
            frozenset(note.place.step for note in notes if note.kind == "timeout"),
        )


def _fits(row: Fact, value: Value) -> bool:
    if row.type == "choice":
        return value in row.values
    if isinstance(value, bool):
        return row.type == "bool"
    if isinstance(value, int):
        return row.type in ("int", "money") and value >= 0
    return row.type == "text" and isinstance(value, str)
