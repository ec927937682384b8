"""Pages of how long things are kept: periods and law, holds, disposals."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.business.queries import known
from handrail.calendars.clock import stamp
from handrail.customers import queries as customers
from handrail.customers.models import Customer
from handrail.desk.models import Case
from handrail.law.queries import law_in_use
from handrail.ledger.canonical import dumps
from handrail.ledger.retained import Retained
from handrail.ledger.signing import KeyLostError
from handrail.people.access import MemberRequest, organization_of, page
from handrail.people.rights import Right, may
from handrail.records import disposal_paper
from handrail.records.keeping import access, actions, bounds, queries
from handrail.records.keeping.actions import HeldOn, KeepingError
from handrail.records.keeping.rule import apart
from handrail.records.models import LINE_STATES, Disposal, DisposalLine, RetentionPeriod
from handrail.records.sets import actions as sets
from handrail.web import sheets

A_PAGE = 50


# Periods, and what the law sets


@page(Right.RECORDS)
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """How long each class is kept, and the duties that bind it."""
    if request.GET.get("format") == "csv":
        return _law_csv(request)
    return _overview(request, {})


def _overview(request: MemberRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    on, held = queries.today(request.at), queries.periods()
    context = {
        "classes": [_class(row, held.get(row.name)) for row in queries.retained()], "units": queries.UNITS, "on": on,
        "law": _law(on), "holds": queries.number_standing(), "waiting": queries.waiting_disposal(),
        "may_set": may(request.member.role, Right.SETTINGS), "set_days": sets.KEPT.days, **more,
    }  # fmt: skip
    return render(request, "records/keeping.html", context, status=status)


def _class(row: Retained, held: RetentionPeriod | None) -> tuple[Retained, RetentionPeriod | None, str]:
    return row, held, queries.period_words(held) if held else ""


def _law(on: date) -> list[tuple[bounds.Standing, list[tuple[str, str]]]]:
    """Each duty with the words it needs, by who says so."""
    found = bounds.standing(law_in_use(on), known(), on)
    return [(row, _needs(row)) for row in found]


def _needs(row: bounds.Standing) -> list[tuple[str, str]]:
    return [
        ("Everything" if "*" in of else queries.names(_plain(tuple(of))), queries.SOURCES[source])
        for source, of in row.need.by_source(row.need.names)
    ]


def _plain(needs: tuple[str, ...]) -> list[str]:
    """Names of whole groups (`payment.`) as a person calls them."""
    return [_GROUPS.get(name, name) for name in needs]


_GROUPS = {"payment.": "payment.reference", "case.": "case.reason", "patient.": "patient.yearly_income",
           "child.": "child.known_minor", "membership.": "membership.end_reason"}  # fmt: skip


def _law_csv(request: MemberRequest) -> HttpResponse:
    head = ["Duty", "Says", "Time", "Set by", "Needs", "Only where (our reading)", "Applies", "Citation", "Status"]
    basis = {
        "law": "law", "timeless": "law, without a time", "suggested": "a suggestion", "destroy": "law, to destroy",
    }  # fmt: skip
    rows = (
        [
            row.duty, row.said.text, row.words, basis[row.basis],
            "; ".join(f"{names} ({source})" for names, source in needs), row.need.about_says,
            "may apply" if row.may else "applies",
            row.said.citation, row.said.status,
        ]
        for row, needs in _law(queries.today(request.at))
    )  # fmt: skip
    return sheets.csv_file("what-to-keep.csv", head, rows)


@page(Right.SETTINGS)
@require_POST
def period(request: MemberRequest) -> HttpResponse:
    of, typed, unit = (request.POST.get(name, "").strip() for name in ("of", "count", "unit"))
    try:
        if typed and not typed.isdecimal():
            raise KeepingError("Write a whole number, or leave it empty to keep without an end.")
        actions.set_period(
            actor=request.actor, of=of, count=int(typed[:6]) if typed else None, unit=unit, at=request.at
        )
    except KeepingError as error:
        return _overview(request, {"problem": str(error), "wrong": of, "typed": typed, "typed_unit": unit}, 422)
    return redirect("keeping")


# Holds


@page(Right.RECORDS)
@require_http_methods(["GET", "POST"])
def holds(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        return _set_hold(request)
    if request.GET.get("format") == "csv":
        head, topics = ["Hold", "On", "Why", "Set by", "Set", "Lifted by", "Lifted"], queries.topics()
        found = queries.holds(request.GET.get("q", ""), request.GET.get("sort", "number"))
        others = queries.together(found)
        rows = (
            [
                r.number,
                queries.hold_on(r, topics, others.get(r.pk, ())),
                r.why,
                r.set_by,
                stamp(r.set_at),
                r.lifted_by,
                r.lifted_at and stamp(r.lifted_at),
            ]
            for r in found
        )
        return sheets.csv_file("legal-holds.csv", head, rows)
    return _holds(request, {})


def _holds(request: MemberRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "number")
    rows = Paginator(queries.holds(words, sort), A_PAGE).get_page(request.GET.get("page"))
    topics, others = queries.topics(), queries.together(rows)
    context = {
        "rows": rows, "told": [(row, queries.hold_on(row, topics, others.get(row.pk, ()))) for row in rows],
        "topics": topics,
        "q": words, "sort": sort, "may_hold": may(request.member.role, Right.LAW), "given": {}, **more,
    }  # fmt: skip
    return render(request, "records/holds.html", context, status=status)


def _set_hold(request: MemberRequest) -> HttpResponse:
    given = {
        name: request.POST.get(name, "").strip() for name in ("customer", "case", "topic", "since", "until", "why")
    }
    try:
        actions.hold(actor=request.actor, on=_held_on(given), why=given["why"], at=request.at)
    except KeepingError as error:
        return _holds(request, {"problem": str(error), "given": given}, 422)
    return redirect("holds")


def _held_on(given: Mapping[str, str]) -> HeldOn:
    """Raises KeepingError for what is not there."""
    number = given["customer"].removeprefix("#")
    customer = Customer.objects.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    case = Case.objects.filter(number=given["case"]).first() if given["case"] else None
    if given["customer"] and customer is None:
        raise KeepingError(f"There is no customer {given['customer']}. The number stands on the customer’s page.")
    if given["case"] and case is None:
        raise KeepingError(f"There is no case {given['case']}.")
    if given["topic"] and given["topic"] not in queries.topics():
        raise KeepingError("There is no such topic.")
    since, until = _day(given["since"]), _day(given["until"])
    return HeldOn(customers.root(customer) if customer else None, case, given["topic"], since, until)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise KeepingError(f"“{text}” is no day. Write it as 2026-11-26.") from None


@page(Right.LAW)
@require_POST
def lift(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.hold(id_)
    try:
        actions.lift(actor=request.actor, row=row, why=request.POST.get("why", ""), at=request.at)
    except KeepingError as error:
        return _holds(request, {"problem": str(error), "lifting": row.pk}, 422)
    return redirect("holds")


# Disposals


@page(Right.RECORDS)
@require_GET
def disposals(request: MemberRequest) -> HttpResponse:
    if request.GET.get("format") == "csv":
        head = ["Disposal", "State", "Proposed", "Records", "Decided by", "Decided"]
        rows = (
            [
                r.number,
                r.get_state_display(),
                stamp(r.proposed_at),
                r.lines.count(),
                r.decided_by,
                r.decided_at and stamp(r.decided_at),
            ]
            for r in queries.disposals(request.GET.get("q", ""), request.GET.get("sort", "number"))
        )
        return sheets.csv_file("disposals.csv", head, rows)
    return _disposals(request, {})


def _disposals(request: MemberRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "number")
    rows = Paginator(queries.disposals(words, sort), A_PAGE).get_page(request.GET.get("page"))
    context = {"rows": rows, "q": words, "sort": sort, "periods": queries.periods(), **more}
    return render(request, "records/disposals.html", context, status=status)


@page(Right.RECORDS)
@require_POST
def look(request: MemberRequest) -> HttpResponse:
    """Look for what is past its time now, and not only tonight."""
    try:
        row = actions.propose(actor=request.actor, at=request.at)
    except KeepingError as error:
        return _disposals(request, {"problem": str(error)}, 409)
    if row is None:
        return _disposals(request, {"nothing": True})
    return redirect("disposal", row.pk)


@page(Right.RECORDS)
@require_http_methods(["GET", "POST"])
def disposal(request: MemberRequest, id_: UUID) -> HttpResponseBase:
    """One proposal, line by line with its reasons; the decision; and what remains of it."""
    row = access.disposal(id_)
    if request.method == "POST":
        return _decide(request, row)
    found = queries.lines(row, request.GET.get("q", ""), request.GET.get("sort", "due"))
    if request.GET.get("format") == "csv":
        head = ["What", "Pieces", "Due", "State", "Why", "What stays"]
        cells = ([r.says, r.pieces, r.due_on, r.get_state_display(), " ".join(r.why), " ".join(r.stays)] for r in found)
        return sheets.csv_file(f"disposal-{row.number}.csv", head, cells)
    return _disposal(request, row, {})


def _disposal(request: MemberRequest, row: Disposal, more: dict[str, Any], status: int = 200) -> HttpResponse:
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "due")
    found = queries.lines(row, words, sort)
    rows = Paginator(found, A_PAGE * 10 if row.state == "waiting" else A_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row, "rows": rows, "told": [(line, _address(line), *apart(line.stays)) for line in rows],
        "q": words, "sort": sort,
        "may_decide": may(request.member.role, Right.APPROVE),
        "to_go": DisposalLine.objects.filter(disposal=row, state="proposed").count(), **more,
    }  # fmt: skip
    return render(request, "records/disposal.html", context, status=status)


_PAGES = {"cases": "record", "customers": "person", "tickets": "inquiries-file"}


def _address(line: DisposalLine) -> str:
    """Where one can look at it, while anything is there."""
    there = line.state in ("proposed", "torn") and line.of in _PAGES
    return reverse(_PAGES[line.of], args=[line.thing]) if there else ""


def _decide(request: MemberRequest, row: Disposal) -> HttpResponse:
    try:
        if request.POST.get("do") == "keep":
            actions.keep(actor=request.actor, row=row, why=request.POST.get("why", ""), at=request.at)
        else:
            left = [UUID(each) for each in request.POST.getlist("leave") if _is_id(each)]
            actions.approve(actor=request.actor, row=row, leave=left, at=request.at)
    except (KeepingError, KeyLostError) as error:
        return _disposal(request, row, {"problem": str(error), "why": request.POST.get("why", "")}, 422)
    return redirect("disposal", row.pk)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@page(Right.RECORDS)
@require_GET
def certificate(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.disposal(id_)
    if row.certificate is None:
        raise Http404("No certificate yet: nothing was decided")
    if request.GET.get("format") == "pdf":
        states, zone = dict(LINE_STATES), str(organization_of(request).time_zone)
        made = disposal_paper.printed(dumps(row.certificate), zone, states)
        return sheets.file(made, "application/pdf", f"disposal-{row.number}.pdf")
    return sheets.file(dumps(row.certificate), "application/json", f"disposal-{row.number}.json")
