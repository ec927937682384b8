"""Pages of bringing in: a file or a text, what came of it to choose from, one piece of it, and what was guessed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from handrail.people.access import MemberRequest, page
from handrail.people.rights import Right
from handrail.procedures import access as handbook
from handrail.procedures.bringing import access, actions, queries
from handrail.procedures.bringing.actions import BringingError
from handrail.procedures.bringing.lines import WrongFileError
from handrail.procedures.bringing.models import Arrival, ArrivedPiece, DraftGuess
from handrail.procedures.bringing.reading import LARGEST, PASTED, Piece, grouped, read_file, read_words
from handrail.procedures.models import Revision
from handrail.web.addresses import signed, was_said
from handrail.web.sheets import csv_file

A_PAGE = 50
MOST_FILES = 50
MOST_AT_ONCE = 30 * 2**20  # bytes of all files of one go
LOOK_AGAIN = "2"
KINDS = [("", "Everything"), ("procedure", "Procedures"), ("reply", "Replies")]
STATES = [("", "All"), ("waiting", "To choose"), ("taken", "Drafts"), ("left", "Left out")]
SORTS = [("used", "Most used"), ("title", "Title"), ("steps", "Most steps"), ("guesses", "Most guesses")]
GUESS_SORTS = {"place": None, "part": lambda row: (row.part, row.number), "line": lambda row: (row.line, row.number)}


# Bringing in


@page(Right.WRITE)
@require_http_methods(["GET", "POST"])
def imports(request: MemberRequest) -> HttpResponse:
    """The form, and what was brought in before."""
    if request.method == "GET":
        return _imports_csv() if request.GET.get("format") == "csv" else _imports(request)
    text, split = request.POST.get("text", ""), request.POST.get("split") == "1"
    try:
        pieces, name = _read(request, text, split=split)
    except WrongFileError as error:
        return _imports(request, str(error), text)
    row = actions.bring(actor=request.actor, pieces=pieces, name=name, at=request.at)
    return redirect("import", id_=row.pk)


def _read(request: MemberRequest, text: str, *, split: bool) -> tuple[list[Piece], str]:
    """The pieces of all files and the text. A file that can't be read stops the rest: nothing is half brought in."""
    files = request.FILES.getlist("file")
    if not files and not text.strip():
        raise WrongFileError("Choose a file, or paste a text.")
    if len(files) > MOST_FILES or sum(file.size or 0 for file in files) > MOST_AT_ONCE:
        raise WrongFileError(f"At most {MOST_FILES} files and {MOST_AT_ONCE // 2**20} MB at once. Bring them in parts.")
    found: list[Piece] = []
    for file in files:
        if (file.size or 0) > LARGEST:
            raise WrongFileError(f"“{file.name}” is too large; {LARGEST // 2**20} MB is the most.")
        found += read_file(file.read(), str(file.name), split=split)
    html = request.POST.get("html", "")  # the same as the clipboard held it: it knows what stands under what
    found += read_words(html if html.strip() else text, split=split) if text.strip() else []
    names = [str(file.name) for file in files] + ([PASTED] if text.strip() else [])
    return grouped(found), names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _imports(request: MemberRequest, error: str = "", text: str = "") -> HttpResponse:
    words = request.GET.get("q", "").strip()
    rows = queries.arrivals()
    rows = rows.filter(name__icontains=words) if words else rows
    by_name = request.GET.get("sort") == "name"
    rows = rows.order_by("name", "-at") if by_name else rows
    context = {
        "part": Paginator(rows, A_PAGE).get_page(request.GET.get("page")), "q": words, "error": error, "text": text,
        "most": LARGEST // 2**20, "sort": "name" if by_name else "at",
    }  # fmt: skip
    return render(request, "procedures/bringing/imports.html", context, status=422 if error else 200)


def _imports_csv() -> HttpResponse:
    rows = ([row.name, row.at.isoformat(), row.by, row.every, row.taken, row.waiting] for row in queries.arrivals())  # type: ignore[attr-defined]
    return csv_file("imports.csv", ["Import", "When", "By", "Pieces", "Drafts", "To choose"], rows)


# Choosing


@page(Right.WRITE)
@require_http_methods(["GET"])
def chooser(request: MemberRequest, id_: UUID) -> HttpResponse:
    row = access.arrival(id_)
    if request.GET.get("format") == "csv":
        return _csv(row, _asked(request))
    return _chooser(request, row)


def _asked(request: MemberRequest) -> dict[str, str]:
    get = request.GET
    return {"words": get.get("q", "").strip(), "kind": get.get("kind", ""), "state": get.get("state", ""),
            "sort": get.get("sort", "used")}  # fmt: skip


def _chooser(request: MemberRequest, row: Arrival, error: str = "") -> HttpResponse:
    asked = _asked(request)
    found = queries.pieces(row, **asked)
    folded = not asked["words"]  # whoever looks for a word sees every piece that holds it
    part = Paginator(queries.heads(found) if folded else found, A_PAGE).get_page(request.GET.get("page"))
    todo = queries.under_way(row)
    every = queries.pieces(row)
    taken = every.filter(state="taken").count()
    context: dict[str, Any] = {
        "row": row, "asked": asked, "part": part, "error": error,
        "groups": queries.groups(list(part.object_list), folded=folded),
        "kinds": KINDS, "states": STATES, "sorts": SORTS, "todo": todo, "said": was_said(request),
        "every": every.count(), "taken": taken, "goal": taken + todo,
        "waiting": every.filter(state="waiting").count(), "keeps_replies": bool(actions.REPLIES),
        "query": urlencode({"q": asked["words"], **{key: asked[key] for key in ("kind", "state", "sort")}}),
    }  # fmt: skip
    answer = render(request, "procedures/bringing/chooser.html", context, status=422 if error else 200)
    if todo:
        answer["Refresh"] = LOOK_AGAIN  # by itself, without script
    return answer


