"""Pages of the interview: one small group of questions a page, left and resumed at any time."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.business import actions, queries
from handrail.business.actions import BusinessError
from handrail.business.interview import GROUPS, Group
from handrail.facts.answers import AnswerError, dollars, in_words, parse
from handrail.facts.vocabulary import Fact, Value
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right

DONT_KNOW = "unknown"


@page(Right.READ)
@require_GET
def business(request: MemberRequest) -> HttpResponse:
    """All the answers, and where to go on."""
    given = queries.answers()
    groups = [(n, group, [_told(row, given) for row in group.facts]) for n, group in enumerate(GROUPS, 1)]
    context = {"groups": groups, "next": queries.next_group(given), "total": len(GROUPS)}
    return render(request, "business/business.html", context)


def _told(row: Fact, given: dict[str, Value | None]) -> tuple[str, str]:
    if row.name not in given:
        return row.label, "Not answered yet"
    value = given[row.name]
    return row.label, "Not known" if value is None else in_words(row, value)


@page(Right.DESCRIBE)
@require_http_methods(["GET", "POST"])
def question(request: MemberRequest, number: int) -> HttpResponse:
    if not 1 <= number <= len(GROUPS):
        raise Http404("No such question")
    group, given = GROUPS[number - 1], queries.answers()
    if request.method != "POST":
        return _ask(request, number, [_box(row, given) for row in group.facts])
    boxes = [_posted(row, request) for row in group.facts]
    error = next((box["error"] for box in boxes if box["error"]), "")
    if not error:
        try:
            actions.answer(actor=request.actor, answers={b["fact"].name: b["value"] for b in boxes}, at=request.at)
        except BusinessError as refused:
            error = str(refused)
    if error:
        return _ask(request, number, boxes, error)
    return redirect("business-question", number + 1) if number < len(GROUPS) else redirect("business")


def _ask(request: MemberRequest, number: int, boxes: list[dict[str, Any]], error: str = "") -> HttpResponse:
    context = {"number": number, "group": _group(number), "boxes": boxes, "error": error, "total": len(GROUPS)}
    return render(request, "business/question.html", context, status=422 if error else 200)


def _group(number: int) -> Group:
    return GROUPS[number - 1]


def _box(row: Fact, given: dict[str, Value | None]) -> dict[str, Any]:
    value = given.get(row.name)
    typed = [DONT_KNOW] if row.name in given and value is None else _as_typed(row, value)
    return {
        "fact": row,
        "options": _options(row),
        "typed": typed,
        "text": typed[0] if typed else "",
        "error": "",
        "value": value,
    }


def _as_typed(row: Fact, value: Value | None) -> list[str]:
    """A kept value as the form would have sent it."""
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, tuple):
        return list(value)
    return [dollars(int(str(value))) if row.type == "money" else str(value)]


def _options(row: Fact) -> list[tuple[str, str]]:
    if row.type == "bool":
        return [("yes", "Yes"), ("no", "No")]
    return [(value, value.replace("-", " ").capitalize() if len(value) > 2 else value) for value in row.values]


def _posted(row: Fact, request: MemberRequest) -> dict[str, Any]:
    typed = [item for item in request.POST.getlist(row.name) if item.strip()]
    box = {
        "fact": row,
        "options": _options(row),
        "typed": typed,
        "text": typed[0] if typed else "",
        "error": "",
        "value": None,
    }
    if DONT_KNOW in typed or f"{DONT_KNOW}:{row.name}" in request.POST:
        box["typed"] = [DONT_KNOW]
        return box
    try:
        box["value"] = parse(row, typed if row.type == "list" and typed else "".join(typed[:1]))
    except AnswerError as error:
        box["error"] = str(error)
    if row.type == "list" and not typed:
        box["error"] = f"{row.label}: choose at least one, or say that you don’t know."
    return box
