"""The check, tried on broken starters: one change that takes a duty off a path has to be refused.

Ways to break: a step no longer says that it meets a duty; it happens on one channel only; it can be skipped; the step
before it jumps over it. Not counted: a duty met by a second step too, and a skip after which the case goes to a person.
A duty whose facts no step asks, and that no step names any more, can't be refused: then it must be told as not checked.
What breaks nothing, and what the check does not see, is named below with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.engine import load_law
from handrail.procedures.examined import examine_by_law
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.findings import Finding, Report
from handrail.procedures.shelf import library

pytestmark = pytest.mark.slow

ON = date(2026, 11, 24)
NO = ("business.is_lender", "business.is_credit_bureau")
SHARE_REFUSED = 85  # percent; with those told as not checked it is all
# Where the law gives the right to cancel, this step hands the case to a person whatever it says that it meets.
BREAKS_NOTHING = {
    ("cancel-order", "drop", "phone-sale", kind) for kind in ("phone-sale.cancel", "home-solicitation.cancel")
}


def business(state: str) -> dict[str, Value]:
    yes = {n: n not in NO for n, row in VOCABULARY.items() if row.about == "business" and row.type == "bool"}
    own: dict[str, Value] = {"business.channels": ("phone", "email"), "business.records_calls": "all",
                             "business.breach_rules": "none", "business.states": (state,),
                             "business.customer_states": (state,), "business.trade": "propane"}  # fmt: skip
    return {**yes, **own}


@dataclass(frozen=True, slots=True)
class Mutant:
    how: str
    step: str
    kind: str
    procedure: Procedure


def checked(procedure: Procedure, state: str) -> Report:
    return examine_by_law(procedure, library(), business(state), load_law(), ON)


def changed(procedure: Procedure, step: Step, **parts: object) -> Procedure:
    steps = tuple(row.model_copy(update=parts) if row.id == step.id else row for row in procedure.steps)
    return procedure.model_copy(update={"steps": steps})


def mutants(procedure: Procedure, judged: set[str]) -> Iterator[Mutant]:
    for step in procedure.steps:
        for kind in (kind for kind in step.meets if kind in judged):
            met_by = [row.id for row in procedure.steps if kind in row.meets]
            if met_by != [step.id]:
                continue  # the same duty is met elsewhere too: dropping it here may break nothing
            left = tuple(other for other in step.meets if other != kind)
            yield Mutant("drop", step.id, kind, changed(procedure, step, meets=left))
            if not step.confirm and not step.ask:  # a step left out asks nothing, so what hangs on it never arises
                narrowed = f"case.channel == 'chat' && ({step.when})" if step.when else "case.channel == 'chat'"
                yield Mutant("narrow", step.id, kind, changed(procedure, step, when=narrowed))
            if step.never_skip and not step.wants and not step.decide:
                yield Mutant("skippable", step.id, kind, changed(procedure, step, never_skip=False))
            before = procedure.steps[procedure.steps.index(step) - 1]
            after = procedure.after(step)
            if after and not before.next and not before.decide and not before.end and procedure.steps[0] != step:
                yield Mutant("jump", step.id, kind, changed(procedure, before, next=after))


def _is_left_out(row: Finding, mutant: Mutant) -> bool:
    """A step that nothing leads to any more is refused as that, where what it asks is asked nowhere else."""
    return mutant.how == "jump" and (row.rule, row.step) == ("unreachable-step", mutant.step)


@pytest.mark.parametrize("state", ["OK", "VT"])
def test_broken_starters_are_refused(state: str) -> None:
    refused: list[str] = []
    told: list[str] = []
    passed: list[str] = []
    for name in sorted(library()):
        procedure = library()[name]
        for mutant in mutants(procedure, {duty.kind for duty in checked(procedure, state).duties}):
            report = checked(mutant.procedure, state)
            assert report.complete
            title = load_law().kinds[mutant.kind].title
            if (name, mutant.how, mutant.step, mutant.kind) in BREAKS_NOTHING:
                continue
            if any(row.rule == "duty-not-met" or _is_left_out(row, mutant) for row in report.findings):
                into = refused
            else:
                into = told if any(row.startswith(title) for row in report.not_asked) else passed
            into.append(f"{name}: {mutant.how} {mutant.step} ({mutant.kind})")
    tried = len(refused) + len(told) + len(passed)
    assert tried >= 60
    assert passed == []
    assert len(refused) * 100 >= tried * SHARE_REFUSED, f"{len(refused)} of {tried} refused; only told: {told}"
