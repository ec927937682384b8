"""Reads about people."""

from datetime import datetime

from django.db.models import QuerySet

from handrail.people.models import Invite, Member, Organization
from handrail.people.rights import Right, may


def members() -> "QuerySet[Member]":
    rows: QuerySet[Member] = Member.objects.select_related("user").order_by("-active", "user__name")
    return rows


def open_invites(at: datetime) -> "QuerySet[Invite]":
    rows: QuerySet[Invite] = Invite.objects.filter(used_at=None, withdrawn_at=None, expires_at__gte=at).order_by(
        "expires_at"
    )
    return rows


def those_who_may(right: Right) -> list[str]:
    """Names of the active members who may do this, for a refusal that says whom to ask."""
    return [m.user.name for m in members() if m.active and may(m.role, right)]


def no_organization_yet() -> bool:
    return not Organization.objects.exists()
