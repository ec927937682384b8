"""The control of versions in a browser: a version in review with its comments and signatures, side by side, what it
reaches, a walk through it, withdrawing; accessible, light and dark, at 320 and 1280 px, and by keyboard."""

import pytest

from browser.test_pages import kind_of, look
from cast import NOON, TRY_HOME_SALE
from handrail.desk import actions as desk
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions
from handrail.procedures.control import actions as control
from handrail.procedures.language.reader import read

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reviewed(owner, colleague, adopted):
    """A second version in review, written by a supervisor, commented on, with two named approvers."""
    writer, adviser, me = actor_of(colleague("supervisor")), colleague("reviewer"), actor_of(owner)
    text = TRY_HOME_SALE.replace("purpose: ", "purpose: Changed, to see it. ", 1)
    text = text.replace("Shall I go ahead?", "Do you want me to go ahead with it?").replace("within: 4h", "within: 2h")
    first = read(text).steps[0]
    with scope.organization(owner.organization_id):
        row = actions.save_draft(actor=writer, text=text, reason="The adviser wants it so", at=NOON)
        said = control.remark(actor=me, row=row, step=first.id, text="Why do we ask this first?", at=NOON)
        control.answer(actor=writer, to=said, text="The next step turns on it.", at=NOON)
        control.remark(actor=me, row=row, step="", text="Good on the whole.", at=NOON)
        actions.submit(actor=writer, row=row, at=NOON)
        control.name_approvers(actor=me, entry=row.entry, chosen=[owner, adviser], at=NOON)
        return row


@pytest.fixture
def withdrawn(owner, adopted):
    """A running case whose procedure was withdrawn urgently."""
    me = actor_of(owner)
    with scope.organization(owner.organization_id):
        case = desk.start(actor=me, member=owner, revision=adopted, channel="phone", at=NOON, known={})
        control.withdraw(actor=me, entry=adopted.entry, why="It names a wrong day.", at=NOON, urgent=True)
    return case


def addresses_of(row, base) -> dict[str, str]:
    return {
        "in-review": f"/procedures/version/{row.pk}/", "compare": f"/procedures/version/{row.pk}/compare/",
        "compare-none": f"/procedures/version/{base.pk}/compare/?with=x", "reach": f"/procedures/version/{row.pk}/reach/",
        "scenarios": f"/procedures/version/{row.pk}/scenarios/",
        "walk-version": f"/procedures/version/{row.pk}/walk/", "approvers": f"/procedures/{row.entry.slug}/approvers/",
        "approvers-for-all": "/procedures/approvers/",
        "take": f"/procedures/version/{base.pk}/take/", "take-draft": f"/procedures/version/{row.pk}/take/",
        "withdraw": f"/procedures/{row.entry.slug}/retire/",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_control_are_accessible_and_fit(owner, adopted, reviewed, browse, picture, width, dark):
    look(browse(owner, width=width, dark=dark), picture, addresses_of(reviewed, adopted), kind_of(width, dark))


@pytest.mark.parametrize("width", [320, 1280])
def test_a_running_case_says_that_it_was_withdrawn(owner, withdrawn, browse, picture, width):
    page = browse(owner, width=width)
    look(page, picture, {"case-withdrawn": f"/desk/{withdrawn.pk}/"}, kind_of(width, dark=False))
    page.get_by_text("Withdrawn urgently").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_version_is_walked_commented_and_signed_by_keyboard(owner, reviewed, browse, picture, script):
    page = browse(owner, script=script)
    page.goto(f"/procedures/version/{reviewed.pk}/walk/")
    page.get_by_label("Recording agreed").select_option("no")
    page.get_by_role("button", name="Go on").press("Enter")
    page.get_by_text("Nothing yet.").wait_for(state="hidden")
    picture(page, f"walked-{'script' if script else 'plain'}")
    page.goto(f"/procedures/version/{reviewed.pk}/")
    page.get_by_text("Comment on the whole version", exact=True).first.press("Enter")
    page.get_by_label("Your comment on the whole version").fill("Read it twice.")
    page.get_by_role("button", name="Keep the comment").last.press("Enter")
    page.get_by_text("Read it twice.").wait_for()
    page.get_by_label("A duty is missed. Why is it approved all the same?").fill("The tests collect no goods.")
    page.get_by_role("button", name="Approve and sign").press("Enter")
    page.get_by_role("heading", name="Signed").wait_for()
    page.get_by_text("It waits for The reviewer").wait_for()
    picture(page, f"signed-{'script' if script else 'plain'}")
