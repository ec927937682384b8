"""From kept versions to a handbook and its drawings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from handrail.business.queries import answers, known
from handrail.facts.rows import roles
from handrail.facts.vocabulary import bring, fact
from handrail.law.applying import gaps_of
from handrail.law.queries import law_in_use
from handrail.people.paid.queries import classes
from handrail.procedures import queries
from handrail.procedures.documents import layout, svg
from handrail.procedures.documents.flow import Node, flow_of
from handrail.procedures.documents.handbook import Handbook, HandbookPage, day
from handrail.procedures.documents.spoken import listed
from handrail.procedures.documents.svg import Drawing
from handrail.procedures.documents.told import ToldStep, told
from handrail.procedures.handbook.met import (
    Binding,
    agencies,
    annex,
    binding,
    check_line,
    law_not_checked,
    met_duties,
    with_open_parts,
)
from handrail.procedures.language.reader import read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Entry, Revision
from handrail.procedures.shelf import called_by, library, steps_that_run

SORTS = {"title": "Title", "newest": "In force since"}
# What stands across a version that is no rule (any more).
_MARKS = {
    "draft": "Draft", "review": "Draft", "approved": "Approved", "declined": "Declined", "superseded": "Superseded",
    "retired": "Withdrawn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """The flow as SVG for a page: with its reasons, and small for the margin of a text that gives them; and each step
    with its ways in words, which stands in for the drawing."""

    svg: Drawing
    small: Drawing
    table: tuple[tuple[Node, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One procedure of the handbook as a page shows it."""

    row: Revision
    page: HandbookPage
    steps: tuple[ToldStep, ...]


def drawn(procedure: Procedure, anchor: str = "s") -> Drawn:
    """The drawings; a box links to `#` + anchor + its step's number."""
    flow, name = flow_of(procedure), f"flow-{procedure.procedure}"
    full, small = (
        svg.for_screen(flow, layout.sheets(flow, style)[0], style.size, style.small, name=f"{name}{end}", anchor=anchor)
        for style, end in ((layout.SCREEN, ""), (layout.BESIDE, "-small"))
    )
    return Drawn(full, small, flow.table())


def found(words: str, sort: str, on: date) -> list[Revision]:
    """The versions in force that share words with the search, in the order asked for."""
    rows = queries.find(words, on, limit=1000) if words else queries.handbook(on)
    if sort == "newest":
        return sorted(rows, key=lambda row: row.effective_on or on, reverse=True)
    return rows if words else sorted(rows, key=lambda row: row.entry.title.lower())


def law_of(on: date) -> Binding:
    """The duties that bind this business on a day, on what it said of itself, and the classes of its people and of the
    roles it has beside the five."""
    given = known()
    own = {row.role: row.paid_as for row in roles(given.get("business.roles")) if row.paid_as}
    return replace(binding(law_in_use(on), given, on), classes={**classes(), **own})


def starter_page(procedure: Procedure, bound: Binding) -> HandbookPage:
    """A procedure of the library as it would stand in the handbook."""
    names = {slug: row.title for slug, row in library().items()}
    met = met_duties(bound, procedure)
    return HandbookPage(procedure, "From the library", "Not in force here", duties=met, law_asked=True, titles=names)


def page_of(row: Revision, titles: Mapping[str, str], bound: Binding) -> HandbookPage:
    """One version for print, with the duties its steps meet."""
    procedure = _read(row)
    return HandbookPage(
        procedure=procedure,
        version=f"Version {row.number}",
        status=row.get_state_display(),
        effective_on=row.effective_on,
        mark=_MARKS.get(row.state, ""),
        duties=met_duties(bound, procedure),
        law_asked=True,
        reviewed=_reviewed(row),
        titles=titles,
        age=bound.age,
        classes=bound.classes,
    )


def printed(row: Revision, on: date) -> HandbookPage:
    """One version by itself, with what the check says of it and what runs it."""
    page = _checked(page_of(row, titles(), law_of(on)), on)
    return _with_callers(page, [(each.entry.title, _read(each)) for each in queries.handbook(on)])


