"""What no record may hold is found, and what only looks a little like it is let be."""

import pytest

from handrail.facts.never import never_kept


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("card 4111-1111-1111-1111", "a card number"),
        ("SSN 219-09-9999", "a social security number"),
        ("her number is 219 09 9999.", "a social security number"),
        ("CVC: 123", "the security code of a card"),
        ("the security code on the back is 9041", "the security code of a card"),
        ("password is tank42", "a password"),
        ("Pin code 4471", "a PIN"),
    ],
)
def test_it_is_found(text, named):
    assert never_kept(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "call 580-555-0142", "order 2024-11-0042", "000-12-3456", "666-12-3456", "219-00-9999", "1219-09-99990",
        "her password was reset", "the pin of the tank is bent", "pin 12", "code 123 of the door", "",
    ],
)  # fmt: skip
def test_it_is_let_be(text):
    assert never_kept(text) == ""
