"""Pages of replies: the list, one version with what law wants said, the library, what is different, withdrawing."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import fact
from handrail.ledger.canonical import JSON
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right, may
from handrail.procedures.control import signed
from handrail.procedures.language.reader import UnreadableError
from handrail.procedures.language.words import fill
from handrail.procedures.replies import access, actions, queries
from handrail.procedures.replies.actions import ReplyError
from handrail.procedures.replies.models import ReplyEntry, ReplyVersion
from handrail.procedures.replies.queries import Row
from handrail.procedures.replies.reply import LANGUAGES, WAYS, Reply, read
from handrail.procedures.replies.shelf import replies as starters
from handrail.web.sheets import csv_file

A_PAGE = 50
LOGINS = "account_authentication_methods"  # where allauth keeps how somebody signed in
TYPED = ("on", "why", "despite")


@page(Right.READ)
@require_GET
def replies(request: MemberRequest) -> HttpResponse:
    """Every reply that is here."""
    words, sort, today = request.GET.get("q", "").strip(), request.GET.get("sort", "title"), today_of(request)
    rows = queries.listed(words, sort, today)
    if request.GET.get("format") == "csv":
        return _csv(rows)
    here = queries.in_force(today)
    context = {
        "q": words, "sort": sort, "sorts": queries.SORTS,
        "part": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "may_run": may(request.member.role, Right.RUN), "today": today,
        "on_shelf": sum(name not in here for name in starters()), "here": here,
    }  # fmt: skip
    return render(request, "procedures/replies/replies.html", context)


def _csv(rows: Sequence[Row]) -> HttpResponse:
    head = ["Reply", "Name", "Language", "How it goes", "Version", "State", "In force since", "Sent until", "To do"]
    return csv_file("replies.csv", head, map(_cells, rows))


def _cells(row: Row) -> list[object]:
    version = row.version
    return [
        row.entry.title, row.name, row.entry.language_words, row.ways, version.number, row.state,
        version.effective_on, version.until, "; ".join(row.notes),
    ]  # fmt: skip


@page(Right.READ)
@require_GET
def reply(request: MemberRequest, name: str) -> HttpResponse:
    """A reply as it stands: the version in force, else the newest."""
    entry, today = access.entry(name), today_of(request)
    return _version(request, queries.in_force(today).get(name) or queries.versions(entry)[0])


@page(Right.READ)
@require_GET
def version(request: MemberRequest, id_: UUID) -> HttpResponse:
    return _version(request, access.version(id_))


def _version(request: MemberRequest, row: ReplyVersion, error: str = "") -> HttpResponse:
    today, told = today_of(request), read(row.text)
    role = request.member.role
    context = {
        "row": row, "reply": told, "name": queries.name_of(row.entry), "error": error, "today": today,
        "is_past": row.is_past(today), "state": queries.state_words(row.entry, row, today),
        "typed": {name: request.POST.get(name, "") for name in TYPED}, "beside": queries.beside(row, today),
        "versions": queries.versions(row.entry), "how": signed.identified_words(_how(request)),
        "may_write": may(role, Right.WRITE), "may_approve": may(role, Right.APPROVE), **_said(told),
    }  # fmt: skip
    return render(request, "procedures/replies/reply.html", context, status=422 if error else 200)


def _said(told: Reply) -> dict[str, Any]:
    """The words with their blanks shown."""
    return {
        "subject": fill(told.subject or "", {}), "words": fill(told.words.strip(), {}),
        "ways": ", ".join(WAYS[way] for way in told.ways), "language": LANGUAGES[told.language],
    }  # fmt: skip


def _how(request: MemberRequest) -> dict[str, JSON]:
    return signed.identified(request.session.get(LOGINS, []), request.at)


@page(Right.READ)
@require_GET
def compare(request: MemberRequest, id_: UUID) -> HttpResponse:
    """A version beside the one in force, or beside another that is asked for."""
    row = access.version(id_)
    others = [each for each in queries.versions(row.entry) if each.pk != row.pk]
    asked = request.GET.get("with", "")
    other = next((each for each in others if str(each.pk) == asked), None) or queries.live(row, today_of(request))
    context = {
        "row": row, "other": other, "versions": others, "name": queries.name_of(row.entry),
        "differs": queries.compared(other, row) if other else (),
    }  # fmt: skip
    return render(request, "procedures/replies/compare.html", context)


# Deeds


@page(Right.READ)
@require_POST
def move(request: MemberRequest, id_: UUID, what: str) -> HttpResponse:
    """One deed with a version; each checks who may."""
    row = access.version(id_)
    if what not in _MOVES:
        return render(request, "404.html", status=404)
    try:
        to = _MOVES[what](request, row) or row
    except (ReplyError, AnswerError, UnreadableError) as error:
        return _version(request, access.version(id_), str(error))
    return redirect("reply-version", id_=to.pk)


def _submit(request: MemberRequest, row: ReplyVersion) -> None:
    actions.submit(actor=request.actor, row=row, at=request.at)


def _approve(request: MemberRequest, row: ReplyVersion) -> None:
    actions.approve(
        actor=request.actor, row=row, at=request.at, despite=request.POST.get("despite", ""), how=_how(request),
        seen=request.POST.get("seen", ""),
    )  # fmt: skip


def _send_back(request: MemberRequest, row: ReplyVersion) -> None:
    actions.send_back(actor=request.actor, row=row, why=request.POST.get("why", ""), at=request.at)


def _decline(request: MemberRequest, row: ReplyVersion) -> None:
    actions.decline(actor=request.actor, row=row, why=request.POST.get("why", ""), at=request.at)


def _publish(request: MemberRequest, row: ReplyVersion) -> None:
    on = _day(request)
    if on < today_of(request):
        raise ReplyError(f"{on:%b %-d, %Y} is past. A version takes effect today or later.")
    actions.publish(actor=request.actor, row=row, on=on, at=request.at)


def _return(request: MemberRequest, row: ReplyVersion) -> ReplyVersion:
    return actions.return_to(actor=request.actor, row=row, reason=request.POST.get("why", ""), at=request.at)


_MOVES: dict[str, Callable[[MemberRequest, ReplyVersion], ReplyVersion | None]] = {
    "submit": _submit, "approve": _approve, "send-back": _send_back, "decline": _decline, "publish": _publish,
    "return": _return,
}  # fmt: skip


def _day(request: MemberRequest) -> date:
    """A day as typed, or today. Raises AnswerError."""
    typed = request.POST.get("on", "").strip()
    found = parse(fact("case.opened_on"), typed) if typed else today_of(request)
    assert isinstance(found, date)
    return found


@page(Right.APPROVE)
@require_http_methods(["GET", "POST"])
def withdraw(request: MemberRequest, name: str) -> HttpResponse:
    """From a day on it is not sent any more."""
    entry, error = access.entry(name), ""
    if request.method == "POST":
        try:
            why = request.POST.get("why", "")
            actions.withdraw(actor=request.actor, entry=entry, why=why, on=_day(request), at=request.at)
            return redirect("reply", name=name)
        except (ReplyError, AnswerError) as refused:
            error = str(refused)
    return render(
        request, "procedures/replies/withdraw.html", _asked(request, entry, name, error), status=422 if error else 200
    )


def _asked(request: MemberRequest, entry: ReplyEntry, name: str, error: str) -> dict[str, Any]:
    return {
        "entry": entry, "name": name, "row": queries.in_force(today_of(request)).get(name), "error": error,
        "why": request.POST.get("why", ""), "on": request.POST.get("on", ""),
    }  # fmt: skip


# The library


@page(Right.READ)
@require_GET
def shelf(request: MemberRequest) -> HttpResponse:
    """Starter replies that are not in force here."""
    if request.GET.get("format") == "csv":
        rows = queries.on_shelf(request.GET.get("q", "").strip(), request.GET.get("sort", "title"), today_of(request))
        return csv_file(
            "reply-library.csv", ["Reply", "Name", "Language", "How it goes", "Words"], map(_shelf_cells, rows)
        )
    return _shelf(request)


def _shelf_cells(row: Reply) -> list[object]:
    return [row.title, row.name, LANGUAGES[row.language], ", ".join(WAYS[way] for way in row.ways), row.words]


def _shelf(request: MemberRequest, error: str = "", ticked: Sequence[str] = ()) -> HttpResponse:
    words, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "title")
    rows = queries.on_shelf(words, sort, today_of(request))
    part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = [(row, _said(row), "".join(piece.text for piece in fill(row.words, {}))) for row in part.object_list]
    context = {
        "q": words, "sort": sort, "part": part, "rows": shown, "error": error,
        "ticked": ticked or request.GET.getlist("tick"),
        "may_approve": may(request.member.role, Right.APPROVE), "may_write": may(request.member.role, Right.WRITE),
    }  # fmt: skip
    return render(request, "procedures/replies/library.html", context, status=422 if error else 200)


@page(Right.APPROVE)
@require_POST
def take(request: MemberRequest) -> HttpResponse:
    """Put the ticked ones in force as the library wrote them, all or none."""
    names = request.POST.getlist("name")
    if not names:
        return _shelf(request, "Tick at least one reply, then adopt.")
    try:
        actions.adopt(actor=request.actor, names=names, at=request.at, on=today_of(request), how=_how(request))
    except ReplyError as error:
        return _shelf(request, str(error), names)
    return redirect("replies")
