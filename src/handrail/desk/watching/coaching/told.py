"""A note as one of the two reads it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Note:
    """`step`: what it is about, or nothing for the whole case; `mine`: the reader wrote it."""

    id: UUID
    case: UUID
    writer: str
    agent: str
    step: str
    at: datetime
    words: str
    read_at: datetime | None
    answer: str
    answered_at: datetime | None
    mine: bool

    @property
    def title(self) -> str:
        about = f", on “{self.step}”" if self.step else ""
        return f"Your note to {self.agent}{about}" if self.mine else f"Note from {self.writer}{about}"

    @property
    def line(self) -> str:
        """In one sentence, for a file."""
        return f"{self.title}: {self.words}" + (f" Answer: {self.answer}" if self.answered_at else "")
