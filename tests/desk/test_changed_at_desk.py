"""An answer changed at the desk: what was done is shown before it is left, each thing of it goes to a person, and the
record says all of it. An ended case is opened again."""

import re
from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.going_back import actions as back
from handrail.desk.going_back.inputs import Change
from handrail.desk.going_back.queries import may_change
from handrail.desk.models import Open
from handrail.people.actions import actor_of

FOUND = {
    "customer.name": "Dolores W.", "sale.number": "RD-9", "sale.place": "home", "sale.signed_on": date(2026, 11, 23),
    "sale.paid": 170000, "sale.notice_given": True,
}  # fmt: skip


@pytest.fixture
def as_far_as(owner, begin, inside):
    """A case that has come so far; each step a minute after the one before."""
    answers = [("find", FOUND), ("sent", {"cancellation.sent_on": date(2026, 11, 24)}), ("confirm", {}),
               ("stop-work", {}), ("refund", {"payment.reference": "P-1"})]  # fmt: skip

    def make(count):
        case = begin()
        for number, (step, facts) in enumerate(answers[:count], 1):
            yes = True if step == "confirm" else None
            at = NOON + timedelta(minutes=number)
            actions.answer(actor=actor_of(owner), case=case, at=at, step=step, facts=facts, confirmed=yes)
        return case

    return make


def hand(case):
    return queries.state(case).at.step


def items(case, kind="mend"):
    return [row.what for row in queries.open_items(case) if row.kind == kind]


def change(owner, case, **more):
    facts = {name.replace("_", ".", 1): value for name, value in more.items()}
    return back.change(actor=actor_of(owner), case=case, at=NOON + timedelta(hours=1), told_now=Change(facts))


@pytest.mark.slow
def test_what_only_lies_ahead_is_worked_out_anew(owner, as_far_as):
    case = as_far_as(2)
    assert hand(case) == "confirm"
    change(owner, case, sale_place="shop")
    state = queries.state(case)
    assert (state.status, state.outcome) == ("ended", "escalated")
    assert queries.events(case.id)[-1].kind == "answer-changed"


@pytest.mark.slow
def test_what_stays_valid_stays_and_the_hand_stays_where_it_is(owner, as_far_as):
    case = as_far_as(4)
    found = change(owner, case, sale_notice_given=False)
    assert hand(case) == "refund"
    assert [did.place.step for did in found.after.stays] == ["find", "sent", "confirm", "stop-work"]
    assert queries.state(case).facts["sale.notice_given"] is False
    assert items(case) == []


def test_words_that_read_otherwise_are_said_again_and_what_was_done_goes_to_a_person(owner, as_far_as):
    case = as_far_as(5)
    assert hand(case) == "close"
    change(owner, case, sale_paid=150000)
    assert hand(case) == "confirm"
    assert [row.split("”")[0] for row in items(case)] == [
        "Look after “Read it back and get a clear yes", "Look after “Stop work", "Look after “Give the money back"
    ]  # fmt: skip
    assert queries.state(case).facts["payment.reference"] == "P-1"


def test_what_is_done_once_only_is_not_done_again(owner, as_far_as):
    case = as_far_as(5)
    change(owner, case, sale_paid=150000)
    actions.answer(
        actor=actor_of(owner), case=case, at=NOON + timedelta(hours=2), step="confirm", facts={}, confirmed=True
    )
    assert hand(case) == "close"
    assert dict(queries.state(case).trail)["refund"] == "passed"


@pytest.mark.slow
def test_a_yes_can_become_a_no(owner, as_far_as, sign_in):
    case, client = as_far_as(4), sign_in(owner)
    page = client.get(f"/desk/{case.id}/change/").content.decode()
    assert "Read it back and get a clear yes" in page
    number = re.search(r'\?step=(\d+)"[^>]*>Read it back', page)[1]
    shown = client.post(f"/desk/{case.id}/change/?step={number}", {"confirm": "no"}).content.decode()
    assert "The case would end now: kept" in shown
    assert "Stop work" in shown
    assert queries.state(case).status == "open"
    client.post(f"/desk/{case.id}/change/?step={number}", {"confirm": "no", "sure": "yes"})
    state = queries.state(case)
    assert (state.status, state.outcome) == ("ended", "kept")
    assert any("Stop work" in row for row in items(case))


def test_told_back_the_way_is_the_old_one(owner, as_far_as):
    case = as_far_as(4)
    change(owner, case, sale_paid=150000)
    assert hand(case) == "confirm"
    change(owner, case, sale_paid=170000)
    assert hand(case) == "confirm"  # said again, since the words were others in between
    assert queries.state(case).facts["sale.paid"] == 170000


