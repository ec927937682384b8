"""Conditions, values and traces of the law in a reader's words, with the labels of the vocabulary. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handrail.facts.answers import dollars, in_words
from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import TODAY, compile_condition
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.law.answers import Facts, Number, UnknownLawError
from handrail.law.engine import Law

_SIGNS = {"_<_": "less than", "_<=_": "at most", "_>_": "more than", "_>=_": "at least", "_==_": "", "_!=_": "not"}
_DAY_SIGNS = {"_<_": "before", "_<=_": "no later than", "_>_": "after", "_>=_": "no sooner than"}
_JOINTS = {"_+_": "plus", "_-_": "less", "_*_": "times"}
_FACT_LINE = re.compile(r"^([a-z_]+(?:\.[a-z_]+)?) = (.*)$", re.DOTALL)
_LAW_LINE = re.compile(r"^(law_value|deadline|applies)\((.+)\) = (.*)$", re.DOTALL)
_DAY = re.compile(r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?\b")
_NAME = re.compile(r"\b[a-z_]+\.[a-z_]+\b")
_CENTS = re.compile(r"\b(\d+) cents\b")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a trace. `fact`: the fact it is about, or empty; `known`: whether it was there."""

    what: str
    value: str
    fact: str = ""
    known: bool = True

    def __str__(self) -> str:
        return f"{self.what}: {self.value}" if self.value else self.what


def day_words(value: date) -> str:
    """`Tue, Nov 24, 2026`; an instant with its hour."""
    if isinstance(value, datetime):
        return value.strftime("%a, %b %-d, %Y, %-I:%M %p")
    return value.strftime("%a, %b %-d, %Y")


def number_words(value: int, unit: str) -> str:
    """A number of law in its unit: `$7.25`, `2%`, `45 days`, `500`."""
    if unit == "cents":
        return dollars(value)
    if unit == "percent-hundredths":
        return f"{value / 100:g}%"
    if unit == "count":
        return f"{value:,}"
    return f"{value:,} {unit.removesuffix('s') if value == 1 else unit}"


STATES_OF_NUMBER = {
    "not-published": "Not published yet when last looked for",
    "before-knowledge": "Not known for so early a day",
    "ended": "No longer in force, and nothing is known to follow",
}


def told_number(found: Number) -> str:
    """The number, or the reason there is none: an answer too."""
    return STATES_OF_NUMBER[found.state] if found.value is None else number_words(found.value, found.unit)


