"""What the business says of how soon it answers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from handrail.desk.clocks.answering.aims import CHANNELS
from handrail.desk.models import AnswerTimes
from handrail.ledger import direct
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures.models import Revision
from handrail.procedures.queries import handbook, procedures_of
from handrail.web.waiting import Waiting


def kept() -> AnswerTimes | None:
    """None: the owner said nothing yet, so nothing is aimed at."""
    found: AnswerTimes | None = AnswerTimes.objects.first()
    return found


def aim_for(channel: str) -> str:
    """What the business aims at in a channel; "" for nothing."""
    if channel not in CHANNELS:
        return ""
    for (aims,) in direct.read(AnswerTimes, ["aims"]):
        return str(aims.get(channel, ""))
    return ""


def own_aims(at: datetime, zone: str) -> list[tuple[str, str, str]]:
    """The procedures in force that say it themselves: name, title and aim."""
    found = []
    for row in handbook(at.astimezone(ZoneInfo(zone)).date()):
        procedure = procedures_of(row.bundle).get(row.entry.slug) if row.bundle else None
        if procedure and procedure.targets.first_response:
            found.append((row.entry.slug, str(row.entry.title), procedure.targets.first_response))
    return found


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Once a procedure is in force the owner is asked, until they kept an answer."""
    if not may(member.role, Right.SETTINGS) or kept() or not Revision.objects.filter(state="published").exists():
        return []
    told = "We propose a time for each channel; nothing counts until you keep it."
    return [Waiting("decide", "How soon do you answer a customer?", reverse("answering"), told, "Look at it")]
