"""The page of the tools in use."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right, may
from handrail.procedures.tooling import actions, queries
from handrail.procedures.tooling.actions import ToolError
from handrail.procedures.tooling.forms import ChangedForm
from handrail.web.sheets import csv_file


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def tools(request: MemberRequest) -> HttpResponse:
    """The list, and each deed on it."""
    if request.method != "POST":
        return _show(request)
    try:
        _do(request)
    except ToolError as error:
        return _show(request, str(error))
    return redirect("tools")


def _do(request: MemberRequest) -> None:
    post = request.POST
    name = post.get("name", "")
    match post.get("what"):
        case "add":
            actions.add(actor=request.actor, name=name, version=post.get("version", ""), at=request.at)
        case "changed":
            form = ChangedForm(post)
            if not form.is_valid():
                raise ToolError("Write the day from which it is otherwise.")
            given = form.cleaned_data
            actions.changed(
                actor=request.actor, name=name, version=given["version"], on=given["changed_on"], at=request.at
            )
        case "rename":
            actions.rename(actor=request.actor, name=name, to=post.get("to", ""), at=request.at)
        case "out":
            actions.take_out(actor=request.actor, name=name, at=request.at)
        case _:
            raise Http404("No such deed")


def _show(request: MemberRequest, error: str = "") -> HttpResponse:
    words, sort, today = request.GET.get("q", ""), request.GET.get("sort", "name"), today_of(request)
    rows = queries.rows(today, words, sort)
    if request.GET.get("format") == "csv":
        cells = (
            [r.tool.name, r.tool.version, str(r.tool.changed_on or ""), "; ".join(t for t, _ in r.used)] for r in rows
        )
        return csv_file("tools.csv", ["Tool", "Version", "Changed on", "Used in"], cells)
    context = {
        "rows": rows, "q": words, "sort": sort, "error": error, "today": today,
        "may_change": may(request.member.role, Right.DESCRIBE),
        "typed": request.POST if error else {},
    }  # fmt: skip
    return render(request, "procedures/tools.html", context, status=422 if error else 200)
