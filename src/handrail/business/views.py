"""Pages of the interview: one small group of questions a page, left and resumed at any time."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_http_methods

from handrail.business import actions, queries
from handrail.business.actions import BusinessError
from handrail.business.forms import Box, box_of, offer_holidays, posted
from handrail.business.interview import GROUPS, Given, Group, asked_groups, contradictions, page_of, write_file
from handrail.facts.answers import from_json, in_words
from handrail.facts.vocabulary import VOCABULARY, Fact, Value, fact
from handrail.ledger.models import Event
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may

NOT_ANSWERED = "Not answered yet"
NOT_KNOWN = "Not known"


@page(Right.READ)
@require_GET
def business(request: MemberRequest) -> HttpResponse:
    """All the answers, where to go on, and what was changed when."""
    given = queries.answers()
    pages, after = asked_groups(given), queries.next_group(given)
    asked = [row.name for _, group in pages for row in group.asked(given)]
    known = {name: value for name, value in given.items() if value is not None}
    context = {
        "groups": [(n, group, [(row.label, _told(row, given)) for row in group.asked(given)]) for n, group in pages],
        "next": after, "number": _place(pages, after), "total": len(pages),
        "answered": sum(name in given for name in asked), "of": len(asked),
        "unknown": sum(name in given and given[name] is None for name in asked),
        "settle": [(row.says, page_of(row.name)) for row in contradictions(known)],
        "changes": [(event, _changed(event)) for event in queries.changes()],
        "may_describe": may(request.member.role, Right.DESCRIBE),
    }  # fmt: skip
    return render(request, "business/business.html", context)


Pages = list[tuple[int, Group]]


def _place(pages: Pages, number: int | None) -> int:
    """Which of the pages that are asked this one is, counted from 1; 0 for none."""
    return next((place for place, (n, _) in enumerate(pages, 1) if n == number), 0)


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
    given = queries.answers()
    if not 1 <= number <= len(GROUPS):
        raise Http404("No such question")
    group = GROUPS[number - 1]
    rows = group.asked(given) or group.facts  # a page nobody leads to may still be opened, and answered
    if request.method != "POST":
        return _ask(request, number, [box_of(row, given) for row in rows], given)
    boxes = [posted(row, request.POST) for row in rows]
    if any(box.error for box in boxes):
        return _ask(request, number, boxes, given, "Some answers can’t be kept yet. Each says what to write.")
    try:
        actions.answer(actor=request.actor, answers={box.fact.name: box.value for box in boxes}, at=request.at)
    except BusinessError as refused:
        return _ask(request, number, boxes, given, str(refused), refused.names)
    after = _after(number, queries.answers())
    return redirect("business-question", after) if after else redirect("business")


def _after(number: int, given: dict[str, Value | None]) -> int | None:
    """Where to go on: this page again if an answer opened a question on it, the next, or the first left open."""
    on = queries.next_group(given)
    if on is None or not queries.is_done(GROUPS[number - 1], given):
        return number if on else None
    return next((n for n, _ in asked_groups(given) if n > number), on)


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
    pages = asked_groups(given)
    pages = pages if _place(pages, number) else sorted([*pages, (number, GROUPS[number - 1])])
    for box in boxes:
        box.hints = _hints(request, box, given)
        offer_holidays(box, queries.states(given))
        if box.fact.is_place:
            box.near = import_string(settings.BUSINESS_PLACES)(request.at)
    context = {
        "number": number, "place": _place(pages, number), "group": GROUPS[number - 1], "boxes": boxes, "error": error,
        "total": len(pages), "both": [(row, _told(row, {**given, **here}), page) for row, page in rows],
        "before": next((n for n, _ in reversed(pages) if n < number), None),
        "rail": [(n, place, group, _state(n, group, number, given)) for place, (n, group) in enumerate(pages, 1)],
        "hand": next((box for box in boxes if box.error), boxes[0]),
    }  # fmt: skip
    return render(request, "business/question.html", context, status=422 if error else 200)


def _hints(request: MemberRequest, box: Box, given: Given) -> tuple[str, ...]:
    """Names of licences the law asks for, on what is known: handed down, as this room knows no law."""
    if box.fact.shape != "licence":
        return ()
    known = {name: value for name, value in given.items() if value is not None}
    named: tuple[str, ...] = import_string(settings.BUSINESS_LICENCES)(known, request.at)
    listed = {row.get("what", "").casefold() for row in box.cells}
    return tuple(name for name in named if name.casefold() not in listed)


def _state(number: int, group: Group, here: int, given: Given) -> str:
    if number == here:
        return "now"
    return "done" if all(row.name in given for row in group.asked(given)) else "ahead"
