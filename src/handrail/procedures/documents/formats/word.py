"""A procedure as a Word document: real headings, lists and tables, the drawn flow as a picture with its words, the mark
of a draft on every sheet. The same bytes for the same values. Pure."""

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

import docx
import typst
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from handrail.procedures.documents import layout, svg
from handrail.procedures.documents.flow import flow_of
from handrail.procedures.documents.formats.sheet import FLOW_SIGNS, Sheet, one_line
from handrail.procedures.documents.told import Part, ToldStep
from handrail.procedures.language.words import Piece

_QUIET, _DUE = RGBColor(0x52, 0x4E, 0x47), RGBColor(0x7F, 0x4C, 0x00)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PICTURE = (
    '#set page(width: auto, height: auto, margin: 2pt)\n#image(bytes(json(bytes(sys.inputs.data))), format: "svg")'
)
_WIDEST, _TALLEST = 468, 560  # of a picture, in points


def word(sheet: Sheet) -> bytes:
    document = docx.Document()
    _properties(document, sheet)
    _edges(document, sheet)
    _opening(document, sheet)
    document.add_heading("The steps", 1)
    for step in sheet.steps:
        _step(document, step)
    _rows(document, "Duties met here", sheet.law)
    _rows(document, "What the check found", sheet.page.findings)
    _flow(document, sheet)
    held = io.BytesIO()
    document.save(held)
    return _undated(held.getvalue())


def _properties(document: Document, sheet: Sheet) -> None:
    about, moment = document.core_properties, datetime.combine(sheet.as_of, time(12))
    about.title, about.author, about.comments, about.language = (
        sheet.title,
        one_line(sheet.business),
        sheet.mark,
        "en-US",
    )
    about.created = about.modified = moment
    about.last_modified_by, about.revision = one_line(sheet.business), 1
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)


def _edges(document: Document, sheet: Sheet) -> None:
    """What stands on every sheet: the mark of a draft above, version, page and notes below."""
    section = document.sections[0]
    section.page_width, section.page_height = Pt(612), Pt(792)
    section.left_margin = section.right_margin = Pt(72)
    if sheet.mark:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = head.add_run(sheet.mark)
        run.bold, run.font.color.rgb = True, _DUE
    foot = section.footer.paragraphs[0]
    _quiet(foot, f"{sheet.title}. {sheet.version}. Page ")
    _page_number(foot)
    for row in sheet.foot:
        _quiet(section.footer.add_paragraph(), row)


def _quiet(paragraph: Paragraph, words: str, size: float = 8.5) -> None:
    run = paragraph.add_run(one_line(words) + (" " if words.endswith(" ") else ""))
    run.font.size, run.font.color.rgb = Pt(size), _QUIET


def _page_number(paragraph: Paragraph) -> None:
    """The field that Word fills with the number of the page."""
    field: Any = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _opening(document: Document, sheet: Sheet) -> None:
    document.add_heading(sheet.title, 0)
    if sheet.mark:
        run = document.add_paragraph().add_run(sheet.mark)
        run.bold, run.font.color.rgb = True, _DUE
    document.add_paragraph(one_line(sheet.page.why))
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, words in sheet.head:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, one_line(words)
        cells[0].width, cells[1].width = Pt(110), Pt(358)


def _step(document: Document, step: ToldStep) -> None:
    heading = document.add_heading(f"{step.number}. {one_line(step.name)}", 2)
    if step.marks:
        _quiet(heading, f" ({'; '.join(step.marks)})", 9.5)
    for part in step.parts:
        _part(document, part)


def _part(document: Document, part: Part) -> None:
    if part.grid:
        document.add_paragraph().add_run(f"{part.label}:").bold = True
        _table(document, part.grid.head, part.grid.rows)
        return
    for line in part.lines:
        paragraph = document.add_paragraph(style="Quote" if part.is_script else "List Bullet")
        label = paragraph.add_run(f"{part.label}: ")
        label.bold, label.italic = True, False
        _pieces(paragraph, part, line)


def _pieces(paragraph: Paragraph, part: Part, line: tuple[Piece, ...]) -> None:
    for place, piece in enumerate(line):
        run = paragraph.add_run(svg.clean(piece.text))
        run.underline = piece.is_blank or None
        run.italic = True if part.has_head and place == 0 and len(line) > 1 else None


def _table(document: Document, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(one_line(words)).bold = True
    repeated: Any = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = one_line(words)


def _rows(document: Document, title: str, rows: Sequence[str]) -> None:
    if rows:
        document.add_heading(title, 1)
    for row in rows:
        document.add_paragraph(one_line(row), style="List Bullet")


def _flow(document: Document, sheet: Sheet) -> None:
    document.add_heading("The flow", 1)
    _quiet(
        document.add_paragraph(),
        FLOW_SIGNS,
        9.5,
    )
    flow, style = flow_of(sheet.procedure), layout.PAPER
    for drawing in layout.sheets(flow, style):
        fit = min(1, _WIDEST / drawing.wide, _TALLEST / drawing.h)
        picture = _picture(svg.for_paper(drawing, style.size, style.small))
        shape = document.add_picture(io.BytesIO(picture), Pt(drawing.wide * fit), Pt(drawing.h * fit))
        alt = f"Flow of {sheet.title}, steps {drawing.first} to {drawing.last}, as told in words above."
        shape._inline.docPr.set("descr", alt)


def _picture(drawing: str) -> bytes:
    data = json.dumps(drawing, ensure_ascii=False)
    made = typst.compile(_PICTURE.encode(), format="png", ppi=144, ignore_system_fonts=True, sys_inputs={"data": data})
    assert isinstance(made, bytes)
    return made


def _undated(content: bytes) -> bytes:
    """The same file with no moment of packing in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()
