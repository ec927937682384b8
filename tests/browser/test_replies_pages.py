"""The pages of replies in a browser: the list, a version in review, the form, what is different; accessible, light and
dark, at 320 and 1280 px; and one written, signed and put in force by keyboard, without script."""

import pytest

from browser.looking import wrong_with
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
FORM = """reply: right-to-cancel
title: Notice of the right to cancel
ways: [mail]
words: |
  Sold on {{ sale.signed_on }} by Red Dirt, 1 Main Street, Enid, to {{ customer.name }}.

  You may cancel this until midnight of {{ sale.cancel_until }}.
meets: [home-solicitation.notice]
says:
  date of the sale: Sold on {{ sale.signed_on }}
  seller's name and address: by Red Dirt, 1 Main Street
  notice of the right in bold 10-point type: You may cancel this until midnight of {{ sale.cancel_until }}.
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


@pytest.fixture
def agent(owner, colleague):
    """An agent of a business that sells at home, with approved words for the paper."""
    boss, writer = actor_of(owner), actor_of(colleague("manager"))
    with scope.organization(owner.organization_id):
        answers = {"business.sells_at_home": True, "business.customer_states": ("TX",), "business.states": ("TX",)}
        describe(actor=boss, answers=answers, at=NOON)
        row = actions.save_draft(actor=writer, text=FORM, reason="first", at=NOON)
        actions.submit(actor=writer, row=row, at=NOON)
        actions.approve(actor=boss, row=row, at=NOON, despite="The paper is printed in two copies.")
        actions.publish(actor=boss, row=row, on=NOON.date(), at=NOON)
    return colleague("agent")


def addresses_of(row) -> dict[str, str]:
    return {
        "replies": "/procedures/replies/", "replies-none": "/procedures/replies/?q=zebra",
        "reply": "/procedures/replies/named/notice/", "reply-review": f"/procedures/replies/version/{row.pk}/",
        "reply-compare": f"/procedures/replies/version/{row.pk}/compare/",
        "reply-edit": "/procedures/replies/named/notice/edit/", "reply-new": "/procedures/replies/new/",
        "reply-spanish": "/procedures/replies/new/?of=notice&language=es",
        "reply-withdraw": "/procedures/replies/named/notice/withdraw/",
        "reply-library": "/procedures/replies/library/", "reply-forms": "/procedures/replies/forms/",
        "reply-form": "/procedures/replies/forms/home-solicitation.notice/",
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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_at_the_kitchen_table_what_is_missing_is_seen_and_the_paper_is_there(agent, browse, picture, width, dark):
    page = browse(agent, width=width, dark=dark)
    page.goto("/procedures/replies/forms/home-solicitation.notice/")
    page.get_by_label("Total", exact=True).fill("$6,200")
    page.get_by_label("Where it was agreed").select_option("home")
    page.get_by_role("button", name="See what is missing now").click()
    page.get_by_text("Customer’s name is still open.").wait_for()
    picture(page, f"form-missing-{kind_of(width, dark)}")
    page.get_by_label("Customer’s name", exact=True).fill("Dolores Reyes")
    page.get_by_role("button", name="See what is missing now").click()
    page.get_by_role("button", name="Paper to print, 2 copies").wait_for()
    assert wrong_with(page) == []
    picture(page, f"form-ready-{kind_of(width, dark)}")
