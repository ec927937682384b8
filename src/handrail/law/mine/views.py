"""Pages of what a business keeps of the law for itself: the list, the entries of one duty, its own duties."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.law import access
from handrail.law.duties import Duty
from handrail.law.mine import actions, queries
from handrail.law.mine.actions import OwnLawError
from handrail.law.mine.forms import AsideForm, CheckForm, FileForm, LocalForm, NoteForm, TextForm, WhyForm
from handrail.law.mine.local import LocalDutyError, as_yaml, read_local
from handrail.law.mine.written import name_of
from handrail.law.models import LocalDuty
from handrail.law.queries import law_in_use
from handrail.law.words import said
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right, may
from handrail.web.sheets import csv_file

A_PAGE = 50


@page(Right.READ)
@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    """Everything of our own about the law, as one list."""
    today = today_of(request)
    asked = {name: request.GET.get(name, "") for name in ("q", "kind", "sort")}
    found = queries.chosen(queries.lines(law_in_use(today), today), asked["q"], asked["kind"], asked["sort"])
    if request.GET.get("format") == "csv":
        return csv_file("our-law.csv", queries.HEAD, map(queries.cells, found))
    part = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **asked, "part": part, "kinds": queries.KINDS, "states": queries.STATES,
        "sorts": [(name, words) for name, (words, _) in queries.SORTS.items()], "any": asked["q"] or asked["kind"],
        "may_keep": may(request.member.role, Right.LAW), "rows": [(row, queries.STATES[row.state]) for row in part],
    }  # fmt: skip
    return render(request, "law/mine/mine.html", context)


# One duty


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def of_duty(request: MemberRequest, duty: str) -> HttpResponse:
    """What we keep of one duty, and the forms that add to it; each action checks who may."""
    today = today_of(request)
    law = law_in_use(today)
    row = law.duties.get(duty)
    if row is None and not any(line.duty == duty for line in queries.lines(law, today)):
        raise Http404("No such duty")
    forms = _forms(request, row, today)
    what, error = request.POST.get("what", ""), ""
    if request.method == "POST" and what not in forms:
        raise Http404("No such entry")
    if request.method == "POST" and forms[what].is_valid():
        try:
            _keep(request, what, duty, forms[what].cleaned_data)
            return redirect("law-of-duty", duty=duty)
        except OwnLawError as refused:
            error = str(refused)
    refused_ = request.method == "POST"
    context = {
        "duty": duty, "row": row, "plain": said(law.state(row, row.plain, today)) if row else None, "forms": forms,
        "what": what, "error": error, "on": today, "may_keep": may(request.member.role, Right.LAW),
        "may_set_aside": may(request.member.role, Right.APPROVE), "lines": _lines(law, duty, today),
    }  # fmt: skip
    return render(request, "law/mine/of_duty.html", context, status=422 if refused_ else 200)


def _lines(law: Any, duty: str, today: date) -> list[tuple[queries.Line, str]]:
    rows = [row for row in queries.lines(law, today) if row.duty == duty and row.kind != "local"]
    return [(row, queries.STATES[row.state]) for row in queries.chosen(rows, "", "", "newest")]


def _forms(request: MemberRequest, row: Duty | None, today: date) -> dict[str, django_forms.Form]:
    """The forms by name; the one that was posted holds what was typed."""
    parts = {part.id: part.says.plain_for_search() for part in row.parts} if row else {}
    first = {"on": today, "who": request.member.user.name}
    made: dict[str, Any] = {
        "checked": lambda **more: CheckForm(parts=parts, initial=first, prefix="c", **more),
        "filed": lambda **more: FileForm(parts=parts, initial=first, prefix="f", **more),
        "note": lambda **more: NoteForm(parts=parts, prefix="n", **more),
        "aside": lambda **more: AsideForm(prefix="a", **more),
    }
    posted = request.POST.get("what", "")
    return {name: make(data=request.POST) if name == posted else make() for name, make in made.items()}


def _keep(request: MemberRequest, what: str, duty: str, given: dict[str, Any]) -> None:
    common = {"actor": request.actor, "duty": duty, "at": request.at}
    match what:
        case "checked":
            actions.check(**common, **given)
        case "filed":
            actions.file(**common, **given)
        case "note":
            actions.note(**common, **given)
        case _:
            actions.set_aside(**common, **given)


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def take_back(request: MemberRequest, kind: str, id_: UUID) -> HttpResponse:
    """Undo an entry by a newer one, with the reason."""
    row = access.entry(kind, id_)
    form, error = WhyForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        try:
            actions.take_back(actor=request.actor, row=row, why=form.cleaned_data["why"], at=request.at)
            return redirect("law-of-duty", duty=row.duty)
        except OwnLawError as refused:
            error = str(refused)
    context = {"row": row, "told": queries.told(row), "kind": queries.KINDS[kind], "form": form, "error": error}
    return render(request, "law/mine/take_back.html", context, status=422 if form.is_bound else 200)


# Duties of our own


@page(Right.LAW)
@require_http_methods(["GET", "POST"])
def add_local(request: MemberRequest) -> HttpResponse:
    """A licence, a contract, a city's rule in plain words."""
    today = today_of(request)
    form = LocalForm(request.POST) if request.method == "POST" else LocalForm(initial=_first(request, today))
    problems: list[Any] = []
    if form.is_bound and form.is_valid():
        taken = set(LocalDuty.objects.values_list("name", flat=True))
        try:
            text = form.text(name_of(form.cleaned_data["title"], taken))
            row = actions.keep_local(actor=request.actor, text=text, at=request.at)
            return redirect("law-local", id_=row.pk)
        except LocalDutyError as error:
            problems = list(error.problems)
    context = {"form": form, "problems": problems}
    return render(request, "law/mine/add_local.html", context, status=422 if form.is_bound else 200)


