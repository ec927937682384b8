"""The page a customer answers on, without signing in. It is called by the page of forms, whose link it shares."""

from datetime import datetime

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handrail.connections import pages
from handrail.connections.filling import actions as filling
from handrail.connections.models import FormLink
from handrail.connections.pages import Page
from handrail.connections.rating import actions
from handrail.desk.actions import MOST_SAID
from handrail.facts.never import never_kept

SCORES = ("1", "2", "3", "4", "5")


def answer(request: HttpRequest, row: FormLink, page: Page, at: datetime) -> HttpResponse:
    """Show the question; take the answer."""
    if request.method != "POST" or "say_in" in request.POST:
        return _show(request, page)
    if not ratelimit.consume(request, action="form", key=str(row.pk)):
        return _show(request, page, page.say["too_many"], 429)
    score, words = request.POST.get("score", ""), request.POST.get("words", "")
    error = _wrong(page.language, score, words)
    if error:
        filling.tried(row=row, at=at)
        return _show(request, page, error, 422)
    actions.take(row=row, score=int(score), words=words, at=at)
    return render(request, "connections/rating_done.html", {"page": page})


def _wrong(language: str, score: str, words: str) -> str:
    if score not in SCORES:
        return pages.text(language, "rating", "choose")
    if never_kept(words):
        return pages.text(language, "wrong", "never")
    too_long = len(words.strip()) > MOST_SAID
    return pages.text(language, "wrong", "long", most=f"{MOST_SAID:,}") if too_long else ""


def _show(request: HttpRequest, page: Page, error: str = "", status: int = 200) -> HttpResponse:
    """The business's name and the question alone; what was typed stays."""
    context = {
        "page": page, "takes_answers": True, "error": error, "scores": SCORES, "most": MOST_SAID,
        "score": request.POST.get("score", ""), "words": request.POST.get("words", "")[:MOST_SAID],
    }  # fmt: skip
    return render(request, "connections/rating.html", context, status=status)
