"""Reads of the desk."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from handrail.desk.models import Case, Open
from handrail.desk.records import Folded, Kept, fold
from handrail.facts.vocabulary import VOCABULARY
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.ledger.models import Attachment, Event
from handrail.people.models import Organization
from handrail.procedures.language.engine import State, World
from handrail.procedures.language.steps import Procedure
from handrail.procedures.queries import procedures_of


def events(case_id: UUID) -> list[Kept]:
    """The case's events in order, with the sealed values that still exist. Two queries."""
    rows = (
        Event.objects.filter(chain__subject="case", chain__subject_id=case_id)
        .order_by("seq")
        .prefetch_related("personal")
    )
    return [
        Kept(
            row.kind,
            row.at,
            str(row.actor["name"]),
            row.data,
            {value.place: value.value for value in row.personal.all()},
        )
        for row in rows
    ]


def folded(case: Case) -> Folded:
    return fold(events(case.id))


def state(case: Case) -> State:
    return folded(case).state


def procedures(case: Case) -> Mapping[str, Procedure]:
    return procedures_of(case.bundle)


def world(at: datetime) -> World:
    """The instant, the civil day at the business, and the law as it stands on that day."""
    organization = Organization.objects.get(pk=scope.current())
    today, zone = at.astimezone(ZoneInfo(organization.time_zone)).date(), organization.time_zone
    return World(at, today, lambda facts: load_law().functions(facts, today, zone))


def unknown_of_business(known: Mapping[str, object]) -> frozenset[str]:
    """Facts of the business nobody has told us: an agent is not asked them with a customer on the line."""
    return frozenset(name for name, row in VOCABULARY.items() if row.about == "business" and name not in known)


def open_cases() -> "QuerySet[Case]":
    rows: QuerySet[Case] = (
        Case.objects.exclude(status="ended").select_related("entry", "agent__user").order_by("-opened_at")
    )
    return rows


def open_items(case: Case | None = None) -> "QuerySet[Open]":
    """What is promised, due or escalated and not closed yet; what breaks first stands first."""
    rows: QuerySet[Open] = Open.objects.filter(closed_at=None).select_related("case__entry")
    rows = rows.filter(case=case) if case else rows
    return rows.order_by("due_at", "id")


def attachments(case: Case) -> "QuerySet[Attachment]":
    rows: QuerySet[Attachment] = Attachment.objects.filter(subject="case", subject_id=case.id).order_by("id")
    return rows
