"""What a person sends: a file, the columns of it, the list of what people ask."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from handrail.inquiries.layouts import FIELDS
from handrail.inquiries.wanted import Choice, slug
from handrail.web.uploads import LARGEST, KeepInMemory

__all__ = [
    "LARGEST",
    "AskedForm",
    "Column",
    "KeepInMemory",
    "Line",
    "as_choices",
    "asked_form",
    "columns",
    "posted_mapping",
]
MOST_A_MONTH = 1_000_000
BLANKS = 3  # lines to add one's own


@dataclass(slots=True)
class Column:
    """One thing we look for in a file, and the header a person, or the layout, says it is under."""

    field: str
    label: str
    header: str


def columns(mapping: Mapping[str, str]) -> list[Column]:
    return [Column(name, label[:1].upper() + label[1:], mapping.get(name, "")) for name, label in FIELDS.items()]


def posted_mapping(posted: QueryDict) -> dict[str, str]:
    """{field: header}, fields set to nothing left out."""
    chosen = {name: str(posted.get(f"column-{name}", "")) for name in FIELDS}
    return {name: header for name, header in chosen.items() if header}


@dataclass(slots=True)
class Line:
    """One line of the list to tick: what is shown, what was typed, what is wrong with it."""

    key: str
    name: str
    title: str
    own: bool
    ticked: bool = False
    typed: str = ""
    error: str = ""
    says: tuple[str, ...] = ()
    share: float = 0.0


@dataclass(slots=True)
class AskedForm:
    lines: list[Line]
    blanks: list[Line] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        return [line.error for line in [*self.lines, *self.blanks] if line.error]


def asked_form(choices: Sequence[Choice], posted: QueryDict | None = None) -> AskedForm:
    """The list with its ticks and sizes; with `posted`, as typed and judged."""
    lines = [
        Line(f"line-{n}", c.name, c.title, c.own, c.ticked, "" if c.per_month is None else str(c.per_month))
        for n, c in enumerate(choices)
    ]
    form = AskedForm(lines, [Line(f"new-{n}", "", "", True) for n in range(BLANKS)])
    if posted is not None:
        for line in lines:
            _read(line, posted)
        for blank in form.blanks:
            _read_blank(blank, posted)
    return form


def _read(line: Line, posted: QueryDict) -> None:
    line.ticked = f"{line.key}-tick" in posted
    line.typed = str(posted.get(f"{line.key}-size", ""))
    if line.typed.strip() and _size(line.typed) is None:
        line.error = f"“{line.typed[:20]}” is no number of inquiries a month. Write one like 40, or leave it empty."


def _read_blank(line: Line, posted: QueryDict) -> None:
    line.title = " ".join(str(posted.get(f"{line.key}-title", "")).split())[:200]
    _read(line, posted)
    line.ticked = bool(line.title)
    if line.typed.strip() and not line.title and not line.error:
        line.error = "Write what people ask, beside its number a month."


def _size(typed: str) -> int | None:
    digits = re.fullmatch(r"\s*(\d{1,3}(?:,\d{3})+|\d{1,7})\s*", typed)
    size = int(digits[1].replace(",", "")) if digits else None
    return size if size is not None and size <= MOST_A_MONTH else None


def as_choices(form: AskedForm) -> list[Choice]:
    """What the form came to. An own line that is no longer ticked goes."""
    taken = {line.name for line in form.lines}
    made = [Choice(x.name, x.title, x.ticked, _size(x.typed), x.own) for x in form.lines if x.ticked or not x.own]
    for blank in form.blanks:
        if blank.title:
            name = slug(blank.title, taken)
            taken.add(name)
            made.append(Choice(name, blank.title, True, _size(blank.typed), True))
    return made
