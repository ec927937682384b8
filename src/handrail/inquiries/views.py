"""Pages of what customers ask: the overview, bringing a file in, its tickets, topics, and the list to tick."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.calendars.clock import stamp
from handrail.inquiries import access, actions, forms, holding, layouts, queries, topics
from handrail.inquiries.actions import InquiryError
from handrail.inquiries.holding import Held
from handrail.inquiries.layouts import MappingError
from handrail.inquiries.masked_rows import as_stored, mask_rows
from handrail.inquiries.masking import mask
from handrail.inquiries.models import Ticket, TicketFile, TopicRun
from handrail.inquiries.raw import WrongFileError
from handrail.inquiries.tickets import from_rows, open_file, problems
from handrail.ledger.ids import new_id
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may
from handrail.procedures.queries import handbook
from handrail.procedures.shelf import library
from handrail.web.sheets import csv_file

A_PAGE = 50
SAMPLE = 10  # rows of a preview
BAD_SHOWN = 50
TOPICS_SHOWN = 20
AT_ONCE = 500  # tickets whose topics are found while the person waits; more go to the worker
SECONDS_A_THOUSAND = 5  # a careful guess at how long topics take
FULL = (
    "This machine’s disk is full, so nothing was kept. Free some space (old downloads, the bin), then do this again. "
    "Nothing that was kept before is lost."
)


def _may_change(request: MemberRequest) -> bool:
    return may(request.member.role, Right.DESCRIBE)


# The overview


@page(Right.READ)
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    if request.GET.get("format") == "csv":
        rows = ([t.rank, t.name, t.volume, f"{t.share:.4f}", t.procedure, *t.examples[:1]] for t in queries.topics())
        return csv_file("topics.csv", ["Rank", "Topic", "Tickets", "Share", "Procedure", "Example"], rows)
    return _overview(request)


def _overview(request: MemberRequest, error: str = "") -> HttpResponse:
    count, found = queries.all_tickets().count(), queries.topics()
    run = queries.last_run()
    context: dict[str, Any] = {
        "files": queries.files()[:A_PAGE], "count": count, "topics": _shown(request, found), "every": len(found),
        "covered": sum(1 for topic in found if topic.procedure), "largest": found[0].share if found else 1,
        "run": run, "under_way": queries.under_way(request.at), "is_stale": queries.is_stale(), "error": error,
        "seconds": _seconds(run), "asked": [] if count else queries.asked(request.member.organization_id),
        "trade": queries.trade()[1], "may_change": _may_change(request), "topics_missing": _topics_missing(),
        "titles": dict(_answers(request)),
    }  # fmt: skip
    return render(request, "inquiries/overview.html", context, status=422 if error else 200)


def _answers(request: MemberRequest) -> list[tuple[str, str]]:
    """The procedures in force: slug and title."""
    return [(each.entry.slug, each.entry.title) for each in handbook(request.at.date())]


def _shown(request: MemberRequest, found: list[Any]) -> list[Any]:
    return found if request.GET.get("topics") == "all" else found[:TOPICS_SHOWN]


def _seconds(run: TopicRun | None) -> int:
    return max(5, run.tickets * SECONDS_A_THOUSAND // 1000) if run else 0


def _topics_missing() -> str:
    """A sentence while topics can't be found here: the trade is not known, and what finds clusters is not there."""
    return "" if queries.matcher() or topics.available() else str(topics.TopicsUnavailableError())


# Bringing a file in: nothing of it touches the disk unmasked


@csrf_exempt  # until the upload handler stands: the token is checked in `_bring`
@page(Right.DESCRIBE)
@require_http_methods(["GET", "POST"])
def bring(request: MemberRequest) -> HttpResponse:
    request.upload_handlers = [forms.KeepInMemory(request)]
    return _bring(request)


