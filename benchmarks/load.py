"""Fifty agents at the desk, each at a step every five seconds: how long the server takes, and whether anything fails.

    .venv/bin/python benchmarks/load.py [--agents 50] [--seconds 60]
    HANDRAIL_DATABASE=postgresql://... .venv/bin/python benchmarks/load.py

Each agent posts an answer and gets the page of the next step, over HTTP, through the server as `handrail serve` starts
it, with its worker beside it; and like the open page in a browser, asks every four seconds who watches the case. Times
are those of the whole request as this process sees it, on the same machine: a little more than the server's own. Exit
status 1 if any request failed."""

import argparse
import http.client
import os
import random
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

from kill import STEPS, Agent, Office, ask, free_port, make

EVERY = 5.0  # seconds from one step of an agent to the next
LOOK = 4.0  # seconds from one look of the open page to the next, as desk/_watched.html says
WATCHED = "who watches, asked"
LIMIT = 150  # milliseconds at the 99th percentile


class Times:
    """How long requests took, and what went wrong, from many threads."""

    def __init__(self) -> None:
        self.of: dict[str, list[float]] = {"the answer, kept": [], "the next step, drawn": [], WATCHED: []}
        self.failed: list[str] = []
        self.lock = threading.Lock()

    def request(
        self, what: str, wanted: int, agent: Agent, port: int, path: str, form: dict[str, str] | None = None
    ) -> str:
        """Returns the page."""
        began, page = time.perf_counter(), ""
        try:
            status, page = ask(agent, port, path, form)
        except (OSError, http.client.HTTPException) as error:
            status, wanted = 0, -1
            self.fail(f"{what}: {error!r}")
        took = time.perf_counter() - began
        if status != wanted and wanted > 0:
            self.fail(f"{what}: {status}")
        with self.lock:
            self.of[what].append(took * 1000)
        return page

    def fail(self, what: str) -> None:
        with self.lock:
            self.failed.append(what)


def work(agent: Agent, port: int, until: float, first: float, times: Times) -> None:
    """A step each five seconds, from the agent's own moment on, and between them the looks of the page that is open."""
    step, step_at, shown = 0, time.monotonic() + first, ""
    look_at = step_at + LOOK
    while step < STEPS * len(agent.cases):
        time.sleep(max(0.0, min(step_at, look_at) - time.monotonic()))
        if time.monotonic() >= until:
            return
        path = f"/desk/{agent.cases[step // STEPS]}/"
        if look_at < step_at:
            times.request(WATCHED, 204, agent, port, f"{path}watched/?as={shown}")
            look_at += LOOK
            continue
        times.request("the answer, kept", 302, agent, port, path, {"step": f"s{step % STEPS}"})
        shown = mark_in(times.request("the next step, drawn", 200, agent, port, path))
        step, step_at = step + 1, step_at + EVERY


def mark_in(page: str) -> str:
    """What the page says that it shows of who watches."""
    found = re.search(r'data-as="(\w+)"', page)
    return found[1] if found else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parsed = parser.parse_args()
    from handrail.config import serve

    with tempfile.TemporaryDirectory() as folder:
        serve.set_up(Path(folder))
        cases = int(parsed.seconds / EVERY / STEPS) + 1
        times = run(Path(folder), make(parsed.agents, cases).agents, parsed.seconds)
    show(times, parsed.agents)
    return 1 if times.failed else 0


def run(data: Path, agents: list[Agent], seconds: float) -> Times:
    from django.db import connections

    connections.close_all()
    office, times, dice = Office(data, free_port()), Times(), random.Random(1)  # noqa: S311
    office.start()
    office.wait()
    ask(agents[0], office.port, f"/desk/{agents[0].cases[0]}/")  # the first page reads the law
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=work, args=(agent, office.port, until, dice.uniform(0, EVERY), times))
        for agent in agents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.kill(list(office.running))
    return times


def show(times: Times, agents: int) -> None:
    database = "PostgreSQL" if "postgres" in os.environ.get("HANDRAIL_DATABASE", "") else "SQLite"
    print(f"\n{agents} agents, a step each {EVERY:.0f} s, {database}, {os.cpu_count()} cores\n")
    print(f"  {'milliseconds':<24}{'requests':>9}{'median':>8}{'p95':>8}{'p99':>8}{'most':>8}")
    for what, rows in times.of.items():
        if not rows:
            continue
        rows.sort()
        middle, p95, p99 = (rows[min(len(rows) - 1, int(len(rows) * part))] for part in (0.5, 0.95, 0.99))
        print(f"  {what:<24}{len(rows):>9}{middle:>8.0f}{p95:>8.0f}{p99:>8.0f}{rows[-1]:>8.0f}")
    print(f"  limit: {LIMIT} at p99; {len(times.failed)} failed {sorted(set(times.failed))[:5] or ''}")


if __name__ == "__main__":
    sys.exit(main())