def _with_callers(page: HandbookPage, in_force: Sequence[tuple[str, Procedure]]) -> HandbookPage:
    """Every place that runs this procedure: a change of it reaches them all."""
    slug = page.procedure.procedure
    rows = [(title, steps) for title, each in in_force if (steps := steps_that_run(slug, each))]
    said = [f"{title}, step{'s' if len(steps) > 1 else ''} {listed(steps, 'and')}" for title, steps in rows]
    return replace(page, remarks=(*page.remarks, ("Run by", "; ".join(said)))) if said else page


def _read(row: Revision) -> Procedure:
    """The words of a version; what was put in force comes from its bundle, read once per process."""
    if row.bundle:
        return queries.as_written(row.bundle)[row.entry.slug]
    written = read(row.text)
    bring(written.own)
    return written


def _reviewed(row: Revision) -> str:
    by = f"Approved by {row.approved_by}, {day(row.approved_at.date())}." if row.approved_at else ""
    return " ".join(filter(None, [by, row.exception]))


def titles() -> dict[str, str]:
    return dict(Entry.objects.values_list("slug", "title"))


def chapters(rows: Iterable[Revision], bound: Binding) -> list[Chapter]:
    names = titles()
    pages = [(row, page_of(row, names, bound)) for row in rows]
    return [Chapter(row, page, told(page.procedure, names)) for row, page in pages]


def handbook(business: str, on: date) -> Handbook:
    """All that is in force on a day, put through the check. The cover says what was looked at and what was not."""
    names, bound = titles(), law_of(on)
    rows = found("", "title", on)
    pages = tuple(_checked(page_of(row, names, bound), on) for row in rows)
    count = f"{len(pages)} procedure{'' if len(pages) == 1 else 's'}"
    here = {page.procedure.procedure: page.procedure for page in pages}
    titled = [(each.title, each) for each in here.values()]
    pages = tuple(_with_callers(page, titled) for page in pages)
    return Handbook(
        business=business,
        as_of=on,
        pages=pages,
        checked=(f"{count} in force on {day(on)}, each in the version printed here.", bound.line, _told(pages)),
        not_checked=(*_unmet(bound, here), *_unknown(), *_unheld(_gaps(bound)), *law_not_checked(bound, known())),
        agencies=agencies(bound),
        packs=bound.files,
        duties=annex(bound, here) if pages else (),
        gaps=_gaps(bound),
        age=bound.age,
    )


def _gaps(bound: Binding) -> tuple[str, ...]:
    """Law of the trade that no law file holds, each with whom to ask."""
    return tuple(row.sentence for row in gaps_of(bound.law, known()))


def _unheld(gaps: Sequence[str]) -> tuple[str, ...]:
    words = "1 subject of law of this trade is" if len(gaps) == 1 else f"{len(gaps)} subjects of law of this trade are"
    return (f"{words} in no law file; the page after the contents says whom to ask.",) if gaps else ()


def _checked(page: HandbookPage, on: date) -> HandbookPage:
    report = queries.report(page.procedure, on)
    found = tuple(row.title for row in report.findings)
    return replace(page, findings=found, checked=check_line(report))


def _told(pages: Sequence[HandbookPage]) -> str:
    count = sum(len(page.findings) for page in pages)
    told = "nothing was found" if not count else f"{count} finding{'' if count == 1 else 's'}, each on its page"
    return f"Every path of each procedure was walked by the check: {told}."


def _unmet(bound: Binding, here: Mapping[str, Procedure]) -> tuple[str, ...]:
    count = len(with_open_parts(bound, here))
    words = "1 duty has" if count == 1 else f"{count} duties have"
    return (f"{words} a part that no procedure in force meets; the last pages name each.",) if count else ()


def _unknown() -> tuple[str, ...]:
    """Answers the business did not have; a duty that hangs on one counts as binding."""
    names = [fact(name).label for name, value in answers().items() if value is None]
    return (f"Not known about the business: {', '.join(names)}.",) if names else ()


def callers(slug: str, on: date) -> list[Revision]:
    """The procedures in force that call this one."""
    return [row for row in queries.handbook(on) if slug in called_by(_read(row))]
