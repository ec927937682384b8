"""Sign-in, people and settings: accessible, and within 320 and 1280 px, light and dark; the second proof by keyboard."""

import pytest
from django.core.cache import cache

from browser.looking import wrong_with
from cast import NOON, PASSWORD
from handrail.config import worker
from handrail.ledger import scope
from handrail.people import actions
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIGNED_IN = {
    "people": "/people/", "mail": "/settings/mail/", "health": "/settings/health/",
    "own-sign-in": "/account/second-factor/", "password": "/account/password/change/", "sign-out": "/account/logout/",
}  # fmt: skip
BEFORE = {"sign-in": "/account/login/", "join": "/join/", "forgot": "/account/password/reset/"}


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def look(page, picture, addresses, kind):
    wrong = []
    for name, address in addresses.items():
        page.goto(address)
        picture(page, f"{name}-{kind}")
        wrong += wrong_with(page, name)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_accessible_and_fit(owner, colleague, browse, picture, width, dark):
    colleague("agent")
    actions.invite(actor=actor_of(owner), name="Tasha", role="agent", at=NOON)
    how = {"host": "127.0.0.1", "port": 1, "security": "none", "user": "", "password": "", "sender": "a@example.com"}
    actions.set_mail_server(actor=actor_of(owner), answers=how, at=NOON)
    with scope.organization(owner.organization_id):
        actions.send_mail(actor=actor_of(owner), to="a@example.com", subject="Your place", body="b", at=NOON)
    worker.run_due(NOON)
    kind = f"{width}-{'dark' if dark else 'light'}"
    look(browse(owner, width=width, dark=dark), picture, SIGNED_IN, kind)
    look(browse(width=width, dark=dark), picture, BEFORE, kind)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_second_proof_is_switched_on_by_keyboard(owner, browse, picture, script):
    page = browse(script=script, width=320 if script else 1280)
    page.goto("/account/login/")
    page.get_by_label("E-mail").focus()
    page.keyboard.type("marcy@example.com")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("details.menu").wait_for()
    page.goto("/account/second-factor/totp/activate/")
    page.get_by_label("Password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("img.qr").wait_for()
    picture(page, f"second-proof-{script}")
    secret = page.locator("main .mono").inner_text()
    page.locator("#id_code").focus()
    page.keyboard.type(figures(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**/recovery-codes/")
    picture(page, f"recovery-codes-{script}")
    assert page.locator(".items li").count() == 10


def figures(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
