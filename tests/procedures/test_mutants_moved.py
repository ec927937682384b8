"""The check, tried on starters whose order, conditions and deadlines were changed: what breaks a duty is refused.

What counts as a break:
* *later*: the one step that meets a duty takes a day longer than the law gives at least, whatever day it starts.
* *swap*: the law puts one deed before or after another, and the two steps do each other's.
* *wide*: a row of a decision holds always, and no way leads to the steps that meet the duty any more. *wide on chat*:
  the same on one channel only.
Not counted: a duty that every path it arises on then leaves to a person; and one that can't arise any more, as it
begins with a fact (`known(…)`) that only the steps cut off would note. Where no step asks the day from which the law
counts, a later deadline can't be refused: it must be told as not compared."""

from collections.abc import Iterable, Iterator

import pytest

from handrail.facts.cel_tree import Call, Name, Node
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.findings import DutyToMeet, Report
from handrail.procedures.proof.ready import touched
from handrail.procedures.shelf import library, with_called
from procedures.test_mutants import Mutant, changed, checked

pytestmark = pytest.mark.slow

ACT = ("say", "do", "send", "meets", "within", "how", "evidence", "done_when")
A_DAY = 1440


def later(procedure: Procedure, duties: Iterable[DutyToMeet]) -> Iterator[tuple[Mutant, DutyToMeet]]:
    for duty in duties:
        met_by = [step for step in procedure.steps if duty.kind in step.meets]
        for step in met_by if duty.in_time and duty.in_time.shortest else ():
            span = f"{duty.in_time.shortest // A_DAY + 1}d"
            yield Mutant("later", step.id, duty.kind, changed(procedure, step, within=span)), duty


def swapped(procedure: Procedure, duties: Iterable[DutyToMeet]) -> Iterator[tuple[Mutant, DutyToMeet]]:
    for duty in duties:
        met_by = [step for step in procedure.steps if duty.kind in step.meets]
        kinds = set(duty.must_come.kinds) if duty.must_come else set()
        others = [step for step in procedure.steps if kinds & set(step.meets)]
        if len(met_by) == len(others) == 1 and met_by != others:
            yield Mutant("swap", met_by[0].id, duty.kind, _exchanged(procedure, met_by[0], others[0])), duty


def _exchanged(procedure: Procedure, one: Step, other: Step) -> Procedure:
    parts = {step.id: {name: getattr(step, name) for name in ACT} for step in (one, other)}
    return changed(changed(procedure, one, **parts[other.id]), other, **parts[one.id])


def widened(procedure: Procedure, duties: Iterable[DutyToMeet]) -> Iterator[tuple[Mutant, DutyToMeet]]:
    duties = tuple(duties)
    for step in procedure.steps:
        for number, choice in enumerate(step.decide or ()):
            if choice.when is None or number == len(step.decide) - 1:
                continue
            ways = {"wide": "true", "wide on chat": f"({choice.when}) || case.channel == 'chat'"}
            made = {how: _with_row(procedure, step, number, when) for how, when in ways.items()}
            rest, name = _reached(made["wide"]), f"{step.id}.{number + 1}"
            for duty in (duty for duty in duties if _cut_off(procedure, duty, rest)):
                yield from ((Mutant(how, name, duty.kind, new), duty) for how, new in made.items())


def _with_row(procedure: Procedure, step: Step, number: int, when: str) -> Procedure:
    rows = (row.model_copy(update={"when": when}) if n == number else row for n, row in enumerate(step.decide or ()))
    return changed(procedure, step, decide=tuple(rows))


def _cut_off(procedure: Procedure, duty: DutyToMeet, rest: set[str]) -> bool:
    """None of the steps that meet it is left, and what it begins with is noted by those that are."""
    met_by = {row.id for row in procedure.steps if duty.kind in row.meets}
    if not met_by or met_by & rest or not met_by <= _reached(procedure):
        return False
    called = (library()[name] for name in with_called(procedure.procedure, library()) if name != procedure.procedure)
    steps = [*(step for step in procedure.steps if step.id in rest), *(step for row in called for step in row.steps)]
    noted = frozenset(name for step in steps for name in touched(step))
    return duty.arises is None or _can_be(duty.arises.tree, noted)


def _can_be(node: Node, noted: frozenset[str]) -> bool:
    """Whether a condition may hold when of the facts only these, and those of the business, are ever noted."""
    match node:
        case Call("known", (Name(name),)):
            return name in noted or name.startswith("business.")
        case Call("_&&_", args):
            return all(_can_be(arg, noted) for arg in args)
        case Call("_||_", args):
            return any(_can_be(arg, noted) for arg in args)
    return True


def _reached(procedure: Procedure) -> set[str]:
    """The steps some way leads to, whatever its conditions; of rows after one that always holds, none."""
    steps = {step.id: step for step in procedure.steps}
    found, waiting = set(), [procedure.steps[0].id]
    while waiting:
        id_ = waiting.pop()
        if id_ in found:
            continue
        found.add(id_)
        waiting += _next(procedure, steps[id_])
    return found


def _next(procedure: Procedure, step: Step) -> list[str]:
    rows = list(step.decide or ())
    always = next((n for n, row in enumerate(rows) if row.when == "true"), None)
    gone = [] if always is None else [row.way for row in rows[always + 1 :]]
    targets = [way.target for _, way in step.ways() if way.target and not any(way is row for row in gone)]
    targets += step.any_order.of if step.any_order else ()
    below = procedure.after(step)
    return [*targets, below] if below and not (step.decide or step.end or step.refuse) else targets


def left_to_a_person(report: Report, duty: DutyToMeet) -> bool:
    return duty.id in report.handed_over


def not_compared(report: Report, duty: DutyToMeet) -> bool:
    lines = (row for row in report.undecided if row.startswith("Its time was not compared"))
    return any(f"{duty.title} ({duty.citation})" in row for row in lines)


@pytest.mark.parametrize("state", ["OK", "VT"])
def test_changed_starters_are_refused(state: str) -> None:
    refused: dict[str, int] = {}
    tried: dict[str, int] = {}
    told: list[str] = []
    survived: set[tuple[str, str, str, str]] = set()
    for name in sorted(library()):
        procedure = library()[name]
        duties = checked(procedure, state).duties
        reports: dict[int, Report] = {}
        for mutant, duty in (*later(procedure, duties), *swapped(procedure, duties), *widened(procedure, duties)):
            report = reports.setdefault(id(mutant.procedure), checked(mutant.procedure, state))
            missed = {row.about for row in report.findings if row.rule == "duty-not-met"}
            if duty.id in missed:
                refused[mutant.how] = refused.get(mutant.how, 0) + 1
            elif mutant.how == "later" and not_compared(report, duty):
                told.append(f"{name}: {mutant.step} ({duty.id})")
                continue
            elif left_to_a_person(report, duty):
                continue
            else:
                survived.add((name, mutant.how, mutant.step, duty.id))
            tried[mutant.how] = tried.get(mutant.how, 0) + 1
    assert survived == set()
    assert refused == tried
    assert tried["later"] >= 20
    assert tried["swap"] >= 5
    assert tried["wide"] == tried["wide on chat"] >= 1
    assert len(told) <= 16, told
