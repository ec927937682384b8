"""`handrail check` and `handrail test`: procedures checked against the law, scenarios run. No database is opened."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from handrail.calendars import clock

if TYPE_CHECKING:
    from handrail.facts.problems import Problem
    from handrail.facts.vocabulary import Value
    from handrail.law.duties import Pack
    from handrail.law.engine import Law
    from handrail.procedures.by_state import OfState
    from handrail.procedures.language.scenario import ScenarioFile
    from handrail.procedures.language.steps import Procedure
    from handrail.procedures.proof.findings import Finding, Report
    from handrail.procedures.scenarios import Ran

Facts = Mapping[str, "Value"]
ADD_ONE = "To add one: docs/how-to/add-a-state.md, then `handrail law check FILE`."
PLACE_OF_SCENARIOS = "America/Chicago"
MOST_NAMED = 4  # of the duties not checked; the machine gets them all


@dataclass
class Files:
    """What lies in the paths that were named: procedures, files of scenarios, and what can't be read."""

    procedures: "dict[str, Procedure]" = field(default_factory=dict)
    scenarios: "dict[Path, ScenarioFile]" = field(default_factory=dict)
    problems: "list[Problem]" = field(default_factory=list)
    looked_at: int = 0


def add(commands: Any) -> None:
    """Register `check` and `test`. `commands` is argparse's list of commands."""
    check = commands.add_parser("check", help="check procedure files or folders on every path, against the law")
    _with_paths(check, "*", "procedures (default: the starter library)")
    check.add_argument(
        "--state", action="append", default=[], metavar="PLACE", help="any business with its customers in this state"
    )
    check.add_argument("--business", type=Path, metavar="F", help="answers of a business (left out: any business)")
    check.add_argument(
        "--at", type=date.fromisoformat, metavar="DATE", help="the day whose law counts (default: today)"
    )
    check.add_argument("--rules", action="store_true", help="explain the rules of the check, and check nothing")
    check.add_argument("--style", action="store_true", help="name what is only style, too")
    check.set_defaults(run=_check)
    test = commands.add_parser("test", help="run the scenarios in files or folders through the engine and the law")
    _with_paths(test, "+", "files or folders")
    test.add_argument("--propose", action="store_true", help="propose the scenarios that are missing, as YAML")
    test.set_defaults(run=_test)
    language = commands.add_parser("language", help="print every field of the language, with an example of each")
    language.add_argument("--schema", action="store_true", help="print the JSON Schema of a procedure instead")
    language.set_defaults(run=_language)


def _with_paths(parser: argparse.ArgumentParser, many: str, words: str) -> None:
    parser.add_argument("paths", nargs=many, type=Path, metavar="PATH", help=words)
    parser.add_argument(
        "--packs", action="append", type=Path, default=[], metavar="DIR", help="a folder of further law files"
    )
    parser.add_argument("--json", action="store_true")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _language(parsed: argparse.Namespace) -> int:
    from handrail.procedures.language import reference

    sys.stdout.write(reference.schema() if parsed.schema else reference.page())
    return 0


# Reading


def read_paths(paths: Sequence[Path]) -> Files:
    """Every YAML file of the paths. In a folder, files of another kind (answers of a business) are passed over; named
    by themselves they are read as the procedure they were taken for."""
    found = Files()
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*.yaml")):
                _read(file, found, named=False)
        else:
            _read(path, found, named=True)
    return found


def _read(file: Path, found: Files, *, named: bool) -> None:
    from handrail.facts.problems import Problem
    from handrail.procedures.language.reader import UnreadableError, read_scenarios, read_with

    try:
        text = file.read_text("utf-8")
        kind = _kind(text)
        if kind in ("other", "law") and not named:
            return
        found.looked_at += 1
        if kind == "law":
            found.problems.append(Problem(str(file), 1, 1, "this is a law file: name its folder with --packs"))
            return
        if kind == "scenarios":
            found.scenarios[file] = read_scenarios(text, str(file))
            return
        procedure = read_with(text, lambda slug: _facts_beside(file, slug), str(file))
        found.procedures[procedure.procedure] = procedure
    except UnreadableError as error:
        found.problems += error.problems
    except OSError as error:
        found.problems.append(Problem(str(file), 1, 1, f"this file can't be opened: {error.strerror}"))
    except UnicodeDecodeError:
        found.problems.append(Problem(str(file), 1, 1, "this is no text file; a procedure is YAML in UTF-8"))


