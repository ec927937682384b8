"""`handrail serve`: from a data folder to a running server. Each step says what it does.

Only the standard library is imported at the top: settings are read after the data folder stands."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from handrail import __version__
from handrail.config import extras
from handrail.config.as_left import as_left, remember, static_stamp
from handrail.config.data_folder import DEMO_SIGN_IN, prepare

DEFAULT_PORT = 8712
KEPT_BACKUPS = 5


class ServeError(Exception):
    """The server cannot start; the message says why and what to do."""


AHEAD = 1.5  # seconds the server has to itself, so that the first page is there before the work behind it begins
LOOK = 5.0  # seconds from one look at the worker to the next


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def set_up(data: Path) -> None:
    """Folder, secret, database (with a copy before a migration) and static files. Safe to repeat."""
    prepare(data)
    os.environ["HANDRAIL_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handrail.config.settings")
    import django

    django.setup()
    from django.db import DatabaseError

    try:
        copy = migrate(data)
        guard()
        forget_again(copy)
        collect_static(data)
    except (OSError, DatabaseError, sqlite3.Error) as error:
        raise ServeError(_why_not(data, error)) from error


def open_existing(data: Path) -> None:
    """Set up a folder that is there. A mistyped --data must not make an empty one and answer from it."""
    if not (data / "secret.key").is_file():
        raise ServeError(
            f"There is no Handrail in {data}. Name its folder with --data DIR; python3 start.py makes one."
        )
    set_up(data)


def _why_not(data: Path, error: Exception) -> str:
    said = str(getattr(error, "strerror", None) or error).strip()
    if isinstance(error, OSError) or "full" in said or "disk" in said or "readonly" in said:
        return (
            f"The data folder {data} cannot be written: {said}. Free some space there, or look at who may write to it, "
            "and start again. What was kept before is unchanged."
        )
    return (
        f"The database does not answer as it should: {said}. Nothing more was changed. "
        f"Copies from before each migration are in {data / 'backups'}; docs/how-to/office.md says how to put one back."
    )


def migrate(data: Path) -> Path | None:
    """The copy made before anything changed, if anything had to."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from handrail.ledger.deed import unrecorded

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return None
    copy = back_up(data) if executor.loader.applied_migrations else None
    say(f"  database: bringing it up to date{f' (copy kept in {copy})' if copy else ''}")
    with unrecorded("migration"):
        call_command("migrate", interactive=False, verbosity=0)
    return copy


def guard() -> None:
    """The database must refuse to change events at every start, not only after a migration."""
    from django.db import connection

    from handrail.ledger import triggers

    wrong = triggers.install(connection)
    if wrong:
        say(
            f"  LOOK: the database did not refuse to change what was recorded ({', '.join(wrong)}); it does again. Find "
            "out who took that away, and compare: handrail checkpoint --check with a checkpoint kept elsewhere."
        )


def forget_again(copy: Path | None = None) -> None:
    """A database that was put back from before forgets what the list beside the backups says is gone: before anything
    is served. So does the `copy` that was made of it on the way: it would hold what went for nobody."""
    from handrail.calendars import clock
    from handrail.records.keeping.gone.actions import forget_again as again
    from handrail.records.keeping.gone.actions import list_file

    found = again(clock.read())
    if found.lines:
        say(f"  disposals: this database is from before {found.lines} of them; what went is taken out of it again")
        if copy:
            copy.unlink(missing_ok=True)
            say(f"  disposals: {copy.name} held what went too and is removed; what you put back is where it was")
    if found.bad:
        lines = ", ".join(map(str, found.bad))
        say(
            f"  LOOK: lines {lines} of {list_file()} are not as they were signed, so what they name may be back. Put the "
            "list back from your copy of the data folder."
        )


def back_up(data: Path) -> Path | None:
    """A copy of the SQLite database as it stands; the last few are kept."""
    from handrail.calendars import clock

    database = data / "handrail.sqlite3"
    if not database.is_file() or database.stat().st_size == 0:
        return None
    copy = data / "backups" / f"{clock.read():%Y%m%d-%H%M%S-%f}.sqlite3"
    copy_to(database, copy)
    for old in sorted((data / "backups").glob("*.sqlite3"))[:-KEPT_BACKUPS]:
        old.unlink()
    return copy


def copy_to(database: Path, copy: Path) -> None:
    """Whole or not at all, while others write. Raises sqlite3.Error."""
    connection = sqlite3.connect(database)
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error:
        copy.unlink(missing_ok=True)  # half a copy is none
        raise
    finally:
        connection.close()


