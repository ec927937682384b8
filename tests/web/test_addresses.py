"""What travels in an address: our own places, and our own words."""

from urllib.parse import parse_qs, urlsplit

import pytest

from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.actions import save_draft
from handrail.procedures.blank import begun
from handrail.web.addresses import inside, signed


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "case", "0x10"]
)
def test_nobody_is_sent_away_from_here(address):
    assert inside(address, "/people/") == "/people/"
    assert inside("/desk/?q=x") == "/desk/?q=x"


@pytest.mark.slow
@pytest.mark.django_db
def test_nobody_puts_words_into_our_mouth_by_a_link(owner, sign_in):
    with scope.organization(owner.organization_id):
        row = save_draft(actor=actor_of(owner), text=begun("A parcel is lost"), reason="x", at=NOON)
    client, at = sign_in(owner), f"/procedures/draft/{row.pk}/"
    for put in ("Your account is closed. Call 555.", signed("It is kept.")[:-1] + "x"):
        assert put.split(":")[0] not in client.get(at, {"said": put}).content.decode()
    moved = client.post(f"{at}do/", {"what": "reason", "reason": "To try it"})
    assert "The reason is kept." in client.get(moved["Location"]).content.decode()
    assert parse_qs(urlsplit(moved["Location"]).query)["said"][0].startswith("The reason is kept.:")
