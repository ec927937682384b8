"""Law of the trade that the law files do not hold, and whom to ask: kept with a draft as it was that day. Pure."""

from dataclasses import dataclass

from handrail.facts.conditions import Facts
from handrail.law import applying
from handrail.law.engine import Law


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing not held, as it is told. `ask`: what to ask whom, in words; drafts of before have none."""

    about: str
    why: str
    jurisdiction: str
    agency: str
    address: str
    phone: str
    seen: bool = True
    ask: str = ""


def gaps(law: Law, business: Facts) -> tuple[Gap, ...]:
    """What is not held for this business: of its trade, in its states, and what concerns every trade."""
    return tuple(_gap(row) for row in applying.gaps_of(law, business))


def _gap(row: applying.Gap) -> Gap:
    name, url, phone = (row.agency.name, row.agency.url, row.agency.phone) if row.agency else ("", "", "")
    return Gap(row.row.what.rstrip("."), row.why, row.pack.jurisdiction, name, url, phone, ask=row.row.ask.rstrip("."))
