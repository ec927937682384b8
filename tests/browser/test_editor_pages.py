"""The editor in a real browser: two procedures of six steps, one by keyboard alone, one by mouse; accessible, at 320 and
1280 px, light and dark; nothing typed is lost."""

import pytest

from browser.hands import SEEN, Keyboard, Plain
from browser.looking import wrong_with
from browser.test_pages import kind_of, look
from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.actions import save_draft
from handrail.procedures.blank import begun
from handrail.procedures.editing import actions as editing
from handrail.procedures.language.reader import plain, read, write
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SLUG = "cancel-home-sale"


def draft_of(owner, text: str) -> Revision:
    with scope.organization(owner.organization_id):
        return save_draft(actor=actor_of(owner), text=text, reason=editing.NO_REASON, at=NOON)


def raw_of(row: Revision) -> dict:
    return plain(read(Revision.everywhere.get(pk=row.pk).text))


def addresses_of(row) -> dict[str, str]:
    at = f"/procedures/draft/{row.pk}/"
    return {
        "editor": at,
        "editor-step": f"{at}?open=in-time",
        "editor-reply": f"{at}?open=close",
        "editor-about": f"{at}?open=about",
        "editor-text": f"{at}text/",
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_editor_is_accessible_and_fits(owner, browse, picture, width, dark):
    row = draft_of(owner, write(library()[SLUG]))
    look(browse(owner, width=width, dark=dark), picture, addresses_of(row), kind_of(width, dark))


def start(page, owner):
    row = draft_of(owner, begun("A parcel is lost"))
    page.goto(f"/procedures/draft/{row.pk}/")
    return row


def kept(page) -> None:
    """The draft was kept and checked: what is typed next goes into the renewed page, and nothing moves there by itself."""
    page.wait_for_timeout(300)
    until(page, "!document.documentElement.dataset.sending && !document.documentElement.dataset.checking")


def drag(page, source: str, target: str) -> None:
    """Down on the source, and up on the target only once the page shows that the step would land there."""
    page.locator(target).scroll_into_view_if_needed()
    page.locator(source).hover()
    page.mouse.down()
    page.locator(target).hover()
    for _ in range(100):
        page.locator(target).hover()
        if page.evaluate("document.querySelector('li.lands')") is not None:
            break
        page.wait_for_timeout(50)
    page.mouse.up()


def until(page, said: str) -> None:
    """Until a question to the page is answered with yes: our pages let no script be made from text."""
    for _ in range(300):
        if page.evaluate(said):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {said}")


def focus(page) -> str:
    return page.evaluate(
        "document.activeElement.name || document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
    )


def tab_to(page, name: str, *, back: bool = False) -> None:
    """Tab until the focus is on the field or button of this name, and seen there."""
    for _ in range(200):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if focus(page) == name:
            assert page.evaluate(SEEN), f"the focus on {name} is not seen"
            return
    raise AssertionError(f"no way by Tab to {name}")


def test_six_steps_by_keyboard(owner, browse, picture):
    page = browse(owner)
    row = start(page, owner)
    for kind, title in (("Ask", "Which parcel?"), ("Do", "Ask the carrier")):
        tab_to(page, "title")
        page.keyboard.type(title)
        button = page.locator(f".add-step button:has-text('{kind}')").first
        for _ in range(12):
            page.keyboard.press("Tab")
            if button.evaluate("(el) => el === document.activeElement"):
                break
        page.keyboard.press("Enter")
        page.locator("form.step-form").wait_for()
        kept(page)
        assert focus(page) == ("p.ask.0" if kind == "Ask" else "p.do")
        page.keyboard.type("Order number" if kind == "Ask" else "Call the carrier and write down what they say.")
        page.keyboard.press("Tab")
        kept(page)
        until(page, "document.querySelector('[data-state]').textContent.includes('Kept')")
    steps = raw_of(row)["steps"]
    assert [step["id"] for step in steps] == ["open", "what", "answer", "which-parcel", "ask-the-carrier", "close"]
    assert steps[3]["ask"] == ["sale.number"]
    assert steps[4]["do"].startswith("Call the carrier")
    page.locator("[data-step=ask-the-carrier] [name=what][value=up]").focus()
    for _ in range(2):
        page.keyboard.press("Alt+ArrowUp")
        kept(page)
    assert [step["id"] for step in raw_of(row)["steps"]][2] == "ask-the-carrier"
    page.keyboard.press("Control+z")
    kept(page)
    until(page, "document.querySelector('#said').textContent.includes('Taken back')")
    assert [step["id"] for step in raw_of(row)["steps"]][3] == "ask-the-carrier"
    page.keyboard.press("Control+Shift+z")
    until(page, "document.querySelector('#said').textContent.includes('Done again')")
    assert [step["id"] for step in raw_of(row)["steps"]][2] == "ask-the-carrier"
    tab_to(page, "title")
    page.keyboard.type("Tell the customer")
    page.locator(".add-step button:has-text('Send')").first.focus()
    page.keyboard.press("Enter")
    page.locator("form.step-form [name='p.send.reply']").wait_for()
    kept(page)
    assert focus(page) == "p.send.reply"
    page.keyboard.type("Your refund is")
    page.keyboard.press("Tab")
    kept(page)
    assert "reply/refund-sent" in [step.get("send") for step in raw_of(row)["steps"]]
    assert "It can take your bank a few days" in page.locator("form.step-form .words").inner_text()
    picture(page, "editor-by-keyboard")
    assert wrong_with(page) == []


def test_six_steps_by_mouse_with_a_condition_in_words(owner, browse, picture):
    page = browse(owner)
    row = start(page, owner)
    for kind, title in (("Check", "Is it late?"), ("Send", "Tell the customer")):
        page.fill("#new-title", title)
        page.click(f".add-step button:has-text('{kind}')")
        page.locator(
            f"form.step-form h2, form.step-form [name='p.{kind.lower()}'], [name='p.check.0.key']"
        ).first.wait_for()
        kept(page)
        if kind == "Check":
            page.fill("[name='p.check.0.key']", "the parcel is late")
            page.fill("[name='p.check.0.value.0.fact']", "Promised shipping day")
            page.locator("[name='p.check.0.value.0.how']").focus()
            kept(page)
            page.select_option("[name='p.check.0.value.0.how']", "older")
            kept(page)
            page.fill("[name='p.check.0.value.0.value']", "7")
            page.select_option("[name='p.otherwise.kind']", "go")
            kept(page)
            page.select_option("[name='p.otherwise.go']", "close")
            kept(page)
            until(page, "!document.querySelector('.err')")
            picture(page, "editor-condition")
        else:
            page.fill("[name='p.send.words']", "We look for parcel {{ Order number }}.")
            page.click("text=Keep and close")
            kept(page)
    steps = raw_of(row)["steps"]
    assert steps[3]["check"] == {"the parcel is late": "days(sale.ship_by, today) > 7"}
    assert steps[3]["otherwise"] == {"go": "close"}
    assert steps[4]["send"] == "We look for parcel {{ sale.number }}."
    page.set_viewport_size({"width": 1280, "height": 3000})  # both ends of the way are in sight
    drag(page, "[data-step=tell-the-customer] [data-handle]", "[data-step=is-it-late] .card")
    page.set_viewport_size({"width": 1280, "height": 900})
    kept(page)
    until(page, "document.querySelectorAll('[data-step]')[3].dataset.step === 'tell-the-customer'")
    assert [step["id"] for step in raw_of(row)["steps"]][3] == "tell-the-customer"
    page.click("[data-step=answer] button[value=remove]")
    kept(page)
    assert len(raw_of(row)["steps"]) == 5
    page.click("#bar button[value=undo]")
    kept(page)
    assert len(raw_of(row)["steps"]) == 6


def test_what_is_typed_is_kept_after_a_pause_without_leaving_the_field(owner, browse):
    page = browse(owner)
    row = start(page, owner)
    page.click("[data-step=answer] [data-open]")
    page.locator("[name='p.do']").fill("")
    page.locator("[name='p.do']").press_sequentially("Look it up")
    until(page, "document.querySelector('[data-state]').textContent.includes('Kept')")
    kept(page)
    page.keyboard.type(" first")
    page.wait_for_timeout(1500)
    kept(page)
    assert page.input_value("[name='p.do']") == "Look it up first"
    assert raw_of(row)["steps"][2]["do"] == "Look it up first"


def test_six_steps_without_script(owner, browse, picture):
    page = browse(owner, script=False)
    row = start(page, owner)
    for kind, title in (("Ask", "Which parcel?"), ("Do", "Ask the carrier")):
        page.fill("#new-title", title)
        page.click(f".add-step button:has-text('{kind}')")
        page.fill("[name='p.ask.0']" if kind == "Ask" else "[name='p.do']", "Order number")
        page.click("text=Keep and close")
    steps = raw_of(row)["steps"]
    assert len(steps) == 6
    assert steps[3]["ask"] == ["sale.number"]
    assert steps[4]["do"] == "Order number"
    page.click("[data-step=ask-the-carrier] .open-step")
    page.click("summary:has-text('has no name yet')")
    page.fill("[name='new.reply']", "We ask the carrier")
    page.fill("[name='new.words']", "We ask about {{ Order number }}.")
    page.click("text=Make it")
    assert raw_of(row)["steps"][4]["send"] == "reply/we-ask-the-carrier"
    picture(page, "editor-plain")


@pytest.mark.parametrize("plain_pages", [False, True], ids=["keyboard", "plain"])
def test_a_version_is_changed_as_text_and_sent(owner, adopted, browse, plain_pages):
    hands = (Plain if plain_pages else Keyboard)(browse(owner, script=not plain_pages))
    hands.page.goto(f"/procedures/{adopted.entry.slug}/")
    hands.press("Change it")
    hands.sees("Add a step", "What the check found")
    hands.press("As text", within=".casebar")
    hands.change_text("text", "office manager" if "office manager" in adopted.text else "service manager", "front desk")
    hands.write("reason", "The desk keeps it now")
    hands.press("Keep it")
    hands.press("Read it and send it", within=".casebar")
    hands.sees("Version 2", "The desk keeps it now", "What the check found")
    assert raw_of(Revision.everywhere.get(number=2))["owner"] == "front desk"
