"""The check and exhaustive running of the engine say the same of random small procedures."""

import pytest

from handrail.facts.vocabulary import with_own
from handrail.procedures.proof.check import AtIssue, own_in
from handrail.procedures.proof.circles import circles, stuck_states
from handrail.procedures.proof.explore import Explored, explore
from handrail.procedures.proof.ready import make_ready
from procedures.proof.oracle import (
    Case,
    CopyingMaker,
    Maker,
    Oracle,
    OrderMaker,
    Timed,
    TimedMaker,
    TimedOrderMaker,
    TimedWholeMaker,
    Told,
    TooManyError,
    WholeMaker,
    case,
)


def by_the_check(made: Case) -> tuple[Told, Explored]:
    """The verdicts of the walk over boxes, in the oracle's terms."""
    with with_own(own_in(made.bundle)):
        return _by_the_check(made)


def _by_the_check(made: Case) -> tuple[Told, Explored]:
    everything = range(len(made.duties))
    ready = make_ready(made.bundle, "main", made.duties, everything)
    seen = explore(ready, "main", ready.space.start(made.given))
    assert AtIssue(made.bundle, "main", made.duties, made.given).judged <= set(everything)
    notes = list(seen.notes)
    told = Told(
        duties={(made.duties[n].id, how) for n, how in seen.duties},
        handed_over={made.duties[n].id for n in seen.handed_over},
        blanks={(note.place.step, note.text, note.to) for note in notes if note.kind == "blank"},
        defaults={note.place.step for note in notes if note.kind == "default"},
        ends=seen.ends,
        unrecorded=bool(seen.unrecorded),
        silent_circle=any(note.kind == "circle" for note in notes),
        in_circles={s.at.step for group in circles(seen) for s in group if s.at},
        stuck=bool(stuck_states(seen)),
        states=len(seen.came),
    )
    return told, seen


def compare(seeds: range, kind: type[Maker] = Maker) -> tuple[int, int, int]:
    """Cases compared, oracle states, walk states. Fails with the first seed on which they differ."""
    compared = slow = fast = 0
    for seed in seeds:
        made = case(seed, kind)
        try:
            oracle = Oracle(made).run()
        except TooManyError:
            continue
        check, seen = by_the_check(made)
        assert seen.complete
        slow, fast = slow + oracle.states, fast + check.states
        compared += 1
        oracle.states = check.states = 0
        if issubclass(kind, Timed):  # dead ends and blanks are looked at above, without waits
            oracle.stuck = check.stuck = False
            oracle.blanks = check.blanks = set()
        if oracle.silent_circle:  # the engine stops in the middle of that turn, so what it said in it is not told
            oracle.stuck = check.stuck = False
            check.blanks &= oracle.blanks
            check.defaults &= oracle.defaults
        assert check == oracle, f"seed {seed}"
    return compared, slow, fast


@pytest.mark.slow
def test_agrees_with_exhaustive_running() -> None:
    compared, slow, fast = compare(range(150))
    assert compared >= 120
    assert fast < slow / 2


@pytest.mark.parametrize("seed", [201, 571, 1879, 2414])
def test_agrees_on_the_cases_that_once_differed(seed: int) -> None:
    """A no to a confirmation may come before or after the step's other questions are answered."""
    assert compare(range(seed, seed + 1))[0] == 1


@pytest.mark.slow
def test_agrees_where_what_can_not_be_found_out_leads_into_a_silent_circle() -> None:
    """The engine stops in that turn; the check tells of both."""
    assert compare(range(23621, 23622))[0] == 1


@pytest.mark.slow
def test_agrees_with_exhaustive_running_on_two_thousand_cases() -> None:
    compared, _, _ = compare(range(1000, 3600))
    assert compared >= 2000


@pytest.mark.slow
def test_agrees_where_facts_change_and_ways_are_counted() -> None:
    compared, _, _ = compare(range(700), WholeMaker)
    assert compared >= 600


def test_sees_a_dead_end_of_those_who_may_not_skip_a_step_that_others_may() -> None:
    """The first step comes back to itself without end where `may_skip` does not hold."""
    assert compare(range(30186, 30187), WholeMaker)[0] == 1


@pytest.mark.slow
def test_agrees_where_a_steps_own_answer_opens_its_when_again() -> None:
    """The engine asked for the rest of `when`, and so came round in a way that no words of the language lead to."""
    assert compare(range(100002, 100003), WholeMaker)[0] == 1


@pytest.mark.slow
def test_agrees_on_steps_in_any_order() -> None:
    compared, _, _ = compare(range(6), OrderMaker)
    assert compared >= 3


@pytest.mark.slow
def test_agrees_on_many_procedures_with_steps_in_any_order() -> None:
    compared, _, _ = compare(range(600), OrderMaker)
    assert compared >= 350


@pytest.mark.slow
def test_agrees_on_what_comes_too_late() -> None:
    compared, _, _ = compare(range(12), TimedMaker)
    assert compared >= 10


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "many", "least"), [(TimedMaker, 2100, 2000), (TimedWholeMaker, 300, 250), (TimedOrderMaker, 120, 80)]
)
def test_agrees_on_waits_and_deadlines_of_many_procedures(kind: type[Timed], many: int, least: int) -> None:
    """Met, not met, or met too late: with the engine's clock, steps that have a time of their own, and waits."""
    compared, _, _ = compare(range(5000, 5000 + many), kind)
    assert compared >= least


@pytest.mark.parametrize("seed", [7101, 200354, 200377])
def test_sees_no_less_in_the_cases_where_it_once_did(seed: int) -> None:
    """What is asked may be known in some cases and not in others when something is worked out from it (7101)."""
    assert sees_no_less(seed)


@pytest.mark.slow
def test_sees_no_less_where_values_are_worked_out_from_others() -> None:
    assert sum(map(sees_no_less, range(250))) >= 200


def sees_no_less(seed: int) -> bool:
    """What is worked out from other facts is taken as free, so the walk may see more than there is, never less. False
    where there is too much to run."""
    made = case(seed, CopyingMaker)
    try:
        oracle = Oracle(made).run()
    except TooManyError:
        return False
    check, _ = by_the_check(made)
    assert oracle.duties <= check.duties, f"seed {seed}"
    assert oracle.ends <= check.ends, f"seed {seed}"
    assert oracle.handed_over <= check.handed_over, f"seed {seed}"
    return True
