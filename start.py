#!/usr/bin/env python3
"""Handrail in one command. Standard library only: it must run before anything is installed.

python3 start.py [--demo] [--office] [--data DIR] [--port N]   set up what is missing, then serve
python3 start.py install                                       set up only
python3 start.py test [pytest arguments]                       install what the tests need, then run them, on every core
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "handrail-stamp.txt"
UNFINISHED = VENV / "handrail-unfinished.txt"
EXTRAS = HERE / ".extras"
EXTRA_LOCKS = {"topics": "what finds the topics of tickets", "solver": "what reckons with facts in the check"}
OLDEST = (3, 11)
ROOM_NEEDED = 400  # megabytes: an environment takes about 250
SIDE_BY_SIDE = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
DEBIAN_FOR_TESTS = {"chromium": "chromium", "postgres": "postgresql", "node": "nodejs", "dovecot": "dovecot-imapd"}


class SetUpError(Exception):
    """Something a person has to do first; the message says what."""


def say(text: str) -> None:
    print(text, flush=True)


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST:
        say(f"Handrail needs Python 3.11 or newer; this is {sys.version.split()[0]}. Get one from python.org.")
        return 2
    try:
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        if arguments[:1] == ["extras"]:
            return add_extras()
        install(["base"])
        if arguments[:1] == ["install"]:
            say("Installed. Start with: python3 start.py")
            return 0
        return serve(arguments)
    except SetUpError as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        return 130


def serve(arguments: list[str]) -> int:
    """Hand over to the product itself. On POSIX the process is replaced, so Ctrl-C reaches it alone. The product calls
    back for the heavy extras once its first page is up: this Python may be the only one here that has pip."""
    os.environ["HANDRAIL_ADD_EXTRAS"] = json.dumps([sys.executable, str(HERE / "start.py"), "extras"])
    command = [str(PYTHON), "-m", "handrail", "serve", *arguments]
    if os.name == "nt":
        return subprocess.call(command)
    return os.execv(command[0], command)


def run_tests(arguments: list[str]) -> int:
    install(["base", "topics", "solver", "dev"])
    install_servers()
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the tests start Python a hundred times; what it compiled is kept
    command = [str(PYTHON), "-m", "pytest", *side_by_side(arguments), *arguments]
    return subprocess.call(command, cwd=HERE, env=environment)


def side_by_side(arguments: list[str]) -> list[str]:
    """The whole suite, or all of a mark, runs on every core, a file in one process. Named files, a debugger or an `-n`
    of somebody's own (`-n 0`: one process) run as asked."""
    plain = ("tests", "-n", "--numprocesses", "--dist", "--pdb", "--collect-only", "--co", "-s")
    return [] if any(one.startswith(plain) for one in arguments) else SIDE_BY_SIDE


# The environment


def install(locks: list[str]) -> None:
    """Make .venv from the hashed locks. A stamp remembers what is in it, so a second start does nothing."""
    wanted = {lock: fingerprint(lock) for lock in locks}
    present = dict(line.split() for line in STAMP.read_text().splitlines()) if STAMP.is_file() else {}
    missing = [lock for lock in locks if present.get(lock) != wanted[lock]]
    if UNFINISHED.exists():
        say("The last set-up was interrupted. It begins again; your data is not touched.")
        shutil.rmtree(VENV, ignore_errors=True)
        present, missing = {}, locks
    if not missing and PYTHON.exists():
        return
    began = time.monotonic()
    say(f"Setting up Handrail in {VENV} (once; about half a minute)")
    check_room(HERE)
    with whole_or_begun_again():
        fill(missing if PYTHON.exists() else locks)
        kept = present if PYTHON.exists() else {}
        STAMP.write_text("".join(f"{lock} {digest}\n" for lock, digest in sorted({**kept, **wanted}.items())))
    say(f"  done in {time.monotonic() - began:.0f} s")


def fill(locks: list[str]) -> None:
    steps = len(locks) + 2
    say(f"  1 of {steps}  making the environment")
    if not PYTHON.exists():
        make_environment()
    for number, lock in enumerate(locks, 2):
        say(f"  {number} of {steps}  installing {lock} packages, each checked against its hash")
        pip("install", "--require-hashes", "-r", str(lock_file(lock)), count=packages_in(lock))
    say(f"  {steps} of {steps}  installing Handrail itself")
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(HERE))


@contextmanager
def whole_or_begun_again() -> Iterator[None]:
    """A set-up that is killed half-way leaves a mark, and the next one begins anew. One that fails and says why (no
    connection, no room) leaves what it finished."""
    VENV.mkdir(exist_ok=True)
    try:
        UNFINISHED.write_text("The set-up did not come to its end.\n")
    except OSError as error:
        raise SetUpError(f"{VENV} cannot be written: {error.strerror}. Nothing was changed.") from error
    try:
        yield
    except SetUpError:
        UNFINISHED.unlink(missing_ok=True)
        raise
    UNFINISHED.unlink(missing_ok=True)


def check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < ROOM_NEEDED:
        raise SetUpError(
            f"The disk of {folder} has {free} MB left; the set-up needs about {ROOM_NEEDED}. "
            "Free some space, then start again. Nothing was changed."
        )


