"""Conditions: CEL over the vocabulary, checked when written, evaluated to a value, to *unknown* with every missing
fact, or to an error; always with a trace.

Facts are flat dotted names, so a misspelt one is refused with its column. Unknown follows Kleene's strong three-valued
logic: `false && unknown` is false. `known(x)` asks whether a fact is there. A date is a civil day, one that is meant
itself `date('2026-12-20')`; days are counted by `days(a, b)` (from a to b), whole years by `years(a, b)`, and moved by
`plus_days(a, n)` and `plus_months(a, n)`, business days with the name of their calendar. Money is divided by named
functions only: `share` drops what is left of a cent, `share_up` rounds it up, `share_near` to the nearest (half away
from zero); `per` drops it. Functions of law (`deadline`, `applies`, `may`, `law_value`) are handed in."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

from cel_expr_python import cel

from handrail.calendars.business_days import add_business_days, add_months, calendars, is_business_day
from handrail.facts.cel_tree import Call, Constant, Items, Name, Node, UnsupportedError, names, read
from handrail.facts.vocabulary import NONE_OWN, VOCABULARY, Own, Value, fact, own_facts


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and which facts would have to be."""

    missing: frozenset[str]


class ConditionError(ValueError):
    """A condition that cannot be read; `column` counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        self.column = column
        super().__init__(message)


class EvaluationError(ValueError):
    """A condition that cannot be computed on these facts."""


Outcome: TypeAlias = Value | Unknown
Facts: TypeAlias = Mapping[str, Value]


class Functions(Protocol):
    """Functions handed down by the room above: name and arguments to a value."""

    def __call__(self, name: str, args: tuple[Outcome, ...]) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Result:
    """What a condition came to, and how: one line for each fact and function used."""

    value: Outcome
    trace: tuple[str, ...]

    @property
    def is_true(self) -> bool:
        return self.value is True

    @property
    def is_false(self) -> bool:
        return self.value is False

    @property
    def is_unknown(self) -> bool:
        """Not known; `missing` may be empty, when no fact but the law itself gives no answer."""
        return isinstance(self.value, Unknown)

    @property
    def missing(self) -> frozenset[str]:
        return self.value.missing if isinstance(self.value, Unknown) else frozenset()


_CEL_TYPES = {
    "bool": cel.Type.BOOL,
    "text": cel.Type.STRING,
    "int": cel.Type.INT,
    "money": cel.Type.INT,
    "date": cel.Type.TIMESTAMP,
    "instant": cel.Type.TIMESTAMP,
    "choice": cel.Type.STRING,
    "list": cel.Type.List(cel.Type.STRING),
    "amounts": cel.Type.List(cel.Type.INT),
}
TODAY = "today"


def _overload(name: str, result: Any, *params: Any) -> Any:
    return cel.Overload(
        f"{name}_{len(params)}_{'_'.join(p.name() for p in params)}".replace("(", "_").replace(")", ""),
        result,
        list(params),
    )


@lru_cache(maxsize=64)
def _environment(own: Own = NONE_OWN) -> Any:
    stamp, whole, text, truth = cel.Type.TIMESTAMP, cel.Type.INT, cel.Type.STRING, cel.Type.BOOL
    words, sums = cel.Type.List(text), cel.Type.List(whole)
    kinds = [truth, text, whole, stamp, words, sums]
    functions = [
        cel.FunctionDecl("known", [_overload("known", cel.Type.BOOL, kind) for kind in kinds]),
        cel.FunctionDecl("days", [_overload("days", whole, stamp, stamp)]),
        cel.FunctionDecl("plus_days", [_overload("plus_days", stamp, stamp, whole)]),
        cel.FunctionDecl("plus_months", [_overload("plus_months", stamp, stamp, whole)]),
        cel.FunctionDecl("deadline", [_overload("deadline", stamp, text)]),
        cel.FunctionDecl("may", [_overload("may", cel.Type.BOOL, text)]),
        cel.FunctionDecl("applies", [_overload("applies", cel.Type.BOOL, text)]),
        cel.FunctionDecl("law_value", [_overload("law_value", whole, text)]),
        cel.FunctionDecl("limit", [_overload("limit", whole, text)]),
        cel.FunctionDecl("plus_business_days", [_overload("plus_business_days", stamp, stamp, whole, text)]),
        cel.FunctionDecl("business_days", [_overload("business_days", whole, stamp, stamp, text)]),
        cel.FunctionDecl("hours", [_overload("hours", whole, stamp, stamp)]),
        *(
            cel.FunctionDecl(name, [_overload(name, whole, stamp)])
            for name in ("weekday", "day_of_month", "month", "year")
        ),
        cel.FunctionDecl("years", [_overload("years", whole, stamp, stamp)]),
        cel.FunctionDecl("date", [_overload("date", stamp, text)]),
        *(cel.FunctionDecl(name, [_overload(name, whole, whole, whole)]) for name in _OF_TWO),
        *(cel.FunctionDecl(n, [_overload(n, kind, kind, kind) for kind in (whole, stamp)]) for n in ("least", "most")),
        *(cel.FunctionDecl(name, [_overload(name, whole, sums)]) for name in ("total", "largest", "smallest")),
        *(cel.FunctionDecl(name, [_overload(name, truth, words, words)]) for name in ("any_in", "all_in")),
        *(cel.FunctionDecl(name, [_overload(name, text, text)]) for name in ("lower", "first_word", "last_word")),
        cel.FunctionDecl("start", [_overload("start", text, text, whole)]),
        cel.FunctionDecl("looks_like", [_overload("looks_like", truth, text, text)]),
    ]
    variables = {name: _CEL_TYPES[row.type] for name, row in VOCABULARY.items()}
    return cel.NewEnv(variables={**variables, TODAY: stamp}, functions=functions)


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition. Equal texts are the same object (see `compile_condition`)."""

    text: str
    tree: Node
    _facts: frozenset[str] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def facts(self) -> frozenset[str]:
        """Read from the tree once: the check asks for it thousands of times."""
        if self._facts is None:
            object.__setattr__(self, "_facts", names(self.tree) - {TODAY})
        assert self._facts is not None
        return self._facts

    def evaluate(self, facts: Facts, functions: Functions | None = None) -> Result:
        """Raises EvaluationError; never guesses."""
        trace: list[str] = []
        value = _Walk(facts, functions, trace).value(self.tree)
        return Result(value, tuple(dict.fromkeys(trace)))


