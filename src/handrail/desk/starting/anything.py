"""What somebody has in hand when a case begins, read from an address. Pure.

A link from a help desk or a telephone system: `/desk/?phone=5805550142&ref=ZD-4411&q=wants+to+cancel&channel=chat`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 300
A_PHONE = re.compile(r"^\+?[\d\s().-]{7,20}$")
A_CASE = re.compile(r"^\d{4}-\d{6}$")
FEWEST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Begin:
    """`words` find the procedure, `who` the customer; `ticket` is one of ours, `ref` a number of another system."""

    words: str = ""
    who: str = ""
    ticket: str = ""
    procedure: str = ""
    ref: str = ""
    channel: str = ""
    case: str = ""


def read(given: Mapping[str, str], channels: frozenset[str]) -> Begin:
    """A number or an address in the box for words is who it is; the number of a case is that case."""
    text = {name: given.get(name, "").strip()[:LONGEST] for name in _NAMES}
    words, who = text["q"] or text["subject"], text["who"] or text["phone"] or text["email"]
    case = words if A_CASE.match(words) else ""
    if not who and (is_phone(words) or is_address(words)):
        words, who = "", words
    channel = text["channel"] if text["channel"] in channels else ""
    return Begin(words, who, text["ticket"], text["procedure"], text["ref"][:120], channel, case)


_NAMES = ("q", "subject", "who", "phone", "email", "ticket", "procedure", "ref", "channel")


def is_phone(words: str) -> bool:
    return bool(A_PHONE.match(words)) and sum(c.isdigit() for c in words) >= FEWEST_DIGITS and not A_CASE.match(words)


def is_address(words: str) -> bool:
    return "@" in words and " " not in words
