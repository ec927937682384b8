"""The main job in a real browser: by keyboard alone, and with JavaScript off."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hands import comes, rests_on

from cast import NOON
from handrail.calendars import clock
from handrail.ledger import scope
from handrail.people import actions
from handrail.people.actions import actor_of
from handrail.procedures import actions as handbook

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
    page.get_by_role("link", name="Go to the library").click()
    page.get_by_role("link", name="Cancel a sale made at the customer’s home").click()
    page.get_by_role("button", name="Adopt it").click()
    assert "in force since" in page.inner_text("main")


def tab_to(page, name: str) -> None:
    """By Tab alone, as somebody without a mouse goes on."""
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {name}")


def whole(file: Path, repository: Path) -> str:
    """What `verify` says to the file, on Python alone."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from handrail.ledger.verify import verify; "
        "print(verify(open(sys.argv[2], 'rb').read()))"
    )
    command = [sys.executable, "-I", "-S", "-c", script, str(repository / "src"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_whole_case_by_keyboard_alone(at_noon, owner, adopted, browse, tmp_path, repository):
    page = browse(owner)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/desk/")
    rests_on(page, "[name=q]")
    page.keyboard.type("cancel furnace bought at home")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=cancel*")
    rests_on(page, "[name^=revision]")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("c")  # Counter
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    comes(page, "Find the customer")
    rests_on(page, "[name='customer.name']")
    page.wait_for_selector("[data-announce]:has-text('Step 3 of 10: Find the customer')", state="attached")
    page.keyboard.type("Dolores Whitaker")
    tab_to(page, "sale.number")
    page.keyboard.type("RD-1")
    tab_to(page, "beyond:sale.number")
    page.keyboard.press("4")  # the fourth answer: at the home
    tab_to(page, "sale.signed_on")
    page.keyboard.type("November 31")
    tab_to(page, "sale.paid")
    page.keyboard.type("1700")
    tab_to(page, "beyond:sale.paid")
    page.keyboard.press("7")  # yes, the notice was given: after the six places
    page.keyboard.press("Enter")
    page.wait_for_selector("text=is no day we know")
    rests_on(page, "[name='sale.signed_on']")
    assert page.locator("[name='sale.number']").input_value() == "RD-1"
    page.keyboard.press("Control+a")
    page.keyboard.type("Nov 23, 2026")
    page.keyboard.press("Enter")

    comes(page, "Sent")
    rests_on(page, "[name='cancellation.sent_on']")
    page.keyboard.type("2026-11-24")
    page.keyboard.press("Enter")
    comes(page, "Read it back")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    comes(page, "Stop work")

    page.keyboard.press("n")
    rests_on(page, "#note")
    page.keyboard.type("Hard of hearing")
    with page.expect_navigation():  # to the same heading
        page.keyboard.press("Control+Enter")
    comes(page, "Stop work")
    page.keyboard.press("F2")
    rests_on(page, "#esc-to")
    page.keyboard.press("Tab")  # how soon
    page.keyboard.press("Tab")
    rests_on(page, "#esc-why")
    page.keyboard.type("Names a lawyer")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector("text=Names a lawyer")
    page.keyboard.press("f")
    page.wait_for_url("**/flow/")
    with page.expect_navigation():
        page.keyboard.press("f")
    comes(page, "Stop work")
    page.keyboard.press("F4")
    page.keyboard.type("Line dropped")
    page.keyboard.press("Enter")
    comes(page, "Paused")
    page.keyboard.press("Enter")
    comes(page, "Stop work")
    page.keyboard.press("F8")
    page.keyboard.type("No job was booked")
    page.keyboard.press("Enter")

    comes(page, "Give the money back")
    rests_on(page, "[name='payment.reference']")
    page.keyboard.type("check 2215")
    page.keyboard.press("Enter")
    comes(page, "Close")
    rests_on(page, "[name='case.reason']")
    page.keyboard.type("Changed her mind")
    tab_to(page, "case.resolution")
    page.keyboard.type("Refund sent")
    page.keyboard.press("Control+Enter")
    comes(page, "Ended: resolved")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The customer answered 5 of 5")
    page.get_by_role("link", name="The whole record").focus()
    page.keyboard.press("Enter")
    comes(page, "Case 2026-000001")
    page.get_by_role("button", name="Signed file").focus()
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "case.json")
    assert whole(tmp_path / "case.json", repository).startswith("Whole: 12 events")


def test_a_whole_case_with_javascript_off(owner, adopted, browse, tmp_path, repository):
    page = browse(owner, script=False)
    page.goto("/desk/")
    page.get_by_label("What does the customer say?").fill("cancel home")
    page.get_by_role("button", name="Find the procedure").click()
    page.get_by_label("Through").select_option("counter")
    page.get_by_role("button", name="Start Cancel a sale").click()
    page.locator("[name='customer.name']").fill("Dolores")
    page.get_by_role("button", name="Go on").click()
    assert page.locator("[name='customer.name']").input_value() == "Dolores"
    assert "Look at the answers marked below" in page.inner_text("main")
    for name, text in [("sale.number", "RD-1"), ("sale.signed_on", "Nov 23, 2026"), ("sale.paid", "1,700.00")]:
        page.locator(f"[name='{name}']").fill(text)
    page.get_by_role("radio", name="Home").check()
    page.locator("[name='sale.notice_given'][value=yes]").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Keep as a new customer").click()
    assert "Dolores" in page.locator(".who-is").inner_text()
    page.locator("[name='cancellation.sent_on']").fill("2026-11-24")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Yes, go ahead").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Skip with a reason").click()
    page.get_by_label("Why is it skipped?").fill("No job was booked")
    page.get_by_role("button", name="Skip it").click()
    page.locator("[name='payment.reference']").fill("check 2215")
    page.get_by_role("button", name="Go on").click()
    page.locator("[name='case.reason']").fill("Changed her mind")
    page.locator("[name='case.resolution']").fill("Refund sent")
    page.get_by_role("button", name="Go on").click()
    assert "Ended: resolved" in page.inner_text("h1")
    page.get_by_label("5, very").check()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="The whole record").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Signed file").click()
    coming.value.save_as(tmp_path / "case.json")
    assert whole(tmp_path / "case.json", repository).startswith("Whole: 9 events")
    told = json.loads((tmp_path / "case.json").read_text())["packet"]["told"]
    assert [row["kind"] for row in told["departures"]] == ["skipped"]