def compile_condition(text: str, expects: str = "bool") -> Condition:
    """Check and read a condition. Raises ConditionError for an unknown fact, a wrong type or an unused form."""
    return _compiled(text, expects, own_facts())


@lru_cache(maxsize=16384)
def _compiled(text: str, expects: str, own: Own) -> Condition:
    try:
        expression = _environment(own).compile(text)
        tree = read(expression.serialize())
    except UnsupportedError as error:
        raise ConditionError(str(error)) from None
    except Exception as error:  # noqa: BLE001 - the parser raises RuntimeError and others with its findings as text
        raise _explained(text, str(error)) from None
    _refuse_unused(text, tree)
    _refuse_foreign_choices(text, tree)
    _refuse_unknown_calendars(text, tree)
    _refuse_no_day(text, tree)
    returned = expression.return_type().name()
    wanted = _CEL_TYPES[expects].name()
    if returned != wanted:
        raise ConditionError(f"“{text}” gives {returned.lower()}, not {expects}.")
    return Condition(text, tree)


def _explained(text: str, said: str) -> ConditionError:
    found = re.search(r"<input>:\d+:(\d+): (.*)", said)
    column, why = (int(found[1]) + 1, found[2]) if found else (1, said.splitlines()[0])
    name = re.search(r"undeclared reference to '([^']+)'", why)
    if name:
        start = max(text.rfind(name[1], 0, column + len(name[1])), 0)
        return ConditionError(_no_such(name[1], is_asked=text[start + len(name[1]) :].startswith("(")), start + 1)
    overload = re.search(r"no matching overload for '([^']+)' applied to '\(?([^']+?)\)?'", why)
    if overload:
        return ConditionError(_not_alike(overload[1], overload[2]), column)
    if "'<EOF>' expecting" in why and not _mend(text):
        return ConditionError(f"“{text}” cannot be read: it ends too early", column)
    return ConditionError(f"“{text}” cannot be read: {_mend(text) or why.removesuffix(' [INVALID_ARGUMENT]')}", column)


