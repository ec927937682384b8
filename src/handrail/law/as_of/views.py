"""The page that chooses another date, and the way back to today."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from handrail.law.as_of import KEY, NoSuchDayError, read_day
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.web.addresses import inside


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def as_of(request: MemberRequest) -> HttpResponse:
    """Look at everything as of another date. Kept in the session; signing out ends it."""
    sent = request.POST if request.method == "POST" else request.GET
    typed, after = sent.get("on", ""), sent.get("next", "")
    if request.method != "POST":
        return render(request, "law/as_of_choose.html", {"typed": typed, "next": after})
    try:
        request.session[KEY] = read_day(typed).isoformat()
    except NoSuchDayError as error:
        context = {"typed": typed, "next": after, "error": str(error)}
        return render(request, "law/as_of_choose.html", context, status=422)
    return redirect(inside(after))


@page(Right.READ)
@require_POST
def leave(request: MemberRequest) -> HttpResponse:
    """Back to today, on the page one was on."""
    request.session.pop(KEY, None)
    return redirect(inside(request.POST.get("next", "")))
