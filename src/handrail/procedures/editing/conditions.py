"""A condition as rows in words, and back: fact, comparison, value, joined by “and” and “or”. Pure.

Rows are read as groups: in the mode `any`, “and” binds rows to a group and one group is enough; in the mode `all`, “or”
does, and every group must hold. A condition that rows can't say is kept as it is written."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from handrail.facts.answers import AnswerError, dollars, parse
from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, Fact
from handrail.procedures.editing.naming import called, find

Mode = Literal["any", "all"]
APPLIES, MAY, TODAY = "applies", "may", "today"
LAW = {APPLIES: "such a duty arises", MAY: "the law allows it now"}
COMPARISONS = {
    "yes": "is yes", "no": "is no", "is": "is", "is-not": "is not", "one-of": "is one of", "none-of": "is none of",
    "least": "is at least", "most": "is at most", "more": "is more than", "less": "is less than",
    "by": "is on or before", "from": "is on or after", "before": "is before", "after": "is after",
    "within": "is within so many days, back from today", "older": "is more days ago than",
    "aged": "is at least so many years ago", "younger": "is less than so many years ago",
    "months": "falls in the months", "weekdays": "falls on the weekdays",
    "has": "has", "has-any": "has any of", "has-only": "has only", "known": "is known", "unknown": "is not known",
}  # fmt: skip
_IN = ("months", "weekdays")
_OF_TYPE = {
    "bool": ("yes", "no"), "choice": ("is", "is-not", "one-of", "none-of"), "text": ("is", "is-not"),
    "int": ("least", "most", "more", "less", "is", "is-not"),
    "money": ("least", "most", "more", "less", "is", "is-not"),
    "date": ("within", "older", "by", "from", "before", "after", "is", "aged", "younger", *_IN),
    "instant": (),
    "list": ("has", "has-any", "has-only"),
    "amounts": (), "law": ("yes", "no"),
}  # fmt: skip
_SIGNS = {
    "least": ">=", "most": "<=", "more": ">", "less": "<", "is": "==", "is-not": "!=", "by": "<=", "from": ">=",
    "before": "<", "after": ">",
}  # fmt: skip
_A_DAY = Fact("today", "date", "case", "Day", "Which day?")
_CALENDAR = {"months": (*calendar.month_name,), "weekdays": ("", *calendar.day_name)}
NO_VALUE = frozenset({"yes", "no", "known", "unknown"})


class RowError(ValueError):
    """A row that says nothing yet; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `join`: how it hangs on the row above. `fact`: a fact's name, `today`, or a question to the law;
    `value`: as a person writes it."""

    fact: str = ""
    how: str = ""
    value: str = ""
    join: Literal["and", "or"] = "and"


@dataclass(frozen=True, slots=True)
class Rows:
    rows: tuple[Row, ...]
    mode: Mode = "any"


def comparisons(name: str) -> tuple[str, ...]:
    """What can be asked about a fact, the usual first."""
    if name in LAW:
        return _OF_TYPE["law"]
    if name == TODAY:
        return ("by", "from", "before", "after", *_IN)
    row = VOCABULARY.get(name)
    return (*_OF_TYPE[row.type], "known", "unknown") if row else ()


# From rows to a condition


def written(rows: Rows) -> str:
    """The condition that the rows say; empty without rows. Raises RowError."""
    inner, outer = ("and", "or") if rows.mode == "any" else ("or", "and")
    signs = {"and": " && ", "or": " || "}
    groups: list[list[str]] = []
    for row in rows.rows:
        if groups and row.join == inner:
            groups[-1].append(_said(row))
        else:
            groups.append([_said(row)])
    several = len(groups) > 1
    told = [
        f"({signs[inner].join(group)})" if several and len(group) > 1 else signs[inner].join(group) for group in groups
    ]
    return signs[outer].join(told)


def _said(row: Row) -> str:
    if row.fact in LAW:
        return f"{'!' if row.how == 'no' else ''}{row.fact}({_quoted(_kind(row.value))})"
    if row.fact != TODAY and row.fact not in VOCABULARY:
        raise RowError("Choose what the condition is about.")
    if row.how not in comparisons(row.fact):
        raise RowError(f"Choose how “{called(row.fact)}” is compared.")
    if row.how in NO_VALUE:
        return {"yes": row.fact, "no": f"!{row.fact}", "known": f"known({row.fact})", "unknown": f"!known({row.fact})"}[
            row.how
        ]
    if not row.value.strip():
        raise RowError(f"Write what “{called(row.fact)}” is compared with.")
    return _compared(row)


def _compared(row: Row) -> str:
    about = VOCABULARY.get(row.fact)
    match row.how:
        case "within" | "older":
            return f"days({row.fact}, today) {'<=' if row.how == 'within' else '>'} {_count(row.value)}"
        case "aged" | "younger":
            sign = ">=" if row.how == "aged" else "<"
            return f"years({row.fact}, today) {sign} {_count(row.value, 'years')}"
        case "months" | "weekdays":
            return f"{row.how[:-1]}({row.fact}) in [{_in_calendar(row.how, row.value)}]"
        case "one-of" | "none-of":
            inside = f"{row.fact} in [{_list(about, row.value)}]"
            return inside if row.how == "one-of" else f"!({inside})"
        case "has":
            assert about is not None
            return f"{_quoted(_word(about, row.value.strip()))} in {row.fact}"
        case "has-any" | "has-only":
            return f"{'any_in' if row.how == 'has-any' else 'all_in'}({row.fact}, [{_list(about, row.value)}])"
    return f"{row.fact} {_SIGNS[row.how]} {_value(about, row.value.strip())}"


def _value(about: Fact | None, typed: str) -> str:
    """A value as a condition says it: of the kind of its fact, a limit, another fact, the last day of a duty."""
    if about is None or about.type == "date":
        return _moment(typed)
    if about.type in ("choice", "text"):
        return _quoted(_word(about, typed))
    other = find(typed)
    if other and VOCABULARY[other].type == about.type:
        return other
    if typed.lower().startswith("limit "):
        return f"limit({_quoted(typed[6:].strip())})"
    return str(_parsed(about, typed))


def _moment(typed: str) -> str:
    if typed.lower() == TODAY:
        return TODAY
    if typed.lower().startswith("last day of "):
        return f"deadline({_quoted(_kind(typed[12:]))})"
    name = find(typed)
    if name and VOCABULARY[name].type == "date":
        return name
    try:
        return f"date({_quoted(str(parse(_A_DAY, typed)))})"
    except AnswerError:
        raise RowError(
            "Write “today”, a day like 12/20/2026, the name of a day, or “last day of” and a kind of duty."
        ) from None


def _kind(typed: str) -> str:
    if not typed.strip():
        raise RowError("Choose the kind of duty.")
    return typed.strip()


def _in_calendar(how: str, typed: str) -> str:
    """Months or weekdays by their names, as the numbers they are."""
    numbers: list[str] = []
    for word in filter(None, map(str.strip, typed.split(","))):
        found = [n for n, name in enumerate(_CALENDAR[how]) if n and name.lower().startswith(word.lower())]
        if len(found) != 1 or len(word) < 3:  # “Mar”, not “Ma”
            raise RowError(f"Write them by name, with commas: {', '.join(_CALENDAR[how][3:6])}.")
        numbers += map(str, found)
    return ", ".join(numbers)


def _count(typed: str, unit: str = "days") -> str:
    text = typed.strip().lower().removesuffix(unit).removesuffix(unit[:-1]).strip()
    if text.startswith("limit "):
        return f"limit({_quoted(text[6:].strip())})"
    if not text.isdigit():
        raise RowError(f"Write a number of {unit}, like {30 if unit == 'days' else 18}.")
    return text


def _list(about: Fact | None, typed: str) -> str:
    assert about is not None
    return ", ".join(_quoted(_word(about, part.strip())) for part in typed.split(",") if part.strip())


def _word(about: Fact, typed: str) -> str:
    """A value by its name or by the words it is read as."""
    if not about.values:
        return typed
    by_words = {about.word(value).casefold(): value for value in about.values}
    wanted = by_words.get(typed.casefold())
    return wanted or str(_parsed(about, typed) if about.type == "choice" else _listed(about, typed))


def _listed(about: Fact, typed: str) -> str:
    if typed not in about.values:
        raise RowError(f"{about.label}: “{typed}” is not one of {about.told_values}.")
    return typed


def _parsed(about: Fact, typed: str) -> object:
    try:
        return parse(about, typed)
    except AnswerError as error:
        raise RowError(str(error)) from None


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("\\", "\\\\").replace("'", "\\'"))


# From a condition to rows


def rows_of(text: str) -> Rows | None:
    """The rows that say a condition; None where rows can't say it, or would say it another way."""
    try:
        tree = _simple(compile_condition(text).tree)
        rows = _any(tree) or _all(tree)
        same = rows is not None and compile_condition(written(rows)).tree == tree
    except ValueError:
        return None
    return rows if same else None


