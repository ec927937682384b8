"""The worked cases of a duty or a number as a reader meets them: the facts, the question, the answer. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handrail.facts.answers import dollars, in_words
from handrail.facts.spoken import in_unit
from handrail.facts.vocabulary import fact
from handrail.law.cases import Case, facts_of, run
from handrail.law.duties import Duty
from handrail.law.engine import Law
from handrail.law.plain import STATES_OF_NUMBER, day_words, label
from handrail.law.words import STATUSES, VERDICTS

QUESTIONS = {
    "applies": "Does it bind the business?", "due": "What is due?", "may": "May it be done?",
    "keep": "How long is it kept?", "meets": "Which parts apply?", "value": "What is the number?",
}  # fmt: skip
_MAY = {"yes": "Nothing stands against it", "no": "No", "unknown": "Can’t tell; a person decides"}
_STATES = {
    "open": "It stays open: the clock has not begun", "unknown": "Can’t tell yet", "none": "Nothing is due",
    "no-number": "The law sets no number", "no-end": "It has no end", "dated": "A day",
}  # fmt: skip
_BASIS = {"law": "the law sets it", "suggested": "a suggestion"}


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A case for a page. `holds`: the law files answer as written, today; `answer`: what was written."""

    id: str
    question: str
    on: str
    facts: tuple[tuple[str, str], ...]
    answer: str
    why: str
    citation: str
    source: str
    holds: bool


def of_duty(law: Law, duty: Duty, cases: Iterable[Case]) -> list[WorkedCase]:
    """The cases that try this duty: asked of it by name, named in the answer, or of a kind it answered for."""
    return [told(law, case) for case in cases if _is_about(law, duty, case)]


def of_number(law: Law, name: str, cases: Iterable[Case]) -> list[WorkedCase]:
    return [told(law, case) for case in cases if case.ask.question == "value" and case.ask.about == name]


def _is_about(law: Law, duty: Duty, case: Case) -> bool:
    if case.ask.question == "value":
        return False
    if case.ask.duty or case.ask.question == "applies":
        return duty.id in (case.ask.duty, case.ask.about)
    if case.ask.about not in {part.kind for part in duty.parts}:
        return False
    return any(row.duty.id == duty.id for row in law.duties_meeting(case.ask.about, facts_of(case), case.day))


def told(law: Law, case: Case) -> WorkedCase:
    """One case in words, and whether it comes out as written."""
    facts = tuple((label(name), in_words(fact(name), value)) for name, value in facts_of(case).items())
    kind = law.kinds[case.ask.about].title if case.ask.about in law.kinds else ""
    question = QUESTIONS[case.ask.question] + (f" ({kind})" if kind else "")
    holds = run(law, case) == case.expect
    on = day_words(case.at) if case.at else day_words(case.day)
    answer = _answer(law, case)
    return WorkedCase(case.id, question, on, facts, answer, case.why, case.citation, case.source, holds)


def _answer(law: Law, case: Case) -> str:
    told = [words for key, value in case.expect.items() if (words := _TOLD[key](law, case, value))]
    return ". ".join(told) + "." if told else "As the law file says."


def _days(value: Any) -> str:
    rows = value if isinstance(value, list | tuple) else [value]
    return " and ".join(_moment(row) for row in rows)


def _moment(value: Any) -> str:
    if value is None:
        return "no day"
    return day_words(datetime.fromisoformat(value) if isinstance(value, str) else value)


def _labels(names: Sequence[str]) -> str:
    return ", ".join(label(name) for name in names)


def _verdict(law: Law, case: Case, value: str) -> str:
    return (_MAY if case.ask.question == "may" else VERDICTS)[value]


def _state(law: Law, case: Case, value: str) -> str:
    if case.ask.question == "value":
        return STATES_OF_NUMBER.get(value, "")
    return "" if value == "dated" and case.expect.get("day") else _STATES[value]


def _part(law: Law, name: str) -> str:
    """A part, named `duty/part`, by the title of its duty and its own kind."""
    duty_id, _, part_id = name.partition("/")
    kinds = [part.kind for duty in law.versions(duty_id) for part in duty.parts if part.id == part_id]
    return f"“{law.kinds[kinds[0]].title}” of {law.duty(duty_id).title}" if kinds else name


def _parts(law: Law, case: Case, value: Sequence[str]) -> str:
    return f"These: {'; '.join(_part(law, name) for name in value)}" if value else "None"


def _verdicts(law: Law, case: Case, value: Mapping[str, str] | Sequence[str]) -> str:
    if not isinstance(value, Mapping):
        return "; ".join(VERDICTS[verdict] for verdict in value)
    return "; ".join(f"{_part(law, name)}: {VERDICTS[verdict].lower()}" for name, verdict in value.items())


def _number(law: Law, case: Case, value: int | None) -> str:
    return "No number" if value is None else in_unit(value, law.values[case.ask.about].unit)


_TOLD: dict[str, Callable[[Law, Case, Any], str]] = {
    "verdict": _verdict,
    "state": _state,
    "status": lambda law, case, value: STATUSES[value],
    "day": lambda law, case, value: f"By {_moment(value)}" if value else "",
    "at": lambda law, case, value: f"At {_moment(value)}" if value else "",
    "next": lambda law, case, value: f"From {_moment(value)}" if value else "",
    "opens": lambda law, case, value: f"No sooner than {_moment(value)}" if value else "",
    "readings": lambda law, case, value: f"It can be counted to {_days(value)}" if value else "",
    "missing": lambda law, case, value: f"Not known, and needed: {_labels(value)}" if value else "",
    "most": lambda law, case, value: f"At most {dollars(value)}" if value is not None else "",
    "until": lambda law, case, value: f"Kept until {_days(value)}" if value else "Nothing to keep",
    "gone_by": lambda law, case, value: f"Gone by {_days(value)}",
    "basis": lambda law, case, value: "; ".join(_BASIS.get(row, str(row)) for row in value),
    "parts": _parts,
    "verdicts": _verdicts,
    "value": _number,
}
KEYS = frozenset(_TOLD)
"""What a case may expect, all of which can be told."""
