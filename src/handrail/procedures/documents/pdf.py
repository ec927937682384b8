"""A handbook, or one procedure, as a PDF: tagged, byte for byte the same for the same values. Pure.

`handbook.typ` is the whole layout. Every word travels to it as JSON and is set as text, never as markup, so nothing
that a person wrote is read as a command. Only the faces that typst brings along are used: the same everywhere."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from handrail.procedures.documents import layout, svg
from handrail.procedures.documents.flow import flow_of
from handrail.procedures.documents.handbook import LAW_NOTE, UNCONTROLLED, Handbook, HandbookPage, MetDuty, day
from handrail.procedures.documents.told import Part, ToldStep, told
from handrail.procedures.language.words import Piece

_FOLDER = Path(__file__).parent
_TEMPLATE = _FOLDER / "handbook.typ"
_ACCESSIBLE = "ua-1"
_LONG, _HEAD, _PLACE = re.compile(r"\S{25,}"), re.compile(r".{1,12}", re.DOTALL), "\u200b"


def handbook_pdf(handbook: Handbook) -> bytes:
    """The whole handbook: cover, contents, each procedure. Letter size."""
    cover = {
        "business": handbook.business, "asOf": day(handbook.as_of), "checked": handbook.checked,
        "notChecked": handbook.not_checked, "missing": handbook.missing, "agencies": handbook.agencies,
        "packs": handbook.packs, "lead": handbook.lead or f"The procedures in force on {day(handbook.as_of)}",
    }  # fmt: skip
    pages = [_page(page) for page in handbook.pages]
    title = f"{handbook.business}: customer service handbook"
    content = {
        "title": title,
        "cover": cover,
        "pages": pages,
        "duties": _duties(handbook.duties),
        "gaps": handbook.gaps,
    }
    return _pdf(content, handbook.as_of, handbook.age)


def _duties(rows: Sequence[MetDuty]) -> list[dict[str, str]]:
    """Each duty with its title apart, where its sentence begins with it."""
    split = [(row, f"{row.title}. " if row.title and row.sentence.startswith(f"{row.title}. ") else "") for row in rows]
    return [{"title": title, "sentence": row.sentence.removeprefix(title), "where": row.where} for row, title in split]


def procedure_pdf(page: HandbookPage, *, business: str, as_of: date) -> bytes:
    """One version of a procedure by itself. Letter size."""
    content = {"title": page.procedure.title, "business": business, "cover": None, "pages": [_page(page)]}
    content |= {"duties": [], "gaps": []}
    return _pdf(content, as_of, page.age)


def _pdf(content: dict[str, Any], as_of: date, age: str) -> bytes:
    """Compiled once as PDF/UA. A letter that no face here has makes that standard refuse: then the PDF is tagged all
    the same, and the machine's own faces are let in for that letter. `age`: what of the law is out of date, at the foot
    of every sheet."""
    return paper(_TEMPLATE, content, as_of, age)


def paper(template: Path, content: dict[str, Any], as_of: date, age: str = "") -> bytes:
    """A layout of this room filled with words: as PDF/UA, or tagged all the same."""
    told_on = {"year": as_of.year, "month": as_of.month, "day": as_of.day}
    data = {**content, "on": told_on, "uncontrolled": UNCONTROLLED, "lawNote": f"{age} {LAW_NOTE}".strip()}
    inputs = {"data": json.dumps(_cleaned(data), ensure_ascii=False, sort_keys=True)}
    try:
        return _compiled(template, inputs, as_of, own_faces_only=True, standards=[_ACCESSIBLE])
    except typst.TypstError:
        return _compiled(template, inputs, as_of, own_faces_only=False, standards=[])


def _compiled(
    template: Path, inputs: dict[str, str], as_of: date, *, own_faces_only: bool, standards: list[Any]
) -> bytes:
    compiler = typst.Compiler(template, root=_FOLDER, ignore_system_fonts=own_faces_only, sys_inputs=inputs)
    noon = datetime.combine(as_of, time(12), UTC)
    made = compiler.compile(format="pdf", timestamp=noon, pdf_standards=standards)
    assert isinstance(made, bytes)
    return made


def _cleaned(value: Any) -> Any:
    """Words as they may stand on paper: no control characters, and a place to break in a word that fits on no line."""
    match value:
        case str():
            return _LONG.sub(lambda word: _PLACE.join(_HEAD.findall(word[0])), svg.clean(value))
        case dict():
            return {key: item if key == "svg" else _cleaned(item) for key, item in value.items()}
        case list() | tuple():
            return [_cleaned(item) for item in value]
    return value


def _page(page: HandbookPage) -> dict[str, Any]:
    procedure = page.procedure
    since = f" since {day(page.effective_on)}" if page.effective_on and not page.mark else ""
    return {
        "title": procedure.title, "why": page.why, "version": page.version, "status": f"{page.status}{since}",
        "mark": page.mark.upper(), "facts": _facts(page),
        "steps": [_step(step) for step in told(procedure, page.titles)],
        "duties": _duties(page.duties), "law": page.law,
        "checked": page.checked, "findings": page.findings, "flow": _drawings(page),
        "foot": _foot(page),
    }  # fmt: skip


def _foot(page: HandbookPage) -> str:
    on = f", {day(page.effective_on)}" if page.effective_on else ""
    return f"{page.version}{on}{f', {page.mark.lower()}' if page.mark else ''}"


def _facts(page: HandbookPage) -> list[tuple[str, str]]:
    reviewed = [("Reviewed", page.reviewed)] if page.reviewed else []
    return [*page.facts, *reviewed, *(row for row in page.remarks if row[1])]


def _step(step: ToldStep) -> dict[str, Any]:
    return {
        "number": step.number,
        "name": step.name,
        "marks": step.marks,
        "parts": [part_data(part) for part in step.parts],
    }


def part_data(part: Part) -> dict[str, Any]:
    """A part as the layouts read it."""
    lines = [[_piece(piece) for piece in line] for line in part.lines]
    grid = {"head": part.grid.head, "rows": part.grid.rows} if part.grid else None
    return {"kind": part.kind, "label": part.label, "lines": lines, "grid": grid}


def _piece(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "blank": piece.is_blank}


def _drawings(page: HandbookPage) -> list[dict[str, Any]]:
    flow, style = flow_of(page.procedure), layout.PAPER
    return [
        {
            "svg": svg.for_paper(sheet, style.size, style.small), "width": sheet.wide, "height": sheet.h,
            "alt": f"Flow of {page.procedure.title}, steps {sheet.first} to {sheet.last}, as told in words above.",
        }
        for sheet in layout.sheets(flow, style)
    ]  # fmt: skip
