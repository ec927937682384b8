"""The library to browse, and to adopt several from at once."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handrail.business.queries import known
from handrail.facts.vocabulary import fact
from handrail.law.queries import law_in_use
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right, may
from handrail.procedures import queries as handbook
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import signed
from handrail.procedures.language.steps import Procedure
from handrail.procedures.shelf import library
from handrail.procedures.shelving import access, actions, queries
from handrail.procedures.shelving.actions import NOTHING, Taken
from handrail.procedures.shelving.models import AdoptRun
from handrail.procedures.shelving.rows import ALL, SORTS, Asked, Row, by_topic, rows, topics
from handrail.web.sheets import csv_file

A_PAGE = 100
LOOK_AGAIN = "2"  # seconds until a page about work under way looks again
LOGINS = "account_authentication_methods"  # where allauth keeps how somebody signed in


@page(Right.READ)
@require_GET
def shelf(request: MemberRequest) -> HttpResponse:
    """What is not in force here, for our own trade unless another is asked for."""
    asked, today = _asked(request), today_of(request)
    if request.GET.get("format") == "csv":
        return _csv(_found(asked, today))
    return _shown(request, asked, today)


@page(Right.APPROVE)
@require_POST
def take(request: MemberRequest) -> HttpResponse:
    """The ticked ones: few at once, many by the worker. What can't be put in force without a reason stays ticked, and
    the others are adopted without it."""
    today, ticked = today_of(request), request.POST.getlist("slug")
    why, how = request.POST.get("despite", ""), signed.identified(request.session.get(LOGINS, []), request.at)
    try:
        taken = actions.take(actor=request.actor, slugs=ticked, at=request.at, on=today, despite=why, how=how)
    except ProcedureError as error:
        return _shown(request, Asked(trade=ALL), today, str(error), ticked)
    if taken.run:
        return redirect("procedure-adopting")
    return _shown(request, Asked(trade=ALL), today, taken=taken) if taken.waits else redirect("procedures")


@page(Right.READ)
@require_GET
def adopting(request: MemberRequest) -> HttpResponse:
    """How far the adoption of many is, or what came of the last."""
    return _adopting(request)


def _adopting(request: MemberRequest, error: str = "") -> HttpResponse:
    run = queries.JOBS.last()
    if run is None:
        return redirect("procedure-library")
    is_open = queries.JOBS.under_way(request.at) is not None
    left = [(library()[slug], why) for slug, why in run.left if slug in library()]
    rest = _rest(run)
    context = {
        "run": run, "is_open": is_open, "is_late": queries.JOBS.is_late(run, request.at), "left": left, "error": error,
        "kept": queries.titles(run.kept), "rest": rest, "may": may(request.member.role, Right.APPROVE),
        "count_left": len(left) + len(rest),
    }  # fmt: skip
    answer = render(request, "procedures/adopting.html", context, status=422 if error else 200)
    if is_open:
        answer["Refresh"] = LOOK_AGAIN  # without JavaScript, and not in the page: it looks again by itself
    return answer


def _rest(run: AdoptRun) -> list[Procedure]:
    """What was asked for and never came to its turn: stopped, or failed before."""
    done = {*run.kept, *(slug for slug, _ in run.left)}
    return [library()[slug] for slug in run.slugs if slug not in done and slug in library()]


@page(Right.APPROVE)
@require_POST
def adopting_do(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Stop it; or do it at once, when nobody took it up."""
    run = access.run(id_)
    try:
        if "now" in request.POST:
            actions.carry_out(actor=request.actor, run_id=run.pk, at=request.at)
        else:
            actions.stop(actor=request.actor, run=run, at=request.at)
    except ProcedureError as error:
        return _adopting(request, str(error))
    return redirect("procedure-adopting")


def _asked(request: MemberRequest) -> Asked:
    own = str(known().get("business.trade") or "")
    return Asked(
        words=request.GET.get("q", "").strip(),
        trade=request.GET.get("trade", own),
        topic=request.GET.get("topic", ""),
        sort=request.GET.get("sort", "topic"),
    )


def _found(asked: Asked, today: date) -> list[Row]:
    taken = {row.entry.slug for row in handbook.handbook(today)}
    return rows(library(), law_in_use(today).kinds, taken, asked)


def _shown(
    request: MemberRequest, asked: Asked, today: date, error: str = "", ticked: Sequence[str] = (),
    taken: Taken = NOTHING,
) -> HttpResponse:  # fmt: skip
    ticked = ticked or taken.waits or request.GET.getlist("tick")
    part = Paginator(_found(asked, today), A_PAGE).get_page(request.GET.get("page"))
    old = queries.old_behind([row.slug for row in part.object_list], today)
    context = {
        "asked": asked, "trades": fact("business.trade").options, "topics": list(topics()), "sorts": list(SORTS),
        "part": part, "groups": _groups(asked, list(part.object_list)), "all": ALL, "error": error, "ticked": ticked,
        "old": old, "old_law": queries.each_once(old),
        "despite": request.POST.get("despite", ""), "now": queries.titles(taken.now),
        "waits": queries.titles(taken.waits),
    }  # fmt: skip
    refused = error or (taken.waits and not taken.now)
    return render(request, "procedures/library.html", context, status=422 if refused else 200)


def _groups(asked: Asked, found: list[Row]) -> dict[str, list[Row]]:
    if asked.sort == "topic":
        return by_topic(found)
    return {"Starter procedures": found} if found else {}


def _csv(found: list[Row]) -> HttpResponse:
    head = ["Procedure", "What it is for", "Topic", "Trades", "Steps", "Takes", "Meets", "Brings along"]
    return csv_file("library.csv", head, map(_cells, found))


def _cells(row: Row) -> list[object]:
    trades = "; ".join(row.procedure.trades) or "every trade"
    meets, brings = "; ".join(row.meets), "; ".join(row.brings)
    return [row.title, row.procedure.purpose, row.topic, trades, row.steps, row.takes, meets, brings]
