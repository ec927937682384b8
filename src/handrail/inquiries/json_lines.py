"""Tickets as JSON lines: one object a line, like Zendesk's JSON export. Pure."""

import json
from collections.abc import Iterator

from handrail.inquiries import layouts
from handrail.inquiries.raw import Raw, WrongFileError, clean

DEEPEST = 3  # levels of objects and lists that become columns such as via.channel and comments.0.body
MOST_COLUMNS = 300  # of all objects together; what comes later is left out


def read_json_lines(text: str) -> Raw:
    """The objects of a JSON-lines file; a line that is none is a bad row. Raises WrongFileError for a JSON list."""
    if text.lstrip().startswith("["):
        raise WrongFileError("This is one JSON list. Write it as JSON lines instead: one ticket, {…}, on each line.")
    raw, columns = Raw("jsonl"), dict[str, None]()
    for line, row in enumerate(text.splitlines() if "\n" not in text else text.split("\n"), 1):
        if row.strip():
            _take_line(raw, line, row, columns)
    if not raw.rows:
        raise WrongFileError('No line of this file is a JSON object like {"subject": "…", "text": "…"}.')
    raw.headers = list(columns)
    _, raw.mapping = layouts.recognise(raw.headers)
    return raw


def _take_line(raw: Raw, line: int, row: str, columns: dict[str, None]) -> None:
    try:
        value = json.loads(row)
    except (ValueError, RecursionError):
        return raw.refuse(line, "this line is no JSON; each line must be one whole object, {…}")
    if not isinstance(value, dict):
        return raw.refuse(line, "this line is JSON and no object; write {…} with names like subject and text")
    cells = {name: cell for name, cell in _flat(value, "", DEEPEST) if name in columns or len(columns) < MOST_COLUMNS}
    columns.update(dict.fromkeys(cells))
    return raw.keep(line, cells)


def _flat(value: object, path: str, levels: int) -> Iterator[tuple[str, str]]:
    """Every plain value below, with its dotted path; of a list the first item."""
    if isinstance(value, dict):
        if levels:
            for key, below in value.items():
                yield from _flat(below, f"{path}.{key}" if path else str(key), levels - 1)
    elif isinstance(value, list):
        if levels and value:
            yield from _flat(value[0], f"{path}.0", levels - (not isinstance(value[0], dict)))
    elif value is not None:
        yield clean(path)[:200], clean(str(value))
