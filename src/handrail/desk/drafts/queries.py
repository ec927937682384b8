"""What was typed and not sent."""

import json
from datetime import datetime

from django.conf import settings
from django.http import QueryDict

from handrail.desk.drafts.actions import A_DAY
from handrail.desk.models import Case, Draft
from handrail.ledger import direct
from handrail.ledger.locked_text import LockedTextError, unlock
from handrail.people.models import Member


def typed(member: Member, case: Case, place: str, at: datetime) -> QueryDict | None:
    """What this person typed at this place of the case, as the form would send it. One question."""
    kept = direct.find(Draft, member=member.pk, case=case.pk, place=place[:120])
    row = next((each for each in kept if each.at >= at - A_DAY), None)
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
