"""The starter library as it lies in the distribution. Pure."""

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from pathlib import Path
from types import MappingProxyType

from handrail.facts.vocabulary import NONE_OWN, Own
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
        waiting.extend(called_by(shelf[here]))
    return order


def reachable(slug: str, shelf: Mapping[str, Procedure]) -> tuple[str, ...]:
    """The procedure and all it calls that are on the shelf, itself first."""
    found = [slug]
    for name in found:
        found += [called for called in called_by(shelf[name]) if called in shelf and called not in found]
    return tuple(found)


def called_by(procedure: Procedure) -> list[str]:
    """The procedures it runs, once or for each item, in its variants too."""
    added = (step for row in procedure.variants for more in row.add for step in more.steps)
    return list(dict.fromkeys(step.called for step in (*procedure.steps, *added) if step.called))


def own_facts_of(slug: str, shelf: Mapping[str, Procedure]) -> Own:
    """The facts that a procedure and those it calls define for themselves."""
    return reduce(or_, (shelf[name].own for name in reachable(slug, shelf)), NONE_OWN)
