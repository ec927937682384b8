"""What applies to a business, as its page tells it: what binds, what may and on which answers, what does not and why
not; and what the law files do not hold for its trade. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.facts.vocabulary import VOCABULARY
from handrail.law.answers import Facts
from handrail.law.duties import Agency, Excluded, NotHeld, Pack
from handrail.law.engine import Law
from handrail.law.listing import Row
from handrail.law.plain import Teller, label
from handrail.law.words import STATUSES, TONES, seen_words, short_day

TRADE = "business.trade"
EVERY_TRADE = "Every trade"
WHY_NOT_HELD = {
    "not-read": "Nobody has read it for these files", "unknown": "Nothing certain was found",
    "tariff": "Set by a tariff", "city": "Set by a city or town", "contract": "Set by a contract",
    "federal": "Set by a federal agency",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact of the business nobody has told, and how many duties turn on it."""

    name: str
    label: str
    duties: int


def open_facts(rows: Iterable[Row]) -> list[OpenFact]:
    """What to answer so that less stays open, what settles most first."""
    number = Counter(name for row in rows if row.verdict == "depends" for name in row.missing)
    found = [OpenFact(name, label(name), count) for name, count in number.items() if name in VOCABULARY]
    return sorted(found, key=lambda row: (-row.duties, row.label))


def why_not(law: Law, row: Row, facts: Facts, on: date) -> str:
    """Why a duty does not apply: not in force, set aside, or what it asks for and what you told instead."""
    if not row.duty.in_force.holds(on):
        return _not_in_force(row, on)
    teller, found = Teller(law, on), law.answer([row.duty.applies], row.duty, facts, on)
    needs = teller.unmet(row.duty.applies, facts)
    if not needs:
        return f"{'; '.join(map(str, teller.trace(found.trace, facts)))}."
    told = [str(step) for step in teller.trace(found.trace, facts) if step.known]
    return f"It is for a business of which this holds: {'; '.join(needs)}. You told: {'; '.join(told)}."


def _not_in_force(row: Row, on: date) -> str:
    span = row.duty.in_force
    if span.from_ and on < span.from_:
        return f"It begins on {short_day(span.from_)}."
    return f"It ended on {short_day(span.to)}." if span.to else "It is not in force."


def trades_of(row: Row) -> tuple[str, ...]:
    """The trades a duty is listed under, by their words; all of them where it names none."""
    word = VOCABULARY[TRADE].word
    return tuple(word(trade).capitalize() for trade in row.duty.trades) or (EVERY_TRADE,)


# What the files do not hold


@dataclass(frozen=True, slots=True)
class Gap:
    """Law of a trade that a pack does not hold, and whom to ask."""

    row: NotHeld
    pack: Pack
    agency: Agency | None

    @property
    def why(self) -> str:
        return WHY_NOT_HELD[self.row.why]

    @property
    def trades(self) -> str:
        word = VOCABULARY[TRADE].word
        return ", ".join(word(trade).capitalize() for trade in self.row.trades) or EVERY_TRADE

    @property
    def ask(self) -> str:
        """Whom to ask, in words, with the agency's own address where there is one."""
        at = f" ({', '.join(word for word in (self.agency.phone, self.agency.url) if word)})" if self.agency else ""
        return f"{self.row.ask.rstrip('.')}{at}."

    @property
    def sentence(self) -> str:
        """For paper, in one go: what, why it is not here, whom to ask."""
        return f"{self.row.what.rstrip('.')}. {self.why}. {self.ask}"


def gaps(law: Law, trade: str | None = None) -> list[Gap]:
    """What no law file holds: for one trade, with what concerns every trade; or for all of them."""
    return [
        Gap(row, pack, pack.agencies.get(row.agency or ""))
        for pack in law.packs.values()
        for row in pack.not_held
        if trade is None or not row.trades or trade in row.trades
    ]


def gaps_of(law: Law, facts: Facts) -> list[Gap]:
    """The same for a business, of the places it has to do with. A trade that is not told keeps what is for all."""
    places = _places(facts)
    trade = facts.get(TRADE)
    found = gaps(law, trade if isinstance(trade, str) else "")
    return [row for row in found if not places or row.pack.parent is None or row.pack.jurisdiction in places]


def _places(facts: Facts) -> set[str]:
    named = (facts.get("business.states"), facts.get("business.customer_states"))
    return {place for row in named if isinstance(row, tuple) for place in row}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something looked at that is no duty here, with its reason and how firm that stands."""

    row: Excluded
    pack: Pack
    status: str
    tone: str
    seen: str


def left_out(law: Law, on: date) -> list[LeftOut]:
    return [_left_out(row, pack, on) for pack in law.packs.values() for row in pack.excluded]


def _left_out(row: Excluded, pack: Pack, on: date) -> LeftOut:
    name = "unverified" if not row.verified.is_firm else "due" if on > row.recheck_by else "verified"
    words = f"{STATUSES[name]}, looked at {short_day(row.verified.on)}"
    return LeftOut(row, pack, words, TONES[name], seen_words(row.verified))


def has(words: str, *texts: str) -> bool:
    """Whether every word asked for stands somewhere in these texts."""
    text = " ".join(texts).lower()
    return all(word in text for word in words.lower().split())


def gap_cells(rows: Sequence[Gap]) -> list[list[str]]:
    return [[row.row.id, row.pack.title, row.trades, row.row.what, row.why, row.ask] for row in rows]


GAP_HEAD = ("Id", "Place", "Trade", "What", "Why it is not here", "Ask")
LEFT_OUT_HEAD = ("Id", "Place", "Title", "Why it is no duty here", "Citation", "Status", "Check again by")


def left_out_cells(rows: Sequence[LeftOut]) -> list[list[str]]:
    return [
        [
            row.row.id, row.pack.title, row.row.title, row.row.why, row.row.citation, row.status,
            row.row.recheck_by.isoformat(),
        ]
        for row in rows
    ]  # fmt: skip
