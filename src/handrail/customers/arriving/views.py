"""Pages of lists of customers that are brought in: choose a file, look, keep, and take out again."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from handrail.customers import access
from handrail.customers import queries as customers
from handrail.customers.actions import CustomersError
from handrail.customers.arriving import actions, queries, reading
from handrail.customers.arriving.actions import BRING
from handrail.customers.arriving.reading import FIELDS, Read, Sheet, WrongListError
from handrail.customers.models import Arrival
from handrail.customers.tidy import words_of
from handrail.customers.told import CONSENTS
from handrail.people.access import MemberRequest, page
from handrail.web.sheets import csv_file
from handrail.web.uploads import KeepInMemory

A_PAGE = 50
SAMPLE = 10  # people of a preview
BAD_SHOWN = 50
LOOK_AGAIN = "2"  # seconds until a page about work under way looks again
SORTS = {"brought": "-asked_at", "name": "name", "people": "-added", "left": "-bad"}
REFUSALS = (CustomersError, WrongListError)


@page(BRING)
@require_GET
def lists(request: MemberRequest) -> HttpResponse:
    """Every list that was brought in: searched by its name, sorted, as CSV."""
    words, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "brought")
    found = queries.arrivals().order_by(SORTS.get(sort, SORTS["brought"]), "-id")
    found = found.filter(name__icontains=words) if words else found
    if request.GET.get("format") == "csv":
        rows = ([r.name, r.asked_by, r.asked_at, r.state, r.added, r.here, r.bad] for r in found)
        head = ["List", "Brought in by", "On", "State", "New customers", "Here already", "Rows left out"]
        return csv_file("lists.csv", head, rows)
    part = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/lists.html", {"part": part, "q": words, "sort": sort})


@csrf_exempt  # until the upload handler stands: the token is checked in `_bring`
@page(BRING)
@require_http_methods(["GET", "POST"])
def bring(request: MemberRequest) -> HttpResponse:
    request.upload_handlers = [KeepInMemory(request)]
    return _bring(request)


@csrf_protect
def _bring(request: MemberRequest) -> HttpResponse:
    sent = request.FILES.get("file") if request.method == "POST" else None
    if sent is None:
        return _ask(request, "Choose a file first." if request.method == "POST" else "")
    if (sent.size or 0) > reading.LARGEST:
        return _ask(request, f"This file is too large; {reading.LARGEST // 2**20} MB is the most. Split it.")
    try:
        row = actions.look(actor=request.actor, name=str(sent.name), content=sent.read(), at=request.at)
    except REFUSALS as error:
        return _ask(request, str(error))
    return redirect("customer-list", row.pk)


def _ask(request: MemberRequest, error: str = "") -> HttpResponse:
    context = {"error": error, "most": reading.LARGEST // 2**20, "fields": list(FIELDS.values())}
    return render(request, "customers/bring.html", context, status=422 if error else 200)


@page(BRING)
@require_http_methods(["GET", "POST"])
def one(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One list: before it is kept, while it is, and after."""
    row = access.arrival(id_)
    if row.state == queries.LOOKING:
        return _held(request, row)
    error = ""
    if request.method == "POST":
        try:
            _do(request, row)
            return redirect("customer-list", row.pk)
        except REFUSALS as refused:
            error = str(refused)
    if request.GET.get("format") == "csv":
        return csv_file("rows-left-out.csv", ["Line", "Column"], row.bad_rows)
    return _shown(request, row, error)


def _do(request: MemberRequest, row: Arrival) -> None:
    do = request.POST.get("do", "")
    if do == "take-out":
        actions.take_out(actor=request.actor, row=row, at=request.at)
    elif do == "put-back":
        actions.put_back(actor=request.actor, row=row, at=request.at)
    elif do == "now":
        actions.carry_out(actor=request.actor, arrival_id=row.pk, at=request.at)
    elif do == "stop":
        actions.stop(actor=request.actor, row=row, at=request.at)


