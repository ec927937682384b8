"""The page of live cases."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from handrail.calendars.clock import stamp
from handrail.desk.models import Case
from handrail.desk.watching.live import queries
from handrail.desk.watching.live.standing import SORTS, STATES, Line, lasted
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may, require
from handrail.web.chosen import AT_ONCE
from handrail.web.sheets import csv_file

A_PAGE = 50
HEAD = ["Case", "Agent", "Procedure", "Step", "In this step since", "State", "Breaks next", "At"]


@page(Right.TAKE)
@require_GET
def live(request: MemberRequest) -> HttpResponse:
    """The list; `part=1` asks for its rows only, as the page does every few seconds while it is looked at."""
    given = {name: request.GET.get(name, "") for name in ("q", "state", "sort")}
    given["state"] = given["state"] if given["state"] in STATES else ""
    rows = queries.live(given["q"], given["state"], given["sort"])
    if request.GET.get("format") == "csv":
        require(request.actor, Right.RECORDS)
        return csv_file("live-cases.csv", HEAD, _cells(_lines(rows)))
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        **given, "rows": found, "lines": [(row, lasted(row.since, request.at)) for row in queries.lines(list(found))],
        "now": request.at, "states": STATES, "sorts": SORTS, "asked": urlencode(given),
        "may_export": may(request.member.role, Right.RECORDS), "may_switch": may(request.member.role, Right.SETTINGS),
    }  # fmt: skip
    return render(request, "desk/_live.html" if request.GET.get("part") else "desk/live.html", context)


def _lines(rows: Sequence[Case]) -> Iterable[Line]:
    """All of them, some hundred at once."""
    for first in range(0, len(rows), AT_ONCE):
        yield from queries.lines(rows[first : first + AT_ONCE])


def _cells(lines: Iterable[Line]) -> Iterable[list[object]]:
    for row in lines:
        what, at = (row.next.what, stamp(row.next.at)) if row.next else ("", "")
        state = ". ".join(row.states)
        yield [row.number, row.agent, row.procedure, row.step, stamp(row.since), state, what, at]
