"""Pages of the interview: one small group of questions a page, left and resumed at any time."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.business import actions, queries
from handrail.business.actions import BusinessError
from handrail.business.forms import Box, box_of, posted
from handrail.business.interview import GROUPS, Group, contradictions, page_of, write_file
from handrail.facts.answers import from_json, in_words
from handrail.facts.vocabulary import VOCABULARY, Fact, Value, fact
from handrail.ledger.models import Event
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may

NOT_ANSWERED = "Not answered yet"
NOT_KNOWN = "Not known"
Given = Mapping[str, Value | None]


@page(Right.READ)
@require_GET
def business(request: MemberRequest) -> HttpResponse:
    """All the answers, where to go on, and what was changed when."""
    given = queries.answers()
    known = {name: value for name, value in given.items() if value is not None}
    context = {
        "groups": [(n, group, [(row.label, _told(row, given)) for row in group.facts]) for n, group in _pages()],
        "next": queries.next_group(given), "total": len(GROUPS), "answered": len(given),
        "of": sum(len(group.names) for group in GROUPS),
        "unknown": sum(value is None for value in given.values()),
        "settle": [(row.says, page_of(row.name)) for row in contradictions(known)],
        "changes": [(event, _changed(event)) for event in queries.changes()],
        "may_describe": may(request.member.role, Right.DESCRIBE),
    }  # fmt: skip
    return render(request, "business/business.html", context)


def _pages() -> list[tuple[int, Group]]:
    return list(enumerate(GROUPS, 1))


def _told(row: Fact, given: Given) -> str:
    if row.name not in given:
        return NOT_ANSWERED
    value = given[row.name]
    return NOT_KNOWN if value is None else in_words(row, value)


def _changed(event: Event) -> list[tuple[str, str]]:
    """What was answered at one time, in words; a fact that no longer exists is left out."""
    rows = [(VOCABULARY[name], kept) for name, kept in event.data["answers"].items() if name in VOCABULARY]
    return [
        (row.label, NOT_KNOWN if kept is None else in_words(row, from_json(row, kept)))
        for row, kept in rows
        if not row.shape or kept is None or isinstance(kept, list)
    ]


@page(Right.READ)
@require_GET
def as_file(request: MemberRequest) -> HttpResponse:
    """The answers as the file that `handrail interview --file` reads."""
    answer = HttpResponse(write_file(queries.answers()), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="business.yaml"'
    return answer


@page(Right.DESCRIBE)
@require_http_methods(["GET", "POST"])
def question(request: MemberRequest, number: int) -> HttpResponse:
    if not 1 <= number <= len(GROUPS):
        raise Http404("No such question")
    group, given = GROUPS[number - 1], queries.answers()
    if request.method != "POST":
        return _ask(request, number, [box_of(row, given) for row in group.facts], given)
    boxes = [posted(row, request.POST) for row in group.facts]
    if any(box.error for box in boxes):
        return _ask(request, number, boxes, given, "Some answers can’t be kept yet. Each says what to write.")
    try:
        actions.answer(actor=request.actor, answers={box.fact.name: box.value for box in boxes}, at=request.at)
    except BusinessError as refused:
        return _ask(request, number, boxes, given, str(refused), refused.names)
    on = queries.next_group(queries.answers())
    after = number + 1 if number < len(GROUPS) else on
    return redirect("business-question", after) if after and on else redirect("business")


def _ask(
    request: MemberRequest,
    number: int,
    boxes: list[Box],
    given: Given,
    error: str = "",
    names: tuple[str, ...] = (),
) -> HttpResponse:
    """One page of questions. `names`: facts that can't be so together, shown with the answer each has now."""
    here = {box.fact.name: box.value for box in boxes}
    rows = [(fact(name), page_of(name)) for name in names]
    context = {
        "number": number, "group": GROUPS[number - 1], "boxes": boxes, "error": error, "total": len(GROUPS),
        "both": [(row, _told(row, {**given, **here}), page) for row, page in rows],
        "rail": [(n, group, _state(n, group, number, given)) for n, group in _pages()],
        "hand": next((box for box in boxes if box.error), boxes[0]),
    }  # fmt: skip
    return render(request, "business/question.html", context, status=422 if error else 200)


def _state(number: int, group: Group, here: int, given: Given) -> str:
    if number == here:
        return "now"
    return "done" if all(row.name in given for row in group.facts) else "ahead"
