"""Pages of the handbook."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.facts.answers import AnswerError, parse
from handrail.facts.problems import Problem
from handrail.facts.vocabulary import fact
from handrail.law.queries import block_of
from handrail.ledger.canonical import JSON
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right
from handrail.procedures import access, actions, queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.blank import begun
from handrail.procedures.control import actions as control_actions
from handrail.procedures.control import queries as control
from handrail.procedures.control import signed
from handrail.procedures.documents.handbook import HandbookPage
from handrail.procedures.handbook import queries as handbook
from handrail.procedures.handbook.shown import shown
from handrail.procedures.language.reader import UnreadableError, write
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library, with_called
from handrail.web.sheets import csv_file

A_PAGE = 50
LOGINS = "account_authentication_methods"  # where allauth keeps how somebody signed in
TYPED = ("on", "by", "read_on", "words", "why", "text", "step", "to", "change")


@page(Right.READ)
@require_GET
def procedures(request: MemberRequest) -> HttpResponse:
    """The handbook in force, what is being written, and the way to the library."""
    return _list(request)


def _list(request: MemberRequest, error: str = "") -> HttpResponse:
    words, sort, today = request.GET.get("q", "").strip(), request.GET.get("sort", "title"), today_of(request)
    rows = queries.listed(words, sort, today)
    if request.GET.get("format") == "csv":
        return _csv(rows)
    part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    taken = {row.entry.slug for row in queries.handbook(today)}
    context = {
        "q": words,
        "sort": sort,
        "part": part,
        "unfinished": queries.unfinished(),
        "on_shelf": sum(name not in taken for name in library()),
        "error": error,
    }
    return render(request, "procedures/procedures.html", context, status=422 if error else 200)


def _csv(rows: Sequence[Revision]) -> HttpResponse:
    head = ["Procedure", "Version", "In force since", "Written by", "Approved by", "Reviewed by", "Exception"]
    return csv_file("procedures.csv", head, map(_cells, rows))


def _cells(row: Revision) -> list[object]:
    by = [row.author_name, row.approved_by, row.reviewed_by, row.exception]
    return [row.entry.title, row.number, row.effective_on, *by]


@page(Right.READ)
@require_GET
def starter(request: MemberRequest, slug: str) -> HttpResponse:
    """A starter procedure, to read before adopting it."""
    return _starter(request, slug)


def _starter(request: MemberRequest, slug: str, error: str = "") -> HttpResponse:
    found = library().get(slug)
    if found is None:
        return render(request, "404.html", status=404)
    today = today_of(request)
    told = _told(handbook.starter_page(found, handbook.law_of(today)))
    called = [library()[name] for name in with_called(slug, library())]
    context = {
        **told, "starter": True, "here": queries.in_force(slug, today), "error": error,
        "old": queries.law_behind_is_old(called, today), "despite": request.POST.get("despite", ""),
    }  # fmt: skip
    return render(request, "procedures/procedure.html", context, status=422 if error else 200)


def _told(sheet: HandbookPage) -> dict[str, Any]:
    """What every page of one procedure shows: its words, its duties, its flow."""
    steps = shown(sheet.procedure, sheet.titles, sheet.duties)
    return {"procedure": sheet.procedure, "sheet": sheet, "steps": steps, "flow": handbook.drawn(sheet.procedure)}


@page(Right.APPROVE)
@require_POST
def adopt(request: MemberRequest) -> HttpResponse:
    slug, why = request.POST.get("slug", ""), request.POST.get("despite", "")
    try:
        row = actions.adopt(
            actor=request.actor, slug=slug, at=request.at, on=today_of(request), despite=why, how=_how(request)
        )
    except ProcedureError as error:
        return _starter(request, slug, str(error)) if slug in library() else _list(request, str(error))
    return redirect("procedure", slug=row.entry.slug)


@page(Right.READ)
@require_GET
def procedure(request: MemberRequest, slug: str) -> HttpResponse:
    entry = access.entry(slug)
    versions = queries.revisions(entry)
    row = queries.in_force(slug, today_of(request)) or versions[0]
    told = _told(handbook.page_of(row, handbook.titles(), handbook.law_of(today_of(request))))
    return render(request, "procedures/procedure.html", {**told, "row": row, "versions": versions})


@page(Right.WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, slug: str = "") -> HttpResponse:
    """The text of a draft. What was typed stays, with every problem by line and column."""
    if request.method == "POST":
        text, reason = request.POST.get("text", ""), request.POST.get("reason", "").strip() or "No reason given"
        try:
            row = actions.save_draft(actor=request.actor, text=text, reason=reason[:300], at=request.at)
        except UnreadableError as error:
            context = {"text": text, "reason": reason, "problems": _with_lines(error, text), "slug": slug}
            return render(request, "procedures/edit.html", context, status=422)
        return redirect("revision", id_=row.pk)
    text = _text_of(slug) if slug else begun(request.GET.get("title", ""))
    return render(request, "procedures/edit.html", {"text": text, "slug": slug, "title": request.GET.get("title", "")})


def _with_lines(error: UnreadableError, text: str) -> list[tuple[Problem, str]]:
    """Each problem with the line it stands in, to be shown marked."""
    lines = ["", *text.splitlines()]
    return [(row, lines[row.line].strip() if row.line < len(lines) else "") for row in error.problems]


def _text_of(slug: str) -> str:
    versions = queries.revisions(access.entry(slug))
    return versions[0].text if versions else write(library()[slug])


@page(Right.READ)
@require_GET
def revision(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One version: its text as it reads, its state, and what may be done with it."""
    return _version(request, access.revision(id_))


