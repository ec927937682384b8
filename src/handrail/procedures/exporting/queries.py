"""What is taken along: a version with its words and its law, the binder, the papers that are out."""

import re
from datetime import date, timedelta

from handrail.procedures import queries
from handrail.procedures.documents.formats.papers import Bound
from handrail.procedures.documents.formats.sheet import Sheet
from handrail.procedures.exporting.models import PaperRun
from handrail.procedures.handbook import queries as handbook
from handrail.procedures.language.parts import length
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library


def sheet_of(row: Revision, business: str, on: date) -> Sheet:
    """One version for the way out, with the procedures it runs as they are in force."""
    return Sheet(handbook.printed(row, on), business, on, _called(row, on))


def _called(row: Revision, on: date) -> dict[str, Procedure]:
    """What it runs: of a version in force from its own bundle, of a draft what is in force now, else the library's."""
    if row.bundle:
        return dict(queries.as_written(row.bundle))
    inside = [(each, queries.as_written(each.bundle)) for each in queries.handbook(on) if each.bundle]
    return {**library(), **{each.entry.slug: found[each.entry.slug] for each, found in inside}}


def sheets(business: str, on: date) -> list[Sheet]:
    """All that is in force on a day, without the check: the cards name no findings."""
    names, bound = handbook.titles(), handbook.law_of(on)
    rows = handbook.found("", "title", on)
    return [Sheet(handbook.page_of(row, names, bound), business, on) for row in rows]


def bound(on: date) -> list[Bound]:
    """The rows of the binder, in the order of their titles."""
    return [_bound(row) for row in handbook.found("", "title", on)]


def _bound(row: Revision) -> Bound:
    procedure = queries.as_written(row.bundle)[row.entry.slug] if row.bundle else None
    every = length(procedure.review.every) if procedure else timedelta()
    again = row.effective_on + every if row.effective_on and every else None
    return Bound(row.entry.title, f"Version {row.number}", row.effective_on, row.approved_by, again)


def papers_out(row: Revision) -> list[PaperRun]:
    """The runs handed out of one version, the last first."""
    return list(PaperRun.objects.filter(revision=row)[:20])


def paper(typed: str) -> PaperRun | None:
    """The run with the number on a sheet, however it is typed: `P-12`, `p 12`, `12`."""
    found = re.fullmatch(r"\s*(?:p\s*-?\s*)?(\d{1,9})\s*", typed, re.IGNORECASE)
    rows = PaperRun.objects.select_related("revision", "revision__entry", "revision__bundle")
    return rows.filter(number=int(found[1])).first() if found else None
