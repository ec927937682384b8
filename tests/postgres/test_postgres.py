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
