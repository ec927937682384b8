"""`handrail law pack ...` and `handrail law local ...`: law files made, brought in, listed; duties of one's own added.

Nothing here puts a version in use: that takes a person with the right to approve."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.calendars import clock
from handrail.facts.problems import FileError

Opened = Callable[[Path], "tuple[UUID, str]"]
"""Opens a data folder: the business in it, and its time zone."""
Run = Callable[[argparse.Namespace], str]
CLI = "Command line"


class PackCommandError(ValueError):
    """What can't be done as it was typed; the message says what to write instead."""


def add(questions: Any, opened: Opened) -> None:
    """Register `pack` and `local`. `questions` is argparse's list of what follows `law`."""
    pack = questions.add_parser("pack", help="law files: bring one in, list them, make one to hand on")
    what = pack.add_subparsers(required=True, metavar="WHAT")
    brought = _command(what, "add", "bring a law file in; it waits for approval", _add, opened)
    brought.add_argument("file", type=Path)
    _command(what, "list", "every version, and which is in use", _list, opened)
    made = _command(what, "bundle", "write one pack whole, signed, as one file", _bundle, opened, data=False)
    made.add_argument("name", help="the pack’s name, like us")
    made.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="its folder (default: what ships)")
    made.add_argument("--key", type=Path, required=True, metavar="FILE", help="the maintainer’s key; made if not there")
    made.add_argument("-o", "--output", type=Path, required=True)
    local = questions.add_parser("local", help="duties of your own")
    own = local.add_subparsers(required=True, metavar="WHAT")
    _command(own, "add", "keep the duties of a YAML file as your own", _add_local, opened).add_argument(
        "file", type=Path
    )


def _command(
    what: Any, name: str, words: str, run: Run, opened: Opened, *, data: bool = True
) -> argparse.ArgumentParser:
    row: argparse.ArgumentParser = what.add_parser(name, help=words)
    if data:
        default = Path(os.environ.get("HANDRAIL_DATA", "data"))
        row.add_argument("--data", type=Path, default=default, metavar="DIR", help="the data folder (default: ./data)")
    row.set_defaults(run=lambda parsed: _run(run, parsed), opened=opened)
    return row


def _run(run: Run, parsed: argparse.Namespace) -> int:
    try:
        said = run(parsed)
    except PackCommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except FileError as error:
        rows = [f"{row.file}:{row.line}:{row.column}: {row.message}" for row in error.problems]
        sys.stderr.write("\n".join([*rows, f"{len(rows)} problems; nothing was kept."]) + "\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackCommandError(f"{path} can't be opened: {error.strerror}") from None


def _add(parsed: argparse.Namespace) -> str:
    content = _bytes(parsed.file)
    organization, zone = parsed.opened(parsed.data)
    from handrail.law import actions
    from handrail.ledger import scope
    from handrail.ledger.actor import system

    at = clock.read()
    on = at.astimezone(ZoneInfo(zone)).date()
    with scope.organization(organization):
        try:
            row = actions.add_pack(
                actor=system(organization, CLI), content=content, name=parsed.file.name, on=on, at=at
            )
        except actions.PackActionError as error:
            raise PackCommandError(str(error)) from None
    return f"{row.title} {row.version} is here and waits for approval: an owner or a reviewer finds it under Reviews."


def _list(parsed: argparse.Namespace) -> str:
    organization, zone = parsed.opened(parsed.data)
    from handrail.law import queries
    from handrail.ledger import scope

    on = clock.read().astimezone(ZoneInfo(zone)).date()
    with scope.organization(organization):
        used = [f"In use: {pack.title} {pack.version}, kept until {pack.kept_until}" for pack in
                queries.law_in_use(on).packs.values()]  # fmt: skip
        waits = [f"Waits for approval: {row}" for row in queries.waiting_versions(on)]
    return "\n".join([*used, *waits])


def _add_local(parsed: argparse.Namespace) -> str:
    try:
        text = _bytes(parsed.file).decode("utf-8")
    except UnicodeDecodeError:
        raise PackCommandError(f"{parsed.file} is no text file; write YAML in UTF-8.") from None
    from handrail.law.mine.local import apart

    texts = apart(text, parsed.file.name)
    organization, _ = parsed.opened(parsed.data)
    from handrail.law.mine.actions import keep_local
    from handrail.ledger import scope
    from handrail.ledger.actor import system

    at = clock.read()
    with scope.organization(organization):
        rows = [keep_local(actor=system(organization, CLI), text=each, at=at) for each in texts]
    return "\n".join(f"{row.name} is a duty of your own from now on: {row.title}" for row in rows)


# Making one


def _bundle(parsed: argparse.Namespace) -> str:
    from handrail.law.loader import FOLDER, load_packs, read_packs
    from handrail.law.packing import fingerprint, pack_file, public_hex, read_key

    folder = parsed.folder or FOLDER
    files = _files(folder, parsed.name)
    others = [row for row in load_packs() if row.pack != parsed.name]
    (pack,) = read_packs(files, others)
    key = read_key(_key_text(parsed.key))
    text = pack_file(pack, files, _cases(folder, parsed.name), key)
    try:
        parsed.output.write_text(text, "utf-8")
    except OSError as error:
        raise PackCommandError(f"{parsed.output} can't be written: {error.strerror}") from None
    print_ = fingerprint(public_hex(key))
    return f"{pack.title} {pack.version}: {parsed.output}\nFingerprint of the key: {print_}"


def _files(folder: Path, name: str) -> dict[str, str]:
    from handrail.law.loader import head_of, texts_of

    texts = texts_of(folder)
    found = {file: text for file, text in texts.items() if file == f"{name}.yaml" or head_of(file) == f"{name}.yaml"}
    if f"{name}.yaml" not in found:
        heads = sorted(file.removesuffix(".yaml") for file in texts if "/" not in file)
        raise PackCommandError(f"There is no pack {name} in {folder}. There are: {', '.join(heads) or 'none'}.")
    return found


def _cases(folder: Path, name: str) -> dict[str, str]:
    """The worked cases of a pack: the files that begin with its name, and with no longer name of another pack."""
    names = sorted((file.stem for file in folder.glob("*.yaml")), key=len, reverse=True)
    found = {}
    for file in sorted((folder / "cases").glob("*.yaml")):
        owner = next((each for each in names if file.stem == each or file.stem.startswith(f"{each}-")), "")
        if owner == name:
            found[f"cases/{file.name}"] = file.read_text("utf-8")
    return found


def _key_text(path: Path) -> str:
    from handrail.law.packing import new_key
    from handrail.ledger.secret_files import write_secret

    try:
        write_secret(path, new_key())
        return path.read_text("utf-8")
    except OSError as error:
        raise PackCommandError(f"{path} can't be read or made: {error.strerror}") from None
