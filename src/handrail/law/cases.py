"""Worked cases beside the packs: files a lawyer can read: facts, day, question, answer, citation. Pure.

`ask` names one question: applies (a duty), due, may, keep or meets (a kind), value (an id); `duty` narrows it to one
duty. `expect` holds what is compared, and nothing else is."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from handrail.calendars import quick_yaml
from handrail.facts.problems import Problem
from handrail.facts.vocabulary import Fact, Value, fact
from handrail.law.answers import Due
from handrail.law.engine import Law

FOLDER = Path(__file__).with_name("packs") / "cases"
Question = Literal["applies", "due", "may", "keep", "meets", "value"]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Ask:
    """The question: its word, what about, and for one duty only."""

    question: Question
    about: str
    duty: str | None = None


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Case:
    """One worked case. `on` is a day, or `at` a moment with its zone's offset; `zone` the place whose clock counts."""

    id: str
    source: str
    ask: Ask
    expect: dict[str, Any]
    citation: str
    why: str
    facts: dict[str, Any] = Field(default_factory=dict)
    on: date | None = None
    at: datetime | None = None
    zone: str = "UTC"

    @property
    def day(self) -> date:
        assert self.on or self.at, f"{self.id} has neither on nor at"
        return self.on or self.at.date()  # type: ignore[union-attr]


@cache
def load_cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every case of a folder. Raises pydantic's ValidationError for a field that does not belong."""
    return tuple(case for path in sorted(folder.glob("*.yaml")) for case in read_cases(path.read_text("utf-8")))


def read_cases(text: str) -> tuple[Case, ...]:
    """The cases of one text. Raises pydantic's ValidationError, and YAMLError for a text that is none."""
    return tuple(TypeAdapter(list[Case]).validate_python(quick_yaml.load(text)))


def wrong_cases(law: Law, name: str, text: str) -> Iterator[Problem]:
    """What is wrong with the cases of a file, by line: what can't be read, can't be asked or comes out otherwise."""
    unread = list(problems_of(name, text))
    yield from unread
    for case in () if unread else read_cases(text):
        wrong = _wrong_answer(law, case)
        if wrong:
            yield Problem(name, _line_of(case.id, text), 1, f"{case.id} {wrong}")


def problems_of(name: str, text: str) -> Iterator[Problem]:
    """Why a text of cases can't be read, by line; nothing when it can."""
    try:
        read_cases(text)
    except ValidationError as error:
        starts = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r"^- ", text, re.MULTILINE)]
        for row in error.errors():
            number, *inside = row["loc"] or (0,)
            line = starts[number] if isinstance(number, int) and number < len(starts) else 1
            yield Problem(
                name, line, 1, f"{'.'.join(map(str, inside)) or 'this'}: {row['msg'][:1].lower()}{row['msg'][1:]}"
            )
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        yield Problem(name, line, column, f"this is not YAML: {error.problem}")
    except (YAMLError, TypeError) as error:
        yield Problem(name, 1, 1, f"these worked cases can’t be read: {str(error).splitlines()[0]}")


def _wrong_answer(law: Law, case: Case) -> str:
    """What is wrong with a case; "" when it comes out as written."""
    try:
        found = run(law, case)
    except (ValueError, KeyError, LookupError, AssertionError) as error:
        return f"can’t be asked: {error}"
    return "" if found == case.expect else f"comes out otherwise: expected {case.expect}, found {found}"


def _line_of(id_: str, text: str) -> int:
    found = re.search(rf"^.*\bid:\s*[\"']?{re.escape(id_)}(?![\w-])", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def facts_of(case: Case) -> dict[str, Value]:
    """The facts as the engine takes them. Raises UnknownFactError for a name outside the vocabulary, ValueError for a
    word that is none of its values: a case about a misspelt value would try nothing."""
    return {name: _value(case, fact(name), raw) for name, raw in case.facts.items()}


def _value(case: Case, about: Fact, raw: Any) -> Value:
    if about.type == "instant":
        return datetime.fromisoformat(raw)
    found: Value = tuple(raw) if about.type == "list" else raw
    words = found if isinstance(found, tuple) else (found,)
    if about.values and not set(words) <= set(about.values):
        raise ValueError(f"{case.id}: {about.name} is one of {about.told_values}, not {raw!r}.")
    return found


def run(law: Law, case: Case) -> dict[str, Any]:
    """What the law answers, over the keys the case expects. Equal to `case.expect` when the case holds."""
    found = _ANSWERS[case.ask.question](law, case)
    return {key: found.get(key, "nothing") for key in case.expect}


def _applies(law: Law, case: Case) -> dict[str, Any]:
    rows = {row.duty.id: row for row in law.applies(facts_of(case), case.day)}
    row = rows[law.duty(case.ask.about).id]
    return {"verdict": row.verdict, "missing": sorted(row.missing), "status": row.status}


def _due(law: Law, case: Case) -> dict[str, Any]:
    facts = facts_of(case)
    rows = [row for row in law.due_of_kind(case.ask.about, facts, case.day, case.zone) if _wanted(case, row)]
    if case.ask.duty is None:
        found = law.settle(case.ask.about, facts, case.day, case.zone)
        state, day, at = found.state, found.day, found.at
    elif rows:
        state, day, at = rows[0].state, rows[0].day, rows[0].at
    else:
        return {"state": "none"}
    first = rows[0] if rows else None
    return {
        "state": state if rows else "none",
        "day": day,
        "at": at.isoformat() if at else None,
        "opens": first.opens if first else None,
        "readings": [row.day for row in first.readings] if first else [],
        "missing": sorted({name for row in rows for name in row.missing}),
    }


def _wanted(case: Case, row: Due) -> bool:
    return case.ask.duty in (None, row.duty.id)


def _may(law: Law, case: Case) -> dict[str, Any]:
    assert case.at, f"{case.id}: may is asked at a moment"
    found = law.may(case.ask.about, facts_of(case), case.at, case.zone)
    return {
        "verdict": found.verdict,
        "most": found.most,
        "next": found.next.isoformat() if found.next else None,
        "missing": sorted(found.missing),
    }


def _keep(law: Law, case: Case) -> dict[str, Any]:
    rows = [row for row in law.keep(facts_of(case), case.day, case.ask.about) if case.ask.duty in (None, row.duty.id)]
    return {
        "until": [row.until for row in rows],
        "gone_by": [row.gone_by for row in rows],
        "basis": [row.basis for row in rows],
        "verdicts": [row.verdict for row in rows],
        "missing": sorted({name for row in rows for name in row.missing}),
    }


def _meets(law: Law, case: Case) -> dict[str, Any]:
    rows = law.duties_meeting(case.ask.about, facts_of(case), case.day)
    return {
        "parts": sorted(f"{row.duty.id}/{row.part.id}" for row in rows),
        "verdicts": {f"{row.duty.id}/{row.part.id}": row.verdict for row in rows},
    }


def _number(law: Law, case: Case) -> dict[str, Any]:
    found = law.value(case.ask.about, case.day)
    return {"value": found.value, "state": found.state, "status": found.status}


_ANSWERS: Mapping[str, Callable[[Law, Case], dict[str, Any]]] = {
    "applies": _applies,
    "due": _due,
    "may": _may,
    "keep": _keep,
    "meets": _meets,
    "value": _number,
}
