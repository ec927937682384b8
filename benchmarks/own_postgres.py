"""A PostgreSQL server of one's own, for as long as it is needed: on a socket in its own folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
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
