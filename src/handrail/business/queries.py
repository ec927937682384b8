"""Reads of the business's facts."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse

from handrail.business.interview import Group, asked_groups, contradictions, page_of
from handrail.business.models import BusinessFact
from handrail.facts import rows
from handrail.facts.answers import from_json
from handrail.facts.of_the_clock import CLOSED, HOURS
from handrail.facts.rows import Licence
from handrail.facts.vocabulary import VOCABULARY, Value
from handrail.ledger import direct
from handrail.ledger.canonical import JSON
from handrail.ledger.models import Event
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.web.waiting import Waiting


def answers() -> dict[str, Value | None]:
    """Every answer given, by fact; None is "I don't know"."""
    return {
        name: None if value is None else from_json(VOCABULARY[name], value)
        for name, value in direct.read(BusinessFact, ["name", "value"])
        if name in VOCABULARY and _still_fits(name, value)
    }


def _still_fits(name: str, value: JSON) -> bool:
    """An answer kept as text before its fact became rows is asked again."""
    return not VOCABULARY[name].shape or value is None or isinstance(value, list)


def licences() -> list[Licence]:
    """The licences and registrations it holds."""
    kept = answers().get("business.licences")
    found = [rows.read("licence", line) for line in kept] if isinstance(kept, tuple) else []
    return [row for row in found if isinstance(row, Licence)]


def states(given: Mapping[str, Value | None]) -> list[str]:
    """Where it has a location, by the letters of the states."""
    kept = given.get("business.states")
    return [str(each) for each in kept] if isinstance(kept, tuple) else []


def told_on(day: date, zone: str) -> dict[str, Value]:
    """What the business had said of its hours and closed days by the end of a day: from the record, as each answer was
    kept then."""
    until = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    found: dict[str, Value] = {}
    for event in Event.objects.filter(room="business", kind="answered", at__lt=until).order_by("at", "seq"):
        for name in {HOURS, CLOSED} & event.data["answers"].keys():
            kept = event.data["answers"][name]
            found.pop(name, None)
            found |= {name: from_json(VOCABULARY[name], kept)} if isinstance(kept, list) else {}
    return found


def changes(most: int = 20) -> "QuerySet[Event]":
    """The last times something was answered, the newest first."""
    kept: QuerySet[Event] = Event.objects.filter(room="business", kind="answered").order_by("-at", "-seq")
    return kept[:most]


def known() -> dict[str, Value]:
    return {name: value for name, value in answers().items() if value is not None}


def next_group(given: dict[str, Value | None]) -> int | None:
    """Number of the first page with a question nobody answered, or None when all are."""
    return next((n for n, group in asked_groups(given) if not is_done(group, given)), None)


def is_done(group: Group, given: dict[str, Value | None]) -> bool:
    return all(row.name in given for row in group.asked(given))


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """The interview goes on where it was left; answers that can't all be so are settled."""
    if not may(member.role, Right.DESCRIBE):
        return []
    given = answers()
    page = next_group(given)
    settle = [
        Waiting("decide", row.says, reverse("business-question", args=[page_of(row.name)]),
                "Two answers about your business can’t both be so.", "Settle it")
        for row in contradictions({name: value for name, value in given.items() if value is not None})
    ]  # fmt: skip
    if page is None or not given:  # with no answer at all, the first day's steps say where to begin
        return settle
    pages = [n for n, _ in asked_groups(given)]
    place = f"{pages.index(page) + 1} of {len(pages)}"
    go_on = Waiting(
        "mine", "Finish describing your business", reverse("business-question", args=[page]),
        "What is not answered is checked both ways, and more goes to a person.", "Go on", label=place,
    )  # fmt: skip
    return [*settle, go_on]