def test_the_emergency_by_keyboard_and_the_record_afterwards(at_noon, owner, adopted, browse):
    with scope.organization(owner.organization_id):
        handbook.adopt(actor=actor_of(owner), slug="emergency", at=NOON, on=NOON.date())
    page = browse(owner)
    page.goto("/desk/")
    page.get_by_label("Through").select_option("counter")
    page.get_by_role("button", name="Start Cancel a sale").press("Enter")
    comes(page, "Find the customer")
    page.set_viewport_size({"width": 320, "height": 480})
    page.keyboard.press("F9")  # from inside a text box too
    page.wait_for_url("**/emergency/**")
    page.locator(".emergency:focus").wait_for()
    assert page.locator(".emergency h1").bounding_box()["y"] >= 0  # the words come first, not the button below them
    page.keyboard.press("Escape")
    comes(page, "Find the customer")
    page.keyboard.press("F9")
    page.wait_for_url("**/emergency/**")
    assert "Leave the building" in page.inner_text("main")
    page.get_by_label("What kind of danger?").select_option("fire")
    page.get_by_role("button", name="Complete the record").press("Enter")
    page.wait_for_selector("h1:has-text('Say this now')")
    assert "from case 2026-000001" in page.inner_text("main")


def test_a_card_is_opened_by_its_key_and_left_with_escape(owner, adopted, browse):
    page = browse(owner)
    page.goto("/desk/")
    page.get_by_label("Through").select_option("counter")
    page.get_by_role("button", name="Start Cancel a sale").press("Enter")
    comes(page, "Find the customer")
    rests_on(page, "[name='customer.name']")
    page.keyboard.press("F4")
    page.locator("#pause-why:focus").wait_for()
    page.keyboard.press("F2")
    page.locator("#esc-to:focus").wait_for()
    assert page.locator(".keys > details[open]").count() == 1
    page.keyboard.press("Escape")
    rests_on(page, "[name='customer.name']")
    assert page.locator(".keys > details[open]").count() == 0


def test_an_answer_outlives_the_session(owner, adopted, browse):
    page = browse(owner)
    page.goto("/desk/")
    page.get_by_label("Through").select_option("counter")
    page.get_by_role("button", name="Start Cancel a sale").click()
    comes(page, "Find the customer")
    rests_on(page, "[name='customer.name']")
    page.keyboard.type("Dolores Whitaker")
    page.locator("[name='sale.place'][value=home]").check()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/**")
    page.get_by_label("E-mail").fill("marcy@example.com")
    page.get_by_label("Password", exact=True).fill("a quiet green door")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("h1:has-text('Find the customer')")
    assert page.locator("[name='customer.name']").input_value() == "Dolores Whitaker"
    assert page.locator("[name='sale.place'][value=home]").is_checked()


def test_two_tabs_and_a_doubled_answer_change_nothing(owner, adopted, browse):
    from handrail.ledger.models import Event

    page = browse(owner)
    page.goto("/desk/")
    page.get_by_label("Through").select_option("counter")
    page.get_by_role("button", name="Start Cancel a sale").click()
    page.wait_for_selector("h1:has-text('Find the customer')")
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_text("Skip with a reason").click()
    page.get_by_label("Why is it skipped?").fill("caller hung up")
    page.get_by_role("button", name="Skip it").click()
    page.wait_for_selector("h1:has-text('Find the customer')", state="detached")
    before = Event.everywhere.count()
    other.get_by_role("button", name="Go on").click()
    other.wait_for_selector("[role=alert]")
    assert "This case has moved on" in other.inner_text("[role=alert]")
    assert Event.everywhere.count() == before
