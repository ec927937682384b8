"""What a case was told of a customer, as the customer's record takes it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handrail.customers.tidy import KINDS, DetailError, Given, given_of
from handrail.facts.vocabulary import Value

_SALE = {"number": "number", "place": "place", "total": "total_cents", "signed_on": "signed_on",
         "agreed_how": "agreed_how", "notice_on": "notice_on",
         "delivered_on": "delivered_on", "notice_given": "notice_given"}  # fmt: skip


def told_details(facts: Mapping[str, Value]) -> list[Given]:
    """Names and numbers the customer gave. What fits no kind ("call my son") stays in the case alone."""
    told = [(kind, facts[f"customer.{kind}"]) for kind in KINDS if f"customer.{kind}" in facts]
    given = [each for kind, value in told for each in given_of(kind, value)]
    return [each for each in given if _fits(each)]


def _fits(given: Given) -> bool:
    try:
        given.tidied()
    except DetailError:
        return False
    return True


def told_sale(facts: Mapping[str, Value]) -> dict[str, Any]:
    """The fields of a purchase that the case knows."""
    return {field: facts[f"sale.{name}"] for name, field in _SALE.items() if f"sale.{name}" in facts}


@dataclass(frozen=True, slots=True)
class Stop:
    """The customer told us to stop something, on a day."""

    kind: str
    on: date


def words_to_stop(facts: Mapping[str, Value], kept: Mapping[str, Value], today: date) -> Iterator[Stop]:
    """Opt-outs that were told in this case and that the record does not hold yet."""
    if facts.get("call.told_to_stop") is True and kept.get("call.told_to_stop") is not True:
        yield Stop("calls", _day(facts.get("call.stop_asked_on"), today))
    if "email.stop_asked_on" in facts and "email.stop_asked_on" not in kept:
        yield Stop("email", _day(facts["email.stop_asked_on"], today))


def _day(value: Value | None, today: date) -> date:
    """The day that was named; one still to come is a slip, and today counts."""
    return min(value, today) if isinstance(value, date) else today
