"""Reads of what a business keeps of the law for itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from handrail.law.engine import Law
from handrail.law.models import Checked, DutyNote, Filed, LocalDuty, OfDuty, SetAside
from handrail.law.words import short_day

MODELS: dict[str, type[OfDuty]] = {"checked": Checked, "filed": Filed, "aside": SetAside, "note": DutyNote}
KINDS = {
    "checked": "Checked by you",
    "filed": "Filed",
    "aside": "Set aside",
    "note": "Note",
    "local": "Your own duty",
}


@dataclass(frozen=True, slots=True)
class Ours:
    """What stands of a business's own beside one duty on a day. `taken_back` entries are not among them."""

    duty: str
    checked: tuple[Checked, ...]
    filed: tuple[Filed, ...]
    notes: tuple[DutyNote, ...]
    aside: SetAside | None

    @property
    def any(self) -> bool:
        return bool(self.checked or self.filed or self.notes or self.aside)


def checks_of(organization: UUID, duty: str, on: date) -> Ours:
    """What this business checked, filed, noted and set aside of a duty, as it stands on a day."""
    found: dict[str, list[Any]] = {
        name: [row for row in _standing(model.objects.filter(organization_id=organization, duty=duty)) if _by(row, on)]
        for name, model in MODELS.items()
    }
    aside = next((row for row in found["aside"] if row.until is None or on <= row.until), None)
    return Ours(duty, tuple(found["checked"]), tuple(found["filed"]), tuple(found["note"]), aside)


def _by(row: OfDuty, on: date) -> bool:
    """Whether it was there by a day; what has its own day counts from that."""
    return bool(getattr(row, "on", row.at.date()) <= on or row.at.date() <= on)


def _standing(rows: Any) -> Iterator[Any]:
    """The entries that no newer one takes back: of checks and what is set aside the last of each part, of filings and
    notes every one. The rows come newest first."""
    back: dict[tuple[str, str, object], int] = {}
    last: set[tuple[str, str]] = set()
    for row in rows:
        same = (row.duty, row.part, getattr(row, "on", None))
        if isinstance(row, Checked | SetAside):
            if (row.duty, row.part) not in last and row.holds:
                yield row
            last.add((row.duty, row.part))
        elif not row.holds:
            back[same] = back.get(same, 0) + 1
        elif back.get(same):
            back[same] -= 1
        else:
            yield row


def fresh_checks(on: date) -> dict[str, Checked]:
    """By duty, the check of this business that still holds on a day."""
    rows = _standing(Checked.objects.all())
    return {row.duty: row for row in rows if row.on <= on <= row.until}


# The list of all of it


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the list and the export show it. `state`: stands, taken back, or over."""

    kind: str
    duty: str
    title: str
    told: str
    note: str
    by: str
    on: date
    until: date | None
    state: str
    row: OfDuty | LocalDuty

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


STATES = {"stands": "Stands", "over": "Over", "back": "Taken back"}
SORTS: Mapping[str, tuple[str, Callable[[Line], Any]]] = {
    "newest": ("Newest first", lambda row: (-row.on.toordinal(), row.title.lower())),
    "duty": ("Duty", lambda row: (row.title.lower(), -row.on.toordinal())),
    "until": ("Until", lambda row: (row.until or date.max, row.title.lower())),
    "kind": ("Kind", lambda row: (list(KINDS).index(row.kind), row.title.lower())),
}
HEAD = ("Kind", "Duty", "Title", "What", "Note", "By", "On", "Until", "State")


def lines(law: Law, on: date) -> list[Line]:
    """Every entry there is, own duties too. `law` gives the titles."""
    found = [_line(kind, row, law, on, stands) for kind in MODELS for row, stands in _all(kind)]
    return found + [_local_line(row) for row in LocalDuty.objects.all()]


def _all(kind: str) -> list[tuple[OfDuty, bool]]:
    rows = list(MODELS[kind].objects.all())
    standing = {row.pk for row in _standing(rows)}
    return [(row, row.pk in standing) for row in rows if row.holds]


def _line(kind: str, row: Any, law: Law, on: date, stands: bool) -> Line:
    until = getattr(row, "until", None)
    state = "back" if not stands else "over" if until and until < on else "stands"
    title = law.duties[row.duty].title if row.duty in law.duties else row.duty
    day = getattr(row, "on", row.at.date())
    return Line(kind, row.duty, title, told(row), row.note, row.by, day, until, state, row)


def _local_line(row: LocalDuty) -> Line:
    note = row.ended_why if row.ended_at else ""
    state = "back" if row.ended_at else "stands"
    return Line("local", row.name, row.title, f"Version {row.number}", note, row.by, row.at.date(), None, state, row)


def told(row: Any) -> str:
    """What an entry says, without its note."""
    match row:
        case Checked():
            whom = {"agency": f"with {row.whom}", "adviser": f"with {row.whom}", "text": "by reading the text"}[
                row.asked
            ]
            return f"{row.who} checked it {whom} on {short_day(row.on)}; it holds until {short_day(row.until)}"
        case Filed():
            return f"Filed {short_day(row.on)}" + (f", number {row.number}" if row.number else "")
        case SetAside():
            end = f", until {short_day(row.until)}" if row.until else ""
            return f"Does not bind us, as {row.who} says{end}"
        case _:
            return "A note"


def chosen(rows: Sequence[Line], words: str, kind: str, sort: str) -> list[Line]:
    """The lines asked for, in the order asked for; every word stands somewhere in the line."""
    asked = words.lower().split()
    found = [row for row in rows if kind in ("", row.kind) and all(word in _text(row) for word in asked)]
    return sorted(found, key=SORTS.get(sort, SORTS["newest"])[1])


def _text(row: Line) -> str:
    return f"{row.kind_words} {row.duty} {row.title} {row.told} {row.note} {row.by} {STATES[row.state]}".lower()


def cells(row: Line) -> list[object]:
    return [
        row.kind_words, row.duty, row.title, row.told, row.note, row.by, row.on, row.until, STATES[row.state],
    ]  # fmt: skip
