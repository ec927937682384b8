"""What no record may hold is found, and what only looks a little like it is let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.facts.never import holds_card, never_kept


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("card 4111-1111-1111-1111", "a card number"),
        ("order 12, 4111 1111 1111 1111 exp 09/27", "a card number"),
        ("3782.822463.10005", "a card number"),
        ("SSN 219-09-9999", "a social security number"),
        ("her number is 219 09 9999.", "a social security number"),
        ("CVC: 123", "the security code of a card"),
        ("the security code on the back is 9041", "the security code of a card"),
        ("password is tank42", "a password"),
        ("Pin code 4471", "a PIN"),
        ("Mi contraseña es tanque42", "a password"),
        ("mon mot de passe est bois7", "a password"),
        ("NIP: 4471", "a PIN"),
        ("el código de seguridad es 904", "the security code of a card"),
    ],
)
def test_it_is_found(text, named):
    assert never_kept(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "call 580-555-0142", "order 2024-11-0042", "000-12-3456", "666-12-3456", "219-00-9999", "1219-09-99990",
        "113-1234567-1234564", "0012345678903", "9400 1000 0000 0000 0000 05",  # an order, an article, a parcel: Luhn holds
        "her password was reset", "olvidé mi contraseña", "the pin of the tank is bent", "pin 12", "code 123 of the door", "",
    ],
)  # fmt: skip
def test_it_is_let_be(text):
    assert never_kept(text) == ""


def with_check(digits: str) -> str:
    return next(whole for c in "0123456789" if _luhn_holds(whole := digits + c))


def _luhn_holds(digits: str) -> bool:
    values = [int(c) for c in digits[::-1]]
    return sum(d if n % 2 == 0 else sum(divmod(2 * d, 10)) for n, d in enumerate(values)) % 10 == 0


brands = st.sampled_from(
    [("4", 16), ("4", 13), ("51", 16), ("2720", 16), ("37", 15), ("6011", 16), ("36", 14), ("3528", 16), ("62", 19)]
)


@given(
    brands,
    st.text("0123456789", min_size=19, max_size=19),
    st.sampled_from(["", " ", "-", " - ", ".", "\u2013"]),
    st.integers(2, 5),
)
def test_a_card_of_any_brand_is_found_however_it_is_written(brand, digits, apart, size):
    first, length = brand
    number = with_check((first + digits)[: length - 1])
    groups = apart.join(number[n : n + size] for n in range(0, length, size))
    assert holds_card(f"She said {groups} on the phone, order 17.")
