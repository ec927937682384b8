"""Paper besides the printed procedure: cards to cut out, the front of a binder, a numbered run to fill in. Pure.

Values in, PDF out; the layouts lie beside this file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import Fact, fact, with_own
from handrail.procedures.documents import spoken
from handrail.procedures.documents.formats.sheet import Sheet, one_line
from handrail.procedures.documents.handbook import UNCONTROLLED, day, done_by
from handrail.procedures.documents.pdf import paper, part_data
from handrail.procedures.documents.told import Part, ToldStep, told
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.shelf import reachable

_FOLDER = Path(__file__).parent
_FULL = 1300  # letters on one card
_LONG = 1400  # letters of a step that may break across two sheets
_CHANNELS = {"phone": "Phone", "counter": "Counter", "email": "E-mail", "chat": "Chat", "mail": "Mail"}
NEVER_ON_PAPER = "Never write a card number on this sheet."


# Cards


def cards(sheet: Sheet) -> bytes:
    """A card for the procedure and one for each step; a long step goes on on a card of its own."""
    rows = [_whole(sheet), *(row for step in sheet.steps for row in _of_step(sheet, step))]
    return _cards(sheet.title, sheet.business, rows, sheet.as_of, sheet.page.age)


def procedure_cards(sheets: Sequence[Sheet], business: str, as_of: date) -> bytes:
    """One card for each procedure in force."""
    age = sheets[0].page.age if sheets else ""
    rows = [_whole(row) for row in sheets] or [_card("Procedures", "No procedure is in force yet.", "", "", whole=True)]
    return _cards(f"{business}: procedures on cards", business, rows, as_of, age)


def _cards(title: str, business: str, rows: list[dict[str, Any]], as_of: date, age: str) -> bytes:
    content = {"title": title, "business": business, "cards": rows}
    return paper(_FOLDER / "cards.typ", content, as_of, age)


def _card(kicker: str, title: str, mark: str, foot: str, *, whole: bool = False, **more: Any) -> dict[str, Any]:
    """All that a card may hold; what is not said stays empty."""
    empty = {"marks": "", "lead": "", "rows": [], "steps": [], "parts": []}
    return {"kicker": kicker, "title": title, "mark": mark, "foot": foot, "whole": whole, **empty, **more}


def _whole(sheet: Sheet) -> dict[str, Any]:
    handles = ", ".join(name.replace("-", " ") for name in sheet.procedure.handles)
    rows = [row for row in (("Use it for", handles), ("Done by", done_by(sheet.procedure))) if row[1]]
    names = [step.name for step in sheet.procedure.steps]
    return _card(
        "Procedure", sheet.title, sheet.mark, f"{sheet.version}. {UNCONTROLLED}.", whole=True,
        lead=sheet.page.why, rows=rows, steps=names,
    )  # fmt: skip


def _of_step(sheet: Sheet, step: ToldStep) -> Iterator[dict[str, Any]]:
    foot = f"{sheet.title}. {sheet.page.version}. {UNCONTROLLED}."
    for place, parts in enumerate(_filled(step.parts)):
        on = ", continued" if place else ""
        yield _card(
            f"Step {step.number} of {len(sheet.procedure.steps)}{on}", step.name, sheet.mark, foot,
            marks=", ".join(step.marks), parts=[part_data(part) for part in parts],
        )  # fmt: skip


def _filled(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts in their order, as many on a card as are read at a glance."""
    card: list[Part] = []
    for part in parts:
        if card and sum(map(_letters, card)) + _letters(part) > _FULL:
            yield card
            card = []
        card.append(part)
    yield card


def _letters(part: Part) -> int:
    return sum(len(piece.text) + 2 for line in part.lines for piece in line)


# The binder


@dataclass(frozen=True, slots=True)
class Bound:
    """One procedure in a binder. `again`: the day by which it is looked at again."""

    title: str
    version: str
    since: date | None
    approved_by: str
    again: date | None