def _first(request: MemberRequest, today: date) -> dict[str, Any]:
    """What the law files already say of a gap in them, where one is to be filled: what it is about, and whom to ask."""
    asked = request.GET.get("gap", "")
    gaps = (gap for pack in law_in_use(today).packs.values() for gap in pack.not_held if gap.id == asked)
    gap = next(gaps, None)
    return {"read_on": today, **({"title": gap.what[:120], "source": gap.ask[:300]} if gap else {})}


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def local(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One duty of our own: its words as a file, to change or to end."""
    row = access.local_duty(id_)
    form = TextForm(request.POST if request.method == "POST" else {"text": row.text})
    problems, error = [], ""
    if request.method == "POST" and form.is_valid():
        try:
            if read_local(form.cleaned_data["text"]).duty.id != row.name:
                raise OwnLawError(f"The id stays {row.name}. Write another id for another duty.")
            actions.keep_local(actor=request.actor, text=form.cleaned_data["text"], at=request.at)
            return redirect("law-local", id_=id_)
        except LocalDutyError as refused:
            problems = list(refused.problems)
        except OwnLawError as refused:
            error = str(refused)
    return _shown_local(request, row, form, problems, error)


def _shown_local(
    request: MemberRequest, row: LocalDuty, form: TextForm, problems: list[Any], error: str, why: str = ""
) -> HttpResponse:
    bad = bool(problems or error or (request.method == "POST" and form.errors))
    context = {
        "row": row, "form": form, "problems": problems, "error": error, "why": why, "unreadable": _unreadable(row),
        "may_keep": may(request.member.role, Right.LAW),
    }  # fmt: skip
    return render(request, "law/mine/local.html", context, status=422 if bad else 200)


def _unreadable(row: LocalDuty) -> list[Any]:
    """What this release of Handrail can't read of it any more; then it is in no answer."""
    try:
        read_local(row.text)
    except LocalDutyError as error:
        return list(error.problems)
    return []


@page(Right.LAW)
@require_POST
def end_local(request: MemberRequest, id_: UUID) -> HttpResponse:
    row, why = access.local_duty(id_), request.POST.get("why", "")
    try:
        actions.end_local(actor=request.actor, row=row, why=why, at=request.at)
    except OwnLawError as error:
        return _shown_local(request, row, TextForm({"text": row.text}), [], str(error), why)
    return redirect("law-local", id_=id_)


@page(Right.READ)
@require_GET
def as_file(request: MemberRequest) -> HttpResponse:
    """All our own duties as one file that `handrail law local add` reads back."""
    rows = LocalDuty.objects.filter(ended_at=None).order_by("name")
    answer = HttpResponse(_joined([row.text for row in rows]), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="our-duties.yaml"'
    return answer


def _joined(texts: list[str]) -> str:
    from ruamel.yaml import YAML

    raw = [YAML(typ="safe", pure=True).load(text) for text in texts]
    agencies = {name: row for one in raw for name, row in (one.get("agencies") or {}).items()}
    duties = [row for one in raw for row in one["duties"]]
    return as_yaml({**({"agencies": agencies} if agencies else {}), "duties": duties})
