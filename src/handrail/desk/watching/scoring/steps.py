"""What the record itself shows of a step, and what a person judges. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

AS_WRITTEN, OTHERWISE, MISSED, NOT_TOLD = "as-written", "otherwise", "missed", "not-told"
JUDGED = {
    AS_WRITTEN: "Done as written", OTHERWISE: "Otherwise, with a reason", MISSED: "Missed",
    NOT_TOLD: "Can’t be told from here",
}  # fmt: skip
MEANING = {
    AS_WRITTEN: "What was said and done there fits the words of the step.",
    OTHERWISE: "It was done another way, and the case shows why that was right for this customer.",
    MISSED: "It is marked as done, and it was not done, or not in the part that matters.",
    NOT_TOLD: "You were not there, and the record does not show it: no sound is kept.",
}
_SHOWN = {"skipped": "Skipped", "deviated": "Done otherwise", "overridden": "Gone on against its check"}


class JudgedError(Exception):
    """A score that leaves something open; the message says what."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the run that this person was at. `how` it went, by the record; `speaks`: it has words to be said, or
    something to be done, which no record can show. `words`: what the procedure wanted, as it stood on the screen;
    `kept`: what was told there."""

    name: str
    how: str
    why: str = ""
    speaks: bool = True
    at: datetime | None = None
    words: tuple[tuple[str, Any], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    done_when: str = ""
    mistakes: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        """What the record itself shows; nothing where a person has to judge."""
        if self.how in _SHOWN:
            return OTHERWISE
        return "" if self.speaks else AS_WRITTEN

    @property
    def told(self) -> str:
        """What the record says of it."""
        plain = "Marked as done" if self.speaks else "It only asks, and what was told stands in the record"
        said = _SHOWN.get(self.how, plain)
        return f"{said}. Reason: {self.why}" if self.why else said


@dataclass(frozen=True, slots=True)
class Mark:
    """A step with its judgment, as it is kept."""

    name: str
    judged: str
    by_record: bool

    @property
    def judged_words(self) -> str:
        return JUDGED[self.judged]

    @property
    def words(self) -> str:
        return f"{self.name}: {JUDGED[self.judged].lower()}{' (by the record)' if self.by_record else ''}"


def marked(steps: Sequence[Step], judged: Mapping[int, str]) -> tuple[Mark, ...]:
    """Each step with what the record shows, or what a person judges of it. Nobody judges what the record shows. Raises
    JudgedError."""
    if not steps:
        raise JudgedError("This person was at no step of this case. There is nothing to score.")
    found = []
    for n, step in enumerate(steps):
        mark = step.counted or judged.get(n, "")
        if mark not in JUDGED:
            raise JudgedError(f"Judge “{step.name}” too, or say that it can’t be told from here.")
        found.append(Mark(step.name, mark, bool(step.counted)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Scored:
    """A score as one of the two reads it. `mine`: the reader gave it."""

    id: UUID
    case: UUID
    scorer: str
    agent: str
    at: datetime
    marks: tuple[Mark, ...]
    note: str
    read_at: datetime | None
    answer: str
    answered_at: datetime | None
    mine: bool

    @property
    def title(self) -> str:
        return f"Your score of {self.agent}" if self.mine else f"Scored by {self.scorer}"

    @property
    def line(self) -> str:
        """In one sentence, for a file."""
        told = f"{self.title}: {', '.join(mark.words for mark in self.marks)}. {self.note}".strip()
        return told + (f" Answer: {self.answer}" if self.answered_at else "")
