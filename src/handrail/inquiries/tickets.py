"""Tickets out of a file somebody exported: what is in it, and the tickets with the rows that can't be read. Pure.

A file is hostile until parsed: its size, rows, columns and cells have limits, and a broken row costs one row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handrail.inquiries import layouts
from handrail.inquiries.json_lines import read_json_lines
from handrail.inquiries.mail import plain_of, read_mailbox
from handrail.inquiries.masking import mask
from handrail.inquiries.raw import LARGEST, BadRow, Raw, WrongFileError
from handrail.inquiries.tables import read_table
from handrail.inquiries.when import When, day_stands_first, read_when
from handrail.web.tables import other_kind, text_of

__all__ = [
    "BadRow", "Import", "Preview", "Ticket", "WrongFileError", "from_rows", "masked", "open_file", "plain_words",
    "preview", "problems", "read",
]  # fmt: skip

SAMPLE = 5  # rows a preview shows


@dataclass(frozen=True, slots=True)
class Ticket:
    """One thing a customer asked. Times are aware when the file names a zone, naive when it does not, a date when it
    gives the day alone, None when it gives none. `text` is the subject where the export holds no words beside it.
    `line` counts from 1."""

    line: int
    external_id: str
    created_at: When | None
    channel: str
    subject: str
    text: str
    status: str
    customer_ref: str
    solved_at: When | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is before anything is kept: `kind` a layout's name, "plain", "jsonl", "mbox" or "unknown";
    `mapping` {field: header}; `headers` all there are; `sample` the first tickets, masked; `problems` for a person."""

    kind: str
    mapping: dict[str, str]
    sample: list[Ticket]
    problems: list[str]
    headers: list[str]
    rows: int
    bad: int


@dataclass(frozen=True, slots=True)
class Import:
    """The tickets of a file, as written (mask them before storing), and the rows left out.
    `replies` counts mails that answer another mail of the file and are no tickets of their own."""

    kind: str
    mapping: dict[str, str]
    tickets: list[Ticket]
    bad: list[BadRow]
    replies: int = 0


def preview(data: bytes, filename: str) -> Preview:
    """What the file holds and which column is what; never raises for what a file says."""
    try:
        raw = open_file(data, filename)
    except WrongFileError as error:
        return Preview("unknown", {}, [], [str(error)], [], 0, 0)
    if not raw.mapping.keys() & {"text", "subject"}:
        told = "Which column holds what the customer wrote? None of the names told us; choose it below."
        return Preview(raw.kind, raw.mapping, [], [told], raw.headers, len(raw.rows), len(raw.bad))
    done = from_rows(raw, raw.mapping)
    sample = [masked(ticket) for ticket in done.tickets[:SAMPLE]]
    return Preview(raw.kind, raw.mapping, sample, problems(raw, done), raw.headers, len(done.tickets), len(done.bad))


def read(data: bytes, filename: str, mapping: Mapping[str, str] | None = None) -> Import:
    """The file's tickets and its bad rows by line, with `mapping` {field: header} instead of the recognised one.

    Raises WrongFileError for a file that holds no tickets, layouts.MappingError for a mapping that does not fit."""
    raw = open_file(data, filename)
    return from_rows(raw, layouts.checked(raw.mapping if mapping is None else mapping, raw.headers))


def masked(ticket: Ticket) -> Ticket:
    """The ticket with e-mail, telephone, card and social-security numbers masked in everything that is text."""
    return replace(
        ticket,
        external_id=_id_without_address(ticket.external_id),
        channel=mask(ticket.channel).text,
        subject=mask(ticket.subject).text,
        text=mask(ticket.text).text,
        status=mask(ticket.status).text,
        customer_ref=mask(ticket.customer_ref).text,
    )


def _id_without_address(external_id: str) -> str:
    """A Message-ID looks like an address and is none; any other id with an @ is masked."""
    return external_id if re.fullmatch(r"<[^<>\s]+>|[^@]*", external_id) else mask(external_id).text


# What kind of file it is

_INSTEAD = (
    "Export your tickets as CSV from your help desk, or in Excel choose File, Save as, “CSV UTF-8”, "
    "and choose that file."
)


