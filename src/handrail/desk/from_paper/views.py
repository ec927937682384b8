"""The page that begins with the number on a sheet."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.business.queries import known
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.from_paper.times import NO_TIME, on_paper
from handrail.desk.models import Case
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.procedures.actions import ProcedureError
from handrail.procedures.exporting import queries as papers

CHANNELS = [
    ("phone", "Phone"), ("counter", "Counter"), ("email", "E-mail"), ("chat", "Chat"), ("text-message", "Text message"),
    ("mail", "Mail"),
]  # fmt: skip
UNKNOWN = "No paper with this number was printed here. It stands at the top of each sheet, like P-12."


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def from_paper(request: MemberRequest) -> HttpResponse:
    """Number, when it began, how it came in; then the case is entered step by step like any other."""
    error = ""
    if request.method == "POST":
        try:
            return redirect("case", id_=_entered(request).pk)
        except (DeskError, ProcedureError) as refused:
            error = str(refused)
    typed = {name: request.POST.get(name, request.GET.get(name, "")) for name in ("number", "begun", "channel")}
    context = {**typed, "channels": CHANNELS, "error": error}
    return render(request, "desk/from_paper.html", context, status=422 if error else 200)


def _entered(request: MemberRequest) -> Case:
    run = papers.paper(request.POST.get("number", ""))
    if run is None:
        raise DeskError(UNKNOWN)
    begun = on_paper(request.POST.get("begun", ""), queries.moment({}, request.at).zone)
    if begun is None:
        raise DeskError(NO_TIME)
    channel = request.POST.get("channel", "")
    channel = channel if channel in dict(CHANNELS) else "phone"
    return actions.start_from_paper(
        actor=request.actor, member=request.member, paper=run, channel=channel, begun=begun, at=request.at,
        known=known(),
    )  # fmt: skip
