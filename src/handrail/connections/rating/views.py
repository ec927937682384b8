"""The page a customer answers on, without signing in. It is called by the page of forms, whose link it shares."""

from datetime import datetime

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handrail.connections.filling import actions as filling
from handrail.connections.filling import queries
from handrail.connections.models import FormLink
from handrail.connections.rating import actions
from handrail.desk.actions import MOST_SAID, DeskError

SCORES = ("1", "2", "3", "4", "5")
TOO_MANY = "Too many answers were sent from here. Wait a quarter of an hour, then try again."


def answer(request: HttpRequest, row: FormLink, at: datetime) -> HttpResponse:
    """Show the question; take the answer."""
    if request.method != "POST":
        return _show(request)
    if not ratelimit.consume(request, action="form", key=str(row.pk)):
        return _show(request, TOO_MANY, 429)
    score, words = request.POST.get("score", ""), request.POST.get("words", "")
    try:
        if score not in SCORES:
            raise DeskError("Choose a number from 1 to 5.")
        actions.take(row=row, score=int(score), words=words, at=at)
    except DeskError as error:
        filling.tried(row=row, at=at)
        return _show(request, str(error), 422)
    return render(request, "connections/rating_done.html", {"business": queries.business_name()})


def _show(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    """The business's name and the question alone; what was typed stays."""
    context = {
        "business": queries.business_name(), "error": error, "scores": SCORES, "most": MOST_SAID,
        "score": request.POST.get("score", ""), "words": request.POST.get("words", "")[:MOST_SAID],
    }  # fmt: skip
    return render(request, "connections/rating.html", context, status=status)
