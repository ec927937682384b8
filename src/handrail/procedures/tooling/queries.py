"""Reads of the tools in use: each with the procedures in force whose steps say how they are done in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handrail.business.queries import known
from handrail.facts.tools import Tool, is_same, tools
from handrail.procedures import queries
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision

FACT = "business.tools"


@dataclass(frozen=True, slots=True)
class Row:
    """A tool. `used`: title and slug of each procedure in force that names it. `is_kept`: it is one of those in use;
    else a step names it and nobody said that it is."""

    tool: Tool
    used: tuple[tuple[str, str], ...]
    is_kept: bool = True


def kept() -> tuple[Tool, ...]:
    return tools(str(known().get(FACT) or ""))


def rows(on: date, words: str = "", sort: str = "name") -> list[Row]:
    """The tools in use, and after them those that steps name besides; `words` match a tool, or a procedure."""
    here = [(row.entry.title, row.entry.slug, _read(row)) for row in queries.handbook(on) if row.bundle]
    ours = [Row(tool, _using(tool.name, here)) for tool in kept()]
    named = dict.fromkeys(name for _, _, each in here for step in each.steps for name in _names(step.how))
    others = [name for name in named if not any(is_same(name, row.tool.name) for row in ours)]
    found = [*ours, *(Row(Tool(name), _using(name, here), is_kept=False) for name in others)]
    found = [row for row in found if words.casefold() in _text(row)]
    if sort == "changed":
        return sorted(found, key=lambda row: row.tool.changed_on or date.min, reverse=True)
    return sorted(found, key=lambda row: (not row.is_kept, row.tool.name.casefold()))


def _read(row: Revision) -> Procedure:
    assert row.bundle is not None
    return queries.procedures_of(row.bundle)[row.entry.slug]


def _names(how: Iterable[object]) -> list[str]:
    return [str(getattr(row, "in_", "")) for row in how]


def _using(name: str, here: Iterable[tuple[str, str, Procedure]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (title, slug) for title, slug, each in here
        if any(is_same(told, name) for step in each.steps for told in _names(step.how))
    )  # fmt: skip


def _text(row: Row) -> str:
    return f"{row.tool.name} {row.tool.version} {' '.join(title for title, _ in row.used)}".casefold()
