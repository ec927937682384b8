"""A list as a CSV file that a spreadsheet opens without running anything in it."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse


def csv_file(name: str, headers: Sequence[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The list to download. Numbers stay numbers; None is an empty cell."""
    return file(as_csv(headers, rows), "text/csv", name)


def file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    """A file to download under a name, of a media type like `text/csv`."""
    answer = HttpResponse(content, content_type=f"{kind}; charset=utf-8" if isinstance(content, str) else kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def as_csv(headers: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r") else cell
