"""`handrail import`: documents and exports of a help desk, as drafts to choose from or as procedure files."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from handrail.calendars import clock
from handrail.procedures.bringing.drafts import renamed
from handrail.procedures.bringing.lines import WrongFileError
from handrail.procedures.bringing.reading import LARGEST, Piece, grouped, read_file

if TYPE_CHECKING:
    from handrail.procedures.bringing.models import Arrival

Opened = Callable[[Path], tuple[UUID, str]]


def add(commands: Any, opened: Opened, with_data: Callable[[argparse.ArgumentParser], None]) -> None:
    """Register `import`. `commands` is argparse's list of commands."""
    parser = commands.add_parser("import", help="read documents, macros and articles as drafts of procedures")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help=".docx, .md, .html, .txt, or JSON of a help desk"
    )
    parser.add_argument("--split", action="store_true", help="one procedure for each main heading")
    parser.add_argument("--take", action="store_true", help="make drafts of all at once; else choose on the page")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="write procedure files there instead")
    parser.add_argument("--json", action="store_true", help="print what was read, with every guess, and keep nothing")
    with_data(parser)
    parser.set_defaults(run=lambda parsed: _import(parsed, opened))


def _import(parsed: argparse.Namespace, opened: Opened) -> int:
    pieces, wrong = _read(parsed.files, split=parsed.split)
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    if not pieces:
        return 1
    if parsed.json:
        sys.stdout.write(f"{json.dumps([_plain(row) for row in pieces], indent=1, ensure_ascii=False)}\n")
    elif parsed.output:
        _write(pieces, parsed.output)
    else:
        _keep(parsed, pieces, opened)
    return 1 if wrong else 0


def _read(files: Sequence[Path], *, split: bool) -> tuple[list[Piece], list[str]]:
    """The pieces of the files that can be read, and what is wrong with the others."""
    found: list[Piece] = []
    wrong = []
    for file in files:
        try:
            if file.stat().st_size > LARGEST:
                raise WrongFileError(f"“{file.name}” is too large; {LARGEST // 2**20} MB is the most.")
            found += read_file(file.read_bytes(), file.name, split=split)
        except WrongFileError as error:
            wrong.append(str(error))
        except OSError as error:
            wrong.append(f"{file} can't be opened: {error.strerror}")
    return grouped(found), wrong


def _plain(row: Piece) -> dict[str, object]:
    guesses = [{"step": one.step, "part": one.part, "guessed": one.what, "why": one.why, "line": one.line,
                "source": one.source} for one in row.guesses]  # fmt: skip
    left = [{"line": one.line, "text": one.text, "why": one.why} for one in row.draft.left] if row.draft else []
    return {
        "kind": row.kind, "title": row.title, "source": row.source, "place": row.place, "used": row.used,
        "same_as": row.like, "words": row.words, "also": list(row.also), "guesses": guesses, "left_out": left,
        "procedure": row.draft.raw if row.draft else None,
    }  # fmt: skip


def _told(pieces: Sequence[Piece]) -> str:
    """A line for each: what it is, and which says the same as which."""
    lines = []
    for n, row in enumerate(pieces):
        same = f"; says the same as “{pieces[row.like].title}”" if row.like not in (n, -1) else ""
        size = f"{_many(row.steps, 'step')}, " if row.draft else ""
        used = f", used {row.used} times" if row.used else ""
        wrong = f"; can't be kept: {row.wrong}" if row.wrong else ""
        lines.append(f"{row.kind:<10} {row.title} ({size}{_many(len(row.guesses), 'guess')}{used}){same}{wrong}")
    return "\n".join(lines)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}{'es' if word.endswith('s') else 's'}"


def _write(pieces: Sequence[Piece], folder: Path) -> None:
    """Procedures as YAML, replies as text; each with its guesses in a file beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = {file.stem for file in folder.iterdir()}
    for row in pieces:
        name = re.sub(r"[^a-z0-9]+", "-", row.title.lower()).strip("-")[:50] or "reply"
        raw = renamed(row.draft.raw if row.draft else {"procedure": name}, taken)
        taken.add(raw["procedure"])
        text = _as_file(raw) if row.draft else f"{row.words}\n"
        kind = "yaml" if row.draft else "txt"
        (folder / f"{raw['procedure']}.{kind}").write_text(text, "utf-8")
        told = [
            f"- {one.step or 'the whole'}, {one.part}: {one.what} ({one.why}{f' Line {one.line}.' if one.line else ''})"
            for one in row.guesses
        ]
        head = f"# What was guessed in {row.title}\n\nFrom {row.source}. Confirm each, or change it.\n\n"
        (folder / f"{raw['procedure']}.guesses.md").write_text(head + "\n".join(told) + "\n", "utf-8")
    sys.stdout.write(f"{_told(pieces)}\nWritten to {folder}, each with a file of its guesses.\n")


def _as_file(raw: dict[str, Any]) -> str:
    from handrail.procedures.language.reader import write
    from handrail.procedures.language.steps import Procedure

    return write(Procedure.model_validate(raw))


def _keep(parsed: argparse.Namespace, pieces: Sequence[Piece], opened: Opened) -> None:
    organization, _ = opened(parsed.data)
    from handrail.ledger import scope
    from handrail.ledger.actor import system
    from handrail.procedures.bringing import actions

    actor, at = system(organization, "Command line"), clock.read()
    name = (
        parsed.files[0].name if len(parsed.files) == 1 else f"{parsed.files[0].name} and {len(parsed.files) - 1} more"
    )
    with scope.organization(organization):
        row = actions.bring(actor=actor, pieces=pieces, name=name, at=at)
        written = _take(row, actor, at) if parsed.take else 0
    where = f"Choose under Procedures, Bring in: /procedures/import/{row.pk}/"
    said = f"{written} drafts written; what was guessed in each waits for a yes." if parsed.take else where
    sys.stdout.write(f"{_told(pieces)}\n{said}\n")


def _take(row: "Arrival", actor: Any, at: Any) -> int:
    from handrail.procedures.bringing import actions
    from handrail.procedures.bringing.models import ArrivedPiece

    pieces = [one for one in ArrivedPiece.objects.filter(arrival=row) if actions.can_take(one) and not one.repeats]
    if not pieces:
        return 0
    count = actions.choose(actor=actor, arrival=row, pieces=pieces, at=at)
    actions.carry_out(actor=actor, arrival_id=row.id, at=at)
    return count
