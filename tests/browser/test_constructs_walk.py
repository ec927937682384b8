"""A procedure that uses every part of the language, run by keyboard alone; and its pages at each step: accessible, light
and dark, at 320 and 1280 px, nothing to the side."""

import pytest
from hands import Keyboard

from browser.looking import wrong_with
from cast import NOON
from handrail.desk import actions, queries
from handrail.desk.models import Case
from handrail.facts.vocabulary import Amounts
from handrail.ledger import scope
from handrail.people.actions import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FOUND = {"own.level": "gold", "own.order": "R-1", "sale.paid": 10000, "sale.signed_on": NOON.date()}
STEPS = [
    ("who", {"customer.name": "Dolores Whitaker", "customer.phone": "580-555-0142"}), ("find", FOUND),
    ("code", {"own.code": "red"}), ("code", {"own.code": "blue"}), ("items", {"own.items": ("lamp", "chair", "table")}),
    ("each-item", {}), ("look", {"own.whole": True}), ("look", {"own.whole": True}), ("look", {"own.whole": True}),
    ("fees", {"own.fees": Amounts((500, 750))}), ("pay", {"payment.reference": "P-1", "case.resolution": "Paid back to the card."}),
]  # fmt: skip


def test_every_part_is_run_by_keyboard_alone(owner, colleague, returns, browse, picture):
    mine, other = Keyboard(browse(owner)), Keyboard(browse(colleague("agent")))
    mine.page.goto("/desk/")
    mine.choose("channel", "counter")
    mine.press("Start Take several items back")
    mine.write("customer.name", "Dolores Whitaker")
    mine.write("customer.phone", "580-555-0142")
    on(mine, "Find the order")
    mine.choose("own.level", "gold")
    mine.write("own.order", "R-1")
    mine.write("sale.paid", "100.00")
    mine.write("sale.signed_on", "2026-11-20")
    on(mine, "Take the code")
    mine.write("own.code", "red")
    on(mine, "Try 2 of 3")
    mine.write("own.code", "blue")
    on(mine, "Name the items")
    mine.write("own.items", "lamp\nchair")
    on(mine, "Items: 2.")
    on(mine, "Items: 1 of 2, lamp")
    mine.choose("own.whole", "yes")
    on(mine, "Items: 2 of 2, chair")
    mine.choose("own.whole", "yes")
    on(mine, "Name the fees")
    mine.write("own.fees", "5.00\n7.50")
    on(mine, "Pay back $87.50 for order R-1", "worked out")
    mine.unfold("How it is done in Shop admin")
    mine.sees("Open the screen Orders")
    mine.write("payment.reference", "P-1")
    mine.write("case.resolution", "Paid back to the card that was used.")
    on(mine, "You did “Pay it back”. Somebody else does this step")
    other.page.goto(mine.page.url)
    other.choose("own.counted", "yes")
    on(other, "This case waits for")
    other.press("Don’t wait: go on now")
    other.sees("Is there anything else?")
    other.write("case.reason", "did not fit")
    on(other, "Ended: resolved")
    with scope.organization(owner.organization_id):
        assert Case.objects.get().outcome == "resolved"


def on(hands, *words):
    """Go on with the step in hand, to a page that says this."""
    hands.press("Go on")
    hands.sees(*words)


@pytest.fixture
def addresses(owner, returns):
    """Cases that stand at each kind of step, and the pages that tell of the procedure."""
    found = {
        name: case_at(owner, returns, count)
        for name, count in (
            ("who", 0), ("find", 1), ("second-try", 3), ("list", 5), ("item", 7), ("pay", 10), ("four-eyes", 11)
        )
    }  # fmt: skip
    pages = {name: f"/desk/{case.id}/" for name, case in found.items()}
    waits = case_at(owner, returns, 11)
    with scope.organization(owner.organization_id):
        other = actor_of(owner.__class__.objects.exclude(pk=owner.pk).first())
        actions.answer(actor=other, case=waits, at=NOON, step="count", facts={"own.counted": True})
    return pages | {
        "waits": f"/desk/{waits.id}/", "record": f"/records/{waits.id}/", "case-flow": f"/desk/{waits.id}/flow/",
        "told": "/procedures/try-return/", "handbook": "/procedures/handbook/",
    }  # fmt: skip


def case_at(owner, returns, count):
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        case = actions.start(actor=actor, member=owner, revision=returns, channel="counter", at=NOON, known={})
        for step, facts in STEPS[:count]:
            actions.answer(actor=actor, case=case, at=NOON, step=step, facts=facts)
        assert queries.state(case).status == "open"
        return case


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_each_part_is_accessible_and_fits(owner, addresses, browse, picture, width, dark):
    page, wrong = browse(owner, width=width, dark=dark), []
    for name, address in addresses.items():
        answer = page.goto(address)
        wrong += [] if answer.ok else [f"{name}: {answer.status}"]
        for more in page.locator("main details").all():
            more.evaluate("element => { element.open = true }")
        picture(page, f"part-{name}-{width}-{'dark' if dark else 'light'}")
        wrong += wrong_with(page, name)
    assert not wrong, "\n".join(wrong)
