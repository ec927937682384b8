"""Keeping and forgetting what is typed. No deeds: none of it is in the record before it is sent."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from handrail.desk.models import Case, Draft
from handrail.facts.never import never_kept
from handrail.ledger.deed import unrecorded
from handrail.ledger.locked_text import lock
from handrail.people.models import Member

A_DAY = timedelta(days=1)
LARGEST = 20_000  # characters


def keep(*, member: Member, case: Case, place: str, typed: Mapping[str, Sequence[str]], at: datetime) -> bool:
    """Put this in the place of what was typed before. What may never be kept is left out; too much is not kept."""
    fit = {name: list(values) for name, values in typed.items() if not any(never_kept(text) for text in values)}
    text = json.dumps(fit)
    if len(text) > LARGEST:
        return False
    with unrecorded("what is typed is no record before it is sent"):
        Draft.objects.filter(at__lt=at - A_DAY).delete()
        Draft.objects.update_or_create(
            member=member, case=case,
            defaults={"place": place[:120], "locked": lock(text, settings.SECRET_KEY), "at": at},
        )  # fmt: skip
    return True
