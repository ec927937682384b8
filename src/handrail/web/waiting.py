"""One line of what waits for a person: the rooms hand these up, home shows them. Pure."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """`group` is the section of home it stands in; `button` the words of its one small button.

    `due_at` or `due_on` says until when; `tone` which status that is shown with (`due`, `danger`), `label` plain words
    in its place."""

    group: str
    title: str
    address: str
    detail: str
    button: str
    due_at: datetime | None = None
    due_on: date | None = None
    tone: str = ""
    label: str = ""
