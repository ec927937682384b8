"""The notice to staff: read it, keep it, see who did; a copy of each one kept."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.calendars.clock import stamp
from handrail.people.access import MemberRequest, page
from handrail.people.notice import actions, queries
from handrail.people.notice.actions import NoticeError
from handrail.people.rights import Right
from handrail.web.addresses import inside
from handrail.web.sheets import csv_file


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def notice(request: MemberRequest) -> HttpResponse:
    """Read and keep it."""
    if request.method != "POST":
        return _show(request)
    try:
        sha256 = request.POST.get("sha256", "")
        actions.keep(actor=request.actor, member=request.member, sha256=sha256, at=request.at)
    except NoticeError as error:
        return _show(request, str(error))
    return redirect(inside(request.POST.get("next", ""), reverse("notice")))


def _show(request: MemberRequest, why: str = "") -> HttpResponse:
    words, kept = queries.current(), queries.kept(request.member)
    mine = next((row for row in kept if row.notice.sha256 == words.sha256), None)
    context = {
        "words": words, "kept": kept, "mine": mine, "why": why, "next": request.GET.get("next", ""),
        "own": queries.own_words(), "may_add": request.member.role == "owner",
    }  # fmt: skip
    return render(request, "people/notice.html", context, status=422 if why else 200)


@page(Right.READ)
@require_GET
def copy(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The notice as this person kept it."""
    row = queries.copy(request.member, id_)
    if row is None:
        raise Http404("You kept no such notice")
    return render(request, "people/notice_copy.html", {"words": row.words, "row": row})


@page(Right.PEOPLE)
@require_POST
def add_words(request: MemberRequest) -> HttpResponse:
    actions.add_words(actor=request.actor, text=request.POST.get("text", "")[:4000], at=request.at)
    return redirect("notice")


@page(Right.PEOPLE)
@require_GET
def who_kept(request: MemberRequest) -> HttpResponse:
    """Who kept the notice of today, who an older one, who none."""
    now, words = queries.current().sha256, request.GET.get("q", "").strip().casefold()
    rows = [(member, row, bool(row and row.notice.sha256 == now)) for member, row in queries.who_kept()]
    rows = [each for each in rows if words in f"{each[0].user.name} {each[0].role}".casefold()]
    if request.GET.get("sort") == "kept":
        rows.sort(key=lambda each: stamp(each[1].at) if each[1] else "")
    if request.GET.get("format") == "csv":
        cells = ([m.user.name, m.role, stamp(r.at) if r else "", "yes" if today else "no"] for m, r, today in rows)
        return csv_file("notice.csv", ["Who", "Role", "Kept at", "As it reads today"], cells)
    return render(request, "people/notice_kept.html", {"rows": rows, "q": request.GET.get("q", "")})
