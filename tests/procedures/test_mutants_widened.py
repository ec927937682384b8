"""The check, tried on starters whose conditions were changed by a little: what breaks a duty is refused.

Each condition of a step (its `when`, a check, a row of `decide`) is changed in one place: a part of an “and” left out,
“or” for “and”, any for all, a bound moved by one, or left out of what it bounds. Most such changes break nothing, and
whether one does is not left to the check alone: it is played, in many cases, through the engine (see plays.py). What
the check refuses, or a case breaks, counts as broken; what a case breaks and the check lets pass has survived."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.shelf import library
from procedures.plays import broken
from procedures.test_mutants import SHARE_REFUSED, Mutant, business, changed, checked

pytestmark = pytest.mark.slow

FEW = 30  # cases of each change; there are many
_BOUND = re.compile(r"(<=|>=|<|>)(\s*)(\d+)")
_EQUAL = re.compile(r"([a-z]+\.[a-z_]+) == '([a-z-]+)'")
_TURNED = {"<=": "<", "<": "<=", ">=": ">", ">": ">="}


def parts(text: str) -> list[str]:
    """What stands between the outermost `&&`."""
    found, depth, begun = [], 0, 0
    for at, letter in enumerate(text):
        depth += letter in "([" or -(letter in ")]")
        if depth == 0 and text.startswith("&&", at):
            found.append(text[begun:at])
            begun = at + 2
    return [row.strip() for row in (*found, text[begun:])]


def weakened(text: str) -> Iterator[tuple[str, str]]:
    if not text:
        return
    yield "holds always", "true"
    yield "holds never", "false"
    yield "holds on chat too", f"({text}) || case.channel == 'chat'"
    rows = parts(text) if "||" not in text or "(" in text else [text]
    for number in range(len(rows)) if len(rows) > 1 else ():
        yield "a part left out", " && ".join(rows[:number] + rows[number + 1 :])
    if len(rows) > 1:
        yield "or for and", " || ".join(f"({row})" for row in rows)
    if "all_in(" in text:
        yield "any for all", text.replace("all_in(", "any_in(", 1)
    yield from rebounded(text)


def rebounded(text: str) -> Iterator[tuple[str, str]]:
    for found in _EQUAL.finditer(text):
        row = VOCABULARY.get(found[1])
        others = [value for value in row.values if value != found[2]] if row and not row.is_place else []
        for value in others[:1]:
            yield "a value added", _put(text, found, f"{found[1]} in ['{found[2]}', '{value}']")
    for found in _BOUND.finditer(text):
        for by in (-1, 1):
            if int(found[3]) + by >= 0:
                yield "bound moved", _put(text, found, f"{found[1]}{found[2]}{int(found[3]) + by}")
        yield "bound turned", _put(text, found, f"{_TURNED[found[1]]}{found[2]}{found[3]}")


def _put(text: str, found: "re.Match[str]", new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def mutants(procedure: Procedure) -> Iterator[Mutant]:
    for step in procedure.steps:
        for how, update in _changes(step):
            try:
                yield Mutant(how, step.id, "", changed(procedure, step, **update))
            except (ValidationError, ValueError):
                continue  # what is left is no condition


def _changes(step: Step) -> Iterator[tuple[str, dict[str, object]]]:
    for how, text in weakened(step.when or ""):
        yield how, {"when": text}
    for name, guard in step.check.items():
        for how, text in weakened(guard):
            yield how, {"check": {**step.check, name: text}}
    for number, row in enumerate(step.decide):
        for how, text in weakened(row.when or ""):
            rows = list(step.decide)
            rows[number] = row.model_copy(update={"when": text})
            yield how, {"decide": tuple(rows)}


@pytest.mark.parametrize("state", ["OK", "VT"])
def test_weakened_conditions_are_refused(state: str) -> None:
    refused, harmless = Counter[str](), Counter[str]()
    survived: list[str] = []
    for name in sorted(library()):
        procedure = library()[name]
        for mutant in mutants(procedure):
            report = checked(mutant.procedure, state)
            if any(row.rule == "duty-not-met" for row in report.findings):
                refused[mutant.how] += 1
            elif found := broken(mutant.procedure, business(state), report.duties, FEW):
                survived += [f"{name}: {mutant.how}, {mutant.step} ({', '.join(sorted(found))})"]
            else:
                harmless[mutant.how] += 1
    assert survived == []
    tried = refused.total() + len(survived)
    assert tried >= 20
    assert refused.total() * 100 >= tried * SHARE_REFUSED


@pytest.mark.parametrize("state", ["OK", "VT"])
def test_no_case_breaks_a_starter_as_it_stands(state: str) -> None:
    for name in sorted(library()):
        assert broken(library()[name], business(state), checked(library()[name], state).duties) == set(), name
