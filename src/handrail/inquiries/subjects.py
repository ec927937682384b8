"""What people ask about, each with the words that tell it from the others, and the procedure that answers it. Pure.

A subject is a procedure of the library, or an inquiry of the trade's list that no procedure answers yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from handrail.inquiries.trades import TradeInquiry, read_trades
from handrail.inquiries.wanted import FILE as TRADES
from handrail.procedures.language.steps import Procedure

ANSWERED_BY = Path(__file__).with_name("answered-by.yaml")
SAID = Path(__file__).with_name("said.yaml")


@dataclass(frozen=True, slots=True)
class Subject:
    """`procedure` is "" where the library has none. `usual`: the trade's list has it. `heavy` words count more than
    `light` ones."""

    id: str
    title: str
    procedure: str
    usual: bool
    heavy: tuple[str, ...]
    light: tuple[str, ...]


@cache
def answered_by() -> Mapping[str, str]:
    """Inquiry of a trade's list -> procedure, where its id does not say it; `lodging/cancel-order`: in that trade."""
    return dict(YAML(typ="safe").load(ANSWERED_BY.read_text("utf-8")))


@cache
def said() -> Mapping[str, Sequence[str]]:
    """What people say, by procedure or inquiry."""
    return dict(YAML(typ="safe").load(SAID.read_text("utf-8")))


@cache
def trade_inquiries() -> Mapping[str, tuple[TradeInquiry, ...]]:
    return read_trades(TRADES)


def procedure_for(inquiry: str, shelf: Mapping[str, Procedure], trade: str = "") -> str:
    """The procedure that answers an inquiry of a list, in this trade or in any; "" for none."""
    named = answered_by()
    own = named.get(f"{trade}/{inquiry}", "")
    if own in shelf:
        return own
    if inquiry in shelf:
        return inquiry
    handled = next((slug for slug, row in shelf.items() if inquiry in row.handles and _is_for(row, trade)), "")
    usual = named.get(inquiry, "")
    return handled or (usual if usual in shelf else "")


def _is_for(row: Procedure, trade: str) -> bool:
    return not trade or not row.trades or trade in row.trades


def subjects(shelf: Mapping[str, Procedure], trade: str) -> tuple[Subject, ...]:
    """All that may be asked: every procedure for the trade that says what it handles, and the inquiries of the trade
    (of all trades while the trade is not known) that have none."""
    lists = trade_inquiries()
    mine = lists.get(trade) or tuple(row for rows in lists.values() for row in rows)
    known = trade if trade in lists else ""
    every = [(row, name) for name, rows in lists.items() for row in rows]
    usual = {procedure_for(row.id, shelf, known) for row in mine}
    offered = [row for row in shelf.values() if row.handles and (_is_for(row, known) or row.procedure in usual)]
    found = [_of_procedure(row, shelf, every, row.procedure in usual) for row in offered]
    without = {row.id: row for row in reversed(mine) if not procedure_for(row.id, shelf, known)}
    return (*found, *(_of_inquiry(row) for row in reversed(without.values())))


def listed(shelf: Mapping[str, Procedure]) -> Mapping[str, str]:
    """Every inquiry of the trades' lists -> the subject that stands for it: its procedure, or itself."""
    names = {row.id for rows in trade_inquiries().values() for row in rows}
    return {name: procedure_for(name, shelf) or name for name in sorted(names)}


def _of_procedure(
    row: Procedure, shelf: Mapping[str, Procedure], every: Sequence[tuple[TradeInquiry, str]], usual: bool
) -> Subject:
    asked = [inquiry for inquiry, trade in every if procedure_for(inquiry.id, shelf, trade) == row.procedure]
    names = dict.fromkeys([row.procedure, *(inquiry.id for inquiry in asked)])
    more = [words for name in names for words in said().get(name, ())]
    heavy = (row.title, *(name.replace("-", " ") for name in row.handles), *more)
    light = (row.purpose, *(words for inquiry in asked for words in (inquiry.title, *inquiry.says)))
    return Subject(row.procedure, row.title, row.procedure, usual, heavy, light)


def _of_inquiry(row: TradeInquiry) -> Subject:
    heavy = (row.title, row.id.replace("-", " "), *said().get(row.id, ()))
    return Subject(row.id, row.title, "", True, heavy, row.says)
