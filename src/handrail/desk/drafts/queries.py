"""What was typed and not sent."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max
from django.http import QueryDict

from handrail.customers.queries import root
from handrail.desk.models import Case, Draft
from handrail.ledger import direct, scope
from handrail.ledger.locked_text import LockedTextError, unlock
from handrail.ledger.queries import holds_on
from handrail.ledger.retained import Thing
from handrail.people.models import Member, Organization

A_DAY = timedelta(days=1)


def typed(member: Member, case: Case, place: str, at: datetime) -> QueryDict | None:
    """What this person typed at this place of the case, as the form would send it. One question."""
    kept = direct.find(Draft, member=member.pk, case=case.pk, place=place[:120])
    row = max((each for each in kept if each.at >= at - A_DAY), key=lambda each: each.at, default=None)
    try:
        found = json.loads(unlock(row.locked, settings.SECRET_KEY)) if row else {}
    except LockedTextError:
        return None
    if not found:
        return None
    posted = QueryDict(mutable=True)
    for name, values in found.items():
        posted.setlist(name, [str(value) for value in values])
    return posted


def held(case: Case) -> Sequence[str]:
    """The legal holds that stand on what was typed in this case."""
    return holds_on(_typed_in(case))


def _typed_in(case: Case) -> Thing:
    """All that was typed in a case and not sent, as one thing: from the day it began to the last word."""
    clock = ZoneInfo(str(Organization.objects.get(pk=scope.current()).time_zone))
    began = case.opened_at.astimezone(clock).date()
    last = Draft.objects.filter(case=case).aggregate(last=Max("at"))["last"] or case.opened_at
    return Thing(
        of="drafts", id=case.pk, says=f"What was typed in case {case.number} and not sent", since=began, pieces={},
        customers=frozenset({root(case.customer).id} if case.customer else ()), cases=frozenset({case.pk}),
        topics=frozenset({case.entry.slug}), days=((began, last.astimezone(clock).date()),),
    )  # fmt: skip
