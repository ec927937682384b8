"""The shell in a real browser: keys, the keys of a page, Find or do, printing, and that nothing comes from elsewhere."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture
def dolores(owner):
    with scope.organization(owner.organization_id):
        return customers.add(actor=actor_of(owner), details=[Given("name", "Dolores Whitaker")], at=NOON)


def test_the_palette_finds_as_one_types_and_enter_opens_the_first(owner, adopted, dolores, browse):
    page = browse(owner)
    page.goto("/procedures/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog.palette .found")
    page.keyboard.type("dolor")
    page.wait_for_selector(".found li:first-child a:has-text('Dolores Whitaker')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{dolores.id}/")


def test_the_arrows_go_down_the_found_and_escape_gives_the_focus_back(owner, browse):
    page = browse(owner)
    page.goto("/procedures/")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")  # from a text box too
    page.wait_for_selector("dialog.palette .found")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == "Emergency card"
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.name") == "q"


def test_without_script_find_or_do_is_a_page(owner, dolores, browse):
    page = browse(owner, script=False)
    page.goto("/procedures/")
    page.get_by_role("link", name="Find or do").click()
    page.get_by_label("Words, a name or a number").fill("dolor")
    page.get_by_label("Words, a name or a number").press("Enter")
    page.get_by_role("link", name="Dolores Whitaker").click()
    page.wait_for_url(f"**/customers/{dolores.id}/")


def test_the_question_mark_lists_the_keys_of_this_page(owner, adopted, browse):
    page = browse(owner)
    page.goto("/procedures/")
    page.keyboard.press("?")
    panel = page.get_by_role("dialog", name="Keys of this page")
    told = panel.inner_text()
    for key in ("Ctrl K", "?", "/", "J K", "G H", "G P", "Esc"):
        assert f"{key}\n" in told, key
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    page.goto("/desk/")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert "F9\nEmergency" in panel.inner_text()


def test_letters_are_switched_off_and_stay_off(owner, browse):
    page = browse(owner)
    page.goto("/")
    page.keyboard.press("?")
    page.get_by_label("Keys of one character are on").uncheck()
    page.keyboard.press("Escape")
    page.goto("/people/")
    for key in ("g", "p", "?", "/", "j"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.url.endswith("/people/")
    assert page.evaluate("document.activeElement === document.body && !document.querySelector('dialog')")
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog.palette .found")


def test_j_and_k_go_from_row_to_row_and_enter_opens(owner, adopted, browse):
    page = browse(owner)
    page.goto("/procedures/library/")
    rows = page.locator(".items > li a.t").all_inner_texts() or page.locator("main tbody tr a").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == rows[1]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == rows[2]
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("k")  # the first row is the end
    assert page.evaluate(FOCUSED) == rows[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/procedures/library/*/")


def test_g_shows_the_letters_of_the_places_and_goes_there(owner, browse):
    page = browse(owner)
    page.goto("/people/")
    shown = "getComputedStyle(document.querySelector('.nav [data-go=h]'), '::after').content"
    assert page.evaluate(shown) == "none"
    page.keyboard.press("g")
    assert page.evaluate(shown) == '"h"'
    page.keyboard.press("h")
    page.wait_for_url("**/")


def test_a_key_that_would_break_a_selector_does_nothing(owner, browse):
    page = browse(owner)
    page.goto("/people/")
    for key in ('"', "]", "\\", "'"):
        page.keyboard.press(key)
        page.keyboard.press("g")
        page.keyboard.press(key)
    assert page.url.endswith("/people/")  # the fixture fails on any error of the page


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_shell_is_accessible_and_fits(owner, adopted, dolores, browse, picture, width, dark):
    page, wrong = browse(owner, width=width, dark=dark), []
    opened = {"palette": ("Control+k", "dialog .found"), "keys-here": ("?", "dialog .lists")}
    pages = {"find": "/find/?q=sale", "find-none": "/find/?q=zebra", "keys": "/keys/", "styleguide": "/styleguide/"}
    for name, address in {**pages, **dict.fromkeys(opened, "/people/")}.items():
        page.goto(address)
        if name in opened:
            key, shown = opened[name]
            page.keyboard.press(key)
            page.wait_for_selector(shown)
        picture(page, f"{name}-{width}-{'dark' if dark else 'light'}")
        found = Axe().run(page, options=RULES)
        wrong += [f"{name}: {found.generate_report()}"] if found.violations_count else []
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        wrong += [] if fits else [f"{name} scrolls sideways"]
    assert not wrong, "\n".join(wrong)
