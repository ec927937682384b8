"""What is due when, as rows: made, chosen, sorted, written as CSV and as calendar dates. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handrail.calendars import ical
from handrail.calendars.business_days import add_months, add_years
from handrail.facts.tools import Tool, is_same
from handrail.procedures.language.steps import Procedure, length

KINDS = {
    "procedure": "Procedure to look at again",
    "adviser": "Not reviewed by an adviser",
    "waiting": "Waits for approval",
    "tool": "A tool changed",
    "law": "Law to check again",
    "licence": "License or registration ends",
    "pack": "Law file waits for approval",
    "kept": "Law file is kept until",
    "held": "Publication held",
}
WITHIN = {"": "All dates", "late": "Late", "30": "Within 30 days", "90": "Within 90 days"}
SOON = 14
_EVERY = re.compile(r"(\d+)(mo|y)")


@dataclass(frozen=True, slots=True)
class Item:
    """Something to look at. Without a day it waits, and stands after what has one.

    `law`: for a duty, its status in words; `tone`: which status component shows it."""

    kind: str
    what: str
    detail: str
    address: str
    due: date | None = None
    law: str = ""
    tone: str = ""

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    def days_left(self, on: date) -> int | None:
        return (self.due - on).days if self.due else None


def next_look(last: date, every: str) -> date:
    """The day on which a procedure wants to be looked at again: `6mo` after the last look, say."""
    found = _EVERY.fullmatch(every)
    if found is None:
        return last + length(every)
    count = int(found[1])
    return add_years(last, count) if found[2] == "y" else add_months(last, count)


def done_in(procedure: Procedure, changed: Iterable[Tool], last: date) -> list[tuple[Tool, list[str]]]:
    """The tools that changed after a day, each with the steps that say how they are done in it."""
    since = [tool for tool in changed if tool.changed_on and tool.changed_on > last]
    rows = [(tool, _steps_in(procedure, tool)) for tool in since]
    return [(tool, steps) for tool, steps in rows if steps]


def _steps_in(procedure: Procedure, tool: Tool) -> list[str]:
    return [f"“{step.name}”" for step in procedure.steps if any(is_same(row.in_, tool.name) for row in step.how)]


def by_day(row: Item) -> Any:
    return row.due or date.max, row.kind, row.what.lower()


SORTS: Mapping[str, tuple[str, Callable[[Item], Any]]] = {
    "due": ("Day", by_day),
    "kind": ("What kind", lambda row: (list(KINDS).index(row.kind), *by_day(row))),
    "what": ("Name", lambda row: (row.what.lower(), *by_day(row))),
}


def chosen(
    rows: Iterable[Item], on: date, words: str = "", kind: str = "", within: str = "", sort: str = "due"
) -> list[Item]:
    """The rows asked for, in the order asked for; every word stands somewhere in the row."""
    found = [row for row in rows if kind in ("", row.kind) and _says(row, words) and _is_within(row, on, within)]
    return sorted(found, key=SORTS.get(sort, SORTS["due"])[1])


def _says(row: Item, words: str) -> bool:
    text = f"{row.what} {row.detail} {row.kind_words} {row.law}".lower()
    return all(word in text for word in words.lower().split())


def _is_within(row: Item, on: date, within: str) -> bool:
    left = row.days_left(on)
    if within == "late":
        return left is not None and left < 0
    return within not in ("30", "90") or (left is not None and left <= int(within))


HEAD = ("Day", "Kind", "What", "About", "Status of the law")


def cells(row: Item) -> list[str]:
    return [row.due.isoformat() if row.due else "", row.kind_words, row.what, row.detail, row.law]


def calendar(rows: Iterable[Item], stamp: datetime, host: str) -> str:
    """The dated rows as a calendar file of whole days."""
    return ical.calendar((_entry(row, row.due, host) for row in rows if row.due), stamp=stamp, name="Reviews")


def _entry(row: Item, due: date, host: str) -> ical.Entry:
    name = ical.uid(row.kind, f"{row.address} {row.what}", host=host)
    return ical.Entry(name, due, f"{row.kind_words}: {row.what}", f"{row.detail} {row.law}".strip())
