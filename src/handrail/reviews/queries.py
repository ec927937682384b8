"""Reads of the reviews. The number of queries does not grow with what is kept."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from handrail.business.queries import known, licences
from handrail.facts.spoken import listed
from handrail.facts.tools import tools
from handrail.law import listing
from handrail.law.listing import Row
from handrail.law.ours import LOCAL
from handrail.law.queries import blocks, law_in_use, waiting_versions
from handrail.law.versions.age import kept_of
from handrail.law.words import short_day
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures.actions import NOT_REVIEWED
from handrail.procedures.models import Entry, Revision
from handrail.procedures.queries import handbook, procedures_of, unfinished
from handrail.reviews.due import SOON, Item, done_in, next_look
from handrail.reviews.models import LookedAgain
from handrail.web.waiting import Waiting

ENDS_SOON = 90  # days before its last day in which a law file is on the list


def items(on: date, zone: str) -> list[Item]:
    """All that is due some day, in no order."""
    rows = handbook(on)
    ours = [*_procedures(rows, zone), *_tools(rows, zone), *_adviser(rows), *_in_review(zone), *_held(), *_licences()]
    return [*ours, *_law(rows, on), *_law_files(on)]


def _law_files(on: date) -> Iterator[Item]:
    """Versions that wait for approval, and those in use that are not kept much longer."""
    for row in waiting_versions(on):
        told = f"By {row.maintainer}. {row.get_how_display()}, and takes no effect before it is approved"
        yield Item("pack", str(row), told, reverse("reviews-law", args=[row.pk]))
    for name, title, until in kept_of(law_in_use(on)):
        if name != LOCAL and (until - on).days <= ENDS_SOON:
            yield Item("kept", title, "Nobody looks it through after that day", reverse("law-packs"), until)


def _held() -> Iterator[Item]:
    titles = dict(Entry.objects.values_list("slug", "title"))
    for row in blocks():
        what = titles.get(row.slug, row.slug) if row.slug else "Every procedure"
        yield Item("held", what, f"By {row.by}: “{row.why}”", reverse("reviews-held"))


def looks(entry: Entry) -> list[LookedAgain]:
    return list(LookedAgain.objects.filter(entry=entry))


def last_looks() -> dict[UUID, LookedAgain]:
    """The last look at each entry."""
    found: dict[UUID, LookedAgain] = {}
    for row in LookedAgain.objects.order_by("looked_at"):
        found[row.entry_id] = row
    return found


def due_of(row: Revision, look: LookedAgain | None, zone: str) -> tuple[date, date, str]:
    """When a version in force wants its next look, when it had its last, and how often."""
    place = ZoneInfo(zone)
    last = (row.approved_at or row.made_at).astimezone(place).date()
    if look and look.number == row.number:
        last = max(last, look.looked_at.astimezone(place).date())
    assert row.bundle is not None
    every = procedures_of(row.bundle)[row.entry.slug].review.every
    return next_look(last, every), last, every


def _procedures(rows: list[Revision], zone: str) -> Iterator[Item]:
    seen = last_looks()
    for row in rows:
        due, last, _ = due_of(row, seen.get(row.entry_id), zone)
        told = f"Version {row.number}, last looked at {short_day(last)}"
        yield Item("procedure", row.entry.title, told, reverse("review-procedure", args=[row.entry.slug]), due)


def _tools(rows: list[Revision], zone: str) -> Iterator[Item]:
    """Procedures with a step that says how it is done in a tool which changed after the last look at them."""
    changed = [tool for tool in tools(str(known().get("business.tools", ""))) if tool.changed_on]
    seen = last_looks() if changed else {}
    for row in rows if changed else ():
        assert row.bundle is not None
        _, last, _ = due_of(row, seen.get(row.entry_id), zone)
        for tool, steps in done_in(procedures_of(row.bundle)[row.entry.slug], changed, last):
            day = short_day(tool.changed_on) if tool.changed_on else ""
            told = f"{tool.name} changed on {day}: look at {listed(steps, 'and')}"
            address = reverse("review-procedure", args=[row.entry.slug])
            yield Item("tool", row.entry.title, told, address, tool.changed_on)


def _adviser(rows: list[Revision]) -> Iterator[Item]:
    for row in rows:
        if NOT_REVIEWED in row.exception:
            told = f"Version {row.number}, {row.author_name}’s own words"
            yield Item("adviser", row.entry.title, told, reverse("procedure", args=[row.entry.slug]))


def _in_review(zone: str) -> Iterator[Item]:
    for row in unfinished():
        if row.state == "review":
            since = (row.submitted_at or row.made_at).astimezone(ZoneInfo(zone)).date()
            told = f"Version {row.number} by {row.author_name}, waits since {short_day(since)}"
            yield Item("waiting", row.entry.title, told, reverse("revision", args=[row.pk]))


def _law(rows: list[Revision], on: date) -> Iterator[Item]:
    """Duties that bind this business, or may, and that a procedure in force says it meets."""
    used = {
        kind: row.entry.title
        for row in rows
        if row.bundle
        for step in procedures_of(row.bundle)[row.entry.slug].steps
        for kind in step.meets
    }
    for duty in listing.rows(law_in_use(on), known(), on):
        met = [used[part.kind] for part in duty.duty.parts if part.kind in used]
        if met and duty.verdict != "no":
            yield _duty(duty, met)


def _duty(row: Row, met: list[str]) -> Item:
    others = len(set(met)) - 1
    told = f"{row.duty.citation}; “{met[0]}” rests on it" + (f" and {others} more" if others > 0 else "")
    address = reverse("law-duty", args=[row.duty.id])
    return Item("law", row.duty.title, told, address, row.duty.recheck_by, row.plain.status, row.plain.tone)


def _licences() -> Iterator[Item]:
    for row in licences():
        if row.last_day:
            held = f"{row.number}, held by {row.holder}" if row.holder else row.number
            yield Item("licence", row.what, held, reverse("business"), row.last_day)


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """What is late or due within days, for those who look after the handbook."""
    if not (may(member.role, Right.APPROVE) or may(member.role, Right.WRITE)):
        return []
    on = at.astimezone(ZoneInfo(zone)).date()
    every = items(on, zone)
    soon = [row for row in every if row.due and (row.due - on).days <= SOON]
    packs = [row for row in every if row.kind == "pack" and may(member.role, Right.APPROVE)]
    decide = [Waiting("decide", f"Law file {row.what}", row.address, row.detail, "Compare") for row in packs]
    return decide + [_waits(row, on) for row in sorted(soon, key=lambda row: (row.due or date.max, row.what))]


_BUTTON = {"procedure": "Look at it", "law": "Read it", "licence": "See it", "tool": "Look at it", "kept": "Law files"}


def _waits(row: Item, on: date) -> Waiting:
    late = row.due is not None and row.due < on
    told = f"{row.detail}. {row.law}" if row.law else row.detail
    return Waiting(
        "reviews", f"{row.kind_words}: {row.what}", row.address, told, _BUTTON.get(row.kind, "See it"),
        due_on=row.due, tone="danger" if late and row.kind == "licence" else "due",
    )  # fmt: skip
