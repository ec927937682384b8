"""Two screens at once: whoever is followed sees it where they work, keeps the focus, and what they send shows there."""

import pytest
from playwright.sync_api import expect

from cast import NOON
from handrail.desk import actions
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_agent_sees_at_once_who_follows_and_goes_on_working(owner, adopted, colleague, browse, picture):
    with scope.organization(owner.organization_id):
        case = actions.start(
            actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known={}
        )
    expect.set_options(timeout=30_000)  # a page looks every few seconds, and a busy machine is no failure
    working, watching = browse(owner), browse(colleague("supervisor"))
    working.goto(f"/desk/{case.id}/")
    name = working.locator("[name='customer.name']")
    name.fill("Dolores W")
    watching.goto("/desk/live/")
    watching.get_by_role("button", name="Follow").click()
    expect(watching.get_by_text("Nothing is shown yet.")).to_be_visible()
    expect(working.get_by_text("follows this case on screen since")).to_be_visible()
    expect(name).to_be_focused()
    expect(watching.get_by_role("heading", name=case.step_name)).to_be_visible()
    expect(watching.get_by_text("Dolores W")).to_have_count(0)
    picture(working, "followed")
    picture(watching, "following")
    working.keyboard.press("n")  # typed into the box: it goes on where the hand is
    expect(name).to_have_value("Dolores Wn")
    watching.get_by_label("Note", exact=True).fill("Read the number back to her.")
    watching.get_by_role("button", name="Send the note").click()
    note = working.locator("#coached").get_by_text("Read the number back to her.")
    expect(note).to_be_visible()
    expect(name).to_be_focused()
    picture(working, "coached")
    expect(watching.get_by_text("not read yet")).to_be_visible()
    working.get_by_label("Shop").focus()  # no text there: a letter is a key
    working.keyboard.press("i")
    expect(note).to_have_count(0)
    expect(name).to_have_value("Dolores Wn")
    watching.get_by_role("button", name="Stop following").click()
    expect(working.get_by_text("follows this case on screen since")).to_have_count(0)
