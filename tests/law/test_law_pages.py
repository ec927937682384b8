"""The pages of the law: what applies, one duty, numbers by date, and a question asked about a case."""

import pytest

from cast import NOON
from handrail.business import actions as business
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(owner, sign_in, monkeypatch):
    """A member of a business in one state that sells at home, sells cards and keeps data. The day is a fixed one."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    answers = {
        "business.sells_at_home": True, "business.customer_states": ("OK", "other"), "business.states": ("OK",),
        "business.adds_surcharge": True, "business.keeps_personal_data": True, "business.sells_by_phone": True,
        "business.channels": ("phone",), "business.sells_gift_cards": False, "business.takes_cards": True,
    }  # fmt: skip
    with scope.organization(owner.organization_id):
        business.answer(actor=actor_of(owner), answers=answers, at=NOON)
    return sign_in(owner)


def text(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/law/", "/law/us-ok.surcharge/", "/law/values/", "/law/ask/"])
def test_pages(shop, address):
    assert "check with" in text(shop.get(address)).lower()