def collect_static(data: Path) -> None:
    """Hashed and compressed files, made anew when the version or any source file changes."""
    from django.core.management import call_command

    stamp, wanted = data / "static" / "stamp.txt", static_stamp()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    say("  pages: preparing styles and scripts")
    shutil.rmtree(data / "static", ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)


def free_port(host: str, port: int) -> None:
    """Raise ServeError when the port is taken, before anything starts."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise ServeError(
                f"Port {port} is in use, perhaps by Handrail itself: look at http://127.0.0.1:{port}/. "
                f"Or choose another: python3 start.py --port {port + 1}"
            ) from None


def office_address() -> str:
    """The address of this machine on the office network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def serve(*, data: Path, port: int, office: bool, demo: bool = False) -> int:
    """Set up, then serve until Ctrl-C. Returns the exit status."""
    began = time.monotonic()
    say(f"Handrail {__version__}, data in {data}")
    host = "0.0.0.0" if office else "127.0.0.1"  # noqa: S104 - asked for, and said plainly below
    free_port(host, port)
    prepare(data)
    known = as_left(data)
    if not known:
        set_up(data)
    if demo and not (known and (data / DEMO_SIGN_IN).is_file()):
        _make_demo(data)
    os.environ["HANDRAIL_DATA"] = str(data)
    seen_at = office_address() if office else "127.0.0.1"
    os.environ["HANDRAIL_HOSTS"] = ",".join(filter(None, [os.environ.get("HANDRAIL_HOSTS", ""), seen_at]))
    address = f"http://{seen_at}:{port}"
    _say_where(address, began, office=office, known=known)
    if not known:
        remember(data)
    for asked_to_end in (signal.SIGINT, signal.SIGTERM):  # a shell that starts us in the background ignores the first
        signal.signal(asked_to_end, signal.default_int_handler)
    server = subprocess.Popen(_server_command(host, port))
    worker = helper = None
    try:
        time.sleep(AHEAD)
        worker = _begin_worker(data)
        helper = extras.start_adding()
        while (ended := _ended(server)) is None:
            if worker.poll() is not None:
                say("  the worker ended; it is begun anew")
                worker = _begin_worker(data)
        return ended
    except KeyboardInterrupt:
        say("\nStopping.")
        return 0
    finally:
        for process in filter(None, (server, worker, helper)):
            stop(process)
        say("Stopped. Everything is kept.")


def _make_demo(data: Path) -> None:
    from handrail.config.demo.commands import make_once
    from handrail.config.demo.told import DemoError

    try:
        make_once(data)
    except DemoError as error:
        raise ServeError(str(error)) from None


def _begin_worker(data: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "handrail", "worker", "--data", str(data)])


def _ended(server: "subprocess.Popen[bytes]") -> int | None:
    """How the server ended, or that it runs on: looked at now and then, so that a worker that the system ended, or that
    found its database away when it began, does not stay away while pages are served."""
    try:
        return server.wait(timeout=LOOK)
    except subprocess.TimeoutExpired:
        return None


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a child: asked first, then made to. Ctrl-C in a terminal has reached it already; a service manager's has not."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _server_command(host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "--workers-kill-timeout", "5",  # one that is still being read in does not hear that it is to end
        "handrail.config.wsgi:application",
    ]  # fmt: skip


def _say_where(address: str, began: float, *, office: bool, known: bool) -> None:
    say(f"  ready in {time.monotonic() - began:.1f} s; Ctrl-C stops it")
    if office:
        _say_office(address)
    if known:  # and there is an organization
        say(f"\n  {address}/\n")
        return
    from handrail.calendars import clock
    from handrail.people.actions import make_owner_link
    from handrail.people.queries import no_organization_yet

    if no_organization_yet():
        token = make_owner_link(at=clock.read())
        say(f"\nOpen this once, within a day, to make the first owner:\n\n  {address}/start/{token}/\n")
    else:
        say(f"\n  {address}/\n")


def _say_office(address: str) -> None:
    import segno

    say(
        "\nFor the office: anyone on this network can reach the sign-in page. What is typed travels unencrypted (plain http),\n"
        "so use it only on a network of your own, never on a guest or public one. For more, put HTTPS in front (docs/how-to/office.md)."
    )
    segno.make(address).terminal(compact=True)
