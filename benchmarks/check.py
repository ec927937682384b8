"""How long the check takes: each procedure of the library against all duties, for both examples and with nothing known.

    .venv/bin/python benchmarks/check.py [--profile NAME]

Milliseconds of the processor, and how many merged states were visited. The limit to come is 1,000 procedures of 15
steps in 5 s on one core; how far off this is stands in the last lines, counted by step and by procedure. `--profile`
says where the time of one procedure goes.
"""

import argparse
import cProfile
import pstats
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import NamedTuple

from handrail.business.interview import read_file
from handrail.facts.conditions import Facts
from handrail.law.engine import load_law
from handrail.procedures.examined import examine_by_law, reachable
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.findings import Report
from handrail.procedures.shelf import library

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ON = date(2026, 11, 24)
LIMIT, PROCEDURES, STEPS = 5.0, 1000, 15
NOTHING = "nothing known"


class Row(NamedTuple):
    name: str
    steps: int  # its own and those of all it calls: they are walked with it
    seconds: float
    report: Report


def businesses() -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for folder in sorted(EXAMPLES.iterdir()):
        if (folder / "business.yaml").is_file():
            answers = read_file((folder / "business.yaml").read_text("utf-8"))
            found[folder.name] = {name: value for name, value in answers.items() if value is not None}
    return {**found, NOTHING: {}}


def examine(name: str, answers: Facts) -> Report:
    return examine_by_law(library()[name], library(), answers, load_law(), ON, anybody=not answers)


def measured(name: str, answers: Facts) -> Row:
    steps = sum(len(library()[slug].steps) for slug in reachable(name, library()))
    began = process_time()
    report = examine(name, answers)
    return Row(name, steps, process_time() - began, report)


def show(title: str, rows: list[Row]) -> None:
    print(f"\n{title}\n  {'procedure':<28}{'steps':>6}{'states':>8}{'duties':>8}{'ms':>9}")
    for row in rows:
        left = "" if row.report.complete else "  not all looked at"
        print(f"  {row.name:<28}{row.steps:>6}{row.report.states:>8}{len(row.report.duties):>8}"
              f"{row.seconds * 1000:>9.1f}{left}")  # fmt: skip
    states = sum(row.report.states for row in rows)
    print(f"  {'all':<28}{sum(row.steps for row in rows):>6}{states:>8}{'':>8}{_total(rows) * 1000:>9.1f}")


def _total(rows: list[Row]) -> float:
    return sum(row.seconds for row in rows)


def beside_the_limit(rows: list[Row]) -> None:
    """What a thousand procedures would take, if they were like these."""
    by_step = _total(rows) / sum(row.steps for row in rows) * STEPS * PROCEDURES
    median = sorted(row.seconds for row in rows)[len(rows) // 2] * PROCEDURES
    verdict = "reached" if by_step < LIMIT else f"{by_step / LIMIT:.1f} times too slow"
    print(f"  {PROCEDURES} procedures of {STEPS} steps, counted by step: {by_step:.1f} s; all like the median one: "
          f"{median:.1f} s (limit {LIMIT:.0f} s: {verdict})")  # fmt: skip


def profile(name: str, run: Callable[[str, Facts], Report]) -> None:
    watch = cProfile.Profile()
    watch.runcall(run, name, {})
    pstats.Stats(watch).sort_stats("tottime").print_stats(25)


def _known(name: str) -> Procedure:
    if name not in library():
        raise argparse.ArgumentTypeError(f"there is no {name}; one of: {', '.join(sorted(library()))}")
    return library()[name]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", type=_known, metavar="NAME", help="say where the time of this procedure goes")
    parsed = parser.parse_args()
    print(f"{len(library())} procedures in the library, {len(load_law().duties)} duties in the law files")
    examine("open-call", {})  # conditions are compiled once a process
    if parsed.profile:
        profile(parsed.profile.procedure, examine)
        return 0
    complete = True
    for title, answers in businesses().items():
        for name in library():
            examine(name, answers)
        rows = [measured(name, answers) for name in sorted(library())]
        show(title, rows)
        beside_the_limit(rows)
        complete &= all(row.report.complete for row in rows)
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
