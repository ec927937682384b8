"""Deeds about people."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from handrail.ledger import scope
from handrail.ledger.actor import Actor, system
from handrail.ledger.deed import deed
from handrail.ledger.ids import new_id
from handrail.ledger.locked_text import LockedTextError, lock, unlock
from handrail.ledger.models import Outgoing
from handrail.people import codes, post
from handrail.people.mail_tokens import actions as mail_tokens
from handrail.people.mail_tokens.asking import ConsentError
from handrail.people.models import TOKEN, Invite, MailServer, Member, Organization, OwnerLink, User
from handrail.people.rights import Right, Role, require

LINK_HOURS = 24
INVITE_HOURS = 72
USED = "This link was used or is older than a day. Make a new one with: handrail owner-link"
OPENS_NOTHING = "This code opens nothing. Check its letters, or ask the owner for a new one."
MAIL = "mail"
MAIL_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))


class PeopleError(Exception):
    """A deed about people that cannot be done; the message says why and what to do next."""


def make_owner_link(*, at: datetime, organization: Organization | None = None) -> str:
    """A token for a link that works once, for a day. For an organization that exists it goes on its record."""
    token = codes.new_token()
    row = OwnerLink(
        token_hash=codes.hashed(token),
        organization=organization,
        made_at=at,
        expires_at=at + timedelta(hours=LINK_HOURS),
    )
    if organization is None:
        row.save()
        return token
    with deed(system(organization.id), at) as record:
        row.save()
        record.event(
            "people", "owner-link-made", "organization", organization.id, {"expires": row.expires_at.isoformat()}
        )
    return token


def owner_link(*, token: str, at: datetime) -> OwnerLink:
    """The link behind a token. Raises PeopleError if it is unknown, used or too old."""
    link = OwnerLink.objects.select_related("organization").filter(token_hash=codes.hashed(token)).first()
    if link is None:
        raise PeopleError("This link is not known here. Make a new one with: handrail owner-link")
    if link.used_at or link.expires_at < at:
        raise PeopleError(USED)
    return link


def found_organization(
    *,
    link: OwnerLink,
    name: str,
    email: str,
    password: str,
    business: str,
    time_zone: str,
    at: datetime,
    is_demo: bool = False,
) -> Member:
    """The first owner and their business, in one deed."""
    if link.organization_id:
        raise PeopleError("This link is for a business that exists already; sign in there.")
    organization = Organization(id=new_id(), name=business, time_zone=time_zone, created_at=at, is_demo=is_demo)
    actor = Actor("person", None, name, Role.OWNER, organization.id)
    with deed(actor, at) as record:
        organization.save()
        member = _add_member(email=email, password=password, name=name, role=Role.OWNER, at=at)
        _use(link, at)
        record.event("people", "organization-founded", "organization", organization.id, {"business": business})
        record.event(
            "people", "member-joined", "member", member.id, {"role": Role.OWNER.value}, {"name": name, "email": email}
        )
    return member


def let_owner_in(*, link: OwnerLink, email: str, password: str, at: datetime) -> Member:
    """A locked-out owner sets a new password through a link made on the machine itself; on the record."""
    if link.organization is None:
        raise PeopleError("This link makes a new business; it lets nobody into an old one.")
    with scope.organization(link.organization.id):
        member: Member | None = (
            Member.objects.select_related("user")
            .filter(user__email=email.lower(), role=Role.OWNER, active=True)
            .first()
        )
    if member is None:
        raise PeopleError("No owner of this business has that e-mail address. Look at the spelling.")
    with deed(actor_of(member), at) as record:
        member.user.set_password(password)
        member.user.save(update_fields=["password"])
        Authenticator.objects.filter(user=member.user).delete()  # the phone may be what was lost
        _use(link, at)
        record.event("people", "owner-let-in", "member", member.id, {"by": "a link made on the machine"})
    return member


def _use(link: OwnerLink, at: datetime) -> None:
    """Once: of two who came at the same moment, the second is told."""
    if not OwnerLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise PeopleError(USED)


def invite(*, actor: Actor, name: str, role: str, at: datetime) -> tuple[Invite, str]:
    """Hold a place; returns the row and the code to show on the screen, which is kept nowhere."""
    require(actor, Right.PEOPLE)
    code = codes.new_code()
    with deed(actor, at) as record:
        row = Invite.objects.create(
            name=name, role=Role(role), code_hash=codes.hashed(code), expires_at=at + timedelta(hours=INVITE_HOURS)
        )
        record.event("people", "invited", "invite", row.id, {"role": role}, {"name": name})
    return row, code


def withdraw_invite(*, actor: Actor, row: Invite, at: datetime) -> None:
    require(actor, Right.PEOPLE)
    with deed(actor, at) as record:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        record.event("people", "invite-withdrawn", "invite", row.id)


def find_invite(*, code: str, at: datetime) -> Invite:
    """The open invite behind a typed code. Raises PeopleError; says the same for unknown, used and expired."""
    found: Invite | None = Invite.everywhere.filter(
        code_hash=codes.hashed(codes.tidy_code(code)), used_at=None, withdrawn_at=None, expires_at__gte=at
    ).first()
    if found is None:
        raise PeopleError(OPENS_NOTHING)
    return found


def join(*, row: Invite, name: str, email: str, password: str, at: datetime) -> Member:
    """The invited person takes their place."""
    if User.objects.filter(email=email.lower()).exists():
        raise PeopleError("Someone here already signs in with this e-mail address. Sign in, or write another.")
    with deed(Actor("person", None, name, row.role, row.organization_id), at) as record:
        member = _add_member(email=email, password=password, name=name, role=row.role, at=at)
        if not Invite.objects.filter(pk=row.pk, used_at=None, withdrawn_at=None).update(used_at=at):
            raise PeopleError(OPENS_NOTHING)  # somebody was quicker, or it was withdrawn meanwhile
        record.event("people", "member-joined", "member", member.id, {"role": row.role}, {"name": name, "email": email})
    return member


def change_role(*, actor: Actor, member: Member, role: str, at: datetime) -> None:
    require(actor, Right.PEOPLE)
    with deed(actor, at) as record:
        if role != Role.OWNER:
            _refuse_last_owner(member)
        before, member.role = member.role, Role(role)
        member.save(update_fields=["role"])
        record.event("people", "role-changed", "member", member.id, {"from": before, "to": role})


def switch_member(*, actor: Actor, member: Member, active: bool, at: datetime) -> None:
    """Switch a member off (they can no longer sign in here) or on again. Nobody is deleted: records name them."""
    require(actor, Right.PEOPLE)
    with deed(actor, at) as record:
        if not active:
            _refuse_last_owner(member)
        member.active = active
        member.save(update_fields=["active"])
        record.event("people", "member-on" if active else "member-off", "member", member.id)


def drop_second_proof(*, actor: Actor, member: Member, at: datetime) -> None:
    """Someone lost the phone and the recovery codes: the password alone opens again, on the record."""
    require(actor, Right.PEOPLE)
    with deed(actor, at) as record:
        Authenticator.objects.filter(user=member.user).delete()
        record.event("people", "second-proof-dropped", "member", member.id)


def _refuse_last_owner(member: Member) -> None:
    """Inside a deed, and held until it ends: two owners don't send each other away at the same moment."""
    owners = Member.objects.select_for_update().filter(role=Role.OWNER, active=True)
    if list(owners.values_list("pk", flat=True)) == [member.pk]:
        raise PeopleError("This is the only owner. Make someone else an owner first.")


