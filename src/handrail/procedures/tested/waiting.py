"""What waits for a person: scenarios in force that come out otherwise since the law, or a procedure, changed."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures.models import Revision
from handrail.procedures.tested.queries import surprised
from handrail.web.waiting import Waiting

_NAMED = 2


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """For who may write; nothing here asks for more than a look and a draft."""
    if not may(member.role, Right.WRITE):
        return []
    today = at.astimezone(ZoneInfo(zone)).date()
    return [_line(row, names) for row, names in surprised(today)]


def _line(row: Revision, names: Sequence[str]) -> Waiting:
    told = f"{', '.join(names[:_NAMED])}{' …' if names[_NAMED:] else ''}"
    return Waiting(
        "decide", f"Scenarios of {row.entry.title} come out otherwise", reverse("revision-scenarios", args=[row.pk]),
        f"Since the law, or a procedure it runs, changed: {told}", "Look at them", tone="danger", label="to look at",
    )  # fmt: skip
