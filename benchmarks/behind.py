"""Ten thousand new cases at once: how long the index of words is behind, and what everybody else waits meanwhile.

    .venv/bin/python benchmarks/behind.py [--cases 10000]
    HANDRAIL_DATABASE=postgresql://... .venv/bin/python benchmarks/behind.py

The cases are those of desk_keys.py, whole as the desk makes them but for their chains, and none is in the index when
server and worker start, as `handrail serve` starts them. Until the worker has read all of them in, one person after the
other does what people do: answers a step, looks at the next, searches the records. Times are those of the whole request
as this process sees it. The worker's own time of the processor for a case read in is what a case costs the index; its
steps pay nothing for it. Exit status 1 if a request failed."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from desk_keys import make
from kill import Agent, Office, ask, free_port
from load import LIMIT, Times, show

STEPS = ("greet", "place")
APART = 0.1  # seconds
ANSWERS: dict[str, dict[str, str]] = {"greet": {}, "place": {"sale.place": "phone"}}


def left() -> int:
    """How many cases are not in the index as they stand."""
    from handrail.records.search.queries import stale

    return stale().count()


def work(agent: Agent, port: int, times: Times, until: float) -> int:
    """A case after the other, two steps of each, until the index has all. Returns the most that one look still missed
    at the end."""
    rounds = 0
    while (missing := left() if rounds % 20 == 0 else 1) and time.monotonic() < until:
        path = f"/desk/{agent.cases[rounds // len(STEPS) % len(agent.cases)]}/"
        if rounds < len(STEPS) * len(agent.cases):
            step = STEPS[rounds % len(STEPS)]
            times.request("the answer, kept", 302, agent, port, path, {"step": step, **ANSWERS[step]})
        times.request("the next step, drawn", 200, agent, port, path)
        times.request("records, searched", 200, agent, port, "/records/?q=dolores")
        rounds += 1
        time.sleep(APART)
    return missing


def busy(process: Any) -> float:
    """Seconds of the processor that a process has had."""
    told = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=15)
    parsed = parser.parse_args()
    from django.db import connections

    from handrail.config import serve

    with tempfile.TemporaryDirectory() as folder:
        serve.set_up(Path(folder))
        session, cases = make(parsed.cases, 200)
        waiting = left()
        connections.close_all()
        office, times = Office(Path(folder), free_port()), Times()
        times.of["records, searched"] = []
        office.start()
        try:
            office.wait()
            agent, began = Agent(session, cases), time.monotonic()
            ask(agent, office.port, f"/desk/{cases[-1]}/")  # the first page reads the law
            missing = work(agent, office.port, times, began + parsed.minutes * 60)
            took, spent = time.monotonic() - began, busy(office.running["worker"])
        finally:
            office.kill(list(office.running))
    show(times, 1)
    done = waiting - missing
    print(f"  {done:,} of {waiting:,} cases read in after {took:.0f} s; {spent / done * 1000:.1f} ms of the worker's "
          f"processor for each; pages wanted within {LIMIT} ms meanwhile")  # fmt: skip
    return 1 if times.failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