def _no_such(name: str, *, is_asked: bool) -> str:
    """That a name is none, and what may have been meant: a function, a value without its quotes, a fact."""
    if is_asked:
        near = get_close_matches(name, [*OPERATIONS, *_SPECIAL], n=1)
        return f"There is no function named {name}." + (f" Did you mean {near[0]}?" if near else _FUNCTIONS)
    try:
        fact(name)
    except KeyError as error:
        quotes = "" if "." in name else f" A value of a choice stands in quotes: '{name}'."
        return f"{error}{quotes}"
    return f"{name} can’t stand here."


_FUNCTIONS = " The reference of the language lists those there are, under “Condition”."
_PLAIN_TYPES = {
    "google.protobuf.Timestamp": "a day", "string": "text", "int": "a whole number", "double": "a number with a point",
    "bool": "yes or no", "list(string)": "a list", "list(int)": "amounts",
}  # fmt: skip


def _not_alike(function: str, types: str) -> str:
    """That two things can't be compared or counted with each other, and how what may have been meant is written."""
    kinds = types.split(", ")
    told = " and ".join(_PLAIN_TYPES.get(kind, kind) for kind in kinds)
    if "double" in kinds:
        more = "numbers are whole; money is whole cents: 5000 for $50."
    elif "google.protobuf.Timestamp" in kinds and len(set(kinds)) > 1:
        more = "a day is written date('2026-12-20')."
    else:
        more = "compare like with like." if len(set(kinds)) > 1 else "it takes something else."
    sign = function.strip("_")
    return f"{sign} can’t stand between {told}; {more}" if len(kinds) > 1 else f"{sign} can’t take {told}; {more}"


_WRITTEN_AS = (
    (r"(?<![=!<>])=(?!=)", "“is equal to” is written =="),
    (r"\band\b", "“and” is written &&"),
    (r"\bor\b", "“or” is written ||"),
    (r"\bnot\b", "“not” is written !, right before what it denies"),
    (r"\bis\b", "“is” is written ==, with a value of a choice in quotes"),
    (r"\$|\bUSD\b|\bdollars\b", "money is whole cents, 5000 for $50; or name a limit: limit('goodwill')"),
    (r"%", "a share is a limit: limit('share')"),
    (r"\bif\b", "“if” is left out; a value by a condition is written: condition ? one : other"),
)


def _mend(text: str) -> str:
    """How what was meant is written, where a condition can't be read; nothing where no one guess fits."""
    bare = re.sub(r"'[^']*'", "''", text)
    return "; ".join(told for form, told in _WRITTEN_AS if re.search(form, bare))


def _refuse_unused(text: str, node: Node) -> None:
    """CEL knows more functions than conditions use; one we cannot evaluate must not be written."""
    if isinstance(node, Call):
        if node.function not in OPERATIONS and node.function not in _SPECIAL:
            raise ConditionError(f"{node.function} is not used in conditions.", text.find(node.function) + 1)
        for arg in node.args:
            _refuse_unused(text, arg)


def _refuse_foreign_choices(text: str, node: Node) -> None:
    """`sale.place == 'hme'` is never true: a check that never runs. Refused with the values there are."""
    if not isinstance(node, Call):
        return
    for name in (arg.fact for arg in node.args if isinstance(arg, Name) and arg.fact in VOCABULARY):
        row = VOCABULARY[name]
        if not row.values or node.function not in ("_==_", "_!=_", "@in", "any_in", "all_in"):
            continue
        for word in _words(node.args):
            if word not in row.values:
                raise ConditionError(f"{name} is never “{word}”. It is one of: {row.told_values}.", text.find(word) + 1)
    for arg in node.args:
        _refuse_foreign_choices(text, arg)


