"""A question as somebody types it: moment, place, the facts of a case. For the command and the API alike. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handrail.facts.answers import parse
from handrail.facts.vocabulary import ELSEWHERE, Fact, Value, fact, place_named
from handrail.law.as_of import EARLIEST, LATEST
from handrail.law.engine import Law


class WrongQuestionError(ValueError):
    """A question that can't be asked as it was typed; the message says what to write instead."""


def place(zone: str, called: str = "zone") -> ZoneInfo:
    """The zone of this name. Raises WrongQuestionError."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongQuestionError(f"{called} {zone}: there is no such zone; write one like America/New_York.") from None


def moment(typed: str, zone: str, called: str = "at") -> datetime:
    """The moment asked about: a day means its noon at the place, a time without a zone is the place's."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise WrongQuestionError(
            f"{called} {typed}: write a day like 2026-11-24 or a time like 2026-11-24T10:42."
        ) from None
    if not EARLIEST <= found.date() <= LATEST:
        raise WrongQuestionError(f"{called} {typed}: write a day from {EARLIEST.year} to {LATEST.year}.")
    if len(typed) <= len("2026-11-24"):
        return datetime.combine(found.date(), time(12), place(zone))
    return found if found.tzinfo else found.replace(tzinfo=place(zone))


def told(name: str, typed: str | list[str], zone: str) -> Value:
    """A fact of the case. Raises UnknownFactError and AnswerError."""
    row = fact(name)
    value = parse(row, typed)
    if isinstance(value, datetime) and isinstance(typed, str) and datetime.fromisoformat(typed.strip()).tzinfo is None:
        return value.replace(tzinfo=place(zone))
    return value


def pairs(rows: Iterable[str], zone: str, called: str = "fact") -> dict[str, Value]:
    """Facts written `NAME=VALUE`."""
    found: dict[str, Value] = {}
    for row in rows:
        name, equals, value = row.partition("=")
        if not equals:
            raise WrongQuestionError(f"{called} {row}: write NAME=VALUE, like sale.signed_on=2026-11-24.")
        found[name.strip()] = told(name.strip(), value, zone)
    return found


def of_json(facts: Mapping[str, object], zone: str) -> dict[str, Value]:
    """Facts of a JSON object. Money is a string of dollars, so that nobody has to guess whether 1700 is cents."""
    return {name: told(name, _typed(fact(name), value), zone) for name, value in facts.items() if value is not None}


def _typed(row: Fact, value: object) -> str | list[str]:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return [str(item) for item in value]
    if row.type in ("money", "amounts") and not isinstance(value, str):
        raise WrongQuestionError(f'{row.name}: write money as a string of dollars like "1700.00", not {value}.')
    return str(value)


def of_places(law: Law, places: Iterable[str]) -> dict[str, Value]:
    """The facts about states. A place nobody knows is among the others; `unheld` names it."""
    held = [law.jurisdiction(row) or place_named(row) or ELSEWHERE for row in places]
    if not held:
        return {}
    facts: dict[str, Value] = dict.fromkeys(("business.states", "business.customer_states"), tuple(dict.fromkeys(held)))
    return {**facts, "customer.state": held[0]} if len(held) == 1 else facts


def unheld(law: Law, places: Iterable[str]) -> tuple[str, ...]:
    """The places of these for which there is no law file, as they were named."""
    return tuple(row for row in places if law.jurisdiction(row) is None)


def day(at: datetime, zone: str) -> date:
    return at.astimezone(place(zone)).date()
