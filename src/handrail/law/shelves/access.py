"""From a request to the day it asks about and the law in use on it."""

from datetime import date
from typing import Any

from django.http import Http404

from handrail.business.interview import GROUPS
from handrail.law.answers import UnknownLawError
from handrail.law.duties import Duty, Pack, ValueByDate
from handrail.law.engine import Law
from handrail.law.forms import DayForm
from handrail.law.plain import Teller
from handrail.law.queries import law_in_use
from handrail.people.access import MemberRequest, organization_of, today_of

PAGE_OF = {fact.name: (n, group.title) for n, group in enumerate(GROUPS, 1) for fact in group.facts}
"""Where the interview asks a fact: the number of its page and its title."""


def zone_of(request: MemberRequest) -> str:
    return str(organization_of(request).time_zone)


def as_of(request: MemberRequest) -> tuple[date, dict[str, Any]]:
    """The day asked about, and what the page needs to say so and to lead back."""
    today = today_of(request)
    form = DayForm(request.GET)
    on = form.asked(today)
    kept = request.GET.copy()
    kept.pop("on", None)
    typed = request.GET.get("on") or on.isoformat()
    return on, {"form": form, "on": on, "typed": typed, "today": today, "back": f"?{kept.urlencode()}"}


def asked(request: MemberRequest) -> str:
    """The question of a list as an address, without its page and format."""
    kept = request.GET.copy()
    for name in ("page", "format"):
        kept.pop(name, None)
    return kept.urlencode()


def law_of(on: date) -> Law:
    """The law this business has in use on a day."""
    return law_in_use(on)


def duty_of(law: Law, id_: str, on: date) -> tuple[Duty, Pack]:
    """A duty as it reads on a day, and its law file."""
    try:
        row = law.duty(id_, on)
    except UnknownLawError as error:
        raise Http404(str(error)) from None
    return row, next(pack for pack in law.packs.values() if any(each.id == id_ for each in pack.duties))


def number_of(law: Law, id_: str) -> tuple[ValueByDate, Pack]:
    """A number by date, and its law file."""
    for pack in law.packs.values():
        for row in pack.values:
            if row.id == id_:
                return row, pack
    raise Http404(f"There is no number {id_}.")


def on_what(teller: Teller, missing: Any) -> list[tuple[str, int | None]]:
    """The facts an answer depends on: label, and the number of the page that asks it."""
    return [(teller.labels([name])[0], PAGE_OF[name][0] if name in PAGE_OF else None) for name in sorted(missing)]