def open_file(data: bytes, filename: str) -> Raw:
    """The file read by what is in it; its name is only used in messages. Raises WrongFileError."""
    if len(data) > LARGEST:
        size, most = len(data) // 1024**2, LARGEST // 1024**2
        raise WrongFileError(f"The file is {size:,} MB; {most} MB is the most. Export fewer months at a time.")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise WrongFileError(f"{_name(filename)} is empty. {_INSTEAD}")
    _refuse_other_kinds(data, filename)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*From \S+", data[:300]):
        return read_mailbox(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
    text = _text(data, filename)
    start = text.lstrip()[:1]
    return read_json_lines(text) if start in ("{", "[") else read_table(text)


def _refuse_other_kinds(data: bytes, filename: str) -> None:
    if data.startswith(b"PK\x03\x04"):
        is_excel = b"xl/" in data[:4000] or filename.lower().endswith("xlsx")
        kind = "an Excel workbook (.xlsx)" if is_excel else "a packed file (zip)"
        raise WrongFileError(f"{_name(filename)} is {kind}, which can't be read here. {_INSTEAD}")
    if told := other_kind(data):
        raise WrongFileError(f"{told}, so no tickets can be read from it. {_INSTEAD}")
    if re.match(rb"(?i)\s*<(?:!doctype|html|\?xml)", data[:200].removeprefix(b"\xef\xbb\xbf")):
        raise WrongFileError(f"This is a web page or XML, perhaps a sign-in page saved by mistake. {_INSTEAD}")


def _text(data: bytes, filename: str) -> str:
    text = text_of(data)
    if text is None:
        raise WrongFileError(f"{_name(filename)} is no text file. {_INSTEAD}")
    return text


def _name(filename: str) -> str:
    return f"“{filename[-80:]}”" if filename.strip() else "The file"


# From rows to tickets


def from_rows(raw: Raw, mapping: Mapping[str, str]) -> Import:
    """The tickets of rows already opened, with a mapping that `layouts.checked` let through."""
    mapping = dict(mapping)
    bad = list(raw.bad)
    columns = {field: mapping.get(field, "") for field in ("created_at", "solved_at")}
    day_first = {field: day_stands_first(c.get(header, "") for _, c in raw.rows) for field, header in columns.items()}
    tickets: dict[str, Ticket] = {}
    for line, cells in raw.rows:
        try:
            ticket = _ticket(line, {f: cells.get(h, "") for f, h in mapping.items()}, day_first)
        except ValueError as error:
            bad.append(BadRow(line, str(error)))
            continue
        key = ticket.external_id or f"line {line}"
        if key in tickets:
            first = tickets[key].line
            bad.append(BadRow(line, f"ticket {key[:60]} stands here a second time; the first is on line {first}"))
        else:
            tickets[key] = ticket
    bad.sort(key=lambda row: row.line)
    return Import(raw.kind, mapping, list(tickets.values()), bad, raw.replies)


def _ticket(line: int, cells: Mapping[str, str], day_first: Mapping[str, bool]) -> Ticket:
    """A row's ticket. Raises ValueError with the reason it is none."""
    subject, text = cells.get("subject", "")[:500], plain_words(cells.get("text", ""))
    if not (subject or text):
        raise ValueError("neither a subject nor a text: nothing says what the customer wanted")
    return Ticket(
        line=line,
        external_id=cells.get("external_id", "")[:200],
        created_at=_when("created_at", cells, day_first),
        channel=cells.get("channel", "").lower()[:60],
        subject=subject,
        text=text or subject,
        status=cells.get("status", "").lower()[:60],
        customer_ref=cells.get("customer_ref", "")[:300],
        solved_at=_when("solved_at", cells, day_first),
    )


def plain_words(text: str) -> str:
    """Freshdesk and others export the text as HTML."""
    return plain_of(text).strip() if re.search(r"</?(?:p|div|br|span|html)\b[^<>]{0,200}>", text) else text


def _when(field: str, cells: Mapping[str, str], day_first: Mapping[str, bool]) -> When | None:
    cell = cells.get(field, "")
    return read_when(cell, day_first=day_first[field]) if cell else None


def problems(raw: Raw, done: Import) -> list[str]:
    """What a person should know before the tickets are kept, the gravest first."""
    bad, every = len(done.bad), len(done.bad) + len(done.tickets)
    told = [f"{bad:,} of {every:,} rows can't be read and are listed."] if bad else []
    told += [] if done.tickets else ["No row can be read. Look at the list of reasons, or choose other columns."]
    if "created_at" not in done.mapping:
        told.append("No column says when a ticket came in, so nothing can be counted by week or hour.")
    if "text" not in done.mapping:
        told.append("No column holds what the customer wrote; the subjects are used instead.")
    if raw.replies:
        told.append(f"{raw.replies:,} mails answer another one of this file and are not counted as tickets.")
    return told


def reasons(bad: Sequence[BadRow]) -> list[str]:
    """The bad rows as lines for a person or a log: "line 12: …"."""
    return [f"line {row.line}: {row.reason}" for row in bad]
