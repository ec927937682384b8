"""A file's rows with every personal number masked, before they are held, looked at or stored. Pure.

All columns are masked, so that a person may still choose another column afterwards. Two cells that were the same
number stay the same: a cell that is nothing but a number becomes [phone 3], the third one of this file.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from handrail.inquiries import layouts
from handrail.inquiries.masking import mask
from handrail.inquiries.raw import BadRow, Raw
from handrail.inquiries.tickets import Ticket, masked, plain_words
from handrail.inquiries.when import read_when

_ONE_MASK = re.compile(r"\[(e-mail|phone|card|ssn)\]")
_NUMBERED = re.compile(r"\[(e-mail|phone|card|ssn) \d+\]")
_EPOCH = re.compile(r"[0-9]{10}|[0-9]{13}")
_OWN_NUMBER = re.compile(r"[0-9]{1,12}")
_MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_SAYS_ID = frozenset({"id", "ticket", "case", "conversation"})
_SAYS_TIME = frozenset({"date", "time", "at", "created", "updated", "solved", "closed", "resolved", "timestamp"})
_SHORT = 80  # cells up to so long are remembered: a status or a name comes again and again

Mask = Callable[[str], str]


def mask_rows(raw: Raw) -> Raw:
    """The same rows, headers and reasons without personal numbers; lines stay."""
    names = _headers(raw.headers)
    mapping = {field: names[header] for field, header in raw.mapping.items()}
    numbers: dict[str, dict[str, int]] = {}
    masks = {header: _mask_of(raw, header, numbers) for header in raw.headers}
    rows = [(line, {names[h]: masks[h](cell) for h, cell in cells.items()}) for line, cells in raw.rows]
    bad = [BadRow(row.line, mask(row.reason).text) for row in raw.bad]
    return Raw(raw.kind, [names[h] for h in raw.headers], mapping, rows, bad, raw.replies)


def as_stored(ticket: Ticket) -> Ticket:
    """A ticket of masked rows, masked once more (taking HTML apart may have joined digits). Only who wrote it and
    the ticket's own number keep the numbering of masks: in a text it says nothing."""
    own, who = ticket.external_id, ticket.customer_ref
    again = masked(replace(ticket, external_id="", customer_ref=""))
    subject, text = (_NUMBERED.sub(r"[\1]", words) for words in (again.subject, again.text))
    return replace(again, external_id=own, customer_ref=who, subject=subject, text=text)


def _headers(headers: Iterable[str]) -> dict[str, str]:
    """Each header as it is kept. A file without a header row has a customer's data there."""
    names: dict[str, str] = {}
    for header in headers:
        name, number = mask(header).text, 1
        while name in names.values():
            number += 1
            name = f"{mask(header).text} {number}"
        names[header] = name
    return names


def _mask_of(raw: Raw, header: str, numbers: dict[str, dict[str, int]]) -> Mask:
    """How the cells of one column are masked, remembering short ones."""
    words = set(layouts.plain(header).split())
    is_time = bool(words & _SAYS_TIME) or header in (raw.mapping.get("created_at"), raw.mapping.get("solved_at"))
    is_id = header == raw.mapping.get("external_id") and (bool(words & _SAYS_ID) or raw.kind == "mbox")
    seen: dict[str, str] = {}

    def masked_cell(cell: str) -> str:
        if cell in seen:
            return seen[cell]
        found = (is_time and _instant(cell)) or (is_id and _own_number(cell)) or _masked(cell, numbers)
        if len(cell) <= _SHORT:
            seen[cell] = found
        return found

    return masked_cell


def _instant(cell: str) -> str:
    """Seconds since 1970 as a day and time, since they look like a telephone number; "" for anything else."""
    try:
        return read_when(cell).isoformat() if _EPOCH.fullmatch(cell) else ""
    except ValueError:
        return ""


def _own_number(cell: str) -> str:
    """A ticket's own number, which is no telephone number; a Message-ID, which holds an address, as its hash."""
    if _MESSAGE_ID.fullmatch(cell):
        return "mail-" + hashlib.sha256(cell.encode()).hexdigest()[:16]
    return cell if _OWN_NUMBER.fullmatch(cell) else ""


def _masked(cell: str, numbers: dict[str, dict[str, int]]) -> str:
    text = mask(plain_words(cell)).text
    if whole := _ONE_MASK.fullmatch(text):
        known = numbers.setdefault(whole[1], {})
        return f"[{whole[1]} {known.setdefault(cell.lower(), len(known) + 1)}]"
    return text
