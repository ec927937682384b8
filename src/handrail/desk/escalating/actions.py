"""What the one who is asked does with an escalation, and what time does. Each is one event in the case's chain."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from handrail.desk.actions import DeskError, may_be_kept
from handrail.desk.escalating import access
from handrail.desk.escalating.queue import actions as queue
from handrail.desk.escalating.queue import queries
from handrail.desk.escalating.said import OPEN
from handrail.desk.escalating.severity import LONGEST, SEVERITIES, warn
from handrail.desk.models import Escalation, EscalationTimes
from handrail.desk.promises.reminding.lead import ESCALATION
from handrail.desk.promises.reminding.queries import leads
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.ledger.models import Timer
from handrail.ledger.queries import as_it_stands
from handrail.people.rights import Right, require

ROOM = "desk"
SETTINGS = "escalation-times"


def acknowledge(*, actor: Actor, row: Escalation, at: datetime) -> None:
    """I have it: from now on its time does not run, and nobody else is asked. Raises DeskError."""
    access.require_may_take(actor, row)
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.state == "taken":
            raise DeskError(_has(row))
        _still(row, "asked", "nobody")
        row.state, row.taken_by_id, row.taken_at, row.asked_id = "taken", actor.id, at, actor.id
        row.save()
        queue.no_more_watch(row, at)
        _event(record, row, "escalation-taken", {"in_time": row.late_at is None})


def decline(*, actor: Actor, row: Escalation, reason: str, at: datetime) -> None:
    """I can't take it: the next in line is asked; where there is nobody left, the agent hears so. Raises DeskError."""
    access.require_may_take(actor, row)
    _say(reason, "Write why you can’t take it. The one asked next reads it.")
    with deed(actor, at) as record:
        as_it_stands(row)
        _still(row, *OPEN)
        assert actor.id is not None
        row.declined = [*row.declined, str(actor.id)]
        rest = queue.next_in_line(row)
        row.state, row.asked_id = ("asked", rest[0].id) if rest else ("nobody", None)
        row.taken_by, row.taken_at = None, None
        row.save()
        if rest and not rest[0].on_duty:
            queue.tell(actor, row, rest[:1], at)
        _watch_again(row, at)
        data: dict[str, JSON] = {"next": rest[0].name if rest else ""}
        _event(record, row, "escalation-declined", data, {"reason": reason.strip()})


def give_back(*, actor: Actor, row: Escalation, answer: str, at: datetime) -> None:
    """Returned to the agent with an answer, which they read first. Raises DeskError."""
    access.require_may_take(actor, row)
    _say(answer, "Write what the agent is to do. They read it first.")
    with deed(actor, at) as record:
        as_it_stands(row)
        _still(row, *OPEN)
        row.taken_by_id, row.taken_at = row.taken_by_id or actor.id, row.taken_at or at
        row.save()
        queue.over(row.item, "returned", at)
        _event(record, row, "escalation-returned", {}, {"how": answer.strip()})


def stand_down(*, actor: Actor, row: Escalation, reason: str, at: datetime) -> None:
    """Nobody is needed for it any more, and the record says why. Who asked may, and who takes it. Raises DeskError."""
    access.require_may_end(actor, row)
    _say(reason, "Write why nobody is needed any more.")
    with deed(actor, at) as record:
        as_it_stands(row)
        _still(row, *OPEN)
        queue.over(row.item, "ended", at)
        _event(record, row, "escalation-ended", {}, {"reason": reason.strip()})


def read(*, actor: Actor, row: Escalation, at: datetime) -> None:
    """The agent of the case has read the answer; it waits for them no longer. Raises DeskError."""
    require(actor, Right.RUN)
    if actor.id != row.item.case.agent_id:
        raise DeskError("Only the one whose case it is says that they have read it.")
    with deed(actor, at) as record:
        as_it_stands(row)
        if row.state != "returned" or row.read_at is not None:
            raise DeskError("There is no answer to this one that waits to be read.")
        row.read_at = at
        row.save(update_fields=["read_at"])
        _event(record, row, "escalation-read")


