"""Law of the trade that the packs do not hold, and whom to ask. Pure.

The file lists what the packs leave out: law nobody has put into a pack yet, and what is no statute at all (a city's
code, a tariff). A row that names duties goes by itself once a pack holds one of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator
from ruamel.yaml import YAML

from handrail.facts.conditions import Facts
from handrail.law.duties import Agency

FILE = Path(__file__).with_name("not-held.yaml")
Why = Literal["not-in-pack", "not-read", "local", "tariff"]
WHY_WORDS: Mapping[Why, str] = {
    "not-in-pack": "Read for this trade, but in no law file yet",
    "not-read": "Nobody has read it for these law files",
    "local": "Set by each city or town",
    "tariff": "Set by a tariff or terms on file",
}


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Agency):
    """Whom to ask. `seen`: somebody opened this address; else it is from memory."""

    seen: bool = True


class NotHeld(_Row):
    """What the packs leave out for a trade in a jurisdiction. `duties`: pack ids that would hold it."""

    trade: str
    jurisdiction: str
    about: str
    why: Why
    ask: str
    duties: tuple[str, ...] = ()


class _File(_Row):
    agencies: dict[str, Source]
    rows: tuple[NotHeld, ...]

    @model_validator(mode="after")
    def _named(self) -> "_File":
        for row in self.rows:
            if row.ask not in self.agencies:
                raise ValueError(f"there is no agency {row.ask}; there are {', '.join(self.agencies)}")
        return self


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing not held, as it is told."""

    about: str
    why: str
    jurisdiction: str
    agency: str
    address: str
    phone: str
    seen: bool


@cache
def _file() -> _File:
    return _File.model_validate(YAML(typ="safe").load(FILE.read_text("utf-8")))


def rows() -> tuple[NotHeld, ...]:
    return _file().rows


def gaps(business: Facts, held: Collection[str]) -> tuple[Gap, ...]:
    """What is not held for this business: its trade (every trade while it is not known), its states and federal."""
    found, states = _file(), _states(business)
    trade = business.get("business.trade")
    mine = [
        row
        for row in found.rows
        if (trade is None or row.trade in (trade, "any"))
        and row.jurisdiction in states
        and not (row.duties and set(row.duties) <= set(held))
    ]
    return tuple(_gap(row, found.agencies[row.ask]) for row in mine)


def _states(business: Facts) -> set[str]:
    named = [business.get("business.states"), business.get("business.customer_states")]
    return {"federal", *(state for row in named if isinstance(row, tuple) for state in row)}


def _gap(row: NotHeld, agency: Source) -> Gap:
    return Gap(row.about, WHY_WORDS[row.why], row.jurisdiction, agency.name, agency.url, agency.phone, agency.seen)
