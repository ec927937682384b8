"""Reads for the editor: the cards, what was done to a draft, what the check found at which step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.law.queries import law_in_use
from handrail.procedures import queries
from handrail.procedures.documents.told import ToldStep, told
from handrail.procedures.editing.edits import Raw, depth, mark, nesting
from handrail.procedures.editing.models import DraftEdit
from handrail.procedures.handbook.queries import titles
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision
from handrail.procedures.proof.findings import Finding, Report
from handrail.procedures.shelf import library


@dataclass(frozen=True, slots=True)
class Card:
    """A step as the editor shows it. `was`: the mark of what is shown; `deep`: under the step above."""

    told: ToldStep
    was: str
    deep: int
    nests: bool
    first: bool
    last: bool


def cards(procedure: Procedure, raw: Raw) -> list[Card]:
    rows = zip(told(procedure, procedure_titles()), raw["steps"], strict=True)
    count = len(raw["steps"])
    return [
        Card(row, mark(step), depth(raw, row.id), nesting(raw, row.id) is not None, n == 1, n == count)
        for n, (row, step) in enumerate(rows, 1)
    ]


def procedure_titles() -> dict[str, str]:
    """What can be run from a step: the library's and this business's own."""
    return {**{slug: row.title for slug, row in library().items()}, **titles()}


def kinds(on: date) -> list[tuple[str, str]]:
    """The kinds of duty that a step may meet and a condition may ask for, with what they are called."""
    return sorted((name, kind.title) for name, kind in law_in_use(on).kinds.items())


def last_change(row: Revision, step: str = "") -> DraftEdit | None:
    """The newest change of a step, or of the draft."""
    rows = DraftEdit.objects.filter(revision=row, state="done")
    found: DraftEdit | None = (rows.filter(step=step) if step else rows).order_by("-number").first()
    return found


def can_turn(row: Revision, member_id: object) -> tuple[str, str]:
    """What undo would take back and redo do again, in words; empty where there is nothing."""
    mine = DraftEdit.objects.filter(revision=row, by_id=member_id)
    undo = mine.filter(state="done").order_by("-number").first()
    redo = mine.filter(state="undone").order_by("number").first()
    return undo.words if undo else "", redo.words if redo else ""


def others(row: Revision, member_id: object) -> list[str]:
    """Who else wrote at this draft."""
    rows = DraftEdit.objects.filter(revision=row).exclude(by_id=member_id).order_by("by")
    return list(dict.fromkeys(rows.values_list("by", flat=True)))


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found, by the step it stands at; `rest` is about the whole."""

    report: Report
    by_step: Mapping[str, Sequence[Finding]]
    rest: Sequence[Finding]


def checked(procedure: Procedure, on: date) -> Checked:
    report = queries.report(procedure, on)
    there = {step.id for step in procedure.steps}
    by_step: dict[str, list[Finding]] = {}
    rest = []
    for found in report.findings:
        base = (found.step or "").split("--")[0]  # a variant's wording of a step stands with the step
        if base in there and found.procedure in ("", procedure.procedure):
            by_step.setdefault(base, []).append(found)
        else:
            rest.append(found)
    return Checked(report, by_step, rest)