def _refuse_unknown_calendars(text: str, node: Node) -> None:
    if not isinstance(node, Call):
        return
    if node.function in ("plus_business_days", "business_days"):
        name = node.args[-1]
        if not (isinstance(name, Constant) and name.value in calendars()):
            there = ", ".join(calendars())
            start = text.find(node.function) + 1
            raise ConditionError(f"{node.function} ends with the name of a calendar: {there}.", start)
    for arg in node.args:
        _refuse_unknown_calendars(text, arg)


def _refuse_no_day(text: str, node: Node) -> None:
    """`date('2026-02-30')` would stop a case when it comes there."""
    if not isinstance(node, Call):
        return
    if node.function == "date" and not (isinstance(node.args[0], Constant) and _is_day(node.args[0].value)):
        raise ConditionError("A day is written like date('2026-12-20').", text.find("date(") + 1)
    for arg in node.args:
        _refuse_no_day(text, arg)


def _is_day(written: bool | int | str) -> bool:
    try:
        return isinstance(written, str) and date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _words(args: tuple[Node, ...]) -> list[str]:
    flat = [item for arg in args for item in (arg.items if isinstance(arg, Items) else (arg,))]
    return [item.value for item in flat if isinstance(item, Constant) and isinstance(item.value, str)]


class _Walk:
    """One evaluation."""

    def __init__(self, facts: Facts, functions: Functions | None, trace: list[str]) -> None:
        self.facts = facts
        self.functions = functions
        self.trace = trace

    def value(self, node: Node) -> Outcome:
        match node:
            case Constant(value):
                return value
            case Name(name):
                return self.look(name)
            case Items(items):
                return _in_a_row(tuple(self.value(item) for item in items))
            case Call(function, args):
                return self.call(function, args)

    def look(self, name: str) -> Outcome:
        found = self.facts.get(name)
        self.trace.append(f"{name} = {'not known' if found is None else plain(found)}")
        return Unknown(frozenset({name})) if found is None else found

    def call(self, function: str, args: tuple[Node, ...]) -> Outcome:
        if function in ("_&&_", "_||_"):
            return self.logic(decides=function == "_||_", args=args)
        if function == "known":
            return all(not isinstance(self.value(arg), Unknown) for arg in args)
        if function == "_?_:_":
            test = self.value(args[0])
            return test if isinstance(test, Unknown) else self.value(args[1] if test else args[2])
        values = tuple(self.value(arg) for arg in args)
        if function in HANDED_DOWN:
            return self.handed_down(function, values)
        return _unknown(values) or OPERATIONS[function](*values)

    def logic(self, *, decides: bool, args: tuple[Node, ...]) -> Outcome:
        """`false` decides an and, `true` an or; otherwise every missing fact is gathered."""
        values = [self.value(arg) for arg in args]
        if any(value is decides for value in values):
            return decides
        return _unknown(values) or not decides

    def handed_down(self, function: str, values: tuple[Outcome, ...]) -> Outcome:
        if self.functions is None:
            raise EvaluationError(f"{function}() cannot be asked here")
        found = self.functions(function, values)
        came_to = "not known" if isinstance(found, Unknown) else plain(found)
        self.trace.append(f"{function}({', '.join(map(str, values))}) = {came_to}")
        return found


def _in_a_row(values: tuple[Outcome, ...]) -> Outcome:
    """A list written out in a condition."""
    return _unknown(values) or values  # type: ignore[return-value]


def _unknown(values: Iterable[Outcome]) -> Unknown | None:
    """Not known, with all that is missing: nothing at all when it is the law that gives no answer."""
    gone = [value.missing for value in values if isinstance(value, Unknown)]
    return Unknown(frozenset[str]().union(*gone)) if gone else None


def plain(value: Outcome) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(value: Any) -> Any:
    """Days and instants compare: a day stands for its first moment in UTC when the other side is an instant."""
    return (
        datetime.combine(value, time(), UTC) if isinstance(value, date) and not isinstance(value, datetime) else value
    )


