"""The starter library as it lies in the distribution. Pure."""

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from handrail.calendars import beside, quick_yaml
from handrail.facts import vocabulary
from handrail.facts.vocabulary import NONE_OWN, Own
from handrail.procedures.language.reader import facts_of, read_with, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.replies.sent import put_behind
from handrail.procedures.replies.shelf import replies

FOLDER = Path(__file__).with_name("library")
_SHELF = TypeAdapter(dict[str, Procedure])


@cache
def library() -> Mapping[str, Procedure]:
    """Every starter procedure by its id, its replies behind what it sends. Raises UnreadableError with file
    and line."""
    shelf = shelf_of(FOLDER)
    for procedure in shelf.values():
        put_behind(procedure, replies())
    return MappingProxyType(shelf)


def shelf_of(folder: Path) -> dict[str, Procedure]:
    """The procedures of a folder, as they were kept beside it, or read and then kept."""
    texts = {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.yaml"))}
    kept = beside.Beside(folder, "library", _SHELF.validate_json, _dumped)
    named = (row for name_and_text in texts.items() for row in name_and_text)
    return kept.recalled((*named, *_deciding()), lambda: _shelf(texts))


def _shelf(texts: Mapping[str, str]) -> dict[str, Procedure]:
    def look(slug: str) -> Mapping[str, Any]:
        return facts_of(texts.get(f"{slug}.yaml", ""))

    found = (read_with(text, look, name) for name, text in texts.items())
    return {procedure.procedure: procedure for procedure in found}


def _dumped(shelf: dict[str, Procedure]) -> bytes:
    return _SHELF.dump_json(shelf, by_alias=True, exclude_defaults=True)


def _deciding() -> list[str]:
    """What besides the procedures themselves decides whether they read, and as what: the language, facts and YAML."""
    rooms = (Path(vocabulary.__file__).parent, Path(__file__).with_name("language"))
    files = [file for room in rooms for kind in ("*.py", "*.yaml") for file in sorted(room.glob(kind))]
    here = (Path(beside.__file__), Path(quick_yaml.__file__), Path(__file__))
    return [file.read_text("utf-8") for file in (*files, *here)]


@cache
def starter_text(slug: str) -> str:
    """A starter procedure as it is written down when it is adopted. Raises KeyError."""
    return write(library()[slug])


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


def requested_by(procedure: Procedure) -> list[str]:
    """The procedures that its steps ask for in cases of their own, in its variants too."""
    added = (step for row in procedure.variants for more in row.add for step in more.steps)
    return list(dict.fromkeys(name for step in (*procedure.steps, *added) for name in step.requests))


def steps_that_run(slug: str, procedure: Procedure) -> list[str]:
    """The numbers of its steps that run another procedure; a step of a variant counts with the one it stands after."""
    found = []
    for number, step in enumerate(procedure.steps, 1):
        added = [new for row in procedure.variants for more in row.add if more.after == step.id for new in more.steps]
        found += [str(number)] if slug in {each.called for each in (step, *added)} else []
    return found


def own_facts_of(slug: str, shelf: Mapping[str, Procedure]) -> Own:
    """The facts that a procedure and those it calls define for themselves."""
    return reduce(or_, (shelf[name].own for name in reachable(slug, shelf)), NONE_OWN)
