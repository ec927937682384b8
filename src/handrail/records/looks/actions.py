"""Note that somebody looked. Reading changes nothing of the business, so it is no event; once a day the looks are
counted and hashed into one, so that the list can't be rewritten afterwards."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from handrail.calendars.clock import stamp
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON, digest
from handrail.ledger.deed import deed, turn, unrecorded
from handrail.ledger.models import Event
from handrail.people.models import Member
from handrail.records.keeping.held.queries import looks_on, zone
from handrail.records.models import Look

log = logging.getLogger("handrail.records")
AGAIN = timedelta(minutes=10)  # the same person at the same thing: one look
CHAIN = "looks"
_seen: dict[tuple[UUID, str, UUID], datetime] = {}
_MOST = 5000


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: `what` in the list, the key in its address, and how to name it: (words, customer's id)."""

    what: str
    names: Callable[[UUID], tuple[str, UUID | None] | None]
    key: str = "id_"
    by_post: bool = False


def note(shown: Shown, *, member: Member, id_: Any, way: str, at: datetime) -> None:
    """A page is shown even where this can't be kept: that stands in the log then."""
    mark = (member.pk, shown.what, id_)
    if not isinstance(id_, UUID) or at - _seen.get(mark, at - 2 * AGAIN) < AGAIN:
        return
    named = shown.names(id_)
    if named is None:
        return
    try:
        with unrecorded("a look changes nothing"), turn(), transaction.atomic():
            Look.objects.create(
                at=at, member=member.pk, name=member.user.name, what=shown.what, says=named[0][:120], thing=id_,
                customer=named[1], way=way,
            )  # fmt: skip
    except DatabaseError:
        log.exception("A look could not be noted")
        return
    if len(_seen) > _MOST:
        _seen.clear()
    _seen[mark] = at


def forget_seen() -> None:
    """For tests: every look is a first one again."""
    _seen.clear()


def daily(*, actor: Actor, at: datetime) -> int:
    """The looks of each whole day that no event holds yet, counted and hashed into one. Returns how many days."""
    today, last = at.astimezone(zone()).date(), _last_gathered()
    first = last + timedelta(days=1) if last else _first()
    days = 0
    while first and first < today:
        _gather(actor, first, at)
        first, days = first + timedelta(days=1), days + 1
    return days


def _first() -> date | None:
    found: datetime | None = Look.objects.order_by("at").values_list("at", flat=True).first()
    return found.astimezone(zone()).date() if found else None


def _last_gathered() -> date | None:
    row = Event.objects.filter(chain__subject=CHAIN, kind="looks-gathered").order_by("-seq").first()
    return date.fromisoformat(str(row.data["day"])) if row else None


def _gather(actor: Actor, day: date, at: datetime) -> None:
    with deed(actor, at) as record:
        told: dict[str, JSON] = {"day": day.isoformat(), "looks": looks_on(day).count(), "sha256": hash_of(day)}
        record.event("records", "looks-gathered", CHAIN, actor.organization, told)


def hash_of(day: date) -> str:
    rows: list[JSON] = [
        [stamp(row.at), str(row.member), row.what, str(row.thing), row.way]
        for row in looks_on(day).order_by("at", "pk")
    ]
    return digest(rows)
