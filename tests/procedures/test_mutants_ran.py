"""Changes of starters that running alone breaks are refused by the check (see ran.py).

Here is a small part of the library; what a run over all of it told stands in docs/reference/what-the-check-misses.md."""

import pytest

from handrail.facts.vocabulary import with_own
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.check import own_in
from handrail.procedures.shelf import library
from procedures.ran import Runner, bundle_of
from procedures.test_mutants import business, changed, checked, mutants
from procedures.test_mutants_moved import later

pytestmark = pytest.mark.slow
STARTERS = ("cancel-order", "port-number")


def runner(procedure: Procedure, state: str = "OK") -> Runner:
    made = Runner(procedure, business(state), checked(procedure, state).duties)
    made.run()
    return made


@pytest.mark.parametrize("name", STARTERS)
def test_no_case_that_was_run_breaks_a_starter_as_it_stands(name: str) -> None:
    procedure = library()[name]
    with with_own(own_in(bundle_of(procedure))):
        ran = runner(procedure).as_it_stands
    assert ran.ended > 300
    assert ran.broken == set()


@pytest.mark.parametrize("name", STARTERS)
def test_a_procedure_that_is_not_changed_has_no_turn_to_run_again(name: str) -> None:
    procedure = library()[name]
    with with_own(own_in(bundle_of(procedure))):
        made = runner(procedure)
        assert made.run_changed(procedure, made.duties, set()).ended == 0


@pytest.mark.parametrize("name", STARTERS)
def test_what_running_alone_breaks_is_refused(name: str) -> None:
    procedure = library()[name]
    with with_own(own_in(bundle_of(procedure))):
        made = runner(procedure)
        for mutant in mutants(procedure, {duty.kind for duty in made.duties}):
            among = [duty for duty in made.duties if duty.kind == mutant.kind]
            if made.run_changed(mutant.procedure, among, set()).broken:
                rules = {row.rule for row in checked(mutant.procedure, "OK").findings}
                assert "duty-not-met" in rules, mutant


def test_a_condition_that_never_holds_is_seen_to_break_a_duty() -> None:
    """The engine alone shows it."""
    procedure = library()["cancel-order"]
    with with_own(own_in(bundle_of(procedure))):
        made = runner(procedure)
        steps = [step for step in procedure.steps if step.decide]
        broken = set[tuple[str, str]]()
        for step in steps:
            rows = tuple(row.model_copy(update={"when": "false"}) if row.when else row for row in step.decide)
            broken |= made.run_changed(changed(procedure, step, decide=rows), made.duties, set()).broken
    assert broken


def test_a_duty_is_seen_that_hangs_on_what_the_business_did_not_tell() -> None:
    """Every scenario tells what the business does; in none of them may the address for emergency calls be at issue."""
    procedure = library()["account-change"]
    with with_own(own_in(bundle_of(procedure))):
        made = runner(procedure, "VT")
        mutant = next(row for row in mutants(procedure, {"telecom.e911-address"}) if row.how == "drop")
        broken = made.run_changed(mutant.procedure, made.duties, set()).broken
    assert ("us-vt.telecom.e911/address", "perhaps") in broken


@pytest.mark.parametrize(("name", "step"), [("title-and-tag", "chase"), ("unsafe-product", "facts")])
def test_a_day_more_than_the_law_leaves_is_seen_as_too_late(name: str, step: str) -> None:
    """Also where only an answer that no condition names leads to the step, and where the law counts from a noted day."""
    procedure = library()[name]
    with with_own(own_in(bundle_of(procedure))):
        made = runner(procedure)
        rows = [(mutant, duty) for mutant, duty in later(procedure, made.duties) if mutant.step == step]
        assert rows
        for mutant, duty in rows:
            assert made.run_changed(mutant.procedure, [duty], set()).broken, mutant


def test_what_no_condition_reads_is_answered_as_in_every_scenario() -> None:
    """How often the person was called today is read by the law alone, which then forbids the call."""
    procedure = library()["sales-call"]
    made = Runner(procedure, business("OK"), checked(procedure, "OK").duties)
    place, _ = next(made.places(made.bundle))
    assert {0, 30} <= set(made.domain("call.tries_today", place))
