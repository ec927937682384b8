"""What never stands in a record, whatever is asked: numbers that harm somebody when they are read by others. Pure."""

import re

from handrail.facts.answers import card_number

_NEVER = (
    ("a social security number", re.compile(r"(?<!\d)(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?!\d)")),
    ("the security code of a card", re.compile(r"\b(?:cvv2?|cvc2?|security code)\D{0,20}\d{3,4}(?!\d)", re.IGNORECASE)),
    ("a password", re.compile(r"\bpassword\s*(?:is|:|=)\s*\S*\d", re.IGNORECASE)),
    ("a PIN", re.compile(r"\b(?:pin|passcode)\s*(?:code|number)?\s*(?:is|:|=)?\s*\d{4,8}(?!\d)", re.IGNORECASE)),
)


def never_kept(text: str) -> str:
    """What stands in a text that no record may hold, as a person calls it; "" when there is nothing."""
    if card_number(text):
        return "a card number"
    return next((name for name, pattern in _NEVER if pattern.search(text)), "")
