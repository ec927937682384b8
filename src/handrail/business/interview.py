"""The interview: plain questions in small groups, the same on the web and as a file. Pure.

What every business is asked stands first. After it come the details of what this business does (`asked_if`): a page for
each activity, seen only by those who named it, so that a shop that has none of them meets none of their questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from handrail.facts.answers import AnswerError, dollars, parse
from handrail.facts.conditions import compile_condition
from handrail.facts.rows import CHOICES, RowError, as_row, columns, lines
from handrail.facts.vocabulary import VOCABULARY, Fact, UnknownFactError, Value, fact

UNKNOWN_WORDS = {"unknown", "i don't know", "don't know"}


ACTIVITIES = "business.activities"
PAGE = 8  # questions at most on a page of details
Given = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions asked on one page."""

    title: str
    names: tuple[str, ...]

    @property
    def facts(self) -> list[Fact]:
        return [fact(f"business.{name}") for name in self.names]

    def asked(self, given: Given) -> list[Fact]:
        """The questions of this page for a business that gave these answers; none, and the page is left out."""
        return [row for row in self.facts if is_asked(row, given)]


def is_asked(row: Fact, given: Given) -> bool:
    """Whether a question is for this business: its condition holds. While that is not known it is not asked yet."""
    if not row.asked_if:
        return True
    known = {name: value for name, value in given.items() if value is not None}
    return compile_condition(row.asked_if).evaluate(known).is_true


_FIRST = (
    Group("Name", ("name",)),
    Group("Places", ("states", "customer_states")),
    Group("Trade", ("trade",)),
    Group("What you do", ("activities",)),
    Group("How customers reach you", ("channels", "phone", "emergency_phone")),
    Group("Opening hours", ("hours", "closed_days")),
    Group("How you sell", ("sells_in_shop", "sells_online", "sells_by_phone", "sells_at_home")),
    Group(
        "What you sell",
        ("sells_subscriptions", "sells_prepaid", "sells_gift_cards", "sells_fuel", "leases_tanks", "ships_goods"),
    ),
    Group("How customers pay", ("takes_cards", "adds_surcharge", "takes_bank_debits", "gives_credit")),
    Group(
        "Personal data",
        ("keeps_personal_data", "consumers_a_year", "is_lender", "is_credit_bureau", "breach_rules"),
    ),
    Group("Phone calls", ("records_calls",)),
    Group("Size", ("employees", "annual_sales")),
    Group("Licenses", ("licences",)),
    Group("Help desk", ("help_desk", "tools")),
)


# Details that turn on no single activity, by what they are about. A name that is nowhere yet is left out; a detail
# that stands nowhere here is asked on the last pages.
_THEMES = (
    ("The work itself, in detail", ("work_by_licensees", "inspects_homes", "tows_vehicles")),
    ("Rooms and guests", ("rooms", "lodging_units", "lodging_food")),
    ("Roles of your own", ("roles",)),
    ("Your team, in detail", ("full_timers", "employees_30h", "first_hire_on", "uses_outside_agents")),
    ("What kind of organization", ("named_enterprise", "organization", "is_public_body", "population")),
    (
        "How you sell, in detail",
        (
            "gives_warranty", "sells_prenotification", "scan_points", "multi_line_phone", "phone_seller_registers",
            "registered_in", "owns_review_site",
        ),
    ),
    ("Sales into other states", ("state_sales", "state_transactions", "collects_tax")),
    ("Credit, in detail", ("reports_credit", "uses_credit_reports", "holds_accounts")),
    (
        "Personal data, in detail",
        (
            "sells_data", "data_sales", "sold_consumers_a_year", "sensitive_consumers_a_year",
            "online_revenue_share", "minor_audience_share",
        ),
    ),
)  # fmt: skip


def _details() -> tuple[Group, ...]:
    """Pages for what the first ones do not ask: each activity's own in the order of the activities, then by theme."""
    first = {name for group in _FIRST for name in group.names}
    left = [name for name, row in _of_business() if name not in first]
    themed = {name for _, names in _THEMES for name in names}
    pages = [
        (dict(fact(ACTIVITIES).options)[activity], [name for name in left if _is_of(name, activity, themed)])
        for activity in fact(ACTIVITIES).values
    ]
    pages += [(title, [name for name in names if name in left]) for title, names in _THEMES]
    placed = {name for _, names in pages for name in names}
    pages.append(("More about your business", [name for name in left if name not in placed]))
    return tuple(page for title, names in pages for page in _pages(title, names))


