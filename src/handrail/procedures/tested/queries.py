"""Reads about scenarios: what comes of them today, which surprise, and which are missing."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from handrail.business.queries import known
from handrail.law.engine import Law
from handrail.law.queries import law_in_use
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
        if row.bundle is None:
            continue
        key = (row.bundle.hash, hash(law))
        if key not in _HELD:
            _HELD[key] = _names(row, law)
            if len(_HELD) > _MOST_HELD:
                _HELD.popitem(last=False)
        if _HELD[key]:
            yield row, _HELD[key]


def _names(row: Revision, law: Law) -> tuple[str, ...]:
    assert row.bundle is not None
    bundle = {slug: Procedure.model_validate(raw) for slug, raw in row.bundle.content["procedures"].items()}
    played = (run(each, bundle, law, row.entry.slug) for each in bundle[row.entry.slug].scenarios)
    return tuple(each.scenario.name for each in played if not each.holds)


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
