"""The pages of the shell itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from handrail.web.templatetags.shell import ICONS


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, for those who build screens."""
    return render(request, "web/styleguide.html", {"icons": sorted(ICONS)})


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("web/mark.svg"))


# Pages without a member: the people room's test of refusals reads these reasons.
styleguide.open_because = "shows components, no data"  # type: ignore[attr-defined]
favicon.open_because = "an icon"  # type: ignore[attr-defined]
