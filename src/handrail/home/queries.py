"""Reads of home."""

from datetime import date

from handrail.business.queries import answers, next_group
from handrail.desk.models import Case
from handrail.drafting import queries as drafting
from handrail.home.first_day import Stands
from handrail.inquiries import queries as inquiries
from handrail.inquiries.models import AskedFor
from handrail.people.queries import members
from handrail.procedures.queries import handbook


def stands(on: date) -> Stands:
    """How far this business has come."""
    given = answers()
    return Stands(
        question=next_group(given),
        answered=bool(given),
        tickets=inquiries.all_tickets().exists() or AskedFor.objects.filter(ticked=True).exists(),
        drafted=drafting.done()[0] is not None,
        adopted=bool(handbook(on)),
        ran=Case.objects.filter(status="ended").exists(),
        invited=members().filter(active=True).count() > 1,
    )


def open_counts() -> list[tuple[str, int]]:
    """Open cases by what they wait for, in words."""
    words = {"open": "Being worked on", "paused": "Paused", "waiting": "Waiting for an answer"}
    found = list(Case.objects.exclude(status="ended").values_list("status", flat=True))
    return [(told, found.count(status)) for status, told in words.items() if found.count(status)]