def set_times(*, actor: Actor, minutes: Mapping[str, int], at: datetime) -> None:
    """How soon somebody says that they have it, by severity. Raises DeskError."""
    require(actor, Right.SETTINGS)
    wrong = [SEVERITIES[name].words for name in SEVERITIES if not 1 <= minutes.get(name, 0) <= LONGEST]
    if wrong:
        raise DeskError(f"{', '.join(wrong)}: write minutes, from 1 to {LONGEST:,}.")
    given = [minutes[name] for name in SEVERITIES]
    if given != sorted(given):
        raise DeskError("What is more urgent can’t be given more time. Look at the three numbers again.")
    with deed(actor, at) as record:
        row = EscalationTimes.objects.first() or EscalationTimes()
        row.minutes = {name: minutes[name] for name in SEVERITIES}
        row.save()
        record.event(ROOM, "escalation-times-set", SETTINGS, row.pk, dict(row.minutes))


# Time


def look(*, actor: Actor, escalation: UUID, at: datetime) -> None:
    """Done by the worker when a third of the time is left, as a warning before it is broken, and once more when it is
    over: the next in line is asked. What was taken meanwhile, or moved on, is left alone."""
    row = Escalation.objects.select_related("item__case__entry").filter(pk=escalation).first()
    if row is None or row.state not in ("asked", "nobody") or row.item.due_at is None:
        return
    with suppress(DeskError), deed(actor, at) as record:
        as_it_stands(row)
        _still(row, "asked", "nobody")  # it may have been taken in the moment between
        queue.no_more_watch(row, at)
        if at >= row.item.due_at:
            _late(record, row, at)
        else:
            _warn(record, row, at)


def _warn(record: Deed, row: Escalation, at: datetime) -> None:
    row.warned_at = at
    row.save(update_fields=["warned_at"])
    Timer.objects.create(kind=queue.WATCH, subject_id=row.pk, due_at=row.item.due_at)
    queue.tell(record.actor, row, [each for each in queries.people() if each.id == row.asked_id], at)
    _event(record, row, "escalation-warned")


def _late(record: Deed, row: Escalation, at: datetime) -> None:
    """Whoever was asked may still take it; it now waits for the next, who hears of it."""
    row.late_at = at
    rest = queue.next_in_line(row, [row.asked_id] if row.asked_id else [])
    if rest:
        row.asked_id, row.state = rest[0].id, "asked"
    row.save(update_fields=["late_at", "asked", "state"])
    queue.tell(record.actor, row, rest[:1] or [each for each in queries.people() if each.id == row.asked_id], at)
    _event(record, row, "escalation-late", {"next": rest[0].name if rest else ""})


def _watch_again(row: Escalation, at: datetime) -> None:
    """A time that still runs is watched on; one that had stopped, for somebody had taken it, runs again."""
    due_at = row.item.due_at
    waits = Timer.objects.filter(kind=queue.WATCH, subject_id=row.pk, done_at=None).exists()
    if waits or due_at is None or row.late_at is not None:
        return
    next_look = warn(row.severity, row.asked_at, due_at, queries.open_hours(), leads().get(ESCALATION))
    Timer.objects.create(kind=queue.WATCH, subject_id=row.pk, due_at=max(next_look, at) if at < due_at else at)


# What all of them do


def _still(row: Escalation, *states: str) -> None:
    if row.state not in states:
        raise DeskError("This one is over already. Escalate again, if somebody is needed.")


def _has(row: Escalation) -> str:
    who = row.taken_by.user.name if row.taken_by else "Somebody"
    return f"{who} has it already."


def _say(words: str, wanted: str) -> None:
    if not words.strip():
        raise DeskError(wanted)
    may_be_kept(words)


def _event(
    record: Deed,
    row: Escalation,
    kind: str,
    data: Mapping[str, JSON] | None = None,
    personal: Mapping[str, JSON] | None = None,
) -> None:
    told: dict[str, JSON] = {"escalation": str(row.pk), "to": row.to, "severity": row.severity, **(data or {})}
    record.event(ROOM, kind, "case", row.item.case_id, told, personal)
