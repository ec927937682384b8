#!/usr/bin/env python3
"""Handrail in one command. Standard library only: it must run before anything is installed.

python3 start.py [--demo] [--office] [--data DIR] [--port N]   set up what is missing, then serve
python3 start.py install                                       set up only
python3 start.py test [pytest arguments]                       install what the tests need, then run them
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
DEBIAN_FOR_TESTS = {"chromium": "chromium", "postgres": "postgresql"}


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
    """Hand over to the product itself. On POSIX the process is replaced, so Ctrl-C reaches it alone."""
    command = [str(PYTHON), "-m", "handrail", "serve", *arguments]
    if os.name == "nt":
        return subprocess.call(command)
    return os.execv(command[0], command)


def run_tests(arguments: list[str]) -> int:
    install(["base", "topics", "dev"])
    install_servers()
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.call([str(PYTHON), "-m", "pytest", *arguments], cwd=HERE, env=environment)


# The environment


def install(locks: list[str]) -> None:
    """Make .venv from the hashed locks. A stamp remembers what is in it, so a second start does nothing."""
    stamp_file = VENV / "handrail-stamp.txt"
    wanted = {lock: fingerprint(lock) for lock in locks}
    present = dict(line.split() for line in stamp_file.read_text().splitlines()) if stamp_file.is_file() else {}
    missing = [lock for lock in locks if present.get(lock) != wanted[lock]]
    if not missing and PYTHON.exists():
        return
    began = time.monotonic()
    say(f"Setting up Handrail in {VENV} (once; about half a minute)")
    if not PYTHON.exists():
        make_environment()
    for number, lock in enumerate(missing, 1):
        say(f"  {number} of {len(missing) + 1}  installing {lock} packages, each checked against its hash")
        pip("install", "--require-hashes", "-r", str(HERE / "requirements" / f"{lock}.txt"))
    say(f"  {len(missing) + 1} of {len(missing) + 1}  installing Handrail itself")
    pip("install", "--no-deps", "--no-build-isolation", "-e", str(HERE))
    present.update(wanted)
    stamp_file.write_text("".join(f"{lock} {digest}\n" for lock, digest in sorted(present.items())))
    say(f"  done in {time.monotonic() - began:.0f} s")


def fingerprint(lock: str) -> str:
    content = (HERE / "requirements" / f"{lock}.txt").read_bytes() + (HERE / "pyproject.toml").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def make_environment() -> None:
    """uv if it is there, else venv, else venv without pip (Debian without python3-venv)."""
    if shutil.which("uv"):
        run(["uv", "venv", "--quiet", "--python", sys.executable, str(VENV)])
        return
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def pip(*arguments: str) -> None:
    if shutil.which("uv"):
        options = ["--quiet", "--python", str(PYTHON)]
        run(["uv", "pip", arguments[0], *options, *arguments[1:]], UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy")
        return
    has_own = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    command = [str(PYTHON), "-m", "pip"] if has_own else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    run([*command, arguments[0], "--quiet", "--disable-pip-version-check", *arguments[1:]])


def run(command: list[str], **more_environment: str) -> None:
    done = subprocess.run(command, env={**os.environ, **more_environment}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetUpError(
            f"This step failed: {' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}\n"
            "Check the connection to the package registry, then start again; what is done is kept."
        )


# The servers the tests use


def install_servers() -> None:
    """Chromium and PostgreSQL through apt, where this person may; otherwise say which are missing."""
    missing = [package for program, package in DEBIAN_FOR_TESTS.items() if not find_program(program)]
    if not missing:
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        names = " ".join(missing)
        raise SetUpError(f"The tests need {names}. As root: apt-get install {names}. Then start again.")
    say(f"Installing for the tests, through apt: {', '.join(missing)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], **quiet)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], **quiet)


def find_program(name: str) -> str | None:
    """A program on the PATH or, for PostgreSQL, where Debian puts its servers."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    return None if name == "postgres" else shutil.which(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
