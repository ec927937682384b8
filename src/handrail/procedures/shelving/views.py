"""The library to browse, and to adopt several from at once."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handrail.business.queries import known
from handrail.facts.vocabulary import fact
from handrail.law.queries import law_in_use
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right
from handrail.procedures import queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import signed
from handrail.procedures.shelf import library, reachable
from handrail.procedures.shelving import actions
from handrail.procedures.shelving.rows import ALL, SORTS, Asked, Row, by_topic, rows, topics
from handrail.web.sheets import csv_file

A_PAGE = 100
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
    """The ticked ones, all or none. What was ticked stays so when they can't be put in force."""
    today, ticked = today_of(request), request.POST.getlist("slug")
    how = signed.identified(request.session.get(LOGINS, []), request.at)
    why = request.POST.get("despite", "")
    try:
        actions.adopt_several(actor=request.actor, slugs=ticked, at=request.at, on=today, despite=why, how=how)
    except ProcedureError as error:
        return _shown(request, Asked(trade=ALL), today, str(error), ticked)
    return redirect("procedures")


def _asked(request: MemberRequest) -> Asked:
    own = str(known().get("business.trade") or "")
    return Asked(
        words=request.GET.get("q", "").strip(),
        trade=request.GET.get("trade", own),
        topic=request.GET.get("topic", ""),
        sort=request.GET.get("sort", "topic"),
    )


def _found(asked: Asked, today: date) -> list[Row]:
    taken = {row.entry.slug for row in queries.handbook(today)}
    return rows(library(), law_in_use(today).kinds, taken, asked)


def _shown(
    request: MemberRequest, asked: Asked, today: date, error: str = "", ticked: list[str] | None = None
) -> HttpResponse:
    ticked = ticked or []
    part = Paginator(_found(asked, today), A_PAGE).get_page(request.GET.get("page"))
    behind = [library()[name] for slug in ticked if slug in library() for name in reachable(slug, library())]
    context = {
        "asked": asked, "trades": fact("business.trade").options, "topics": list(topics()), "sorts": list(SORTS),
        "part": part, "groups": _groups(asked, list(part.object_list)), "all": ALL, "error": error, "ticked": ticked,
        "old": queries.law_behind_is_old(behind, today), "despite": request.POST.get("despite", ""),
    }  # fmt: skip
    return render(request, "procedures/library.html", context, status=422 if error else 200)


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
