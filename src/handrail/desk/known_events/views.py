"""Pages of known events: what is known now, one event with its contacts, and its deeds."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.business.queries import known
from handrail.calendars.clock import stamp
from handrail.customers import access as customers_access
from handrail.customers import queries as customers
from handrail.desk import access, queries
from handrail.desk.actions import DeskError
from handrail.desk.from_paper.times import on_paper
from handrail.desk.known_events import actions
from handrail.desk.known_events.queries import contacts, listed
from handrail.desk.models import Attached, KnownEvent
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may, require
from handrail.procedures.language.words import spoken
from handrail.procedures.replies.queries import texts_in_force
from handrail.procedures.replies.reply import FIRST, read
from handrail.web.sheets import csv_file

A_PAGE = 50
SORTS = [("new", "Newest first"), ("old", "Oldest first"), ("title", "By title")]
TOLD = {"mail": "written to", "person": "told by a person", "": "not told yet"}


@page(Right.RUN)
@require_GET
def events(request: MemberRequest) -> HttpResponse:
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "new")
    rows = listed(words, sort)
    if request.GET.get("format") == "csv":
        require(request.actor, Right.RECORDS)
        head = ["Event", "Answer", "Promised to all", "Begun", "Over", "Contacts"]
        return csv_file("known-events.csv", head, map(_cells, rows))
    context = {
        "events": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "q": words, "sort": sort, "sorts": SORTS,
        "may_take": may(request.member.role, Right.TAKE), "may_export": may(request.member.role, Right.RECORDS),
    }  # fmt: skip
    return render(request, "desk/events.html", context)


def _cells(row: KnownEvent) -> list[object]:
    over = stamp(row.ended_at) if row.ended_at else ""
    return [row.title, row.answer, row.offer, stamp(row.begun_at), over, row.contacts]  # type: ignore[attr-defined]


@page(Right.TAKE)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """What happened and the one answer: a reply in force, or words that the one who writes them answers for."""
    now = queries.moment({}, request.at)
    answers = _answers(now.on)
    typed = {name: request.POST.get(name, "") for name in ("title", "answer", "reply", "offer", "offer_by")}
    error = ""
    if request.method == "POST":
        try:
            return redirect("known-event", id_=_begun(request, typed, dict(answers), now.zone).pk)
        except DeskError as refused:
            error = str(refused)
    context = {**typed, "answers": answers, "error": error}
    return render(request, "desk/event_new.html", context, status=422 if error else 200)


def _answers(on: date) -> list[tuple[str, str]]:
    """The replies in force in English, with their words, filled with what is known of the business."""
    rows = [(name, read(text)) for name, text in texts_in_force(on).items()]
    facts = known()
    return sorted((name, spoken(row.words, facts)) for name, row in rows if row.language == FIRST)


def _begun(request: MemberRequest, typed: dict[str, str], answers: dict[str, str], zone: str) -> KnownEvent:
    reply = typed["reply"] if typed["reply"] in answers else ""
    by: datetime | None = on_paper(typed["offer_by"], zone) if typed["offer_by"] else None
    answer = typed["answer"] or answers.get(reply, "")
    return actions.begin(
        actor=request.actor, member=request.member, title=typed["title"], answer=answer, reply=reply,
        offer=typed["offer"], offer_by=by, at=request.at,
    )  # fmt: skip


@page(Right.RUN)
@require_GET
def event(request: MemberRequest, id_: UUID) -> HttpResponse:
    return _show(request, access.known_event(id_))


def _show(request: MemberRequest, row: KnownEvent, error: str = "") -> HttpResponse:
    rows = contacts(row)
    if request.GET.get("format") == "csv":
        require(request.actor, Right.RECORDS)
        head = ["Customer", "Case", "Through", "At", "Told"]
        return csv_file("contacts.csv", head, map(_contact_cells, rows))
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    names = customers.rows([customers.root(each.customer).pk for each in shown if each.customer])
    by_id = {each.id: each for each in names}
    context: dict[str, Any] = {
        "event": row, "page": shown, "error": error,
        "contacts": [(each, by_id.get(customers.root(each.customer).pk) if each.customer else None) for each in shown],
        "may_take": may(request.member.role, Right.TAKE), "may_export": may(request.member.role, Right.RECORDS),
        "to_tell": rows.filter(told_at=None).exclude(customer=None).count(), "told_words": TOLD,
        "typed": request.POST,
    }  # fmt: skip
    return render(request, "desk/event.html", context, status=422 if error else 200)


def _contact_cells(row: Attached) -> list[object]:
    customer = customers.root(row.customer).number if row.customer else ""
    return [customer, row.case.number if row.case else "", row.channel, stamp(row.at), TOLD.get(row.told, row.told)]


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def act(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """Attach, carry out, end, told. A GET comes from somebody who had to sign in again."""
    row = access.known_event(id_)
    if what not in _ACTS:
        raise Http404("No such deed")
    if request.method == "GET":
        return redirect("known-event", id_=row.id)
    try:
        return _ACTS[what](request, row)
    except DeskError as error:
        return _show(request, row, str(error))


def _attach(request: MemberRequest, row: KnownEvent) -> HttpResponse:
    before, who = request.POST.get("case", ""), request.POST.get("customer", "")
    case = access.case(access.uuid_of(before)) if before else None
    customer = customers_access.customer(access.uuid_of(who)) if who else None
    channel = case.channel if case else request.POST.get("channel", "") or "phone"
    actions.attach(
        actor=request.actor, member=request.member, event=row, channel=channel[:20], customer=customer, case=case,
        at=request.at,
    )  # fmt: skip
    return redirect("case", id_=case.id) if case else redirect("known-event", id_=row.id)


def _carry_out(request: MemberRequest, row: KnownEvent) -> HttpResponse:
    actions.carry_out(actor=request.actor, event=row, how=request.POST.get("how", ""), at=request.at)
    return redirect("known-event", id_=row.id)


def _end(request: MemberRequest, row: KnownEvent) -> HttpResponse:
    actions.end(actor=request.actor, event=row, words=request.POST.get("words", ""), at=request.at)
    return redirect("known-event", id_=row.id)


def _told(request: MemberRequest, row: KnownEvent) -> HttpResponse:
    one = access.attached(row, access.uuid_of(request.POST.get("contact", "")))
    actions.told(actor=request.actor, row=one, at=request.at)
    return redirect("known-event", id_=row.id)


_ACTS = {"attach": _attach, "carry-out": _carry_out, "end": _end, "told": _told}
