"""Following begins and ends in the case's own record. That a page is still looked at, and that the agent's screen has
said so, are no deeds."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from handrail.calendars.clock import stamp
from handrail.desk.actions import ROOM, DeskError
from handrail.desk.models import Case, Follow
from handrail.desk.watching.coaching import queries as coaching
from handrail.desk.watching.following import lease, queries
from handrail.desk.watching.following.mark import mark_of
from handrail.ledger import scope
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import NothingToWriteError, deed, turn, unrecorded
from handrail.ledger.queries import as_it_stands
from handrail.people.models import Member
from handrail.people.notice.queries import kept_naming
from handrail.people.notice.words import FOLLOWING
from handrail.people.rights import Right, require


def begin(*, actor: Actor, member: Member, case: Case, at: datetime) -> Follow:
    """From now on the agent's screen says so; in a second tab it is the same. Raises DeskError."""
    require(actor, Right.TAKE)
    before: Follow | None = None
    with suppress(NothingToWriteError), deed(actor, at) as record:
        as_it_stands(case)  # it may have ended, or gone to somebody else, in the moment between
        _may(member, case)
        before = Follow.objects.filter(case=case, follower=member, ended_at=None).first()
        if before is not None and not _over(before, at):
            raise NothingToWriteError
        if before is not None:
            end(actor=actor, follow=before, at=at)
        row: Follow = Follow.objects.create(
            case=case, follower=member, agent_id=case.agent_id, begun_at=at, lease_until=at + lease.ON_PAGE
        )
        told: dict[str, JSON] = {"follow": str(row.pk), "agent": str(case.agent.user.name)}
        record.event(ROOM, "follow-begun", "case", case.pk, told)
        return row
    assert before is not None
    return before


def _may(member: Member, case: Case) -> None:
    if case.status == "ended":
        raise DeskError("This case has ended. What was done stands in its record.")
    if case.agent_id == member.pk:
        raise DeskError("This case is yours: there is nobody to follow.")
    if not kept_naming(case.agent_id, FOLLOWING):
        name = case.agent.user.name
        raise DeskError(f"{name} has not kept the notice that names following. Until they did, nobody follows them.")


def end(*, actor: Actor, follow: Follow, at: datetime, how: str = "") -> None:
    """`how`: left, by whoever follows; else it was over by itself. Once."""
    why = _over(follow, at) or how
    if follow.ended_at is not None or not why:
        return
    follow.ended_at = min(at, follow.lease_until) if why == "quiet" else follow.case.ended_at or at
    follow.how = why
    told: dict[str, JSON] = {
        "follow": str(follow.pk), "how": why, "until": stamp(follow.ended_at),
        "told_at": stamp(follow.told_at) if follow.told_at else "",
    }  # fmt: skip
    with suppress(NothingToWriteError), deed(actor, at) as record:
        if not Follow.objects.filter(pk=follow.pk, ended_at=None).update(ended_at=follow.ended_at, how=why):
            raise NothingToWriteError  # somebody else wrote the end of it in the meantime
        record.event(ROOM, "follow-ended", "case", follow.case_id, told)


def _over(row: Follow, at: datetime) -> str:
    case = row.case
    return lease.over(row.lease_until, at, ended=case.status == "ended", same_agent=case.agent_id == row.agent_id)


def look(*, actor: Actor, follow: Follow, by: timedelta, at: datetime) -> bool:
    """The page is looked at. Returns whether it still follows; where it is over, that stands in the record
    now. While another date is looked at nothing is followed, and nothing written."""
    if scope.is_looking_only():
        return False
    if follow.ended_at is None and _over(follow, at):
        end(actor=actor, follow=follow, at=at)
    if follow.ended_at is not None:
        return False
    until = lease.renewed(follow.lease_until, at, by)
    if until:
        follow.lease_until = until
        with unrecorded("that a page is looked at is no record"), turn():
            Follow.objects.filter(pk=follow.pk, ended_at=None).update(lease_until=until)
    return True


def tell(*, member: Member, case: Case, at: datetime) -> dict[str, Any]:
    """What the agent's own page says of who watches, and that it was said, now; and what was written to them. Nothing
    on anybody else's page. `mark`: of all that."""
    if case.agent_id != member.pk or scope.is_looking_only():
        return {"watches": False}
    coached = coaching.unread(member, case)
    if case.status == "ended":
        return {"watches": False, "coached": coached}
    follows = queries.followers(case, at)
    untold = [row.pk for row in follows if row.told_at is None]
    if untold:
        with unrecorded("what a screen shows is no deed; the end of it says since when the agent knew"), turn():
            Follow.objects.filter(pk__in=untold, told_at=None).update(told_at=at)
    lookers = queries.lookers(case, at, follows)
    mark = mark_of([row.pk for row in follows], [(row.id, row.at) for row in lookers], [note.id for note in coached])
    said = {"case": case, "follows": follows, "lookers": lookers, "coached": coached}
    return {"watches": True, "mark": mark, **said}


def end_meanwhile(*, actor: Actor, at: datetime) -> int:
    """Done by the worker: pages that went quiet, cases that ended or went to somebody else. Returns how many."""
    gone = Q(lease_until__lt=at) | Q(case__status="ended") | ~Q(case__agent=F("agent"))
    rows = list(Follow.objects.filter(gone, ended_at=None).select_related("case"))
    for row in rows:
        end(actor=actor, follow=row, at=at)
    return len(rows)
