"""The scenarios of a draft in a browser: proposed, chosen by keyboard, kept; accessible, light and dark."""

import pytest

from browser.test_pages import kind_of, look
from cast import NOON, TRY_HOME_SALE
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(owner):
    text = TRY_HOME_SALE.replace(
        "steps:\n", "steps:\n  - {id: extra, do: Offer a few days. The form is sent to them.}\n", 1
    )
    with scope.organization(owner.organization_id):
        return actions.save_draft(actor=actor_of(owner), text=text, reason="first", at=NOON)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_accessible_and_keeps_what_is_chosen_by_keyboard(owner, draft, browse, picture, width, dark):
    page = browse(owner, width=width, dark=dark)
    address = f"/procedures/version/{draft.pk}/scenarios/"
    look(
        page,
        picture,
        {"scenarios-draft": address, "check-style": f"/procedures/version/{draft.pk}/"},
        kind_of(width, dark),
    )
    page.goto(page.url.split("/procedures/")[0] + address)
    count = page.locator("input[name=scenario]").count()
    assert count >= 3
    page.locator("input[name=scenario]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Keep the chosen ones").focus()
    page.keyboard.press("Enter")
    page.get_by_text(f"Kept with it: {count - 1}").wait_for()
    look(page, picture, {"scenarios-kept": address}, kind_of(width, dark))