@pytest.mark.slow
def test_deadlines_of_law_that_follow_no_more_leave_the_queue(owner, as_far_as):
    case = as_far_as(2)
    assert items(case, "law")
    change(owner, case, sale_place="shop")
    assert items(case, "law") == []


def test_what_was_worked_out_or_is_of_the_business_is_not_an_answer(owner, as_far_as):
    case = as_far_as(1)
    assert "sale.paid" in may_change(case, queries.events(case.id))
    with pytest.raises(DeskError, match="worked out or is not an answer"):
        change(owner, case, business_states=("VT",))
    with pytest.raises(DeskError, match="what the record says already"):
        change(owner, case, sale_paid=170000)


def test_the_record_names_the_change_and_the_chain_is_whole(owner, as_far_as, sign_in):
    case = as_far_as(5)
    change(owner, case, sale_paid=150000)
    last = queries.events(case.id)[-1]
    assert last.data["changed"] == ["sale.paid"]
    assert {row["step"] for row in last.data["mend"]} == {"confirm", "stop-work", "refund"}
    page = re.sub(r"<[^>]+>|\s+", " ", sign_in(owner).get(f"/records/{case.id}/").content.decode())
    assert "Answer changed" in page


@pytest.mark.slow
def test_an_ended_case_goes_on_where_it_ended_and_can_end_another_way(owner, as_far_as, sign_in):
    case, client = as_far_as(5), sign_in(owner)
    last = {"case.reason": "did not fit", "case.resolution": "paid back"}
    actions.answer(actor=actor_of(owner), case=case, at=NOON + timedelta(minutes=9), step="close", facts=last)
    assert queries.state(case).status == "ended"
    assert client.post(f"/desk/{case.id}/reopen/", {"why": " "}).status_code == 422
    assert client.post(f"/desk/{case.id}/reopen/", {"why": "She called again"}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.outcome, hand(case)) == ("open", "", "close")
    change(owner, case, sale_notice_given=False)
    assert hand(case) == "close"
    actions.answer(actor=actor_of(owner), case=case, at=NOON + timedelta(hours=3), step="close", facts={})
    assert queries.state(case).outcome == "resolved"
    kinds = [row.kind for row in queries.events(case.id)]
    assert kinds[-3:] == ["reopened", "answer-changed", "answered"]


def test_what_is_open_or_ended_as_it_began_is_not_opened_again(owner, begun, in_force, inside):
    actor = actor_of(owner)
    case = begun(in_force("  - {id: only, record: [case.reason], end: resolved}\n"))
    with pytest.raises(DeskError, match="Only a case that ended"):
        back.reopen(actor=actor, case=case, at=NOON, reason="why")
    over = begun(in_force("  - {id: only, end: resolved}\n", "try-nothing"))
    assert queries.state(over).status == "ended"
    with pytest.raises(DeskError, match="It ended as it began"):
        back.reopen(actor=actor, case=over, at=NOON, reason="why")
    with pytest.raises(DeskError, match="changed while the case is open"):
        change(owner, over, case_reason="another")


@pytest.mark.slow
def test_what_was_looked_up_with_the_answer_is_looked_up_again(owner, sign_in, inside, returns, begun):
    case, actor = begun(returns), actor_of(owner)

    def answer(step, **facts):
        named = {name.replace("_", ".", 1): value for name, value in facts.items()}
        actions.answer(actor=actor, case=case, at=NOON, step=step, facts=named)

    answer("who", customer_name="Dolores", customer_phone="580-555-0142")
    answer("find", own_level="gold", own_order="R-1", sale_paid=10000, sale_signed_on=date(2026, 11, 20))
    answer("code", own_code="blue")
    assert hand(case) == "items"
    change(owner, case, customer_name="Maria")
    assert hand(case) == "find"
    state = queries.state(case)
    assert not {"own.level", "own.order", "sale.paid"} & state.facts.keys()
    assert state.facts["own.code"] == "blue"


def test_a_deadline_of_law_moves_with_the_day_from_which_it_counts(owner, as_far_as):
    case = as_far_as(2)
    was = {row.duty: row.due_at for row in Open.objects.filter(kind="law", closed_at=None)}
    change(owner, case, cancellation_sent_on=date(2026, 11, 23))
    now = {row.duty: row.due_at for row in Open.objects.filter(kind="law", closed_at=None)}
    moved = {duty: now[duty] - was[duty] for duty in was if now[duty] != was[duty]}
    earlier = -timedelta(days=1)
    assert moved == {"home-solicitation.refund": earlier, "home-solicitation.pickup": earlier}
    assert now.keys() == was.keys()
