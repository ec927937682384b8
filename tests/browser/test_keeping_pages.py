"""The pages of how long things are kept, of holds, disposals, a person's data and looks, in a real browser."""

from datetime import timedelta

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.records.keeping import actions
from handrail.records.keeping.actions import HeldOn

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LONG_AGO = NOON - timedelta(days=3650)  # past every duty, whatever day this runs


def addresses_of(customer, disposal) -> dict[str, str]:
    return {
        "keeping": "/records/keeping/", "holds": "/records/keeping/holds/", "holds-none": "/records/keeping/holds/?q=zebra",
        "disposals": "/records/keeping/disposals/", "disposal": f"/records/keeping/disposals/{disposal.id}/",
        "persons": "/records/persons/", "persons-none": "/records/persons/?q=zebra",
        "person": f"/records/persons/{customer.id}/", "looks": "/records/looks/", "looks-none": "/records/looks/?q=zebra",
    }  # fmt: skip


@pytest.fixture
def kept(owner):
    """A customer past their period, a proposal that waits, a hold on another."""
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        given = [Given("name", "Ana Ruiz"), Given("phone", "580-555-0142"), Given("email", "ana@example.com")]
        ana = customers.add(actor=actor, details=given, at=LONG_AGO)
        ben = customers.add(actor=actor, details=[Given("name", "Ben Ortiz")], at=LONG_AGO)
        actions.set_period(actor=actor, of="customers", count=1, unit="years", at=NOON)
        actions.hold(actor=actor, on=HeldOn(customer=ben), why="A letter of Hale & Co.", at=NOON)
        yield ana, actions.propose(actor=actor, at=NOON)


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)], ids=["narrow-dark", "wide-light"])
def test_they_are_accessible_and_fit(owner, kept, browse, picture, width, dark):
    look(browse(owner, width=width, dark=dark), picture, addresses_of(*kept), kind_of(width, dark))


def test_a_proposal_is_looked_at_and_let_go_without_a_mouse(owner, kept, browse, picture):
    page = browse(owner, script=False)
    page.goto("/records/keeping/disposals/")
    page.get_by_role("link", name="Disposal 1").press("Enter")
    page.get_by_role("button", name="Let them go").press("Enter")
    page.get_by_role("link", name="Signed certificate").wait_for()
    page.goto(f"/records/persons/{kept[0].id}/")
    assert page.get_by_text("ana@example.com").count() == 0
    picture(page, "person-after")
