"""`handrail export`: a procedure in another format, from a file, the library, or the handbook of a data folder."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from handrail.procedures.documents.formats.sheet import Sheet

Opened = Callable[[Path], "tuple[UUID, str]"]
NAMES = ("pdf", "docx", "html", "md", "mermaid", "bpmn", "cards", "yaml")


def add(commands: Any, opened: Opened) -> None:
    """Register `export`. `opened` opens a data folder and says whose it is and on which clock."""
    parser = commands.add_parser(
        "export", help="write a procedure as PDF, Word, web page, Markdown, Mermaid, BPMN, cards"
    )
    parser.add_argument("procedure", metavar="SLUG", help="the name of a procedure, or a procedure file")
    parser.add_argument("--as", dest="form", choices=NAMES, default="pdf", help="the format (default: pdf)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="what is in force in this data folder")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="where to; - for the screen or a pipe (default: its own name, here, where no such file is yet)",
    )
    parser.set_defaults(run=lambda parsed: _export(parsed, opened))


def _export(parsed: argparse.Namespace, opened: Opened) -> int:
    from handrail.procedures.documents.formats.listing import FORMATS

    sheet, wrong = _of_data(parsed, opened) if parsed.data else _of_files(parsed.procedure)
    if sheet is None:
        sys.stderr.write(f"{wrong}\n")
        return 1
    found = FORMATS[parsed.form]
    output = parsed.output or Path(found.file_name(sheet))
    if str(output) == "-":
        sys.stdout.buffer.write(found.make(sheet))
        return 0
    try:
        with output.open("wb" if parsed.output else "xb") as file:
            file.write(found.make(sheet))
    except FileExistsError:
        sys.stderr.write(f"{output} is there already. Name it with -o to write over it, or name another file.\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{output} can't be written: {error.strerror}\n")
        return 1
    sys.stdout.write(f"{sheet.version}: {output}\n")
    return 0


def _of_files(named: str) -> "tuple[Sheet | None, str]":
    """A file beside its neighbours, or a starter procedure. Neither is in force anywhere, and the sheet says so."""
    from handrail.calendars import clock
    from handrail.procedures.commands import read_paths
    from handrail.procedures.documents.formats.sheet import Sheet
    from handrail.procedures.documents.handbook import HandbookPage
    from handrail.procedures.shelf import library

    path, shelf = Path(named), dict(library())
    if path.suffix in (".yaml", ".yml") or path.is_file():
        files = read_paths([path])
        if not files.procedures:
            return None, "\n".join(map(str, files.problems)) or f"{named} is no procedure."
        [(slug, procedure)] = files.procedures.items()
        shelf |= read_paths([path.parent]).procedures | {slug: procedure}
        version, mark = "From a file", "Draft"
    elif named in shelf:
        procedure, version, mark = shelf[named], "From the library", "Starter"
    else:
        return None, f"There is no procedure {named} in the library. Name a file, or a data folder with --data."
    titles = {slug: row.title for slug, row in shelf.items()}
    page = HandbookPage(procedure, version, "Not in force here", mark=mark, titles=titles)
    return Sheet(page, "nobody in particular", clock.read().date(), shelf), ""


def _of_data(parsed: argparse.Namespace, opened: Opened) -> "tuple[Sheet | None, str]":
    from zoneinfo import ZoneInfo

    business, zone = opened(parsed.data)
    from handrail.calendars import clock
    from handrail.ledger import scope
    from handrail.people.models import Organization
    from handrail.procedures import queries as procedures
    from handrail.procedures.exporting import queries

    today = clock.read().astimezone(ZoneInfo(zone)).date()
    with scope.organization(business):
        name = Organization.objects.values_list("name", flat=True).get(pk=business)
        row = procedures.in_force(parsed.procedure, today)
        if row is None:
            return None, f"No version of {parsed.procedure} is in force in {parsed.data}."
        return queries.sheet_of(row, name, today), ""
