"""Reads of notes to agents, for one of the two."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from handrail.desk import queries as desk
from handrail.desk.models import Case, CoachNote
from handrail.desk.watching.between.queries import opened
from handrail.desk.watching.coaching.told import Note
from handrail.ledger.prepared import prepared
from handrail.people.models import Member
from handrail.people.notice.queries import kept_naming
from handrail.people.notice.words import COACHING
from handrail.web.waiting import Waiting

MOST_WAITING = 10


def unread(member: Member, case: Case) -> list[Note]:
    """What the agent is to read in this case, the first written first. Asked with every page of a step."""
    return [_note(row, member) for row in _unread(agent=member.pk, case=case.pk)]


@prepared
def _unread(agent: UUID, case: UUID) -> "QuerySet[CoachNote, CoachNote]":
    return _whole(CoachNote.objects.filter(agent=agent, case=case, read_at=None))


def written(member: Member, case: Case) -> list[Note]:
    """What this person wrote in a case, the last first."""
    return _notes(CoachNote.objects.filter(writer=member, case=case), member)[::-1]


def of_person(member: Member, since: datetime, until: datetime) -> dict[UUID, list[Note]]:
    """What was written to this person or by them, by case."""
    found: dict[UUID, list[Note]] = defaultdict(list)
    theirs = Q(agent=member) | Q(writer=member)
    for note in _notes(CoachNote.objects.filter(theirs, at__gte=since, at__lt=until), member):
        found[note.case].append(note)
    return found


def _notes(rows: "QuerySet[CoachNote, CoachNote]", member: Member) -> list[Note]:
    return [_note(row, member) for row in _whole(rows)]


def _whole(rows: "QuerySet[CoachNote, CoachNote]") -> "QuerySet[CoachNote, CoachNote]":
    return rows.select_related("writer__user", "agent__user").order_by("at", "pk")


def _note(row: CoachNote, member: Member) -> Note:
    return Note(
        row.pk, row.case_id, str(row.writer.user.name), str(row.agent.user.name), row.step, row.at,
        opened(row.locked), row.read_at, opened(row.answer_locked) if row.answered_at else "", row.answered_at,
        row.writer_id == member.pk,
    )  # fmt: skip


def steps(case: Case) -> list[str]:
    """The names of the steps a note may be about, in their order."""
    procedures = desk.procedures(case)
    first = procedures[case.entry.slug]
    every = [first, *(each for each in procedures.values() if each is not first)]
    return list(dict.fromkeys(step.name for each in every for step in each.steps))


def may_be_coached(case: Case, by: Member) -> bool:
    return case.agent_id != by.pk and kept_naming(case.agent_id, COACHING)


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Notes this person has not read. No word of them stands here."""
    rows = CoachNote.objects.filter(agent=member, read_at=None).select_related("case__entry", "writer__user")
    return [
        Waiting(
            "mine", f"{row.writer.user.name} wrote you a note", f"{reverse('case', args=[row.case_id])}#coached",
            f"Case {row.case.number}, {row.case.entry.title}", "Read it", label="for you only",
        )
        for row in rows.order_by("at", "pk")[:MOST_WAITING]
    ]  # fmt: skip
