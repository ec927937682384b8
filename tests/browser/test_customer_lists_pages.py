"""Lists of customers that are brought in: each page with axe, at both widths, light and dark."""

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from handrail.customers.arriving import actions
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LIST = """Name,Phone,State,Language,Needs,Order,Total,Do not call
Dolores Reyes,580-555-0142,Oklahoma,Spanish,large print,RD-1,1700.00,yes
Gary Stidham,12,VT,,,,,
"""


@pytest.fixture
def lists(owner):
    """One that is looked at, and one that is in."""
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        kept = actions.look(actor=actor, name="old-system.csv", content=LIST.encode(), at=NOON)
        actions.bring(actor=actor, row=kept, mapping=kept.mapping, at=NOON)
        return actions.look(actor=actor, name="again.csv", content=LIST.encode(), at=NOON), kept


def addresses_of(held, kept) -> dict[str, str]:
    return {
        "customer-lists": "/customers/lists/", "customer-lists-none": "/customers/lists/?q=zebra",
        "customer-list-bring": "/customers/lists/bring/", "customer-list-held": f"/customers/lists/{held.pk}/",
        "customer-list": f"/customers/lists/{kept.pk}/",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_lists_are_accessible_and_fit(owner, lists, browse, picture, width, dark):
    look(browse(owner, width=width, dark=dark), picture, addresses_of(*lists), kind_of(width, dark))
