"""Personal numbers and addresses taken out of what customers wrote, before anything is stored. Pure.

Shapes: cards by ISO/IEC 7812-1 (`facts.answers.card_number`), telephone numbers of the North American Numbering Plan
and E.164, social-security numbers as the Social Security Administration prints them (3-2-4 digits).
It masks rather too much than too little; an order number such as RD-20871 and an amount of money stay.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handrail.facts.answers import card_number

_EMAIL = re.compile(r"[\w.+%'&=/!#$*?^`{|}~-]{1,128}\s?@\s?(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_APART = r"[\s\-‐-―_./*|\u200b]{0,3}"  # what may stand between two digits of one number
_LONG_RUN = re.compile(rf"\d(?:{_APART}\d){{12,}}")
_GROUP = re.compile(r"\d+")
_BLANK = r"[\s\u200b]{0,2}"
_GAP = r"[\s().\-‐-―_/\u200b]{0,4}"


def _digits(count: int) -> str:
    return _BLANK.join([r"\d"] * count)


_SSN = re.compile(rf"(?<![\d$€£])(?<!\d[.,]){_digits(3)}{_GAP}{_digits(2)}{_GAP}{_digits(4)}(?!\d)")
_PHONE = re.compile(
    rf"(?<![\d$€£])(?<!\d[.,])(?:\+?{_BLANK}1{_GAP})?\(?{_digits(3)}{_GAP}{_digits(3)}{_GAP}{_digits(4)}(?!\d)"
)
_ABROAD = re.compile(rf"\+{_BLANK}[1-9](?:{_GAP}\d){{7,14}}(?!\d)")
_LOCAL = re.compile(r"(?<![\d$€£\-.])\d{3}[-‐-―]\d{4}(?![\d-])")
_SAYS_SSN = re.compile(r"\b(?:ssn|ss ?#|soc(?:ial)?[ .-]*sec(?:urity)?)\b[^\d]{0,40}$", re.IGNORECASE)
_SAYS_NUMBER_OF_OURS = re.compile(
    r"(?:\b(?!TEL|CELL|PH|FAX|SSN|MOB)[A-Z]{1,5}[-#]?"
    r"|\b(?i:order|ticket|case|invoice|tracking|confirmation|reference|ref|po|account|acct|serial|model|meter)"
    r"(?i:[\s:#.]|number|num|no\.?|id|is){0,4}#?|#)$"
)  # fmt: skip

_ZIP = re.compile(r"\d{5}-\d{4}")
_SAYS_ZIP = re.compile(r"(?:\b(?!SS\b)[A-Z]{2}|(?i:\bzip(?: ?code)?)|,)[\s,:]{1,3}$")


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` with the finds replaced; `counts` how many of each: "e-mail", "card", "ssn", "phone"."""

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)


def mask(text: str) -> Masked:
    """The text without e-mail addresses, card, social-security and telephone numbers. Masking twice changes nothing."""
    counts: Counter[str] = Counter()
    before = None
    while before != text:  # each round takes digits or an @ away, so this ends
        before, text = text, _once(text, counts)
    return Masked(text, dict(counts))


def _once(text: str, counts: Counter[str]) -> str:
    text = _replace(text, "e-mail", [m.span() for m in _EMAIL.finditer(text)], counts)
    text = _replace(text, "card", list(_cards(text)), counts)
    for name, shape in (("phone", _ABROAD), ("phone", _PHONE), ("ssn", _SSN), ("phone", _LOCAL)):
        text = _replace(text, name, list(_kept_apart(shape, text)), counts)
    return text


def _replace(text: str, name: str, spans: list[tuple[int, int]], counts: Counter[str]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}[{name}]{text[end:]}"
    counts.update({name: len(spans)} if spans else {})
    return text


def _kept_apart(shape: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The shape's finds, without numbers that the words before call an order, a ticket, a ZIP code."""
    for found in shape.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()]
        if _SAYS_SSN.search(before) or not _is_ours(found[0], before):
            yield found.span()


def _is_ours(number: str, before: str) -> bool:
    """Whether the words before make it an order's number or a ZIP+4 code."""
    if number.isdigit():
        return bool(_SAYS_NUMBER_OF_OURS.search(before))
    return bool(_ZIP.fullmatch(number) and _SAYS_ZIP.search(before))


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand, however spaced; finds that overlap are one span."""
    for run in _LONG_RUN.finditer(text):
        end = -1
        start = -1
        for low, high in _card_windows(run[0]):
            if start >= 0 and low >= end:
                yield run.start() + start, run.start() + end
                start = -1
            start, end = (low if start < 0 else start), max(end, high)
        if start >= 0:
            yield run.start() + start, run.start() + end


def _card_windows(run: str) -> Iterator[tuple[int, int]]:
    """Spans of whole groups of digits, 13 to 19 digits together, that pass as a card number; by start."""
    groups = [m.span() for m in _GROUP.finditer(run)]
    for first, (low, _) in enumerate(groups):
        digits = ""
        for start, high in groups[first : first + 19]:
            digits += run[start:high]
            if len(digits) > 19:
                break
            if len(digits) >= 13 and card_number(digits):
                yield low, high
