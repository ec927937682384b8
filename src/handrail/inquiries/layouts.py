"""Which column of a ticket export holds what: known layouts by their headers, others by alias. Pure.

Header lists: Zendesk, Freshdesk, Freshservice, Zoho Desk and BottleCRM from their exporters and consumers' tests
(collected in November 2026); HubSpot's are a best guess, since its users pick and rename the columns.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FIELDS: Mapping[str, str] = {
    "external_id": "the ticket's number",
    "created_at": "when it came in",
    "channel": "how it came in",
    "subject": "the subject",
    "text": "what the customer wrote",
    "status": "the status",
    "customer_ref": "who the customer is",
    "solved_at": "when it was solved",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """One vendor's export: it is this layout when all of `marks` stand in the header row; `columns` by field,
    the first that is there. Names are in plain form: small letters, one space between words."""

    kind: str
    label: str
    marks: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]


_ZENDESK = {
    "external_id": ("id", "ticket id"),
    "created_at": ("created at", "requested"),
    "channel": ("via", "channel"),
    "subject": ("subject",),
    "text": ("description", "latest comment"),
    "status": ("status", "ticket status"),
    "customer_ref": ("requester email", "requester external id", "requester id", "requester"),
    "solved_at": ("solved at", "solved"),
}
_FRESH = {
    "external_id": ("ticket id",),
    "created_at": ("created time",),
    "channel": ("source",),
    "subject": ("subject",),
    "text": ("description",),
    "status": ("status",),
    "customer_ref": ("email", "requester email", "contact id", "full name", "requester name"),
    "solved_at": ("resolved time", "closed time"),
}
_ZOHO = {
    "external_id": ("ticket id", "ticketextid"),
    "created_at": ("created time",),
    "channel": ("channel",),
    "subject": ("subject",),
    "text": ("description",),
    "status": ("status",),
    "customer_ref": ("contact name", "contactextid"),
    "solved_at": ("ticket closed time", "closed time"),
}
_HUBSPOT = {
    "external_id": ("ticket id",),
    "created_at": ("create date",),
    "channel": ("source",),
    "subject": ("ticket name",),
    "text": ("ticket description", "description"),
    "status": ("ticket status",),
    "customer_ref": ("associated contact ids", "associated contact"),
    "solved_at": ("close date",),
}
_BOTTLE = {
    "external_id": ("id",),
    "created_at": ("created",),
    "channel": (),
    "subject": ("subject",),
    "text": ("description",),
    "status": ("status",),
    "customer_ref": ("account",),
    "solved_at": ("resolved", "closed on"),
}

LAYOUTS: tuple[Layout, ...] = (
    Layout("zendesk", "Zendesk", frozenset({"id", "requester", "created at", "subject"}), _ZENDESK),
    Layout("freshservice", "Freshservice", frozenset({"ticket id", "requester name", "created time"}), _FRESH),
    Layout("zoho", "Zoho Desk", frozenset({"ticket id", "created time", "ticket owner", "channel"}), _ZOHO),
    Layout("zoho", "Zoho Desk", frozenset({"ticketextid", "created time"}), _ZOHO),
    Layout("freshdesk", "Freshdesk", frozenset({"ticket id", "created time", "subject"}), _FRESH),
    Layout("hubspot", "HubSpot (a best guess)", frozenset({"ticket id", "ticket name", "create date"}), _HUBSPOT),
    Layout("bottlecrm", "BottleCRM", frozenset({"id", "subject", "assigned to", "first response"}), _BOTTLE),
)

ALIASES: Mapping[str, tuple[str, ...]] = {
    "external_id": (
        "id",
        "ticket id",
        "ticket",
        "ticket number",
        "ticket no",
        "number",
        "case id",
        "case number",
        "case",
        "external id",
        "ref",
        "reference",
        "conversation id",
    ),
    "created_at": (
        "created at",
        "created",
        "created time",
        "created on",
        "create date",
        "creation date",
        "date created",
        "opened",
        "opened at",
        "date",
        "day",
        "datetime",
        "timestamp",
        "time",
        "received",
        "received at",
        "submitted at",
        "when",
    ),
    "channel": ("channel", "via channel", "via", "source", "origin", "medium", "came by", "how"),
    "subject": ("subject", "title", "summary", "topic", "headline", "ticket name"),
    "text": (
        "text",
        "description",
        "message",
        "body",
        "content",
        "comment",
        "question",
        "inquiry",
        "request",
        "utterance",
        "first message",
        "customer message",
        "what they asked",
        "what they wanted",
        "wanted",
        "what was wanted",
        "reason for call",
        "details",
        "notes",
        "comments 0 plain body",
        "comments 0 body",
    ),
    "status": ("status", "state", "ticket status"),
    "customer_ref": (
        "customer",
        "customer id",
        "customer ref",
        "customer email",
        "requester email",
        "requester id",
        "requester",
        "requestors",
        "email",
        "e mail",
        "from",
        "contact",
        "contact id",
        "client",
        "caller",
        "name",
        "customer name",
        "user",
    ),
    "solved_at": (
        "solved at",
        "solved",
        "resolved at",
        "resolved",
        "resolved time",
        "closed at",
        "closed",
        "closed on",
        "closed time",
    ),
}


class MappingError(ValueError):
    """A mapping that names a field or a column that is not there; the message says which and what there is."""


def plain(header: str) -> str:
    """A header in the form the tables use: `Created_At ` and `created.at` are `created at`."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", header.lower()).split())


def recognise(headers: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The layout's kind ("plain" when none is known) and the mapping {field: header as the file writes it}."""
    there = _by_plain_name(headers)
    for layout in LAYOUTS:
        if layout.marks <= there.keys():
            return layout.kind, _pick(layout.columns, there)
    return "plain", _pick(ALIASES, there)


def label(kind: str) -> str:
    """The kind as a person reads it: "Zendesk"."""
    names = {"plain": "a table", "jsonl": "JSON lines", "mbox": "a mailbox", "unknown": "unknown"}
    return names.get(kind) or next(layout.label for layout in LAYOUTS if layout.kind == kind)


def checked(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """A person's mapping, held against the file; fields mapped to nothing are left out. Raises MappingError."""
    wanted = {field: header for field, header in mapping.items() if header}
    for field, header in wanted.items():
        if field not in FIELDS:
            raise MappingError(f"There is no field {field}; the fields are {', '.join(FIELDS)}.")
        if header not in headers:
            raise MappingError(f"The file has no column “{header[:80]}”; it has {_listed(headers)}.")
    if not wanted.keys() & {"text", "subject"}:
        raise MappingError(f"Say which column holds what the customer wrote; the file has {_listed(headers)}.")
    return wanted


def _by_plain_name(headers: Iterable[str]) -> dict[str, str]:
    there: dict[str, str] = {}
    for header in headers:
        there.setdefault(plain(header), header)
    there.pop("", None)
    return there


def _pick(columns: Mapping[str, tuple[str, ...]], there: Mapping[str, str]) -> dict[str, str]:
    """The first of each field's names that is there; one column serves one field."""
    mapping: dict[str, str] = {}
    for field, names in columns.items():
        free = (there[name] for name in names if name in there and there[name] not in mapping.values())
        if found := next(free, None):
            mapping[field] = found
    return mapping


def _listed(headers: Sequence[str]) -> str:
    shown = ", ".join(f"“{header[:40]}”" for header in headers[:20] if header)
    return shown + (f" and {len(headers) - 20} more" if len(headers) > 20 else "")
