"""The page of checkpoints: how far the record is fixed outside of this machine."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from handrail.calendars.clock import stamp
from handrail.ledger.models import Checkpoint
from handrail.ledger.signing import KeyLostError, signing_key
from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right, may
from handrail.records.checkpoints import access, actions, queries
from handrail.web import sheets

A_PAGE = 50


@page(Right.RECORDS)
@require_GET
def checkpoints(request: MemberRequest) -> HttpResponse:
    words, sort = request.GET.get("q", ""), request.GET.get("sort", "number")
    found = queries.checkpoints(words, sort)
    if request.GET.get("format") == "csv":
        return _csv(found)
    return _page(
        request, {"q": words, "sort": sort, "rows": Paginator(found, A_PAGE).get_page(request.GET.get("page"))}
    )


def _page(request: MemberRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "q": "", "sort": "number", "standing": queries.standing(), "keys": queries.keys(),
        "address": queries.address(), "runs_it": may(request.member.role, Right.SETTINGS), "key_lost": _key_lost(),
        **more,
    }  # fmt: skip
    if "rows" not in context:
        context["rows"] = Paginator(queries.checkpoints(), A_PAGE).get_page(1)
    return render(request, "records/checkpoints.html", context, status=status)


def _key_lost() -> str:
    try:
        signing_key()
    except KeyLostError as error:
        return str(error)
    return ""


def _csv(found: Iterable[Checkpoint]) -> HttpResponse:
    head = ["Checkpoint", "Made", "Events", "Root", "Key", "Left"]
    return sheets.csv_file("checkpoints.csv", head, map(_cells, found))


def _cells(row: Checkpoint) -> list[object]:
    gone = [f"{copy.way} {copy.to}".strip() for copy in row.copies.all()]
    return [row.number, stamp(row.at), row.events, row.root, row.fingerprint, "; ".join(gone)]


@page(Right.RECORDS)
@require_POST
def make(request: MemberRequest) -> HttpResponse:
    try:
        actions.gather(actor=request.actor, at=request.at)
    except KeyLostError:
        return _page(request, {}, status=409)
    actions.mail(actor=request.actor, at=request.at)
    return redirect("checkpoints")


@page(Right.RECORDS)
@require_POST
def download(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One checkpoint as a file; that it left is on record."""
    row = access.checkpoint(id_)
    actions.left(actor=request.actor, row=row, way="downloaded", to=request.actor.name, at=request.at)
    return sheets.file(row.signed().line() + "\n", "application/json", f"checkpoint-{row.number}.json")


@page(Right.SETTINGS)
@require_POST
def send_to(request: MemberRequest) -> HttpResponse:
    typed = request.POST.get("address", "")
    try:
        actions.send_to(actor=request.actor, address=typed, at=request.at)
    except actions.CheckpointError as error:
        return _page(request, {"address": typed, "problem": str(error)}, status=422)
    return redirect("checkpoints")
