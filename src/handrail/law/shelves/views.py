"""What applies to us, what changes when, numbers by date, counting rules, and what the law files do not hold."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from handrail.business import queries as business
from handrail.calendars import ical
from handrail.facts.vocabulary import VOCABULARY
from handrail.law import applying, changes, listing, paper, rules, words, worked
from handrail.law.answers import Facts
from handrail.law.cases import load_cases
from handrail.law.engine import Law
from handrail.law.plain import Teller, unheld_words
from handrail.law.shelves import access
from handrail.people.access import MemberRequest, organization_of, page
from handrail.people.rights import Right
from handrail.web.sheets import csv_file, file

A_PAGE = 60
FIRST_FACTS = 8
SHOWS = {
    "yes": "Bind us", "depends": "May bind us", listing.NONE_FOUND: "Searched for, not found", "no": "Do not bind us",
}  # fmt: skip


# What applies to us


@page(Right.READ)
@require_GET
def ours(request: MemberRequest) -> HttpResponse:
    """What binds us, what may and on which answers, what does not and why not; and what the files do not hold."""
    on, as_of = access.as_of(request)
    held, known = access.law_of(on), business.known()
    every = listing.rows(held, known, on)
    show = request.GET.get("show", "yes") if request.GET.get("show") in SHOWS else "yes"
    wanted = listing.Wanted(
        words=request.GET.get("q", ""), applies=show, trade=request.GET.get("trade", ""),
        sort=request.GET.get("sort") or "topic",
    )  # fmt: skip
    found = listing.chosen(every, wanted)
    match request.GET.get("format"):
        case "csv":
            return csv_file("what-applies.csv", listing.CSV_HEAD, map(listing.csv_cells, found))
        case "pdf":
            return _ours_pdf(request, held, known, every, on)
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_ours_context(held, known, every, on), "show": show, "wanted": wanted, "found": rows,
        "rows": [_ours_row(held, known, row, wanted.sort, on) for row in rows],
        "asked": access.asked(request), "kept": _kept(request), **as_of, "early": 0,
    }  # fmt: skip
    return render(request, "law/ours.html", context)


def _ours_context(held: Law, known: Facts, every: Sequence[listing.Row], on: date) -> dict[str, Any]:
    facts = [(row, access.PAGE_OF.get(row.name)) for row in applying.open_facts(every)]
    return {
        "shows": [(name, label, sum(row.applies == name for row in every)) for name, label in SHOWS.items()],
        "facts": facts[:FIRST_FACTS],
        "more_facts": facts[FIRST_FACTS:],
        "gaps": applying.gaps_of(held, known),
        "trade": _trade(known),
        "trades": [(row.name, row.words) for row in listing.trades(every)],
        "sorts": [(name, label) for name, (label, _) in listing.SORTS.items() if name != "applies"],
        "without": held.without_pack(known),
        "trade_page": access.PAGE_OF[applying.TRADE][0],
    }


def _trade(known: Facts) -> str:
    value = known.get(applying.TRADE)
    return VOCABULARY[applying.TRADE].word(value) if isinstance(value, str) else ""


def _ours_row(held: Law, known: Facts, row: listing.Row, sort: str, on: date) -> tuple[str, listing.Row, Any, str]:
    """A row with its heading, what it depends on, and why it does not apply where it does not."""
    why = applying.why_not(held, row, known, on) if row.applies == "no" else ""
    return listing.heading(row, sort, on), row, access.on_what(Teller(held, on), row.missing), why


def _kept(request: MemberRequest) -> str:
    """The question of the page without which verdict it shows."""
    kept = request.GET.copy()
    for name in ("page", "format", "show"):
        kept.pop(name, None)
    return kept.urlencode()


def _ours_pdf(request: MemberRequest, held: Law, known: Facts, every: Sequence[listing.Row], on: date) -> HttpResponse:
    """All that applies or may, and what is not held, on paper."""
    from handrail.law.views import pdf

    name = str(organization_of(request).name)
    sheets: list[paper.Sheet] = []
    for show in ("yes", "depends", listing.NONE_FOUND):
        found = listing.chosen(every, listing.Wanted(applies=show))
        sheets += paper.of_rows(SHOWS[show], found, Teller(held, on))
    counted = [(label, sum(row.applies == name for row in every)) for name, label in SHOWS.items()]
    says = [f"{label}: {number}." for label, number in counted]
    head = paper.Head("What the law asks of us", name, on, (*says, *_without(held, known)))
    return pdf(paper.printed([*sheets, *paper.of_gaps(applying.gaps_of(held, known))], head), "what-applies.pdf")


def _without(held: Law, known: Facts) -> tuple[str, ...]:
    states = held.without_pack(known)
    return (f"Not checked: the law of {unheld_words(states)}; there is no law file for it.",) if states else ()


# What changes when


@page(Right.READ)
@require_GET
def what_changes(request: MemberRequest) -> HttpResponse:
    """A calendar of the law: what begins, ends, reads otherwise, which numbers change, what to watch."""
    on, as_of = access.as_of(request)
    held = access.law_of(on)
    wanted = changes.Wanted(
        words=request.GET.get("q", ""), what=request.GET.get("what", ""), pack=request.GET.get("pack", ""),
        period=request.GET.get("period", "ahead"), ours=request.GET.get("ours") == "on",
        sort=request.GET.get("sort") or "day",
    )  # fmt: skip
    found = changes.chosen(changes.changes(held, business.known(), on), wanted, on)
    match request.GET.get("format"):
        case "csv":
            return csv_file("changes-of-law.csv", changes.HEAD, map(changes.cells, found))
        case "ics":
            host = str(request.member.organization_id)
            text = ical.calendar((changes.entry(row, host) for row in found), stamp=request.at, name="Law")
            return file(text, "text/calendar", "changes-of-law.ics")
    context = {
        "found": Paginator(found, A_PAGE).get_page(request.GET.get("page")), "wanted": wanted,
        "pack_options": [(row.pack, row.title) for row in held.packs.values()],
        "whats": changes.WHATS.items(), "periods": changes.PERIODS.items(),
        "sorts": [(name, label) for name, (label, _) in changes.SORTS.items()], "asked": access.asked(request),
        **as_of, "early": 0,
    }  # fmt: skip
    return render(request, "law/changes.html", context)


# Numbers by date


@page(Right.READ)
@require_GET
def numbers(request: MemberRequest) -> HttpResponse:
    """The numbers of law as of a day; no number is an answer too."""
    on, as_of = access.as_of(request)
    typed, sort = request.GET.get("q", ""), request.GET.get("sort") or "place"
    found = listing.numbers(access.law_of(on), on, typed, sort)
    if request.GET.get("format") == "csv":
        return csv_file("numbers-of-law.csv", listing.NUMBER_HEAD, (listing.number_cells(row, on) for row in found))
    context = {
        "rows": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        **as_of,
        "q": typed,
        "sort": sort,
        "sorts": [(name, label) for name, (label, _) in listing.NUMBER_SORTS.items()],
        "asked": access.asked(request),
    }
    return render(request, "law/numbers.html", context)


@page(Right.READ)
@require_GET
def number(request: MemberRequest, id_: str) -> HttpResponse:
    """One number: what it is on a day, every date we know, the duties that rest on it, the cases that tried it."""
    on, as_of = access.as_of(request)
    held = access.law_of(on)
    value, pack = access.number_of(held, id_)
    row = next(each for each in listing.numbers(held, on) if each.value.id == id_)
    context = {
        "row": row, "pack": pack, "seen": words.seen_words(value.verified),
        "used_by": [duty for duty in held.duties.values() if id_ in words.numbers_of(duty)],
        "cases": worked.of_number(held, id_, load_cases()), **as_of,
    }  # fmt: skip
    return render(request, "law/number.html", context)


# Counting, and what is not here


@page(Right.READ)
@require_GET
def counting(request: MemberRequest) -> HttpResponse:
    """The rules on counting days and hours, and the days each calendar leaves out."""
    on, as_of = access.as_of(request)
    typed, sort = request.GET.get("q", ""), request.GET.get("sort") or "place"
    found = rules.chosen(rules.rules(access.law_of(on), on), typed, sort)
    if request.GET.get("format") == "csv":
        return csv_file("counting-days.csv", rules.HEAD, map(rules.cells, found))
    context = {
        "rows": Paginator(found, A_PAGE).get_page(request.GET.get("page")), "q": typed, "sort": sort,
        "sorts": [(name, label) for name, (label, _) in rules.SORTS.items()], "asked": access.asked(request),
        "kept": rules.kept(on.year), "year": on.year, **as_of,
    }  # fmt: skip
    return render(request, "law/counting.html", context)


@page(Right.READ)
@require_GET
def outside(request: MemberRequest) -> HttpResponse:
    """What these law files do not hold, by trade; and what was looked at and is no duty here."""
    on, as_of = access.as_of(request)
    held, typed, trade = access.law_of(on), request.GET.get("q", ""), request.GET.get("trade", "")
    gaps = [
        row
        for row in applying.gaps(held, trade or None)
        if applying.has(typed, row.row.id, row.row.what, row.why, row.ask, row.trades, row.pack.title)
    ]
    left = [
        row
        for row in applying.left_out(held, on)
        if applying.has(typed, row.row.id, row.row.title, row.row.why, row.row.citation, row.pack.title)
    ]
    if request.GET.get("sort") == "title":
        gaps, left = sorted(gaps, key=lambda row: row.row.what), sorted(left, key=lambda row: row.row.title)
    match request.GET.get("format"):
        case "csv":
            return csv_file("not-in-the-law-files.csv", applying.GAP_HEAD, applying.gap_cells(gaps))
        case "left-out":
            return csv_file("looked-at-no-duty.csv", applying.LEFT_OUT_HEAD, applying.left_out_cells(left))
    context = {
        "gaps": Paginator(gaps, A_PAGE).get_page(request.GET.get("page")), "left": left, "q": typed, "trade": trade,
        "trades": VOCABULARY[applying.TRADE].options, "sort": request.GET.get("sort", ""),
        "asked": access.asked(request), **as_of,
    }  # fmt: skip
    return render(request, "law/outside.html", context)
