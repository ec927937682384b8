"""From a file to a procedure and back. Every error names file, line and column and says what to write instead."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from io import StringIO
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from handrail.calendars.quick_yaml import plainly
from handrail.facts.problems import FileError, Problem
from handrail.procedures.language.home import Look, Roles, roles_written_in, taken_in
from handrail.procedures.language.scenario import Deadline, Expected, May, Scenario, ScenarioFile, Turn
from handrail.procedures.language.steps import Choice, Procedure, Step, Way

LARGEST = 512 * 1024
NO_ROLES: Roles = MappingProxyType({})


class UnreadableError(FileError):
    """A file that is no procedure."""


@lru_cache(maxsize=256)
def read(text: str, file: str = "procedure.yaml") -> Procedure:
    """The procedure of a YAML text. Raises UnreadableError with every problem found. One page reads a text often."""
    return _quickly(text) or checked(Procedure, load(text, file, "a procedure begins with `procedure: its-name`"), file)


def read_with(text: str, look: Look, file: str = "procedure.yaml", roles: Roles = NO_ROLES) -> Procedure:
    """The same, with the facts that it takes from other procedures filled in as they are there now, and with the roles
    of the business that it names."""
    if "from:" not in text and not any(name in text for name in roles):
        return read(text, file)
    raw = load(text, file, "a procedure begins with `procedure: its-name`")
    return checked(Procedure, raw, file, roles_written_in(taken_in(raw, look), roles))


def holds_all(text: str, made: Procedure) -> bool:
    """Whether all that the procedure rests on stands in the text itself: facts of others, roles of the business."""
    if any(row.from_ for row in made.facts.values()):
        return False
    written = load(text, "", "").get("roles") if made.roles else None
    return not made.roles or made.roles.keys() <= (written or {}).keys()


def facts_of(text: str) -> Mapping[str, Any]:
    """The facts a procedure defines, as written; nothing of a text that can't be read."""
    try:
        found = load(text, "", "").get("facts")
    except UnreadableError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _quickly(text: str) -> Procedure | None:
    """The procedure of a plainly written text. Any other, and one with a mistake in it, is read by the full parser,
    which knows the place of everything."""
    raw = plainly(text) if len(text) <= LARGEST // 4 else None
    try:
        return Procedure.model_validate(raw) if isinstance(raw, dict) else None
    except ValidationError:
        return None


def read_scenarios(text: str, file: str = "scenarios.yaml") -> ScenarioFile:
    """The scenarios of a YAML text that holds nothing else. Raises UnreadableError with every problem found."""
    return checked(ScenarioFile, load(text, file, "a file of scenarios begins with `about:`"), file)


Model = TypeVar("Model", bound=BaseModel)


def checked(model: type[Model], raw: CommentedMap, file: str, whole: Mapping[str, Any] | None = None) -> Model:
    """`whole`: what is read, where that is more than stands in the file; places are those of the file."""
    try:
        return model.model_validate(whole or raw)
    except ValidationError as error:
        rows = error.errors()
        # A list whose items are wrong is also called too short: that is no problem of its own.
        own = [row for row in rows if row["type"] != "too_short" or not any(_inside(row, other) for other in rows)]
        problems = [_problem(raw, tuple(row["loc"]), row["type"], row["msg"], file) for row in own]
        raise UnreadableError(problems) from None


def _inside(outer: ErrorDetails, inner: ErrorDetails) -> bool:
    return len(inner["loc"]) > len(outer["loc"]) and inner["loc"][: len(outer["loc"])] == outer["loc"]


def load(text: str, file: str, begins: str) -> CommentedMap:
    if len(text.encode()) > LARGEST:
        raise UnreadableError([Problem(file, 1, 1, "this file is over 512 kB; a procedure is smaller")])
    try:
        raw = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise UnreadableError([Problem(file, line, column, _in_plain_words(str(error.problem)))]) from None
    except RecursionError:
        raise UnreadableError([Problem(file, 1, 1, "this nests deeper than any procedure does")]) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableError([Problem(file, line, 1, "this holds a character that no text file has")]) from None
    if not isinstance(raw, CommentedMap):
        raise UnreadableError([Problem(file, 1, 1, begins)])
    return raw


def _in_plain_words(problem: str) -> str:
    """What the YAML reader says, where a person can be told more shortly what to do."""
    twice = re.match(r'found duplicate key "([^"]+)"', problem)
    if twice:
        return f"{twice[1]} stands here a second time; keep one of the two"
    if "expected ',' or '}'" in problem:
        return "a text between braces ends too early here; put a text that holds a comma, a colon or a brace in quotes"
    if "\\t" in problem:
        return "a tab stands here; indent with spaces"
    return f"this is not YAML: {problem}"


def _problem(raw: Any, loc: tuple[str | int, ...], kind: str, said: str, file: str) -> Problem:
    said = said.removeprefix("Value error, ")
    name = str(loc[-1]) if loc else ""
    line, column = _place(raw, (*loc, said.split(":")[0]))  # a value of a mapping names its own key first
    if kind == "extra_forbidden":
        message = f"there is no field {name}{_nearest(name, loc)}"
    elif kind == "missing":
        message = f"{name}: is missing here"
    else:
        message = f"{'.'.join(map(str, loc))}: {said}" if loc else said
    return Problem(file, line, column, message)


_SCENARIO: tuple[type[BaseModel], ...] = (Scenario, Turn, Expected, Deadline, May)


# What people write on a step for what is called otherwise there, and no likeness of letters would find.
_CALLED = {"go": "next", "then": "next", "to": "next", "goto": "next", "name": "title", "gather": "ask", "text": "say"}


def _models_at(loc: tuple[str | int, ...]) -> tuple[type[BaseModel], ...]:
    if "scenarios" in loc[:-1]:
        return _SCENARIO
    return (Procedure,) if len(loc) == 1 else (Way, Choice)


def _nearest(name: str, loc: tuple[str | int, ...]) -> str:
    of_step = len(loc) == 3 and loc[0] == "steps"
    models = (Step,) if of_step else _models_at(loc)
    fields = {field.alias or key for model in models for key, field in model.model_fields.items()}
    called = _CALLED.get(name) if of_step else None
    near = [called] if called else get_close_matches(name, fields, n=1)
    return f". Did you mean {near[0]}?" if near else ""


def _place(raw: Any, loc: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of the deepest part of a path that the file has."""
    line, column, here = raw.lc.line + 1, raw.lc.col + 1, raw
    for part in loc:
        if isinstance(here, CommentedMap) and part in here:
            line, column = (n + 1 for n in here.lc.key(part))
        elif isinstance(here, CommentedSeq) and isinstance(part, int) and part < len(here):
            line, column = (n + 1 for n in here.lc.item(part))
        else:
            break
        here = here[part]
    return line, column


def write(procedure: Procedure) -> str:
    """The YAML of a procedure: fields in the order of the reference, nothing that is only a default."""
    return dumped(plain(procedure))


def scenarios_text(scenarios: Iterable[Scenario]) -> str:
    """The YAML of scenarios, to be put into the file of their procedure."""
    rows = [row.model_dump(mode="json", by_alias=True, exclude_defaults=True) for row in scenarios]
    return dumped({"scenarios": rows})


def dumped(raw: dict[str, Any] | list[Any]) -> str:
    yaml = YAML(typ="rt", pure=True)
    yaml.width, yaml.default_flow_style = 100, False
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(raw, out)
    return out.getvalue()


def plain(procedure: Procedure) -> dict[str, Any]:
    """The procedure as plain values: what hashes are made over and what `write` prints."""
    return procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True)