def _add_member(*, email: str, password: str, name: str, role: str, at: datetime) -> Member:
    with transaction.atomic():
        user = User.objects.create_user(email, password, name)
    member: Member = Member.objects.create(user=user, role=Role(role), joined_at=at)
    return member


def actor_of(member: Member) -> Actor:
    """The member as the records name them: with the role of this minute."""
    return Actor("person", member.id, member.user.name, member.role, member.organization_id)


def demo_member(*, organization: UUID, name: str, email: str, password: str, role: str, at: datetime) -> Member:
    """A colleague of the demo, added by its owner without a code."""
    with deed(system(organization, "Demo"), at) as record:
        member = _add_member(email=email, password=password, name=name, role=role, at=at)
        record.event("people", "member-joined", "member", member.id, {"role": role}, {"name": name, "email": email})
    return member


# Mail: set up, written in a deed, sent by the worker


def set_mail_server(*, actor: Actor, answers: Mapping[str, Any], at: datetime) -> MailServer:
    """Keep how mail is sent. An empty password keeps the one there is."""
    require(actor, Right.SETTINGS)
    with deed(actor, at) as record:
        row: MailServer = MailServer.objects.first() or MailServer()
        for name in ("host", "port", "security", "user", "sender"):
            setattr(row, name, answers[name])
        mail_tokens.set_sign_in(row, answers)
        row.changed_at = at
        row.save()
        record.event("people", "mail-server-set", "mail-server", row.id, {"host": row.host, "port": row.port})
    return row


