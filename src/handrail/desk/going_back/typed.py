"""A value as somebody would type it again. Pure."""

from datetime import date, datetime

from handrail.facts.vocabulary import Amounts, Fact, Value


def as_typed(row: Fact, value: Value) -> tuple[str, ...]:
    """What stands in the box of a fact whose value is known: several where several are chosen."""
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, Amounts):
        return ("\n".join(map(_money, value)) or "none",)
    if isinstance(value, tuple):
        return tuple(map(str, value)) if row.values else ("\n".join(map(str, value)) or "none",)
    if isinstance(value, int) and row.type == "money":
        return (_money(value),)
    if isinstance(value, datetime):
        return (value.isoformat(" ", "minutes"),)
    if isinstance(value, date):
        return (f"{value:%b} {value.day}, {value.year}",)
    return (str(value),)


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