def _version(request: MemberRequest, row: Revision, error: str = "") -> HttpResponse:
    today = today_of(request)
    told = handbook.page_of(row, handbook.titles(), handbook.law_of(today))
    context = {
        **_told(told),
        "row": row,
        "version": True,
        "error": error,
        "despite": request.POST.get("despite", ""),
        "typed": {name: request.POST.get(name, "") for name in TYPED},
        "today": today,
        "versions": queries.revisions(row.entry),
        "report": queries.report(told.procedure, today),
        "packs": queries.packs_in_words(today),
        "aside": queries.set_aside_in_words(today),
        "old": queries.law_behind_is_old([told.procedure], today) if row.state == "approved" else (),
        "held": block_of(row.entry.slug),
        "beside": control.beside(row, today),
        "how": signed.identified_words(_how(request)),
    }
    return render(request, "procedures/procedure.html", context, status=422 if error else 200)


@page(Right.READ)
@require_POST
def move(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """One deed with a version; each checks who may."""
    row = access.revision(id_)
    if what not in _MOVES:
        return render(request, "404.html", status=404)
    try:
        to = _MOVES[what](request, row) or row
    except (ProcedureError, AnswerError) as error:
        return _version(request, access.revision(id_), str(error))
    return redirect("revision", id_=to.pk)


def _submit(request: MemberRequest, row: Revision) -> None:
    change = request.POST.get("change", "")
    if change not in ("material", "minor"):
        raise ProcedureError("Choose whether the change is material or minor. It stays on record.")
    actions.submit(actor=request.actor, row=row, at=request.at, material=change == "material")


def _approve(request: MemberRequest, row: Revision) -> None:
    address = request.build_absolute_uri(reverse("revision", args=[row.pk]))
    despite, today = request.POST.get("despite", ""), today_of(request)
    actions.approve(
        actor=request.actor, row=row, at=request.at, on=today, despite=despite, how=_how(request), address=address,
        seen=request.POST.get("seen", ""),
    )  # fmt: skip


def _how(request: MemberRequest) -> dict[str, JSON]:
    """How this person showed who they are when they signed in."""
    return signed.identified(request.session.get(LOGINS, []), request.at)


def _send_back(request: MemberRequest, row: Revision) -> None:
    actions.send_back(actor=request.actor, row=row, why=request.POST.get("why", ""), at=request.at)


def _decline(request: MemberRequest, row: Revision) -> None:
    actions.decline(actor=request.actor, row=row, why=request.POST.get("why", ""), at=request.at)


def _publish(request: MemberRequest, row: Revision) -> None:
    why = request.POST.get("despite", "")
    actions.publish(actor=request.actor, row=row, on=_from_today(request), at=request.at, despite=why)


def _keep_review(request: MemberRequest, row: Revision) -> None:
    by, words, on = request.POST.get("by", ""), request.POST.get("words", ""), _day(request, "read_on")
    actions.record_review(actor=request.actor, row=row, by=by, on=on, words=words, at=request.at)


def _return(request: MemberRequest, row: Revision) -> Revision:
    return actions.return_to(actor=request.actor, row=row, reason=request.POST.get("why", ""), at=request.at)


def _remove(request: MemberRequest, row: Revision) -> None:
    control_actions.remove(actor=request.actor, row=row, at=request.at)


def _say(request: MemberRequest, row: Revision) -> None:
    step, text = request.POST.get("step", ""), request.POST.get("text", "")
    control_actions.remark(actor=request.actor, row=row, step=step, text=text, at=request.at)


def _answer(request: MemberRequest, row: Revision) -> None:
    to = access.remark(row, request.POST.get("to", ""))
    control_actions.answer(actor=request.actor, to=to, text=request.POST.get("text", ""), at=request.at)


def _settle(request: MemberRequest, row: Revision) -> None:
    control_actions.resolve(actor=request.actor, row=access.remark(row, request.POST.get("to", "")), at=request.at)


_MOVES: dict[str, Callable[[MemberRequest, Revision], Revision | None]] = {
    "submit": _submit, "approve": _approve, "send-back": _send_back, "decline": _decline, "publish": _publish,
    "review": _keep_review, "return": _return, "remove": _remove, "say": _say, "answer": _answer, "settle": _settle,
}  # fmt: skip


def _from_today(request: MemberRequest) -> date:
    on = _day(request, "on")
    if on < today_of(request):
        raise ProcedureError(f"{on:%b %-d, %Y} is past. A version takes effect today or later.")
    return on


def _day(request: MemberRequest, name: str) -> date:
    """A day as typed, or today. Raises AnswerError."""
    typed = request.POST.get(name, "").strip()
    found = parse(fact("case.opened_on"), typed) if typed else today_of(request)
    assert isinstance(found, date)
    return found
