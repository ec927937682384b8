"""The door of the API: a session that is signed in, with the right an operation asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from handrail.people.models import Member
from handrail.people.rights import RefusedError, Right, may

Operation = TypeVar("Operation", bound=Callable[..., Any])


class SignedIn(APIKeyCookie):
    """The cookie of a session on the web. What writes, or is posted, needs its CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Member | None:
        member: Member | None = getattr(request, "member", None)
        return member


def needs(right: Right) -> Callable[[Operation], Operation]:
    """On every operation: the right it asks for. Raises RefusedError, which the API answers with who may."""

    def wrap(operation: Operation) -> Operation:
        @wraps(operation)
        def inner(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not may(request.auth.role, right):
                raise RefusedError(right)
            return operation(request, *args, **kwargs)

        inner.required_right = right  # type: ignore[attr-defined]
        return cast(Operation, inner)

    return wrap
