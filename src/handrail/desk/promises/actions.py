"""What is promised to a customer, and what becomes of it. Each is one event in the case's chain."""

from datetime import datetime
from uuid import UUID

from handrail.desk.actions import ROOM, DeskError, may_be_kept
from handrail.desk.clocks.first import ANSWER
from handrail.desk.models import Case, Open
from handrail.desk.promises.queue import actions as queue
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.ledger.queries import as_it_stands
from handrail.people import actions as people
from handrail.people.models import MailServer, Member
from handrail.people.rights import Right, may, require

BECAME = ("kept", "broken", "released")
LONGEST = 300


def promise(*, actor: Actor, case: Case, what: str, by: datetime | None, person: Member | None, at: datetime) -> Open:
    """Something for this customer until a time: a call back, a visit, a credit. Raises DeskError."""
    require(actor, Right.RUN)
    if not what.strip():
        raise DeskError("Write what was promised, as you said it to the customer.")
    if len(what.strip()) > LONGEST:
        raise DeskError(f"That is too long for the list: {LONGEST} characters at most. The rest belongs into a note.")
    if by is None or by <= at:
        raise DeskError("Write until when: a day and a time that are still to come.")
    if case.merged_into_id is not None:
        raise DeskError("This case goes on in another one. Promise it there.")
    may_be_kept(what)
    _works_here(person)
    with deed(actor, at) as record:
        item = queue.put(case=case, what=what.strip(), by=by, at=at, person=person)
        data: dict[str, JSON] = {"item": str(item.pk), "by": by.isoformat(), "person": _name(person)}
        record.event(ROOM, "promised", "case", case.id, data, {"note": what.strip()})
    return item


def settle(*, actor: Actor, item: Open, became: str, how: str, at: datetime) -> None:
    """It was kept, or not, or the customer let us off: in a sentence. Raises DeskError."""
    require(actor, Right.RUN)
    if became not in BECAME:
        raise DeskError("Say what became of it: kept, not kept, or the customer let it go.")
    if not how.strip():
        raise DeskError("Write what was done, or what the customer said.")
    may_be_kept(how)
    with deed(actor, at) as record:
        as_it_stands(item)
        _still_open(item)
        item.closed_at = at
        item.save(update_fields=["closed_at"])
        queue.no_more_reminders(item.pk, at)
        in_time = item.due_at is None or at <= item.due_at
        data: dict[str, JSON] = {"item": str(item.pk), "became": became, "in_time": in_time}
        record.event(ROOM, f"promise-{became}", "case", item.case_id, data, {"note": item.what, "how": how.strip()})


def give(*, actor: Actor, item: Open, to: Member, at: datetime) -> None:
    """Another person keeps it from now on. Raises DeskError."""
    require(actor, Right.RUN)
    _works_here(to)
    with deed(actor, at) as record:
        as_it_stands(item)
        _still_open(item)
        if to.pk == keeper(item).pk:
            raise DeskError(f"{to.user.name} keeps it already.")
        data: dict[str, JSON] = {"item": str(item.pk), "from": _name(keeper(item)), "to": _name(to)}
        item.person = to
        item.save(update_fields=["person"])
        record.event(ROOM, "promise-given", "case", item.case_id, data)


def remind(*, actor: Actor, item: UUID, at: datetime) -> None:
    """Done by the worker before its time is over: by mail, where mail is set up, with the case by its number
    and no word of the customer's. What is settled meanwhile is left alone."""
    row = Open.objects.select_related("case__agent__user", "person__user").filter(pk=item, closed_at=None).first()
    if row is None:
        return
    with deed(actor, at) as record:
        queue.no_more_reminders(row.pk, at)
        to = keeper(row)
        if MailServer.objects.exists():
            subject, body = _reminder(row)
            people.send_mail(actor=actor, to=to.user.email, subject=subject, body=body, at=at)
        data: dict[str, JSON] = {"item": str(row.pk), "person": _name(to)}
        record.event(ROOM, "answer-reminded" if row.kind == ANSWER else "promise-reminded", "case", row.case_id, data)


def _reminder(row: Open) -> tuple[str, str]:
    what, told = ("A promise", "Something you promised") if row.kind != ANSWER else (("The first answer",) * 2)
    case = f"in case {row.case.number}"
    body = f"{told} {case} ({row.case.entry.title}) is due soon. Sign in to Handrail and look under Desk, Due.\n"
    return f"{what} {case} is due", body


def keeper(item: Open) -> Member:
    """Who keeps it: somebody by name, else whoever has the case now."""
    return item.person or item.case.agent


def _still_open(item: Open) -> None:
    if item.kind != "due":
        raise DeskError("This is no promise. Close it where it stands.")
    if item.closed_at is not None:
        raise DeskError("What became of this one is in the record already.")


def _works_here(person: Member | None) -> None:
    if person is not None and (not person.active or not may(person.role, Right.RUN)):
        raise DeskError(f"{person.user.name} does not work at the desk. Choose somebody who does.")


def _name(person: Member | None) -> str:
    return str(person.user.name) if person else ""
