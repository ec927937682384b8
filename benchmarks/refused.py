"""What the check refuses of the changes that running alone breaks, over the whole library, in both states.

python benchmarks/refused.py [--turns 700 260] [NAME ...]  About four minutes of CPU a state.

Each starter is changed in one place, as tests/procedures/test_mutants*.py do it. Whether a change breaks a duty is
decided without the check: tests/procedures/ran.py runs the engine from every case that came to the changed step.
*Broken* is a change in which a case ends with a duty missed or met too late; *refused* of those is what the check finds
(`duty-not-met`, or that the step is never reached). *Not shown* is refused though no case that was run breaks it: with
more turns (`--turns`, of a procedure as it stands and of a change) most of them are. The limit is 98 of 100."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from handrail.facts.vocabulary import with_own
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.check import own_in
from handrail.procedures.proof.findings import DutyToMeet
from handrail.procedures.shelf import library
from procedures import ran
from procedures.test_mutants import Mutant, business, checked, is_left_out, mutants
from procedures.test_mutants_moved import later, swapped, widened
from procedures.test_mutants_widened import mutants as weakened

LIMIT = 98
Change = tuple[str, Mutant, Sequence[DutyToMeet]]
STEP, TIME, CONDITION = "a step that meets a duty", "a deadline, a wait, two steps swapped", "a condition"


def changes(procedure: Procedure, duties: Sequence[DutyToMeet]) -> Iterator[Change]:
    """By group: each change, and the duties that are looked at in it."""
    for mutant in mutants(procedure, {duty.kind for duty in duties}):
        yield STEP, mutant, [duty for duty in duties if duty.kind == mutant.kind]
    for found in (later(procedure, duties), swapped(procedure, duties), widened(procedure, duties)):
        yield from ((TIME, mutant, [duty]) for mutant, duty in found)
    yield from ((CONDITION, mutant, list(duties)) for mutant in weakened(procedure))


def tried(name: str, state: str) -> Iterator[tuple[str, Mutant, bool, bool]]:
    """Group, change, whether a case broke a duty, whether the check refuses it."""
    procedure = library()[name]
    duties = checked(procedure, state).duties
    with with_own(own_in(ran.bundle_of(procedure))):
        runner = ran.Runner(procedure, business(state), duties)
        stands = runner.run().broken
    for group, mutant, looked_at in changes(procedure, duties):
        found = checked(mutant.procedure, state).findings
        refused = any(row.rule == "duty-not-met" or is_left_out(row, mutant) for row in found)
        with with_own(own_in(ran.bundle_of(mutant.procedure))):
            broken = runner.run_changed(mutant.procedure, looked_at, stands).broken - stands
        yield group, mutant, bool(broken), refused


def run(state: str, names: Iterable[str]) -> tuple[Counter[tuple[str, bool, bool]], list[str]]:
    counts: Counter[tuple[str, bool, bool]] = Counter()
    survived = []
    for name in names:
        began, mine = time.process_time(), Counter[bool]()
        for group, mutant, broken, refused in tried(name, state):
            counts[group, broken, refused] += 1
            if broken:
                mine[refused] += 1
            if broken and not refused:
                survived.append(f"{name}, {mutant.step}: {mutant.how} {mutant.kind}")
        print(
            f"{state} {name:28} {mine[True]:3} of {mine.total():3} refused  {time.process_time() - began:5.1f} s",
            flush=True,
        )
    return counts, survived


def main() -> int:
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    read.add_argument("names", nargs="*", help="starters; left out, all of them")
    read.add_argument("--turns", nargs=2, type=int, default=(ran.MOST, ran.MOST_CHANGED))
    given = read.parse_args()
    ran.MOST, ran.MOST_CHANGED = given.turns
    every = {state: run(state, given.names or sorted(library())) for state in ("OK", "VT")}
    is_below = False
    for state, (counts, survived) in every.items():
        print(f"\n{state:40} {'broken':>8} {'refused':>8} {'not shown':>10}")
        for group in (STEP, TIME, CONDITION, "all"):
            told = {key: n for key, n in counts.items() if group in (key[0], "all")}
            broken = sum(n for (_, b, _), n in told.items() if b)
            refused = sum(n for (_, b, r), n in told.items() if b and r)
            print(f"{group:40} {broken:8} {refused:8} {sum(n for (_, b, r), n in told.items() if r and not b):10}")
        print(*(f"  survived: {row}" for row in survived), sep="\n", end="\n" if survived else "")
        is_below |= broken > 0 and refused * 100 < LIMIT * broken
    return int(is_below)


if __name__ == "__main__":
    sys.exit(main())