def _shown(request: MemberRequest, row: Arrival, error: str) -> HttpResponse:
    is_open = row.state in ("waiting", "running")
    gone, stay = queries.goes_out(row) if not is_open and not row.taken_out_at else ([], None)
    context = {
        "row": row, "error": error, "is_open": is_open, "is_late": queries.JOBS.is_late(row, request.at),
        "bad": row.bad_rows[:BAD_SHOWN], "goes": len(gone), "stay": stay,
    }  # fmt: skip
    answer = render(request, "customers/list.html", context, status=422 if error else 200)
    if is_open:
        answer["Refresh"] = LOOK_AGAIN  # without JavaScript: it looks again by itself
    return answer


# Before it is kept


def _held(request: MemberRequest, row: Arrival) -> HttpResponse:
    if request.POST.get("do") == "leave":
        actions.leave(actor=request.actor, row=row, at=request.at)
        return redirect("customer-lists")
    mapping = _posted(request) if request.method == "POST" else dict(row.mapping)
    if request.POST.get("do") == "bring" and request.POST.get("seen") == _fingerprint(mapping):
        try:
            actions.bring(actor=request.actor, row=row, mapping=mapping, at=request.at)
            return redirect("customer-list", row.pk)
        except REFUSALS as error:
            return _preview(request, row, mapping, str(error))
    return _preview(request, row, mapping, changed=request.POST.get("do") == "bring")


def _posted(request: MemberRequest) -> dict[str, str]:
    chosen = {name: str(request.POST.get(f"column-{name}", "")) for name in FIELDS}
    return {name: header for name, header in chosen.items() if header}


def _fingerprint(mapping: Mapping[str, str]) -> str:
    return json.dumps(mapping, sort_keys=True)


def _preview(
    request: MemberRequest, row: Arrival, mapping: Mapping[str, str], error: str = "", *, changed: bool = False
) -> HttpResponse:
    sheet = actions.sheet_of(row)
    columns = [(name, label, mapping.get(name, "")) for name, label in FIELDS.items()]
    context: dict[str, Any] = {
        "row": row, "columns": columns, "headers": [h for h in sheet.headers if h], "changed": changed,
        "seen": _fingerprint(mapping), "error": error, "rows": len(sheet.rows) + len(sheet.mistakes),
    }  # fmt: skip
    try:
        found = reading.read(sheet, reading.checked(mapping, sheet.headers), customers.today(request.at))
    except WrongListError as refused:
        context["error"] = error or str(refused)
    else:
        if request.POST.get("do") == "mistakes":
            return csv_file("mistakes.csv", ["Line", "Column", "What is wrong"], _mistakes(found))
        context |= _found(sheet, found)
    return render(request, "customers/held.html", context, status=422 if context["error"] else 200)


def _mistakes(found: Read) -> list[list[object]]:
    return [[each.line, each.column, each.why] for each in found.mistakes]


def _found(sheet: Sheet, found: Read) -> dict[str, Any]:
    """The first people as they will be kept, how many are here already, and the mistakes."""
    here = queries.here()
    known = sum(1 for person in found.people if here.like(person))
    return {
        "sample": [_line(person, here) for person in found.people[:SAMPLE]], "good": len(found.people),
        "known": known, "new": len(found.people) - known, "bad": found.mistakes[:BAD_SHOWN],
        "bad_count": len(found.mistakes), "lines_bad": len({each.line for each in found.mistakes}),
    }  # fmt: skip


def _line(person: reading.PersonRow, here: queries.Here) -> dict[str, Any]:
    return {
        "line": person.line, "name": person.name or "No name", "is_here": here.like(person) is not None,
        "details": [words_of(each.kind, each.text) for each in person.details if each.kind != "name"],
        "sales": len(person.sales), "stops": [CONSENTS[kind] for kind in person.stops],
    }  # fmt: skip
