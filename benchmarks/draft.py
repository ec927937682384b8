"""How long a draft takes: the plan with every procedure checked, and the handbook as a PDF, for both examples.

    .venv/bin/python benchmarks/draft.py [--profile]

The limit is 5 s for 30 procedures. Seconds of the processor stand beside those of the clock. The clock counts on a
quiet machine; where others work beside, the processor's seconds say better what a draft needs: the smaller is held.
"""

import argparse
import cProfile
import pstats
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from handrail.drafting import files
from handrail.drafting.commands import files_of
from handrail.drafting.plan import Given, Plan, make_plan
from handrail.law.engine import load_law
from handrail.procedures.proof.collecting import no_collecting
from handrail.procedures.shelf import library

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
LIMIT, PROCEDURES = 5.0, 30
ON = date(2026, 11, 24)
T = TypeVar("T")


class Watch:
    """Times what it is handed, and prints it."""

    def __init__(self) -> None:
        self.used = 0.0

    def time(self, what: str, do: Callable[[], T]) -> T:
        used, clock = process_time(), perf_counter()
        result = do()
        used, clock = process_time() - used, perf_counter() - clock
        self.used += min(used, clock)
        print(f"  {what:<28}{used:6.2f} s   (clock {clock:.2f} s)")
        return result


def _given(folder: Path) -> Given:
    *_, given = files.given(folder / "business.yaml", folder / "tickets.csv", "base")
    assert isinstance(given, Given)
    return given


def measure(folder: Path) -> bool:
    print(folder.name)
    whole, topics = Watch(), Watch()
    given = topics.time("tickets and topics", lambda: _given(folder))
    plan: Plan = whole.time("plan with checks", lambda: make_plan(given, library(), load_law(), ON))
    made = whole.time("files and PDF", lambda: files_of(plan, given, library(), load_law()))
    count = len(plan.procedures)
    used = topics.used + whole.used * PROCEDURES / count
    verdict = "ok" if used < LIMIT else "TOO SLOW"
    print(f"  {count} procedures, {len(made['handbook.pdf']) // 1024} KB of PDF")
    print(f"  for {PROCEDURES} procedures {used:15.2f} s   (limit {LIMIT:.0f} s) {verdict}")
    return used < LIMIT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", action="store_true", help="say where the time goes")
    parsed = parser.parse_args()
    print(f"{len(library())} procedures in the library, {len(load_law().duties)} duties in the law files")
    profile = cProfile.Profile() if parsed.profile else None
    if profile:
        profile.enable()
    with no_collecting():
        fast = [measure(folder) for folder in sorted(EXAMPLES.iterdir()) if (folder / "tickets.csv").is_file()]
    if profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("cumulative").print_stats(40)
    return 0 if all(fast) else 1


if __name__ == "__main__":
    sys.exit(main())
