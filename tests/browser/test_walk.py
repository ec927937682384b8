"""The main job in a real browser: by keyboard alone, and with JavaScript off."""

import pytest

from handrail.calendars import clock
from handrail.people import actions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_newcomer_begins_and_adopts_a_procedure(browse):
    page = browse()
    page.goto(f"/start/{actions.make_owner_link(at=clock.read())}/")
    page.get_by_label("Name of the business").fill("Red Dirt Propane & HVAC")
    page.get_by_label("Your name").fill("Marcy Holt")
    page.get_by_label("E-mail").fill("marcy@example.com")
    page.get_by_label("Password").fill("a quiet green door")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Procedures", exact=True).first.click()
    page.get_by_role("link", name="Cancel a sale made at the customer’s home").click()
    page.get_by_role("button", name="Adopt it").click()
    assert "in force since" in page.inner_text("main")


def test_a_case_by_keyboard_alone(owner, adopted, browse):
    page = browse(owner)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/desk/")
    page.keyboard.type("cancel furnace bought at home")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=cancel*")
    page.get_by_role("button", name="Start Cancel a sale").focus()
    page.get_by_label("Channel for").select_option("counter")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Find the customer')")
    assert page.evaluate("document.activeElement.name") == "customer.name"
    for name, text in [("customer.name", "Dolores"), ("sale.number", "RD-1")]:
        page.locator(f"[name='{name}']").focus()
        page.keyboard.type(text)
    page.locator("[name='sale.place'][value=home]").press("Space")
    for name, text in [("sale.signed_on", "2026-11-23"), ("sale.paid", "1700")]:
        page.locator(f"[name='{name}']").focus()
        page.keyboard.type(text)
    page.locator("[name='sale.notice_given'][value=yes]").press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Sent')")
    page.keyboard.type("2026-11-24")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Read it back')")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Stop work')")
    page.keyboard.press("F2")
    assert page.evaluate("document.activeElement.id") in ("esc-to", "esc-why")
    page.keyboard.press("F9")
    page.wait_for_url("**/emergency/**")
    assert "Leave the building" in page.inner_text("main")


def test_a_step_with_javascript_off(owner, adopted, browse):
    page = browse(owner, script=False)
    page.goto("/desk/")
    page.get_by_label("Channel for").select_option("counter")
    page.get_by_role("button", name="Start Cancel a sale").click()
    page.locator("[name='customer.name']").fill("Dolores")
    page.get_by_role("button", name="Go on").click()
    assert page.locator("[name='customer.name']").input_value() == "Dolores"
    assert "Look at the answers marked below" in page.inner_text("main")
