"""A list as a CSV file that a spreadsheet opens without running anything in it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextvars import copy_context
from io import StringIO
from itertools import islice

from django.http import HttpResponse, StreamingHttpResponse


def csv_file(name: str, headers: Sequence[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The list to download. Numbers stay numbers; None is an empty cell."""
    return file(as_csv(headers, rows), "text/csv", name)


def csv_stream(name: str, headers: Sequence[str], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """A long list to download, sent while it is read, under the organization of now."""
    here, lines = copy_context(), _lines(headers, rows)
    pieces = iter(lambda: here.run(next, lines, ""), "")
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


A_PIECE = 500  # rows


def _lines(headers: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield as_csv(headers, ())
    left = iter(rows)
    while some := list(islice(left, A_PIECE)):
        yield as_csv((), some).removeprefix("\r\n")


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
