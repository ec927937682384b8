"""The form a customer fills in, without signing in: the link is the key."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from handrail.connections import pages
from handrail.connections.filling import actions, queries
from handrail.connections.filling.actions import FormError
from handrail.connections.filling.shown import shown
from handrail.connections.letters import moment
from handrail.connections.models import FormLink
from handrail.connections.pages import Page
from handrail.connections.rating import views as rating
from handrail.desk.actions import DeskError
from handrail.desk.forms import StepForm, step_form
from handrail.facts.never import never_kept
from handrail.facts.tongues import FIRST
from handrail.facts.typed import as_read
from handrail.facts.vocabulary import fact
from handrail.ledger import scope
from handrail.people.access import open_page
from handrail.procedures.language.steps import Step
from handrail.procedures.language.words import fill

SPEAK = "say_in"  # the button that only changes the language


@csrf_exempt  # no cookie is read here: who sends it must know the link, which is worth more than a token beside it
@open_page("the one-time link is the key")
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, token: str) -> HttpResponse:
    at: Any = request.at  # type: ignore[attr-defined]
    try:
        organization, secret = actions.opened(token)
        with scope.organization(organization):
            return _quiet(_opened(request, secret, at))
    except FormError as error:
        return _quiet(_over(request, error))


def _opened(request: HttpRequest, secret: str, at: Any) -> HttpResponse:
    row = actions.found(secret, at)
    try:
        return _form(request, row, at)
    except DeskError as error:
        raise FormError("refused", row.language) from error


def _over(request: HttpRequest, error: FormError) -> HttpResponse:
    page = Page(pages.first_of_ours(_wanted(request, error.language)))
    return render(
        request, "connections/form_over.html", {"page": page, "why": page.say["gone"][error.name]}, status=410
    )


def _wanted(request: HttpRequest, kept: str) -> Iterator[str]:
    """Languages, the one that counts most first: chosen on the page; the customer's; the browser's, where a link leads
    nowhere."""
    yield from (request.POST.get(SPEAK, ""), request.GET.get("lang", ""), kept)
    if not kept:
        yield from (
            each.partition("-")[0] for each, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
        )


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Nobody who comes later, and no other site, learns of the link. (`no-referrer` would take the form its origin.)"""
    answer["Referrer-Policy"], answer["Cache-Control"] = "same-origin", "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _page(request: HttpRequest, row: FormLink) -> Page:
    language = pages.first_of_ours(_wanted(request, row.language or FIRST))
    business = queries.business()
    return Page(language, str(business.name), moment(language, row.expires_at.astimezone(ZoneInfo(business.time_zone))))


def _form(request: HttpRequest, row: FormLink, at: Any) -> HttpResponse:
    page = _page(request, row)
    if row.asks_rating:
        return rating.answer(request, row, page, at)
    step = queries.step_of(row)
    if request.method != "POST" or SPEAK in request.POST:
        return _show(request, page, step, step_form(row.names, step))
    if not ratelimit.consume(request, action="form", key=str(row.pk)):
        return _show(request, page, step, step_form(row.names, step), page.say["too_many"], 429)
    filled = _read(request, row, step, page.language)
    if any(box.error for box in filled.boxes):
        actions.tried(row=row, at=at)
        return _show(request, page, step, filled, page.say["form"]["wrong"], 422)
    actions.fill(row=row, facts=filled.facts, at=at)
    return render(request, "connections/form_done.html", {"page": page})


def _read(request: HttpRequest, row: FormLink, step: Step, language: str) -> StepForm:
    """The answers as the customer's language writes them."""
    posted = request.POST.copy()
    for name in row.names:
        posted.setlist(name, [as_read(language, fact(name).type, each) for each in posted.getlist(name)])
    filled = step_form(row.names, step, posted)
    for box in filled.boxes:
        if never_kept(box.text):
            box.error = "never"
    return filled


def _show(
    request: HttpRequest, page: Page, step: Step, filled: StepForm, error: str = "", status: int = 200
) -> HttpResponse:
    """The questions alone: nothing the case knows stands on a page that anyone with the link can open."""
    asked = [shown(box, page.language, request.POST.getlist(box.fact.name)) for box in filled.boxes]
    context = {
        "page": page, "takes_answers": True, "asked": asked, "error": error,
        "theirs": any(each.is_theirs for each in asked),
        "said": "".join(piece.text for piece in fill(step.worded("say"), {})) if step.say else "",
    }  # fmt: skip
    return render(request, "connections/form.html", context, status=status)
