"""Deeds with runs on paper: numbers handed out, and one brought back."""

from datetime import date, datetime

from django.db.models import Max

from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require
from handrail.procedures import queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.exporting.models import PaperRun
from handrail.procedures.models import Revision

MOST = 20
ROOM = "procedures"


def hand_out(*, actor: Actor, row: Revision, count: int, at: datetime, on: date) -> list[PaperRun]:
    """Numbers for blank runs of the version in force. Raises ProcedureError."""
    require(actor, Right.RUN)
    if not 1 <= count <= MOST:
        raise ProcedureError(f"Print between 1 and {MOST} at once; each has its own number.")
    current = queries.in_force(row.entry.slug, on)
    if current is None or current.pk != row.pk:
        raise ProcedureError("Only the version in force is run on paper. Print that one, or this one as PDF.")
    with deed(actor, at) as record:
        last = PaperRun.objects.aggregate(last=Max("number"))["last"] or 0
        made = [
            PaperRun.objects.create(number=last + place, revision=row, printed_at=at, printed_by=actor.name)
            for place in range(1, count + 1)
        ]
        numbers = [run.label for run in made]
        record.event(ROOM, "paper-handed-out", "procedure", row.entry_id, {"version": row.number, "numbers": numbers})
    return made


def entered(*, actor: Actor, run: PaperRun, case: str, at: datetime) -> None:
    """What was written on it is a case now. Called inside the deed that opens the case. Raises ProcedureError."""
    require(actor, Right.RUN)
    if run.entered_at:
        raise ProcedureError(f"Paper {run.label} was entered already, as case {run.entered_as} by {run.entered_by}.")
    with deed(actor, at) as record:
        run.entered_at, run.entered_by, run.entered_as = at, actor.name, case
        run.save(update_fields=["entered_at", "entered_by", "entered_as"])
        data = {"number": run.label, "case": case}
        record.event(ROOM, "paper-entered", "procedure", run.revision.entry_id, data)
