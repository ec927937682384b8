"""The pages of bringing in: accessible, at 320 and 1280 px, light and dark; and the whole way without script."""

import json

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.bringing import actions
from handrail.procedures.bringing.reading import grouped, read_words
from handrail.procedures.models import Arrival, ArrivedPiece

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BODY = "<p>We send it again.</p><ol><li>Supervisor: check the order<ul><li>If it is late, call the carrier</li></ul></li><li>Colours</li></ol><p>That is all.</p>"
WORDS = "Hi {{ticket.requester.name}}, we are sorry that your order is late, and we send it again today."
EXPORT = [
    {"title": "Late order", "section_id": 1, "vote_count": 4, "body": BODY},
    {"title": "Sorry", "content": WORDS, "usage_count": 9}, {"title": "Sorry again", "content": f"{WORDS} Bye."},
]  # fmt: skip


def addresses_of(arrival, piece, version) -> dict[str, str]:
    return {
        "imports": "/procedures/import/",
        "import": f"/procedures/import/{arrival.pk}/",
        "import-piece": f"/procedures/import/piece/{piece.pk}/",
        "revision-guesses": f"/procedures/version/{version.pk}/guesses/",
    }


def brought(owner) -> tuple[Arrival, ArrivedPiece]:
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        row = actions.bring(actor=actor, pieces=grouped(read_words(json.dumps(EXPORT))), name="export.json", at=NOON)
        piece = ArrivedPiece.objects.get(arrival=row, kind="procedure")
        actions.choose(actor=actor, arrival=row, pieces=[piece], at=NOON)
        piece.refresh_from_db()
    return row, piece


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_bringing_in_are_accessible_and_fit(owner, browse, picture, width, dark):
    row, piece = brought(owner)
    pages = addresses_of(row, piece, piece.revision)
    look(browse(owner, width=width, dark=dark), picture, pages, kind_of(width, dark))
