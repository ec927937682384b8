"""Pages of connections: mailboxes and what comes and goes through them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.connections import access
from handrail.connections.forms import MailboxForm, as_typed
from handrail.connections.mail import actions, queries
from handrail.connections.mail.actions import ConnectionsError
from handrail.connections.models import STATES, Connection, Message
from handrail.connections.outbox import actions as outbox
from handrail.connections.outbox.actions import OutboxError
from handrail.desk.actions import DeskError
from handrail.desk.models import Case
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.models import TOKEN, MailServer
from handrail.people.queries import members
from handrail.people.rights import Right, may
from handrail.procedures.queries import handbook
from handrail.procedures.replies import queries as replies
from handrail.procedures.replies.reply import FIRST
from handrail.procedures.replies.reply import read as read_reply
from handrail.web.sheets import csv_file

A_PAGE = 50
REFUSALS = (ConnectionsError, OutboxError, DeskError)


@page(Right.RUN)
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Which mailboxes are connected, and what waits."""
    rows = list(queries.connections())
    context = {
        "rows": rows, "may_set": may(request.member.role, Right.SETTINGS), "sends": MailServer.objects.exists(),
        "waits": Message.objects.filter(state__in=("waits", "failed", "unclear")).count(),
    }  # fmt: skip
    return render(request, "connections/overview.html", context)


@page(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def mailbox(request: MemberRequest, id_: UUID | None = None) -> HttpResponse:
    """Set a mailbox up, or change it."""
    row = access.mailbox(id_) if id_ else None
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        twice = Connection.objects.filter(address=form.cleaned_data["address"]).exclude(pk=row.pk if row else None)
        if not twice.exists():
            kept = actions.connect(actor=request.actor, row=row, answers=form.cleaned_data, at=request.at)
            wants_consent = kept.signs_in == TOKEN and not kept.password_locked
            return redirect("consent-mailbox", kept.pk) if wants_consent else redirect("connections")
        form.add_error("address", "There is a mailbox with this address already. Change that one.")
    context = {"form": form, "row": row, "unspoken": queries.unspoken(row, today_of(request)) if row else []}
    return render(request, "connections/mailbox.html", context, status=422 if form.errors else 200)


def _form(request: MemberRequest, row: Connection | None) -> MailboxForm:
    on = today_of(request)
    procedures = [(each.entry.slug, each.entry.title) for each in handbook(on)]
    texts = [read_reply(each.text) for each in replies.in_force(on).values()]
    choices = [(each.reply, each.title) for each in texts if each.language == FIRST and "email" in each.ways]
    people = list(members().filter(active=True).select_related("user"))
    given: dict[str, Any] = {"members": people, "procedures": procedures, "replies": choices}
    first = as_typed(row) if row else {"member": str(request.member.pk)}
    return MailboxForm(request.POST or None, initial=first, **given)


@page(Right.SETTINGS)
@require_POST
def look(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Look into it now: the answer stands on the page."""
    actions.look(connection=access.mailbox(id_), at=request.at)
    return redirect("connections")


@page(Right.RUN)
@require_GET
def messages(request: MemberRequest) -> HttpResponse:
    """What came and went: searched, sorted, as CSV."""
    words, sort, show = (request.GET.get(name, "").strip() for name in ("q", "sort", "show"))
    found = queries.messages(words, sort, show if show in STATES else "")
    if request.GET.get("format") == "csv":
        head = ["At", "In or out", "What", "State", "Case", "Mailbox", "By", "Why"]
        return csv_file("messages.csv", head, ([*_cells(row)] for row in found))
    part = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"part": part, "q": words, "sort": sort or "newest", "show": show, "states": STATES}
    return render(request, "connections/messages.html", context)


def _cells(row: Message) -> list[object]:
    case = row.case.number if row.case else ""
    return [
        row.at, row.way, row.get_kind_display(), row.get_state_display(), case, row.connection.name, row.by, row.why,
    ]  # fmt: skip


@page(Right.RUN)
@require_GET
def message(request: MemberRequest, id_: UUID) -> HttpResponse:
    return _message(request, access.message(id_))


def _message(request: MemberRequest, row: Message, error: str = "") -> HttpResponse:
    waits = row.state == "waits"
    context = {
        "row": row, "mail": queries.mail_of(row) if waits else None, "error": error,
        "procedures": [(each.entry.slug, each.entry.title) for each in handbook(today_of(request))] if waits else [],
    }  # fmt: skip
    return render(request, "connections/message.html", context, status=422 if error else 200)


@page(Right.RUN)
@require_POST
def message_do(request: MemberRequest, id_: UUID) -> HttpResponse:
    """What a person decides about a message."""
    row = access.message(id_)
    try:
        case = _decide(request, row)
    except REFUSALS as error:
        return _message(request, access.message(id_), str(error))
    return redirect("case", case.pk) if case else redirect("message", row.pk)


def _decide(request: MemberRequest, row: Message) -> Case | None:
    do, given = request.POST.get("do", ""), {"actor": request.actor, "message": row, "at": request.at}
    if do == "start":
        slug = request.POST.get("procedure", "")
        found = next((each for each in handbook(today_of(request)) if each.entry.slug == slug), None)
        if found is None:
            raise ConnectionsError("Choose the procedure it begins.")
        return actions.start_from(**given, member=request.member, revision=found)
    if do == "into":
        case: Case | None = Case.objects.filter(number=request.POST.get("case", "").strip()).first()
        if case is None:
            raise ConnectionsError("There is no case of this number. It looks like 2026-000123.")
        actions.put_into(**given, case=case)
        return case
    if do == "leave":
        actions.leave(**given, why=request.POST.get("why", ""))
    elif do == "again":
        outbox.again(**given)
    elif do == "went":
        outbox.it_went(**given)
    return None
