"""`handrail checkpoint` and `handrail key`: fix the record outside of this machine, compare it with what left, change
the key. Light: the rooms are read when a command runs."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from handrail.calendars import clock

if TYPE_CHECKING:
    from handrail.ledger.checkpoint import Signed
    from handrail.ledger.walk import Walk

Opened = Callable[[Path], "tuple[UUID, str]"]
"""From a data folder to its business and time zone; the folder is open afterwards."""


def add(commands: Any, opened: Opened, with_data: Callable[[argparse.ArgumentParser], None]) -> None:
    parser = commands.add_parser("checkpoint", help="fix what the records hold now, or compare them with what left")
    with_data(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the new checkpoint there; keep it elsewhere"
    )
    parser.add_argument(
        "--check", nargs="*", type=Path, metavar="FILE",
        help="walk through every record, and compare with checkpoints that left (files or saved mails)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=lambda parsed: _checkpoint(parsed, opened))
    parser = commands.add_parser("key", help="the key that signs: show it, replace it, or go on after it was lost")
    with_data(parser)
    parser.add_argument("deed", choices=["show", "replace", "lost"], nargs="?", default="show")
    parser.set_defaults(run=lambda parsed: _key(parsed, opened))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _checkpoint(parsed: argparse.Namespace, opened: Opened) -> int:
    try:
        copies = [row for file in parsed.check or () for row in _read(file)]
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    business, _ = opened(parsed.data)
    from handrail.ledger import scope
    from handrail.ledger.signing import KeyLostError

    with scope.organization(business):
        if parsed.check is not None:
            return _check(copies, as_json=parsed.json)
        try:
            return _make(business, parsed.output, as_json=parsed.json)
        except (KeyLostError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            return 1


def _read(file: Path) -> "list[Signed]":
    from handrail.ledger.checkpoint import read

    try:
        return read(file.read_bytes())
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def _make(business: UUID, output: Path | None, *, as_json: bool) -> int:
    from handrail.ledger.actor import system
    from handrail.records.checkpoints import actions

    actor, at = system(business, "Command line"), clock.read()
    made = actions.gather(actor=actor, at=at)
    if output:
        output.write_text(made.signed().line() + "\n", "utf-8")
        actions.left(actor=actor, row=made, way="written", to=output.name, at=at)
    if as_json or not output:
        _say(made.signed().line())
    if not as_json:
        _say(
            f"Checkpoint {made.number}: {made.events:,} events." + ("" if output else " Keep the line above elsewhere.")
        )
    return 0


def _check(copies: "list[Signed]", *, as_json: bool) -> int:
    from handrail.records.checkpoints.queries import examine

    found = examine(copies)
    _say(json.dumps(_as_data(found)) if as_json else told(found))
    return 0 if found.whole else 1


def _as_data(found: "Walk") -> dict[str, Any]:
    by = {"number": found.by.number, "at": found.by.body["at"], "compared": found.compared} if found.by else None
    return {
        "whole": found.whole, "faults": found.faults, "more_faults": found.more, "events": found.events,
        "chains": found.chains, "erased": found.erased, "checkpoints": found.checkpoints,
        "protected": found.protected, "tail": found.tail, "by": by,
    }  # fmt: skip


def told(found: "Walk") -> str:
    """What the walk found, in words. The unprotected tail is always named with its size."""
    lines = [f"{found.events:,} events in {found.chains:,} chains, {found.checkpoints:,} checkpoints looked at."]
    lines += ["NOT WHOLE", *(f"  {row}" for row in found.faults)] if found.faults else ["Whole."]
    lines += [f"  and {found.more:,} more"] if found.more else []
    lines += [f"{found.erased:,} personal values were erased."] if found.erased else []
    return "\n".join([*lines, *_protected(found)])


def _protected(found: "Walk") -> list[str]:
    if found.by is None:
        return [f"No checkpoint has left this machine: nothing outside protects these {found.tail:,} events."]
    name = f"heckpoint {found.by.number} of {str(found.by.body['at'])[:10]}"
    tail = f"The last {found.tail:,} events came after it; nothing outside protects them yet."
    if found.compared:
        return [f"Compared with the copy you brought, up to c{name}: {found.protected:,} events.", tail]
    return [
        f"C{name} left this machine and holds {found.protected:,} events. To compare, bring it: --check FILE",
        tail,
    ]


def _key(parsed: argparse.Namespace, opened: Opened) -> int:
    business, _ = opened(parsed.data)
    from handrail.ledger import scope
    from handrail.ledger.actor import system
    from handrail.ledger.signing import KeyLostError
    from handrail.records.checkpoints import actions
    from handrail.records.checkpoints.queries import keys

    with scope.organization(business):
        try:
            if parsed.deed != "show":
                actor = system(business, "Command line")
                actions.change_key(actor=actor, at=clock.read(), lost=parsed.deed == "lost")
        except KeyLostError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        for row in keys():
            until = f"until {row.until:%b %-d, %Y} ({row.ended})" if row.until else "in use"
            _say(f"{row.fingerprint}  since {row.since:%b %-d, %Y}, {until}")
    return 0