def _csv(row: Arrival, asked: dict[str, str]) -> HttpResponse:
    head = ["Title", "Kind", "Used", "From", "Place", "Steps", "Guesses", "Says the same as", "State", "Words"]
    rows = list(queries.pieces(row, **asked))
    titles = dict(ArrivedPiece.objects.filter(arrival=row).values_list("number", "title"))
    return csv_file("import.csv", head, (_cells(one, titles) for one in rows))


def _cells(row: ArrivedPiece, titles: dict[int, str]) -> list[object]:
    same = titles.get(row.like, "") if row.repeats else ""
    kind, state = row.get_kind_display(), row.get_state_display()
    words = row.content.get("words", "")
    return [row.title, kind, row.used, row.source, row.place, row.steps, row.guesses, same, state, words]


@page(Right.WRITE)
@require_POST
def do(request: MemberRequest, id_: UUID) -> HttpResponse:
    """Write drafts of the ticked, go on writing, or leave what was not chosen."""
    row, what = access.arrival(id_), request.POST.get("what", "take")
    try:
        if what == "leave":
            count = actions.leave(actor=request.actor, arrival=row, at=request.at)
            return _back(row, f"{count} left out. Their titles stay here; their words are gone.")
        if what == "go-on":
            actions.write_some(actor=request.actor, arrival=row, at=request.at)
            return _back(row)
        ticked = access.ticked(row, request.POST.getlist("piece"))
        count = actions.choose(actor=request.actor, arrival=row, pieces=ticked, at=request.at)
    except BringingError as error:
        return _chooser(request, row, str(error))
    return _back(row, f"{count} chosen. What was guessed in each draft waits for your yes.")


def _back(row: Arrival, said: str = "") -> HttpResponse:
    query = f"?{urlencode({'said': signed(said)})}" if said else ""
    return redirect(f"{reverse('import', args=[row.pk])}{query}")


# One piece


@page(Right.WRITE)
@require_http_methods(["GET", "POST"])
def piece(request: MemberRequest, id_: UUID) -> HttpResponse:
    """What a piece becomes, beside what it came from; take it, or take it back."""
    row = access.piece(id_)
    if request.method == "GET":
        return _piece(request, row)
    try:
        if request.POST.get("what") == "back":
            actions.take_back(actor=request.actor, row=row, at=request.at)
            return _back(row.arrival, f"“{row.title}” is no draft any more. You can choose it again.")
        actions.choose(actor=request.actor, arrival=row.arrival, pieces=[row], at=request.at)
    except BringingError as error:
        return _piece(request, row, str(error))
    return _back(row.arrival, f"“{row.title}” is a draft. What was guessed waits for your yes.")


def _piece(request: MemberRequest, row: ArrivedPiece, error: str = "") -> HttpResponse:
    context = {"row": row, "shown": queries.shown(row), "can_take": actions.can_take(row), "error": error}
    return render(request, "procedures/bringing/piece.html", context, status=422 if error else 200)


# What was guessed


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def guesses(request: MemberRequest, id_: UUID) -> HttpResponse:
    """The guesses that stand in a version, to confirm one by one or all; and those that were."""
    row = handbook.revision(id_)
    if request.method == "GET":
        if request.GET.get("format") == "csv":
            return _guesses_csv(row)
        return _guesses(request, row)
    named = request.POST.getlist("shown" if "all" in request.POST else "guess")
    numbers = [int(number) for number in named if number.isdecimal() and len(number) < 7]
    try:
        count = actions.confirm(actor=request.actor, row=row, numbers=numbers, at=request.at)
    except BringingError as error:
        return _guesses(request, row, str(error))
    said = urlencode({"said": signed(f"{count} confirmed.")})
    return redirect(f"{reverse('revision-guesses', args=[row.pk])}?{said}")


def _guesses(request: MemberRequest, row: Revision, error: str = "") -> HttpResponse:
    words, sort = request.GET.get("q", "").strip().lower(), request.GET.get("sort", "place")
    found = [one for one in queries.open_guesses(row) if words in f"{one.what} {one.why} {one.source}".lower()]
    order = GUESS_SORTS.get(sort)
    found = sorted(found, key=order) if order else found
    part = Paginator(found, 200).get_page(request.GET.get("page"))
    titles = queries.step_titles(row)
    context = {
        "row": row, "part": part, "q": words, "sort": sort, "error": error, "said": was_said(request),
        "rows": [(guess, titles.get(guess.step, "")) for guess in part.object_list],
        "confirmed": queries.confirmed(row).count(),
    }  # fmt: skip
    return render(request, "procedures/bringing/guesses.html", context, status=422 if error else 200)


def _guesses_csv(row: Revision) -> HttpResponse:
    titles, standing = queries.step_titles(row), {guess.pk for guess in queries.open_guesses(row)}
    every: Iterable[DraftGuess] = DraftGuess.objects.filter(entry=row.entry_id)
    rows = (
        [titles.get(one.step, one.step), one.part, one.what, one.why, one.line, one.source,
         one.confirmed_by or ("open" if one.pk in standing else "changed since")]
        for one in every
    )  # fmt: skip
    return csv_file("guesses.csv", ["Step", "Part", "Guessed", "Why", "Line", "Source", "Confirmed by"], rows)
