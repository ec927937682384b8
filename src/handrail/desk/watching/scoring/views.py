"""The switch, the page of a score, and what the scored one does with it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from handrail.desk import access as desk
from handrail.desk.actions import DeskError
from handrail.desk.models import Case, Score
from handrail.desk.watching.scoring import access, actions, queries
from handrail.desk.watching.scoring.steps import JUDGED, MEANING
from handrail.people.access import MemberRequest, page
from handrail.people.models import Member
from handrail.people.rights import RefusedError, Right, may
from handrail.web.addresses import inside


@page(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def scoring(request: MemberRequest) -> HttpResponse:
    """On or off, with a reason."""
    error = ""
    if request.method == "POST":
        on, reason = request.POST.get("on") == "yes", request.POST.get("reason", "")
        try:
            actions.switch(actor=request.actor, on=on, reason=reason, at=request.at)
            return redirect("scoring")
        except DeskError as refused:
            error = str(refused)
    context = {"switch": queries.switch(), "error": error, "tried": request.POST.get("reason", "")}
    return render(request, "desk/scoring.html", context, status=422 if error else 200)


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def score(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One person's run of a case: to be scored by whoever takes escalations, to be read by the two."""
    case = desk.case(id_)
    own = queries.of_case(case, request.member)
    if not may(request.member.role, Right.TAKE):
        if own is None:
            raise RefusedError(Right.TAKE)
        return _show(request, case, request.member, own, "")
    agent = _agent(request, case, own)
    error = ""
    if request.method == "POST" and agent is not None:
        try:
            _score(request, case, agent)
            return redirect(f"{reverse('score', args=[case.pk])}?person={agent.pk}")
        except DeskError as refused:
            error = str(refused)
    return _show(request, case, agent, queries.of_case(case, agent) if agent else None, error)


def _agent(request: MemberRequest, case: Case, own: Score | None) -> Member | None:
    """Whose run it is: the one asked for, else oneself where one was scored, else whoever did the first step."""
    there, wanted = queries.people(case, request.member), request.GET.get("person", "")
    if own is not None and wanted in ("", str(request.member.pk)):
        return request.member
    return next((row for row in there if str(row.pk) == wanted), there[0] if there else None)


def _score(request: MemberRequest, case: Case, agent: Member) -> None:
    given = request.POST
    judged = {n: given[f"step-{n}"] for n in range(len(queries.steps(case, agent))) if f"step-{n}" in given}
    actions.score(
        actor=request.actor, member=request.member, case=case, agent=agent, judged=judged, note=given.get("note", ""),
        at=request.at,
    )  # fmt: skip


def _show(request: MemberRequest, case: Case, agent: Member | None, row: Score | None, error: str) -> HttpResponse:
    """What was judged only to the two; to anybody else that it was."""
    theirs = row is not None and request.member.pk in (row.agent_id, row.scorer_id)
    open_ = agent is not None and row is None
    tried = [
        (n, step, request.POST.get(f"step-{n}", "")) for n, step in enumerate(queries.steps(case, agent))
    ] if agent and open_ else []  # fmt: skip
    context: dict[str, Any] = {
        "case": case, "agent": agent, "error": error, "reason": queries.reason(), "judged": JUDGED,
        "scored": queries.scored(row, request.member) if row and theirs else None, "row": row,
        "others": [each for each in queries.people(case, request.member) if each != agent],
        "can": open_ and agent is not None and case.status == "ended" and queries.may_be_scored(agent),
        "steps": tried, "tried": request.POST.get("note", ""),
        "terms": [(words, MEANING[key]) for key, words in JUDGED.items()], "sent": request.method == "POST",
        "answer_tried": request.POST.get("words", ""),
        "may_read": may(request.member.role, Right.RECORDS), "may_switch": may(request.member.role, Right.SETTINGS),
        "to_judge": sum(not step.counted for _, step, _ in tried),
    }  # fmt: skip
    return render(request, "desk/score.html", context, status=422 if error else 200)


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def act(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """Read or answered, by the one who was scored. A GET comes from somebody who had to sign in again."""
    row = access.score_of(request.member, id_)
    if what not in ("read", "answer"):
        raise Http404("No such deed")
    if request.method == "POST":
        try:
            if what == "read":
                actions.read(actor=request.actor, row=row, at=request.at)
            else:
                actions.answer(actor=request.actor, row=row, words=request.POST.get("words", ""), at=request.at)
        except DeskError as error:
            return _show(request, desk.case(row.case_id), request.member, row, str(error))
    return redirect(inside(request.POST.get("next", ""), reverse("score", args=[row.case_id])))
