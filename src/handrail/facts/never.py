"""What never stands in a record, whatever is asked: numbers that harm somebody when they are read by others. Pure.

A card number is one that an issuer can have given out: the first digits and the length of its brand (ISO/IEC 7812), and
the Luhn check. Of other long numbers, an order's or a parcel's, one in ten passes that check alone."""

import re
from collections.abc import Iterator

_NEVER = (
    ("a social security number", re.compile(r"(?<!\d)(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?!\d)")),
    (
        "the security code of a card",
        re.compile(
            r"\b(?:cvv2?|cvc2?|security code|código de seguridad|code de sécurité)\D{0,20}\d{3,4}(?!\d)", re.IGNORECASE
        ),
    ),
    ("a password", re.compile(r"\b(?:password|contraseña|mot de passe)\s*(?:is|es|est|:|=)\s*\S*\d", re.IGNORECASE)),
    (
        "a PIN",
        re.compile(r"\b(?:pin|passcode|nip)\s*(?:code|number)?\s*(?:is|es|est|:|=)?\s*\d{4,8}(?!\d)", re.IGNORECASE),
    ),
)
_APART = r"[\s\-‐-―_./*|\u200b]{0,3}"  # what people write between the groups of a card
_LONG_RUN = re.compile(rf"\d(?:{_APART}\d){{12,}}")
_GROUP = re.compile(r"\d+")
_BRANDS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12,15}"  # Discover
    r"|(?:30[0-5]|3095|3[689]\d)\d{11,16}"  # Diners Club
    r"|35(?:2[89]|[3-8]\d)\d{12,15}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:50(?:18|20|38)|5893|6304|6759|676[1-3])\d{9,15}"  # Maestro
)


def never_kept(text: str) -> str:
    """What stands in a text that no record may hold, as a person calls it; "" when there is nothing."""
    if holds_card(text):
        return "a card number"
    return next((name for name, pattern in _NEVER if pattern.search(text)), "")


def holds_card(text: str) -> bool:
    """Whether a card number stands in it, alone or among other digits, however its groups are set apart."""
    return any(
        _BRANDS.fullmatch(digits) and _luhn(digits) for run in _LONG_RUN.findall(text) for digits in _windows(run)
    )


def _windows(run: str) -> Iterator[str]:
    """Whole groups that follow each other, 13 to 19 digits together."""
    groups = _GROUP.findall(run)
    for first in range(len(groups)):
        digits = ""
        for group in groups[first : first + 19]:
            digits += group
            if len(digits) > 19:
                break
            if len(digits) >= 13:
                yield digits


def _luhn(digits: str) -> bool:
    values = [int(c) for c in reversed(digits)]
    return sum(d if n % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for n, d in enumerate(values)) % 10 == 0
