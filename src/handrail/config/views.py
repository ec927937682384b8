"""Pages about the installation itself."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handrail.config.doctor import examine
from handrail.people.access import MemberRequest, open_page, page
from handrail.people.rights import Right


@page(Right.SETTINGS)
def health(request: MemberRequest) -> HttpResponse:
    """What `handrail doctor` says, as a page."""
    findings = examine(Path(settings.DATA), request.at)
    to_do = [finding for finding in findings if not finding.ok]
    return render(request, "web/health.html", {"to_do": to_do, "fine": [f for f in findings if f.ok]})


@open_page("says only that Handrail answers; for a monitor")
def alive(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
