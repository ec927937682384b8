"""A table of tickets (CSV, semicolons, tabs) read row by row, so that one broken row costs one row. Pure."""

import csv
import re
from collections.abc import Sequence

from handrail.inquiries import layouts
from handrail.inquiries.raw import Raw, WrongFileError, clean

DELIMITERS = ",;\t|"
MOST_COLUMNS = 1_000
LONGEST_ROW = 200  # lines of one row: a longer one is a quote that was never closed


def read_table(text: str) -> Raw:
    """The rows of a table with a header row. Raises WrongFileError when there is no header or no row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start, delimiter = _first_line(lines)
    headers, here = _header(lines, start, delimiter)
    kind, mapping = layouts.recognise(headers)
    raw = Raw(kind, headers, mapping)
    while here < len(lines):
        here = _take_row(raw, lines, here, delimiter)
    if not raw.rows and not raw.bad:
        raise WrongFileError("The file has a header row and no tickets below it. Export it again with its tickets.")
    return raw


def _first_line(lines: Sequence[str]) -> tuple[int, str]:
    """Where the header stands and what parts its columns; Excel's own `sep=;` line is obeyed."""
    start = next((n for n, line in enumerate(lines) if line.strip(" \t,;")), None)
    if start is None:
        raise WrongFileError("The file is empty. Export your tickets again and choose that file.")
    if told := re.fullmatch(r"sep=([,;\t|])", lines[start].strip(" ")):
        return start + 1, told[1]
    counts = {mark: len(_parts(lines[start], mark)) for mark in DELIMITERS}
    return start, max(counts, key=lambda mark: counts[mark])


def _parts(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _header(lines: Sequence[str], start: int, delimiter: str) -> tuple[list[str], int]:
    cells, end = _row(lines, start, delimiter) if start < len(lines) else (None, start)
    headers = [clean(cell) for cell in cells or []]
    if not any(headers):
        raise WrongFileError("The first row should name the columns, like Date, Subject, Message. Add such a row.")
    if len(headers) > MOST_COLUMNS:
        raise WrongFileError(f"The file has {len(headers):,} columns; {MOST_COLUMNS:,} is the most. Export fewer.")
    while headers[-1] == "":
        headers.pop()
    return headers, end


def _take_row(raw: Raw, lines: Sequence[str], here: int, delimiter: str) -> int:
    """Reads the row that starts at lines[here] into `raw`; returns where the next one starts."""
    if not lines[here].strip(" \t,;"):
        return here + 1
    cells, end = _row(lines, here, delimiter)
    problem = _problem(raw, cells)
    if problem is None and cells is not None:
        raw.keep(here + 1, {h: clean(c) for h, c in reversed(list(zip(raw.headers, cells, strict=False))) if h})
        return end
    raw.refuse(here + 1, problem or "")
    return here + 1 if end - here > 1 else end  # a quote gone wrong must not take the rows below with it


def _problem(raw: Raw, cells: list[str] | None) -> str | None:
    """What is wrong with the row's cells; drops empty cells beyond the header."""
    if cells is None:
        return "a quotation mark is opened or closed in the wrong place"
    width = len(raw.headers)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) > width:
        return f"{len(cells)} cells where the header names {width} columns; a text with commas needs quotes"
    needed = [raw.headers.index(raw.mapping[f]) for f in ("subject", "text", "created_at") if f in raw.mapping]
    if len(cells) < width and len(cells) <= max(needed, default=width):
        return f"{len(cells)} cells where the header names {width} columns; the row ends early"
    return None


def _row(lines: Sequence[str], start: int, delimiter: str) -> tuple[list[str] | None, int]:
    """The cells of the row at lines[start], None if its quotes are broken, and the index after its last line."""
    end, inside = start, False
    while end < len(lines) and end - start < LONGEST_ROW:
        inside = _stays_open(lines[end], delimiter, inside)
        end += 1
        if not inside:
            break
    if inside:
        return None, start + 1
    source = "\n".join(lines[start:end]).replace("\x00", "")
    try:
        return next(csv.reader([source], delimiter=delimiter, strict=True)), end
    except (csv.Error, StopIteration):
        return None, end


def _stays_open(line: str, delimiter: str, inside: bool) -> bool:
    """Whether a quoted cell is still open at the line's end (RFC 4180: a quote opens only where a cell starts)."""
    if '"' not in line:
        return inside
    start, closed = 0, -1
    for mark in re.finditer(f'["{re.escape(delimiter)}]', line):
        if mark[0] == '"':
            opens = not inside and mark.start() in (start, closed)
            closed = mark.end() if inside else closed
            inside = opens
        elif not inside:
            start = mark.end()
    return inside