def _compare(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def run(a: Any, b: Any) -> bool:
        mixed = isinstance(a, datetime) != isinstance(b, datetime)
        return test(_moment(a), _moment(b)) if mixed else test(a, b)

    return run


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def _share(amount: int, hundredths: int, *, add: int) -> int:
    """A share of an amount, in hundredths of a percent, the rest of a cent dropped after adding `add` ten-thousandths.
    Amounts below zero mirror those above."""
    whole = (abs(amount) * abs(hundredths) + add) // 10_000
    return whole if (amount < 0) == (hundredths < 0) else -whole


def _per(amount: int, count: int) -> int:
    if count == 0:
        raise EvaluationError("Nothing is divided by zero; ask for the count first.")
    whole = abs(amount) // abs(count)
    return whole if (amount < 0) == (count < 0) else -whole


def _hours(a: Any, b: Any) -> int:
    """Whole hours from one moment to another; a day stands for its first moment in UTC."""
    return int((_moment(b) - _moment(a)).total_seconds() // 3600)


def _years(a: date, b: date) -> int:
    """Whole years from one day to another: the age of who was born on the first. Who was born on February 29 is a year
    older on March 1 of a year without that day."""
    if b < a:
        return -_years(b, a)
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))


def _business_days(a: date, b: date, name: str) -> int:
    """Business days after `a` up to `b`; below zero when `b` is before `a`."""
    if b < a:
        return -_business_days(b, a, name)
    days = (a + timedelta(days=n) for n in range(1, (b - a).days + 1))
    return sum(is_business_day(day, name) for day in days)


def _looks_like(text: str, form: str) -> bool:
    """Whether a text is written in a form: 9 stands for any digit, A for any letter, all else for itself."""
    stands = {"9": str.isdecimal, "A": str.isalpha}
    return len(text) == len(form) and all(
        stands[sign](letter) if sign in stands else letter == sign for letter, sign in zip(text, form, strict=True)
    )


_OF_TWO = ("share", "share_up", "share_near", "per")
HANDED_DOWN = {"deadline", "applies", "may", "law_value", "limit"}
_SPECIAL: dict[str, None] = dict.fromkeys([*HANDED_DOWN, "_&&_", "_||_", "_?_:_", "known"])
OPERATIONS: dict[str, Callable[..., Any]] = {
    "_==_": _compare(lambda a, b: a == b),
    "_!=_": _compare(lambda a, b: a != b),
    "_<_": _compare(lambda a, b: a < b),
    "_<=_": _compare(lambda a, b: a <= b),
    "_>_": _compare(lambda a, b: a > b),
    "_>=_": _compare(lambda a, b: a >= b),
    "_+_": lambda a, b: a + b,
    "_-_": lambda a, b: a - b,
    "_*_": lambda a, b: a * b,
    "-_": lambda a: -a,
    "!_": lambda a: not a,
    "@in": lambda a, b: a in b,
    "size": len,
    "days": lambda a, b: (_day(b) - _day(a)).days,
    "plus_days": lambda a, n: _day(a) + timedelta(days=n),
    "plus_months": lambda a, n: add_months(_day(a), n),
    "plus_business_days": lambda a, n, name: add_business_days(_day(a), n, name),
    "business_days": lambda a, b, name: _business_days(_day(a), _day(b), name),
    "hours": _hours,
    "weekday": lambda a: _day(a).isoweekday(),
    "day_of_month": lambda a: _day(a).day,
    "month": lambda a: _day(a).month,
    "year": lambda a: _day(a).year,
    "years": lambda a, b: _years(_day(a), _day(b)),
    "date": date.fromisoformat,
    "share": lambda a, h: _share(a, h, add=0),
    "share_up": lambda a, h: _share(a, h, add=9_999),
    "share_near": lambda a, h: _share(a, h, add=5_000),
    "per": _per,
    "least": lambda a, b: min(a, b, key=_moment),
    "most": lambda a, b: max(a, b, key=_moment),
    "total": sum,
    "largest": lambda row: max(row, default=0),
    "smallest": lambda row: min(row, default=0),
    "any_in": lambda some, of: any(item in of for item in some),
    "all_in": lambda some, of: all(item in of for item in some),
    "lower": str.lower,
    "first_word": lambda text: (text.split() or [""])[0],
    "last_word": lambda text: (text.split() or [""])[-1],
    "start": lambda text, n: text[: max(0, n)],
    "looks_like": _looks_like,
}
