"""The words of the notice, put together from what Handrail records and what the business adds. Pure."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from handrail.calendars import quick_yaml
from handrail.people.rights import RIGHTS, Role

FILE = Path(__file__).with_name("notice.yaml")
ACCOUNT = "account"
FOLLOWING, COACHING, SCORING = "following", "coaching", "scoring"
TWO = "two"  # the person and whoever wrote it
_NO_SOUND = "No sound, picture, screen or keystroke is recorded."
NEVER = f"{_NO_SOUND} Nobody is scored, and no figure about one person is shown to another."
NEVER_WHERE_SCORED = f"{_NO_SOUND} No figure about one person is shown to another, but a score to the one who gave it."


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is recorded, in sentences. `names`: what may be done only to those who kept a notice with it."""

    what: str
    told: str
    why: str
    seen_by: str
    kept: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The whole notice as a person reads it. `own`: what the business says beside it."""

    business: str
    parts: tuple[Part, ...]
    never: str
    own: str

    @property
    def sha256(self) -> str:
        """Tells one wording from another."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


Period = Callable[[str], str]
"""How long a class of things is kept, in words; nothing where the business has set no period."""


def words(business: str, own: str, period: Period, scoring: str = "") -> Words:
    """`scoring`: why people are scored here, where they are."""
    parts = tuple(
        Part(
            row["what"], row["is"], row.get("why", scoring), _seen_by(row["seen_by"]), _kept(row["kept"], period),
            row.get("names", ""),
        )
        for row in _rows()
        if scoring or row.get("only") != SCORING
    )  # fmt: skip
    return Words(business, parts, NEVER_WHERE_SCORED if scoring else NEVER, own.strip())


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(quick_yaml.load(FILE.read_text("utf-8")))


def _seen_by(right: str) -> str:
    if right == TWO:
        return "You and the one who wrote it; nobody else, the owner neither."
    roles = [role.value for role in Role if right in RIGHTS[role]]
    if len(roles) == len(Role):
        return "Everyone who works here."
    return f"You, and whoever is {', '.join(roles[:-1])} or {roles[-1]}."


def _kept(class_: str, period: Period) -> str:
    if class_ == ACCOUNT:
        return "For as long as the business keeps its records: a record names who did it."
    told = period(class_)
    return f"For {told}, or longer where a law or a dispute asks for it." if told else "No period is set yet."
