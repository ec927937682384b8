"""The check, tried on starters whose order, conditions and deadlines were changed: what breaks a duty is refused.

What counts as a break:
* *later*: a step that meets a duty takes a day longer than the law gives at least, whatever day it starts. *a wait
  before*: it is that long until it begins.
* *swap*: the law puts one deed before or after another, and the two steps do each other's.
* *wide*: a row of a decision holds always, and no way leads to the steps that meet the duty any more. *wide on chat*:
  the same on one channel only.
What the check lets pass is played, in many cases, through the engine (see plays.py). Not counted is what no case
breaks: where it then goes to a person, where an earlier step met the duty, or where it can't arise any more, as it begins
with a fact (`known(…)`) that only the steps cut off would note."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from handrail.facts.cel_tree import Call, Name, Node
from handrail.procedures.language.reader import plain
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.findings import DutyToMeet, Report
from handrail.procedures.proof.ready import touched
from handrail.procedures.shelf import library, with_called
from procedures.plays import broken, first_met
from procedures.test_mutants import Mutant, business, changed, checked

pytestmark = pytest.mark.slow

ACT = ("say", "do", "send", "meets", "within", "how", "evidence", "done_when")
A_DAY = 1440
LATER = ("later", "a wait before")
# The first step of the report has met the duty before these; and who notes the day of the request has another duty.
BREAKS_NOTHING = {
    *(
        (name, step, duty)
        for name, step in (("data-breach", "ag-notice"), ("data-breach", "carrier"), ("data-breach", "lender"))
        for duty in ("us-ok.breach-ag/tell-ag", "us-vt.breach.ag-notice/tell-ag", "us.safeguards/tell-ftc")
    ),
    *(("care-estimate", "send", f"us.nsa.gfe/{part}") for part in ("soon", "later")),
    ("care-estimate", "above", "us.nsa.gfe/on-request"),
}


def later(procedure: Procedure, duties: Iterable[DutyToMeet]) -> Iterator[tuple[Mutant, DutyToMeet]]:
    for duty in duties:
        met_by = [step for step in procedure.steps if duty.kind in step.meets]
        for step in met_by if duty.in_time and duty.in_time.shortest else ():
            last = duty.in_time.shortest
            yield Mutant("later", step.id, duty.kind, changed(procedure, step, within=f"{last // A_DAY + 1}d")), duty
            yield Mutant("a wait before", step.id, duty.kind, _waiting(procedure, step, last // A_DAY + 1)), duty


def sooner(procedure: Procedure, duties: Iterable[DutyToMeet]) -> Iterator[tuple[Mutant, DutyToMeet]]:
    """Within an hour, and on the last day there is: of all the duties that a step meets, the one that ends first."""
    duties = [duty for duty in duties if duty.in_time and duty.in_time.shortest]
    for step in procedure.steps:
        rows = [duty for duty in duties if duty.kind in step.meets]
        last = min((duty.in_time.shortest for duty in rows if duty.in_time and duty.in_time.shortest), default=0)
        for span in ("1h", f"{last // A_DAY}d") if last >= A_DAY else ():
            for duty in rows:
                yield Mutant("sooner", step.id, duty.kind, changed(procedure, step, within=span)), duty


def _waiting(procedure: Procedure, step: Step, days: int) -> Procedure:
    """The same, with a wait before the step, so that whatever led to it leads to the wait."""
    raw = json.loads(json.dumps(plain(procedure)))
    at = next(n for n, row in enumerate(raw["steps"]) if row["id"] == step.id)
    text = re.sub(rf'("(?:go|then|next|again)": )"{step.id}"', r'\1"a-wait"', json.dumps(raw["steps"]))
    over = {"escalate": "supervisor", "why": "It did not come."}
    wait = {"id": "a-wait", "wait": {"for": "the papers", "at_most": f"{days}d", "on_timeout": over}, "next": step.id}
    steps = json.loads(text)
    made = {**raw, "steps": [*steps[:at], wait, *steps[at:]]}
    return Procedure.model_validate({k: v for k, v in made.items() if k not in ("scenarios", "variants", "quiz")})


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


def breaks_nothing(name: str, mutant: Mutant, duty: DutyToMeet, report: Report, state: str) -> bool:
    """In no case played it is missed, or this step is the first to meet it where it arises."""
    if mutant.how not in LATER:
        return duty.id in report.handed_over and not broken(mutant.procedure, business(state), [duty])
    if (name, mutant.step, duty.id) not in BREAKS_NOTHING:
        return False
    return (duty.id, mutant.step) not in first_met(library()[name], business(state), [duty])


@pytest.mark.parametrize("state", ["OK", "VT"])
def test_changed_starters_are_refused(state: str) -> None:
    refused = Counter[str]()
    survived: set[tuple[str, str, str, str]] = set()
    for name in sorted(library()):
        procedure = library()[name]
        duties = checked(procedure, state).duties
        for mutant, duty in (*later(procedure, duties), *swapped(procedure, duties), *widened(procedure, duties)):
            report = checked(mutant.procedure, state)
            if duty.id in {row.about for row in report.findings if row.rule == "duty-not-met"}:
                refused[mutant.how] += 1
            elif not breaks_nothing(name, mutant, duty, report, state):
                survived.add((name, mutant.how, mutant.step, duty.id))
    assert survived == set()
    assert all(refused[how] >= 25 for how in LATER)
    assert refused["swap"] >= 5
    assert refused["wide"] == refused["wide on chat"] >= 1


@pytest.mark.parametrize("state", ["OK", "VT"])
def test_a_deadline_moved_nearer_or_to_the_last_moment_is_not_refused(state: str) -> None:
    tried = 0
    for name in sorted(library()):
        procedure = library()[name]
        for mutant, duty in sooner(procedure, checked(procedure, state).duties):
            report, tried = checked(mutant.procedure, state), tried + 1
            assert duty.id not in {row.about for row in report.findings if row.rule == "duty-not-met"}, mutant
    assert tried >= 50
