"""Every page: accessible (WCAG 2.2 AA by axe), light and dark, at 320 and 1280 px, without sideways scrolling."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cast import NOON
from handrail.desk import actions
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.fixture
def case(owner, adopted):
    with scope.organization(owner.organization_id):
        known = {"business.records_calls": "none"}
        return actions.start(
            actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known=known
        )


def addresses(case, adopted) -> dict[str, str]:
    return {
        "home": "/", "procedures": "/procedures/", "procedure": "/procedures/try-home-sale/",
        "starter": "/procedures/library/cancel-home-sale/", "version": f"/procedures/version/{adopted.pk}/",
        "edit": "/procedures/try-home-sale/edit/", "desk": "/desk/", "case": f"/desk/{case.id}/",
        "emergency": "/desk/emergency/", "records": "/records/", "record": f"/records/{case.id}/",
        "people": "/people/", "business": "/business/", "question": "/business/5/", "styleguide": "/styleguide/", "nothing": "/desk/?q=zebra",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_fits(owner, adopted, case, browse, picture, width, dark):
    page, axe, wrong = browse(owner, width=width, dark=dark), Axe(), []
    for name, address in addresses(case, adopted).items():
        page.goto(address)
        picture(page, f"{name}-{width}-{'dark' if dark else 'light'}")
        found = axe.run(page, options=RULES)
        wrong += [f"{name}: {found.generate_report()}"] if found.violations_count else []
        fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        wrong += [] if fits else [f"{name} scrolls sideways"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_before_sign_in_too(db, browse, picture, width):
    page = browse(width=width)
    for name, address in {"sign-in": "/account/login/", "join": "/join/"}.items():
        page.goto(address)
        picture(page, f"{name}-{width}")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
