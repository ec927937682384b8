"""The law by topic, and one duty whole: whether it binds us, what it asks, and how firm it stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from handrail.business import queries as business
from handrail.facts.vocabulary import Value, fact
from handrail.law import listing, paper, words, worked
from handrail.law.answers import Applicability
from handrail.law.asking import told_due
from handrail.law.cases import load_cases
from handrail.law.duties import Duty, LawText
from handrail.law.engine import Law
from handrail.law.plain import Teller
from handrail.law.shelves import access
from handrail.people.access import MemberRequest, organization_of, page
from handrail.people.rights import Right
from handrail.web.sheets import csv_file

A_PAGE = 60


@page(Right.READ)
@require_GET
def law(request: MemberRequest) -> HttpResponse:
    """Every duty of every pack, by topic: whether it applies to us, and how firm it stands."""
    on, as_of = access.as_of(request)
    held, known = access.law_of(on), business.known()
    wanted = listing.Wanted(
        **{name: request.GET.get(key, "") for key, name in _ASKED.items()}, sort=request.GET.get("sort") or "topic"
    )
    every = listing.rows(held, known, on)
    found = listing.chosen(every, wanted)
    if request.GET.get("format") == "csv":
        return csv_file("duties.csv", listing.CSV_HEAD, map(listing.csv_cells, found))
    rows = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = _list_context(held, every, rows, wanted, on)
    context |= {"asked": access.asked(request), "without": held.without_pack(known), **as_of}
    context |= {"early": len(held.before_knowledge(on)), "is_front": not any(request.GET.get(key) for key in _ASKED)}
    return render(request, "law/law.html", context)


_ASKED = {"q": "words", "pack": "pack", "applies": "applies", "status": "status", "topic": "topic", "trade": "trade"}


def _list_context(
    held: Law, every: Sequence[listing.Row], rows: Any, wanted: listing.Wanted, on: date
) -> dict[str, Any]:
    teller = Teller(held, on)
    counts = listing.counts(every)
    trades = listing.trades(every)
    return {
        "rows": [(listing.heading(row, wanted.sort, on), row, access.on_what(teller, row.missing)) for row in rows],
        "found": rows,
        "total": len(every),
        "wanted": wanted,
        "packs": list(held.packs.values()),
        "pack_options": [(row.pack, row.title) for row in held.packs.values()],
        "counts": [(name, words.STATUSES[name], words.TONES[name], number) for name, number in counts.items()],
        "contents": listing.contents(every),
        "trades": trades,
        "choices": {
            "applies": listing.APPLIES.items(),
            "status": words.STATUSES.items(),
            "topic": listing.TOPICS.items(),
            "trade": [(row.name, row.words) for row in trades],
            "sort": [(name, label) for name, (label, _) in listing.SORTS.items()],
        },
    }


# One duty


@page(Right.READ)
@require_GET
def duty(request: MemberRequest, id_: str) -> HttpResponse:
    """One duty whole: its sentence, what it asks, why it applies, sources and dates."""
    on, as_of = access.as_of(request)
    held, known = access.law_of(on), business.known()
    row, pack = access.duty_of(held, id_, on)
    context = {
        "duty": row,
        "pack": pack,
        "agency": pack.agencies.get(row.agency or ""),
        "topic": listing.TOPICS.get(row.topic, row.topic),
        "trades": [(name, label) for name, label in fact("business.trade").options if name in row.trades],
        "seen": words.seen_words(row.verified),
        "in_force": words.in_force_words(row),
        **_told(held, row, on),
        **_why(held, _answer(held, id_, known, on), known, on),
        **_dated(request, held, row, known, on),
        "met_by": import_string(settings.LAW_MET_BY)({part.kind for part in row.parts}, on),
        "cases": worked.of_duty(held, row, load_cases()),
        **as_of,
        "early": int(id_ in held.before_knowledge(on)),
    }
    return render(request, "law/duty.html", context)


def _answer(held: Law, id_: str, known: Mapping[str, Value], on: date) -> Applicability:
    return next(answer for answer in held.applies(known, on) if answer.duty.id == id_)


def _dated(request: MemberRequest, held: Law, row: Duty, known: Mapping[str, Value], on: date) -> dict[str, Any]:
    """The days this duty sets for us without any case: licences we hold, filings of every year; and its versions."""
    zone, teller = access.zone_of(request), Teller(held, on)
    standing = {part.kind for part in row.parts if part.licence or (part.deadline and part.deadline.yearly)}
    due = [each for kind in standing for each in held.due_of_kind(kind, known, on, zone) if each.duty.id == row.id]
    return {
        "dates": [told_due(each, teller, known) for each in due],
        "licence_page": access.PAGE_OF["business.licences"][0],
        "versions": [(each.in_force.from_, each.in_force.to, each is row) for each in held.versions(row.id)],
    }


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
        "watch": state([row.watch])[0] if row.watch else None,
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
        "missing": access.on_what(teller, found.missing),
        "steps": [(step, access.PAGE_OF.get(step.fact)) for step in steps],
    }


@page(Right.READ)
@require_GET
def duty_pdf(request: MemberRequest, id_: str) -> HttpResponse:
    """One duty on paper."""
    on, _ = access.as_of(request)
    held, known = access.law_of(on), business.known()
    row, pack = access.duty_of(held, id_, on)
    sheet = paper.of_duty(held, row, pack, _answer(held, id_, known, on), on)
    return pdf(paper.printed([sheet], paper.Head(row.title, organization_of(request).name, on)), f"{id_}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper to download under a name."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
