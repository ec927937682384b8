"""The duties of a business and where its handbook meets each. Pure.

Law leaves this module as `Stated` told in parts: the sentence never without its citation, status and date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from handrail.drafting.reasons import labels
from handrail.law.answers import Applicability
from handrail.law.duties import Duty, Part
from handrail.law.engine import Law
from handrail.procedures.duties import met_where
from handrail.procedures.handbook.met import OUTSIDE, agency_of
from handrail.procedures.language.steps import Procedure

Verdict = Literal["yes", "depends", "none-found"]
HOW: Mapping[str, str] = {
    "limit": "a limit: looked at when the step is run, no step meets it",
    "prohibition": "a prohibition: looked at when the step is run, no step meets it",
    "destruction": "done when records are disposed of, not in a procedure",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A step that says it meets a kind of duty."""

    slug: str
    procedure: str
    number: int
    step: str

    def __str__(self) -> str:
        return f"{self.procedure}, step {self.number}, {self.step}"


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a duty. `how`: why no step meets it; "" where a step could."""

    kind: str
    title: str
    met: tuple[Place, ...]
    how: str

    @property
    def is_open(self) -> bool:
        """A step could meet it, and none of the handbook does."""
        return not self.met and not self.how


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty that binds the business, or may (`missing` says on what), or that nobody found when it was searched.
    `sentence` holds citation and status; `text` is for a page that shows the three apart."""

    id: str
    title: str
    topic: str
    verdict: Verdict
    missing: str
    sentence: str
    text: str
    citation: str
    status: str
    status_words: str
    agency: str
    sources: tuple[str, ...]
    parts: tuple[PartRow, ...]

    @property
    def is_open(self) -> bool:
        return any(part.is_open for part in self.parts)

    @property
    def tone(self) -> str:
        """`ok` for law that was read and is not due; anything less is `due`."""
        return "ok" if self.status == "verified" else "due"

    @property
    def met(self) -> tuple[Place, ...]:
        return tuple(dict.fromkeys(place for part in self.parts for place in part.met))


def duty_rows(law: Law, rows: Iterable[Applicability], taken: Mapping[str, Procedure]) -> tuple[DutyRow, ...]:
    """Every duty that binds or may, and every "no such duty found", in the order of the packs."""
    return tuple(_row(law, row, taken) for row in rows if row.verdict != "no")


def _row(law: Law, row: Applicability, taken: Mapping[str, Procedure]) -> DutyRow:
    duty, stated = row.duty, row.stated
    verdict: Verdict = "none-found" if duty.no_duty else "yes" if row.verdict == "yes" else "depends"
    return DutyRow(
        id=duty.id, title=duty.title, topic=duty.topic, verdict=verdict,
        missing=labels(row.missing) if row.verdict == "depends" else "",
        sentence=str(stated), text=stated.text, citation=stated.citation, status=stated.status,
        status_words=stated.status_words,
        agency=agency_of(law, duty), sources=duty.sources, parts=_parts(law, duty, taken),
    )  # fmt: skip


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]


def _parts(law: Law, duty: Duty, taken: Mapping[str, Procedure]) -> tuple[PartRow, ...]:
    """One row a kind: two parts of one kind are met by the same steps."""
    rows: dict[str, PartRow] = {}
    for part in duty.parts:
        met = _places(taken, part.kind)
        how = "" if met else _how(duty, part)
        rows.setdefault(part.kind, PartRow(part.kind, law.kinds[part.kind].title, met, how))
    return tuple(rows.values())


def _how(duty: Duty, part: Part) -> str:
    """Why no step meets a part. A limit on pay is not looked at in a customer procedure either."""
    outside = _lowered(OUTSIDE.get(duty.topic, ""))
    if part.type == "destruction":
        return HOW[part.type]
    return outside or HOW.get(part.type, "")


def _places(taken: Mapping[str, Procedure], kind: str) -> tuple[Place, ...]:
    steps = [(taken[slug], step) for slug, step in met_where(taken, kind)]
    return tuple(Place(p.procedure, p.title, p.number(step), p.step(step).name) for p, step in steps)
