"""Deeds that take a case back: an answer changed, an ended case opened again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handrail.calendars.clock import stamp
from handrail.customers import queries as customers
from handrail.desk import law, queries
from handrail.desk.actions import DeskError, keep_turn, learn_of, may_be_kept, wait_for_role
from handrail.desk.going_back.inputs import ASIDE, UNUSED, Change
from handrail.desk.going_back.queries import Tried, may_change, of, tried
from handrail.desk.going_back.replay import Did
from handrail.desk.models import Case, Open
from handrail.desk.records import Kept, turn_of
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.people.rights import Right, require
from handrail.procedures.language.engine import Answer, EngineError, How, State, Turn, apply

MEND = "mend"
LEFT: tuple[How, ...] = ("left",)
NOTHING_NEW = "That is what the record says already. Nothing was changed."


def change(*, actor: Actor, case: Case, at: datetime, told_now: Change, reason: str = "") -> Tried:
    """An answer is another one. The way is worked out anew: what stays valid stays; what was done and lies off it, or
    was done with other values, becomes an open item for a person. Raises DeskError."""
    require(actor, Right.RUN)
    may_be_kept(reason)
    customers.finding_key()
    with deed(actor, at) as record:
        told = queries.events(case.id)
        found = worked(case, told, told_now, at)
        now = queries.moment({**found.before.facts, **found.turn.facts}, at)
        _keep(record, case, found, told_now, reason, now)
        for did in found.after.to_mend:
            Open.objects.create(case=case, kind=MEND, role="agent", what=_mend(did))
        _no_longer_due(case, replace(now, facts=found.after.state.facts), at)
        if found.turn.at != found.before.at:
            wait_for_role(actor, case, found.before, found.turn, at)
        learn_of(record, case, found.after.state.facts, told_now.facts)
    return found


def worked(case: Case, told: Sequence[Kept], told_now: Change, at: datetime) -> Tried:
    """What it would come to. Raises DeskError for what can't be changed."""
    state = queries.fold_in(case, told).state
    if state.status not in ("open", "waiting"):
        raise DeskError("An answer is changed while the case is open. Take it up or reopen it first.")
    wrong = told_now.names - set(may_change(case, told))
    if wrong:
        raise DeskError("This was worked out or is not an answer of this case. Change what it rests on.")
    same = all(state.facts.get(name) == value for name, value in told_now.facts.items())
    if same and told_now.beyond <= state.beyond and not _says_otherwise(case, told, told_now):
        raise DeskError(NOTHING_NEW)
    try:
        return tried(case, told, told_now, at)
    except EngineError as error:
        raise DeskError(str(error)) from error


def _says_otherwise(case: Case, told: Sequence[Kept], told_now: Change) -> bool:
    if told_now.place is None or told_now.confirmed is None:
        return False
    rows = [row.event for row in of(case, told).rows if row.place == told_now.place and isinstance(row.event, Answer)]
    return bool(rows) and rows[-1].confirmed is not told_now.confirmed


def _keep(record: Deed, case: Case, found: Tried, told_now: Change, reason: str, now: law.Moment) -> None:
    after = found.after
    more: dict[str, JSON] = {
        "changed": list[JSON](sorted(told_now.names)),
        ASIDE: list[JSON](sorted(after.aside)),
        UNUSED: list[JSON](sorted(found.unused)),
        "mend": [{"step": did.place.step, "name": did.name, "by": did.by} for did in after.to_mend],
        "again": [{"step": did.place.step, "name": did.name} for did in after.again],
    }
    if told_now.place and told_now.confirmed is not None:
        place: JSON = {"procedure": told_now.place.procedure, "step": told_now.place.step}
        more |= {"place": place, "confirmed": told_now.confirmed}
    more |= {"to_a_person": found.why} if found.why else {}
    personal: dict[str, JSON] = {"reason": reason.strip()} if reason.strip() else {}
    keep_turn(record, case, "answer-changed", now, found.turn, more, personal, found.asked)


def _mend(did: Did) -> str:
    return f"Look after “{did.name}”: {did.by} did it, and the case goes another way or has other values now."[:300]


def _no_longer_due(case: Case, now: law.Moment, at: datetime) -> None:
    """Deadlines of law that follow no more from what is known now leave the queue; the record holds why they stood."""
    there = {row.kind for row in law.deadlines(now, queries.kinds_met(case)) if row.at is not None}
    rows = Open.objects.filter(case=case, kind="law", closed_at=None).exclude(duty__in=there)
    rows.update(closed_at=at)


def reopen(*, actor: Actor, case: Case, at: datetime, reason: str) -> None:
    """An ended case goes on at the step at which it ended. Raises DeskError."""
    require(actor, Right.RUN)
    may_be_kept(reason)
    if not reason.strip():
        raise DeskError("Write why it is opened again. The record shows both ends.")
    with deed(actor, at) as record:
        told = queries.events(case.id)
        state = queries.fold_in(case, told).state
        if state.status != "ended" or case.merged_into_id:
            raise DeskError("Only a case that ended by itself is opened again. Go on in the one it was joined with.")
        last, before = _ending(told)
        if before.at is None:
            raise DeskError("It ended as it began; there is no step to go back to. Begin a new case.")
        turn = _back_to(state, before)
        pins: dict[str, JSON] = {ASIDE: [last], UNUSED: [], "ended_at": stamp(told[last].at)}
        now = queries.moment(state.facts, at)
        keep_turn(record, case, "reopened", now, turn, pins, {"reason": reason.strip()}, ())


def _ending(told: Sequence[Kept]) -> tuple[int, State]:
    """The event that ended the case, and where it stood before."""
    state, last, before = State(), 0, State()
    for number, kept in enumerate(told):
        if "moves" not in kept.data:
            continue
        after = apply(state, turn_of(kept))
        if after.status == "ended" and state.status != "ended":
            last, before = number, state
        state = after
    return last, before


def _back_to(state: State, before: State) -> Turn:
    """Where it stood before it ended, with all that was told since."""
    undone = dict(state.trail[len(before.trail) :]).keys() - dict(before.trail).keys()
    left = tuple((step, how) for step in sorted(undone) for how in LEFT)
    marks = {name: before.marks.get(name, 0) for name in state.marks if not name.startswith("once:")}
    changed = {name: mark for name, mark in marks.items() if state.marks.get(name, 0) != mark}
    return Turn({}, frozenset(), left, "open", before.at, before.calls, None, None, (), frozenset(), changed)
