"""What our own clocks say when a case begins, is answered and ends: in its record, as they stood then, and in the
queue. Stands inside a deed of the desk, which writes the event."""

from datetime import datetime, timedelta

from handrail.calendars.clock import stamp
from handrail.calendars.open_hours import OpenHours, between
from handrail.desk import queries
from handrail.desk.clocks import first
from handrail.desk.clocks.answering.aims import CHANNELS
from handrail.desk.clocks.answering.queries import aim_for
from handrail.desk.clocks.counting import clock
from handrail.desk.clocks.told import stops, when
from handrail.desk.escalating.queue.queries import open_hours
from handrail.desk.models import Case, Open
from handrail.desk.promises.queue import actions as queue
from handrail.ledger import direct
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.procedures.language.engine import Turn
from handrail.procedures.language.steps import Targets

A_MINUTE = timedelta(minutes=1)


def with_turn(*, actor: Actor, case: Case, kind: str, turn: Turn, at: datetime, since: datetime) -> dict[str, JSON]:
    """What of the clocks goes into the event of a turn. `since`: when the customer turned to us."""
    procedure = queries.procedures(case).get(case.entry.slug)
    aims = procedure.targets if procedure else Targets()
    told: dict[str, JSON] = {}
    if kind == "started":
        told |= _begun(case, aims, turn, since, at)
    elif aims.first_response or case.channel in CHANNELS:
        told |= _answered(actor, case, kind, turn, at)
    if aims.resolution_time and turn.status == "ended" and kind != "merged":
        told[first.SETTLED] = _settled(case, aims.resolution_time, at)
    return {first.CLOCK: told} if told else {}


def _begun(case: Case, aims: Targets, turn: Turn, since: datetime, at: datetime) -> dict[str, JSON]:
    """Where an answer is waited for and somebody aims at one: the procedure, else the business for this channel."""
    of_business = "" if aims.first_response else aim_for(case.channel)
    aim = aims.first_response or of_business
    if not aim or turn.status == "ended" or not first.is_waited_for(turn):
        return {}
    told = _begin(case, first.no_later(aim, aims.resolution_time, since, open_hours()), since, at)
    return {first.FIRST: {**told, **({"of": first.BUSINESS} if of_business else {})}}


def _begin(case: Case, aim: str, since: datetime, at: datetime) -> dict[str, JSON]:
    """The end is fixed when it begins, in the hours known then: it stands still for nothing."""
    due = clock(since, aim, [], since, open_hours()).due
    item = Open(case=case, kind=first.ANSWER, what=first.WHAT, due_at=due)
    direct.insert(item)
    if due > at:
        queue.remind(item.pk, at, due)
    return {"aim": aim, "since": stamp(since), "due": stamp(due)}


def _answered(actor: Actor, case: Case, kind: str, turn: Turn, at: datetime) -> dict[str, JSON]:
    """The customer is answered, or the case is over; else nothing."""
    given = first.answers(turn, kind, case.channel, by_person=actor.kind == "person")
    if not given and turn.status != "ended":
        return {}
    for id_, due in direct.read(Open, ["id", "due_at"], case=case.id, kind=first.ANSWER, closed_at=None):
        Open.objects.filter(pk=id_).update(closed_at=at)
        queue.no_more_reminders(id_, at)
        return {first.FIRST: {"answered": given, "at": stamp(at), **_measured(at, due, open_hours())}}
    return {}


def _settled(case: Case, aim: str, at: datetime) -> JSON:
    told, hours = queries.events(case.id), open_hours()
    begun = when(told[0]) if told else at
    now = clock(begun, aim, stops(told), at, hours)
    stood = now.stood // A_MINUTE
    row: dict[str, JSON] = {"aim": aim, "due": stamp(now.due), "stood": stood}
    return row | _measured(at, now.due, hours)


def _measured(at: datetime, due: datetime, hours: OpenHours) -> dict[str, JSON]:
    """Late or not, and by how much, in open time."""
    begins, ends = sorted((at, due))
    return {"late": at > due, "minutes": between(begins, ends, hours) // A_MINUTE}
