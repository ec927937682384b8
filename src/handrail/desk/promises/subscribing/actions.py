"""A person's calendar address is made, taken back, and opened. The secret is in the address alone; here is its hash."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from handrail.desk.models import CalendarAddress
from handrail.desk.promises.subscribing import queries
from handrail.ledger import scope
from handrail.ledger.actor import Actor
from handrail.ledger.deed import deed, unrecorded
from handrail.ledger.models import Event
from handrail.people import codes
from handrail.people.models import Member
from handrail.people.rights import Right, may, require

ROOM, SUBJECT, SALT = "desk", "calendar-address", "handrail calendar address 1"
SEEN_EACH = timedelta(minutes=5)  # so often at most it is noted that it was read


class NoAddressError(Exception):
    """Nothing has this address, or no longer."""


def make(*, actor: Actor, member: Member, at: datetime) -> str:
    """What stands in the address, told once. The one before it stops."""
    require(actor, Right.RUN)
    secret = codes.new_token()
    with deed(actor, at) as record:
        _end(member, at)
        row = CalendarAddress.objects.create(member=member, secret_hash=codes.hashed(secret), made_at=at)
        record.event(ROOM, "calendar-address-made", SUBJECT, row.pk, {"member": str(member.pk)})
    return signing.Signer(salt=SALT).sign_object([scope.current().hex, secret])


def take_back(*, actor: Actor, member: Member, at: datetime) -> None:
    require(actor, Right.RUN)
    row = queries.standing(member)
    if row is None:
        return
    with deed(actor, at) as record:
        _end(member, at)
        record.event(ROOM, "calendar-address-ended", SUBJECT, row.pk, {"member": str(member.pk)})


def _end(member: Member, at: datetime) -> None:
    CalendarAddress.objects.filter(member=member, ended_at=None).update(ended_at=at)


def business_of(token: str) -> tuple[UUID, str]:
    """The business and the secret of an address. Raises NoAddressError."""
    try:
        organization, secret = signing.Signer(salt=SALT).unsign_object(token)
        return UUID(hex=organization), str(secret)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NoAddressError from error


def opened(secret: str, at: datetime) -> Member:
    """Whose dues stand at this address. It ends for good when they leave, also where they come back later. Raises
    NoAddressError."""
    rows = CalendarAddress.objects.select_related("member__user")
    row = rows.filter(secret_hash=codes.hashed(secret), ended_at=None).first()
    if row is None or not _still_here(row):
        raise NoAddressError
    if row.read_at is None or at - row.read_at >= SEEN_EACH:
        with unrecorded("when a calendar looked last is shown to its person, and is no record"):
            CalendarAddress.objects.filter(pk=row.pk).update(read_at=at)
    member: Member = row.member
    return member


def _still_here(row: CalendarAddress) -> bool:
    left = Event.objects.filter(
        room="people", kind="member-off", chain__subject="member", chain__subject_id=row.member_id, at__gte=row.made_at
    )
    member = row.member
    return bool(member.active and member.user.is_active and may(member.role, Right.RUN) and not left.exists())