@csrf_protect
def _bring(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return _ask_for_file(request)
    sent = request.FILES.get("file")
    if sent is None:
        return _ask_for_file(request, "Choose a file first.")
    size = sent.size or 0
    if size > forms.LARGEST:
        return _ask_for_file(request, _too_large(str(sent.name), size))
    try:
        id_ = _hold(request, str(sent.name), sent.read())
    except WrongFileError as error:
        return _ask_for_file(request, str(error))
    except OSError:
        return _ask_for_file(request, FULL)
    return redirect("inquiries-held", id_)


def _too_large(name: str, size: int) -> str:
    most = forms.LARGEST // 2**20
    return (
        f"“{name[-80:]}” is {-(-size // 2**20)} MB; {most} MB is the most. Export fewer months at a time, "
        "or leave columns out that we don’t use."
    )


def _hold(request: MemberRequest, name: str, data: bytes) -> UUID:
    raw = mask_rows(open_file(data, name))
    member, digest = request.member, hashlib.sha256(data).hexdigest()
    row = Held(new_id(), member.organization_id, member.pk, mask(name).text[-200:], digest, len(data), raw)
    holding.hold(_folder(), row, request.at)
    return row.id


def _folder() -> Path:
    return Path(settings.DATA) / "held"


def _ask_for_file(request: MemberRequest, error: str = "") -> HttpResponse:
    context = {"error": error, "most": forms.LARGEST // 2**20}
    return render(request, "inquiries/bring.html", context, status=422 if error else 200)


# The preview


@page(Right.DESCRIBE)
@require_http_methods(["GET", "POST"])
def held(request: MemberRequest, id_: UUID) -> HttpResponse:
    """What a file holds, before anything of it is kept. POST looks again, brings it in, or leaves it."""
    member = request.member
    row = holding.fetch(_folder(), id_, organization=member.organization_id, member=member.pk)
    if row is None:
        gone = "This preview is gone: the file was brought in or left, or a day has passed. Choose the file again."
        return _ask_for_file(request, gone)
    do = request.POST.get("do", "")
    if request.method == "POST" and do == "leave":
        holding.drop(_folder(), id_)
        return redirect("inquiries")
    mapping = forms.posted_mapping(request.POST) if request.method == "POST" else row.raw.mapping
    if do != "bring":
        return _preview(request, row, mapping)
    if request.POST.get("seen") != _fingerprint(mapping):
        return _preview(request, row, mapping, changed=True)
    return _brought(request, row, mapping)


def _brought(request: MemberRequest, row: Held, mapping: Mapping[str, str]) -> HttpResponse:
    try:
        kept = actions.bring_file(actor=request.actor, held=row, mapping=mapping, at=request.at)
    except (InquiryError, MappingError) as error:
        return _preview(request, row, mapping, str(error))
    except OperationalError as error:
        if "full" not in str(error):
            raise
        return _preview(request, row, mapping, FULL)
    holding.drop(_folder(), row.id)
    return redirect("inquiries-file", kept.pk)


def _fingerprint(mapping: Mapping[str, str]) -> str:
    return json.dumps(mapping, sort_keys=True)


def _preview(
    request: MemberRequest, row: Held, mapping: Mapping[str, str], error: str = "", *, changed: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {
        "held": row, "label": layouts.label(row.raw.kind), "columns": forms.columns(mapping), "error": error,
        "headers": [header for header in row.raw.headers if header], "changed": changed, "seen": _fingerprint(mapping),
    }  # fmt: skip
    try:
        done = from_rows(row.raw, layouts.checked(mapping, row.raw.headers))
    except MappingError as refused:
        context["error"] = error or (str(refused) if request.method == "POST" else _NOT_RECOGNISED)
    else:
        context |= {
            "sample": [as_stored(ticket) for ticket in done.tickets[:SAMPLE]], "good": len(done.tickets),
            "bad": done.bad[:BAD_SHOWN], "bad_count": len(done.bad), "problems": problems(row.raw, done),
        }  # fmt: skip
    return render(request, "inquiries/held.html", context, status=422 if context["error"] else 200)


_NOT_RECOGNISED = "Which column holds what the customer wrote? None of the names told us. Choose it below."


# One file


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def file(request: MemberRequest, id_: UUID) -> HttpResponse:
    """A file as it was brought in. POST takes it out or puts it back."""
    row, error = access.file(id_), ""
    if request.method == "POST":
        deed = actions.put_back if request.POST.get("do") == "put-back" else actions.undo_file
        try:
            deed(actor=request.actor, row=row, at=request.at)
            return redirect("inquiries-file", row.pk)
        except InquiryError as refused:
            error = str(refused)
    if request.GET.get("format") == "csv":
        return csv_file("rows-left-out.csv", ["Line", "Reason"], row.bad_rows)
    return render(request, "inquiries/file.html", _file_context(request, row, error), status=422 if error else 200)


def _file_context(request: MemberRequest, row: TicketFile, error: str) -> dict[str, Any]:
    chosen = [column for column in forms.columns(row.mapping) if column.header]
    return {
        "file": row, "error": error, "label": layouts.label(row.layout), "columns": chosen,
        "bad": row.bad_rows[:BAD_SHOWN], "may_change": _may_change(request),
    }  # fmt: skip


# Topics


@page(Right.DESCRIBE)
@require_POST
def look_for_topics(request: MemberRequest) -> HttpResponse:
    """Few tickets are searched at once, many by the worker; so are those it has not taken up, if a person says so."""
    try:
        waiting = queries.under_way(request.at) if "now" in request.POST else None
        run = waiting or actions.find_topics(actor=request.actor, at=request.at)
    except InquiryError as error:
        return _overview(request, str(error))
    if run.tickets <= AT_ONCE or "now" in request.POST:
        actions.carry_out(actor=request.actor, run_id=run.pk, at=request.at)
    return redirect("inquiries")


@page(Right.DESCRIBE)
@require_POST
def stop_topics(request: MemberRequest, id_: UUID) -> HttpResponse:
    try:
        actions.stop_topics(actor=request.actor, run=access.run(id_), at=request.at)
    except InquiryError as error:
        return _overview(request, str(error))
    return redirect("inquiries")


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def topic(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One topic. POST says which procedure answers it."""
    row = access.topic(id_)
    answers = _answers(request)
    if request.method == "POST":
        wanted = request.POST.get("procedure", "")
        known = {slug for slug, _ in answers} | {row.procedure, ""}
        actions.cover(actor=request.actor, topic=row, procedure=wanted if wanted in known else "", at=request.at)
        return redirect("inquiries-topic", row.pk)
    if row.procedure and row.procedure not in dict(answers):
        starter = library().get(row.procedure)
        answers.append((row.procedure, f"{starter.title if starter else row.procedure} (not in force)"))
    context = {"topic": row, "answers": answers, "may_change": _may_change(request)}
    return render(request, "inquiries/topic.html", context)


# The list to tick


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def asked(request: MemberRequest) -> HttpResponse:
    choices, error = queries.choices(), ""
    form = forms.asked_form(choices, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not form.errors:
        try:
            actions.choose_asked(actor=request.actor, choices=forms.as_choices(form), at=request.at)
            return redirect("inquiries")
        except InquiryError as refused:
            error = str(refused)
    listed = queries.offered()
    for line in form.lines:
        if line.name in listed:
            line.says, line.share = listed[line.name].says, listed[line.name].share * 100
    error = error or (form.errors[0] if form.errors else "")
    context = {"form": form, "error": error, "trade": queries.trade()[1], "may_change": _may_change(request)}
    return render(request, "inquiries/asked.html", context, status=422 if error else 200)


# Tickets


@page(Right.READ)
@require_GET
def tickets(request: MemberRequest) -> HttpResponse:
    words, sort, about = (request.GET.get(key, default) for key, default in (("q", ""), ("sort", "new"), ("topic", "")))
    found = queries.found_tickets(words, sort, about)
    if request.GET.get("format") == "csv":  # what customers wrote leaves the house, and that is on record
        actions.note_export(actor=request.actor, count=found.count(), at=request.at)
        cells = (_cells(row) for row in found.iterator(chunk_size=2000))
        return csv_file("tickets.csv", _HEADERS, cells)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    named = next((each.name for each in queries.topics() if each.slug == about), about)
    context = {
        "rows": rows, "q": words, "sort": sort, "topic": about, "topic_name": named,
        "any": queries.all_tickets().exists(),
        "link": urlencode({"q": words, "topic": about}), "may_change": _may_change(request),
        "may_export": may(request.member.role, Right.RECORDS),
    }  # fmt: skip
    return render(request, "inquiries/tickets.html", context)


_HEADERS = ["Ticket", "Created", "Closed", "Channel", "Status", "Customer", "Topic", "Subject", "Text"]


def _cells(row: Ticket) -> list[str]:
    created = stamp(row.created_at) if row.created_at else str(row.created_on or "")
    closed = stamp(row.closed_at) if row.closed_at else str(row.closed_on or "")
    about = row.topic.name if row.topic else ""
    return [row.number, created, closed, row.channel, row.status, row.customer, about, row.subject, row.body]


@page(Right.READ)
@require_GET
def ticket(request: MemberRequest, id_: UUID) -> HttpResponse:
    return render(request, "inquiries/ticket.html", {"ticket": access.ticket(id_)})
