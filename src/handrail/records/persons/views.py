"""Pages of a person's data: find, read, hand out, put right, erase."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from handrail.customers import access
from handrail.customers import queries as customers
from handrail.customers.actions import note_export
from handrail.customers.models import Customer
from handrail.desk.models import Case
from handrail.ledger import attachments
from handrail.ledger.canonical import dumps
from handrail.ledger.signing import KeyLostError
from handrail.people.access import MemberRequest, organization_of, page
from handrail.people.rights import Right, may
from handrail.records.keeping.queries import Judged, says_with, today
from handrail.records.keeping.rule import Bound
from handrail.records.looks import queries as looks
from handrail.records.persons import actions, queries
from handrail.records.persons.actions import PersonsError
from handrail.records.persons.bundle import bundled
from handrail.records.persons.standing import RIGHTS
from handrail.web import sheets

A_PAGE = 50
LAST_LOOKS = 8


@page(Right.RECORDS)
@require_GET
def persons(request: MemberRequest) -> HttpResponse:
    """Whose data? Found by a name, a number, an address or an order."""
    words, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "name")
    ids = customers.listed(request.actor.organization, words, sort)
    if request.GET.get("format") == "csv":
        note_export(actor=request.actor, count=len(ids), at=request.at)
        rows = ([row.number, row.name, row.sales] for row in customers.rows(ids))
        return sheets.csv_file("persons.csv", ["Number", "Name", "Purchases"], rows)
    part = Paginator(ids, A_PAGE).get_page(request.GET.get("page"))
    context = {"part": part, "rows": customers.rows(list(part.object_list)), "q": words, "sort": sort}
    return render(request, "records/persons.html", context)


@page(Right.RECORDS)
@require_GET
def person(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.customer(id_)
    if row.into is not None:
        return redirect("person", row.into.id)
    return _person(request, row, {})


def _person(request: MemberRequest, row: Customer, more: dict[str, Any], status: int = 200) -> HttpResponse:
    right = request.GET.get("right", "delete")
    right = right if right in RIGHTS else "delete"
    zone = str(organization_of(request).time_zone)
    under_way = queries.request_under_way(row)
    judged = queries.judged(row, request.at, but=under_way)
    context = {
        "customer": row, "held": queries.held(row), "right": right, "rights": RIGHTS, "under_way": under_way,
        "standing": queries.standing(row, right, request.at, zone), "requests": queries.requests(row),
        "procedure": queries.procedure_in_force(today(request.at)), "begin": _begin(row),
        "judged": judged, "binding": _binding(judged),
        "looks_first": _looks_first(judged), "goes": sum(len(each.decision.keys) for each in judged),
        "asked": queries.asked_before(row), "noted": _count(request.GET.get("noted", "")),
        "looks": looks.looks(customer=row.pk)[:LAST_LOOKS],
        "kinds": looks.WHAT, "cases": _ended(row), "given": {}, "may_erase": may(request.member.role, Right.SETTINGS),
        "may_run": may(request.member.role, Right.RUN), **more,
    }  # fmt: skip
    return render(request, "records/person.html", context, status=status)


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _begin(row: Customer) -> str:
    return f"{reverse('desk')}?{urlencode({'q': 'privacy request', 'customer': str(row.pk)})}"


def _binding(judged: list[Judged]) -> dict[str, str]:
    """The duties that keep something, each once as it binds longest, to tick those that are not about this person."""
    kept: dict[str, list[str]] = {}
    for bound, tokens in (row for each in judged for row in each.binding.items()):
        kept.setdefault(bound.duty, []).extend(tokens)
    longest = _longest(bound for each in judged for bound in each.binding)
    return {bound.duty: says_with(bound, kept[bound.duty]) for bound in longest}


def _looks_first(judged: list[Judged]) -> list[str]:
    """What would bind if something happened that nobody told, or binds without a time: for whoever erases."""
    return [bound.says for bound in _longest(bound for each in judged for bound in each.law.asks)]


def _longest(bounds: Iterable[Bound]) -> list[Bound]:
    """Of each duty the one that lasts longest."""
    found: dict[str, Bound] = {}
    for bound in bounds:
        known = found.get(bound.duty)
        if known is None or (bound.until or date.max) > (known.until or date.max):
            found[bound.duty] = bound
    return list(found.values())


def _ended(row: Customer) -> list[Case]:
    return queries.cases(row)


@page(Right.RECORDS)
@require_POST
def export(request: MemberRequest, id_: UUID) -> HttpResponseBase:
    """All of it: whole with its files, for a person to read, or for a machine; that it left is on record."""
    row = customers.root(access.customer(id_))
    form = request.POST.get("form", "page")
    actions.hand_out(actor=request.actor, customer=row, form=form, at=request.at)
    held, business = queries.held(row), organization_of(request).name
    content = dumps(queries.exported(held, business, request.at))
    if form == "file":
        return sheets.file(content, "application/json", f"customer-{row.number}.json")
    page = render(request, "records/person_export.html", {"held": held, "business": business, "at": request.at})
    if form == "whole":
        files = [(file.name, attachments.path(file.sha256)) for file in queries.files(row)]
        made = bundled(page.content, content, files)
        return FileResponse(made, as_attachment=True, filename=f"customer-{row.number}.zip")
    page["Content-Disposition"] = f'attachment; filename="customer-{row.number}.html"'
    return page


@page(Right.RUN)
@require_POST
def put_right(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = customers.root(access.customer(id_))
    words, chosen = request.POST.get("words", ""), request.POST.getlist("case")
    cases = [case for case in _ended(row) if str(case.pk) in chosen]
    try:
        number = actions.put_right(actor=request.actor, customer=row, words=words, cases=cases, at=request.at)
    except PersonsError as error:
        return _person(request, row, {"wrong": str(error), "given": {"words": words, "case": chosen}}, 422)
    return redirect(f"{reverse('person', args=[row.pk])}?{urlencode({'noted': number})}#right")


@page(Right.SETTINGS)
@require_POST
def erase(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = customers.root(access.customer(id_))
    why, aside, tickets = request.POST.get("why", ""), request.POST.getlist("aside"), request.POST.getlist("ticket")
    given = {"why": why, "aside": aside, "ticket": tickets}
    if request.POST.get("sure") != "yes":
        return _person(
            request,
            row,
            {"problem": "Tick that you looked at what goes: it can’t be brought back.", "given": given},
            422,
        )
    try:
        done = actions.erase(
            actor=request.actor, customer=row, why=why, at=request.at, tickets=tickets, aside=frozenset(aside),
            request=queries.request_under_way(row),
        )  # fmt: skip
    except (PersonsError, KeyLostError) as error:
        return _person(request, row, {"problem": str(error), "given": given}, 422)
    return _person(request, row, {"done": done})
