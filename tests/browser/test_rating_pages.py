"""The end of a case: few keys to the next one, and a page on which a customer says how it was."""

from datetime import datetime

import pytest

from browser.test_pages import kind_of, look
from cast import IN_FORCE_SINCE, NOON
from connections.conftest import answers, mail
from connections.test_mail_in_and_out import BY_HAND, HEAD
from handrail.connections.filling import actions as filling
from handrail.connections.mail import actions as mailboxes
from handrail.connections.mail.reading import read
from handrail.connections.rating.actions import ASKER
from handrail.desk import actions as desk
from handrail.desk.after.reasons import actions as reasons
from handrail.desk.models import Case
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures import actions as revisions

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SITE = "http://localhost:1"
MOST_KEYS = 6


@pytest.fixture
def came(owner, colleague, monkeypatch):
    """A case that came by mail, at its last step."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    writer, actor = actor_of(colleague("manager")), actor_of(owner)
    early = datetime.combine(IN_FORCE_SINCE, NOON.timetz())
    with scope.organization(owner.organization_id):
        row = revisions.save_draft(actor=writer, text=HEAD + BY_HAND, reason="first", at=early)
        revisions.submit(actor=writer, row=row, at=early)
        revisions.approve(actor=actor, row=row, at=early, on=IN_FORCE_SINCE, despite="Only the tests run it.")
        revisions.publish(actor=actor, row=row, on=IN_FORCE_SINCE, at=early)
        box = mailboxes.connect(actor=actor, row=None, answers=answers(owner, 1, starts="by-mail", site=SITE), at=NOON)
        mailboxes.receive(connection=box, mail=read(mail()), at=NOON)
        return Case.objects.get()


@pytest.fixture
def link(owner, came, monkeypatch):
    """The case has ended, and the customer is asked by this link."""
    made, plain = [], filling.link
    monkeypatch.setattr(filling, "link", lambda *given: made.append(plain(*given)) or made[-1])
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        desk.answer(actor=actor, case=came, at=NOON, step="look", facts={})
        came.refresh_from_db()
        ASKER.ask(actor=actor, case=came, at=NOON)
    return made[-1].removeprefix(SITE)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_the_link_is_accessible_and_fits(link, browse, picture, width, dark):
    look(
        browse(width=width, dark=dark),
        picture,
        {"rating": link, "rating-french": f"{link}?lang=fr"},
        kind_of(width, dark),
    )


def test_a_customer_answers_without_javascript(owner, link, browse):
    page = browse(script=False)
    page.goto(link)
    page.get_by_label("4", exact=True).check()
    page.get_by_label("In your words").fill("Quick.")
    page.get_by_role("button", name="Send my answer").press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    with scope.organization(owner.organization_id):
        assert Case.objects.get().csat == 4


def test_from_the_last_step_to_the_next_case_in_at_most_six_keys(owner, came, browse, picture):
    with scope.organization(owner.organization_id):
        reasons.add(actor=actor_of(owner), names=reasons.STARTERS, at=NOON)
    page, pressed = browse(owner), []

    def press(key: str) -> None:
        shown = page.locator(f"kbd:text-is('{key}')")
        assert shown.locator("visible=true").count(), f"{key} is not shown on the screen"
        page.keyboard.press(key)
        pressed.append(key)

    page.goto(f"/desk/{came.pk}/")
    page.get_by_role("heading", name="Look").wait_for()
    press("Enter")
    page.get_by_role("heading", name="Ended").wait_for()
    look(page, picture, {"reason": f"/desk/{came.pk}/"}, "1280-light")
    press("5")
    press("Enter")
    page.get_by_text("They contacted us for this: Complaint.").wait_for()
    look(page, picture, {"ended": f"/desk/{came.pk}/"}, "1280-light")
    press("5")
    press("Enter")
    page.get_by_text("The customer answered 5 of 5.").wait_for()
    press("C")
    page.wait_for_url("**/desk/")
    assert len(pressed) <= MOST_KEYS
    with scope.organization(owner.organization_id):
        assert Case.objects.get().csat == 5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_end_of_a_case_fits_a_small_screen(owner, came, browse, picture, dark):
    with scope.organization(owner.organization_id):
        desk.answer(actor=actor_of(owner), case=came, at=NOON, step="look", facts={})
    look(browse(owner, width=320, dark=dark), picture, {"ended": f"/desk/{came.pk}/"}, kind_of(320, dark))
