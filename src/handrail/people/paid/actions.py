"""Deeds about pay terms and duty."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.people.actions import PeopleError
from handrail.people.models import Member, Terms
from handrail.people.paid import queries
from handrail.people.rights import Right, require

ROOM = "people"


@dataclass(frozen=True, slots=True)
class Given:
    """What the business says of a person. `determined_by`: who or what decided the class."""

    overtime: str
    determined_on: date | None
    determined_by: str
    days: Collection[int]
    begins: time | None
    ends: time | None


def set_terms(*, actor: Actor, member: Member, given: Given, at: datetime) -> Terms:
    """Keep a person's class and usual paid hours. Raises PeopleError for half of either."""
    require(actor, Right.PEOPLE)
    if given.overtime and given.determined_on is None:
        raise PeopleError("Write the day on which this was determined.")
    if any((given.days, given.begins, given.ends)) and not all((given.days, given.begins, given.ends)):
        raise PeopleError("Usual paid hours need days, a beginning and an end. Fill in all three, or none.")
    with deed(actor, at) as record:
        row = queries.terms(member)
        row.overtime, row.determined_on, row.determined_by = given.overtime, given.determined_on, given.determined_by
        row.days, row.begins, row.ends = sorted(given.days), given.begins, given.ends
        row.save()
        hours = queries.hours_of(row)
        told: dict[str, JSON] = {
            "overtime": row.overtime, "determined_on": str(row.determined_on or ""), "by": row.determined_by,
            "hours": hours.in_words if hours else "",
        }  # fmt: skip
        record.event(ROOM, "terms-set", "member", member.pk, told)
    return row


def switch_duty(*, actor: Actor, member: Member, on: bool, at: datetime) -> None:
    """On duty or off: everyone for themselves, and whoever takes escalations for anyone."""
    require(actor, Right.RUN if actor.id == member.pk else Right.TAKE)
    if not member.active:
        raise PeopleError("This person is switched off, and can't be on duty.")
    with deed(actor, at) as record:
        member.on_duty_since = at if on else None
        member.save(update_fields=["on_duty_since"])
        record.event(ROOM, "on-duty" if on else "off-duty", "member", member.pk)
