"""What the pages of a plan show and take: its rows with what may be done with each, and a search among its duties."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from handrail.drafting.changes import Changes
from handrail.drafting.law import DutyRow
from handrail.drafting.plan import Plan, Taken
from handrail.drafting.told import VERDICTS
from handrail.procedures.models import Revision

SORTS = {"law": "Law file", "title": "Title", "open": "Not met first"}
SHOWS = {"": "All", "open": "With a part not met", "depends": "That may bind", "none-found": "No such duty found"}
HEADERS = ["Duty", "Binds", "Depends on", "Said", "Citation", "Status", "Met at", "Not met", "Ask"]


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure of the plan with where it stands here: in force, being written, or to take."""

    taken: Taken
    in_force: bool
    being_written: bool
    is_new: bool
    ticked: bool

    @property
    def can_take(self) -> bool:
        return not (self.in_force or self.being_written)


def rows(
    plan: Plan,
    in_force: Mapping[str, Revision],
    written: Container[str],
    new: Changes,
    proposed: Container[str],
    chosen: Container[str] | None,
) -> list[Row]:
    """Ticked: what was just chosen, else what a manager proposed, else all that can be taken and has no finding."""
    return [
        Row(
            taken=row,
            in_force=row.slug in in_force,
            being_written=row.slug in written and row.slug not in in_force,
            is_new=row.slug in new.procedures,
            ticked=_is_ticked(row, proposed, chosen),
        )
        for row in plan.procedures
    ]


def _is_ticked(row: Taken, proposed: Container[str], chosen: Container[str] | None) -> bool:
    if chosen is not None:
        return row.slug in chosen
    return row.slug in proposed if proposed else not any(found.severity == "law" for found in row.checked.found)


def findings(plan: Plan) -> int:
    return sum(len(row.checked.found) for row in plan.procedures)


def open_duties(plan: Plan) -> list[DutyRow]:
    """Duties with a part that a step could meet and none does."""
    return [row for row in plan.duties if row.is_open]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search among the duties of a plan."""

    q: str
    sort: str
    show: str

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        sort, show = query.get("sort", "law"), query.get("show", "")
        return cls(query.get("q", "").strip(), sort if sort in SORTS else "law", show if show in SHOWS else "")

    @property
    def link(self) -> str:
        return urlencode({"q": self.q, "sort": self.sort, "show": self.show})

    def found(self, every: Iterable[DutyRow]) -> list[DutyRow]:
        words = self.q.lower().split()
        rows = [row for row in every if self._shows(row) and all(word in _text(row) for word in words)]
        if self.sort == "law":
            return rows
        return sorted(rows, key=lambda row: (self.sort == "open" and not row.is_open, row.title))

    def _shows(self, row: DutyRow) -> bool:
        return self.show == "" or (row.is_open if self.show == "open" else row.verdict == self.show)


def _text(row: DutyRow) -> str:
    return f"{row.title} {row.sentence} {' '.join(map(str, row.met))}".lower()


def cells(rows: Iterable[DutyRow]) -> Iterator[Sequence[str]]:
    for row in rows:
        met = "; ".join(map(str, row.met))
        left = "; ".join(part.title for part in row.parts if part.is_open)
        yield [
            row.title, VERDICTS[row.verdict], row.missing, row.sentence, row.citation, row.status_words, met, left,
            row.agency,
        ]  # fmt: skip
