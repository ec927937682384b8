"""The law of one business: the packs it approved, duties of its own, and what it set aside. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.law.answers import Answer
from handrail.law.duties import Duty, Kind, Pack
from handrail.law.engine import Law

LOCAL = "local"
"""The name of the pack that holds a business's own duties; no file may bring one of this name."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A duty that does not bind a business, as somebody says. `until`: the last day of it, None for no end."""

    duty: str
    why: str
    who: str
    by: str
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.until is None or on <= self.until

    @property
    def words(self) -> str:
        """`Set aside by you: we never sell at the door (Ann Lee, attorney), until Jan 31, 2027`."""
        end = f", until {self.until:%b %-d, %Y}" if self.until else ""
        return f"Set aside by you: {self.why} ({self.who}){end}"


class OurLaw(Law):
    """Packs and own duties together. A duty that is set aside does not apply, and every answer says why.

    `stand_ins`: packs of which another version than the approved one answers, since that one can't be read any more."""

    def __init__(
        self,
        packs: Sequence[Pack],
        kinds: Mapping[str, Kind],
        aside: Sequence[Aside] = (),
        stand_ins: Sequence[str] = (),
    ) -> None:
        super().__init__(packs, kinds)
        self._aside = {row.duty: row for row in aside}
        self.stand_ins = tuple(stand_ins)

    def before(self, duty: Duty, on: date) -> Answer | None:
        row = self._aside.get(duty.id)
        return Answer("no", trace=(row.words,)) if row is not None and row.holds(on) else None


def set_aside(law: Law, on: date) -> tuple[Aside, ...]:
    """What a business set aside of this law and still does on a day; nothing for the law as it ships."""
    rows = law._aside.values() if isinstance(law, OurLaw) else ()
    return tuple(row for row in rows if row.holds(on))
