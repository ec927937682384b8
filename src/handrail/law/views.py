"""Pages of the law: every duty and whether it binds us, one duty whole, numbers by date, and a question asked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_http_methods

from handrail.business import queries as business
from handrail.business.interview import GROUPS
from handrail.facts.vocabulary import Value
from handrail.law import asking, listing, words
from handrail.law.answers import Applicability, UnknownLawError
from handrail.law.duties import Duty, LawText
from handrail.law.engine import Law, load_law
from handrail.law.forms import AskForm, DayForm
from handrail.law.plain import Teller
from handrail.people.access import MemberRequest, page
from handrail.people.models import Organization
from handrail.people.rights import Right
from handrail.web.sheets import csv_file

A_PAGE = 60
_QUESTION_OF = {name: n for n, group in enumerate(GROUPS, 1) for name in (fact.name for fact in group.facts)}


def _zone(request: MemberRequest) -> str:
    return str(Organization.objects.get(pk=request.member.organization_id).time_zone)


def _today(request: MemberRequest) -> date:
    today: date = request.at.astimezone(ZoneInfo(_zone(request))).date()
    return today


def _as_of(request: MemberRequest, today: date) -> tuple[date, dict[str, Any]]:
    """The day asked about, and what the page needs to say so and to lead back."""
    form = DayForm(request.GET)
    on = form.asked(today)
    kept = request.GET.copy()
    kept.pop("on", None)
    typed = request.GET.get("on") or on.isoformat()
    return on, {"form": form, "on": on, "typed": typed, "today": today, "back": f"?{kept.urlencode()}"}


# The list


@page(Right.READ)
@require_GET
def law(request: MemberRequest) -> HttpResponse:
    """Every duty of every pack, by topic: whether it applies to us, and how firm it stands."""
    held, known = load_law(), business.known()
    on, as_of = _as_of(request, _today(request))
    wanted = listing.Wanted(
        **{name: request.GET.get(key, "") for key, name in _ASKED.items()}, sort=request.GET.get("sort") or "topic"
    )
    every = listing.rows(held, known, on)
    found = listing.chosen(every, wanted)
    if request.GET.get("format") == "csv":
        return csv_file("duties.csv", listing.CSV_HEAD, map(listing.csv_cells, found))
    context = _list_context(held, every, Paginator(found, A_PAGE).get_page(request.GET.get("page")), wanted, on)
    context |= {"asked": _asked(request), "without": held.without_pack(known), **as_of}
    context["early"] = len(held.before_knowledge(on))
    return render(request, "law/law.html", context)


_ASKED = {"q": "words", "pack": "pack", "applies": "applies", "status": "status", "topic": "topic"}


def _list_context(
    held: Law, every: Sequence[listing.Row], rows: Any, wanted: listing.Wanted, on: date
) -> dict[str, Any]:
    teller = Teller(held, on)
    counts = listing.counts(every)
    return {
        "rows": [(row, _on_what(teller, row.missing)) for row in rows],
        "found": rows,
        "total": len(every),
        "wanted": wanted,
        "is_grouped": wanted.sort not in listing.SORTS or wanted.sort == "topic",
        "packs": list(held.packs.values()),
        "counts": [(name, words.STATUSES[name], words.TONES[name], number) for name, number in counts.items()],
        "choices": {
            "applies": listing.APPLIES.items(),
            "status": words.STATUSES.items(),
            "topic": listing.TOPICS.items(),
            "sort": [(name, label) for name, (label, _) in listing.SORTS.items()],
        },
    }


def _asked(request: MemberRequest) -> str:
    """The question of this list as an address, without its page and format."""
    kept = request.GET.copy()
    for name in ("page", "format"):
        kept.pop(name, None)
    return kept.urlencode()


def _on_what(teller: Teller, missing: Iterable[str]) -> list[tuple[str, int | None]]:
    """The facts an answer depends on: label, and the number of the question that gives it."""
    names = sorted(missing)
    return [(teller.labels([name])[0], _QUESTION_OF.get(name)) for name in names]


# One duty


@page(Right.READ)
@require_GET
def duty(request: MemberRequest, id_: str) -> HttpResponse:
    """One duty whole: its sentence, what it asks, why it applies, sources and dates."""
    held, known = load_law(), business.known()
    on, as_of = _as_of(request, _today(request))
    try:
        row = held.duty(id_)
    except UnknownLawError as error:
        raise Http404(str(error)) from None
    found = next(answer for answer in held.applies(known, on) if answer.duty.id == id_)
    pack = next(pack for pack in held.packs.values() if row in pack.duties)
    context = {
        "duty": row,
        "pack": pack,
        "agency": pack.agencies.get(row.agency or ""),
        "topic": listing.TOPICS.get(row.topic, row.topic),
        "seen": words.seen_words(row.verified),
        "in_force": words.in_force_words(row),
        **_told(held, row, on),
        **_why(held, found, known, on),
        "met_by": import_string(settings.LAW_MET_BY)({part.kind for part in row.parts}, on),
        **as_of,
        "early": int(id_ in held.before_knowledge(on)),
    }
    return render(request, "law/duty.html", context)


def _told(held: Law, row: Duty, on: date) -> dict[str, Any]:
    """The sentences of a duty, each with its status, and the numbers it rests on."""

    def state(texts: Iterable[LawText]) -> list[words.Said]:
        return [words.said(held.state(row, text, on)) for text in texts]

    teller, numbers = Teller(held, on), words.numbers_of(row)
    return {
        "plain": state([row.plain])[0],
        "parts": words.parts_of(held, row, on),
        "exceptions": state(row.exceptions),
        "cost": state([row.cost])[0] if row.cost else None,
        "notes": state(row.notes),
        "binds": teller.condition(row.applies),
        "arises": teller.condition(row.arises),
        "covers": [held.kinds[kind].title for kind in row.covers if kind in held.kinds],
        "numbers": [found for found in listing.numbers(held, on) if found.value.id in numbers],
        "superseded_by": held.duties.get(row.superseded_by or ""),
    }


def _why(held: Law, found: Applicability, known: Mapping[str, Value], on: date) -> dict[str, Any]:
    teller = Teller(held, on)
    steps = teller.trace(found.trace, known)
    return {
        "verdict": found.verdict,
        "verdict_words": words.VERDICTS[found.verdict],
        "missing": _on_what(teller, found.missing),
        "steps": [(step, _QUESTION_OF.get(step.fact)) for step in steps],
    }


# Numbers by date


@page(Right.READ)
@require_GET
def numbers(request: MemberRequest) -> HttpResponse:
    """The numbers of law as of a day; no number is an answer too."""
    held, (on, as_of) = load_law(), _as_of(request, _today(request))
    typed, sort = request.GET.get("q", ""), request.GET.get("sort") or "place"
    found = listing.numbers(held, on, typed, sort)
    if request.GET.get("format") == "csv":
        return csv_file("numbers-of-law.csv", listing.NUMBER_HEAD, (listing.number_cells(row, on) for row in found))
    context = {
        "rows": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        **as_of,
        "q": typed,
        "sort": sort,
        "sorts": [(name, label) for name, (label, _) in listing.NUMBER_SORTS.items()],
        "asked": _asked(request),
    }
    return render(request, "law/numbers.html", context)


# A question


@page(Right.READ)
@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest) -> HttpResponse:
    """What may be done and what is due: one kind of duty, one case. The facts of the case are posted and not kept."""
    held, known, zone = load_law(), business.known(), _zone(request)
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    context: dict[str, Any] = {"kind": kind, "kinds": _kinds(held, known, _today(request))}
    if not kind:
        return render(request, "law/ask.html", context)
    try:
        names = asking.wanted_facts(held, kind, known, request.at, zone)
    except UnknownLawError as error:
        return render(request, "law/ask.html", {**context, "kind": "", "error": str(error)}, status=422)
    now = request.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    posted = request.POST if request.method == "POST" else {"at": now, "zone": zone} if not names else None
    form = AskForm(posted, names=names, zone=zone, initial={"at": now, "zone": zone})
    context |= {"form": form, "title": held.kinds[kind].title, "without": held.without_pack(known)}
    if posted is None or not form.is_valid() or form.moment is None:
        return render(request, "law/ask.html", context, status=422 if form.errors else 200)
    reply = asking.ask(held, kind, {**known, **form.facts}, form.moment, form.cleaned_data["zone"])
    return render(request, "law/ask.html", {**context, "reply": reply})


def _kinds(held: Law, known: Mapping[str, Value], on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds to choose from: those that may touch this business first."""
    touching = {row.part.kind for row in held.meetings(known, on)}
    used = asking.kinds_in_use(held).items()
    ours = [(name, title) for name, title in used if name in touching]
    others = [(name, title) for name, title in used if name not in touching]
    return [row for row in (("May touch this business", ours), ("Other kinds", others)) if row[1]]
