"""`handrail law ...`: the law asked from the command line. Light: nothing is read before a question is asked.

Django is needed for `--data` only, and comes in through the function the door hands to `add`."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from handrail.calendars import clock

if TYPE_CHECKING:
    from handrail.facts.problems import Problem
    from handrail.facts.vocabulary import Value
    from handrail.law.duties import Pack
    from handrail.law.engine import Law
    from handrail.law.pack_commands import Opened
    from handrail.law.printed import Printed

KeptFacts = Callable[[Path], "tuple[Mapping[str, Value], str]"]
"""From a data folder to the business's known facts and its time zone."""
KeptLaw = Callable[[Path, date], "Law"]
"""From a data folder to the law its business has in use on a day."""
Answer = Callable[[argparse.Namespace], "Printed"]
DEFAULT_ZONE = "UTC"


def add(commands: Any, kept_facts: KeptFacts, kept_law: KeptLaw, opened: "Opened") -> None:
    """Register `law` and its questions. `commands` is argparse's list of commands."""
    from handrail.law import pack_commands

    parser = commands.add_parser("law", help="ask the law files: what applies, what is due, what may be done")
    questions = parser.add_subparsers(required=True, metavar="QUESTION")

    def question(name: str, words: str, answer: Answer) -> argparse.ArgumentParser:
        row: argparse.ArgumentParser = questions.add_parser(name, help=words)
        row.add_argument("--at", metavar="DATE", help="a day or an instant (default: now)")
        row.add_argument(
            "--zone", metavar="ZONE", help=f"the place whose clock counts (default: {DEFAULT_ZONE}, or the data's)"
        )
        row.add_argument(
            "--packs", action="append", type=Path, default=[], metavar="DIR", help="a folder of further law files"
        )
        row.add_argument("--json", action="store_true")
        row.set_defaults(run=lambda parsed: _run(answer, parsed), kept_facts=kept_facts, kept_law=kept_law)
        return row

    _add_about_facts(question)
    pack_commands.add(questions, opened)
    question("value", "a number of law on a day", _value).add_argument("id")
    question("explain", "one duty, whole", _explain).add_argument("duty")
    question("test", "run the worked cases", _test)
    named = question("words", "the kinds of duty and the facts a law file may name", _words)
    named.add_argument("words", nargs="*", help="those that hold all these words")
    made = question("template", "a law file to begin a state with", _template)
    made.add_argument("state", help="its name or letters")
    made.add_argument("--cases", action="store_true", help="the worked cases that go with it")
    question("items", "every item of law the files were to hold, and where it stands", _items)
    check = question("check", "read law files, and list what to look at again", _check)
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="law files (default: those that ship)")
    check.add_argument(
        "--cases", action="append", type=Path, default=[], metavar="FILE", help="their worked cases, to be run too"
    )
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
    from handrail.facts.answers import AnswerError
    from handrail.facts.vocabulary import UnknownFactError
    from handrail.law.answers import UnknownLawError
    from handrail.law.asking import CAN_NOT_COUNT, TOO_FAR
    from handrail.law.joining import PackError
    from handrail.law.printed import refused
    from handrail.law.questions import WrongQuestionError

    try:
        found = answer(parsed)
    except PackError as error:
        found = refused(error.problems)
    except CAN_NOT_COUNT as error:
        sys.stderr.write(f"{TOO_FAR} ({error})\n")
        return 1
    except (
        WrongQuestionError,
        InterviewFileError,
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
    from handrail.law import questions

    if parsed.at is None:
        return clock.read().astimezone(questions.place(zone, "--zone"))
    questions.place(zone, "--zone")
    return questions.moment(parsed.at, zone, "--at")


def _day(parsed: argparse.Namespace) -> date:
    from handrail.law import questions

    zone = parsed.zone or DEFAULT_ZONE
    return questions.day(_moment(parsed, zone), zone)


class _Asked(NamedTuple):
    """A question made ready: the law, the facts, the moment with its day and its place, the places without a file."""

    law: "Law"
    facts: "dict[str, Value]"
    at: datetime
    on: date
    zone: str
    unheld: tuple[str, ...]


def _asked(parsed: argparse.Namespace) -> _Asked:
    from handrail.law import questions

    facts, own_zone = _of_business(parsed)
    zone = parsed.zone or own_zone
    at = _moment(parsed, zone)
    on = questions.day(at, zone)
    law = _law(parsed, on)
    told = {**facts, **questions.of_places(law, parsed.state), **questions.pairs(parsed.fact, zone, "--fact")}
    return _Asked(law, told, at, on, zone, questions.unheld(law, parsed.state))


def _of_business(parsed: argparse.Namespace) -> "tuple[Mapping[str, Value], str]":
    from handrail.business.interview import read_file
    from handrail.law.questions import WrongQuestionError

    if parsed.data and parsed.packs:
        raise WrongQuestionError("--packs goes without --data: a business takes law files by `handrail law pack add`.")
    if parsed.data:
        read: KeptFacts = parsed.kept_facts
        return read(parsed.data.resolve())
    if parsed.business is None:
        return {}, DEFAULT_ZONE
    answers = read_file(_text(parsed.business))
    return {name: value for name, value in answers.items() if value is not None}, DEFAULT_ZONE


def _text(path: Path) -> str:
    from handrail.law.questions import WrongQuestionError

    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise WrongQuestionError(f"{path} can't be opened: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WrongQuestionError(f"{path} is no text file; write YAML in UTF-8.") from None


# The questions


def _files(parsed: argparse.Namespace) -> "Law":
    """The law that ships, with the further law files that were named."""
    from handrail.law.engine import law_with

    return law_with(parsed.packs)


def _law(parsed: argparse.Namespace, on: date) -> "Law":
    """The law the business of a data folder has in use; without one, that which ships and what was named."""
    if parsed.data is None:
        return _files(parsed)
    kept: KeptLaw = parsed.kept_law
    return kept(parsed.data.resolve(), on)


def _applies(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed

    row = _asked(parsed)
    return printed.applies(row.law, row.facts, row.on, parsed.duty, every=parsed.all, unheld=row.unheld)


def _due(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed

    row = _asked(parsed)
    return printed.due(row.law, row.facts, row.on, row.zone, parsed.kind, unheld=row.unheld)


def _may(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed

    row = _asked(parsed)
    return printed.may(row.law, row.facts, row.at, row.zone, parsed.kind, unheld=row.unheld)


def _keep(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed

    row = _asked(parsed)
    return printed.keep(row.law, row.facts, row.on, parsed.kind, unheld=row.unheld)


def _value(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed

    return printed.value(_files(parsed), parsed.id, _day(parsed))


def _explain(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed

    return printed.explain(_files(parsed), parsed.duty, _day(parsed))


def _test(parsed: argparse.Namespace) -> "Printed":
    """The cases of the files that ship; of the folders named, those in place of them."""
    from handrail.law import printed
    from handrail.law.cases import FOLDER, load_cases

    law = _files(parsed)
    folders = [path / "cases" for path in parsed.packs] or [FOLDER]
    texts = {str(file): _text(file) for folder in folders for file in sorted(folder.glob("*.yaml"))}
    wrong = _unreadable(texts)
    if wrong:
        return printed.refused(wrong)
    return printed.tested(law, [case for folder in folders for case in load_cases(folder)])


def _unreadable(texts: Mapping[str, str]) -> "list[Problem]":
    from handrail.law.cases import problems_of

    return [row for name, text in texts.items() for row in problems_of(name, text)]


def _words(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed

    return printed.words(" ".join(parsed.words))


def _template(parsed: argparse.Namespace) -> "Printed":
    from handrail.law import printed
    from handrail.law.questions import WrongQuestionError
    from handrail.law.template import NoSuchStateError, template

    try:
        text = template(parsed.state, _day(parsed), cases=parsed.cases)
    except NoSuchStateError as error:
        raise WrongQuestionError(str(error)) from None
    return printed.Printed(text.rstrip("\n"), {"template": text})


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
    beside = loader.packs_with(parsed.packs)
    packs = loader.read_packs(texts, beside) if texts else beside
    cases, wrong = _cases_of(parsed.cases, packs, beside)
    return printed.refused(wrong) if wrong else printed.checked(packs, _day(parsed), cases)


def _cases_of(files: list[Path], packs: "Sequence[Pack]", beside: "Sequence[Pack]") -> "tuple[int, list[Problem]]":
    """How many worked cases these files hold, and what is wrong with them, asked of the packs beside the others."""
    from handrail.law.cases import read_cases, wrong_cases
    from handrail.law.engine import Law
    from handrail.law.loader import load_kinds

    named = {pack.pack for pack in packs}
    law = Law([*(row for row in beside if row.pack not in named), *packs], load_kinds())
    texts = {str(path): _text(path) for path in files}
    wrong = [row for name, text in texts.items() for row in wrong_cases(law, name, text)]
    return (0 if wrong else sum(len(read_cases(text)) for text in texts.values())), wrong
