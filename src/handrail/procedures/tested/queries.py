"""Reads about scenarios: what comes of them today, which surprise, and which are missing."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from handrail.business.queries import known
from handrail.law.engine import Law
from handrail.law.queries import law_in_use
from handrail.law.versions.touching import Surprised
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures import queries
from handrail.procedures.language.reader import read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.models import Revision
from handrail.procedures.proposing import Proposed, propose
from handrail.procedures.scenarios import Ran, run
from handrail.procedures.shelf import library
from handrail.web.waiting import Waiting


def shelf_with(procedure: Procedure, on: date) -> Mapping[str, Procedure]:
    """What runs with it: what is in force, else the library."""
    here = {slug: read(text) for slug, text in queries.texts_in_force(on).items()}
    return {**library(), **here, procedure.procedure: procedure}


def ran(procedure: Procedure, on: date) -> list[Ran]:
    """Every scenario of a procedure, played on the law in use."""
    law, shelf = law_in_use(on), shelf_with(procedure, on)
    return [run(row, shelf, law, procedure.procedure) for row in procedure.scenarios]


def surprises(procedure: Procedure, on: date) -> list[Ran]:
    """The scenarios that come out otherwise than expected."""
    return [row for row in ran(procedure, on) if not row.holds] if procedure.scenarios else []


def proposed(procedure: Procedure, on: date, at: datetime, zone: str) -> Proposed:
    """The scenarios that are missing, for this business."""
    shelf = shelf_with(procedure, on)
    return propose(
        procedure.procedure, shelf, law_in_use(on), at=at, zone=zone, business=known(), has=procedure.scenarios
    )


_HELD: OrderedDict[tuple[str, int], tuple[str, ...]] = OrderedDict()
_MOST_HELD = 512


def surprised(on: date) -> Iterator[tuple[Revision, tuple[str, ...]]]:
    """The versions in force whose scenarios come out otherwise on the law in use: it changed since. What a bundle comes
    to on one law never changes, so it is looked at once."""
    law = law_in_use(on)
    for row in queries.handbook(on):
        names = _held(row, law)
        if names:
            yield row, names


def _held(row: Revision, law: Law) -> tuple[str, ...]:
    if row.bundle is None:
        return ()
    key = (row.bundle.hash, hash(law))
    if key not in _HELD:
        _HELD[key] = _names(row, law)
        if len(_HELD) > _MOST_HELD:
            _HELD.popitem(last=False)
    return _HELD[key]


def _names(row: Revision, law: Law) -> tuple[str, ...]:
    assert row.bundle is not None
    return _otherwise(row.entry.slug, queries.procedures_of(row.bundle), law)


def _otherwise(slug: str, shelf: Mapping[str, Procedure], law: Law) -> tuple[str, ...]:
    """The names of the scenarios of a procedure that come out otherwise than they say."""
    played = (run(each, shelf, law, slug) for each in shelf[slug].scenarios)
    return tuple(each.scenario.name for each in played if not each.holds)


# What a change brings about, before it is made


def surprised_in(callers: Iterable[Revision], changed: Procedure, on: date) -> Iterator[tuple[Revision, str]]:
    """The scenarios of procedures in force that hold today, and would not with this text in the place of the part they
    run."""
    law, shelf = law_in_use(on), shelf_with(changed, on)
    for row in callers:
        slug = row.entry.slug
        after = _otherwise(slug, shelf, law)
        before = _otherwise(slug, shelf_with(shelf[slug], on), law) if after else ()
        yield from ((row, name) for name in after if name not in before)


def surprised_by(law: Law, on: date) -> Iterator[Surprised]:
    """The scenarios of procedures in force that hold on the law in use on a day, and would not on this one."""
    before = {row.pk: names for row, names in surprised(on)}
    for row in queries.handbook(on):
        names = [name for name in _held(row, law) if name not in before.get(row.pk, ())]
        if names:
            address = reverse("revision-scenarios", args=[row.pk])
            yield Surprised(row.entry.title, tuple(names), address)


# What waits for a person

_NAMED = 2


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """For who may write; nothing here asks for more than a look and a draft."""
    if not may(member.role, Right.WRITE):
        return []
    today = at.astimezone(ZoneInfo(zone)).date()
    return [_line(row, names) for row, names in surprised(today)]


def _line(row: Revision, names: Sequence[str]) -> Waiting:
    told = f"{', '.join(names[:_NAMED])}{' …' if names[_NAMED:] else ''}"
    return Waiting(
        "decide", f"Scenarios of {row.entry.title} come out otherwise", reverse("revision-scenarios", args=[row.pk]),
        f"Since the law, or a procedure it runs, changed: {told}", "Look at them", tone="danger", label="to look at",
    )  # fmt: skip