def _facts_beside(file: Path, slug: str) -> Mapping[str, Any]:
    """The facts that another procedure defines: of its folder or a folder in it, else of the starter library."""
    from handrail.procedures.language.reader import facts_of
    from handrail.procedures.shelf import FOLDER

    places = (*file.parent.rglob(f"{slug}.yaml"), FOLDER / f"{slug}.yaml")
    there = next((place for place in places if place.is_file()), None)
    return facts_of(there.read_text("utf-8")) if there else {}


def _kind(text: str) -> str:
    """By its first words: a procedure, a file of scenarios, a law file, or something else."""
    begins = {line.split(":", 1)[0] for line in text.splitlines() if line[:1].isalpha()}
    if "pack" in begins and not begins & {"procedure", "steps"}:
        return "law"
    if begins & {"procedure", "steps", "title", "purpose"}:
        return "procedure"
    return "scenarios" if "scenarios" in begins else "other"


# check


def _check(parsed: argparse.Namespace) -> int:
    from handrail.procedures import by_state

    if parsed.rules:
        return _explain()
    law, wrong = _law(parsed.packs)
    if law is None:
        _print("\n".join([*map(str, wrong), "Nothing was checked."]))
        return 1
    files, on = _files(parsed.paths), parsed.at or clock.read().date()
    business, problems = _answers(parsed.business)
    whom = Whom.of(law, business, parsed.state)
    problems = [*files.problems, *problems]
    wrong_business = parsed.business is not None and business is None
    reports = {} if wrong_business else _reports(files, whom, law, on)
    findings = _each_once(reports)
    own = by_state.of_states(law, whom.states, whom.facts, files.procedures.values(), on)
    said = against(reports, law, on, whom) if reports else "Nothing was checked."
    if parsed.json:
        told = {"problems": [_problem_json(row) for row in problems], "findings": [_finding_json(f) for f in findings]}
        more = {**_json(reports, said, not_checked(reports, law, whom)), "states": [*map(_state_json, own)]}
        _print(json.dumps({**told, **more}, indent=1, ensure_ascii=False))
    else:
        count = f"{len(files.procedures)} of {files.looked_at - len(files.scenarios)} procedures read"
        shown = [found for found in findings if parsed.style or found.severity != "style"]
        folded = len(findings) - len(shown)
        also = f" and {folded} of style (--style names them)" if folded else ""
        lines = [*map(str, problems), *map(finding_text, shown), *_off_text(reports.values())]
        lines += [f"{count}; {len(shown)} findings{also}."]
        _print("\n".join([*lines, *by_state.told(own), said]))
    stops = [found for found in findings if found.is_grave]
    return 1 if problems or stops or not files.procedures else 0


def _explain() -> int:
    from handrail.procedures.proof.rules.page import as_markdown

    sys.stdout.write(as_markdown())
    return 0


def _off_text(reports: "Iterable[Report]") -> list[str]:
    rows = [row for report in reports for row in report.switched_off]
    return [f"{row.finding.procedure}: {row.finding.rule} is switched off: {row.reason}" for row in rows]


def _law(folders: "Sequence[Path]") -> "tuple[Law | None, list[Problem]]":
    """The law that ships with the law files of these folders; None with what is wrong with them."""
    from handrail.law.engine import law_with
    from handrail.law.loader import PackError

    try:
        return law_with(folders), []
    except PackError as error:
        return None, list(error.problems)


