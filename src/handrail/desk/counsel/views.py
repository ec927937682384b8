"""Pages of questions to counsel: one's own list, asking, and one of them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from handrail.calendars.clock import stamp
from handrail.desk import access as cases
from handrail.desk.actions import DeskError
from handrail.desk.counsel import access, actions, queries
from handrail.desk.counsel.new_text import A_RUN
from handrail.desk.models import CounselTask
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.web.sheets import csv_file

A_PAGE = 50
HEAD = ["Case", "Procedure", "Asked by", "Counsel", "Asked at", "State"]


@page(Right.READ)
@require_GET
def tasks(request: MemberRequest) -> HttpResponse:
    """Those that name the one who looks."""
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "new")
    rows = queries.mine(request.member, words, sort)
    if request.GET.get("format") == "csv":
        return csv_file("counsel.csv", HEAD, map(_cells, rows))
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = [(row, queries.STATES[row.state]) for row in found]
    context = {"tasks": found, "shown": shown, "q": words, "sort": sort, "sorts": queries.SORTS}
    return render(request, "desk/counsel_list.html", context)


def _cells(row: CounselTask) -> list[object]:
    """No word of what was written."""
    names = row.asker.user.name, row.counsel.user.name
    return [row.case.number, row.case.entry.title, *names, stamp(row.asked_at), queries.STATES[row.state]]


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest, id_: UUID) -> HttpResponse:
    case, error = cases.case(id_), ""
    if request.method == "POST":
        named, words = access.counsel(request.POST.get("counsel", "")), request.POST.get("words", "")
        try:
            home, actor = _home(request), request.actor
            row = actions.ask(actor=actor, case=case, counsel=named, question=words, at=request.at, home=home)
            return redirect("counsel", id_=row.pk)
        except DeskError as refused:
            error = str(refused)
    context = {
        "case": case, "whom": queries.whom(request.member), "error": error, "words": request.POST.get("words", ""),
        "named": request.POST.get("counsel", ""),
    }  # fmt: skip
    return render(request, "desk/counsel_ask.html", context, status=422 if error else 200)


@page(Right.READ)
@require_GET
def task(request: MemberRequest, id_: UUID) -> HttpResponse:
    return _show(request, access.task(request.actor, id_))


def _show(request: MemberRequest, row: CounselTask, error: str = "", tried: str = "") -> HttpResponse:
    context = {
        "row": row, "state": queries.STATES[row.state], "thread": queries.words_of(row), "error": error,
        "tried": tried, "words": request.POST.get("words", ""), "is_counsel": row.counsel_id == request.member.pk,
        "place": queries.may_pass(row, request.member.pk), "takers": queries.takers(row), "a_run": A_RUN,
    }  # fmt: skip
    return render(request, "desk/counsel.html", context, status=422 if error else 200)


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def act(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """Write on, pass it on, release a text, end it. A GET comes from somebody who had to sign in again."""
    row = access.task(request.actor, id_)
    if what not in ("write", "pass", "release", "end"):
        raise Http404("No such deed")
    if request.method == "POST":
        try:
            _do(request, row, what)
        except DeskError as error:
            return _show(request, row, str(error), what)
    still = access.is_named(request.actor, row)
    return redirect("counsel", id_=row.pk) if still else redirect("counsel-list")


def _do(request: MemberRequest, row: CounselTask, what: str) -> None:
    actor, at, words = request.actor, request.at, request.POST.get("words", "")
    if what == "end":
        actions.end(actor=actor, row=row, at=at)
    elif what == "pass":
        to = access.counsel(request.POST.get("to", ""))
        actions.pass_on(actor=actor, row=row, to=to, at=at, home=_home(request))
    elif what == "release":
        own = request.POST.get("written_for_it") == "yes"
        actions.release(actor=actor, row=row, words=words, at=at, written_for_it=own)
    else:
        actions.write(actor=actor, row=row, words=words, at=at, home=_home(request))


def _home(request: MemberRequest) -> str:
    """Where a mail leads to: not to the question, whose address tells that there is one."""
    return request.build_absolute_uri(reverse("home"))
