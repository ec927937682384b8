"""Every item the research asked for, and where the packs hold it: a duty, a number, none found, left out. Pure.

`packs/items.txt` lists them by the id each has in a pack; a further duty or number of an item has that id and a word
more (`us-xx.surcharge.cap`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from handrail.law.duties import CountingRule, Duty, Excluded, NotHeld, Pack, ValueByDate, Verified
from handrail.law.loader import FOLDER
from handrail.law.words import HOW, short_day

FILE = FOLDER / "items.txt"
Where = Literal["duty", "none-found", "value", "counting", "excluded", "not-held", "not-yet"]
Entry: TypeAlias = Duty | ValueByDate | CountingRule | Excluded | NotHeld
WHERE_WORDS: dict[Where, str] = {
    "duty": "duty",
    "none-found": "no such duty found",
    "value": "number by date",
    "counting": "rule on counting time",
    "excluded": "left out",
    "not-held": "not held",
    "not-yet": "not yet",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item and the entry that holds it. `further`: the entries split off from it."""

    id: str
    where: Where
    title: str = ""
    status: str = ""
    citation: str = ""
    why: str = ""
    further: tuple[str, ...] = ()


@cache
def wanted() -> tuple[str, ...]:
    """The ids of all items, in their order."""
    lines = (line.partition("#")[0].strip() for line in FILE.read_text("utf-8").splitlines())
    return tuple(line for line in lines if line)


def items(packs: Sequence[Pack]) -> list[Item]:
    """Every item with where it is held, then the entries that belong to none, in the packs' order."""
    held = {row.id: (where, row) for where, row in _entries(packs)}
    told = [_item(name, held[name]) if name in held else Item(name, "not-yet") for name in wanted()]
    of_item = {name: tuple(other for other in held if _splits(other, name)) for name in wanted()}
    rest = set(held) - set(wanted()) - {name for names in of_item.values() for name in names}
    asked = [Item(*_cells(row), further=of_item[row.id]) for row in told]
    return [*asked, *(_item(name, held[name]) for name in held if name in rest)]


def _cells(row: Item) -> tuple[str, Where, str, str, str, str]:
    return row.id, row.where, row.title, row.status, row.citation, row.why


def missing(packs: Sequence[Pack]) -> list[str]:
    """The items no pack holds yet."""
    return [row.id for row in items(packs) if row.where == "not-yet"]


def _splits(name: str, item: str) -> bool:
    """Whether an entry is split off from this item, and from no longer one."""
    return name.startswith(f"{item}.") and not any(
        other != item and other.startswith(f"{item}.") and (name == other or name.startswith(f"{other}."))
        for other in wanted()
    )


def _entries(packs: Sequence[Pack]) -> Iterator[tuple[Where, Entry]]:
    for pack in packs:
        yield from (("none-found" if duty.no_duty else "duty", duty) for duty in pack.duties)
        yield from (("value", value) for value in pack.values)
        yield from (("counting", rule) for rule in pack.counting)
        yield from (("excluded", row) for row in pack.excluded)
        yield from (("not-held", gap) for gap in pack.not_held)


def _item(name: str, held: tuple[Where, Entry]) -> Item:
    where, row = held
    match row:
        case NotHeld():
            return Item(name, where, row.what, f"ask: {row.ask}", why=row.why)
        case ValueByDate():
            return Item(name, where, row.title, _seen(row.verified), "; ".join(_references(row)))
        case Excluded():
            return Item(name, where, row.title, _seen(row.verified), row.citation, row.why)
    return Item(name, where, row.title, _seen(row.verified), row.citation)


def _references(row: ValueByDate) -> list[str]:
    return list(dict.fromkeys(entry.reference for entry in row.entries))


def _seen(row: Verified) -> str:
    firm = "" if row.is_firm else "unverified: "
    return f"{firm}{short_day(row.on)}, {HOW[row.how]}; {row.confidence} confidence"


HEAD = """\
# Every item of law, and where it stands

Made from the law files by `handrail law items`; do not edit. Status: when somebody looked, how, and how sure they are.
General information, not legal advice; check with the agency or your adviser.

"""


def as_markdown(packs: Sequence[Pack]) -> str:
    """The table of all items, for the reference."""
    rows = items(packs)
    asked, beyond = rows[: len(wanted())], rows[len(wanted()) :]
    counted = ", ".join(f"{n} {WHERE_WORDS[where]}" for where in WHERE_WORDS if (n := _count(asked, where)))
    lines = [f"{len(asked)} items: {counted}.", "", *_table(asked)]
    if beyond:
        lines += ["", "## Entries beside them", "", *_table(beyond)]
    return HEAD + "\n".join(lines) + "\n"


def _count(rows: Sequence[Item], where: Where) -> int:
    return sum(row.where == where for row in rows)


def _table(rows: Sequence[Item]) -> Iterator[str]:
    yield "| id | title | held as | status | citation |"
    yield "|---|---|---|---|---|"
    for row in rows:
        title = row.title + (f" (also {', '.join(name[len(row.id) :] for name in row.further)})" if row.further else "")
        held = WHERE_WORDS[row.where] + (f": {row.why}" if row.why else "")
        cells = (f"`{row.id}`", title, held, row.status, row.citation)
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
