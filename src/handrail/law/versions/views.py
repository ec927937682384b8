"""Pages of law files: the versions in use and others, bringing one in, and where they come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.law import access, actions, queries
from handrail.law.actions import PackActionError
from handrail.law.models import PackDecision, PackVersion
from handrail.law.packing import LARGEST, PackFileError, fingerprint, version_key
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right, may
from handrail.web.sheets import csv_file, file

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One version as the list shows it. `state`: in use, from a day on, waits, declined, or earlier."""

    version: PackVersion
    state: str
    decision: PackDecision | None
    since: date | None


STATES = {
    "use": "In use", "later": "Takes effect later", "waits": "Waits for approval", "declined": "Not taken",
    "earlier": "Earlier version",
}  # fmt: skip
SORTS: Mapping[str, tuple[str, Callable[[Line], Any]]] = {
    "place": ("Place", lambda row: (row.version.title.lower(), [-n for n in version_key(row.version.version)])),
    "state": ("State", lambda row: (list(STATES).index(row.state), row.version.title.lower())),
    "arrived": ("Newest first", lambda row: (-row.version.arrived_at.timestamp(), row.version.title.lower())),
    "kept": ("Kept until", lambda row: (row.version.kept_until, row.version.title.lower())),
}
HEAD = ("Place", "Version", "State", "In use since", "Decided by", "Reason", "Kept by", "Kept until", "Came", "From")


def lines(on: date) -> list[Line]:
    """Every version there is, as it stands for this business on a day."""
    last: dict[UUID, PackDecision] = {}
    for row in queries.decisions():
        last.setdefault(row.version_id, row)
    kept = queries.recipe()
    used = {row.sha256: row.since for row in queries.in_use(kept, on)} if kept else {}
    waits = {row.pk for row in queries.waiting_versions(on)}
    return [_line(row, last.get(row.pk), used, waits, on) for row in PackVersion.objects.all()]


def _line(
    row: PackVersion, decision: PackDecision | None, used: Mapping[str, date], waits: set[UUID], on: date
) -> Line:
    since = decision.effective_on if decision else None
    if row.sha256 in used:
        return Line(row, "use", decision, since)
    if row.pk in waits:
        return Line(row, "waits", decision, None)
    if decision and decision.decision == "declined":
        return Line(row, "declined", decision, None)
    return Line(row, "later" if since and since > on else "earlier", decision, since)


def _cells(row: Line) -> list[object]:
    version, decision = row.version, row.decision
    return [
        version.title, version.version, STATES[row.state], row.since, decision.by if decision else "",
        decision.why if decision else "", version.maintainer, version.kept_until, version.get_how_display(),
        version.source,
    ]  # fmt: skip


def _chosen(rows: list[Line], words: str, sort: str) -> list[Line]:
    asked = words.lower().split()
    found = [row for row in rows if all(word in _text(row) for word in asked)]
    return sorted(found, key=SORTS.get(sort, SORTS["place"])[1])


def _text(row: Line) -> str:
    return " ".join(map(str, _cells(row))).lower()


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def packs(request: MemberRequest) -> HttpResponse:
    """Every version, and bringing one in. What is brought in takes no effect by itself."""
    if request.method != "POST":
        return _packs(request)
    sent = request.FILES.get("file")
    if sent is None:
        return _packs(request, "Choose a law file first.")
    if (sent.size or 0) > LARGEST:
        most = LARGEST // 1024 // 1024
        return _packs(request, f"This file is larger than {most} MB, which is the most.")
    try:
        row = actions.add_pack(
            actor=request.actor, content=sent.read(), name=str(sent.name), on=today_of(request), at=request.at
        )
    except PackFileError as error:
        return _packs(request, problems=list(error.problems))
    except PackActionError as error:
        return _packs(request, str(error))
    return redirect("reviews-law", id_=row.pk)


def _packs(request: MemberRequest, error: str = "", problems: list[Any] | None = None) -> HttpResponse:
    today, words, sort = today_of(request), request.GET.get("q", ""), request.GET.get("sort", "place")
    every = lines(today)
    found = _chosen(every, words, sort)
    if request.GET.get("format") == "csv":
        return csv_file("law-files.csv", HEAD, map(_cells, found))
    part = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    role = request.member.role
    context = {
        "q": words, "sort": sort, "part": part, "rows": [(row, STATES[row.state]) for row in part], "error": error,
        "problems": problems or [], "sorts": [(name, words) for name, (words, _) in SORTS.items()], "today": today,
        "waiting": [row for row in every if row.state == "waits"], "blocks": queries.blocks(),
        "may_bring": may(role, Right.APPROVE), "may_settle": may(role, Right.SETTINGS),
        "may_review": may(role, Right.RECORDS), "most": LARGEST // 1024 // 1024,
    }  # fmt: skip
    return render(request, "law/packs/packs.html", context, status=422 if error or problems else 200)


@page(Right.READ)
@require_GET
def as_file(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The signed file a version came in."""
    row = access.pack_version(id_)
    if not row.file:
        raise Http404("This version came with Handrail, not as a file")
    return file(row.file, "application/json", f"{row.pack}-{row.version}.lawpack.json")


@page(Right.SETTINGS)
@require_http_methods(["GET", "POST"])
def sources(request: MemberRequest) -> HttpResponse:
    """Where new versions are looked for, and whose keys are trusted."""
    error = ""
    if request.method == "POST":
        try:
            _source_deed(request, request.POST.get("what", ""))
            return redirect("law-sources")
        except PackActionError as refused:
            error = str(refused)
    context = {
        "addresses": queries.addresses(), "keys": [(row, fingerprint(row.public)) for row in queries.trusted_keys()],
        "error": error, "url": request.POST.get("url", ""), "why": request.POST.get("why", ""),
    }  # fmt: skip
    return render(request, "law/packs/sources.html", context, status=422 if error else 200)


def _source_deed(request: MemberRequest, what: str) -> None:
    actor, at, posted = request.actor, request.at, request.POST
    match what:
        case "add":
            actions.choose_address(actor=actor, url=posted.get("url", ""), at=at)
        case "look":
            actions.look_now(actor=actor, row=access.address(_id(posted.get("id", ""))), at=at)
        case "drop":
            actions.drop_address(actor=actor, row=access.address(_id(posted.get("id", ""))), at=at)
        case "distrust":
            row = access.key(_id(posted.get("id", "")))
            actions.end_trust(actor=actor, row=row, why=posted.get("why", ""), at=at)
        case _:
            raise Http404("No such deed")


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Http404("No such row") from None
