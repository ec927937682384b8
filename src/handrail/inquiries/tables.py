"""A table of tickets (CSV, semicolons, tabs) read row by row, so that one broken row costs one row. Pure."""

from collections.abc import Sequence

from handrail.inquiries import layouts
from handrail.inquiries.raw import Raw, WrongFileError, clean
from handrail.web.tables import cells_at, first_line, lines_of

MOST_COLUMNS = 1_000


def read_table(text: str) -> Raw:
    """The rows of a table with a header row. Raises WrongFileError when there is no header or no row."""
    lines = lines_of(text)
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
    found = first_line(lines)
    if found is None:
        raise WrongFileError("The file is empty. Export your tickets again and choose that file.")
    return found


def _header(lines: Sequence[str], start: int, delimiter: str) -> tuple[list[str], int]:
    cells, end = cells_at(lines, start, delimiter) if start < len(lines) else (None, start)
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
    cells, end = cells_at(lines, here, delimiter)
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
