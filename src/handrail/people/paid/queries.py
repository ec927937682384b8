"""Reads of who is paid for overtime, and when."""

from datetime import datetime
from uuid import UUID

from handrail.ledger import direct
from handrail.people.models import Member, Organization, Terms
from handrail.people.paid.hours import Determined, PaidHours, in_words, outside


def hours_of(row: Terms) -> PaidHours | None:
    if not row.days or row.begins is None or row.ends is None:
        return None
    return PaidHours(frozenset(row.days), row.begins, row.ends)


def terms(member: Member) -> Terms:
    """What is written of this person; an empty row, not kept yet, where nothing is."""
    return Terms.objects.filter(member=member).first() or Terms(member=member)


def terms_by_member() -> dict[UUID, Terms]:
    return {row.member_id: row for row in Terms.objects.all()}


def classes() -> dict[str, str]:
    """For each role that somebody has, whether it is exempt from overtime, by which determination: it stands on each
    printed procedure. Where people of a role differ, all of it is said; a role nobody was determined in is left out."""
    found: dict[str, list[Terms | None]] = {}
    kept = terms_by_member()
    for member in Member.objects.filter(active=True).order_by("joined_at", "id"):
        found.setdefault(member.role, []).append(kept.get(member.pk))
    return {role: words for role, rows in found.items() if (words := in_words(_determined(row) for row in rows))}


def _determined(row: Terms | None) -> Determined | None:
    if row is None or not row.overtime or row.determined_on is None:
        return None
    return Determined(row.overtime, row.determined_on, row.determined_by)


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
