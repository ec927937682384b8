"""The page on which a note is written, and what the agent does with one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from handrail.desk import access as desk
from handrail.desk.actions import DeskError
from handrail.desk.models import Case, CoachNote
from handrail.desk.views import case_with
from handrail.desk.watching.coaching import access, actions, queries
from handrail.people.access import MemberRequest, page
from handrail.people.models import Member
from handrail.people.rights import Right
from handrail.web.addresses import inside

PART = "X-Handrail-Part"


@page(Right.TAKE)
@require_http_methods(["GET", "POST"])
def coach(request: MemberRequest, id_: UUID) -> HttpResponse:
    """A note to whoever has the case, and what this person wrote before."""
    case, error = desk.case(id_), ""
    if request.method == "POST":
        step = request.POST.get("step", "")
        step = step if step in queries.steps(case) else ""
        try:
            actions.write(
                actor=request.actor, member=request.member, case=case, step=step, words=request.POST.get("words", ""),
                at=request.at,
            )  # fmt: skip
            if PART not in request.headers:
                return redirect(inside(request.POST.get("next", ""), reverse("coach", args=[case.pk])))
        except DeskError as refused:
            error = str(refused)
    context = {
        **form_of(request.member, case), "error": error, "tried": request.POST.get("words", "") if error else "",
        "next": request.POST.get("next", ""),
    }  # fmt: skip
    name = "desk/_coach.html" if PART in request.headers else "desk/coach.html"
    return render(request, name, context, status=422 if error else 200)


def form_of(member: Member, case: Case) -> dict[str, Any]:
    """What the form of a note needs."""
    can = queries.may_be_coached(case, member)
    return {
        "case": case, "notes": queries.written(member, case), "coach_steps": queries.steps(case), "can_coach": can,
    }  # fmt: skip


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def act(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """Read or answered, by the one it was written to. A GET comes from somebody who had to sign in again."""
    note = access.note_to(request.member, id_)
    if what not in ("read", "answer"):
        raise Http404("No such deed")
    error = ""
    if request.method == "POST":
        try:
            _do(request, note, what)
        except DeskError as refused:
            error = str(refused)
    if PART in request.headers:
        context = {"case": note.case, "coached": queries.unread(request.member, note.case), "coach_error": error}
        return render(request, "desk/_coached.html", context, status=422 if error else 200)
    if error:
        return case_with(request, note.case_id, error)
    return redirect(inside(request.POST.get("next", ""), reverse("case", args=[note.case_id])))


def _do(request: MemberRequest, note: CoachNote, what: str) -> None:
    if what == "read":
        actions.read(actor=request.actor, note=note, at=request.at)
    else:
        actions.answer(actor=request.actor, note=note, words=request.POST.get("words", ""), at=request.at)
