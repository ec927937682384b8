"""What stands at the door of every page: a form that is sent twice is done once (see `once`), and no words hold a
letter that is none."""

import hashlib
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve

from handrail.web.once import Once

NOTHING = "\0"  # no keyboard makes it, and PostgreSQL keeps no words that hold it
TOKEN = 64  # letters of the token in a form that a page made; a script's own is shorter
BY_SCRIPT = ("Handrail-Part", "X-Handrail-Part")  # a part of a page, which sends one after the other by itself
_ONCE = Once()


class WordsMiddleware:
    """Takes the letter that is none out of what was typed, and out of an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nothing(request.GET)  # type: ignore[assignment]
        if _is_form(request) and any(NOTHING in text for _, texts in request.POST.lists() for text in texts):
            request.POST = _without_nothing(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def _is_form(request: HttpRequest) -> bool:
    """Whether what was posted may be read here. A page that says itself where files go (`upload_handlers`) reads them
    first; until it has, its form is looked at by nobody (`csrf_exempt`)."""
    if request.method != "POST":
        return False
    if request.content_type != "multipart/form-data":
        return True
    try:
        return not getattr(resolve(request.path_info).func, "csrf_exempt", False)
    except Resolver404:
        return False


def _without_nothing(given: QueryDict) -> QueryDict:
    plain = QueryDict(mutable=True)
    for name, texts in given.lists():
        plain.setlist(name.replace(NOTHING, ""), [text.replace(NOTHING, "") for text in texts])
    plain._mutable = False
    return plain


class OnceMiddleware:
    """What changes a session (signing in, a new password) is not remembered: its answer is more than an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        what = _what(request)
        if not what:
            return self.get_response(request)
        led_to = _ONCE.begin(request.session.session_key or "", what, time.monotonic())
        if led_to:
            return HttpResponseRedirect(led_to)
        address = ""
        try:
            response = self.get_response(request)
            done = response.status_code in (302, 303) and not request.session.modified
            address = response.get("Location", "") if done else ""
            return response
        finally:
            _ONCE.end(what, address, time.monotonic())


def _what(request: HttpRequest) -> str:
    """The form by who sent it, where to, and every word in it; nothing for what is no form of a page."""
    if not _is_form(request) or not request.headers.keys().isdisjoint(BY_SCRIPT):
        return ""
    session = request.session.session_key
    if not session or len(request.POST.get("csrfmiddlewaretoken", "")) != TOKEN:
        return ""
    words = sorted((name, *texts) for name, texts in request.POST.lists())
    files = sorted((name, each.name, each.size) for name, rows in request.FILES.lists() for each in rows)
    return hashlib.sha256(repr((session, request.get_full_path(), words, files)).encode()).hexdigest()
