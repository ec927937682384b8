"""The tools a business works in, as it names them: `Shop admin 4.2 (2026-11-20), WashTrack`. Pure.

In brackets stands the day on which a tool last changed, or will; before it, where it has one, its version."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(
    r"(?P<name>.+?)(?:\s+(?P<version>v?\d+(?:\.\w+)+|v\d+))?(?:\s*\((?:changed\s+)?(?P<on>\d{4}-\d\d-\d\d)\))?"
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool in use. `changed_on`: the day from which it looks or works otherwise."""

    name: str
    version: str = ""
    changed_on: date | None = None


def tools(text: str) -> tuple[Tool, ...]:
    """The tools of a text, with commas between them. A day that there is none of stays a part of the name."""
    return tuple(_read(text))


def _read(text: str) -> Iterator[Tool]:
    for part in filter(None, map(str.strip, text.split(","))):
        found = _WRITTEN.fullmatch(part)
        try:
            day = date.fromisoformat(found["on"]) if found and found["on"] else None
        except ValueError:
            yield Tool(part)
            continue
        yield Tool(found["name"], found["version"] or "", day) if found else Tool(part)


def written(every: Iterable[Tool]) -> str:
    """The text that reads as these tools again."""
    return ", ".join(
        f"{tool.name}{f' {tool.version}' if tool.version else ''}{f' ({tool.changed_on})' if tool.changed_on else ''}"
        for tool in every
    )


def is_same(one: str, other: str) -> bool:
    """“Zendesk” is “Zendesk Support”, and the other way round."""
    left, right = _words(one), _words(other)
    return left <= right or right <= left


def _words(name: str) -> set[str]:
    return set(re.findall(r"[\w.]+", name.casefold()))
