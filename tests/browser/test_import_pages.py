"""The pages of bringing in: accessible, at 320 and 1280 px, light and dark; and the whole way without script."""

import json

import pytest

from browser.test_pages import kind_of, look
from cast import NOON
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.procedures.actions import save_draft
from handrail.procedures.blank import begun
from handrail.procedures.bringing import actions
from handrail.procedures.bringing.reading import grouped, read_words
from handrail.procedures.language.reader import plain, read
from handrail.procedures.models import Arrival, ArrivedPiece, Revision

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BODY = "<p>We send it again.</p><ol><li>Supervisor: check the order<ul><li>If it is late, call the carrier</li></ul></li><li>Colours</li></ol><p>That is all.</p>"
WORDS = "Hi {{ticket.requester.name}}, we are sorry that your order is late, and we send it again today."
EXPORT = [
    {"title": "Late order", "section_id": 1, "vote_count": 4, "body": BODY},
    {"title": "Sorry", "content": WORDS, "usage_count": 9}, {"title": "Sorry again", "content": f"{WORDS} Bye."},
]  # fmt: skip

PASTE = """([text, html]) => {
    const box = document.getElementById("paste"), data = new DataTransfer();
    data.setData("text/html", html);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    box.value = text;
    box.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
}"""


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
        return row, ArrivedPiece.objects.select_related("revision").get(pk=piece.pk)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_bringing_in_are_accessible_and_fit(owner, browse, picture, width, dark):
    row, piece = brought(owner)
    pages = addresses_of(row, piece, piece.revision)
    look(browse(owner, width=width, dark=dark), picture, pages, kind_of(width, dark))


def test_what_word_puts_on_the_clipboard_keeps_its_nesting(owner, browse):
    with scope.organization(owner.organization_id):
        row = save_draft(actor=actor_of(owner), text=begun("Lost parcels"), reason="so", at=NOON)
    page = browse(owner)
    page.goto(f"/procedures/draft/{row.pk}/")
    page.get_by_text("Paste steps from a text").click()
    page.evaluate(
        PASTE, ["If it is lost:\nCall the carrier", "<ul><li>If it is lost:<ul><li>Call the carrier</ul></ul>"]
    )
    page.get_by_role("button", name="Add these steps").click()
    page.get_by_text("Pasted 2 steps").first.wait_for()
    steps = plain(read(Revision.everywhere.get(pk=row.pk).text))["steps"]
    assert steps[-2]["decide"][0] == {"when": "own.it_is_lost", "then": {"go": "call-the-carrier"}}
