"""A record's events in words: what was kept before, what since, who changed it and when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handrail.customers.tidy import KINDS, KNOWN, words_of
from handrail.customers.told import AGREED, CONSENTS, HOW, PLACES
from handrail.facts.answers import dollars
from handrail.ledger.canonical import JSON

ERASED = "Erased"
_SALE = {
    "place": "Where it was agreed", "total_cents": "Total", "signed_on": "Day it was signed",
    "delivered_on": "Day of delivery", "notice_given": "Notice of the right to cancel given",
    "notice_on": "Day the notices were complete", "terms_shown": "Terms for returns were shown",
    "agreed_how": "How it was agreed",
    "number": "Order number", "what": "What was sold",
}  # fmt: skip
_TITLES = {
    "added": "Added", "detail-added": "Detail added", "detail-changed": "Detail changed",
    "detail-ended": "Detail ended",
    "consent-noted": "Consent noted", "sale-added": "Sale added", "sale-changed": "Sale changed",
    "joined": "Another record was joined into this one", "joined-into": "This record was joined into another",
    "kept-apart": "Looked at and kept apart from another record",
    "join-undone": "Joining was undone", "split-off": "Part of it moved to a new record",
    "attached": "File kept", "split-from": "Made from part of another record",
    "removed": "Removed", "put-back": "Put back", "erased": "Erased",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is kept: its data, and the sealed values that still exist, by place."""

    kind: str
    at: datetime
    actor: str
    data: Mapping[str, JSON]
    personal: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it is read: a title and (label, before, now); before is "" for what is new."""

    title: str
    at: datetime
    actor: str
    parts: tuple[tuple[str, str, str], ...]


def told(lines: Sequence[Line]) -> list[Entry]:
    """The lines (oldest first) in words, the last first."""
    values: dict[str, str] = {}
    found = [_entry(line, values) for line in lines]
    return found[::-1]


def _entry(line: Line, values: dict[str, str]) -> Entry:
    parts = [*_details(line, values), *_consent(line), *_sale(line, values), *_others(line)]
    return Entry(_TITLES.get(line.kind, line.kind), line.at, line.actor, tuple(parts))


def _details(line: Line, values: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        part
        for raw in _list(line.data.get("details"))
        if isinstance(raw, Mapping)
        for part in _detail(line, raw, values)
    ]


def _detail(line: Line, raw: Mapping[str, JSON], values: dict[str, str]) -> list[tuple[str, str, str]]:
    place, label = f"detail:{raw['id']}", KINDS.get(str(raw["kind"]), str(raw["kind"]))
    before = values.get(place, "")
    now = "No longer holds" if line.kind == "detail-ended" else words_of(str(raw["kind"]), _value(line, place, before))
    values[place] = now
    told = [(label, before if before != now else "", now)]
    if raw.get("was_known"):
        told.append((f"{label}: how it is known", _known(raw["was_known"]), _known(raw["known"])))
    elif "known" in raw and line.kind != "detail-ended":
        told[0] = (label, told[0][1], f"{now} ({_known(raw['known']).lower()})")
    return told


def _value(line: Line, place: str, before: str) -> str:
    """The value of a place after this event; one that was sealed and is gone says so."""
    if place in line.personal:
        return line.personal[place]
    return ERASED if place in _mapping(line.data.get("sealed")) else before


def _known(raw: JSON) -> str:
    return KNOWN.get(str(raw), str(raw))


def _consent(line: Line) -> list[tuple[str, str, str]]:
    raw = _mapping(line.data.get("consent"))
    if not raw:
        return []
    how = f"{'Given' if raw['given'] else 'Withdrawn'} on {_day(raw['on'])}, {HOW.get(str(raw['how']), '').lower()}"
    said = _value(line, f"consent:{raw['id']}", "")
    words = [("Their words", "", said)] if said else []
    words += [("Told first what it means and what it takes", "", "Yes")] if raw.get("told_first") else []
    words += [("File, by its hash", "", str(raw["file"]))] if raw.get("file") else []
    return [(CONSENTS.get(str(raw["kind"]), str(raw["kind"])), "", how), *words]


def _sale(line: Line, values: dict[str, str]) -> list[tuple[str, str, str]]:
    raw = _mapping(line.data.get("sale"))
    found = []
    for name, label in _SALE.items() if raw else ():
        place = f"sale:{raw['id']}:{name}"
        before = values.get(place, "")
        now = _value(line, place, before) if name in ("number", "what") else _sale_words(name, raw.get(name))
        values[place] = now
        found += [(label, before, now or "Not known")] if now != before else []
    return found


def _sale_words(name: str, raw: JSON) -> str:
    if raw is None or raw == "":
        return ""
    if isinstance(raw, bool):
        return "Yes" if raw else "No"
    if name == "total_cents":
        return dollars(int(str(raw)))
    words = {"place": PLACES, "agreed_how": AGREED}.get(name)
    return words.get(str(raw), str(raw)) if words else _day(raw)


def _day(raw: JSON) -> str:
    return date.fromisoformat(str(raw)).strftime("%b %-d, %Y")


def _others(line: Line) -> list[tuple[str, str, str]]:
    """The other record of a join or split, and the reason someone wrote."""
    other = [("The other record", "", f"Customer {line.data['other']}")] if "other" in line.data else []
    why = _value(line, "why", "")
    return other + ([("Why", "", why)] if why else [])


def _list(value: JSON) -> Sequence[JSON]:
    return value if isinstance(value, list) else ()


def _mapping(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}
