"""Deeds at the desk. Each is one event in the case's chain and one durable commit."""

from collections.abc import Mapping
from datetime import datetime

from handrail.desk import queries
from handrail.desk.models import Case, Open
from handrail.desk.records import turn_data
from handrail.facts.vocabulary import Value
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import Deed, deed
from handrail.ledger.models import Timer
from handrail.people.models import Member
from handrail.people.rights import Right, require
from handrail.procedures.language import engine
from handrail.procedures.language.engine import Effect, EngineError, Event, State, Turn
from handrail.procedures.models import Revision

ROOM = "desk"
WAIT = "case-wait"
MOVED_ON = "This case has moved on since this page was loaded. Nothing was changed; here is where it stands."


class DeskError(Exception):
    """A deed at the desk that cannot be done; the message says why and what to do next."""


def start(
    *, actor: Actor, member: Member, revision: Revision, channel: str, at: datetime, known: Mapping[str, Value]
) -> Case:
    """Open a case on a version in force. `known` holds facts that need not be asked (of business and customer)."""
    require(actor, Right.RUN)
    if revision.state != "published" or revision.bundle is None:
        raise DeskError("This version is not in force. Choose one that is.")
    world = queries.world(at)
    facts: dict[str, Value] = {**known, "case.channel": channel, "case.opened_on": world.today}
    event = engine.Start(revision.entry.slug, facts, queries.unknown_of_business(facts))
    with deed(actor, at) as record:
        case = Case(
            number=_next_number(at),
            entry=revision.entry,
            bundle=revision.bundle,
            agent=member,
            channel=channel,
            opened_at=at,
        )
        pins: dict[str, JSON] = {"bundle": revision.bundle.hash, "version": revision.number, "number": case.number}
        _turn(record, case, "started", event, pins)
    return case


def answer(
    *,
    actor: Actor,
    case: Case,
    at: datetime,
    step: str,
    facts: Mapping[str, Value],
    beyond: frozenset[str] = frozenset(),
    confirmed: bool | None = None,
) -> None:
    """The step in hand is done. `step` is the one the agent saw: an answer to another step is refused, so a doubled or
    late submission changes nothing. Raises UnansweredError for facts still missing."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        _turn(record, case, "answered", engine.Answer(facts, beyond, confirmed), {"step": step})


def skip(*, actor: Actor, case: Case, at: datetime, step: str, reason: str) -> None:
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        _turn(record, case, "skipped", engine.Skip(reason), {"step": step}, {"reason": reason})


def escalate(*, actor: Actor, case: Case, at: datetime, to: str, why: str) -> None:
    require(actor, Right.RUN)
    if to not in ("supervisor", "legal", "manager", "owner"):
        raise DeskError("Choose to whom: supervisor, legal, manager or owner.")
    if not why.strip():
        raise DeskError("Write why. The one who takes it reads this first.")
    with deed(actor, at) as record:
        _turn(record, case, "escalated", engine.Escalate(to, why), {"to": to}, {"reason": why})


def pause(*, actor: Actor, case: Case, at: datetime, reason: str) -> None:
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        _turn(record, case, "paused", engine.Pause(reason), {}, {"reason": reason})


def resume(*, actor: Actor, case: Case, at: datetime) -> None:
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        _turn(record, case, "resumed", engine.Resume(), {})


def time_out(*, actor: Actor, case: Case, at: datetime) -> None:
    """The longest wait is over: the step's own way for it. Done by the worker, once; a case that moved on is left."""
    require(actor, Right.RUN)
    with deed(actor, at) as record:
        _turn(record, case, "timed-out", engine.TimedOut(), {})


def note(*, actor: Actor, case: Case, at: datetime, text: str) -> None:
    require(actor, Right.RUN)
    if not text.strip():
        raise DeskError("Write the note first.")
    with deed(actor, at) as record:
        record.event(ROOM, "noted", "case", case.id, {}, {"note": text})


def rate(*, actor: Actor, case: Case, at: datetime, score: int) -> None:
    """The customer's answer to "how satisfied are you", 1 to 5, asked at the end."""
    require(actor, Right.RUN)
    if case.status != "ended" or score not in range(1, 6):
        raise DeskError("The question comes at the end of a case; the answer is 1 to 5.")
    with deed(actor, at) as record:
        case.csat = score
        case.save(update_fields=["csat"])
        record.event(ROOM, "rated", "case", case.id, {"csat": score})


def close_item(*, actor: Actor, item: Open, at: datetime, how: str) -> None:
    """An escalation was taken care of, or a promise kept."""
    require(actor, Right.TAKE if item.kind == "escalation" else Right.RUN)
    if not how.strip():
        raise DeskError("Write what was done.")
    with deed(actor, at) as record:
        item.closed_at = at
        item.save(update_fields=["closed_at"])
        record.event(ROOM, "item-closed", "case", item.case_id, {"kind": item.kind, "what": item.what}, {"how": how})


# The one way a case moves


def _turn(
    record: Deed,
    case: Case,
    kind: str,
    event: Event,
    more: Mapping[str, JSON],
    personal: Mapping[str, JSON] | None = None,
) -> None:
    state = queries.state(case) if kind != "started" else State()
    if "step" in more:
        _must_be_at(state, str(more["step"]))
    try:
        turn = engine.decide(queries.procedures(case), state, event, queries.world(record.at))
    except engine.UnansweredError:
        raise
    except EngineError as error:
        raise DeskError(str(error)) from error
    _list_row(case, turn, record.at)
    data, sealed = turn_data(turn)
    record.event(ROOM, kind, "case", case.id, {**more, **data}, {**sealed, **(personal or {})})
    for effect in turn.effects:
        _carry_out(case, effect)
    _keep_timer(case, turn, record.at)


def _list_row(case: Case, turn: Turn, at: datetime) -> None:
    """Keep the row that lists show in step with the turn."""
    case.status, case.outcome = turn.status, turn.outcome or ""
    step = queries.procedures(case)[turn.at.procedure].step(turn.at.step) if turn.at else None
    case.step_name = step.name if step else ""
    case.ended_at = at if turn.status == "ended" else None
    case.save()


def _keep_timer(case: Case, turn: Turn, at: datetime) -> None:
    """A case that waits has one timer; any other has none left."""
    Timer.objects.filter(kind=WAIT, subject_id=case.id, done_at=None).update(done_at=at)
    if turn.status == "waiting" and turn.wait_until:
        Timer.objects.create(kind=WAIT, subject_id=case.id, due_at=turn.wait_until)


def _carry_out(case: Case, effect: Effect) -> None:
    if effect.kind == "escalate":
        Open.objects.create(case=case, kind="escalation", role=effect.to, what=effect.text[:300] or "Escalated")
    elif effect.kind == "due":
        Open.objects.create(case=case, kind="due", what=effect.text[:300], due_at=effect.at)


def _must_be_at(state: State, step: str) -> None:
    here = state.at
    if here is None or here.step != step:
        raise DeskError(MOVED_ON)


def _next_number(at: datetime) -> str:
    year = f"{at:%Y}"
    last = Case.objects.filter(number__startswith=f"{year}-").order_by("-number").first()
    return f"{year}-{int(last.number[5:]) + 1 if last else 1:06d}"
