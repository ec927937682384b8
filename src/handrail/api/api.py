"""The API put together: who may ask, how it refuses, and its description (OpenAPI)."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from handrail.facts.answers import AnswerError
from handrail.facts.vocabulary import UnknownFactError
from handrail.law.answers import UnknownLawError
from handrail.law.api import router as law
from handrail.law.asking import CAN_NOT_COUNT, TOO_FAR
from handrail.law.questions import WrongQuestionError
from handrail.people.api import SignedIn
from handrail.people.rights import RefusedError

VERSION = "1"
POSTING = "What is posted needs the session’s CSRF token in X-CSRFToken."
SIGN_IN = "Sign in at /account/login/ and send the cookie of that session with each request."
api = NinjaAPI(
    title="Handrail", version=VERSION, urls_namespace="api", auth=SignedIn(), docs_url=None, openapi_url=None,
    description="General information, not legal advice. Every answer carries citation, status and trace.",
)  # fmt: skip
api.add_router("/law", law)


def _refuse(status: int, error: str, says: Callable[[Any], str], what_next: str) -> Any:
    def answer(request: HttpRequest, raised: Any) -> HttpResponse:
        told = {"error": error, "says": says(raised), "what_next": what_next}
        return api.create_response(request, told, status=status)

    return answer


def _where(raised: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, row['loc'][1:]))}: {row['msg']}" for row in raised.errors)


_DOCS = "See /api/ for what each question takes."
api.add_exception_handler(
    AuthenticationError, _refuse(401, "not_signed_in", lambda raised: "Nobody is signed in here.", SIGN_IN)
)
api.add_exception_handler(RefusedError, _refuse(403, "refused", str, "Ask one of those to give you the role."))


@api.exception_handler(HttpError)
def _of_http(request: HttpRequest, raised: HttpError) -> HttpResponse:
    """A post without its token, or a body that is no JSON."""
    what_next, error = (POSTING, "refused") if raised.status_code == 403 else ("Send a JSON object.", "question")
    told = {"error": error, "says": str(raised), "what_next": what_next}
    return api.create_response(request, told, status=raised.status_code)


api.add_exception_handler(Http404, _refuse(404, "not_found", str, _DOCS))
api.add_exception_handler(UnknownLawError, _refuse(404, "unknown_law", str, _DOCS))
api.add_exception_handler(ValidationError, _refuse(422, "question", _where, _DOCS))
for wrong in (WrongQuestionError, UnknownFactError, AnswerError):
    api.add_exception_handler(wrong, _refuse(422, "question", str, "Write it as the message says, and ask again."))
for far in CAN_NOT_COUNT:
    api.add_exception_handler(far, _refuse(422, "question", lambda raised: TOO_FAR, "Ask again with such days."))
