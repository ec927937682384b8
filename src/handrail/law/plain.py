"""Conditions, values and traces of the law in a reader's words, with the labels of the vocabulary. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from handrail.facts.answers import dollars, in_words
from handrail.facts.cel_tree import Call, Constant
from handrail.facts.conditions import TODAY, Condition, compile_condition
from handrail.facts.spoken import Spoken, flat, in_unit, without_dashes
from handrail.facts.vocabulary import ELSEWHERE, VOCABULARY, Value, place_named, places
from handrail.law.answers import Facts, Number, with_today
from handrail.law.engine import Law

_FACT_LINE = re.compile(r"^([a-z_]+(?:\.[a-z_]+)?) = (.*)$", re.DOTALL)
_LAW_LINE = re.compile(r"^(law_value|deadline|applies)\((.+)\) = (.*)$", re.DOTALL)
_DAY = re.compile(r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?\b")
_NAME = re.compile(r"\b[a-z_]+\.[a-z_]+\b")
_PLACES = {name: place for place, name in enumerate(VOCABULARY)}  # made before any procedure brings its own
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


STATES_OF_NUMBER = {
    "not-published": "Not published yet when last looked for",
    "before-knowledge": "Not known for so early a day",
    "ended": "No longer in force, and nothing is known to follow",
}


def told_number(found: Number) -> str:
    """The number, or the reason there is none: an answer too."""
    return STATES_OF_NUMBER[found.state] if found.value is None else in_unit(found.value, found.unit)


def unheld_words(states: Iterable[str]) -> str:
    """States without a law file by their names, and those nobody named as “other states”."""
    names = [
        "other states" if state == ELSEWHERE else places().get(place_named(state) or "", state) for state in states
    ]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def voice(law: Law, on: date | None = None) -> Spoken:
    """How conditions are said with the law at hand: places by the packs' titles, kinds of duty by theirs, and numbers
    as they are on a day; without a day, by what they are called."""
    names = {**places(), **{row.jurisdiction: row.title for row in law.packs.values()}}

    def title(kind: str) -> str:
        return law.kinds[kind].title if kind in law.kinds else kind

    def number(name: str) -> str:
        if name not in law.values:
            return name
        called = f"“{law.values[name].title}”"
        return f"{_number_then(law, name, on)} ({called})" if on else called

    return Spoken(
        word=lambda word: names.get(word, without_dashes(word)),
        title=title,
        number=number,
        unit=lambda name: law.values[name].unit if name in law.values else "",
    )


def _number_then(law: Law, name: str, on: date) -> str:
    """A number as a condition uses it: one that begins later is told with its first day."""
    found, first = law.value(name, on), law.values[name].entries[0]
    if found.state == "before-knowledge" and first.value is not None:
        return f"{in_unit(first.value, found.unit)} from {day_words(first.from_)}"
    return told_number(found)


class Teller:
    """Puts conditions and traces into words, with the names of the packs' places and the numbers of a day."""

    def __init__(self, law: Law, on: date) -> None:
        self.law, self.on = law, on
        self.spoken = voice(law, on)

    def word(self, value: str) -> str:
        return self.spoken.word(value)

    def value(self, name: str, value: Value) -> str:
        return in_words(VOCABULARY[name], value)

    def labels(self, names: Iterable[str]) -> list[str]:
        return [label(name) for name in sorted(names, key=order)]

    def condition(self, text: str | None) -> tuple[str, ...]:
        """What must hold, a line each; nothing for a condition that always holds."""
        return () if text is None else self.spoken.lines(compile_condition(text).tree)

    def unmet(self, text: str, facts: Facts) -> tuple[str, ...]:
        """Of a condition that does not hold, what does not: of several things that must hold together, those alone."""
        functions = self.law.functions(facts, self.on, "UTC")
        parts = flat(compile_condition(text).tree, "_&&_")
        given = with_today(facts, self.on)
        failed = [part for part in parts if Condition(text, part).evaluate(given, functions).is_false]
        return tuple(line for part in failed for line in self.spoken.lines(part))

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
            value = in_unit(int(came_to), row.unit) if came_to.isdigit() else "No number for this day"
            return Step(row.title, value, known=came_to.isdigit())
        told = self.spoken.term(Call(function, (Constant(name),)))
        return Step(told[0].upper() + told[1:], self.sentence(came_to).capitalize(), known=came_to != "not known")

    def sentence(self, line: str) -> str:
        """A line of a count with its days, names and cents in words."""
        named, found, rest = line.partition(" is in force")
        if found and named in self.law.duties:
            line = f"The law is in force{rest}"
        line = _DAY.sub(lambda m: _moment_words(m[1], m[2]), line)
        line = _CENTS.sub(lambda m: dollars(int(m[1])), line)
        line = _NAME.sub(lambda m: f"“{label(m[0])}”" if m[0] in VOCABULARY else m[0], line)
        return line[:1].upper() + line[1:]


def label(name: str) -> str:
    """A fact as it is called on a screen."""
    return VOCABULARY[name].label if name in VOCABULARY else "the day asked about" if name == TODAY else name


def order(name: str) -> int:
    """Where the vocabulary has a fact: the order in which to ask."""
    place = _PLACES.get(name)
    if place is not None:
        return place
    return list(VOCABULARY).index(name) if name in VOCABULARY else len(VOCABULARY)  # a procedure's own, or none


def _moment_words(day: str, hour: str | None) -> str:
    if hour is None:
        return day_words(date.fromisoformat(day))
    return day_words(datetime.fromisoformat(f"{day}T{hour}"))
