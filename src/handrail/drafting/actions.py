"""Deeds of drafting: ask for a draft, carry it out, stop it; propose procedures of it, or adopt them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from handrail.drafting import queries
from handrail.drafting.models import DraftRun
from handrail.drafting.plan import Plan, make_plan
from handrail.drafting.told import as_json
from handrail.law.queries import law_in_use
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.models import Organization
from handrail.people.rights import Right, require
from handrail.procedures import actions as procedures
from handrail.procedures.actions import ProcedureError
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library
from handrail.procedures.shelving import actions as shelving
from handrail.procedures.shelving.actions import Taken

ROOM, DRAFT = queries.ROOM, queries.DRAFT


class DraftingError(Exception):
    """What cannot be drafted, proposed or adopted; the message says why and what to do next."""


def draft(*, actor: Actor, at: datetime, on: date) -> DraftRun:
    """Ask for a draft under the law of a day. The worker takes it up."""
    require(actor, Right.DESCRIBE)
    with deed(actor, at) as record:
        if queries.under_way(at):
            raise DraftingError("A draft is being made already. Wait for it, or stop it first.")
        return queries.JOBS.ask(record, {"on": on.isoformat()}, law_on=on)


def stop(*, actor: Actor, run: DraftRun, at: datetime) -> None:
    """A draft not begun is never begun; what one under way comes to is not kept."""
    require(actor, Right.DESCRIBE)
    if run.state not in ("waiting", "running"):
        raise DraftingError("This draft has ended already.")
    queries.JOBS.stop(actor, run, at)


def carry_out(*, actor: Actor, run_id: UUID, at: datetime) -> None:
    """Make the plan of a draft that waits. Taken up once; the work stands between two deeds, so that nobody's writing
    waits for it."""
    run = queries.JOBS.begin(actor, run_id, at)
    if run is None:
        return
    organization = Organization.objects.get(pk=run.organization_id)
    try:
        plan = make_plan(queries.given(organization), library(), law_in_use(run.law_on), run.law_on, _Teller(run))
    except (ValueError, MemoryError) as error:
        queries.JOBS.fail(actor, run, str(error) or "Too little memory is free on this machine.", at)
        return
    _keep(actor, run, plan, at)


class _Teller:
    """Notes how far a draft is."""

    def __init__(self, run: DraftRun) -> None:
        self._run = run

    def __call__(self, what: str, done: int, of: int) -> None:
        queries.JOBS.tell(self._run, looking_at=what[:200], done=done, every=of)


def _keep(actor: Actor, run: DraftRun, plan: Plan, at: datetime) -> None:
    with deed(actor, at) as record:
        run.refresh_from_db()
        if run.state == "running":
            run.plan = as_json(plan)
            queries.JOBS.end(run, "done", at, "plan")
        data: dict[str, JSON] = {"procedures": [row.slug for row in plan.procedures]}
        record.event(ROOM, run.state, "draft", run.id, data)


def propose(*, actor: Actor, run: DraftRun, slugs: Sequence[str], at: datetime) -> None:
    """Ask those who may approve to adopt procedures of a draft: they find them ticked."""
    require(actor, Right.DESCRIBE)
    wanted = _of_plan(run, slugs)
    with deed(actor, at) as record:
        run.proposed, run.proposed_by = wanted, actor.name
        run.save(update_fields=["proposed", "proposed_by"])
        record.event(ROOM, "proposed", "draft", run.id, {"procedures": list(wanted)})


def take(
    *, actor: Actor, run: DraftRun, slugs: Sequence[str], at: datetime, on: date, despite: str,
    how: Mapping[str, JSON],
) -> Taken:  # fmt: skip
    """Adopt the ticked ones of a draft: few at once, many by the worker; those on law out of date only with a
    reason."""
    require(actor, Right.APPROVE)
    wanted = _of_plan(run, slugs)
    try:
        taken = shelving.take(actor=actor, slugs=wanted, at=at, on=on, despite=despite, how=how)
    except ProcedureError as error:
        raise DraftingError(str(error)) from None
    gone = [slug for slug in wanted if slug not in taken.waits]
    with deed(actor, at) as record:
        run.proposed = [slug for slug in run.proposed if slug not in gone]
        run.save(update_fields=["proposed"])
        record.event(ROOM, "adopted", "draft", run.id, {"procedures": list[JSON](gone)})
    return taken


def adopt(
    *, actor: Actor, run: DraftRun, slugs: Sequence[str], at: datetime, on: date, despite: str = ""
) -> list[Revision]:
    """Put procedures of a draft in force, all or none; one that is in force already stays as it is. `despite`: why,
    though the law behind them is out of date."""
    require(actor, Right.APPROVE)
    wanted = _of_plan(run, slugs)
    new = [slug for slug in wanted if slug not in queries.in_force(on)]
    papers = procedures.starter_papers(actor=actor, slugs=new, at=at, on=on)
    with deed(actor, at) as record:
        rows = [_adopted(actor, slug, at, on, despite, papers) for slug in new if slug not in queries.in_force(on)]
        run.proposed, run.proposed_by = [slug for slug in run.proposed if slug not in wanted], run.proposed_by
        run.save(update_fields=["proposed"])
        record.event(ROOM, "adopted", "draft", run.id, {"procedures": list(wanted)})
    return rows


def _adopted(actor: Actor, slug: str, at: datetime, on: date, despite: str, papers: Mapping[str, bytes]) -> Revision:
    try:
        return procedures.adopt(actor=actor, slug=slug, at=at, on=on, despite=despite, papers=papers)
    except ProcedureError as error:
        raise DraftingError(f"{library()[slug].title}: {error}") from None


def _of_plan(run: DraftRun, slugs: Sequence[str]) -> list[str]:
    """The chosen ones the draft has, in its order. Raises DraftingError when none was chosen."""
    plan = queries.plan_of(run)
    wanted = [row.slug for row in plan.procedures if row.slug in slugs] if plan else []
    if not wanted:
        raise DraftingError("Tick at least one procedure first.")
    return wanted