def _of_business() -> list[tuple[str, Fact]]:
    return [(row.name.removeprefix("business."), row) for row in VOCABULARY.values() if row.about == "business"]


def _is_of(name: str, activity: str, themed: set[str]) -> bool:
    return name not in themed and activity_of(fact(f"business.{name}")) == activity


def activity_of(row: Fact) -> str:
    """The activity a question belongs to: the one its condition names; "" for none, or several."""
    found = {value for value in re.findall(r"'([^']+)'", row.asked_if) if value in fact(ACTIVITIES).values}
    return found.pop() if len(found) == 1 and ACTIVITIES in row.asked_if else ""


def _pages(title: str, names: list[str]) -> list[Group]:
    cuts = [tuple(names[n : n + PAGE]) for n in range(0, len(names), PAGE)]
    return [Group(f"{title}, {n}" if len(cuts) > 1 else title, cut) for n, cut in enumerate(cuts, 1)]


GROUPS = (*_FIRST, *_details())
"""Every page; its number in an address is its place here. `asked_groups` gives those a business meets."""


def asked_groups(given: Given) -> list[tuple[int, Group]]:
    """The pages for a business that gave these answers, each with its number."""
    return [(n, group) for n, group in enumerate(GROUPS, 1) if group.asked(given)]


PROPOSED: Mapping[str, tuple[str, ...]] = {
    "propane": ("propane", "heating-service"),
    "home-services": ("home-improvement",),
    "internet-phone": ("internet", "telephone"),
    "lodging": ("lodging",),
    "health-club": ("health-club",),
    "auto": ("vehicle-repair",),
}
"""Activities ticked ahead for a trade. A proposal on the page and nothing else: no answer until somebody saves it."""


def proposed(row: Fact, given: Given) -> tuple[str, ...]:
    """What is ticked ahead for a question nobody answered yet."""
    if row.name != ACTIVITIES or row.name in given:
        return ()
    return PROPOSED.get(str(given.get("business.trade")), ())


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that can't all be so: the facts (the one to look at first stands first), and the question to settle."""

    names: tuple[str, ...]
    says: str

    @property
    def name(self) -> str:
        return self.names[0]


_WAYS = ("business.sells_in_shop", "business.sells_online", "business.sells_by_phone", "business.sells_at_home")
_CANNOT_BE = (
    (
        "business.adds_surcharge && !business.takes_cards",
        ("business.adds_surcharge", "business.takes_cards"),
        "You add a card fee, but take no cards. Which is right?",
    ),
    (
        "business.sells_by_phone && !('phone' in business.channels)",
        ("business.sells_by_phone", "business.channels"),
        "You sell by phone, but the phone is not among your channels. Which is right?",
    ),
    (
        "business.records_calls != 'none' && !('phone' in business.channels)",
        ("business.records_calls", "business.channels"),
        "You record calls, but the phone is not among your channels. Which is right?",
    ),
    (
        "business.is_credit_bureau && !business.keeps_personal_data",
        ("business.is_credit_bureau", "business.keeps_personal_data"),
        "You collect credit histories, but keep no personal data on computers. Which is right?",
    ),
    (
        "business.leases_tanks && !business.sells_fuel && business.trade == 'propane'",
        ("business.leases_tanks", "business.sells_fuel"),
        "You lease tanks in the propane trade, but sell no fuel. Which is right?",
    ),
    (
        " && ".join(f"!{name}" for name in _WAYS),
        _WAYS,
        "You sell in none of these ways: shop, online, phone, at the home. One of them is a yes. Which?",
    ),
    (
        "'propane' in business.activities && !business.sells_fuel",
        ("business.activities", "business.sells_fuel"),
        "You deal in propane, but sell or deliver no heating fuel. Which is right?",
    ),
    (
        "'heating-oil' in business.activities && !business.sells_fuel",
        ("business.activities", "business.sells_fuel"),
        "You deal in heating oil, but sell or deliver no heating fuel. Which is right?",
    ),
    (
        "business.employees < 1",
        ("business.employees",),
        "A business has at least one person: you. How many work in it?",
    ),
)