class Teller:
    """Puts conditions and traces into words, with the names of the packs' places and the numbers of a day."""

    def __init__(self, law: Law, on: date) -> None:
        self.law, self.on = law, on
        self.places: Mapping[str, str] = {row.jurisdiction: row.title for row in law.packs.values()}

    # Values

    def word(self, value: str) -> str:
        """A choice as it is read: `OK` is the place of the pack that says so, `home-services` loses its dash."""
        return self.places.get(value, value.replace("-", " "))

    def value(self, name: str, value: Value) -> str:
        return in_words(VOCABULARY[name], value)

    def labels(self, names: Iterable[str]) -> list[str]:
        return [label(name) for name in sorted(names, key=order)]

    # Conditions

    def condition(self, text: str | None) -> tuple[str, ...]:
        """What must hold, a line each; nothing for a condition that always holds."""
        if text is None:
            return ()
        tree = compile_condition(text).tree
        return () if tree == Constant(True) else tuple(self.clause(row) for row in _flat(tree, "_&&_"))

    def clause(self, node: Node) -> str:
        """One thing that must hold, as a sentence part."""
        match node:
            case Name(name):
                return f"{label(name)}: yes"
            case Call("!_", (Name(name),)):
                return f"{label(name)}: no"
            case Call("!_", (inside,)):
                return f"not ({self.clause(inside)})"
            case Call("_&&_", _):
                return " and ".join(map(self._inside, _flat(node, "_&&_")))
            case Call("_||_", _):
                return self._either(_flat(node, "_||_"))
            case Call("known", (Name(name),)):
                return f"{label(name)}: known"
            case _:
                return self._test(node)

    def _inside(self, node: Node) -> str:
        return f"({self.clause(node)})" if isinstance(node, Call) and node.function == "_||_" else self.clause(node)

    def _either(self, nodes: list[Node]) -> str:
        """Alternatives; those about one fact are named once."""
        heads: dict[str, list[str]] = {}
        for node in nodes:
            head, word = self._split(node)
            heads.setdefault(head, []).append(word)
        rows = [_alternatives(head, words) for head, words in heads.items()]
        return " or ".join(f"({row})" if " and " in row else row for row in rows)

    def _split(self, node: Node) -> tuple[str, str]:
        match node:
            case Call("_==_", (Name(name), Constant(str() as word))) | Call(
                "@in", (Constant(str() as word), Name(name))
            ):
                return f"{label(name)}: ", self.word(word)
        return self.clause(node), ""

    def _test(self, node: Node) -> str:
        match node:
            case Call("@in", (Constant(str() as word), Name(name))):
                return f"{label(name)}: {self.word(word)}"
            case Call("@in", (Name(name), Items(items))):
                return f"{label(name)}: {_or([self.term(item) for item in items])}"
            case Call(sign, (left, right)) if sign in _SIGNS:
                unit = self.unit(left) or self.unit(right)
                words = _DAY_SIGNS.get(sign, _SIGNS[sign]) if unit == "day" else _SIGNS[sign]
                return f"{self.term(left)}: {words} {self.term(right, unit)}".replace(":  ", ": ")
            case _:
                return self.term(node)

    def unit(self, node: Node) -> str:
        """What a term is counted in: cents, day, or nothing known."""
        match node:
            case Name("today") | Call("deadline" | "plus_days" | "plus_months", _):
                return "day"
            case Name(name):
                return {"money": "cents", "date": "day", "instant": "day"}.get(VOCABULARY[name].type, "")
            case Call("law_value", (Constant(str() as name),)) if name in self.law.values:
                return self.law.values[name].unit
        return ""

    def term(self, node: Node, unit: str = "") -> str:
        """A part of a comparison."""
        match node:
            case Constant(bool() as value):
                return "yes" if value else "no"
            case Constant(int() as value):
                return number_words(value, unit) if unit not in ("", "day") else f"{value:,}"
            case Constant(str() as value):
                return self.word(value)
            case Name(name):
                return label(name)
            case Items(items):
                return _or([self.term(item) for item in items])
            case Call(function, args):
                return self._called(function, args)
        return str(node.value)

    def _called(self, function: str, args: tuple[Node, ...]) -> str:
        first = args[0]
        if isinstance(first, Constant) and isinstance(first.value, str):
            return self._law_called(function, first.value)
        terms = [self.term(arg) for arg in args]
        if function == "days":
            return f"Days from “{terms[0]}” to “{terms[1]}”"
        if function == "plus_days":
            return f"{terms[1]} days after “{terms[0]}”"
        if function == "plus_months":
            return f"{terms[1]} months after “{terms[0]}”"
        if function in _JOINTS:
            return f"{terms[0]} {_JOINTS[function]} {terms[1]}"
        return f"{function.strip('_')} of {', '.join(terms)}"

    def _law_called(self, function: str, name: str) -> str:
        if function == "law_value":
            return self._number(name)
        title = self.law.kinds[name].title if name in self.law.kinds else name
        return f"the last day for “{title}”" if function == "deadline" else f"a duty of the kind “{title}”"

    def _number(self, name: str) -> str:
        try:
            found = self.law.value(name, self.on)
        except UnknownLawError:
            return name
        return f"{told_number(found)} (“{self.law.values[name].title}”)"

    # Traces

    def trace(self, lines: Iterable[str], facts: Facts) -> tuple[Step, ...]:
        """The lines of an answer's trace, one Step each, in their order."""
        return tuple(self._step(line, facts) for line in lines)

    def _step(self, line: str, facts: Facts) -> Step:
        law = _LAW_LINE.match(line)
        if law:
            return self._law_step(law[1], law[2], law[3])
        found = _FACT_LINE.match(line)
        if found and found[1] in VOCABULARY:
            name, known = found[1], found[2] != "not known"
            value = self.value(name, facts[name]) if known and name in facts else found[2].capitalize()
            return Step(label(name), value, name, known)
        if found and found[1] == TODAY:
            return Step("The day asked about", self.sentence(found[2]))
        return Step(self.sentence(line), "")

    def _law_step(self, function: str, name: str, came_to: str) -> Step:
        if function == "law_value" and name in self.law.values:
            row = self.law.values[name]
            value = number_words(int(came_to), row.unit) if came_to.isdigit() else "No number for this day"
            return Step(row.title, value, known=came_to.isdigit())
        told = self._law_called(function, name)
        return Step(told[0].upper() + told[1:], self.sentence(came_to).capitalize(), known=came_to != "not known")

    def sentence(self, line: str) -> str:
        """A line of a count with its days, names and cents in words."""
        for name in sorted(self.law.duties, key=len, reverse=True):
            line = line.replace(f"{name} is in force", "The law is in force") if line.startswith(name) else line
        line = _DAY.sub(lambda m: _moment_words(m[1], m[2]), line)
        line = _CENTS.sub(lambda m: dollars(int(m[1])), line)
        line = _NAME.sub(lambda m: f"“{label(m[0])}”" if m[0] in VOCABULARY else m[0], line)
        return line[:1].upper() + line[1:]


def label(name: str) -> str:
    """A fact as it is called on a screen."""
    return VOCABULARY[name].label if name in VOCABULARY else "the day asked about" if name == TODAY else name


def order(name: str) -> int:
    """Where the vocabulary has a fact: the order in which to ask."""
    return list(VOCABULARY).index(name) if name in VOCABULARY else len(VOCABULARY)


def _flat(node: Node, function: str) -> list[Node]:
    if isinstance(node, Call) and node.function == function:
        return [row for arg in node.args for row in _flat(arg, function)]
    return [node]


def _alternatives(head: str, words: list[str]) -> str:
    return head + _or([word for word in words if word])


def _or(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _moment_words(day: str, hour: str | None) -> str:
    if hour is None:
        return day_words(date.fromisoformat(day))
    return day_words(datetime.fromisoformat(f"{day}T{hour}"))
