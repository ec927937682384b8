"""From kept versions to a handbook and its drawings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.procedures import queries
from handrail.procedures.documents import layout, svg
from handrail.procedures.documents.flow import Node, flow_of
from handrail.procedures.documents.handbook import LAW_NOT_CHECKED, Handbook, HandbookPage, MetDuty, day
from handrail.procedures.documents.told import ToldStep, told
from handrail.procedures.language.reader import read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Entry, Revision

SORTS = {"title": "Title", "newest": "In force since"}
# What stands across a version that is no rule (any more).
_MARKS = {"draft": "Draft", "review": "Draft", "approved": "Draft", "superseded": "Superseded", "retired": "Withdrawn"}
Duties = Mapping[str, Sequence[MetDuty]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The flow as SVG for a page, and each step with its ways in words: what stands in for the drawing."""

    svg: svg.Drawing
    table: tuple[tuple[Node, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One procedure of the handbook as a page shows it."""

    row: Revision
    page: HandbookPage
    steps: tuple[ToldStep, ...]


def drawn(procedure: Procedure, anchor: str = "s") -> Drawn:
    """The drawing; a box links to `#` + anchor + its step's number."""
    flow, style = flow_of(procedure), layout.SCREEN
    sheet = layout.sheets(flow, style)[0]
    name = f"flow-{procedure.procedure}"
    return Drawn(svg.for_screen(flow, sheet, style.size, style.small, name=name, anchor=anchor), flow.table())


def found(words: str, sort: str, on: date) -> list[Revision]:
    """The versions in force that share words with the search, in the order asked for."""
    rows = queries.find(words, on, limit=1000) if words else queries.handbook(on)
    if sort == "newest":
        return sorted(rows, key=lambda row: row.effective_on or on, reverse=True)
    return rows if words else sorted(rows, key=lambda row: row.entry.title.lower())


def page_of(row: Revision, titles: Mapping[str, str], duties: Sequence[MetDuty] = ()) -> HandbookPage:
    """One version for print, with the duties it meets where they were looked for."""
    return HandbookPage(
        procedure=_read(row),
        version=f"Version {row.number}",
        status=row.get_state_display(),
        effective_on=row.effective_on,
        mark=_MARKS.get(row.state, ""),
        duties=tuple(duties),
        reviewed=_reviewed(row),
        titles=titles,
    )


def _read(row: Revision) -> Procedure:
    """The words of a version; what was put in force comes from its bundle, read once per process."""
    return queries.procedures_of(row.bundle)[row.entry.slug] if row.bundle else read(row.text)


def _reviewed(row: Revision) -> str:
    by = f"Approved by {row.approved_by}, {day(row.approved_at.date())}." if row.approved_at else ""
    return " ".join(filter(None, [by, row.exception]))


def titles() -> dict[str, str]:
    return dict(Entry.objects.values_list("slug", "title"))


def chapters(rows: Iterable[Revision], duties: Duties) -> list[Chapter]:
    names = titles()
    pages = [(row, page_of(row, names, duties.get(row.entry.slug, ()))) for row in rows]
    return [Chapter(row, page, told(page.procedure, names)) for row, page in pages]


def handbook(business: str, on: date, duties: Duties) -> Handbook:
    """All that is in force on a day. The cover says what was looked at; nothing is claimed of what was not."""
    names = titles()
    pages = tuple(page_of(row, names, duties.get(row.entry.slug, ())) for row in found("", "title", on))
    count = f"{len(pages)} procedure{'' if len(pages) == 1 else 's'}"
    without = [page.procedure.title for page in pages if not page.duties]
    law = f"{LAW_NOT_CHECKED}, for {len(without)} of {count}." if without else ""
    return Handbook(
        business=business,
        as_of=on,
        pages=pages,
        checked=(f"{count} in force on {day(on)}, each in the version printed here.",),
        not_checked=tuple(filter(None, [law])),
    )


def callers(slug: str, on: date) -> list[Revision]:
    """The procedures in force that call this one."""
    return [row for row in queries.handbook(on) if any(step.call == slug for step in _read(row).steps)]
