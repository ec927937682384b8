"""Deeds about the tools in use. They are one answer of the business: what is kept here stands in the interview too."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from handrail.business import actions as business
from handrail.facts.tools import Tool, tools, written
from handrail.ledger.actor import Actor
from handrail.people.rights import Right, require
from handrail.procedures.tooling import queries

MOST = 100


class ToolError(Exception):
    """A deed about tools that cannot be done; the message says why and what to do next."""


def add(*, actor: Actor, name: str, version: str, at: datetime) -> None:
    tool = Tool(_named(name), version.strip())
    _write(actor, at, lambda every: [*_without(every, tool.name, must=False), tool])


def changed(*, actor: Actor, name: str, version: str, on: date, at: datetime) -> None:
    """It looks or works otherwise from a day on: the procedures that say how they are done in it stand under Reviews
    until somebody has looked at them."""
    _write(
        actor, at, lambda every: _each(every, name, lambda tool: replace(tool, version=version.strip(), changed_on=on))
    )


def rename(*, actor: Actor, name: str, to: str, at: datetime) -> None:
    new = _named(to)
    _write(actor, at, lambda every: _each(every, name, lambda tool: replace(tool, name=new)))


def take_out(*, actor: Actor, name: str, at: datetime) -> None:
    """No longer in use: a step that names it is found by the check."""
    _write(actor, at, lambda every: _without(every, name))


def _write(actor: Actor, at: datetime, change: Callable[[Sequence[Tool]], Sequence[Tool]]) -> None:
    require(actor, Right.DESCRIBE)
    made = change(queries.kept())
    if len(made) > MOST:
        raise ToolError(f"{MOST} tools are the most that are kept here. Take one out first.")
    text = written(made)
    if tools(text) != tuple(made):
        raise ToolError("A name or version can't hold commas or a day in brackets, and a version looks like 4.2 or v3.")
    business.answer(actor=actor, answers={queries.FACT: text or None}, at=at)


def _named(name: str) -> str:
    if not name.strip():
        raise ToolError("Write what the tool is called.")
    return name.strip()[:80]


def _each(every: Sequence[Tool], name: str, do: Callable[[Tool], Tool]) -> list[Tool]:
    _must_be_there(every, name)
    return [do(tool) if tool.name == name else tool for tool in every]


def _without(every: Sequence[Tool], name: str, *, must: bool = True) -> list[Tool]:
    if must:
        _must_be_there(every, name)
    return [tool for tool in every if tool.name != name]


def _must_be_there(every: Sequence[Tool], name: str) -> None:
    if all(tool.name != name for tool in every):
        raise ToolError(f"“{name}” is not among the tools in use any more. Here is how the list stands.")
