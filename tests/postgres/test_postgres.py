"""The same tests on a real PostgreSQL: a server of this run's own, on a socket, as its own user."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
# The rooms that keep things; of the procedures those tests that touch the database.
ROOMS = [
    "ledger", "people", "business", "customers", "law/test_packs.py", "law/test_mine.py", "procedures/test_approval.py",
    "desk", "connections", "records", "reviews", "config",
]  # fmt: skip


def program(name: str) -> str:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing. `python3 start.py test` installs PostgreSQL.")
    return found


@pytest.fixture
def server() -> Iterator[str]:
    """A cluster in a folder of its own; PostgreSQL refuses to run as root, so root lends it to `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="handrail-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data = folder / "data"
    run = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run([*prefix, program("initdb"), "-D", data, "-U", "handrail", "-A", "trust", "--no-sync"], **run)
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run([*prefix, program("pg_ctl"), "-D", data, "-o", options, "-l", folder / "log", "-w", "start"], **run)
    try:
        yield f"postgresql://handrail@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        subprocess.run([*prefix, program("pg_ctl"), "-D", data, "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder, ignore_errors=True)


def test_the_rooms_behave_alike_on_postgresql(server, repository):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-m", "not slow", *(f"tests/{room}" for room in ROOMS)],
        cwd=repository, env={**os.environ, "HANDRAIL_DATABASE": server}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
