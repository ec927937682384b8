"""What people ask a trade, for a business without tickets: the trade's own list, ticked, extended and sized. Pure.

The file: trade -> list of {id, title, says: [what customers say], share: part of all inquiries, 0 to 1}.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

LARGEST = 512 * 1024  # bytes


class TradeListError(ValueError):
    """The list can't be read or does not hold what is asked; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class TradeInquiry:
    """One thing people ask a trade. `share` of all inquiries, 0 to 1; `rank` counts from 1 (0: not ranked yet)."""

    id: str
    title: str
    says: tuple[str, ...]
    share: float
    rank: int = 0


def rank_by_trade(
    trade_inquiries: Path, trade: str, sizes: Mapping[str, float] | None = None
) -> tuple[TradeInquiry, ...]:
    """The trade's inquiries, the most frequent first, shares adding up to 1.

    `sizes` {id: any measure of how often} keeps only those ticked and takes their size from it; an id the list does
    not hold is one the business added, titled by its id. Raises TradeListError."""
    offered = {inquiry.id: inquiry for inquiry in _of_trade(read_trades(trade_inquiries), trade)}
    if sizes is None:
        sizes = {inquiry.id: inquiry.share for inquiry in offered.values()}
    if any(not 0 <= size < float("inf") for size in sizes.values()):
        raise TradeListError("A size must be a number from 0 up.")
    total = sum(sizes.values())
    order = sorted(
        sizes, key=lambda name: (-sizes[name], list(offered).index(name) if name in offered else len(offered))
    )
    ranked = []
    for rank, name in enumerate(order, 1):
        known = offered.get(name, TradeInquiry(name, name, (), 0))
        share = sizes[name] / total if total else 1 / len(sizes)
        ranked.append(TradeInquiry(known.id, known.title, known.says, share, rank))
    return tuple(ranked)


def read_trades(path: Path) -> Mapping[str, tuple[TradeInquiry, ...]]:
    """Every trade's list, in the file's order. Raises TradeListError with the place of the fault."""
    try:
        if path.stat().st_size > LARGEST:
            raise TradeListError(f"{path.name} is larger than {LARGEST // 1024} KB.")
        content = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError) as error:
        raise TradeListError(f"{path.name} can't be read: {str(error)[:300]}") from None
    if not isinstance(content, dict):
        raise TradeListError(f"{path.name} must map each trade to a list of inquiries.")
    return {str(trade): _inquiries(rows, f"{path.name}, {trade}") for trade, rows in content.items()}


def _of_trade(trades: Mapping[str, tuple[TradeInquiry, ...]], trade: str) -> tuple[TradeInquiry, ...]:
    if trade not in trades:
        near = get_close_matches(trade, trades, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(trades)}."
        raise TradeListError(f"There is no list for the trade {trade}. {hint}")
    return trades[trade]


def _inquiries(rows: object, place: str) -> tuple[TradeInquiry, ...]:
    if not isinstance(rows, list):
        raise TradeListError(f"{place}: write a list of inquiries.")
    found = tuple(_inquiry(row, f"{place}, inquiry {number}") for number, row in enumerate(rows, 1))
    if len({inquiry.id for inquiry in found}) < len(found):
        raise TradeListError(f"{place}: two inquiries have the same id.")
    return found


def _inquiry(row: object, place: str) -> TradeInquiry:
    if not isinstance(row, dict) or not {"id", "title"} <= row.keys() <= {"id", "title", "says", "share"}:
        raise TradeListError(f"{place}: write id and title, and says and share if known, nothing else.")
    says, share = row.get("says", []), row.get("share", 0)
    if not isinstance(says, list) or not all(isinstance(words, str) for words in says):
        raise TradeListError(f"{place}: says must be a list of what customers say.")
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise TradeListError(f"{place}: share must be a number from 0 to 1.")
    return TradeInquiry(str(row["id"]), str(row["title"]), tuple(says), float(share))
