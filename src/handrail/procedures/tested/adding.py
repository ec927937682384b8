"""Scenarios put into the text of a procedure, which otherwise stays as it was written. Pure."""

import re
from collections.abc import Sequence

from handrail.procedures.language.reader import UnreadableError, read, scenarios_text, write
from handrail.procedures.language.scenario import Scenario

_TOP = re.compile(r"^([a-z_]+):", re.MULTILINE)


def with_scenarios(text: str, more: Sequence[Scenario]) -> str:
    """The text with these behind those it has. Where they can't simply be put behind, the whole is written anew."""
    procedure = read(text)
    wanted = (*procedure.scenarios, *more)
    added = scenarios_text(more)
    keys = _TOP.findall(text)
    begin = text if text.endswith("\n") else f"{text}\n"
    if "scenarios" not in keys:
        tried = begin + added
    elif keys[-1] == "scenarios":
        tried = begin + added.partition("\n")[2]
    else:
        tried = ""
    return tried if _says(tried, wanted) else write(procedure.model_copy(update={"scenarios": wanted}))


def _says(text: str, wanted: Sequence[Scenario]) -> bool:
    try:
        return read(text).scenarios == tuple(wanted)
    except UnreadableError:
        return False
