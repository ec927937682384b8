"""`handrail law ...`: the law asked from the command line. Light: nothing is read before a question is asked.

Django is needed for `--data` only, and comes in through the function the door hands to `add`."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handrail.calendars import clock

if TYPE_CHECKING:
    from handrail.facts.vocabulary import Value
    from handrail.law.printed import Printed

KeptFacts = Callable[[Path], "tuple[Mapping[str, Value], str]"]
"""From a data folder to the business's known facts and its time zone."""
Answer = Callable[[argparse.Namespace], "Printed"]
DEFAULT_ZONE = "UTC"


class WrongQuestionError(ValueError):
    """A question that can't be asked as it was typed; the message says what to write instead."""


def add(commands: Any, kept_facts: KeptFacts) -> None:
    """Register `law` and its questions. `commands` is argparse's list of commands."""
    parser = commands.add_parser("law", help="ask the law files: what applies, what is due, what may be done")
    questions = parser.add_subparsers(required=True, metavar="QUESTION")

    def question(name: str, words: str, answer: Answer) -> argparse.ArgumentParser:
        row: argparse.ArgumentParser = questions.add_parser(name, help=words)
        row.add_argument("--at", metavar="DATE", help="a day or an instant (default: now)")
        row.add_argument(
            "--zone", metavar="ZONE", help=f"the place whose clock counts (default: {DEFAULT_ZONE}, or the data's)"
        )
        row.add_argument("--json", action="store_true")
        row.set_defaults(run=lambda parsed: _run(answer, parsed), kept_facts=kept_facts)
        return row

    _add_about_facts(question)
    question("value", "a number of law on a day", _value).add_argument("id")
    question("explain", "one duty, whole", _explain).add_argument("duty")
    question("test", "run the worked cases", _test)
    question("items", "every item of law the files were to hold, and where it stands", _items)
    check = question("check", "read law files, and list what to look at again", _check)
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="law files (default: those that ship)")
    check.add_argument("--schema", action="store_true", help="print the JSON Schema of a law file")


def _add_about_facts(question: Callable[[str, str, Answer], argparse.ArgumentParser]) -> None:
    applies = _with_facts(question("applies", "which duties bind the business, and why", _applies))
    applies.add_argument("duty", nargs="?", default="", help="one duty only")
    applies.add_argument("--all", action="store_true", help="those that do not apply too")
    _with_facts(question("due", "the deadlines that follow", _due)).add_argument("kind", nargs="?", default="")
    _with_facts(question("may", "whether it may be done, and why not", _may)).add_argument("kind")
    _with_facts(question("keep", "the records to keep, and until when", _keep)).add_argument(
        "kind", nargs="?", default=""
    )


def _with_facts(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--business", type=Path, metavar="FILE", help="answers, as `handrail interview --file` reads them"
    )
    where.add_argument("--data", type=Path, metavar="DIR", help="a data folder with the business's answers")
    parser.add_argument(
        "--state", action="append", default=[], metavar="PLACE", help="where the business and its customers are"
    )
    parser.add_argument("--fact", action="append", default=[], metavar="NAME=VALUE", help="a fact of the case")
    return parser


def _run(answer: Answer, parsed: argparse.Namespace) -> int:
    from handrail.business.interview import InterviewFileError
    from handrail.calendars.deadlines import DeadlineError
    from handrail.facts.answers import AnswerError
    from handrail.facts.vocabulary import UnknownFactError
    from handrail.law.answers import UnknownLawError

    try:
        found = answer(parsed)
    except (
        WrongQuestionError,
        InterviewFileError,
        DeadlineError,
        AnswerError,
        UnknownFactError,
        UnknownLawError,
    ) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{json.dumps(found.data, indent=1, ensure_ascii=False) if parsed.json else found.text}\n")
    return 1 if found.fails else 0


# When, where, and which facts


def _moment(parsed: argparse.Namespace, zone: str) -> datetime:
    """The moment asked about: a day means its noon at the place, a time without a zone is the place's."""
    if parsed.at is None:
        return clock.read().astimezone(_place(zone))
    try:
        found = datetime.fromisoformat(parsed.at)
    except ValueError:
        raise WrongQuestionError(
            f"--at {parsed.at}: write a day like 2026-11-24 or a time like 2026-11-24T10:42."
        ) from None
    if len(parsed.at) <= len("2026-11-24"):
        return datetime.combine(found.date(), time(12), _place(zone))
    return found if found.tzinfo else found.replace(tzinfo=_place(zone))


