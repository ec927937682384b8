"""Law files, their review, and what a business keeps of the law: accessible, light and dark, at 320 and 1280 px."""

from datetime import date, datetime

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from handrail.law import actions
from handrail.law.mine import actions as mine
from handrail.law.mine.forms import LocalForm
from handrail.ledger import scope
from handrail.people.actions import actor_of
from law import zeta

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DUTY = "us-ok.home-solicitation"
OWN = {
    "title": "Enid city sales permit", "sort": "licence", "topic": "selling", "plain": "A permit is needed to sell.",
    "says": "Hold the permit.", "citation": "City code 4-1", "source": "The clerk’s counter", "read_on": "2026-11-20",
    "recheck_by": "2027-11-20",
}  # fmt: skip


def bring(actor, *args, **kwargs):
    return actions.add_pack(actor=actor, content=zeta.signed(*args, **kwargs), name="z", on=NOON.date(), at=NOON)


@pytest.fixture
def addresses(owner, adopted):
    """A version in use and one that waits and alters it; a hold; entries of every kind, one taken back."""
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        first = bring(actor)
        actions.trust(actor=actor, key=first.key, name="Zeta", why="Read out on the phone", at=NOON)
        actions.approve(actor=actor, version=first, on=NOON.date(), today=NOON.date(), at=NOON)
        second = bring(actor, "1.1", ("count: 7", "count: 10"), ("plain: Hang", "plain: Please hang"), cases="")
        unknown = bring(actor, "1.2", cases="", key=zeta.OTHER_KEY)
        actions.block(actor=actor, slug=adopted.entry.slug, version=second, why="The days are in doubt", at=NOON)
        actions.choose_address(actor=actor, url="https://law.zeta.example/zeta.json", at=NOON)
        form = LocalForm(OWN)
        assert form.is_valid(), form.errors
        local = mine.keep_local(actor=actor, text=form.text("local.permit"), at=NOON)
        checked = mine.check(
            actor=actor, duty=DUTY, who="Marcy Holt", asked="agency", whom="Attorney General, Ms. Lee", at=NOON,
            on=date(2026, 11, 3), until=date(2027, 5, 3), note="She said it stands.",
        )  # fmt: skip
        mine.file(actor=actor, duty=DUTY, on=date(2026, 11, 3), number="OK-77", at=NOON)
        note = mine.note(actor=actor, duty=DUTY, words="Ask again in spring", at=NOON)
        mine.take_back(actor=actor, row=note, why="Done", at=NOON)
        mine.set_aside(actor=actor, duty="us-ok.gift-card", why="We sell none", who="Ann Lee", until=None, at=NOON)
    return addresses_of(second, unknown, local, checked)


def addresses_of(second, unknown, local, checked) -> dict[str, str]:
    return {
        "law-files": "/law/packs/", "law-files-none": "/law/packs/?q=zebra", "law-sources": "/law/packs/sources/",
        "law-file": f"/reviews/law/{second.pk}/", "law-file-unknown-key": f"/reviews/law/{unknown.pk}/",
        "publications-held": "/reviews/held/", "our-law": "/law/mine/", "our-law-none": "/law/mine/?q=zebra",
        "our-duty-add": "/law/mine/add/", "our-duty": f"/law/mine/local/{local.pk}/",
        "of-duty": f"/law/mine/duty/{DUTY}/", "take-back": f"/law/mine/checked/{checked.pk}/",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_law_files_are_accessible_and_fit(owner, addresses, browse, picture, width, dark):
    more = {"duty-of-ours": f"/law/{DUTY}/", "own-duty": "/law/local.permit/", "struck": "/law/?q=gift"}
    look(browse(owner, width=width, dark=dark), picture, {**addresses, **more}, kind_of(width, dark))


@pytest.mark.parametrize("width", [320, 1280])
def test_the_bar_of_old_law_is_accessible_and_fits(owner, addresses, adopted, browse, picture, width, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: datetime.combine(date(2027, 6, 1), NOON.timetz()))
    pages = {"old-home": "/", "old-law": "/law/", "old-starter": "/procedures/library/cancel-home-sale/"}
    look(browse(owner, width=width), picture, pages, kind_of(width, dark=False))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_check_is_written_down_and_a_version_approved_by_keyboard(owner, addresses, browse, script):
    page = browse(owner, script=script)
    page.goto(addresses["of-duty"])
    page.get_by_text("I checked it", exact=True).press("Enter")
    page.get_by_label("Name of the agency or adviser").fill("Consumer desk")
    page.get_by_label("It holds until").fill("2027-11-01")
    page.get_by_role("button", name="Keep it").first.press("Enter")
    page.get_by_text("checked it with Consumer desk").first.wait_for()
    page.goto(addresses["law-file"])
    page.get_by_label("It takes effect on").fill("2030-01-01")
    page.get_by_role("button", name="Approve it").press("Enter")
    page.get_by_text("in effect from Tue, Jan 1, 2030").wait_for()
