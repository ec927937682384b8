"""The law asked over the API: the questions of the pages and the command, answered as JSON.

Every answer says as of which day, over which law files, what was not checked, and that it is no advice. GET takes the
facts of a case as `fact=NAME=VALUE`; POST takes them as a JSON object, so that they stand in no address. Neither keeps
anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from handrail.business import queries as business
from handrail.calendars import ical
from handrail.facts.vocabulary import Value
from handrail.law import applying, changes, due_dates, listing, printed, questions
from handrail.law.engine import Law
from handrail.law.queries import law_in_use
from handrail.people.api import needs
from handrail.people.models import Organization
from handrail.people.rights import Right
from handrail.web.sheets import file

router = Router(tags=["law"])
AT = "A day (2026-11-24) or a moment (2026-11-24T10:42); now, if left out."
ZONE = "The place whose clock counts, like America/Chicago; the business's own, if left out."
STATE = "Where the business and its customers are; what the business told, if left out. May be given several times."
FACT = "A fact of the case, as NAME=VALUE. May be given several times."


class When(Schema):
    """As of when, by which clock, and where."""

    at: str | None = Field(None, description=AT)
    zone: str | None = Field(None, description=ZONE)
    state: list[str] = Field([], description=STATE)


class Asked(When):
    """A question about a case, its facts in the address."""

    fact: list[str] = Field([], description=FACT)


class AskedInBody(When):
    """A question about a case, its facts in the body: names of the vocabulary; money as a string of dollars."""

    facts: dict[str, bool | int | str | list[str] | list[int] | None] = Field({}, description="Facts of the case.")


class LawFile(Schema):
    """A law file that was asked."""

    pack: str
    title: str
    version: str
    kept_until: date


class Answer(Schema):
    """Every answer. `without`: places for which there is no law file; of their law nothing is said."""

    on: date
    zone: str
    law_files: list[LawFile]
    without: list[str]
    how_to_add: str
    note: str
    answer: Any


class Problem(Schema):
    """Why there is no answer, and what to do next."""

    error: str
    says: str
    what_next: str


ERRORS: dict[Any, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
HOW_TO_ADD = "docs/how-to/add-a-state.md, then `handrail law check FILE`"


@dataclass(frozen=True, slots=True)
class Case:
    """A question made ready: the law in use that day, the facts, the moment."""

    law: Law
    facts: dict[str, Value]
    at: datetime
    on: date
    zone: str
    unheld: tuple[str, ...]

    def answered(self, found: printed.Printed | Any) -> dict[str, Any]:
        without = self.unheld or self.law.without_pack_in_case(self.facts)
        return {
            "on": self.on, "zone": self.zone,
            "law_files": [
                {"pack": row.pack, "title": row.title, "version": row.version, "kept_until": row.kept_until}
                for row in self.law.packs.values()
            ],
            "without": list(without), "how_to_add": HOW_TO_ADD if without else "", "note": printed.NOT_ADVICE,
            "answer": found.data if isinstance(found, printed.Printed) else found,
        }  # fmt: skip


Facts = Callable[[str], dict[str, Value]]


def _none(zone: str) -> dict[str, Value]:
    return {}


def _case(request: Any, asked: When, facts: Facts = _none) -> Case:
    """Raises WrongQuestionError, UnknownFactError, AnswerError."""
    zone = asked.zone or str(Organization.objects.get(pk=request.auth.organization_id).time_zone)
    questions.place(zone)
    at = questions.moment(asked.at, zone) if asked.at else request.at
    on = questions.day(at, zone)
    law = law_in_use(on)
    told = {**business.known(), **questions.of_places(law, asked.state), **facts(zone)}
    return Case(law, told, at, on, zone, questions.unheld(law, asked.state))


def _from_query(asked: Asked) -> Facts:
    return lambda zone: questions.pairs(asked.fact, zone)


def _from_body(asked: AskedInBody) -> Facts:
    return lambda zone: questions.of_json(asked.facts, zone)


# Which duties


@router.get(
    "/applies", response={200: Answer, **ERRORS}, url_name="law-applies", summary="Which duties bind us, and why"
)
@needs(Right.READ)
def applies(request: HttpRequest, asked: Query[Asked], duty: str = "", every: bool = False) -> dict[str, Any]:
    """Each duty with its verdict (yes, no, depends), what it depends on, its sentence, citation, status and trace.

    `duty`: one of them only. `every`: those that do not apply too."""
    case = _case(request, asked, _from_query(asked))
    return case.answered(printed.applies(case.law, case.facts, case.on, duty, every=every))


@router.post(
    "/applies", response={200: Answer, **ERRORS}, url_name="law-applies", summary="The same, facts in the body"
)
@needs(Right.READ)
def applies_to(request: HttpRequest, asked: AskedInBody, duty: str = "", every: bool = False) -> dict[str, Any]:
    """The facts take the place of what the business told."""
    case = _case(request, asked, _from_body(asked))
    return case.answered(printed.applies(case.law, case.facts, case.on, duty, every=every))


@router.get("/explain/{duty}", response={200: Answer, **ERRORS}, url_name="law-explain", summary="One duty, whole")
@needs(Right.READ)
def explain(request: HttpRequest, duty: str, asked: Query[When]) -> dict[str, Any]:
    """Every sentence with its citation and status, the sources, the agency."""
    case = _case(request, asked)
    return case.answered(printed.explain(case.law, duty, case.on))


@router.get("/not-held", response={200: Answer, **ERRORS}, url_name="law-not-held", summary="What no law file holds")
@needs(Right.READ)
def not_held(request: HttpRequest, asked: Query[When]) -> dict[str, Any]:
    """Law of the business's trade that the files do not hold: what, why not, whom to ask."""
    case = _case(request, asked)
    rows = applying.gaps_of(case.law, case.facts)
    found = [{"id": row.row.id, "what": row.row.what, "why": row.why, "ask": row.ask} for row in rows]
    return case.answered({"not_held": found})


