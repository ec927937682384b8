"""The page of the measures."""

from dataclasses import astuple
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from handrail.desk.timing.handling import clock
from handrail.measures import queries
from handrail.measures.added import added
from handrail.measures.service import PERIODS, SHOWN_FROM, Figures, Point, by_procedure, figures, first_day, over_time
from handrail.measures.service import outcomes as count_outcomes
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right
from handrail.web.charts import Mark, columns, line
from handrail.web.sheets import csv_file

USUAL = 30
HEAD = (
    "Procedure", "Cases", "Ended", "Handle time, middle (s)", "Middle half from (s)", "to (s)", "Escalated", "Skipped",
    "Ratings", "Rating, mean", "First answers in time", "late", "ended without one", "still to come",
)  # fmt: skip


@page(Right.MEASURES)
@require_GET
def measures(request: MemberRequest) -> HttpResponse:
    """Everything about the cases opened in a period, in all or of one procedure."""
    organization = Organization.objects.get(pk=request.member.organization_id)
    today = request.at.astimezone(ZoneInfo(organization.time_zone)).date()
    days = _days(request.GET.get("days", ""))
    names = dict(queries.procedures())
    procedure = request.GET.get("procedure", "")
    procedure = procedure if procedure in names else ""
    seen = queries.cases(first_day(days, today), organization.time_zone, request.at, procedure)
    rows = by_procedure(seen, days)
    if request.GET.get("format") == "csv":
        return _csv(list(rows.values()))
    points = over_time(seen, days, today)
    context: dict[str, Any] = {
        "days": days, "periods": PERIODS, "procedure": procedure, "procedures": names.items(), "today": today,
        "since": points[0].first, "all": figures("All procedures", seen, days), "rows": rows.items(),
        "outcomes": count_outcomes(seen), "points": points, "shown_from": SHOWN_FROM, "any": bool(names),
        "cases_drawn": _cases_drawn(points), "times_drawn": _times_drawn(points),
        "added": added(queries.waits(first_day(days, today), organization.time_zone, procedure)),
        "enough_by": _enough_by(figures("", seen, days), today),
    }  # fmt: skip
    return render(request, "measures/measures.html", context)


def _days(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in PERIODS else USUAL


def _enough_by(row: Figures, today: date) -> date | None:
    """The day on which enough customers will have answered, at the rate of this period; None when that is far off."""
    left = row.rating.days_left
    return date.fromordinal(today.toordinal() + left) if left and left < 366 else None


def _cases_drawn(points: list[Point]) -> SafeString:
    told = f"{sum(point.cases for point in points)} cases; the most at once, {max(point.cases for point in points)}."
    return columns("Cases opened", told, [Mark(_short(point), point.cases) for point in points])


def _times_drawn(points: list[Point]) -> SafeString:
    marks = [Mark(_short(point), point.handling.middle if point.handling else None) for point in points]
    told = "The table below has every value."
    return line("Handle time, the middle case", told, marks, clock, unit=60)


def _short(point: Point) -> str:
    return f"{point.first:%b %-d}"


def _csv(rows: list[Figures]) -> HttpResponse:
    return csv_file("measures.csv", HEAD, map(_cells, rows))


def _cells(row: Figures) -> list[object]:
    time = row.handling
    spread = [time.middle, time.low, time.high] if time else ["", "", ""]
    rated = row.rating
    return [row.title, row.cases, row.ended, *spread, row.escalated, row.skipped, rated.answers,
            rated.mean if rated.answers else "", *astuple(row.answers)]  # fmt: skip
