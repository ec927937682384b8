"""Keeping and forgetting what is typed. No deeds: none of it is in the record before it is sent. But a legal hold is on
all there is, in the record or not: what it is on is neither written over nor removed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from handrail.desk.drafts.queries import A_DAY, held
from handrail.desk.models import Case, Draft
from handrail.facts.never import never_kept
from handrail.ledger import scope
from handrail.ledger.deed import turn, unrecorded
from handrail.ledger.locked_text import lock
from handrail.people.models import Member
from handrail.people.queries import one_at_a_time

LARGEST = 20_000  # characters
OFTEN = timedelta(hours=1)


def keep(*, member: Member, case: Case, place: str, typed: Mapping[str, Sequence[str]], at: datetime) -> bool:
    """Put this in the place of what was typed before. What may never be kept is left out; too much is not kept."""
    fit = {name: list(values) for name, values in typed.items() if not any(never_kept(text) for text in values)}
    text, place = json.dumps(fit), place[:120]
    if len(text) > LARGEST:
        return False
    with unrecorded("what is typed is no record before it is sent"), turn():
        mine = Draft.objects.filter(member=member, case=case)
        same = mine.filter(place=place, at__gte=at - A_DAY)
        past = mine.exclude(pk__in=list(same.values_list("pk", flat=True)))
        if past.exists():
            _go(case, past)
        locked = lock(text, settings.SECRET_KEY)
        if not same.update(locked=locked, at=at):
            Draft.objects.create(member=member, case=case, place=place, locked=locked, at=at)
    return True


class Hourly:
    """Of the worker: what nobody sent for a day goes, but not what a legal hold is on; looked for once an hour."""

    def __init__(self) -> None:
        self._looked: dict[UUID, datetime] = {}

    def __call__(self, at: datetime) -> int:
        """Returns how many went."""
        here = scope.current()
        if at - self._looked.get(here, at - OFTEN) < OFTEN:
            return 0
        self._looked[here] = at
        old = Draft.objects.filter(at__lt=at - A_DAY)
        cases = Case.objects.filter(pk__in=old.values("case")).select_related("entry", "customer__into")
        gone = 0
        for case in cases:
            with unrecorded("what was typed and not sent is no record"), turn():
                gone += _go(case, old.filter(case=case))
        return gone


def _go(case: Case, rows: "QuerySet[Draft]") -> int:
    """These go, unless a legal hold is on them. Whoever sets one in the same moment comes before or after."""
    with transaction.atomic():
        one_at_a_time()
        return 0 if held(case) else int(rows.delete()[0])
