"""The pages of replies in a browser: the list, a version in review, the form, what is different; accessible, light and
dark, at 320 and 1280 px; and one written, signed and put in force by keyboard, without script."""

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from handrail.business.actions import answer as describe
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.replies import actions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEXT = """reply: notice
title: Notice of the right to cancel
ways: [email, mail]
subject: Your right to cancel order {{ sale.number }}
words: |
  Dear {{ customer.name }},

  You agreed to this sale on {{ sale.signed_on }}. You may cancel it.
meets: [home-solicitation.notice]
says:
  date of the sale: You agreed to this sale on {{ sale.signed_on }}.
until: 2027-12-31
"""


@pytest.fixture
def in_review(owner, colleague):
    """A second version in review, which lacks what law wants said; the first is in force."""
    boss, writer = actor_of(owner), actor_of(colleague("manager"))
    with scope.organization(owner.organization_id):
        describe(actor=boss, answers={"business.sells_at_home": True}, at=NOON)
        row = actions.save_draft(actor=writer, text=TEXT, reason="first", at=NOON)
        actions.submit(actor=writer, row=row, at=NOON)
        actions.approve(actor=boss, row=row, at=NOON, despite="The printed form says the rest.")
        actions.publish(actor=boss, row=row, on=NOON.date(), at=NOON)
        text = TEXT.replace("You may cancel it.", "You may cancel it within three business days.")
        row = actions.save_draft(actor=writer, text=text, reason="Says how long", at=NOON)
        actions.submit(actor=writer, row=row, at=NOON)
        return row


def addresses_of(row) -> dict[str, str]:
    return {
        "replies": "/procedures/replies/", "replies-none": "/procedures/replies/?q=zebra",
        "reply": "/procedures/replies/named/notice/", "reply-review": f"/procedures/replies/version/{row.pk}/",
        "reply-compare": f"/procedures/replies/version/{row.pk}/compare/",
        "reply-edit": "/procedures/replies/named/notice/edit/", "reply-new": "/procedures/replies/new/",
        "reply-spanish": "/procedures/replies/new/?of=notice&language=es",
        "reply-withdraw": "/procedures/replies/named/notice/withdraw/",
        "reply-library": "/procedures/replies/library/",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_replies_are_accessible_and_fit(owner, in_review, browse, picture, width, dark):
    look(browse(owner, width=width, dark=dark), picture, addresses_of(in_review), kind_of(width, dark))


def test_a_reply_is_written_with_a_blank_and_signed_by_keyboard_without_script(owner, browse, picture):
    page = browse(owner, script=False)
    page.goto("/procedures/replies/new/")
    page.get_by_label("Title", exact=True).fill("Thank you")
    page.get_by_label("Name", exact=True).fill("thanks")
    page.get_by_label("Subject").fill("Thank you")
    page.get_by_label("Words", exact=True).fill("Thank you,")
    page.get_by_label("Blank to add").fill("Customer’s name")
    page.get_by_role("button", name="Add the blank").press("Enter")
    assert page.get_by_label("Words", exact=True).input_value() == "Thank you, {{ customer.name }}"
    page.get_by_label("Why this change?").fill("First words")
    page.get_by_role("button", name="Keep as draft").last.press("Enter")
    page.get_by_role("button", name="Ask for approval").press("Enter")
    page.get_by_text("Your own words wait a day").wait_for()
    picture(page, "reply-alone")
