"""Customers in a real browser: by keyboard, and with JavaScript off."""

import pytest
from hands import rests_on

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_customer_is_reached_and_added_by_keyboard(owner, browse):
    page = browse(owner)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/customers/")
    rests_on(page, "[name=q]")
    page.keyboard.type("Dolores Reyes")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Dolores*")
    page.get_by_role("link", name="Add a new customer").press("Enter")
    page.wait_for_selector("h1:has-text('Add a customer')")
    assert page.get_by_label("Name", exact=True).input_value() == "Dolores Reyes"
    page.get_by_label("Phone").focus()
    page.keyboard.type("5805550142")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Dolores Reyes')")
    assert "580-555-0142" in page.inner_text("main")


def test_an_opt_out_is_noted_with_javascript_off(owner, browse):
    page = browse(owner, script=False)
    page.goto("/customers/add/")
    page.get_by_label("Name", exact=True).fill("Dolores Reyes")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Note a consent or an opt-out").click()
    page.get_by_label("In their words").fill("Stop calling")
    page.get_by_role("button", name="Note it").click()
    assert "Asked us to stop: calls to sell" in page.inner_text("main")
