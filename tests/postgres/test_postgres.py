"""The same tests on a real PostgreSQL: a server of this run's own, on a socket, as its own user."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
# The rooms that keep things; of the procedures those tests that touch the database.
ROOMS = [
    "ledger", "people", "business", "customers", "law/test_packs.py", "law/test_mine.py", "procedures/test_approval.py",
    "desk", "connections", "records", "reviews", "config",
]  # fmt: skip


@pytest.fixture
def server(repository: Path) -> Iterator[str]:
    """The one the benchmarks start for themselves, without its writes being awaited."""
    own = runpy.run_path(str(repository / "benchmarks" / "own_postgres.py"))["server"]
    with own("fsync=off") as address:
        yield address


def test_the_rooms_behave_alike_on_postgresql(server, repository):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "not slow", *(f"tests/{room}" for room in ROOMS)],
        cwd=repository, env={**os.environ, "HANDRAIL_DATABASE": server}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout


def test_nothing_is_lost_when_a_process_of_postgresql_is_ended(repository):
    """The short form of benchmarks/kill.py: server, worker, and what serves them."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    script, given = (
        str(repository / "benchmarks" / "kill.py"),
        ["--postgres", "--times", "4", "--agents", "3", "--seed", "8"],
    )
    done = subprocess.run([sys.executable, script, *given], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "a process of PostgreSQL" in done.stdout
    assert "nothing lost, nothing twice, every chain whole" in done.stdout
