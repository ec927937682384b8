"""The page of the hours and the closed days of the year that begins on a date, as the business had said by then."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handrail.business import queries
from handrail.business.interview import page_of
from handrail.calendars.closed import between
from handrail.calendars.holidays import Table, tables
from handrail.facts import rows
from handrail.facts.of_the_clock import CLOSED, HOURS, closed_days
from handrail.facts.vocabulary import Value
from handrail.people.access import MemberRequest, organization_of, page
from handrail.people.rights import Right, may, require
from handrail.web.sheets import csv_file

A_YEAR = timedelta(days=365)
HEAD = ["Day", "Why"]
SORTS = {"day": "By day", "why": "By reason"}


@page(Right.READ)
@require_GET
def days(request: MemberRequest) -> HttpResponse:
    zone = str(organization_of(request).time_zone)
    today = request.at.astimezone(ZoneInfo(zone)).date()
    asked, error = _day(request.GET.get("on", ""), today)
    words, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "day")
    told = queries.told_on(min(asked, today), zone)
    found = _listed(told, asked, words, sort)
    if request.GET.get("format") == "csv":
        require(request.actor, Right.RECORDS)
        return csv_file("closed-days.csv", HEAD, ([day.isoformat(), why] for day, why in found))
    context: dict[str, Any] = {
        "on": asked, "today": today, "until": asked + A_YEAR, "error": error, "q": words, "sort": sort, "sorts": SORTS,
        "days": found, "hours": _hours(told), "said": CLOSED in told, "sources": _sources(told),
        "past": asked < today, "page": page_of(CLOSED),
        "may_describe": may(request.member.role, Right.DESCRIBE),
        "may_export": may(request.member.role, Right.RECORDS),
    }  # fmt: skip
    return render(request, "business/days.html", context, status=422 if error else 200)


def _day(typed: str, today: date) -> tuple[date, str]:
    if not typed:
        return today, ""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return today, f"“{typed}” is no day we know. Write one like 2026-11-26."
    if not 1970 < found.year < 2200:
        return today, f"{found.isoformat()} is too far off. Choose a day between 1971 and 2199."
    return found, ""


def _listed(told: dict[str, Value], first: date, words: str, sort: str) -> list[tuple[date, str]]:
    found = between(first, first + A_YEAR, closed_days(told))
    kept = [
        row for row in found if all(word.lower() in f"{row[0]:%A %B %d} {row[1]}".lower() for word in words.split())
    ]
    return sorted(kept, key=lambda row: row[1].lower()) if sort == "why" else kept


def _hours(told: dict[str, Value]) -> list[str]:
    kept = told.get(HOURS)
    return [rows.read("hours", line).words for line in kept] if isinstance(kept, tuple) else []


def _sources(told: dict[str, Value]) -> list[Table]:
    """The lists of holidays that are named."""
    used = {of for (of, _), _ in closed_days(told).on_holidays}
    return [table for id_, table in tables().items() if id_ in used]
