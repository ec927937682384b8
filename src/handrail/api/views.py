"""What the API offers, as a page to read and as OpenAPI for a machine."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handrail.api.api import SIGN_IN, api
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right


@page(Right.READ)
@require_GET
def docs(request: MemberRequest) -> HttpResponse:
    """Every question, what it takes, and how it is refused."""
    schema = api.get_openapi_schema()
    paths = [
        (path, method.upper(), told) for path, methods in schema["paths"].items() for method, told in methods.items()
    ]
    return render(request, "api/docs.html", {"rows": [_row(*row, schema) for row in paths], "sign_in": SIGN_IN})


def _row(path: str, method: str, told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    takes = [
        (row["name"], row["in"], row.get("description") or row["schema"].get("description", ""), row["required"])
        for row in told.get("parameters", ())
    ]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = body.get("$ref", "").rsplit("/", 1)[-1]
    fields = schema["components"]["schemas"].get(name, {}).get("properties", {})
    takes += [(field, "body", row.get("description", ""), False) for field, row in fields.items()]
    return {
        "path": path, "method": method, "summary": told["summary"], "description": told.get("description", ""),
        "takes": takes,
    }  # fmt: skip


@page(Right.READ)
@require_GET
def openapi(request: MemberRequest) -> HttpResponse:
    """The description for a machine."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"indent": 1})
