"""A procedure as one HTML file that needs nothing else: no script, no picture from elsewhere, light and dark, for print
too. Pure. Every word is escaped; a policy in its head lets nothing in that slipped through."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from handrail.procedures.documents import layout, svg
from handrail.procedures.documents.flow import flow_of
from handrail.procedures.documents.formats.sheet import FLOW_SIGNS, Sheet, one_line
from handrail.procedures.documents.told import Part, ToldStep
from handrail.procedures.language.words import Piece

_STYLE = Path(__file__).with_name("page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(sheet: Sheet) -> bytes:
    return ("\n".join(_lines(sheet)) + "\n").encode()


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from _head(sheet)
    yield f"<main><h1>{_safe(sheet.title)}</h1>"
    if sheet.mark:
        yield f'<p class="mark"><strong>{_safe(sheet.mark)}</strong></p>'
    yield f'<p class="lead">{_safe(sheet.page.why)}</p><dl>'
    yield from (f"<div><dt>{_safe(label)}</dt><dd>{_safe(words)}</dd></div>" for label, words in sheet.head)
    yield '</dl><h2>The steps</h2><ol class="steps">'
    for step in sheet.steps:
        yield from _step(step)
    yield "</ol><h2>Duties met here</h2>"
    yield from _bullets(sheet.law)
    if sheet.page.findings:
        yield "<h2>What the check found</h2>"
        yield from _bullets(sheet.page.findings)
    yield f"<h2>The flow</h2><p>{FLOW_SIGNS}</p>"
    yield f'<div class="wrap" tabindex="0" role="region" aria-label="The flow">{_drawn(sheet)}</div></main><footer>'
    yield from (f"<p>{_safe(row)}</p>" for row in sheet.foot)
    yield "</footer></body></html>"


def _head(sheet: Sheet) -> Iterator[str]:
    marked = f"{sheet.title} ({sheet.mark})" if sheet.mark else sheet.title
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{_safe(marked)}</title>'
    yield f"<style>\n{_STYLE.read_text('utf-8').strip()}\n</style></head><body>"


def _safe(text: str) -> str:
    return escape(one_line(text))


def _bullets(rows: tuple[str, ...]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{_safe(row)}</li>" for row in rows)
    yield "</ul>"


def _step(step: ToldStep) -> Iterator[str]:
    marks = f" <small>{_safe(', '.join(step.marks))}</small>" if step.marks else ""
    yield f'<li id="s{step.number}"><h3>{_safe(step.name)}{marks}</h3><dl>'
    for part in step.parts:
        yield f"<div><dt>{_safe(part.label)}</dt><dd>{_part(part)}</dd></div>"
    yield "</dl></li>"


def _part(part: Part) -> str:
    if part.grid:
        head = "".join(f'<th scope="col">{_safe(cell)}</th>' for cell in part.grid.head)
        body = "".join(f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in part.grid.rows)
        return f'<div class="wrap"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    if part.is_script:
        return "".join(f"<blockquote>{_pieces(line)}</blockquote>" for line in part.lines)
    rows = [_line(part, line) for line in part.lines]
    return rows[0] if len(rows) == 1 else "".join(f"<p>{row}</p>" for row in rows)


def _line(part: Part, line: tuple[Piece, ...]) -> str:
    if part.has_head and len(line) > 1:
        return f"<em>{_pieces(line[:1])}</em>{_pieces(line[1:])}"
    return _pieces(line)


def _pieces(line: tuple[Piece, ...]) -> str:
    """Words with their line breaks; a blank is marked as what is filled in."""
    words = (escape(svg.clean(piece.text)).replace("\n", "<br>") for piece in line)
    return "".join(f"<mark>{text}</mark>" if p.is_blank else text for p, text in zip(line, words, strict=True))


def _drawn(sheet: Sheet) -> str:
    flow, style = flow_of(sheet.procedure), layout.SCREEN
    return svg.for_screen(flow, layout.sheets(flow, style)[0], style.size, style.small, name="flow", anchor="s")
