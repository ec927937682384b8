"""Several starter procedures put in force at once, all or none."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.rights import Right, require
from handrail.procedures import actions, queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library


def adopt_several(
    *, actor: Actor, slugs: Sequence[str], at: datetime, on: date, despite: str, how: Mapping[str, JSON]
) -> list[Revision]:
    """Each with what it calls; one that is in force already stays as it is. `despite`: why, though the law behind them
    is out of date."""
    require(actor, Right.APPROVE)
    new = [slug for slug in dict.fromkeys(slugs) if slug in library() and not queries.is_in_force(slug, on)]
    if not new:
        raise ProcedureError("Tick at least one procedure first.")
    papers = actions.starter_papers(actor=actor, slugs=new, at=at, on=on)
    with deed(actor, at):
        return [
            actions.adopt(actor=actor, slug=slug, at=at, on=on, despite=despite, how=how, papers=papers)
            for slug in new
            if not queries.is_in_force(slug, on)
        ]
