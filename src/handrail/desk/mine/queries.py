"""Reads of a person's own record. The number of queries does not grow with the cases."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from handrail.desk import queries as desk
from handrail.desk.mine.figures import NOT_AS_WRITTEN, Line, Step, Taken, how_it_went
from handrail.desk.models import Case, CoachNote, Escalation, Follow, Score
from handrail.desk.timing.handling import Change, seconds
from handrail.desk.timing.queries import clock_events
from handrail.desk.watching.coaching import queries as coaching
from handrail.desk.watching.coaching.told import Note
from handrail.desk.watching.following.lease import Followed
from handrail.desk.watching.following.queries import of_person
from handrail.desk.watching.scoring import queries as scoring
from handrail.desk.watching.scoring.steps import Scored
from handrail.ledger.models import Event, PersonalValue
from handrail.people.models import Member

OWN = "answered-own-record"
NO_WORK = (OWN, "follow-begun", "follow-ended")
ERASED = "(erased)"
_STEPS = ("answered", "skipped", "deviated")
_COLUMNS = ("id", "chain__subject_id", "at", "kind", "data")


@dataclass(frozen=True, slots=True)
class Did:
    """One event of this person, in a case."""

    id: UUID
    case: UUID
    at: datetime
    kind: str
    data: dict[str, Any]


def lines(member: Member, since: datetime, until: datetime) -> list[Line]:
    """A line for each case in which this person worked between two instants, or which is theirs and was rated then,
    or was followed."""
    did: dict[UUID, list[Did]] = defaultdict(list)
    for row in _did(member, since, until):
        did[row.case].append(row)
    rated, follows = _rated(member, since, until), of_person(member, since, until)
    notes = coaching.of_person(member, since, until)
    scores = scoring.of_person(member, since, until)
    ids = {*did, *rated, *follows, *notes, *scores}
    cases = Case.objects.filter(pk__in=ids).select_related("entry", "bundle").defer("bundle__content")
    changes, why, taken = _changes(ids), _reasons(did), _taken(member, since, until)
    return [
        Line(
            row.pk, row.number, row.entry.title, row.outcome if row.ended_at else "",
            seconds(row.opened_at, row.ended_at, changes[row.pk]) if row.ended_at else None,
            max(_moments(row.pk, did, rated, follows[row.pk], notes[row.pk], scores[row.pk])),
            _steps(row, did[row.pk], why), tuple(taken[row.pk]), rated[row.pk][0] if row.pk in rated else None,
            tuple(each.at for each in did[row.pk] if each.data.get("outside_hours")), tuple(follows[row.pk]),
            tuple(notes[row.pk]), tuple(scores[row.pk]),
            bool(did[row.pk]) or row.pk in rated or row.agent_id == member.pk,
        )
        for row in cases
    ]  # fmt: skip


def _moments(
    case: UUID,
    did: Mapping[UUID, list[Did]],
    rated: Mapping[UUID, tuple[int, datetime]],
    follows: list[Followed],
    notes: list[Note],
    scores: list[Scored],
) -> list[datetime]:
    """When something of this person happened in a case: work first, else what came of it."""
    worked = [each.at for each in did.get(case, ())]
    came = [*(each.since for each in follows), *(each.at for each in notes), *(each.at for each in scores)]
    return worked or [*([rated[case][1]] if case in rated else []), *came]


def _of(member: Member) -> Any:
    """The events of cases that are this person's own deeds; what they said of their own record is no work,
    nor is following another."""
    rows = Event.objects.filter(room="desk", chain__subject="case", actor__id=str(member.pk))
    return rows.exclude(kind__in=NO_WORK)


def _did(member: Member, since: datetime, until: datetime) -> list[Did]:
    rows = _of(member).filter(at__gte=since, at__lt=until).order_by("at", "seq")
    return [Did(*row) for row in rows.values_list(*_COLUMNS)]


def worked_in(member: Member, case: Case) -> bool:
    """Whether a case holds something of this person."""
    return (
        case.agent_id == member.pk
        or _of(member).filter(chain__subject_id=case.pk).exists()
        or Follow.objects.filter(Q(agent=member) | Q(follower=member), case=case).exists()
        or CoachNote.objects.filter(Q(agent=member) | Q(writer=member), case=case).exists()
        or Score.objects.filter(Q(agent=member) | Q(scorer=member), case=case).exists()
    )


def _rated(member: Member, since: datetime, until: datetime) -> dict[UUID, tuple[int, datetime]]:
    """What customers said of the cases this person has, and when."""
    theirs = Case.objects.filter(agent=member).exclude(csat=None).values("id")
    rows = Event.objects.filter(kind="rated", room="desk", at__gte=since, at__lt=until, chain__subject_id__in=theirs)
    return {case: (score, at) for case, score, at in rows.values_list("chain__subject_id", "data__csat", "at")}


def _changes(cases: Collection[UUID]) -> dict[UUID, list[Change]]:
    found: dict[UUID, list[Change]] = defaultdict(list)
    for case, at, _, status in clock_events(chain__subject_id__in=cases):
        found[case].append(Change(at, status or ""))
    return found


def _taken(member: Member, since: datetime, until: datetime) -> dict[UUID, list[Taken]]:
    found: dict[UUID, list[Taken]] = defaultdict(list)
    rows = Escalation.objects.filter(taken_by=member, taken_at__gte=since, taken_at__lt=until).order_by("taken_at")
    for case, *row in rows.values_list("item__case_id", "item__what", "taken_at", "item__due_at"):
        found[case].append(Taken(*row))
    return found


def _reasons(did: dict[UUID, list[Did]]) -> dict[UUID, dict[str, str]]:
    """The sealed words of each event that says why."""
    sealed = [row.id for rows in did.values() for row in rows if "reason" in row.data.get("sealed", {})]
    found: dict[UUID, dict[str, str]] = {id_: {"reason": ERASED} for id_ in sealed}
    rows = PersonalValue.objects.filter(event__in=sealed, place__in=("reason", "instead"))
    for event, place, value in rows.values_list("event_id", "place", "value"):
        found[event][place] = str(value)
    return found


def _steps(case: Case, did: list[Did], why: dict[UUID, dict[str, str]]) -> tuple[Step, ...]:
    """The steps this person was at; those not done as written with their names, of the case's own version."""
    names: dict[str, str] = {}
    found = []
    for row in did:
        step = str(row.data.get("step", ""))
        how = how_it_went(step, row.data.get("moves", ())) if row.kind in _STEPS else ""
        if how in NOT_AS_WRITTEN and not names:
            names = {each.id: each.name for part in desk.procedures(case).values() for each in part.steps}
        if how:
            found.append(Step(names.get(step, step) if how in NOT_AS_WRITTEN else "", how, _why(why.get(row.id, {}))))
    return tuple(found)


def _why(words: dict[str, str]) -> str:
    said = words.get("reason", "")
    return f"{said}; instead: {words['instead']}" if "instead" in words else said


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of their own record, and when."""

    at: datetime
    text: str


def own_words(member: Member, cases: Collection[UUID]) -> dict[UUID, list[Word]]:
    """By case, the first said first."""
    rows = Event.objects.filter(
        room="desk", chain__subject="case", kind=OWN, actor__id=str(member.pk), chain__subject_id__in=cases
    ).order_by("at", "seq")
    events = list(rows.values_list("id", "chain__subject_id", "at"))
    kept = PersonalValue.objects.filter(event__in=[id_ for id_, _, _ in events], place="note")
    texts = dict(kept.values_list("event_id", "value"))
    found: dict[UUID, list[Word]] = defaultdict(list)
    for id_, case, at in events:
        found[case].append(Word(at, str(texts.get(id_, ERASED))))
    return found
