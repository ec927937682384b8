"""The `handrail` command."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from handrail import __version__
from handrail.config import extras
from handrail.config import serve as server
from handrail.config.data_folder import DataFolderError

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from handrail.facts.vocabulary import Value
    from handrail.law.engine import Law
    from handrail.people.models import Organization

Run = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    parsed = _parser().parse_args(arguments)
    run: Run = parsed.run
    extras.activate()
    try:
        return run(parsed)
    except (server.ServeError, DataFolderError) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read along (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handrail", description="Procedures for customer service: checked, run, recorded."
    )
    parser.add_argument("--version", action="version", version=f"handrail {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _add_serve,
        _add_demo,
        _add_worker,
        _add_owner_link,
        _add_backup,
        _add_restore,
        _add_doctor,
        _add_interview,
        _add_procedures,
        _add_law,
        _add_draft,
        _add_packet,
        _add_checkpoint,
        _add_verify,
    ):
        add(commands)
    return parser


Commands = argparse._SubParsersAction  # argparse gives this type no public name


def _with_data(parser: argparse.ArgumentParser) -> None:
    default = Path(os.environ.get("HANDRAIL_DATA", "data"))
    parser.add_argument("--data", type=Path, default=default, metavar="DIR", help="the data folder (default: ./data)")
    parser.set_defaults(default_data=default)


def _add_serve(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("serve", help="set up what is missing and serve")
    _with_data(parser)
    parser.add_argument("--port", type=int, default=server.DEFAULT_PORT)
    parser.add_argument("--office", action="store_true", help="serve the office's other desks and phones too")
    parser.add_argument("--demo", action="store_true", help="two invented businesses to try it on (in ./demo)")
    parser.set_defaults(run=_serve)


def _serve(parsed: argparse.Namespace) -> int:
    """A demo has a folder of its own unless one is named, so that it never stands among real records."""
    unnamed = parsed.data == parsed.default_data
    data = Path("demo") if parsed.demo and unnamed else parsed.data
    return server.serve(data=data.resolve(), port=parsed.port, office=parsed.office, demo=parsed.demo)


def _add_demo(commands: "Commands[argparse.ArgumentParser]") -> None:
    from handrail.config.demo.commands import add

    add(commands)


def _add_worker(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("worker", help="look after what is due (serve starts one by itself)")
    _with_data(parser)
    parser.set_defaults(run=_worker)


def _worker(parsed: argparse.Namespace) -> int:
    server.set_up(parsed.data.resolve())
    from handrail.config.worker import loop

    try:
        loop()
    except KeyboardInterrupt:
        return 0
    return 0


def _add_owner_link(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("owner-link", help="let a locked-out owner in, on the record")
    _with_data(parser)
    parser.add_argument("--port", type=int, default=server.DEFAULT_PORT)
    parser.set_defaults(run=_owner_link)


def _owner_link(parsed: argparse.Namespace) -> int:
    server.open_existing(parsed.data.resolve())
    from handrail.calendars import clock
    from handrail.people.actions import make_owner_link
    from handrail.people.models import Organization

    organization = Organization.objects.order_by("created_at").first()
    token = make_owner_link(at=clock.read(), organization=organization)
    print(f"Open this once, within a day:\n\n  http://127.0.0.1:{parsed.port}/start/{token}/\n")
    return 0


def _add_backup(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("backup", help="copy the database, files and keys into a new folder")
    _with_data(parser)
    parser.add_argument("--to", type=Path, metavar="DIR", help="where (default: backups/ in the data folder)")
    parser.set_defaults(run=_backup)


def _backup(parsed: argparse.Namespace) -> int:
    from handrail.calendars import clock
    from handrail.config.copies import backup

    data = parsed.data.resolve()
    print(f"Copied to {backup(data, (parsed.to or data / 'backups').resolve(), clock.read())}")
    return 0


def _add_restore(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("restore", help="put a copy back, without what was disposed of since")
    _with_data(parser)
    parser.add_argument("copy", type=Path, metavar="COPY", help="a folder that backup made, or a database file")
    parser.set_defaults(run=_restore)


def _restore(parsed: argparse.Namespace) -> int:
    from handrail.calendars import clock
    from handrail.config.copies import restore

    restore(parsed.data.resolve(), parsed.copy.resolve(), clock.read())
    print("Put back. Start Handrail again.")
    return 0


def _add_doctor(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("doctor", help="look at the installation and say what is wrong")
    _with_data(parser)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_doctor)


def _doctor(parsed: argparse.Namespace) -> int:
    server.open_existing(parsed.data.resolve())
    from handrail.calendars import clock
    from handrail.config.doctor import examine

    findings = examine(parsed.data.resolve(), clock.read())
    if parsed.json:
        print(json.dumps([{"ok": f.ok, "what": f.what, "next": "" if f.ok else f.next} for f in findings], indent=1))
    else:
        for finding in findings:
            print(f"{'ok ' if finding.ok else 'LOOK'}  {finding.what}{'' if finding.ok else f' {finding.next}'}")
    return 0 if all(finding.ok for finding in findings) else 1


def _add_procedures(commands: "Commands[argparse.ArgumentParser]") -> None:
    from handrail.procedures.bringing.commands import add as add_import
    from handrail.procedures.commands import add
    from handrail.procedures.exporting.commands import add as add_export

    add(commands)
    add_export(commands, _opened)
    add_import(commands, _opened, _with_data)


def _add_law(commands: "Commands[argparse.ArgumentParser]") -> None:
    from handrail.law.commands import add

    add(commands, _facts_of_data, _law_of_data, _opened)


def _facts_of_data(data: Path) -> "tuple[Mapping[str, Value], str]":
    """What the business of a data folder answered, and its time zone."""
    server.open_existing(data.resolve())
    from handrail.business.queries import known
    from handrail.ledger import scope

    organization = _first_organization()
    with scope.organization(organization.id):
        return known(), str(organization.time_zone)


def _law_of_data(data: Path, on: "date") -> "Law":
    """The law the business of a data folder has in use on a day."""
    from handrail.law.queries import law_in_use
    from handrail.ledger import scope

    with scope.organization(_opened(data)[0]):
        return law_in_use(on)


def _opened(data: Path) -> "tuple[UUID, str]":
    """The business of a data folder, and its time zone."""
    server.open_existing(data.resolve())
    organization = _first_organization()
    return organization.id, str(organization.time_zone)


def _first_organization() -> "Organization":
    """The business of the data folder that is open."""
    from handrail.people.models import Organization

    organization = Organization.objects.order_by("created_at").first()
    if organization is None:
        raise server.ServeError("There is no business here yet: start Handrail and open its first link.")
    return organization


def _add_draft(commands: "Commands[argparse.ArgumentParser]") -> None:
    from handrail.drafting.commands import add

    add(commands)


def _add_packet(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("packet", help="write the signed case file of one case")
    _with_data(parser)
    parser.add_argument("--case", required=True, help="a case number, or latest")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="signed .json, readable .pdf, or .zip with both and the files"
    )
    parser.set_defaults(run=_packet)


def _packet(parsed: argparse.Namespace) -> int:
    business, _ = _opened(parsed.data)
    from handrail.calendars import clock
    from handrail.desk.models import Case
    from handrail.ledger import scope
    from handrail.ledger.actor import system
    from handrail.records import packet
    from handrail.records.paper import printed

    with scope.organization(business):
        cases = Case.objects.order_by("-opened_at", "-number")
        case = cases.first() if parsed.case == "latest" else cases.filter(number=parsed.case).first()
        if case is None:
            asked = "no case yet" if parsed.case == "latest" else f"no case {parsed.case}"
            print(f"There is {asked} in {parsed.data}.", file=sys.stderr)
            return 1
        content = packet.make(actor=system(business, "Command line"), case=case, at=clock.read())
        if parsed.output.suffix == ".pdf":
            content = printed(content)
        elif parsed.output.suffix == ".zip":
            content = packet.in_one(case, content)
    try:
        parsed.output.write_bytes(content)
    except OSError as error:
        print(f"{parsed.output} can't be written: {error.strerror}", file=sys.stderr)
        return 1
    print(f"Case {case.number}: {parsed.output}")
    return 0


def _add_checkpoint(commands: "Commands[argparse.ArgumentParser]") -> None:
    from handrail.records.checkpoints.commands import add

    add(commands, _opened, _with_data)


def _add_verify(commands: "Commands[argparse.ArgumentParser]") -> None:
    from handrail.ledger import verify_set

    parser = commands.add_parser("verify", help="say whether a case file, or a set of them, is whole")
    verify_set.add_arguments(parser)
    parser.set_defaults(run=verify_set.run)


def _add_interview(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("interview", help="read a file of answers about the business, and keep them")
    _with_data(parser)
    parser.add_argument("--file", type=Path, metavar="F")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the file")
    parser.set_defaults(run=_interview)


def _interview(parsed: argparse.Namespace) -> int:
    from handrail.business.interview import InterviewFileError, read_file, schema

    if parsed.schema or parsed.file is None:
        print(json.dumps(schema(), indent=1))
        return 0
    try:
        answers = read_file(parsed.file.read_text("utf-8"))
    except InterviewFileError as error:
        print("\n".join(f"{parsed.file}: {problem}" for problem in error.problems), file=sys.stderr)
        return 1
    except UnicodeDecodeError:
        print(f"{parsed.file} is no text file; answers are YAML in UTF-8.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{parsed.file} can't be opened: {error.strerror}", file=sys.stderr)
        return 1
    return _keep_answers(parsed.data.resolve(), answers)


def _keep_answers(data: Path, answers: "Mapping[str, Value | None]") -> int:
    server.open_existing(data)
    from handrail.business.actions import BusinessError, answer
    from handrail.calendars import clock
    from handrail.ledger import scope
    from handrail.ledger.actor import system

    organization = _first_organization()
    try:
        with scope.organization(organization.id):
            answer(actor=system(organization.id, "Command line"), answers=answers, at=clock.read())
    except BusinessError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(answers)} answers kept for {organization.name}.")
    return 0
