"""A table somebody exported (CSV, semicolons, tabs), row by row, so that one broken row costs one row. Pure.

A file is hostile until parsed: nothing here trusts its size, its quotes or its letters."""

import csv
import re
from collections.abc import Sequence

DELIMITERS = ",;\t|"
LONGEST_ROW = 200  # lines of one row: a longer one is a quote that was never closed
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "This is a picture (PNG)"),
    (b"\xff\xd8\xff", "This is a picture (JPEG)"),
    (b"GIF8", "This is a picture (GIF)"),
    (b"RIFF", "This is a picture, sound or film"),
    (b"%PDF", "This is a PDF"),
    (b"\x1f\x8b", "This is a packed file (gzip); unpack it first"),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel or Outlook file (.xls, .msg)"),
    (b"7z\xbc\xaf", "This is a packed file (7z); unpack it first"),
    (b"Rar!", "This is a packed file (RAR); unpack it first"),
    (b"{\\rtf", "This is a Word text (RTF)"),
    (b"SQLite format 3", "This is a database"),
)


def other_kind(data: bytes) -> str:
    """What a file is that is no table, in a few words; "" when it may be one."""
    if data.startswith(b"PK\x03\x04"):
        return "This is an Excel workbook (.xlsx)" if b"xl/" in data[:4000] else "This is a packed file (zip)"
    return next((told for start, told in _OTHER_KINDS if data.startswith(start)), "")


def text_of(data: bytes) -> str | None:
    """UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252. None for bytes that are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").lstrip("\ufeff")
    if b"\x00" in data[:100_000]:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def first_line(lines: Sequence[str]) -> tuple[int, str] | None:
    """Where the header stands and what parts its columns; Excel's own `sep=;` line is obeyed. None: it is empty."""
    start = next((n for n, line in enumerate(lines) if line.strip(" \t,;")), None)
    if start is None:
        return None
    if told := re.fullmatch(r"sep=([,;\t|])", lines[start].strip(" ")):
        return start + 1, told[1]
    counts = {mark: len(_parts(lines[start], mark)) for mark in DELIMITERS}
    return start, max(counts, key=lambda mark: counts[mark])


def _parts(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def cells_at(lines: Sequence[str], start: int, delimiter: str) -> tuple[list[str] | None, int]:
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
