"""The shell in a real browser: keys, the keys of a page, Find or do, printing, and that nothing comes from elsewhere."""

import pytest

from browser.looking import wrong_with
from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
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


def test_closed_and_opened_at_once_there_is_one_palette(owner, browse):
    """The browser says that a dialog was closed a moment later: within that moment the old one must not be found too."""
    page = browse(owner)
    page.goto("/procedures/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog.palette .found")
    left = """() => {
        document.querySelector('dialog.palette').close();
        document.querySelector('a.find').click();
        return document.querySelectorAll('dialog.palette').length;
    }"""
    assert page.evaluate(left) == 1
    assert page.evaluate("document.activeElement.name") == "q"


def test_who_was_signed_out_is_told_so_and_what_was_typed_stays(owner, browse):
    page = browse(owner)
    page.goto("/people/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog.palette .found")
    page.context.clear_cookies()
    page.keyboard.type("dolor")
    page.wait_for_selector("dialog [role=status]:has-text('You were signed out')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/?next=*dolor*")


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
        wrong += wrong_with(page, name)
    assert not wrong, "\n".join(wrong)


SEEN_IN_PRINT = "document.body.innerText"


@pytest.mark.parametrize("address", ["/", "/procedures/", "/procedures/try-home-sale/", "/people/", "/find/?q=sale"])
def test_printed_a_page_has_no_navigation_no_buttons_and_no_keys(owner, adopted, browse, address):
    page = browse(owner, dark=True)
    page.goto(address)
    title = page.inner_text("h1")
    buttons = page.locator("main .btn").count()
    page.emulate_media(media="print", color_scheme="dark")
    seen = page.evaluate(SEEN_IN_PRINT)
    assert title in seen
    assert "General information, not legal advice" in seen
    assert [words for words in ("Skip to the page", "Menu", "Sign out", "Records\n") if words in seen] == []
    hidden = page.locator("nav.nav:visible, .top:visible, .btn:visible, .skip:visible, form[role=search]:visible")
    assert hidden.count() == 0
    assert buttons == 0 or page.locator("main .btn").count() == buttons, "hidden, not removed"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert b"/MediaBox [0 0 612 792]" in page.pdf(prefer_css_page_size=True)


def test_fingers_have_44_pixels(chromium, owner, adopted, live_server, browse):
    signed_in = browse(owner).context.cookies()
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    context.add_cookies([cookie for cookie in signed_in if cookie["name"] == "sessionid"])
    page = context.new_page()
    small = []
    for address in ("/", "/procedures/", "/people/", "/find/", "/desk/"):
        page.goto(address)
        small += [(address, *row) for row in page.evaluate(TOO_SMALL)]
    context.close()
    assert small == []


TOO_SMALL = """[...document.querySelectorAll('.btn, .in, .find, summary, .items a.t, .found a, .crumbs a')]
  .map((el) => [el.textContent.trim().slice(0, 30), el.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 44)"""


def test_at_200_percent_nothing_is_cut(owner, adopted, browse):
    """A window of 1280 px at 200 % is one of 640."""
    page = browse(owner, width=640)
    for address in ("/", "/find/?q=sale", "/keys/", "/styleguide/", "/procedures/", "/people/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_in_forced_colours_where_one_is_still_shows(owner, browse):
    page = browse(owner)
    page.emulate_media(forced_colors="active")
    page.goto("/people/")
    style = "getComputedStyle(document.querySelector('{}')).{}"
    bar = page.evaluate(style.format(".top", "backgroundColor"))
    assert page.evaluate(style.format(".nav a[aria-current]", "borderBottomColor")) != bar
    assert page.evaluate(style.format(".nav a:not([aria-current])", "borderBottomColor")) == bar


HEADINGS = ("Procedure", "Cases", "Handle time", "Escalated", "Skipped")
CUT = """[...document.querySelectorAll('#tight th')].filter((th) => {
  const range = document.createRange();
  const node = th.firstChild;
  return node.data.split(' ').some((word) => {
    const at = node.data.indexOf(word);
    range.setStart(node, at); range.setEnd(node, at + word.length);
    return range.getClientRects().length > 1;
  });
}).map((th) => th.textContent)"""


def test_the_headings_of_a_table_break_between_words_only(owner, browse):
    page = browse(owner)
    page.goto("/styleguide/")
    head = "".join(f"<th>{words}</th>" for words in HEADINGS)
    page.evaluate(
        "html => { document.querySelector('main .page').innerHTML = html; }",
        f'<div class="wrap"><table id="tight"><thead><tr>{head}</tr></thead></table></div>',
    )
    page.evaluate("document.querySelector('.wrap').style.width = '12rem'")
    assert page.evaluate(CUT) == []
