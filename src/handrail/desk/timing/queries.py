"""Reads of what stopped and started the clocks of cases."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from handrail.ledger.models import Event


def clock_events(**where: Any) -> Iterator[tuple[UUID, datetime, str, str]]:
    """Of the events that `where` chooses: the case, when, the kind, and the state after it. Skipped steps are told
    too."""
    stands = Q(data__status__in=("paused", "waiting")) | Q(kind__in=("resumed", "timed-out", "skipped"))
    rows = Event.objects.filter(stands, room="desk", chain__subject="case", data__has_key="status", **where)
    found: Iterator[tuple[UUID, datetime, str, str]] = rows.values_list(
        "chain__subject_id", "at", "kind", F("data__status")
    ).iterator()
    return found
