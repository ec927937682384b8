"""A procedure as Markdown that people read and that can be read in again: one numbered list and no other, a part of a
step in each paragraph, blanks as the language writes them. Pure.

Whatever a person wrote is escaped, so that nothing in it becomes a heading, a link or markup."""

import re
from collections.abc import Iterator

from handrail.procedures.documents.formats import mermaid
from handrail.procedures.documents.formats.sheet import Sheet, one_line
from handrail.procedures.documents.told import Part, ToldStep
from handrail.procedures.language.words import Piece

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?\w+;))")
_AT_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")


def markdown(sheet: Sheet) -> bytes:
    return ("\n".join(_lines(sheet)).rstrip() + "\n").encode()


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from (f"# {escaped(sheet.title)}", "")
    if sheet.mark:
        yield from (f"> **{sheet.mark}**", "")
    yield from (escaped(sheet.page.why), "", "## Steps", "")
    for step in sheet.steps:
        yield from _step(step)
    yield from ("## About this procedure", "")
    yield from (f"**{label}:** {escaped(words)}  " for label, words in sheet.head)
    yield from ("", "## Duties met here", "")
    yield from (line for row in sheet.law for line in (escaped(row), ""))
    if sheet.page.findings:
        yield from ("## What the check found", "")
        yield from (line for row in sheet.page.findings for line in (escaped(row), ""))
    yield from ("## The flow", "", "```mermaid", mermaid.drawn(sheet, bare=True).rstrip(), "```", "", "---", "")
    yield from (f"{escaped(row)}  " for row in sheet.foot)


def escaped(text: str) -> str:
    """One line of plain words: nothing in it is markup."""
    return _AT_START.sub(_behind, _SPECIAL.sub(r"\\\1", one_line(text)))


def _behind(found: re.Match[str]) -> str:
    """A sign at the start of a line, behind a backslash; of a number, its dot."""
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"


def _step(step: ToldStep) -> Iterator[str]:
    marks = f" ({escaped('; '.join(step.marks))})" if step.marks else ""
    yield f"{step.number}. **{escaped(step.name)}**{marks}"
    inside = " " * (len(str(step.number)) + 2)
    yield from (f"{inside}{line}".rstrip() for part in step.parts for line in ("", *_part(part)))
    yield ""


def _part(part: Part) -> Iterator[str]:
    if part.is_script:
        yield from (f"**{part.label}:**", "")
        yield from (f"> {line}".rstrip() for row in part.lines for line in _script(row))
    elif part.grid:
        yield from (f"**{part.label}:**", "")
        yield from _table(part)
    else:
        yield from "\n\n".join(f"**{part.label}:** {_line(part, line)}" for line in part.lines).split("\n")


def _line(part: Part, line: tuple[Piece, ...]) -> str:
    """One line of a part; when it holds stands in italics before the rest."""
    if not part.has_head or len(line) < 2:
        return _pieces(line)
    return f"*{escaped(line[0].text)}* {_pieces(line[1:])}"


def _pieces(line: tuple[Piece, ...]) -> str:
    return _blanks(escaped(_with_holes(line)), line)


def _script(line: tuple[Piece, ...]) -> Iterator[str]:
    """Words for the customer, line by line as they were written."""
    for row in _with_holes(line).splitlines():
        yield _blanks(escaped(row), line)


def _with_holes(line: tuple[Piece, ...]) -> str:
    """The words, with two letters of no script around the place of each blank while all else is escaped."""
    words = (piece.text.replace("\ue000", "").replace("\ue001", "") for piece in line)
    return "".join(
        f"\ue000{place}\ue001" if piece.is_blank else text
        for place, (piece, text) in enumerate(zip(line, words, strict=True))
    )


def _blanks(text: str, line: tuple[Piece, ...]) -> str:
    return re.sub("\ue000(\\d+)\ue001", lambda found: _blank(line[int(found[1])]), text)


def _blank(piece: Piece) -> str:
    return f"{{{{ {piece.name}{f' | {piece.form}' if piece.form else ''} }}}}"


def _table(part: Part) -> Iterator[str]:
    assert part.grid is not None
    yield f"| {' | '.join(map(escaped, part.grid.head))} |"
    yield f"|{' --- |' * len(part.grid.head)}"
    yield from (f"| {' | '.join(map(escaped, row))} |" for row in part.grid.rows)
