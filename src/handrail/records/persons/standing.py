"""What the law wants of this business when a person asks about their data. Pure: law, facts and a day in.

Where no privacy act binds it that is said, with the day and the size of business from which on one would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from handrail.facts.vocabulary import Value
from handrail.law.answers import Due
from handrail.law.asking import DueTold, told_due
from handrail.law.duties import Duty
from handrail.law.engine import Law
from handrail.law.plain import Teller, day_words, unheld_words
from handrail.law.words import Said, said

ANSWER = "privacy.answer"
ASKED_ON, RIGHT, STATE = "case.opened_on", "privacy.right", "customer.state"
RIGHTS = {"see": "See or copy", "correct": "Correct", "delete": "Erase"}


@dataclass(frozen=True, slots=True)
class WouldBind:
    """A privacy act that does not bind today: from when, and what holds of a business that it binds."""

    said: Said
    duty: str
    begins: str
    binds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """`binding`: what the law asks, with its day. `would`: what binds no one like us today. `may`: whether it is sure.
    `gaps`: places whose law no file holds."""

    binding: tuple[DueTold, ...]
    may: bool
    would: tuple[WouldBind, ...]
    gaps: tuple[str, ...]

    @property
    def required(self) -> bool:
        return bool(self.binding)


def standing(law: Law, facts: Mapping[str, Value], right: str, asked_on: date, on: date, zone: str) -> Standing:
    """`facts`: of the business and the customer. `right`: one of RIGHTS."""
    asked: dict[str, Value] = {**facts, RIGHT: right, ASKED_ON: asked_on, "privacy.extended": False}
    rows = law.due_of_kind(ANSWER, asked, on, zone)
    teller = Teller(law, on)
    bound = {row.duty.id for row in rows}
    return Standing(
        tuple(told_due(row, teller, asked) for row in rows), _is_maybe(rows), tuple(_would(law, asked, on, bound)),
        tuple(_gaps(law, asked)),
    )  # fmt: skip


def _is_maybe(rows: list[Due]) -> bool:
    return bool(rows) and all(row.verdict != "yes" for row in rows)


def _would(law: Law, facts: Mapping[str, Value], on: date, bound: set[str]) -> Iterator[WouldBind]:
    """Acts of the places we and the customer are in that set a day for an answer, and do not bind us today."""
    for duty in law.duties.values():
        if duty.id in bound or not any(part.kind == ANSWER for part in duty.parts) or not _is_of_ours(law, duty, facts):
            continue
        begins = duty.in_force.from_
        teller = Teller(law, max(on, begins) if begins else on)
        first = f"It begins on {day_words(begins)}." if begins and begins > on else ""
        yield WouldBind(said(law.state(duty, duty.plain, on)), duty.id, first, teller.condition(duty.applies))


def _is_of_ours(law: Law, duty: Duty, facts: Mapping[str, Value]) -> bool:
    pack = next(pack for pack in law.packs.values() if any(row.id == duty.id for row in pack.duties))
    return not pack.parent or pack.jurisdiction in _places(facts)


def _places(facts: Mapping[str, Value]) -> set[str]:
    found: set[str] = set()
    for name in ("business.states", "business.customer_states", STATE):
        value = facts.get(name)
        found |= {str(each) for each in value} if isinstance(value, tuple) else {str(value)} if value else set()
    return found


def _gaps(law: Law, facts: Mapping[str, Value]) -> Iterator[str]:
    """Places whose law nobody wrote into a file."""
    without = law.without_pack(facts)
    if without:
        yield f"The law of {unheld_words(without)}: there is no law file for it. Ask your adviser."
