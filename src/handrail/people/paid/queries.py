"""Reads of who is paid for overtime, and when."""

from datetime import datetime
from uuid import UUID

from handrail.ledger import direct
from handrail.people.models import Member, Organization, Terms
from handrail.people.paid.hours import PaidHours, outside


def hours_of(row: Terms) -> PaidHours | None:
    if not row.days or row.begins is None or row.ends is None:
        return None
    return PaidHours(frozenset(row.days), row.begins, row.ends)


def terms(member: Member) -> Terms:
    """What is written of this person; an empty row, not kept yet, where nothing is."""
    return Terms.objects.filter(member=member).first() or Terms(member=member)


def terms_by_member() -> dict[UUID, Terms]:
    return {row.member_id: row for row in Terms.objects.all()}


def works_outside(member: UUID | None, at: datetime) -> str:
    """The usual paid hours, in words, of somebody paid for overtime who works outside them now; else nothing. Asked at
    every step."""
    if member is None:
        return ""
    for row in direct.find(Terms, member=member):
        hours = hours_of(row)
        ((zone,),) = direct.read(Organization, ["time_zone"], id=row.organization_id)
        return hours.in_words if hours and outside(row.overtime, hours, at, zone) else ""
    return ""