def contradictions(known: Mapping[str, Value]) -> list[Contradiction]:
    """What cannot be so together. An answer that is not known contradicts nothing."""
    return [
        Contradiction(names, says)
        for test, names, says in _CANNOT_BE
        if compile_condition(test).evaluate(known).is_true
    ]


def page_of(name: str) -> int:
    """Number (from 1) of the page on which a fact is asked."""
    return next(n for n, group in enumerate(GROUPS, 1) if name.removeprefix("business.") in group.names)


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
    problems += [_settle(rows, c) for c in contradictions(known)]
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


def _settle(rows: CommentedMap, found: Contradiction) -> FileProblem:
    """A contradiction with both answers and where they stand."""
    places = [
        (name, int(rows.lc.key(name)[0]) + 1) for full in found.names if (name := full[len("business.") :]) in rows
    ]
    told = "; ".join(f"{name} on line {line}" for name, line in places)
    return FileProblem(places[0][1] if places else 1, f"{found.says} See {told}.")


def _answer(row: Fact, raw: Any) -> Value | None:
    if raw is None or (isinstance(raw, str) and raw.strip().lower() in UNKNOWN_WORDS):
        return None
    if isinstance(raw, bool):
        raw = "yes" if raw else "no"
    if isinstance(raw, Mapping) or (isinstance(raw, list) and row.type != "list"):
        raise AnswerError(f"{row.label}: this wants one answer, not a list or a table.")
    if row.shape:
        return _rows_answer(row, raw)
    return parse(row, [str(item) for item in raw] if isinstance(raw, list) else str(raw))


def _rows_answer(row: Fact, raw: Any) -> Value:
    """Rows as a list of tables, one a row."""
    wanted = columns(row.shape)
    if not isinstance(raw, list) or not all(isinstance(item, Mapping) for item in raw):
        raise AnswerError(f"{row.label}: write a list of rows like {{{': ..., '.join(wanted)}: ...}}.")
    for item in raw:
        wrong = [str(name) for name in item if name not in wanted]
        if wrong:
            raise AnswerError(f"{row.label}: there is no “{wrong[0]}” in a row. It has {', '.join(wanted)}.")
    try:
        return lines(row.shape, [{name: str(cell) for name, cell in item.items()} for item in raw])
    except RowError as error:
        raise AnswerError(f"{row.label}: {error}") from None


HEAD = (
    "# What this business said of itself. `handrail interview --file` reads it back; "
    "`handrail interview --schema` has the shape.\n"
)


def write_file(answers: Mapping[str, Value | None]) -> str:
    """The answers as a file that `read_file` reads back to the same; what nobody answered is left out."""
    ordered = [row for group in GROUPS for row in group.facts if row.name in answers]
    rows = {row.name.removeprefix("business."): _written(row, answers[row.name]) for row in ordered}
    out = StringIO()
    yaml = YAML(pure=True)
    yaml.width = 4096
    yaml.dump({"business": rows}, out)
    return HEAD + out.getvalue()


def _written(row: Fact, value: Value | None) -> object:
    if value is None:
        return "unknown"
    if isinstance(value, tuple):
        return [as_row(row.shape, line) for line in value] if row.shape else list(value)
    return dollars(int(str(value))) if row.type == "money" else value


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
        "list": {"type": "array", "items": _row_schema(row) if row.shape else {"enum": list(row.values)}},
    }
    shape = kinds.get(row.type, {"type": "string"})
    return {"title": row.label, "description": row.ask, "anyOf": [shape, {"const": "unknown"}]}


_NEEDED = {"closed": ["on"], "licence": ["what", "until"], "role": ["role", "filled_by"]}


def _cell_schema(name: str) -> dict[str, Any]:
    return {"enum": list(CHOICES[name])} if name in CHOICES else {"type": "string"}


def _row_schema(row: Fact) -> dict[str, Any]:
    cells: dict[str, Any] = {name: _cell_schema(name) for name in columns(row.shape)}
    needed = _NEEDED.get(row.shape, list(cells))
    return {"type": "object", "additionalProperties": False, "required": needed, "properties": cells}
