"""Keeping and dropping the findings on a draft. Called inside the deed that saves, or puts in force."""

from collections.abc import Callable
from datetime import date, datetime

from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed
from handrail.procedures import queries
from handrail.procedures.language.reader import read
from handrail.procedures.models import Revision
from handrail.procedures.papers.models import DraftFinding
from handrail.procedures.proof.findings import Finding

Hold = Callable[[Revision], str]
HOLDS: list[Hold] = []
"""Each says why the working papers of a version may not be dropped now, or nothing. Rooms above add theirs."""


def note(row: Revision, on: date, at: datetime) -> None:
    """What the check finds on the draft as it was saved: what is new is added, what is gone was mended."""
    now = {_key(found): found for found in queries.report(read(row.text), on).substance}
    open_ = {kept.key: kept for kept in DraftFinding.objects.filter(revision=row, mended_at=None)}
    for key, kept in open_.items():
        if key not in now:
            kept.mended_at, kept.why = at, row.reason
            kept.save(update_fields=["mended_at", "why"])
    for key, found in now.items():
        if key not in open_:
            rule, procedure, step, about = key
            DraftFinding.objects.create(
                revision=row, rule=rule, procedure=procedure, step=step, about=about, severity=found.severity,
                title=found.title[:500], found_at=at,
            )  # fmt: skip


def _key(found: Finding) -> tuple[str, str, str, str]:
    return found.rule, found.procedure, found.step or "", found.about[:120]


def drop(record: Deed, row: Revision) -> None:
    """The version is in force: what was not mended was a working paper. What was, and why, stays; and all of it where a
    hold applies."""
    held = next((why for why in (hold(row) for hold in HOLDS) if why), "")
    left = DraftFinding.objects.filter(revision=row, mended_at=None)
    mended = DraftFinding.objects.filter(revision=row).exclude(mended_at=None).count()
    count = left.count()
    if not count and not mended:
        return
    data: dict[str, JSON] = {"version": row.number, "mended": mended, "dropped": 0 if held else count}
    if held:
        data["held"] = held
    else:
        left.delete()
    record.event("procedures", "working-papers", "procedure", row.entry_id, data)
