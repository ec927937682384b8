"""The form a customer fills in, without signing in: the link is the key."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from handrail.connections.filling import actions, queries
from handrail.connections.filling.actions import FormError
from handrail.connections.models import FormLink
from handrail.connections.rating import views as rating
from handrail.desk.actions import DeskError
from handrail.desk.forms import StepForm, step_form
from handrail.facts.never import never_kept
from handrail.ledger import scope
from handrail.people.access import open_page
from handrail.procedures.language.words import fill

TOO_MANY = "Too many forms were sent from here. Wait a quarter of an hour, then try again."


@open_page("the one-time link is the key")
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, token: str) -> HttpResponse:
    at: Any = request.at  # type: ignore[attr-defined]
    try:
        organization, secret = actions.opened(token)
        with scope.organization(organization):
            return _quiet(_form(request, actions.found(secret, at), at))
    except (FormError, DeskError) as error:
        return _quiet(render(request, "connections/form_over.html", {"why": str(error)}, status=410))


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Nobody who comes later, and no other site, learns of the link. (`no-referrer` would take the form its origin.)"""
    answer["Referrer-Policy"], answer["Cache-Control"] = "same-origin", "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _form(request: HttpRequest, row: FormLink, at: Any) -> HttpResponse:
    if row.asks_rating:
        return rating.answer(request, row, at)
    step = queries.step_of(row)
    if request.method != "POST":
        return _show(request, row, step, step_form(row.names, step))
    if not ratelimit.consume(request, action="form", key=str(row.pk)):
        return _show(request, row, step, step_form(row.names, step, request.POST), TOO_MANY, 429)
    filled = step_form(row.names, step, request.POST)
    for box in filled.boxes:
        if found := never_kept(box.text):
            box.error = f"{box.fact.label}: this looks like {found}. It is never kept here; take it out."
    if any(box.error for box in filled.boxes):
        actions.tried(row=row, at=at)
        return _show(request, row, step, filled, "Look at the answers marked below.", 422)
    actions.fill(row=row, facts=filled.facts, at=at)
    return render(request, "connections/form_done.html", {"business": queries.business_name()})


def _show(
    request: HttpRequest, row: FormLink, step: Any, filled: StepForm, error: str = "", status: int = 200
) -> HttpResponse:
    """The questions alone: nothing the case knows stands on a page that anyone with the link can open."""
    context = {
        "form": filled, "business": queries.business_name(), "error": error, "until": row.expires_at,
        "say": "".join(piece.text for piece in fill(step.worded("say"), {})) if step.say else "",
    }  # fmt: skip
    return render(request, "connections/form.html", context, status=status)