def _place(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongQuestionError(f"--zone {zone}: there is no such zone; write one like America/New_York.") from None


def _day(parsed: argparse.Namespace) -> date:
    zone = parsed.zone or DEFAULT_ZONE
    return _moment(parsed, zone).astimezone(_place(zone)).date()


def _asked(parsed: argparse.Namespace) -> "tuple[dict[str, Value], datetime, date, str]":
    """The facts, the moment, its day at the place, and the place."""
    facts, own_zone = _of_business(parsed)
    zone = parsed.zone or own_zone
    at = _moment(parsed, zone)
    stated = {**facts, **_of_places(parsed.state), **dict(_typed(row, zone) for row in parsed.fact)}
    return stated, at, at.astimezone(_place(zone)).date(), zone


def _of_places(places: list[str]) -> "dict[str, Value]":
    """The facts about states. A place without a law file is among the others; `_unheld` names it."""
    from handrail.law.engine import load_law

    held = [load_law().jurisdiction(place) or "other" for place in places]
    if not held:
        return {}
    facts: dict[str, Value] = dict.fromkeys(("business.states", "business.customer_states"), tuple(dict.fromkeys(held)))
    return {**facts, "customer.state": held[0]} if len(held) == 1 else facts


def _unheld(parsed: argparse.Namespace) -> tuple[str, ...]:
    from handrail.law.engine import load_law

    return tuple(place for place in parsed.state if load_law().jurisdiction(place) is None)


def _of_business(parsed: argparse.Namespace) -> "tuple[Mapping[str, Value], str]":
    from handrail.business.interview import read_file

    if parsed.data:
        read: KeptFacts = parsed.kept_facts
        return read(parsed.data.resolve())
    if parsed.business is None:
        return {}, DEFAULT_ZONE
    answers = read_file(_text(parsed.business))
    return {name: value for name, value in answers.items() if value is not None}, DEFAULT_ZONE


def _typed(row: str, zone: str) -> "tuple[str, Value]":
    from handrail.facts.answers import parse
    from handrail.facts.vocabulary import fact

    name, equals, value = row.partition("=")
    if not equals:
        raise WrongQuestionError(f"--fact {row}: write NAME=VALUE, like sale.signed_on=2026-11-24.")
    found = parse(fact(name.strip()), value)
    if isinstance(found, datetime) and datetime.fromisoformat(value.strip()).tzinfo is None:
        found = found.replace(tzinfo=_place(zone))
    return name.strip(), found


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise WrongQuestionError(f"{path} can't be opened: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WrongQuestionError(f"{path} is no text file; write YAML in UTF-8.") from None


# The questions


def _applies(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.engine import load_law

    facts, _, on, _ = _asked(parsed)
    return printed.applies(load_law(), facts, on, parsed.duty, every=parsed.all, unheld=_unheld(parsed))


def _due(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.engine import load_law

    facts, _, on, zone = _asked(parsed)
    return printed.due(load_law(), facts, on, zone, parsed.kind, unheld=_unheld(parsed))


def _may(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.engine import load_law

    facts, at, _, zone = _asked(parsed)
    return printed.may(load_law(), facts, at, zone, parsed.kind, unheld=_unheld(parsed))


def _keep(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.engine import load_law

    facts, _, on, _ = _asked(parsed)
    return printed.keep(load_law(), facts, on, parsed.kind, unheld=_unheld(parsed))


def _value(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.engine import load_law

    return printed.value(load_law(), parsed.id, _day(parsed))


def _explain(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.engine import load_law

    return printed.explain(load_law(), parsed.duty, _day(parsed))


def _test(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.cases import load_cases
    from handrail.law.engine import load_law

    return printed.tested(load_law(), load_cases())


def _items(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.loader import load_packs

    return printed.items(load_packs())


def _whole_packs(files: list[Path]) -> list[Path]:
    """The files named, and the other files of the packs they belong to."""
    from handrail.law.loader import head_of

    heads = [head for path in files if (head := Path(head_of(str(path)))).is_file()]
    parts = [part for head in (*files, *heads) for part in sorted(head.with_suffix("").glob("*.yaml"))]
    return list(dict.fromkeys([*files, *heads, *parts]))


def _check(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import loader, printed

    if parsed.schema:
        return printed.schema()
    texts = {str(path): _text(path) for path in _whole_packs(parsed.files)}
    try:
        packs = loader.read_packs(texts, loader.load_packs()) if texts else loader.load_packs()
    except loader.PackError as error:
        return printed.refused(error.problems)
    return printed.checked(packs, _day(parsed))
