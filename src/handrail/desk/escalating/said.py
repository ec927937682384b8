"""An escalation in a sentence. Pure."""

from collections.abc import Callable
from typing import Protocol

from handrail.desk.escalating.line import ANY
from handrail.desk.escalating.severity import SEVERITIES

OPEN = ("asked", "nobody", "taken")  # the states of one that is not over


class Told(Protocol):
    severity: str
    to: str
    state: str


def said(row: Told, asked: str, taken: str) -> str:
    """Where it stands: `asked` and `taken` are names, or nothing."""
    ways: dict[str, Callable[[], str]] = {
        "asked": lambda: f"{asked} is asked",
        "nobody": lambda: f"nobody is left to ask for: {ANY[row.to].lower()}",
        "taken": lambda: f"{taken} has it",
        "returned": lambda: f"{taken} answered",
        "ended": lambda: "not needed any more",
    }
    return f"{SEVERITIES[row.severity].words}: {ways[row.state]()}"