def _simple(node: Node) -> Node:
    """A truth compared with yes or no is that truth, or not."""
    match node:
        case Call("_==_", (asked, Constant(bool() as truth))):
            return _simple(asked) if truth else Call("!_", (_simple(asked),))
        case Call(function, args):
            return Call(function, tuple(_simple(arg) for arg in args))
    return node


def _cut(node: Node, sign: str) -> list[Node]:
    if isinstance(node, Call) and node.function == sign:
        return [part for arg in node.args for part in _cut(arg, sign)]
    return [node]


def _any(tree: Node) -> Rows | None:
    return _grouped(tree, "_||_", "_&&_", "any")


def _all(tree: Node) -> Rows | None:
    return _grouped(tree, "_&&_", "_||_", "all")


def _grouped(tree: Node, outer: str, inner: str, mode: Mode) -> Rows | None:
    joins: tuple[Literal["and", "or"], Literal["and", "or"]] = ("and", "or") if mode == "any" else ("or", "and")
    rows: list[Row] = []
    for group in _cut(tree, outer):
        for place, node in enumerate(_cut(group, inner)):
            row = _row(node)
            if row is None:
                return None
            rows.append(Row(*row, joins[1 if place == 0 else 0]))
    return Rows(tuple(rows), mode)


def _row(node: Node) -> tuple[str, str, str] | None:
    match node:
        case Name(name) if name in VOCABULARY and VOCABULARY[name].type == "bool":
            return name, "yes", ""
        case Call("!_", (inside,)):
            return _turned(inside)
        case Call("known", (Name(name),)):
            return name, "known", ""
        case Call("applies" | "may" as asked, (Constant(str() as kind),)):
            return asked, "yes", kind
        case Call("@in", (Name(name), Items(items))):
            return _words(name, "one-of", items)
        case Call("@in", (Call("month" | "weekday" as of, (Name(name),)), Items(items))):
            return _calendar_words(name, f"{of}s", items)
        case Call("@in", (Constant(str() as word), Name(name))) if name in VOCABULARY:
            return name, "has", VOCABULARY[name].word(word)
        case Call("any_in" | "all_in" as asked, (Name(name), Items(items))):
            return _words(name, "has-any" if asked == "any_in" else "has-only", items)
        case Call(function, (left, right)):
            return _comparison(function.strip("_"), left, right)
    return None