def binder(rows: Sequence[Bound], business: str, as_of: date, age: str = "") -> bytes:
    """Contents with version, approver and tab, and the tabs themselves."""
    told = [
        (
            str(tab), one_line(row.title), row.version, day(row.since) if row.since else "",
            one_line(row.approved_by) or "not recorded", day(row.again) if row.again else "",
        )
        for tab, row in enumerate(rows, 1)
    ]  # fmt: skip
    count = f"{len(rows)} procedure{'' if len(rows) == 1 else 's'} in force on {day(as_of)}. {UNCONTROLLED}."
    content = {"title": f"{business}: binder", "business": business, "rows": told, "lead": count, "asOf": day(as_of)}
    return paper(_FOLDER / "binder.typ", content, as_of, age)


# A run on paper


def blank_runs(sheet: Sheet, numbers: Sequence[str]) -> bytes:
    """Runs to fill in by hand, one for each number, with what the procedure calls behind it. The number stands on every
    sheet: under it what was written is entered later."""
    procedure = sheet.procedure
    names = reachable(procedure.procedure, {**sheet.called, procedure.procedure: procedure})
    parts = [procedure, *(sheet.called[name] for name in names[1:])]
    channels = [words for name, words in _CHANNELS.items() if not procedure.channels or name in procedure.channels]
    content = {
        "title": sheet.title, "business": sheet.business, "numbers": numbers, "why": sheet.page.why, "mark": sheet.mark,
        "version": sheet.version, "runs": [_run(sheet, part) for part in parts], "channels": channels,
        "ends": list(spoken.OUTCOMES.values()), "foot": f"{sheet.page.version}. {NEVER_ON_PAPER}",
        "later": "Enter this at the desk as soon as you can: “From paper”, then the number above.",
    }  # fmt: skip
    return paper(_FOLDER / "blank.typ", content, sheet.as_of, sheet.page.age)


def _run(sheet: Sheet, procedure: Procedure) -> dict[str, Any]:
    with with_own(procedure.own):
        asked, words = _asked(procedure.steps), told(procedure, sheet.page.titles)
        rows = [_to_fill(step, row, asked[step.id]) for step, row in zip(procedure.steps, words, strict=True)]
    return {"title": "" if procedure is sheet.procedure else one_line(procedure.title), "steps": rows}


def _asked(steps: Sequence[Step]) -> dict[str, list[str]]:
    """The facts to write down at each step: those it gathers, and those its conditions turn on for the first time."""
    seen: set[str] = {"case.channel"}
    found: dict[str, list[str]] = {}
    for step in steps:
        named = [*step.wants, *(step.collect.of if step.collect else ())]
        named += sorted(name for text, kind in step.expressions for name in compile_condition(text, kind).facts)
        rows = [name for name in dict.fromkeys(named) if name in step.record or name not in seen]
        found[step.id] = [name for name in rows if fact(name).about != "business" and name not in step.work_out]
        seen |= {*rows, *step.work_out}
    return found


def _to_fill(step: Step, row: ToldStep, asked: list[str]) -> dict[str, Any]:
    fields = [{"label": fact(name).label, "options": _options(fact(name))} for name in asked]
    if step.confirm:
        fields.append({"label": "The customer says", "options": ["Yes", "No"]})
    ends = ["Done", "Not in the way", *([] if step.never_skip or step.confirm else ["Skipped"])]
    ends += ["Can’t find out"] if step.unknown else []
    return {
        "number": row.number, "name": row.name, "marks": ", ".join(row.marks), "fields": fields, "outcomes": ends,
        "parts": [part_data(part) for part in row.parts], "long": sum(map(_letters, row.parts)) > _LONG,
    }  # fmt: skip


def _options(row: Fact) -> list[str]:
    """What is ticked; a line to write on where anything may stand."""
    if row.type == "bool":
        return ["Yes", "No"]
    return [words for _, words in row.options] if 0 < len(row.options) <= 8 else []