def server_of(row: MailServer, at: datetime) -> post.Server:
    """Raises MailError when the password can't be unlocked, or the provider gives no token."""
    try:
        secret = mail_tokens.secret_of(row, at)
    except ConsentError as error:
        raise post.MailError(str(error)) from error
    by_token = row.signs_in == TOKEN
    return post.Server(row.host, row.port, row.security, row.user, row.sender, secret, by_token)


def send_mail(*, actor: Actor, to: str, subject: str, body: str, at: datetime) -> Outgoing:
    """Put a mail in the outbox. It goes once the deed is kept."""
    locked = lock(json.dumps([to, subject, body]), settings.SECRET_KEY)
    with deed(actor, at) as record:
        row: Outgoing = Outgoing.objects.create(kind=MAIL, about=subject[:200], locked=locked, made_at=at, due_at=at)
        record.event("people", "mail-written", "mail", row.id, {"subject": subject}, {"to": to})
    return row


def deliver(*, row: Outgoing, at: datetime) -> bool:
    """Try to send what is in the outbox; the network is outside the deed, and what came of it is recorded."""
    try:
        server = MailServer.objects.first()
        if server is None:
            raise post.MailError("No mail server is set up. Set one up, then try again.")
        post.send(server_of(server, at), post.Letter(*json.loads(unlock(row.locked, settings.SECRET_KEY))), at)
    except (post.MailError, LockedTextError) as error:
        _note_mail_failed(row, str(error), at)
        return False
    with deed(system(row.organization_id, "Mail"), at) as record:
        row.done_at, row.locked, row.why, row.tries = at, "", "", row.tries + 1
        row.save()
        record.event("people", "mail-sent", "mail", row.id, {"tries": row.tries})
    return True


def _note_mail_failed(row: Outgoing, why: str, at: datetime) -> None:
    with deed(system(row.organization_id, "Mail"), at) as record:
        row.tries, row.why = row.tries + 1, why[:500]
        if row.tries > len(MAIL_PAUSES):
            row.gave_up_at = at
        else:
            row.due_at = at + MAIL_PAUSES[row.tries - 1]
        row.save()
        record.event("people", "mail-failed", "mail", row.id, {"tries": row.tries, "why": row.why})


def try_mail_again(*, actor: Actor, row: Outgoing, at: datetime) -> None:
    require(actor, Right.SETTINGS)
    with deed(actor, at) as record:
        row.due_at, row.gave_up_at = at, None
        row.save()
        record.event("people", "mail-asked-again", "mail", row.id)
