"""Pages that take a case back: change an answer, open it again."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.desk import access, queries
from handrail.desk.actions import DeskError
from handrail.desk.forms import StepForm
from handrail.desk.going_back import actions
from handrail.desk.going_back.forms import Given, change_form, labels, steps_given, told_now
from handrail.desk.going_back.inputs import Change
from handrail.desk.going_back.queries import Tried, may_change, of
from handrail.desk.models import Case
from handrail.facts.answers import in_words
from handrail.facts.vocabulary import fact
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.procedures.language.engine import State

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
CANNOT = "Can’t be found out"


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The answers of one step, to be told otherwise. What that leads to is shown before it is done, unless it only
    changes what lies ahead."""
    case = access.case(id_)
    told = queries.events(case.id)
    state = queries.fold_in(case, told).state
    rows = steps_given(queries.procedures(case), of(case, told), may_change(case, told))
    given = _chosen(request, rows)
    context: dict[str, Any] = {"case": case, "rows": rows, "given": given, "state": state}
    if given is None or request.method != "POST":
        form = change_form(given, state, None) if given else None
        return render(request, "desk/change.html", {**context, "form": form, "names": _names(rows)})
    form = change_form(given, state, request.POST)
    try:
        return _change(request, case, given, form, state, context)
    except DeskError as error:
        more = {"form": form, "error": str(error), "names": _names(rows)}
        return render(request, "desk/change.html", {**context, **more}, status=422)


def _chosen(request: MemberRequest, rows: list[Given]) -> Given | None:
    """The step that is asked for, by its number or by one of its facts; else the last one that was done."""
    wanted, name = request.GET.get("step", ""), request.GET.get("fact", "")
    fits = [row for row in rows if (not wanted and not name) or row.key == wanted or name in row.names]
    return fits[0] if fits else None


def _names(rows: list[Given]) -> list[tuple[Given, str]]:
    return [(row, labels(row.names) or "The customer’s answer") for row in rows]


def _change(
    request: MemberRequest, case: Case, given: Given, form: StepForm, state: State, context: dict[str, Any]
) -> HttpResponse:
    if form.errors:
        raise DeskError("Look at the answers marked below.")
    now, reason = told_now(given, form, state), request.POST.get("why", "")
    found = actions.worked(case, queries.events(case.id), now, request.at)
    if "sure" not in request.POST and _is_felt(found):
        shown = _shown(request, case, found, now, state)
        return render(request, "desk/change_sure.html", {**context, "why": reason, **shown})
    actions.change(actor=request.actor, case=case, at=request.at, told_now=now, reason=reason)
    return redirect("case", id_=case.id)


def _is_felt(found: Tried) -> bool:
    """Whether something that was done is touched, or the case ends by it."""
    after = found.after
    return bool(after.off or after.again or after.otherwise or found.turn.status == "ended")


def _shown(request: MemberRequest, case: Case, found: Tried, now: Change, state: State) -> dict[str, Any]:
    at, bundle = found.turn.at, queries.procedures(case)
    return {
        "after": found.after,
        "ends": found.turn.outcome if found.turn.status == "ended" else "",
        "why_person": found.why,
        "next_step": bundle[at.procedure].step(at.step).name if at else "",
        "changes": [_said(name, state, now) for name in sorted(now.names)],
        "typed": [(name, value) for name in request.POST if name != TOKEN for value in request.POST.getlist(name)],
    }


def _said(name: str, state: State, now: Change) -> tuple[str, str, str]:
    row = fact(name)
    was = in_words(row, state.facts[name]) if name in state.facts else CANNOT
    return row.label, was, in_words(row, now.facts[name]) if name in now.facts else CANNOT


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def reopen(request: MemberRequest, id_: UUID) -> HttpResponse:
    case, error = access.case(id_), ""
    why = request.POST.get("why", "")
    if request.method == "POST":
        try:
            actions.reopen(actor=request.actor, case=case, at=request.at, reason=why)
            return redirect("case", id_=case.id)
        except DeskError as refused:
            error = str(refused)
    return render(request, "desk/reopen.html", {"case": case, "why": why, "error": error}, status=422 if error else 200)
