"""A question about one case, and what is due: for us as we stand, or from a set of events."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.business import queries as business
from handrail.calendars import ical
from handrail.calendars.deadlines import day_of
from handrail.facts.vocabulary import Value
from handrail.law import asking, due_dates
from handrail.law.answers import Due, Facts, UnknownLawError
from handrail.law.engine import Law
from handrail.law.forms import AskForm
from handrail.law.plain import Teller, day_words
from handrail.law.shelves import access
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right
from handrail.web.sheets import csv_file, file
from handrail.web.timeline import Bar, timeline

A_PAGE = 60
MOST_DRAWN = 40


# One kind of duty


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest) -> HttpResponse:
    """What may be done and what is due: one kind of duty, one case. The facts of the case are posted and not kept."""
    known, zone, today = business.known(), access.zone_of(request), today_of(request)
    held = access.law_of(today)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    context: dict[str, Any] = {"kind": kind, "kinds": _kinds(held, known, today)}
    if not kind:
        return render(request, "law/ask.html", context)
    try:
        names = asking.wanted_facts(held, kind, known, request.at, zone)
    except UnknownLawError as error:
        return render(request, "law/ask.html", {**context, "kind": "", "error": str(error)}, status=422)
    form, posted = _form(request, names, zone)
    context |= {"form": form, "title": held.kinds[kind].title, "without": held.without_pack(known)}
    if not posted or not form.is_valid() or form.moment is None:
        return render(request, "law/ask.html", context, status=422 if form.errors else 200)
    try:
        return render(request, "law/ask.html", {**context, **_answer(kind, known, form)})
    except asking.CAN_NOT_COUNT:
        return render(request, "law/ask.html", {**context, "error": asking.TOO_FAR}, status=422)


def _answer(kind: str, known: Mapping[str, Value], form: AskForm) -> dict[str, Any]:
    """The reply by the law in use on the day of the case, and what it does not cover."""
    assert form.moment
    zone, facts = form.cleaned_data["zone"], {**known, **form.facts}
    on = day_of(form.moment, zone)
    held = access.law_of(on)
    reply = asking.ask(held, kind, facts, form.moment, zone)
    unknown = set(held.before_knowledge(on))
    early = sum(row.meeting.duty.id in unknown for row in reply.applies)
    return {"reply": reply, "without": held.without_pack_in_case(facts), "early": early, "on": on}


def _form(request: MemberRequest, names: Sequence[str], zone: str) -> tuple[AskForm, bool]:
    """The form, and whether it is answered: with nothing to ask for it answers itself, for now."""
    now = request.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    sent = request.POST if request.method == "POST" else {"at": now, "zone": zone} if not names else None
    return AskForm(sent, names=names, zone=zone, initial={"at": now, "zone": zone}), sent is not None


def _kinds(held: Law, known: Mapping[str, Value], on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds to choose from: those that may touch this business first."""
    touching = {row.part.kind for row in held.meetings(known, on)}
    used = asking.kinds_in_use(held).items()
    ours = [(name, title) for name, title in used if name in touching]
    others = [(name, title) for name, title in used if name not in touching]
    return [row for row in (("May touch this business", ours), ("Other kinds", others)) if row[1]]


# What is due


@page(Right.READ)
@require_GET
def due(request: MemberRequest) -> HttpResponse:
    """What is due for us without a case; and the way to what follows from something that happened."""
    on, as_of = access.as_of(request)
    held, known, zone = access.law_of(on), business.known(), access.zone_of(request)
    typed, sort = request.GET.get("q", ""), request.GET.get("sort", "")
    found = due_dates.chosen(due_dates.standing(held, known, on, zone), typed, sort)
    made = _file(request, found, known, zone, request.GET.get("format", ""))
    if made:
        return made
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_told(held, rows, known, on, zone), "found": rows, "q": typed, "sort": sort, "asked": access.asked(request),
        "without": held.without_pack(known), "events": due_dates.events(held, known, on), **as_of, "early": 0,
    }  # fmt: skip
    return render(request, "law/due_list.html", context)


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def follows(request: MemberRequest) -> HttpResponse:
    """What follows from events: their days and what else matters are posted and not kept."""
    known, zone, today = business.known(), access.zone_of(request), today_of(request)
    held = access.law_of(today)
    choice = due_dates.events(held, known, today)
    there = {row.name for _, rows in choice for row in rows}
    sent = request.POST if request.method == "POST" else request.GET
    told = [name for name in dict.fromkeys(sent.getlist("event")) if name in there]
    context: dict[str, Any] = {"told": told, "events": choice, "today": today}
    if not told:
        return render(request, "law/follows.html", {**context, "none": "event" in sent or request.method == "POST"})
    form = AskForm(
        request.POST if request.method == "POST" else None, names=due_dates.wanted(held, told, known, today), zone=zone,
        initial={"at": request.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M"), "zone": zone},
    )  # fmt: skip
    context |= {"form": form, "labels": due_dates.labels(told), "without": held.without_pack(known)}
    if request.method != "POST" or not form.is_valid() or form.moment is None:
        return render(request, "law/follows.html", context, status=422 if form.errors else 200)
    try:
        return _followed(request, context, form, {**known, **form.facts})
    except asking.CAN_NOT_COUNT:
        return render(request, "law/follows.html", {**context, "error": asking.TOO_FAR}, status=422)


def _followed(request: MemberRequest, context: dict[str, Any], form: AskForm, facts: Facts) -> HttpResponse:
    assert form.moment
    zone = form.cleaned_data["zone"]
    on = day_of(form.moment, zone)
    held = access.law_of(on)
    found = due_dates.of_events(held, context["told"], facts, on, zone)
    made = _file(request, found, facts, zone, request.POST.get("format", ""))
    if made:
        return made
    context |= {"answered": True, "on": on, "without": held.without_pack_in_case(facts)}
    return render(request, "law/follows.html", {**context, **_told(held, found, facts, on, zone)})


def _told(held: Law, rows: Any, facts: Facts, on: date, zone: str) -> dict[str, Any]:
    """The deadlines in words, and those with a day drawn."""
    teller = Teller(held, on)
    drawn = [(row, span) for row in rows if (span := due_dates.stretch(row, facts, on, zone))][:MOST_DRAWN]
    bars = [Bar(held.kinds[row.part.kind].title, asking.due_words(row), *span) for row, span in drawn]
    told = f"{len(bars)} deadlines from {day_words(on)} on; the list below has each."
    return {
        "licence_page": access.PAGE_OF["business.licences"][0],
        "dues": [asking.told_due(row, teller, facts) for row in rows],
        "drawing": timeline("What is due, by day", told, bars, on) if bars else "",
    }


def _file(request: MemberRequest, found: Sequence[Due], facts: Facts, zone: str, form: str) -> HttpResponse | None:
    """The list as a file, where one was asked for."""
    if form == "csv":
        labels = due_dates.labels(name for row in found for name in row.missing)
        return csv_file("what-is-due.csv", due_dates.HEAD, (due_dates.cells(row, labels) for row in found))
    if form == "ics":
        host = str(request.member.organization_id)
        text = ical.calendar(due_dates.entries(found, facts, host, zone), stamp=request.at, name="Law")
        return file(text, "text/calendar", "what-is-due.ics")
    return None
