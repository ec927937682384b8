"""Every part of the language at the desk: through the pages an agent uses, and the deeds behind them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from cast import NOON
from handrail.desk import actions, inhand, queries
from handrail.desk.actions import DeskError
from handrail.ledger import scope
from handrail.ledger.models import PersonalValue, Timer
from handrail.ledger.verify import verify
from handrail.people.actions import actor_of

DATA = Path(__file__).parents[1] / "data"
WHO = {"customer.name": "Dolores Whitaker", "customer.phone": "580-555-0142"}
FOUND = {"own.level": "gold", "own.order": "R-1", "sale.paid": "100.00", "sale.signed_on": "2026-11-20"}
ITEMS = {"own.items": "lamp\nchair, oak"}
TO_ITEMS = [("who", WHO), ("find", FOUND), ("code", {"own.code": "blue"})]
TO_FEES = [
    *TO_ITEMS,
    ("items", ITEMS),
    ("each-item", {}),
    ("look", {"own.whole": "yes"}),
    ("look", {"own.whole": "yes"}),
]
TO_PAY = [*TO_FEES, ("fees", {"own.fees": "5.00\n7.50"})]
PAID = {"payment.reference": "P-1", "case.resolution": "Paid back to the card that was used."}
TO_COUNT = [*TO_PAY, ("pay", PAID)]


@pytest.fixture
def case(owner, returns):
    return begun(owner, returns)


def begun(member, revision, channel="counter"):
    with scope.organization(member.organization_id):
        return actions.start(
            actor=actor_of(member), member=member, revision=revision, channel=channel, at=NOON, known={}
        )


def work(client, case, steps):
    for step, answers in steps:
        answer = client.post(f"/desk/{case.id}/", {"step": step, **answers})
        assert answer.status_code == 302, (step, words(answer))


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#x27;", "'")


def at_step(client, case, steps):
    work(client, case, steps)
    return client.get(f"/desk/{case.id}/")


# So many of several


@pytest.mark.slow
def test_two_of_three_are_enough_and_the_rest_stays_open(case, owner, sign_in, inside):
    client = sign_in(owner)
    page = client.get(f"/desk/{case.id}/")
    assert "2 of these are enough, for who it is" in words(page)
    assert 'name="beyond:customer.name"' not in page.content.decode()
    work(client, case, [("who", WHO)])
    state = queries.state(case)
    assert "sale.number" not in state.facts
    assert "sale.number" not in state.beyond
    assert state.at.step == "find"


@pytest.mark.slow
def test_too_few_are_asked_for_again_and_nothing_typed_is_lost(case, owner, sign_in):
    answer = sign_in(owner).post(f"/desk/{case.id}/", {"step": "who", "customer.name": "Dolores"})
    assert answer.status_code == 422
    assert "1 more is needed, or say that the customer has no more of these" in words(answer)
    assert 'value="Dolores"' in answer.content.decode()


@pytest.mark.slow
def test_a_customer_who_has_no_more_goes_to_a_person(case, owner, sign_in, inside):
    work(sign_in(owner), case, [("who", {"customer.name": "Dolores", "no-more": "on"})])
    case.refresh_from_db()
    assert case.outcome == "escalated"
    assert queries.state(case).beyond >= {"customer.phone", "sale.number"}


# Look-ups in their order


@pytest.mark.slow
def test_look_ups_stand_in_their_order_with_what_they_go_by(case, owner, sign_in):
    page = words(at_step(sign_in(owner), case, TO_ITEMS[:1]))
    first, second = page.index("The customer list , with"), page.index("The order list , with")
    assert first < page.index("Which level has the customer?") < second < page.index("Which order is it?")
    assert "Dolores Whitaker" in page[first:second]


@pytest.mark.slow
def test_an_own_fact_is_asked_with_its_words_and_shown_by_its_label(case, owner, sign_in, inside):
    page = at_step(sign_in(owner), case, TO_ITEMS[:2])
    assert "Which code does the customer read out?" in words(page)
    assert ("Level", "Gold", "") in page.context["gathered"]
    refused = sign_in(owner).post(f"/desk/{begun(owner, case.bundle.revision_set.first()).id}/", {"step": "who"})
    assert refused.status_code == 422


# Tries


@pytest.mark.slow
def test_a_second_try_is_counted_and_a_fourth_goes_to_a_person(case, owner, sign_in, inside):
    client = sign_in(owner)
    assert "Try " not in words(at_step(client, case, TO_ITEMS[:2]))
    assert "Try 2 of 3" in words(at_step(client, case, [("code", {"own.code": "red"})]))
    assert "own.code" not in queries.state(case).facts
    assert "Try 3 of 3" in words(at_step(client, case, [("code", {"own.code": "green"})]))
    work(client, case, [("code", {"own.code": "grey"})])
    case.refresh_from_db()
    assert case.outcome == "escalated"


# Lists


@pytest.mark.slow
def test_a_list_is_gone_through_item_by_item(case, owner, sign_in, inside):
    client = sign_in(owner)
    page = words(at_step(client, case, [*TO_ITEMS, ("items", ITEMS)]))
    assert "Items: 2. “Look at one item” is run for each, in this order: lamp chair, oak" in page
    page = words(at_step(client, case, [("each-item", {})]))
    assert "Items: 1 of 2, lamp" in page
    assert "Take lamp out of its box" in page
    page = words(at_step(client, case, [("look", {"own.whole": "yes"})]))
    assert "Items: 2 of 2, chair, oak" in page
    assert "lamp done" in page
    work(client, case, [("look", {"own.whole": "yes"})])
    assert queries.state(case).at.step == "fees"


@pytest.mark.slow
def test_an_empty_list_has_to_be_said(case, owner, sign_in, inside):
    client = sign_in(owner)
    work(client, case, TO_ITEMS)
    answer = client.post(f"/desk/{case.id}/", {"step": "items", "own.items": "  "})
    assert "Write one a line, or “none” if there is none" in words(answer)
    page = at_step(client, case, [("items", {"own.items": "None."})])
    assert "There is nothing to go through" in words(page)
    work(client, case, [("each-item", {})])
    assert queries.state(case).at.step == "fees"
    assert queries.state(case).facts["own.items"] == ()


@pytest.mark.slow
def test_amounts_are_entered_one_a_line_and_what_is_worked_out_says_so(case, owner, sign_in, inside):
    client = sign_in(owner)
    work(client, case, TO_FEES)
    answer = client.post(f"/desk/{case.id}/", {"step": "fees", "own.fees": "five"})
    assert "Write an amount like 1,700.00" in words(answer)
    page = at_step(client, case, [("fees", {"own.fees": "5.00\n7.50"})])
    gathered = {label: (value, how) for label, value, how in page.context["gathered"]}
    assert gathered["Fees"] == ("$5.00; $7.50", "")
    assert gathered["Refund"] == ("$87.50", "worked out")
    assert "Pay back $87.50 for order R-1" in words(page)


# How, note, done


@pytest.mark.slow
def test_the_step_shows_how_it_is_done_what_a_note_holds_and_when_it_is_done(case, owner, sign_in):
    page = words(at_step(sign_in(owner), case, TO_PAY))
    for said in (
        "How it is done in Shop admin", "Open the screen Orders", "Picture: refund.png", "How it is done in The paper book",
        "How it was paid and to whom.", "card numbers; whose fault it was", "Paid back to the card that was used.",
        "When the bank shows it as sent", "Paying the whole sum although fees are kept back.", "Done once only",
    ):  # fmt: skip
        assert said in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Paid to 4111 1111 1111 1111", "card number"), ("her number is 219-09-9999", "a social security number"),
        ("cvv 123 was given", "the security code of a card"), ("password is hunter2", "a password"),
        ("PIN 4471", "a PIN"),
    ],
)  # fmt: skip
def test_what_never_stands_in_a_note_is_refused(case, owner, sign_in, inside, typed, named):
    client = sign_in(owner)
    work(client, case, TO_PAY)
    answer = client.post(f"/desk/{case.id}/", {"step": "pay", **PAID, "case.resolution": typed})
    assert answer.status_code == 422
    assert named in words(answer)
    noted = client.post(f"/desk/{case.id}/note/", {"why": typed})
    assert noted.status_code == 422
    assert not PersonalValue.objects.filter(value__icontains=typed[-4:]).exists()


@pytest.mark.slow
def test_an_ordinary_note_is_kept(case, owner, sign_in):
    client = sign_in(owner)
    for said in (
        "Order 2024-11-0042 of Nov 3",
        "the pin of the tank is bent",
        "call 580-555-0142",
        "password was reset",
    ):
        assert client.post(f"/desk/{case.id}/note/", {"why": said}).status_code == 302, said


# Who may


@pytest.mark.slow
def test_a_step_is_skipped_only_in_its_case_and_by_its_role(case, owner, colleague, sign_in, inside):
    agent, boss = sign_in(colleague("agent")), sign_in(owner)
    page = at_step(boss, case, TO_PAY)
    assert "can be skipped only in the case the procedure names" in words(page)
    answer = boss.post(f"/desk/{case.id}/skip/", {"step": "pay", "why": "small"})
    assert "only in the case the procedure names" in words(answer)
    small = begun(owner, case.bundle.revision_set.first())
    work(agent, small, [*TO_FEES, ("fees", {"own.fees": "97.00"})])
    assert "Only a supervisor, a manager or the owner skips this step" in words(agent.get(f"/desk/{small.id}/"))
    refused = agent.post(f"/desk/{small.id}/skip/", {"step": "pay", "why": "small"})
    assert refused.status_code == 422
    assert queries.state(small).at.step == "pay"
    assert boss.post(f"/desk/{small.id}/skip/", {"step": "pay", "why": "small"}).status_code == 302
    assert queries.state(small).at.step == "count"


@pytest.mark.slow
def test_four_eyes_hold_at_the_desk(case, owner, colleague, sign_in, inside):
    mine, other = sign_in(owner), sign_in(colleague("agent"))
    page = words(at_step(mine, case, TO_COUNT))
    assert "You did “Pay it back”. Somebody else does this step" in page
    refused = mine.post(f"/desk/{case.id}/", {"step": "count", "own.counted": "yes"})
    assert "Somebody else does this step" in words(refused)
    assert queries.state(case).at.step == "count"
    assert "looks over “Pay it back”, done by Marcy Holt" in words(other.get(f"/desk/{case.id}/"))
    work(other, case, [("count", {"own.counted": "yes"})])
    assert queries.state(case).at.step == "cooling"


@pytest.mark.slow
def test_what_is_done_once_is_passed_and_shown_as_done(case, owner, colleague, sign_in, inside):
    other = sign_in(colleague("agent"))
    work(sign_in(owner), case, TO_COUNT)
    page = at_step(other, case, [("count", {"own.counted": "no"})])
    assert queries.state(case).at.step == "count"
    row = next(row for row in page.context["rail"] if row.id == "pay")
    assert row.how == "once"
    assert "done before, once only" in words(page)


# Days


@pytest.mark.slow
def test_a_case_waits_until_a_day_begins_by_our_clock(case, owner, colleague, sign_in, inside):
    work(sign_in(owner), case, TO_COUNT)
    other = colleague("agent")
    actions.answer(actor=actor_of(other), case=case, at=NOON, step="count", facts={"own.counted": True})
    page = words(sign_in(other).get(f"/desk/{case.id}/"))
    assert "This case waits for Fri, Nov 27, 2026. On that day it goes on by itself." in page
    assert "Don’t wait: go on now" in page
    due = Timer.objects.get(kind="case-wait", done_at=None).due_at
    assert due.isoformat() == "2026-11-27T06:00:00+00:00"  # midnight in Oklahoma
    actions.time_out(actor=actor_of(owner), case=case, at=due + timedelta(minutes=1))
    assert queries.state(case).at.step == "close--base"


# Variants


@pytest.mark.slow
def test_a_variant_is_one_step_of_the_list_and_its_own_words(owner, returns, sign_in, inside):
    phone = begun(owner, returns, "phone")
    client = sign_in(owner)
    page = client.get(f"/desk/{phone.id}/")
    names = [row.name for row in page.context["rail"]]
    assert names.count("Write it down") == 1
    assert not any("--" in row.id for row in page.context["rail"])
    page = at_step(client, phone, [("who", WHO)])
    assert "Greet" in words(page)
    procedure = queries.procedures(phone)["try-return"]
    step = procedure.step("close--by-phone")
    assert "Thank you for calling" in step.say
    assert step.name == "Write it down"
    assert inhand.rail(procedure, queries.state(phone), step)[-1].how == "now"


# The record


@pytest.mark.slow
def test_the_case_file_tells_tries_items_and_what_was_worked_out(case, owner, colleague, sign_in, inside):
    client, other = sign_in(owner), sign_in(colleague("agent"))
    red = [*TO_ITEMS[:2], ("code", {"own.code": "red"}), *TO_COUNT[2:]]
    work(client, case, red)
    work(other, case, [("count", {"own.counted": "yes"})])
    verdict = verify(client.post(f"/records/{case.id}/case-file/").content)
    assert verdict.whole, verdict.faults
    page = words(client.get(f"/records/{case.id}/"))
    for said in (
        "Back to “Take the code”, try 2", "Asked anew Code", "Item 2 of “Look at each item”", "$87.50 (worked out)",
        "$5.00; $7.50", "Level gold",
    ):  # fmt: skip
        assert said in page, said


def test_a_step_that_was_skipped_by_another_page_is_refused(case, owner, inside):
    with pytest.raises(DeskError, match="moved on"):
        actions.skip(actor=actor_of(owner), case=case, at=NOON, step="pay", reason="small")


@pytest.mark.slow
def test_the_record_says_the_words_of_the_item_that_was_in_hand(case, owner, sign_in, inside):
    client = sign_in(owner)
    work(client, case, TO_FEES)
    rows = [
        row for row in client.get(f"/records/{case.id}/").context["told"].happened if row.step == "Look at the item"
    ]
    said = [text for row in rows for label, text in row.words if label == "Done"]
    assert said == ["Take lamp out of its box.", "Take chair, oak out of its box."]


@pytest.mark.slow
def test_what_lies_ahead_again_is_not_shown_as_done(case, owner, sign_in, inside):
    client = sign_in(owner)
    page = at_step(client, case, [*TO_ITEMS[:2], ("code", {"own.code": "red"})])
    how = {row.id: row.how for row in page.context["rail"]}
    assert (how["code"], how["right-code"], how["find"]) == ("now", "", "done")
    page = at_step(client, case, [*TO_ITEMS[2:], *TO_FEES[3:-1]])
    assert [row.how for row in page.context["rail"]] == ["now", ""]
