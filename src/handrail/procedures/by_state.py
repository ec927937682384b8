"""What the law of chosen states asks, and which of it no step of these procedures meets. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.facts.conditions import Facts
from handrail.law.duties import Duty, Pack, Status
from handrail.law.engine import Law
from handrail.procedures.duties import MET_BY_STEPS, kinds_met
from handrail.procedures.handbook.met import open_kinds, unmet_words
from handrail.procedures.language.steps import Procedure


@dataclass(frozen=True, slots=True)
class OfState:
    """A duty of a state's own law that binds the business, or may. `missing`: what of it a step could meet and none
    does, in words; `why`: why no step meets anything of it, "" when one does."""

    duty: Duty
    status: Status
    missing: tuple[str, ...]
    why: str


def of_states(
    law: Law, states: Sequence[str], business: Facts, procedures: Iterable[Procedure], on: date
) -> list[tuple[Pack, list[OfState]]]:
    """The law files of these states, by their letters, each with the duties in force that bind this business or may."""
    met = kinds_met(procedures)
    rows = law.applies(business, on)
    found = []
    for pack in law.packs.values():
        if pack.jurisdiction in states:
            own = {duty.id for duty in pack.duties}
            bind = [row for row in rows if row.duty.id in own and row.verdict != "no" and not row.duty.no_duty]
            found.append((pack, [_of_state(law, row.duty, row.status, met) for row in bind]))
    return found


def _of_state(law: Law, duty: Duty, status: Status, met: frozenset[str]) -> OfState:
    missing = tuple(law.kinds[kind].title for kind in open_kinds(duty, met))
    some = any(part.kind in met for part in duty.parts if part.type in MET_BY_STEPS)
    return OfState(duty, status, missing, "" if some or missing else unmet_words(duty))


def told(found: Sequence[tuple[Pack, Sequence[OfState]]]) -> Iterator[str]:
    """The same in lines: how much is met, then each gap with its citation."""
    for pack, rows in found:
        whole = sum(not row.missing and not row.why for row in rows)
        yield f"{pack.title} {pack.version}: {len(rows)} duties bind or may; {whole} wholly met by steps here."
        for row in rows:
            if row.missing:
                yield f"    No step meets: {'; '.join(row.missing)}. {row.duty.title} ({row.duty.citation})"
            elif row.why:
                yield f"    {row.duty.title} ({row.duty.citation}): {row.why}"
