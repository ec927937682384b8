"""The interview: about twenty plain questions in small groups, the same on the web and as a file. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from handrail.facts.answers import AnswerError, parse
from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, Fact, UnknownFactError, Value, fact

UNKNOWN_WORDS = {"unknown", "i don't know", "don't know"}


@dataclass(frozen=True, slots=True)
class Group:
    """Questions asked on one page."""

    title: str
    names: tuple[str, ...]

    @property
    def facts(self) -> list[Fact]:
        return [fact(f"business.{name}") for name in self.names]


GROUPS = (
    Group("Name", ("name",)),
    Group("Places", ("states", "customer_states")),
    Group("Trade", ("trade",)),
    Group("How customers reach you", ("channels", "hours", "phone", "emergency_phone")),
    Group("How you sell", ("sells_in_shop", "sells_online", "sells_by_phone", "sells_at_home")),
    Group("What you sell", ("sells_subscriptions", "sells_prepaid", "sells_gift_cards", "sells_fuel", "ships_goods")),
    Group("How customers pay", ("takes_cards", "adds_surcharge", "takes_bank_debits", "gives_credit")),
    Group(
        "Personal data",
        ("keeps_personal_data", "consumers_a_year", "is_lender", "is_credit_bureau", "breach_rules"),
    ),
    Group("Phone calls", ("records_calls",)),
    Group("Size", ("employees", "annual_sales")),
    Group("Licences", ("license_numbers",)),
    Group("Help desk", ("help_desk",)),
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two answers that can't both be so, with the fact to look at."""

    name: str
    says: str


_CANNOT_BE = (
    (
        "business.adds_surcharge && !business.takes_cards",
        "business.adds_surcharge",
        "You add a card fee, but take no cards. Which is right?",
    ),
    (
        "business.sells_by_phone && !('phone' in business.channels)",
        "business.sells_by_phone",
        "You sell by phone, but the phone is not among your channels. Which is right?",
    ),
    (
        "business.records_calls != 'none' && !('phone' in business.channels)",
        "business.records_calls",
        "You record calls, but the phone is not among your channels. Which is right?",
    ),
)


def contradictions(known: Mapping[str, Value]) -> list[Contradiction]:
    """What cannot be so together. An answer that is not known contradicts nothing."""
    return [
        Contradiction(name, says) for test, name, says in _CANNOT_BE if compile_condition(test).evaluate(known).is_true
    ]


@dataclass(frozen=True, slots=True)
class FileProblem:
    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class InterviewFileError(ValueError):
    """A file of answers that can't be taken; every problem with its line."""

    def __init__(self, problems: list[FileProblem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def read_file(text: str) -> dict[str, Value | None]:
    """Answers by fact, from YAML like `business: {name: ..., states: [OK]}`; `unknown` is None.

    Raises InterviewFileError with every problem."""
    rows = _rows(text)
    answers: dict[str, Value | None] = {}
    problems: list[FileProblem] = []
    for name, raw in rows.items():
        line = rows.lc.key(name)[0] + 1
        try:
            answers[f"business.{name}"] = _answer(fact(f"business.{name}"), raw)
        except (UnknownFactError, AnswerError) as error:
            problems.append(FileProblem(line, str(error)))
    known = {name: value for name, value in answers.items() if value is not None}
    problems += [FileProblem(_line_of(rows, c.name), c.says) for c in contradictions(known)]
    if problems:
        raise InterviewFileError(problems)
    return answers


def _rows(text: str) -> CommentedMap:
    try:
        raw = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InterviewFileError([FileProblem(line, f"this is not YAML: {error.problem}")]) from None
    if not isinstance(raw, CommentedMap) or set(raw) != {"business"} or not isinstance(raw["business"], CommentedMap):
        raise InterviewFileError(
            [FileProblem(1, "the file begins with `business:` and has one answer a line under it")]
        )
    return raw["business"]


def _line_of(rows: CommentedMap, name: str) -> int:
    key = name.removeprefix("business.")
    return int(rows.lc.key(key)[0]) + 1 if key in rows else 1


def _answer(row: Fact, raw: Any) -> Value | None:
    if raw is None or (isinstance(raw, str) and raw.strip().lower() in UNKNOWN_WORDS):
        return None
    if isinstance(raw, bool):
        raw = "yes" if raw else "no"
    return parse(row, [str(item) for item in raw] if isinstance(raw, list) else str(raw))


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, made from the vocabulary."""
    rows = {
        name.removeprefix("business."): _schema_of(row) for name, row in VOCABULARY.items() if row.about == "business"
    }
    business = {"type": "object", "additionalProperties": False, "properties": rows}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Handrail: the answers of a business",
        "type": "object",
        "additionalProperties": False,
        "required": ["business"],
        "properties": {"business": business},
    }


def _schema_of(row: Fact) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "bool": {"type": "boolean"},
        "int": {"type": "integer"},
        "money": {"type": ["integer", "string"]},
        "choice": {"enum": list(row.values)},
        "list": {"type": "array", "items": {"enum": list(row.values)}},
    }
    shape = kinds.get(row.type, {"type": "string"})
    return {"title": row.label, "description": row.ask, "anyOf": [shape, {"const": "unknown"}]}
