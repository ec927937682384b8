"""Eight threads that keep steps at once, beside one, while another process writes to the same file.

    .venv/bin/python benchmarks/threads.py [--threads 8] [--seconds 6]

Each thread keeps steps one after the other (`desk.answer`, one durable commit each) on cases of its own; a second
process writes a note every 20 ms all the while, as a busy worker would. Python runs one thread at a time, so the most
that eight can keep is the rate of one: what is lost is what they wait for each other. Rates are by the clock, so they
mean something only on a quiet machine."""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path
from uuid import UUID

from kill import STEPS, Agent, Made, make

KEPT, WORST = 75, 100  # the limits: % of one thread's rate, ms of the longest step
FASTEST = 1600  # steps a second; so many wait for a thread alone
PAUSE, BESIDE = 0.02, 50  # seconds between two notes of the other process, and the cases it writes to


def keep_steps(organization: UUID, cases: list[str], until: float, took: list[float]) -> None:
    """Steps, one after the other, until the time is over or the cases are."""
    from django.db import connections

    from handrail.calendars import clock
    from handrail.desk import access
    from handrail.desk import actions as desk
    from handrail.ledger import scope
    from handrail.people import actions as people

    with scope.organization(organization):
        for case in map(access.case, map(UUID, cases)):
            actor = people.actor_of(case.agent)
            for step in range(STEPS):
                began = time.perf_counter()
                desk.answer(actor=actor, case=case, at=clock.read(), step=f"s{step}", facts={})
                took.append((time.perf_counter() - began) * 1000)
                if time.perf_counter() > until:
                    break
            if time.perf_counter() > until:
                break
    connections.close_all()


def write_beside(organization: UUID, cases: list[str]) -> None:
    """The other process: notes, until it is stopped."""
    from handrail.calendars import clock
    from handrail.desk import access
    from handrail.desk import actions as desk
    from handrail.ledger import scope
    from handrail.people import actions as people

    with scope.organization(organization):
        for row in cycle(map(access.case, map(UUID, cases))):  # no case gets hundreds
            desk.note(actor=people.actor_of(row.agent), case=row, at=clock.read(), text="Still here.")
            time.sleep(PAUSE)


def round_of(agents: list[Agent], seconds: float, data: Path, made: Made) -> tuple[float, list[float]]:
    """Steps a second, and how long each took, of a thread for each of these agents."""
    beside = subprocess.Popen(
        [sys.executable, __file__, "--beside", str(made.organization), *made.agents[-1].cases[-BESIDE:]],
        env={**os.environ, "HANDRAIL_DATA": str(data)},
    )
    time.sleep(3)  # until it writes
    until, took = time.perf_counter() + seconds, [list[float]() for _ in agents]
    working = [
        threading.Thread(target=keep_steps, args=(made.organization, agent.cases, until, mine))
        for agent, mine in zip(agents, took, strict=True)
    ]
    began = time.perf_counter()
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    lasted = time.perf_counter() - began
    beside.kill()
    beside.wait()
    every = [each for row in took for each in row]
    return len(every) / lasted, sorted(every)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--beside", nargs="+", metavar="ID", help=argparse.SUPPRESS)
    parsed = parser.parse_args()
    from handrail.config import serve, settling

    if parsed.beside:
        serve.set_up(Path(os.environ["HANDRAIL_DATA"]))
        write_beside(UUID(parsed.beside[0]), parsed.beside[1:])
    with tempfile.TemporaryDirectory() as folder:
        serve.set_up(Path(folder))
        made = make(parsed.threads + 1, int(parsed.seconds * FASTEST / STEPS) + 1)
        settling.settle()  # as the server does
        alone = round_of(made.agents[:1], parsed.seconds, Path(folder), made)
        show(alone, round_of(made.agents[1:], parsed.seconds, Path(folder), made), parsed.threads)
    return 0


def show(alone: tuple[float, list[float]], together: tuple[float, list[float]], threads: int) -> None:
    print(f"\n{'':<14}{'steps/s':>9}{'median ms':>11}{'p99 ms':>9}{'most ms':>9}")
    for name, (rate, took) in (("one thread", alone), (f"{threads} threads", together)):
        print(f"{name:<14}{rate:>9.0f}{took[len(took) // 2]:>11.1f}{took[int(len(took) * 0.99)]:>9.1f}{took[-1]:>9.1f}")
    print(f"\n{together[0] / alone[0]:.0%} of one thread's rate (limit {KEPT} %)")
    print(f"longest step of the {threads}: {together[1][-1]:.0f} ms (limit {WORST})")


if __name__ == "__main__":
    sys.exit(main())
