"""Who may be asked, how soon, and the hours it is counted in."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from handrail.business.queries import known
from handrail.calendars.open_hours import OpenHours
from handrail.desk.escalating.line import Person
from handrail.desk.models import EscalationTimes
from handrail.facts.of_the_clock import opening_hours
from handrail.ledger import scope
from handrail.ledger.prepared import prepared
from handrail.people.models import Member, Organization


def people() -> list[Person]:
    """Those who work here, each with whether they are on duty."""
    return [Person(id_, name, role, since is not None) for id_, name, role, since in _working()]


@prepared
def _working() -> "QuerySet[Member, tuple[Any, ...]]":
    return Member.objects.filter(active=True).values_list("pk", "user__name", "role", "on_duty_since")


def open_hours() -> OpenHours:
    """When this business is open, as it says of itself; without a word about it, always."""
    zone = str(Organization.objects.get(pk=scope.current()).time_zone)
    return opening_hours(known(), zone)


def minutes() -> Mapping[str, int]:
    row = EscalationTimes.objects.first()
    return {str(name): int(count) for name, count in row.minutes.items()} if row else {}
