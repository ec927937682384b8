"""A person's calendar address."""

from handrail.desk.models import CalendarAddress
from handrail.people.models import Member


def standing(member: Member) -> CalendarAddress | None:
    """The one that is good."""
    found: CalendarAddress | None = CalendarAddress.objects.filter(member=member, ended_at=None).first()
    return found
