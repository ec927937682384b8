"""The law's speed beside its limits, measured in one run.

python benchmarks/law.py     prints a table; ends with 1 when a limit is missed."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from handrail.calendars.deadlines import due
from handrail.facts.vocabulary import Value
from handrail.law.engine import load_law
from handrail.law.loader import FOLDER, known_states, load_packs

ON = date(2026, 11, 25)


def business() -> dict[str, Value]:
    """A business that most duties may touch."""
    states = known_states()
    asked = [
        "sells_at_home", "sells_by_phone", "sells_online", "sells_subscriptions", "sells_gift_cards", "takes_cards",
        "keeps_personal_data", "ships_goods", "sells_in_shop",
    ]  # fmt: skip
    facts: dict[str, Value] = {f"business.{name}": True for name in asked}
    return {
        **facts,
        "business.states": states,
        "business.customer_states": states,
        "business.channels": ("phone", "email"),
    }


def seconds(work: Callable[[], object], times: int) -> float:
    """The median processor time of one call: others may use the machine too."""
    found = []
    for _ in range(times):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return median(found)


def loads() -> tuple[float, float]:
    """Reading and checking every pack, and the same from what was kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "cases"))

        def load() -> None:
            load_packs.cache_clear()
            load_packs(folder)

        return seconds(load, 1), seconds(load, 9)


def main() -> int:
    cold, kept = loads()
    law, facts = load_law(), business()
    law.applies(facts, ON)
    rows = [
        ("packs, cold", cold, 1.0),
        ("packs, from what was kept", kept, 0.150),
        (f"all {len(law.duties)} duties of one business", seconds(lambda: law.applies(facts, ON), 200), 0.003),
        ("a deadline, calendar days", seconds(lambda: due(ON, 45, "calendar-days"), 2000), 0.000_020),
        ("a deadline, 3 business days", seconds(lambda: due(ON, 3, "business-days", "cooling-off"), 2000), 0.000_020),
        ("a deadline, 14 business days", seconds(lambda: due(ON, 14, "business-days", "cooling-off"), 2000), 0.000_020),
        ("10,000 businesses, all duties", 10_000 * seconds(lambda: law.applies(facts, ON), 200), 20.0),
    ]
    sys.stdout.write(f"{'':34}{'measured':>14}{'limit':>14}\n")
    for name, found, limit in rows:
        missed = "" if found <= limit else "  missed"
        sys.stdout.write(f"{name:34}{found * 1000:11.3f} ms{limit * 1000:11.3f} ms{missed}\n")
    return int(any(found > limit for _, found, limit in rows))


if __name__ == "__main__":
    sys.exit(main())
