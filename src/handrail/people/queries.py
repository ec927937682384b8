"""Reads about people."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from handrail.ledger import scope
from handrail.ledger.models import Outgoing
from handrail.people.models import Invite, MailServer, Member, Organization
from handrail.people.rights import Right, may


def members() -> "QuerySet[Member]":
    """With whether each has a second proof."""
    proof = Exists(Authenticator.objects.filter(user=OuterRef("user")))
    rows: QuerySet[Member] = (
        Member.objects.select_related("user").annotate(has_proof=proof).order_by("-active", "user__name")
    )
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


def mail_server() -> MailServer | None:
    row: MailServer | None = MailServer.objects.first()
    return row


def address_of(id_: UUID) -> str:
    """The e-mail address of a member, or nothing."""
    found: Member | None = Member.objects.select_related("user").filter(pk=id_).first()
    return str(found.user.email) if found else ""


def member_with_mail(email: str) -> Member | None:
    """A member with this address whose business has set up mail. Before sign-in, so across organizations."""
    has_mail = MailServer.everywhere.values("organization_id")
    rows = Member.everywhere.filter(user__email=email.lower(), active=True, organization_id__in=has_mail)
    found: Member | None = rows.order_by("joined_at").first()
    return found


def troubled_mail() -> "QuerySet[Outgoing]":
    """Mail that was tried and has not gone, newest first."""
    rows: QuerySet[Outgoing] = Outgoing.objects.filter(kind="mail", done_at=None, tries__gt=0).order_by("-made_at")
    return rows


def one_at_a_time() -> None:
    """Inside a deed or a turn, before any other row is held: those of this business that ask for it come one after the
    other. On SQLite all deeds do. On PostgreSQL two would else give the same number, or a legal hold be set in the very
    moment in which its things go."""
    if connection.features.has_select_for_update:
        rows = Organization.objects.select_for_update(no_key=True).filter(pk=scope.current())
        list(rows.values_list("pk", flat=True))
