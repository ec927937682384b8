"""Starter procedures put in force: a few at once, all or none; many one after the other by the worker, each whole with
what it calls, and what could not be is named with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.ledger.jobs import OPEN
from handrail.people.actions import actor_of
from handrail.people.queries import members
from handrail.people.rights import Right, may, require
from handrail.procedures import actions
from handrail.procedures import queries as handbook
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import queries as control
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library
from handrail.procedures.shelving import queries
from handrail.procedures.shelving.models import AdoptRun

AT_ONCE = 6  # so many take about a second, and nobody watches for that
LEFT = "It rests on law that is past the day by which somebody looks again. Adopting it asks for a reason."
BUSY = "Procedures are being adopted already. Wait for it, or stop it first."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the ticked ones: in force by now, or asked for of the worker (`run`), or waiting for a reason,
    since the law behind them is out of date."""

    now: tuple[str, ...] = ()
    run: AdoptRun | None = None
    waits: tuple[str, ...] = ()


NOTHING = Taken()


def take(*, actor: Actor, slugs: Sequence[str], at: datetime, on: date, despite: str, how: Mapping[str, JSON]) -> Taken:
    """Adopt what can be adopted without a reason, and with one all. Raises ProcedureError when nothing can."""
    require(actor, Right.APPROVE)
    _must_decide_alone(actor)
    new = _new(slugs, on)
    waits = () if despite.strip() else tuple(queries.old_behind(new, on))
    ready = [slug for slug in new if slug not in waits]
    if not ready:
        return Taken(waits=waits)
    if len(ready) <= AT_ONCE:
        adopt_several(actor=actor, slugs=ready, at=at, on=on, despite=despite, how=how)
        return Taken(now=tuple(ready), waits=waits)
    return Taken(run=ask(actor=actor, slugs=ready, at=at, on=on, despite=despite, how=how, left=waits), waits=waits)


def _must_decide_alone(actor: Actor) -> None:
    """Where several approve, or others, nothing is adopted at once: said before any paper is made."""
    named = control.named_for_all()
    if named is not None and named & {row.id for row in control.able()} != {actor.id}:
        raise ProcedureError(
            f"The approvers of this business are named: {', '.join(control.names_for_all()) or 'nobody yet'}. "
            "So nothing is adopted at once. Keep the library’s text as a draft and ask them."
        )


def adopt_several(
    *, actor: Actor, slugs: Sequence[str], at: datetime, on: date, despite: str, how: Mapping[str, JSON]
) -> list[Revision]:
    """Each with what it calls, all or none; one that is in force already stays as it is. `despite`: why, though the
    law behind them is out of date."""
    require(actor, Right.APPROVE)
    new = _new(slugs, on)
    papers = actions.starter_papers(actor=actor, slugs=new, at=at, on=on)
    with deed(actor, at):
        return [
            actions.adopt(actor=actor, slug=slug, at=at, on=on, despite=despite, how=how, papers=papers)
            for slug in new
            if not handbook.is_in_force(slug, on)
        ]


def _new(slugs: Sequence[str], on: date) -> list[str]:
    """Those that are in the library and not in force here."""
    new = [slug for slug in dict.fromkeys(slugs) if slug in library() and not handbook.is_in_force(slug, on)]
    if not new:
        raise ProcedureError("Tick at least one procedure first.")
    return new


def ask(
    *, actor: Actor, slugs: Sequence[str], at: datetime, on: date, despite: str, how: Mapping[str, JSON],
    left: Sequence[str] = (),
) -> AdoptRun:  # fmt: skip
    """Ask for many. The worker adopts them in the name of who asks. `left`: those that were ticked too and wait for a
    reason."""
    require(actor, Right.APPROVE)
    new = _new(slugs, on)
    with deed(actor, at) as record:
        if queries.JOBS.under_way(at):
            raise ProcedureError(BUSY)
        data: dict[str, JSON] = {"procedures": list[JSON](new), "on": on.isoformat()}
        return queries.JOBS.ask(
            record, data, slugs=new, on=on, despite=despite.strip()[:200], how=dict(how), member_id=actor.id,
            every=len(new), left=[[slug, LEFT] for slug in left],
        )  # fmt: skip


def stop(*, actor: Actor, run: AdoptRun, at: datetime) -> None:
    """What is in force by now stays so; the rest is not adopted."""
    require(actor, Right.APPROVE)
    if run.state not in OPEN:
        raise ProcedureError("This has ended already.")
    queries.JOBS.stop(actor, run, at)


def carry_out(*, actor: Actor, run_id: UUID, at: datetime) -> None:
    """Adopt what a run that waits asks for, a deed each, so that nobody's writing waits long. `actor`: who takes it
    up; it is done in the name of who asked, if they still may."""
    run = queries.JOBS.begin(actor, run_id, at)
    if run is None:
        return
    person = _who_asked(run)
    if person is None:
        queries.JOBS.fail(actor, run, f"{run.asked_by} may not approve any more, so nothing was adopted.", at)
        return
    try:
        _adopt_each(person, run, at)
    except (ValueError, MemoryError, OSError) as error:
        queries.JOBS.fail(actor, run, str(error) or "Too little memory is free on this machine.", at)


def _who_asked(run: AdoptRun) -> Actor | None:
    here = (row for row in members() if row.active and row.id == run.member_id)
    return next((actor_of(row) for row in here if may(row.role, Right.APPROVE)), None)


def _adopt_each(person: Actor, run: AdoptRun, at: datetime) -> None:
    for number, slug in enumerate(run.slugs):
        run.refresh_from_db(fields=["state"])
        if run.state != "running":
            return  # somebody stopped it
        queries.JOBS.tell(run, looking_at=library()[slug].title[:200], done=number)
        _adopt_one(person, run, slug, at)
    with deed(person, at) as record:
        run.refresh_from_db(fields=["state"])
        if run.state == "running":
            queries.JOBS.end(run, "done", at)
        data: dict[str, JSON] = {"adopted": run.kept, "not": [slug for slug, _ in run.left]}
        record.event("procedures", f"adoption {run.state}", "adoption", run.id, data)


def _adopt_one(person: Actor, run: AdoptRun, slug: str, at: datetime) -> None:
    """One with what it calls, or its reason why not. How far it came is kept in the same deed."""
    try:
        papers = {} if handbook.is_in_force(slug, run.on) else actions.starter_papers(
            actor=person, slugs=[slug], at=at, on=run.on
        )  # fmt: skip
        with deed(person, at) as record:
            if papers:
                actions.adopt(
                    actor=person, slug=slug, at=at, on=run.on, despite=run.despite, how=run.how, papers=papers
                )
            run.kept = [*run.kept, slug]
            run.save(update_fields=["kept"])
            record.event("procedures", "adoption went on", "adoption", run.id, {"procedure": slug})
    except ProcedureError as error:
        run.left = [*run.left, [slug, str(error)]]
        queries.JOBS.tell(run, left=run.left)
