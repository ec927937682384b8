"""A PostgreSQL server of one's own, for as long as it is needed: on a socket in its own folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MissingError(LookupError):
    """PostgreSQL is not installed here."""


def program(name: str) -> str:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if found is None:
        raise MissingError(f"{name} is missing. `python3 start.py test` installs PostgreSQL.")
    return found


@contextmanager
def server(*settings: str) -> Iterator[str]:
    """Its address, as HANDRAIL_DATABASE takes it. PostgreSQL refuses to run as root, so root lends it to `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="handrail-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data = folder / "data"

    def run(name: str, *given: str) -> None:
        subprocess.run([*prefix, program(name), "-D", str(data), *given], check=True, capture_output=True, cwd=folder)

    run("initdb", "-U", "handrail", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8")
    options = ["listen_addresses=''", f"unix_socket_directories={folder}", *settings]
    run("pg_ctl", "-o", " ".join(f"-c {each}" for each in options), "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"postgresql://handrail@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def on_both(script: str, *given: str) -> int:
    """A benchmark on SQLite, then on a server of its own that answers each question in one process, as on a small
    machine. Each in a process of its own; the worse of their exit statuses."""
    again, found = [sys.executable, script, *given], []
    without = {name: value for name, value in os.environ.items() if name != "HANDRAIL_DATABASE"}
    print("SQLite", flush=True)
    found.append(subprocess.run(again, env=without, check=False).returncode)
    print("\nPostgreSQL", flush=True)
    with server("max_parallel_workers_per_gather=0", "max_wal_size=4GB") as address:
        found.append(subprocess.run(again, env={**without, "HANDRAIL_DATABASE": address}, check=False).returncode)
    return max(found)
