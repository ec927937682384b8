"""The heavy extras: each in a folder of its own beside the environment, whole or not at all.

`start.py` fills them while the first page is already up, because its Python is sure to have pip; how far that is
stands in a file beside the folder."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NAMES = ("topics", "solver")


@dataclass(frozen=True, slots=True)
class State:
    """`ready`, `adding`, `failed` (with the reason) or `missing`."""

    name: str
    state: str
    why: str = ""


def folder() -> Path:
    return Path(os.environ.setdefault("HANDRAIL_EXTRAS", str(Path(sys.prefix).parent / ".extras")))


def activate() -> None:
    """Let this process import what is there and what will be. An empty folder stands in for an extra that is still
    being added: Python then looks again when the folder changes."""
    for name in NAMES:
        place = folder() / name
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue  # the product may lie on a disk that is only read; then there are no extras
        if str(place) not in sys.path:
            sys.path.append(str(place))


def state(name: str) -> State:
    if (folder() / name / "stamp.txt").is_file():
        return State(name, "ready")
    try:
        told = json.loads((folder() / f"{name}.json").read_text("utf-8"))
        return State(name, str(told["state"]).replace("ready", "missing"), str(told["why"]))
    except (OSError, ValueError, KeyError):
        return State(name, "missing")


def start_adding() -> "subprocess.Popen[bytes] | None":
    """Ask `start.py`, if it started us, to add what is missing."""
    command = os.environ.get("HANDRAIL_ADD_EXTRAS")
    return subprocess.Popen(json.loads(command)) if command else None  # noqa: S603 - our own start.py
