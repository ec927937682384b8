"""The pages of the shell itself."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static

from handrail.web.styleguide import parts

COMES_BACK = 30  # seconds


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, for those who build screens."""
    return render(request, "web/styleguide.html", {"parts": parts()})


def keys(request: HttpRequest) -> HttpResponse:
    """Every key and where it works; on a page with script, ? shows those of that page."""
    return render(request, "web/keys.html")


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("web/mark.svg"))


def broken(request: HttpRequest) -> HttpResponse:
    """An error nobody thought of; or a database that is away, starting again or busy, which comes back by itself."""
    if isinstance(sys.exc_info()[1], InterfaceError | OperationalError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": str(COMES_BACK)})
    return HttpResponse(render_to_string("500.html"), status=500)


def not_taken(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the right token: why, as far as can be told, and where what was typed is."""
    return render(request, "403_csrf.html", {"why": _why(reason)}, status=403)


def _why(reason: str) -> str:
    if reason == csrf.REASON_NO_CSRF_COOKIE:
        return "cookies"
    return "elsewhere" if reason.startswith(("Origin checking", "Referer checking")) else "old"


# Pages without a member: the people room's test of refusals reads these reasons.
styleguide.open_because = "shows components, no data"  # type: ignore[attr-defined]
keys.open_because = "says which keys there are"  # type: ignore[attr-defined]
favicon.open_because = "an icon"  # type: ignore[attr-defined]
