"""What a business says it is asked for, before it has tickets: ticked, sized a month, and ranked. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handrail.inquiries.trades import TradeInquiry, read_trades

FILE = Path(__file__).with_name("trade-inquiries.yaml")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing customers ask, as drafting takes it. `volume` is tickets, or inquiries a month as the business
    estimates them, None when nobody said; `share` of all, 0 to 1; `examples` are customers' words, masked."""

    name: str
    title: str
    volume: int | None
    share: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: `name` as the trade's file has it, or made from the title when `own`."""

    name: str
    title: str
    ticked: bool
    per_month: int | None
    own: bool


def trade_list(trade: str) -> tuple[TradeInquiry, ...]:
    """The trade's inquiries; none for a trade without a list, such as "other"."""
    return _lists().get(trade, ())


@cache
def _lists() -> Mapping[str, tuple[TradeInquiry, ...]]:
    """The file comes with the product and does not change under it: read once, not for every page."""
    return read_trades(FILE)


def ranked(choices: Sequence[Choice], offered: Mapping[str, TradeInquiry]) -> list[Asked]:
    """The ticked ones, the most frequent first. One without a size takes the trade's share, scaled to those sized;
    an own one without a size stands last, its share 0."""
    ticked = [choice for choice in choices if choice.ticked]
    sizes = _sizes(ticked, offered)
    total = sum(sizes.values())
    order = sorted(ticked, key=lambda choice: (-sizes[choice.name], choice.title))
    return [
        Asked(c.name, c.title, c.per_month, sizes[c.name] / total if total else 0.0, _says(c.name, offered))
        for c in order
    ]


def _sizes(ticked: Sequence[Choice], offered: Mapping[str, TradeInquiry]) -> dict[str, float]:
    usual = {c.name: offered[c.name].share if c.name in offered else 0.0 for c in ticked}
    known = {c.name: c.per_month for c in ticked if c.per_month is not None}
    expected = sum(usual[name] for name in known)
    scale = sum(known.values()) / expected if expected else 1.0
    return {name: float(known.get(name, share * scale)) for name, share in usual.items()}


def _says(name: str, offered: Mapping[str, TradeInquiry]) -> tuple[str, ...]:
    return offered[name].says if name in offered else ()


def slug(title: str, taken: Collection[str]) -> str:
    """A name like `tank-swap` that nothing else has."""
    base = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60].strip("-") or "inquiry"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
