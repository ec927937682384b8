"""Pages of the review of law files."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from handrail.law import access, actions
from handrail.law.actions import PackActionError
from handrail.law.models import PackVersion
from handrail.law.packing import fingerprint
from handrail.law.queries import blocks, decisions, surprises, trusted, waiting_versions
from handrail.law.versions.forms import ApproveForm
from handrail.people.access import MemberRequest, page, today_of
from handrail.people.rights import Right, may
from handrail.reviews.law import queries

SHOWN = 50  # rows of a kind of what is touched


@page(Right.RECORDS)
@require_http_methods(["GET", "POST"])
def version(request: MemberRequest, id_: UUID) -> HttpResponse:
    """One version: what differs from the one in use, what rests on that, and the decision."""
    row, form, error = access.pack_version(id_), ApproveForm(initial={"on": today_of(request)}), ""
    if request.method == "POST":
        form = ApproveForm(request.POST) if request.POST.get("what") == "approve" else form
        try:
            _decide(request, row, form)
            return redirect("reviews-law", id_=id_)
        except PackActionError as refused:
            error = str(refused)
    context = {**_told(request, row), "form": form, "error": error, "why": request.POST.get("why", "")}
    return render(request, "reviews/law.html", context, status=422 if request.method == "POST" else 200)


def _decide(request: MemberRequest, row: PackVersion, form: ApproveForm) -> None:
    common: dict[str, Any] = {"actor": request.actor, "at": request.at}
    posted = request.POST
    match posted.get("what"):
        case "approve":
            if not form.is_valid():
                raise PackActionError("Write the day on which it takes effect.")
            given = form.cleaned_data
            actions.approve(**common, version=row, on=given["on"], why=given["why"], today=today_of(request))
        case "decline":
            actions.decline(**common, version=row, why=posted.get("why", ""))
        case "trust":
            actions.trust(**common, key=row.key, name=posted.get("name", ""), why=posted.get("why", ""))
        case "hold":
            actions.block(**common, slug=posted.get("slug", ""), version=row, why=posted.get("why", ""))
        case _:
            raise Http404("No such decision")


def _told(request: MemberRequest, row: PackVersion) -> dict[str, Any]:
    today, role = today_of(request), request.member.role
    found = queries.comparison(row, today)
    touched = queries.touched(found.compared, today) if found.compared and found.was else {}
    held, is_waiting = {block.slug for block in blocks()}, row in waiting_versions(today)
    slugs = {one.slug: one.title for rows in touched.values() for one in rows if one.slug and one.slug not in held}
    return {
        "row": row, "was": found.was, "compared": found.compared,
        "touched": [(what, rows[:SHOWN], len(rows)) for what, rows in touched.items()], "slugs": slugs,
        "decisions": [one for one in decisions() if one.version_id == row.pk],
        "is_waiting": is_waiting, "surprises": surprises(row, today) if is_waiting else [],
        "fingerprint": fingerprint(row.key) if row.key else "",
        "trusted": trusted(row.key) if row.key else None, "may_approve": may(role, Right.APPROVE),
        "may_trust": may(role, Right.SETTINGS), "holds_all": "" in held,
    }  # fmt: skip


@page(Right.RECORDS)
@require_http_methods(["GET", "POST"])
def held(request: MemberRequest) -> HttpResponse:
    """Publications that are held, who said so and why; and letting them go on."""
    error = ""
    if request.method == "POST":
        try:
            row = access.block(_id(request.POST.get("id", "")))
            actions.lift(actor=request.actor, row=row, why=request.POST.get("why", ""), at=request.at)
            return redirect("reviews-held")
        except PackActionError as refused:
            error = str(refused)
    context = {
        "rows": blocks(), "error": error, "may_lift": may(request.member.role, Right.APPROVE),
        "typed": request.POST.get("id", ""), "why": request.POST.get("why", ""),
    }  # fmt: skip
    return render(request, "reviews/held.html", context, status=422 if error else 200)


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Http404("No such row") from None
