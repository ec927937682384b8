"""The starter library as it lies in the distribution. Pure."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from handrail.procedures.language.reader import read
from handrail.procedures.language.steps import Procedure

FOLDER = Path(__file__).with_name("library")


@cache
def library() -> Mapping[str, Procedure]:
    """Every starter procedure by its id. Raises UnreadableError with file and line."""
    found = (read(file.read_text("utf-8"), file.name) for file in sorted(FOLDER.glob("*.yaml")))
    return MappingProxyType({procedure.procedure: procedure for procedure in found})


def with_called(slug: str, shelf: Mapping[str, Procedure]) -> list[str]:
    """The procedure and all it calls, callers first. Raises KeyError naming one that is not on the shelf."""
    order, waiting = [], [slug]
    while waiting:
        here = waiting.pop()
        if here in order:
            continue
        order.append(here)
        waiting.extend(step.call for step in shelf[here].steps if step.call)
    return order