def packages_in(lock: str) -> int:
    return sum("==" in line and not line.startswith(" ") for line in lock_file(lock).read_text().splitlines())


def lock_file(lock: str) -> Path:
    return HERE / "requirements" / f"{lock}.txt"


def fingerprint(lock: str) -> str:
    content = lock_file(lock).read_bytes() + (HERE / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def make_environment() -> None:
    """uv if it is there, else venv, else venv without pip (Debian without python3-venv)."""
    if shutil.which("uv"):
        run(["uv", "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)])
        return
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False).returncode == 0:
        return
    run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def pip(*arguments: str, count: int = 0) -> None:
    if shutil.which("uv"):
        options = ["--quiet", "--python", str(PYTHON)]
        run(["uv", "pip", arguments[0], *options, *arguments[1:]], UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy")
        return
    command = [*pip_command(), arguments[0], "--disable-pip-version-check", "--progress-bar", "off", *arguments[1:]]
    run(command, count=count)


def pip_command() -> list[str]:
    """The environment's own pip, or the one of the Python that runs this script, working for the environment."""
    if has_pip(PYTHON):
        return [str(PYTHON), "-m", "pip"]
    if has_pip(Path(sys.executable)):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    raise SetUpError(
        "This Python has no pip, so nothing can be installed. On Debian or Ubuntu: apt-get install python3-pip. "
        "Elsewhere: python3 -m ensurepip. Then start again."
    )


def has_pip(python: Path) -> bool:
    return subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def run(command: list[str], *, count: int = 0, **more_environment: str) -> None:
    """Run a command; with a count, say how far it is. Raises SetUpError with its last words and what to do."""
    environment = {**os.environ, **more_environment}
    said: list[str] = []
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        try:
            for line in process.stdout or ():
                said.append(line)
                tell_progress(said, count)
        except KeyboardInterrupt:
            process.terminate()
            raise
    if process.returncode:
        raise SetUpError(why_it_failed(command, "".join(said)))


def tell_progress(said: list[str], count: int) -> None:
    if not count:
        return
    if said[-1].startswith("Collecting"):
        fetched = sum(line.startswith("Collecting") for line in said)
        if fetched % 10 == 0:
            say(f"            {fetched} of about {count} fetched")
    elif said[-1].startswith("Installing collected"):
        say("            all fetched; unpacking")


def why_it_failed(command: list[str], said: str) -> str:
    if "No space left" in said or "Disk quota" in said:
        return "The disk is full. Free some space, then start again; what is done is kept, your data is not touched."
    if "DO NOT MATCH THE HASHES" in said:
        return f"A package is not the one this version was tested with, so it was refused.\n{said[-1500:]}"
    return (
        f"This step failed: {' '.join(command)}\n{said[-2000:]}\n"
        "Look at the connection to the package registry, then start again; what is done is kept."
    )


# The heavy extras: each in a folder of its own, whole or not at all, while the first page is already up


def add_extras() -> int:
    """Called by the running product. How far it is stands in a file beside the folder, for the pages to read."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    getattr(os, "nice", lambda _: 0)(10)  # the pages come first
    return max(add_extra(name) for name in EXTRA_LOCKS)


def add_extra(name: str) -> int:
    wanted = fingerprint(name)
    home, part = EXTRAS / name, EXTRAS / f"{name}.part"
    if (home / "stamp.txt").is_file() and (home / "stamp.txt").read_text() == wanted:
        note(name, "ready")
        return 0
    try:
        EXTRAS.mkdir(exist_ok=True)
        note(name, "adding")
        check_room(EXTRAS)
        shutil.rmtree(part, ignore_errors=True)
        pip("install", "--require-hashes", "--no-deps", "--target", str(part), "-r", str(lock_file(name)))
        (part / "stamp.txt").write_text(wanted)
        shutil.rmtree(home, ignore_errors=True)
        part.rename(home)
    except (SetUpError, OSError) as error:
        note(name, "failed", str(error))
        say(f"\nCould not add {EXTRA_LOCKS[name]}; all else works, and the next start tries again.\n{error}")
        return 1
    note(name, "ready")
    say(f"  added: {EXTRA_LOCKS[name]}")
    return 0


def note(name: str, state: str, why: str = "") -> None:
    try:
        (EXTRAS / f"{name}.json").write_text(json.dumps({"state": state, "why": why[-600:]}))
    except OSError:
        return  # a full disk: the folder itself says whether it is whole


# The servers the tests use


def install_servers() -> None:
    """Chromium, PostgreSQL, Node and Dovecot through apt, where this person may; otherwise say which are missing."""
    missing = [package for program, package in DEBIAN_FOR_TESTS.items() if not find_program(program)]
    if not missing:
        return
    if not shutil.which("apt-get") or getattr(os, "geteuid", lambda: 1)() != 0:
        names = " ".join(missing)
        raise SetUpError(f"The tests need {names}. As root: apt-get install {names}. Then start again.")
    say(f"Installing for the tests, through apt: {', '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], **quiet)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], **quiet)


def find_program(name: str) -> str | None:
    """A program on the PATH or, for servers, where Debian puts them."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    return None if name == "postgres" else shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
