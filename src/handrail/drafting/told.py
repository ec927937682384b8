"""A plan as text to read and as JSON to work with. Pure; the same plan, the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from handrail.drafting.law import DutyRow
from handrail.drafting.plan import Plan, Taken, TopicRow, covered_share
from handrail.drafting.printed import gap_words
from handrail.drafting.reasons import percent
from handrail.procedures.documents.handbook import LAW_NOTE, day

SURE = {"sure": "sure", "likely": "likely", "guess": "a guess from the words"}
VERDICTS = {"yes": "Binds you", "depends": "May bind you", "none-found": "No such duty found"}


def as_json(value: Any) -> Any:
    """Values of a plan as JSON; whether a topic or a duty is open is written too."""
    if is_dataclass(value) and not isinstance(value, type):
        row = {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
        return {**row, "is_open": value.is_open} if hasattr(value, "is_open") else row
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, tuple | list) else value


def json_text(plan: Plan) -> str:
    return f"{json.dumps(as_json(plan), ensure_ascii=False, indent=1)}\n"


def markdown(plan: Plan, checked: Iterable[str], not_checked: Iterable[str]) -> str:
    """The plan to read: what to take and why, what is missing, the duties, what no law file holds."""
    rows = [
        f"# {plan.business}: a draft of the handbook, {day(plan.at)}",
        f"Nothing here is in force until it is adopted. {LAW_NOTE}",
        "## What was checked",
        _bullets(checked),
        "## What was not",
        _bullets(not_checked),
        f"## Procedures to take ({len(plan.procedures)})",
        *_procedures(plan),
        "## What people ask",
        *_topics(plan),
        f"## Procedures to write ({len(plan.to_write)})",
        *_to_write(plan),
        f"## Duties, and where each is met ({len(plan.duties)})",
        *(_duty(row) for row in plan.duties),
        f"## Law of your trade that is in no law file ({len(plan.not_held)})",
        _bullets(gap_words(gap) for gap in plan.not_held) or "Nothing is listed for your trade and states.",
    ]
    return f"{chr(10).join(f'{row}{chr(10)}' for row in rows if row)}"


def _bullets(rows: Iterable[str]) -> str:
    return "\n".join(f"- {row}" for row in rows)


def _procedures(plan: Plan) -> Iterator[str]:
    for row in plan.procedures:
        yield f"### {row.title}\n\n{row.purpose}\n\n{_bullets(_of_procedure(row))}"
    if plan.left_out:
        yield f"Left out, as no topic, fact or duty asks for them: {', '.join(row.title for row in plan.left_out)}."


def _of_procedure(row: Taken) -> Iterator[str]:
    for reason in row.reasons:
        yield f"{reason.words} ({SURE[reason.sure]})" if reason.sure else reason.words
    yield row.checked.line
    for found in row.checked.found:
        yield f"Finding: {found.title}{f' (step “{found.step}”)' if found.step else ''}"
    if row.never_runs:
        yield f"Never runs here: {'; '.join(f'step {step.number}, {step.step}' for step in row.never_runs)}"


def _topics(plan: Plan) -> Iterator[str]:
    if not plan.topics:
        yield f"Not known: {plan.asked_by}."
        return
    yield f"From {plan.asked_by}. About {covered_share(plan.topics)} of it has a procedure here."
    yield "| What | Share | About | Answered |\n|---|---|---|---|\n" + "\n".join(map(_topic, plan.topics))


def _topic(row: TopicRow) -> str:
    about = "; ".join(f"{fit.title} {percent(fit.part)} ({SURE[fit.sure]})" for fit in row.fits) or "nothing we know"
    answered = "no procedure" if row.is_open else percent(row.covered)
    return f"| {_cell(row.title)} | {percent(row.share)} | {_cell(about)} | {answered} |"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


def _to_write(plan: Plan) -> Iterator[str]:
    for row in plan.to_write:
        says = "\n".join(f"  > {words}" for words in row.says)
        yield f"- **{row.title}**: {percent(row.share)} of what is asked, in {', '.join(row.topics)}\n{says}"
    if not plan.to_write:
        yield "Nothing that is asked often is without a procedure."


def _duty(row: DutyRow) -> str:
    on = f", if {row.missing} turns out so" if row.missing else ""
    lines = [f"### {row.title}", f"{VERDICTS[row.verdict]}{on}. {row.sentence}"]
    parts = [
        f"{part.title}: {'; '.join(map(str, part.met)) or part.how or 'NO PROCEDURE MEETS IT'}" for part in row.parts
    ]
    lines += [_bullets(parts)] if parts else []
    lines += [f"Ask: {row.agency}"] if row.agency else []
    return "\n\n".join(lines)