def _files(paths: "Sequence[Path]") -> Files:
    """What lies in the paths; without any, the starter library."""
    from handrail.procedures.shelf import library

    if paths:
        return read_paths(paths)
    return Files(dict(library()), looked_at=len(library()))


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom procedures are checked for: a business, or any one, perhaps of some states.

    `states`: the letters of those that were named; `unheld`: those of them that have no law file."""

    facts: Facts
    is_anybody: bool
    states: tuple[str, ...]
    unheld: tuple[str, ...]
    words: str

    @staticmethod
    def of(law: "Law", business: "Facts | None", named: "Sequence[str]") -> "Whom":
        from handrail.facts.vocabulary import place_named, places
        from handrail.law import questions

        stated = questions.of_places(law, named)
        facts = {**(business or {}), **{name: row for name, row in stated.items() if name.startswith("business.")}}
        states = stated.get("business.states", ())
        whom = "any business" if business is None else "this business"
        names = [places().get(place_named(row) or "", row) for row in named]
        return Whom(
            facts, business is None, tuple(map(str, states)) if isinstance(states, tuple) else (),
            questions.unheld(law, named), f"{whom} in {' and '.join(names)}" if names else whom,
        )  # fmt: skip


def _answers(path: Path | None) -> "tuple[Facts | None, list[Problem]]":
    """What a business knows of itself; None for no business in particular."""
    from handrail.business.interview import InterviewFileError, read_file
    from handrail.facts.problems import Problem

    if path is None:
        return None, []
    try:
        answers = read_file(path.read_text("utf-8"))
    except InterviewFileError as error:
        return None, [Problem(str(path), row.line, 1, row.message) for row in error.problems]
    except OSError as error:
        return None, [Problem(str(path), 1, 1, f"this file can't be opened: {error.strerror}")]
    except UnicodeDecodeError:
        return None, [Problem(str(path), 1, 1, "this is no text file; answers are YAML in UTF-8")]
    return {name: value for name, value in answers.items() if value is not None}, []


def _each_once(reports: "Mapping[str, Report]") -> "list[Finding]":
    """Every finding. One of a called procedure is found from each of its callers too, and told with its own check."""
    own = {_what(row) for slug, report in reports.items() for row in report.findings if row.procedure == slug}
    told: set[tuple[str, ...]] = set()
    rows: list[Finding] = []
    for slug, report in reports.items():
        for row in report.findings:
            if row.procedure == slug or _what(row) not in own | told:
                rows.append(row)
                told.add(_what(row))
    return rows


def _what(row: "Finding") -> tuple[str, ...]:
    return row.procedure, row.step or "", row.rule, row.title, row.about


def _reports(files: Files, whom: Whom, law: "Law", on: date) -> "dict[str, Report]":
    from handrail.procedures.examined import examine_by_law
    from handrail.procedures.proof.collecting import no_collecting
    from handrail.procedures.shelf import library

    shelf = {**library(), **files.procedures}
    with no_collecting():
        return {
            slug: examine_by_law(procedure, shelf, whom.facts, law, on, anybody=whom.is_anybody)
            for slug, procedure in files.procedures.items()
        }


def against(reports: "Mapping[str, Report]", law: "Law", on: date, whom: Whom) -> str:
    """What was checked and what not, as design section 4 words it: no more than that is ever claimed."""
    duties = {duty.id: duty for report in reports.values() for duty in report.duties}
    weak = sum(duty.status != "verified" for duty in duties.values())
    held = {duty.id.split(".")[0] for duty in duties.values()}
    packs = ", ".join(f"{row.title} {row.version}" for row in law.packs.values() if row.pack in held or not held)
    first = f"Checked on every path, for {whom.words}, against {len(duties)} duties of {packs} on {on:%b %-d, %Y}"
    lines = [f"{first}; {weak} unverified."]
    lines += [f"Not checked: {row}" for row in not_checked(reports, law, whom, most=MOST_NAMED)]
    return "\n".join([*lines, "This is information, not legal advice: check with the agency or your adviser."])


def not_checked(reports: "Mapping[str, Report]", law: "Law", whom: Whom, most: int | None = None) -> list[str]:
    """States without a law file, paths not looked at, duties whose facts no step asks (`most` of them named)."""
    from handrail.law.plain import unheld_words

    without = whom.unheld or law.without_pack(whom.facts)
    rows = [f"the law of {unheld_words(without)}: there is no law file for it. {ADD_ONE}"] if without else []
    rows += [
        f"every path of {slug}: it has too many different cases." for slug, row in reports.items() if not row.complete
    ]
    open_ = sorted({duty.split(":")[0] for report in reports.values() for duty in report.not_asked})
    judged = {f"{duty.title} ({duty.citation})" for report in reports.values() for duty in report.duties}
    never = [duty for duty in open_ if duty not in judged]
    if never:
        more = f"; and {len(never) - most} more (--json names them)" if most and len(never) > most else ""
        rows.append(
            f"{len(never)} duties, since no step here asks whether they arise: {'; '.join(never[:most])}{more}."
        )
    return rows


def _json(reports: "Mapping[str, Report]", said: str, not_checked: list[str]) -> dict[str, object]:
    rows = {duty.id: duty for report in reports.values() for duty in report.duties}
    duties = [{"id": d.id, "kind": d.kind, "citation": d.citation, "status": d.status} for d in rows.values()]
    silenced = [row for report in reports.values() for row in report.switched_off]
    off = [{**_finding_json(row.finding), "reason": row.reason} for row in silenced]
    return {"checked": said.partition("\n")[0], "not_checked": not_checked, "duties": duties, "switched_off": off}


def _state_json(row: "tuple[Pack, list[OfState]]") -> dict[str, object]:
    pack, duties = row
    told = [
        {"id": each.duty.id, "citation": each.duty.citation, "status": each.status, "missing": list(each.missing),
         "why": each.why}
        for each in duties
    ]  # fmt: skip
    return {"pack": pack.pack, "version": pack.version, "duties": told}


def _problem_json(row: "Problem") -> dict[str, object]:
    return {"file": row.file, "line": row.line, "column": row.column, "message": row.message}


def finding_text(found: "Finding") -> str:
    lines = [f"{found.procedure}, step {found.step or '-'}: {found.severity}: {found.title}"]
    lines += [f"    {line}" for line in found.story]
    return "\n".join(lines + ([f"    Mend: {found.mend}"] if found.mend else []))


def _finding_json(found: "Finding") -> dict[str, object]:
    return {
        "procedure": found.procedure,
        "step": found.step,
        "rule": found.rule,
        "severity": found.severity,
        "title": found.title,
        "story": list(found.story),
        "mend": found.mend,
    }


# test


def _test(parsed: argparse.Namespace) -> int:
    law, wrong = _law(parsed.packs)
    files = read_paths(parsed.paths)
    if parsed.propose and law:
        return _propose(files, law)
    rows, problems = run_all(files, law) if law else ([], [])
    problems = [*wrong, *files.problems, *problems]
    if parsed.json:
        told = {"problems": [_problem_json(row) for row in problems], "scenarios": [_ran_json(row) for row in rows]}
        _print(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        _print("\n".join([*map(str, problems), *map(ran_text, rows), _count(rows)]))
    return 1 if problems or not rows or any(not row.holds for row in rows) else 0


def _propose(files: Files, law: "Law") -> int:
    """Each procedure’s missing scenarios, to be put under its `scenarios:`, and what is covered with them."""
    from handrail.procedures.language.reader import scenarios_text
    from handrail.procedures.proposing import propose
    from handrail.procedures.shelf import library

    shelf = {**library(), **files.procedures}
    today = clock.read().astimezone(ZoneInfo(PLACE_OF_SCENARIOS))
    at = today.replace(hour=12, minute=0, second=0, microsecond=0)
    for slug, procedure in files.procedures.items():
        found = propose(slug, shelf, law, at=at, zone=PLACE_OF_SCENARIOS, has=procedure.scenarios)
        (had, of), (sides, both) = found.branches, found.boundaries
        _print(f"# {slug}: {had} of {of} branches, {sides} of {both} sides of boundaries; {found.tried} cases tried")
        for row in found.missed:
            _print(f"# no case came to {row.step}: {row.words}")
        _print(scenarios_text(found.scenarios) if found.scenarios else "# nothing is missing")
    _print("\n".join(map(str, files.problems)))
    return 1 if files.problems or not files.procedures else 0


def run_all(files: Files, law: "Law") -> "tuple[list[Ran], list[Problem]]":
    """Every scenario of the files, those of procedures first."""
    from handrail.procedures.scenarios import run
    from handrail.procedures.shelf import library

    shelf = {**library(), **files.procedures}
    rows = [run(row, shelf, law, slug) for slug, p in files.procedures.items() for row in p.scenarios]
    problems: list[Problem] = []
    for path, file in files.scenarios.items():
        business, wrong = _answers(path.parent / file.business if file.business else None)
        problems += wrong
        rows += [] if wrong else [run(row, shelf, law, business=business) for row in file.scenarios]
    return rows, problems


def ran_text(row: "Ran") -> str:
    """One line; and a line for each thing that came out otherwise."""
    outcome = row.outcome or "not ended"
    head = (
        f"{'holds' if row.holds else 'FAILS'}  {row.procedure}: {row.scenario.name} ({len(row.path)} steps, {outcome})"
    )
    return "\n".join([head, *(f"       - {line}" for line in row.differs), *_way(row)])


def _way(row: "Ran") -> list[str]:
    return [] if row.holds else [f"       its way: {' > '.join(row.path) or 'none'}"]


def _count(rows: "Sequence[Ran]") -> str:
    failed = sum(not row.holds for row in rows)
    if not rows:
        return "No scenarios here. Write them under `scenarios:` in a procedure, or in a file of their own."
    return f"{len(rows)} scenarios, {failed} {'fails' if failed == 1 else 'fail'}."


def _ran_json(row: "Ran") -> dict[str, object]:
    return {
        "name": row.scenario.name,
        "procedure": row.procedure,
        "holds": row.holds,
        "path": list(row.path),
        "outcome": row.outcome,
        "differs": list(row.differs),
    }
