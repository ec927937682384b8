"""Reads of what was brought in, and of the guesses that stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from handrail.procedures.bringing.models import Arrival, ArrivedPiece, DraftGuess
from handrail.procedures.bringing.standing import still
from handrail.procedures.language.reader import plain, read
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library

ORDERS = {
    "used": ("-used", "title", "number"),
    "title": ("title", "number"),
    "guesses": ("-guesses", "title", "number"),
    "steps": ("-steps", "title", "number"),
}


def arrivals() -> "QuerySet[Arrival]":
    waits, taken = Q(pieces__state__in=["waiting", "chosen"]), Q(pieces__state="taken")
    rows: QuerySet[Arrival] = Arrival.objects.order_by("-at", "-id").annotate(
        every=Count("pieces"), waiting=Count("pieces", filter=waits), taken=Count("pieces", filter=taken)
    )
    return rows


def pieces(
    row: Arrival, words: str = "", kind: str = "", state: str = "", sort: str = "used"
) -> "QuerySet[ArrivedPiece]":
    found: QuerySet[ArrivedPiece] = ArrivedPiece.objects.filter(arrival=row).select_related("revision")
    found = found.filter(kind=kind) if kind else found
    found = found.filter(state=state) if state else found
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(source__icontains=word))
    return found.order_by(*ORDERS.get(sort, ORDERS["used"]))


@dataclass(frozen=True, slots=True)
class Group:
    """A piece with those that say the same."""

    piece: ArrivedPiece
    alike: Sequence[ArrivedPiece]


def heads(rows: "QuerySet[ArrivedPiece]") -> "QuerySet[ArrivedPiece]":
    """Those that repeat no other."""
    return rows.filter(like=F("number"))


def groups(rows: Sequence[ArrivedPiece], *, folded: bool) -> list[Group]:
    """The pieces of a page; `folded`: each with all that say the same below it."""
    like: dict[int, list[ArrivedPiece]] = {}
    if folded and rows:
        numbers = [row.number for row in rows]
        same = ArrivedPiece.objects.filter(arrival=rows[0].arrival_id, like__in=numbers).exclude(like=F("number"))
        for row in same.select_related("revision"):
            like.setdefault(row.like, []).append(row)
    return [Group(row, like.get(row.number, [])) for row in rows]


def under_way(row: Arrival) -> int:
    """How many chosen pieces are still to be written."""
    return ArrivedPiece.objects.filter(arrival=row, state="chosen").count()


def taken_names() -> set[str]:
    """Names that a new procedure can't have: those of the handbook, drafts and the library. One whose drafts were all
    put away is free again."""
    stands = Revision.objects.exclude(state="declined", effective_on=None)
    return {*stands.values_list("entry__slug", flat=True), *library()}


def open_guesses(row: Revision) -> list[DraftGuess]:
    """The guesses about this procedure that nobody confirmed and that still stand in this version."""
    rows = list(DraftGuess.objects.filter(entry=row.entry_id, confirmed_at=None))
    return still(plain(read(row.text)), rows) if rows else []


def confirmed(row: Revision) -> "QuerySet[DraftGuess]":
    found: QuerySet[DraftGuess] = DraftGuess.objects.filter(entry=row.entry_id).exclude(confirmed_at=None)
    return found


def refusal(row: Revision) -> str:
    """Why a version can't be approved while guesses stand; nothing when none does."""
    count = len(open_guesses(row))
    if not count:
        return ""
    many = "1 guess of its import is" if count == 1 else f"{count} guesses of its import are"
    return f"{many} not confirmed yet. Look at each on the page “What was guessed”, then ask again."


def step_titles(row: Revision) -> dict[str, str]:
    return {step.id: step.name for step in read(row.text).steps}


def _told(step: dict[str, Any]) -> dict[str, Any]:
    parts = [(name, step[name]) for name in ("say", "do", "send") if name in step]
    return {"title": step["title"], "parts": parts}


def shown(row: ArrivedPiece) -> dict[str, Any]:
    """What the preview of a piece shows: its steps as they stood, each with what was guessed of it."""
    content = row.content
    raw = content.get("raw") or {}
    steps = {step["id"]: step for step in raw.get("steps", ())}
    by_step: dict[str, list[dict[str, Any]]] = {}
    for guess in content.get("guesses", ()):
        by_step.setdefault(guess["step"], []).append(guess)
    stood = {place["step"]: place for place in (*content.get("placed", ()), *content.get("between", ()))}
    placed = [
        {**stood[name], **_told(step), "guesses": by_step.get(name, [])}
        for name, step in steps.items()
        if name in stood
    ]
    return {"raw": raw, "steps": placed, "whole": by_step.get("", []), "left": content.get("left", []),
            "words": content.get("words", ""), "also": content.get("also", [])}  # fmt: skip
