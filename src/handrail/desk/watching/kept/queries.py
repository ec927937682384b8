"""Notes to agents and scores as what is kept of persons: their words may name a customer, so they go with time, by a
person's wish, and never under a hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from handrail.customers.queries import root
from handrail.desk.models import CoachNote, Score
from handrail.ledger import scope
from handrail.ledger.retained import WORDS, Retained, Thing, key
from handrail.people.models import Organization


@dataclass(frozen=True, slots=True)
class _Words:
    """The locked words of one table: `says` names one in a list."""

    name: str
    model: type[CoachNote] | type[Score]
    says: str

    def _holding(self) -> Any:
        return self.model.objects.exclude(locked="", answer_locked="").order_by("at", "pk")

    def old(self, until: date) -> Iterable[UUID]:
        return list(self._holding().filter(at__date__lte=until).values_list("pk", flat=True))

    def of(self, customer: UUID) -> Iterable[UUID]:
        theirs = Q(case__customer=customer) | Q(case__customer__into=customer)
        return list(self._holding().filter(theirs).values_list("pk", flat=True))

    def thing(self, id_: UUID) -> Thing | None:
        row = self._holding().select_related("case__entry", "case__customer__into").filter(pk=id_).first()
        if row is None:
            return None
        clock = ZoneInfo(str(Organization.objects.get(pk=scope.current()).time_zone))
        first, last = row.at.astimezone(clock).date(), (row.answered_at or row.at).astimezone(clock).date()
        return Thing(
            of=self.name, id=row.pk, says=f"{self.says} in case {row.case.number}", since=last,
            pieces={key(self.name, row.pk): WORDS}, cases=frozenset({row.case_id}),
            topics=frozenset({row.case.entry.slug}), days=((first, last),),
            customers=frozenset({root(row.case.customer).id} if row.case.customer else ()),
        )  # fmt: skip


_NOTES = _Words("coaching", CoachNote, "Note to an agent")
_SCORES = _Words("scores", Score, "Score")
COACHING = Retained(_NOTES.name, "Notes to agents", "the day of the note", _NOTES.old, _NOTES.thing, _NOTES.of)
SCORES = Retained(_SCORES.name, "Scores", "the day of the score", _SCORES.old, _SCORES.thing, _SCORES.of)