# Days


@router.get("/due", response={200: Answer, **ERRORS}, url_name="law-due", summary="The deadlines that follow")
@needs(Right.READ)
def due(request: HttpRequest, asked: Query[Asked], kind: str = "") -> dict[str, Any]:
    """All that the facts make due, the first to end first; of one kind, with `kind`."""
    case = _case(request, asked, _from_query(asked))
    return case.answered(printed.due(case.law, case.facts, case.on, case.zone, kind))


@router.post("/due", response={200: Answer, **ERRORS}, url_name="law-due", summary="The same, facts in the body")
@needs(Right.READ)
def due_of(request: HttpRequest, asked: AskedInBody, kind: str = "") -> dict[str, Any]:
    """All that the facts make due, the first to end first; of one kind, with `kind`."""
    case = _case(request, asked, _from_body(asked))
    return case.answered(printed.due(case.law, case.facts, case.on, case.zone, kind))


@router.get("/due.ics", url_name="law-due-ics", summary="The same as a calendar file", response=ERRORS)
@needs(Right.READ)
def due_ics(request: Any, asked: Query[Asked], kind: str = "") -> HttpResponse:
    """RFC 5545; the same deadline of the same events keeps its UID."""
    case = _case(request, asked, _from_query(asked))
    found = (
        case.law.due_of_kind(kind, case.facts, case.on, case.zone)
        if kind
        else case.law.due(case.facts, case.on, case.zone)
    )
    rows = due_dates.entries(found, case.facts, str(request.auth.organization_id), case.zone)
    return file(ical.calendar(rows, stamp=request.at, name="Law"), "text/calendar", "what-is-due.ics")


@router.get("/changes", response={200: Answer, **ERRORS}, url_name="law-changes", summary="What changes when")
@needs(Right.READ)
def what_changes(request: HttpRequest, asked: Query[When], period: str = "ahead") -> dict[str, Any]:
    """What begins and ends, which numbers change, what to watch: `ahead`, `past`, or empty for all."""
    case = _case(request, asked)
    every = changes.changes(case.law, case.facts, case.on)
    rows = changes.chosen(every, changes.Wanted(period=period), case.on)
    return case.answered({"changes": [dict(zip(_CHANGE, changes.cells(row), strict=True)) for row in rows]})


_CHANGE = ("day", "what", "title", "place", "says", "applies", "status", "citation", "id")


# What may be done, what is kept, numbers


@router.get(
    "/may", response={200: Answer, **ERRORS}, url_name="law-may", summary="May it be done now, and if not, when"
)
@needs(Right.READ)
def may(request: HttpRequest, asked: Query[Asked], kind: str) -> dict[str, Any]:
    """`verdict`: yes, no, unknown. `next`: when, if hours alone are against it. `most_cents`: the most there may be."""
    case = _case(request, asked, _from_query(asked))
    return case.answered(printed.may(case.law, case.facts, case.at, case.zone, kind))


@router.post("/may", response={200: Answer, **ERRORS}, url_name="law-may", summary="The same, facts in the body")
@needs(Right.READ)
def may_it(request: HttpRequest, asked: AskedInBody, kind: str) -> dict[str, Any]:
    """`verdict`: yes, no, unknown. `next`: when, if hours alone are against it. `most_cents`: the most there may be."""
    case = _case(request, asked, _from_body(asked))
    return case.answered(printed.may(case.law, case.facts, case.at, case.zone, kind))


@router.get(
    "/keep", response={200: Answer, **ERRORS}, url_name="law-keep", summary="What to keep, until when, gone by when"
)
@needs(Right.READ)
def keep(request: HttpRequest, asked: Query[Asked], kind: str = "") -> dict[str, Any]:
    """Records with the last day they must be there, and the day by which they must be gone, where law sets one."""
    case = _case(request, asked, _from_query(asked))
    return case.answered(printed.keep(case.law, case.facts, case.on, kind))


@router.post("/keep", response={200: Answer, **ERRORS}, url_name="law-keep", summary="The same, facts in the body")
@needs(Right.READ)
def keep_it(request: HttpRequest, asked: AskedInBody, kind: str = "") -> dict[str, Any]:
    """Records with the last day they must be there, and the day by which they must be gone, where law sets one."""
    case = _case(request, asked, _from_body(asked))
    return case.answered(printed.keep(case.law, case.facts, case.on, kind))


@router.get("/values/{id}", response={200: Answer, **ERRORS}, url_name="law-value", summary="A number of law on a day")
@needs(Right.READ)
def value(request: HttpRequest, id: str, asked: Query[When]) -> dict[str, Any]:  # noqa: A002 - its name in the address
    """`value` is null where `state` says why: not published yet, before what is known, ended."""
    case = _case(request, asked)
    return case.answered(printed.value(case.law, id, case.on))


@router.get("/values", response={200: Answer, **ERRORS}, url_name="law-values", summary="Every number of law on a day")
@needs(Right.READ)
def values(request: HttpRequest, asked: Query[When]) -> dict[str, Any]:
    case = _case(request, asked)
    rows = listing.numbers(case.law, case.on)
    return case.answered({"values": [printed.value(case.law, row.value.id, case.on).data for row in rows]})
