"""`handrail draft ...`: a handbook from files, without a data folder and without a network."""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail.calendars import clock

if TYPE_CHECKING:
    from handrail.drafting.plan import Given, Plan
    from handrail.law.engine import Law
    from handrail.procedures.language.steps import Procedure

OURS = "draft.json"


def add(commands: Any) -> None:
    """Register `draft`. `commands` is argparse's list of commands."""
    parser = commands.add_parser("draft", help="draft a handbook: procedures, duties, what is missing")
    parser.add_argument(
        "--business", type=Path, required=True, metavar="F", help="answers, as `handrail interview` reads them"
    )
    parser.add_argument(
        "--tickets", type=Path, metavar="F", help="an export of tickets; without it the trade’s usual list"
    )
    parser.add_argument("--text-column", default="", metavar="NAME", help="the column with the customer’s words")
    parser.add_argument("--at", metavar="DATE", help="the day whose law counts (default: today)")
    parser.add_argument("--topics", choices=("base", "embeddings"), default="base", help="how topics are found")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="the folder to write")
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    from handrail.business.interview import InterviewFileError
    from handrail.drafting.files import DraftError
    from handrail.inquiries.layouts import MappingError
    from handrail.inquiries.raw import WrongFileError

    try:
        plan, files = _drafted(parsed, _day(parsed.at))
        _write(parsed.output, files)
    except InterviewFileError as error:
        return _refused("\n".join(f"{parsed.business}, {problem}" for problem in error.problems))
    except MappingError as error:
        return _refused(f"{parsed.tickets}: {error} Say it with --text-column NAME.")
    except WrongFileError as error:
        return _refused(f"{parsed.tickets}: {error}")
    except DraftError as error:
        return _refused(str(error))
    _say(f"Written to {parsed.output}: {', '.join(sorted(name for name in files if '/' not in name))} and procedures/")
    sys.stdout.write(files[OURS].decode() if parsed.json else _summary(plan))
    return 0


def _refused(words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return 1


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _day(text: str | None) -> date:
    from handrail.drafting.files import DraftError

    if text is None:
        return clock.read().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DraftError(f"--at {text}: write a day like 2026-11-24.") from None


def _drafted(parsed: argparse.Namespace, at: date) -> "tuple[Plan, dict[str, bytes]]":
    """The plan, and every file of the draft by its name."""
    from handrail.drafting.plan import make_plan
    from handrail.law.engine import load_law
    from handrail.procedures.proof.collecting import no_collecting
    from handrail.procedures.shelf import library

    with no_collecting():
        given = _given(parsed)
        plan = make_plan(given, library(), load_law(), at, _progress)
        _say("Printing handbook.pdf")
        return plan, files_of(plan, given, library(), load_law())


def _given(parsed: argparse.Namespace) -> "Given":
    from handrail.drafting import files

    for step in files.given(parsed.business, parsed.tickets, parsed.topics, parsed.text_column):
        if not isinstance(step, str):
            return step
        _say(step)
    raise AssertionError("what is given comes last")


def _progress(what: str, done: int, of: int) -> None:
    _say(f"{what}: {done + 1} of {of}")


def files_of(plan: "Plan", given: "Given", shelf: "Mapping[str, Procedure]", law: "Law") -> dict[str, bytes]:
    """The files of a draft: the handbook, each procedure as YAML, the plan to read and as JSON."""
    from handrail.drafting import told
    from handrail.drafting.printed import draft_handbook
    from handrail.procedures.documents.pdf import handbook_pdf
    from handrail.procedures.language.reader import write

    book = draft_handbook(plan, shelf, law, given.known)
    rows = {f"procedures/{row.slug}.yaml": write(shelf[row.slug]).encode() for row in plan.procedures}
    text = told.markdown(plan, book.checked, book.not_checked)
    return {
        **rows, "draft.md": text.encode(), OURS: told.json_text(plan).encode(), "handbook.pdf": handbook_pdf(book),
    }  # fmt: skip


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """All files of a draft; procedures an earlier draft in this folder had, and this one has not, go."""
    from handrail.drafting.files import DraftError

    try:
        (folder / "procedures").mkdir(parents=True, exist_ok=True)
        for name in _earlier(folder):
            if name not in files:
                (folder / name).unlink(missing_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise DraftError(f"{folder} can’t be written: {error.strerror}. Choose another folder with -o.") from None


def _earlier(folder: Path) -> list[str]:
    """The procedure files an earlier draft wrote here; none when its list can't be read."""
    try:
        rows = json.loads((folder / OURS).read_text("utf-8"))["procedures"]
        return [f"procedures/{row['slug']}.yaml" for row in rows if "/" not in row["slug"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _summary(plan: "Plan") -> str:
    from handrail.drafting.plan import covered_share

    open_duties = sum(row.is_open for row in plan.duties)
    binding = sum(row.verdict != "none-found" for row in plan.duties)
    findings = sum(len(row.checked.found) for row in plan.procedures)
    lines = [
        f"{len(plan.procedures)} procedures to take, {findings} findings; {len(plan.to_write)} to write.",
        f"About {covered_share(plan.topics)} of what people ask has a procedure." if plan.topics else "",
        f"{binding} duties bind you or may; {open_duties} have a part no procedure meets.",
        f"{len(plan.not_held)} subjects of law are in no law file. Check with the agency or your adviser.",
    ]
    return "\n".join(filter(None, lines)) + "\n"
