"""Pages of the customers. Each works as a plain form; what was typed is shown again with the reason."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.calendars.clock import stamp
from handrail.customers import access, actions, queries
from handrail.customers.actions import JOIN, CustomersError
from handrail.customers.alike import Proposal
from handrail.customers.forms import AddForm, ConsentForm, EditForm, SaleForm, SplitForm, consent_form, sale_as_typed
from handrail.customers.models import Customer
from handrail.customers.queries import Row
from handrail.customers.tidy import KINDS, SEVERAL, DetailError
from handrail.customers.told import CONSENTS
from handrail.ledger import attachments
from handrail.ledger.attachments import AttachmentError
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may, require
from handrail.web.sheets import csv_file
from handrail.web.templatetags.shell import day

A_PAGE = 50
A_PART = 400  # customers whose details are read at once
REFUSALS = (CustomersError, DetailError, AttachmentError)


@page(Right.RUN)
@require_GET
def customers(request: MemberRequest) -> HttpResponse:
    """The list: searched, sorted, a page at a time, or as CSV."""
    words = request.GET.get("q", "").strip()
    sort = request.GET.get("sort", "best" if words else "name")
    ids = queries.listed(request.actor.organization, words, sort)
    if request.GET.get("format") == "csv":
        return _csv(request, ids)
    part = Paginator(ids, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "part": part, "rows": queries.rows(list(part.object_list)), "q": words, "sort": sort, "sorts": queries.SORTS,
        "may_export": may(request.member.role, Right.RECORDS), "may_bring": may(request.member.role, JOIN),
    }  # fmt: skip
    return render(request, "customers/customers.html", context)


def _csv(request: MemberRequest, ids: Sequence[UUID]) -> HttpResponse:
    """A list of everybody leaves the house: that is for those who may read the records, and it goes on the record."""
    require(request.actor, Right.RECORDS)
    actions.note_export(actor=request.actor, count=len(ids), at=request.at)
    head = ["Number", *KINDS.values(), "Sales", "Asked us to stop", "Added"]
    parts = (ids[first : first + A_PART] for first in range(0, len(ids), A_PART))
    return csv_file("customers.csv", head, (_line(row) for part in parts for row in queries.rows(part)))


def _line(row: Row) -> list[object]:
    return [row.number, *_cells(row), stamp(row.added_at)]


def _cells(row: Row) -> list[str]:
    lists = (row.names, row.phones, row.emails, row.addresses, row.states, row.zones, row.languages, row.needs)
    stopped = "; ".join(row.stopped_words)
    return [*("; ".join(values) for values in lists), str(row.sales), stopped]


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A new record. Someone who seems to be here already is shown first."""
    form = AddForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    likely: list[Proposal] = []
    if request.method == "POST" and form.is_valid():
        likely = [] if "anyway" in request.POST else queries.alike_to_given(form.given())
        if not likely:
            try:
                row = actions.add(actor=request.actor, details=form.given(), at=request.at)
            except REFUSALS as error:
                form.add_error(None, str(error))
            else:
                return redirect("customer", row.id)
    return _form(request, "customers/add.html", form, {"likely": _with_rows(likely)}, asks_again=bool(likely))


def _form(
    request: MemberRequest, template: str, form: Any, more: dict[str, Any], *, asks_again: bool = False
) -> HttpResponse:
    refused = asks_again or (form.is_bound and form.errors)
    picked = form[SEVERAL].value() or () if SEVERAL in form.fields else ()
    return render(request, template, {"form": form, "picked": picked, **more}, status=422 if refused else 200)


def _with_rows(proposals: Sequence[Proposal]) -> list[tuple[Proposal, Row]]:
    """Each proposal with the line of the other record."""
    rows = {row.id: row for row in queries.rows([p.other for p in proposals])}
    return [(p, rows[p.other]) for p in proposals if p.other in rows]


