"""A condition in plain words, the one way for every page: procedures, the printed handbook, the flow, pages of law, and
the stories of the check. Pure.

"Channel is phone and total is over $100.00." Each reads one way only. What this floor does not know is handed in: the
names of places, the titles of kinds of duty, and the numbers of the law."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from handrail.facts.answers import dollars
from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import TODAY, ConditionError, compile_condition
from handrail.facts.vocabulary import VOCABULARY

_OF_DAYS = {"_<_": "is before", "_<=_": "is not after", "_>_": "is after", "_>=_": "is not before"}
_OF_NUMBERS = {"_<_": "is under", "_<=_": "is at most", "_>_": "is over", "_>=_": "is at least"}
_NAMED = {"weekday": ("", *calendar.day_name), "month": tuple(calendar.month_name)}
_OF_TWO = {"least": "the lesser", "most": "the greater"}
_OF_TWO_DAYS = {"least": "the earlier", "most": "the later"}
_SIGNS = {"_+_": "plus", "_-_": "less", "_*_": "times"}
_CLAUSES = (
    "_&&_", "_||_", "!_", "known", "applies", "may", "_==_", "_!=_", "@in", "any_in", "all_in", "looks_like",
    *_OF_NUMBERS,
)  # fmt: skip
_TEMPLATES = {
    "days": "the number of days from {} to {}",
    "business_days": "the number of business days from {} to {}",
    "hours": "the number of hours from {} to {}",
    "years": "the number of whole years from {} to {}",
    "weekday": "the weekday of {}",
    "month": "the month of {}",
    "year": "the year of {}",
    "day_of_month": "the day of the month of {}",
    "plus_days": "{1} days after {0}",
    "plus_months": "{1} months after {0}",
    "plus_business_days": "{1} business days after {0}",
    "share": "the share {1} of {0}",
    "share_up": "the share {1} of {0}, rounded up",
    "share_near": "the share {1} of {0}, rounded",
    "per": "{} divided by {}",
    "lower": "{} in small letters",
    "first_word": "the first word of {}",
    "last_word": "the last word of {}",
    "total": "the sum of {}",
    "largest": "the largest of {}",
    "smallest": "the smallest of {}",
    "start": "the first {1} letters of {0}",
}
_UNITS = {"money": "cents", "date": "day", "instant": "day", "bool": "bool"}


def without_dashes(word: str) -> str:
    """A choice as it is read: `home-services` loses its dash."""
    return word.replace("-", " ")


def _of_law(name: str) -> str:
    """A kind or a number of the law, where nobody says what it is called."""
    return name.replace(".", ", ").replace("-", " ")


def _number_of_law(name: str) -> str:
    return f"the number of the law on {_of_law(name)}"


def _no_unit(name: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How conditions are said. `word`: a choice; `title`: a kind of duty; `number` and `unit`: a number of the law."""

    word: Callable[[str], str] = without_dashes
    title: Callable[[str], str] = _of_law
    number: Callable[[str], str] = _number_of_law
    unit: Callable[[str], str] = _no_unit

    def condition(self, text: str) -> str:
        """A condition as a person reads it. What can't be read stays."""
        try:
            return self.clause(compile_condition(text).tree)
        except ConditionError:
            return text

    def lines(self, node: Node) -> tuple[str, ...]:
        """All that must hold, one by one; nothing where it always holds."""
        return () if node == Constant(True) else tuple(self.clause(part) for part in flat(node, "_&&_"))

    # What holds or not

    def clause(self, node: Node) -> str:
        match node:
            case Name(name):
                return f"{label(name)} is yes" if self._counted_in(node) == "bool" else label(name)
            case Call("_&&_", _):
                return " and ".join(self._inside(part, "_||_") for part in flat(node, "_&&_"))
            case Call("_||_", _):
                return self._alternatives(flat(node, "_||_"))
            case Call("!_", (inner,)):
                return self._denied(inner)
            case Call("known", (inner,)):
                return f"{self.term(inner)} is known"
            case Call("applies", (Constant(str() as kind),)):
                return f"the law’s duty “{self.title(kind)}” arises"
            case Call("may", (Constant(str() as kind),)):
                return f"the law lets us act now (“{self.title(kind)}”)"
        return self._compared(node)

    def _inside(self, node: Node, other: str) -> str:
        """A part of "and" or "or"; the other of the two inside it is set in brackets, so that it reads one way only."""
        said = self.clause(node)
        return f"({said})" if isinstance(node, Call) and node.function == other else said

    def _alternatives(self, nodes: list[Node]) -> str:
        """Alternatives; those about one fact name it once."""
        heads: dict[str, list[str]] = {}
        for node in nodes:
            head, words = self._head(node)
            heads.setdefault(head, []).extend(words)
        rows = [f"{head} {listed(words)}" if words else head for head, words in heads.items()]
        if len(rows) == 1:
            return rows[0]
        counts = map(len, heads.values())
        return " or ".join(f"({row})" if count > 1 else row for row, count in zip(rows, counts, strict=True))

    def _head(self, node: Node) -> tuple[str, list[str]]:
        match node:
            case Call("_==_", (Name(name), Constant(str() as word))):
                return f"{label(name)} is", [self.word(word)]
            case Call("@in", (Name(name), Items(items))):
                return f"{label(name)} is", [self._value(item, "") for item in items]
            case Call("@in", (Constant(str() as word), Name(name))):
                return f"{label(name)} include", [self.word(word)]
        return self._inside(node, "_&&_"), []

    def _denied(self, node: Node) -> str:
        match node:
            case Name(name):
                return f"{label(name)} is no"
            case Call("known", (inner,)):
                return f"{self.term(inner)} is not known"
            case Call("applies", (Constant(str() as kind),)):
                return f"the law’s duty “{self.title(kind)}” does not arise"
            case Call("may", (Constant(str() as kind),)):
                return f"the law does not let us act now (“{self.title(kind)}”)"
            case Call("_==_" | "_!=_" as sign, (a, b)):
                return self._equal(a, b, holds=sign != "_==_")
        return f"not ({self.clause(node)})"

    def _equal(self, a: Node, b: Node, *, holds: bool) -> str:
        if isinstance(b, Constant) and isinstance(b.value, bool):
            return self.clause(a) if b.value == holds else self._denied(a)
        return f"{self.term(a)} {'is' if holds else 'is not'} {self._value(b, self._counted_in(a))}"

    def _compared(self, node: Node) -> str:
        match node:
            case Call("_==_" | "_!=_" as sign, (a, b)):
                return self._equal(a, b, holds=sign == "_==_")
            case Call("@in", (a, Items(items))):
                unit = self._counted_in(a) if isinstance(a, Call) else ""
                return f"{self.term(a)} is {listed([self._value(item, unit) for item in items])}"
            case Call("@in", (a, b)):
                return f"{self.term(b)} include {self._value(a, '')}"
            case Call("any_in", (Items(items), of) | (of, Items(items))):
                return f"{self.term(of)} include {listed([self._value(item, '') for item in items])}"
            case Call("looks_like", (a, Constant(form))):
                return f"{self.term(a)} is written like {form}"
            case Call("all_in", (a, b)):
                return f"all of {self.term(a)} are among {self.term(b)}"
            case Call(sign, (a, b)) if sign in _OF_NUMBERS:
                unit = self._counted_in(a) or self._counted_in(b)
                signs = _OF_DAYS if unit in _NAMED or unit == "day" else _OF_NUMBERS
                return f"{self._value(a, unit)} {signs[sign]} {self._value(b, unit)}"
        return self.term(node)

    # What it is about

    def term(self, node: Node) -> str:
        """A fact or what is made of facts, inside a sentence."""
        match node:
            case Name(name):
                return label(name)
            case Call("date", (Constant(str() as day),)):
                return f"{date.fromisoformat(day):%B %-d, %Y}"
            case Call(function, args) if function in _TEMPLATES:
                return _TEMPLATES[function].format(*map(self.term, args))
            case Call("least" | "most" as which, (a, b)):
                words = _OF_TWO_DAYS if self._counted_in(node) == "day" else _OF_TWO
                return f"{words[which]} of {self.term(a)} and {self.term(b)}"
            case Call("size", (a,)):
                return f"the number of {self.term(a)}"
            case Call("_?_:_", (a, b, c)):
                return f"{self.term(b)} if {self.clause(a)}, else {self.term(c)}"
            case Call(sign, (a, b)) if sign in _SIGNS:
                return f"{self.term(a)} {_SIGNS[sign]} {self.term(b)}"
            case Call(function, (Constant(str() as name),)) if function not in _CLAUSES:
                return self._asked_of_law(function, name)
            case Call(function, _):
                return self.clause(node) if function in _CLAUSES else function
        return self._value(node, "")

    def _asked_of_law(self, function: str, name: str) -> str:
        if function == "law_value":
            return self.number(name)
        return (
            f"the last day for “{self.title(name)}”"
            if function == "deadline"
            else f"the limit “{without_dashes(name)}”"
        )

    def _value(self, node: Node, unit: str) -> str:
        """A constant in the unit of what it is compared with."""
        match node:
            case Constant(bool(value)):
                return "yes" if value else "no"
            case Constant(str() as word):
                return self.word(word)
            case Constant(int() as value):
                return in_unit(value, "count" if unit in ("", "day", "bool") else unit)
            case Items(items):
                return listed([self._value(item, unit) for item in items])
        return self.term(node)

    def _counted_in(self, node: Node) -> str:
        """What a term is counted in: cents, day, yes or no, a unit of the law; empty where nothing is known."""
        match node:
            case Name(name):
                row = VOCABULARY.get(name)
                return "day" if name == TODAY else _UNITS.get(row.type, "") if row else ""
            case Call("plus_days" | "plus_months" | "plus_business_days" | "deadline" | "date", _):
                return "day"
            case Call("weekday" | "month" as unit, _):
                return unit
            case Call("least" | "most", (a, b)):
                return self._counted_in(a) or self._counted_in(b)
            case Call("law_value", (Constant(str() as name),)):
                return self.unit(name)
        return ""


def in_unit(value: int, unit: str) -> str:
    """A number in its unit: `$7.25`, `2%`, `45 days`, `500`."""
    if unit == "cents":
        return dollars(value)
    if unit == "percent-hundredths":
        return f"{value / 100:g}%"
    if unit == "count":
        return f"{value:,}"
    if unit in _NAMED:
        return _NAMED[unit][value] if 0 < value < len(_NAMED[unit]) else f"{value:,}"
    return f"{value:,} {unit.removesuffix('s') if value == 1 else unit}"


def label(name: str) -> str:
    """A fact's label inside a sentence."""
    words = VOCABULARY[name].label if name in VOCABULARY else name
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def listed(words: list[str], last: str = "or") -> str:
    """`a, b or c`."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def flat(node: Node, function: str) -> list[Node]:
    """The parts of an "and" in an "and", side by side."""
    if isinstance(node, Call) and node.function == function:
        return [row for arg in node.args for row in flat(arg, function)]
    return [node]