def _turned(inside: Node) -> tuple[str, str, str] | None:
    found = _row(inside)
    turned = {"yes": "no", "known": "unknown", "one-of": "none-of"}
    return (found[0], turned[found[1]], found[2]) if found and found[1] in turned else None


def _words(name: str, how: str, items: Sequence[Node]) -> tuple[str, str, str] | None:
    row = VOCABULARY.get(name)
    values = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, str)]
    if row is None or len(values) != len(items) or any("," in row.word(value) for value in values):
        return None
    return name, how, ", ".join(row.word(value) for value in values)


def _calendar_words(name: str, how: str, items: Sequence[Node]) -> tuple[str, str, str] | None:
    names = _CALENDAR[how]
    numbers = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, int)]
    if len(numbers) != len(items) or not all(0 < number < len(names) for number in numbers):
        return None
    return name, how, ", ".join(names[number] for number in numbers)


def _comparison(sign: str, left: Node, right: Node) -> tuple[str, str, str] | None:
    match left, right:
        case Call("days", (Name(name), Name("today"))), _ if sign in ("<=", ">"):
            count = _told(None, right)
            return (name, "within" if sign == "<=" else "older", count) if count else None
        case Call("years", (Name(name), Name("today"))), _ if sign in (">=", "<"):
            count = _told(None, right)
            return (name, "aged" if sign == ">=" else "younger", count) if count else None
        case Name(name), _:
            about = VOCABULARY.get(name)
            how = next((how for how in comparisons(name) if _SIGNS.get(how) == sign), "")
            value = _told(about, right)
            return (name, how, value) if how and value else None
    return None


def _told(about: Fact | None, node: Node) -> str:
    """A value as a person writes it; empty where it has no such form."""
    match node:
        case Constant(bool()):
            return ""
        case Constant(int() as number):
            return dollars(number) if about and about.type == "money" else str(number)
        case Constant(str() as text):
            return about.word(text) if about else text
        case Name(name):
            return called(name)
        case Call("limit", (Constant(name),)):
            return f"limit {name}"
        case Call("date", (Constant(day),)):
            return str(day)
        case Call("deadline", (Constant(kind),)):
            return f"last day of {kind}"
    return ""