@page(Right.RUN)
@require_GET
def alike(request: MemberRequest) -> HttpResponse:
    """Records that are likely one person."""
    found = queries.alike(request.actor.organization)
    part = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = {row.id: row for row in queries.rows([id_ for p in part.object_list for id_ in (p.one, p.other)])}
    pairs = [(p, rows[p.one], rows[p.other]) for p in part.object_list]
    context = {"part": part, "pairs": pairs, "may_join": may(request.member.role, JOIN)}
    return render(request, "customers/alike.html", context)


@page(Right.RUN)
@require_GET
def customer(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.customer(id_)
    if row.into is not None:
        return redirect("customer", row.into.id)
    return _show(request, row, consent_form(queries.today(request.at)))


def _show(request: MemberRequest, row: Customer, form: ConsentForm, error: str = "") -> HttpResponse:
    context = {
        "customer": row,
        "name": queries.name_of(row),
        "details": queries.details(row),
        "sales": queries.sales(row),
        "consents": queries.consents(row),
        "stopped": [(CONSENTS[each.kind], each) for each in queries.standings(row) if not each.given],
        "history": queries.history(row),
        "likely": _with_rows(queries.alike_to(row)),
        "merges": queries.merges(row),
        "form": form,
        "error": error,
        "shown": "" if "all" in request.GET else f":{A_PAGE}",
        "a_page": A_PAGE,
        "may_join": may(request.member.role, JOIN),
        "may_read": may(request.member.role, Right.RECORDS),
    }
    return render(request, "customers/customer.html", context, status=422 if error or form.errors else 200)


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def edit(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = queries.root(access.customer(id_))
    form = EditForm(queries.details(row), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(
                actor=request.actor, customer=row, changed=form.changed(), ended=form.ended(), added=form.added(),
                at=request.at,
            )  # fmt: skip
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            return redirect("customer", row.id)
    return _form(request, "customers/edit.html", form, {"customer": row, "name": queries.name_of(row)})


@page(Right.RUN)
@require_POST
def consent(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = queries.root(access.customer(id_))
    form = ConsentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        actions.note(actor=request.actor, customer=row, said=form.said(), at=request.at)
    except REFUSALS as error:
        form.add_error(None, str(error))
        return _show(request, row, form)
    return redirect("customer", row.id)


@page(Right.RUN)
@require_GET
def proof(request: MemberRequest, id_: UUID, consent_id: UUID) -> FileResponse:
    """The file that shows a consent."""
    file = access.proof(queries.root(access.customer(id_)), consent_id)
    return FileResponse(
        attachments.path(file.sha256).open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def sale(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = queries.root(access.customer(id_))
    form = SaleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_sale(actor=request.actor, customer=row, sale=form.given(), at=request.at)
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            return redirect("customer", row.id)
    return _form(request, "customers/sale.html", form, {"customer": row, "name": queries.name_of(row)})


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def change_sale(request: MemberRequest, id_: UUID, sale_id: UUID) -> HttpResponse:
    row = queries.root(access.customer(id_))
    kept = access.sale(row, sale_id)
    form = SaleForm(request.POST or None, now=sale_as_typed(kept))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_sale(actor=request.actor, row=kept, sale=form.given(), at=request.at)
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            return redirect("customer", row.id)
    return _form(request, "customers/sale.html", form, {"customer": row, "name": queries.name_of(row), "sale": kept})


@page(JOIN)
@require_GET
def choose(request: MemberRequest, id_: UUID) -> HttpResponse:
    """With which record? The likely ones, and any that is found."""
    row = queries.root(access.customer(id_))
    words = request.GET.get("q", "").strip()
    found = [i for i in queries.listed(request.actor.organization, words, "best") if i != row.id] if words else []
    context = {
        "customer": row, "name": queries.name_of(row), "q": words, "found": queries.rows(found[:20]),
        "likely": _with_rows(queries.alike_to(row)),
    }  # fmt: skip
    return render(request, "customers/choose.html", context)


@page(JOIN)
@require_http_methods(["GET", "POST"])
def join(request: MemberRequest, id_: UUID, other_id: UUID) -> HttpResponse:
    """Both side by side, and what joining does."""
    one, other = access.customer(id_), access.customer(other_id)
    error = ""
    if request.method == "POST":
        kept, gone = (other, one) if request.POST.get("kept") == str(other.id) else (one, other)
        try:
            actions.merge(actor=request.actor, kept=kept, gone=gone, at=request.at)
            return redirect("customer", kept.id)
        except CustomersError as refused:
            error = str(refused)
    context = {
        "one": one, "other": other, "error": error, "likeness": queries.likeness_of(one, other),
        "sides": [{"customer": each, "name": queries.name_of(each)} for each in (one, other)],
        "rows": _side_by_side((one, other)),
    }  # fmt: skip
    return render(request, "customers/join.html", context, status=422 if error else 200)


def _side_by_side(sides: Sequence[Customer]) -> list[dict[str, Any]]:
    """Rows of (label, the lines of each record)."""
    columns = [_lines(row) for row in sides]
    return [{"label": label, "cells": [column[label] for column in columns]} for label in columns[0]]


def _lines(row: Customer) -> dict[str, list[str]]:
    details = queries.details(row)
    shown = {label: [d.words or "Erased" for d in details if d.kind == kind] for kind, label in KINDS.items()}
    sales = [" ".join(filter(None, (s.number, s.what, day(s.signed_on)))) or "A sale" for s in queries.sales(row)]
    said = [
        f"{c.get_kind_display()}: {'agreed' if c.given else 'told us to stop'}, {day(c.on)}"
        for c in queries.consents(row)
    ]
    return {**shown, "Sales": sales, "Consents": said}


@page(JOIN)
@require_POST
def keep_apart(request: MemberRequest, id_: UUID, other_id: UUID) -> HttpResponse:
    one = access.customer(id_)
    try:
        actions.keep_apart(actor=request.actor, one=one, other=access.customer(other_id), at=request.at)
    except CustomersError as error:
        return _show(request, queries.root(one), consent_form(queries.today(request.at)), str(error))
    return redirect("customer", one.id)


@page(JOIN)
@require_http_methods(["GET", "POST"])
def split(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Undo a joining, or move chosen parts to a new record."""
    row = queries.root(access.customer(id_))
    parts = queries.details(row), queries.sales(row), queries.consents(row)
    form = SplitForm(*parts, request.POST or None)
    if request.method == "POST":
        form = SplitForm(*parts, request.POST)
        if form.is_valid():
            try:
                new = actions.split(actor=request.actor, customer=row, at=request.at, **form.chosen())
                return redirect("customer", new.id)
            except CustomersError as error:
                form.add_error(None, str(error))
    picked = {name: set(form[name].value() or ()) for name in form.fields}
    more = {"customer": row, "name": queries.name_of(row), "merges": queries.merges(row), "picked": picked}
    more["held"] = queries.held(row)
    return _form(request, "customers/split.html", form, more)


@page(JOIN)
@require_POST
def undo(request: MemberRequest, id_: UUID, merge_id: UUID) -> HttpResponse:
    row = queries.root(access.customer(id_))
    try:
        back = actions.undo_merge(actor=request.actor, row=access.merge(row, merge_id), at=request.at)
    except CustomersError as error:
        return _show(request, row, consent_form(queries.today(request.at)), str(error))
    return redirect("customer", back.id)


@page(Right.RUN)
@require_POST
def remove(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.customer(id_)
    try:
        actions.remove(actor=request.actor, customer=row, at=request.at)
    except CustomersError as error:
        return _show(request, queries.root(row), consent_form(queries.today(request.at)), str(error))
    return redirect("customer", row.id)


@page(Right.RUN)
@require_POST
def put_back(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.customer(id_)
    with suppress(CustomersError):  # it is on the list already: that is what was wanted
        actions.put_back(actor=request.actor, customer=row, at=request.at)
    return redirect("customer", row.id)
