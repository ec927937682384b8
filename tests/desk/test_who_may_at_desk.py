"""Every deed of the desk and of customers' records, asked by every role: whatever page or program asks it, it refuses
whom the table of rights does not name, before it looks at anything else."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from asked_by_all import deeds_of, name_of, refuses_all_without
from handrail.customers import actions as customers
from handrail.customers import urls as of_customers
from handrail.customers.arriving import actions as arriving
from handrail.desk import actions as desk
from handrail.desk import urls as at_desk
from handrail.desk.after.reasons import actions as reasons
from handrail.desk.carrying import actions as carrying
from handrail.desk.clocks import actions as clocks
from handrail.desk.clocks.answering import actions as answering
from handrail.desk.counsel import actions as counsel
from handrail.desk.deviating import actions as deviating
from handrail.desk.escalating import actions as escalating
from handrail.desk.escalating.queue import actions as queue
from handrail.desk.going_back import actions as going_back
from handrail.desk.handing import actions as handing
from handrail.desk.known_events import actions as known_events
from handrail.desk.mine import actions as mine
from handrail.desk.promises import actions as promises
from handrail.desk.promises.reminding import actions as reminding
from handrail.desk.promises.subscribing import actions as subscribing
from handrail.desk.several import actions as several
from handrail.desk.watching.between import actions as between
from handrail.desk.watching.coaching import actions as coaching
from handrail.desk.watching.following import actions as following
from handrail.desk.watching.scoring import actions as scoring
from handrail.people.rights import Right

DEEDS = {
    **dict.fromkeys((
        desk.start, desk.start_from_paper, desk.meet, desk.keep_customer, desk.take_sale, desk.tell, desk.answer,
        desk.skip, desk.escalate, desk.pause, desk.resume, desk.time_out, desk.give_up, desk.note, desk.rate,
        reasons.code, carrying.came, carrying.rating_asked, counsel.ask, deviating.deviate, escalating.read,
        going_back.change, going_back.reopen, handing.hand_over, handing.take_over, handing.merge, known_events.attach,
        known_events.told, mine.answer_own, promises.promise, promises.settle, promises.give, subscribing.make,
        subscribing.take_back, several.queue, several.begin, customers.add, customers.add_details, customers.change,
        customers.end_detail, customers.edit, customers.learn, customers.note_consent, customers.note,
        customers.add_sale, customers.change_sale, customers.remove, customers.put_back,
    ), Right.RUN),
    **dict.fromkeys((
        desk.move_to, known_events.begin, known_events.carry_out, known_events.end, coaching.write, following.begin,
        scoring.score,
    ), Right.TAKE),
    **dict.fromkeys((
        customers.merge, customers.keep_apart, customers.undo_merge, customers.split, arriving.look, arriving.leave,
        arriving.bring, arriving.stop, arriving.take_out, arriving.put_back,
    ), Right.DESCRIBE),
    **dict.fromkeys((reasons.add, reasons.retire, reasons.put_back), Right.WRITE),
    **dict.fromkeys((
        answering.set_aims, escalating.set_times, reminding.set_leads, scoring.switch,
    ), Right.SETTINGS),
    customers.note_export: Right.RECORDS,
}  # fmt: skip
ASKED_ELSEWHERE = {
    desk.close_item: "what it closes decides: test_an_escalation_is_closed_only_by_who_takes_them",
    **dict.fromkeys((
        counsel.write, counsel.pass_on, counsel.release, counsel.end,
    ), "the two it is between decide: test_counsel"),
    **dict.fromkeys((
        escalating.acknowledge, escalating.decline, escalating.give_back, escalating.stand_down,
    ), "who is asked decides: test_escalations"),
    **dict.fromkeys((
        between.read, between.answer, coaching.read, coaching.answer, scoring.read, scoring.answer,
    ), "it is theirs to whom it was written: test_coaching, test_scoring"),
    carrying.answer_and_send: "the answer in it asks",
    **dict.fromkeys((
        desk.wait_for_role, carrying.acknowledged, carrying.asked, carrying.filled, carrying.stopped, clocks.with_turn,
        queue.put, queue.tell,
    ), "part of a step that asks"),
    **dict.fromkeys((carrying.went, carrying.failed), "of the worker that carries mail"),
    **dict.fromkeys((
        escalating.look, promises.remind, following.end_meanwhile, arriving.forget, arriving.carry_out,
    ), "of the worker"),
    carrying.go_on: "after a step that asked",
    **dict.fromkeys((following.look, following.end), "one's own following, which begin asked about"),
}  # fmt: skip

DOORS = {
    **dict.fromkeys(("known-event-new", "live", "follow", "coach", "case-follow"), Right.TAKE),
    **dict.fromkeys(("answering", "scoring"), Right.SETTINGS),
    **dict.fromkeys((
        "customer-lists", "customer-list-bring", "customer-list", "customer-choose", "customer-join", "customer-apart",
        "customer-split", "customer-undo",
    ), Right.DESCRIBE),
    **dict.fromkeys((
        "coaching-act", "score", "score-act", "reasons", "escalation", "escalation-act", "counsel-list", "counsel",
        "counsel-act", "emergency",
    ), Right.READ),  # whose it is decides what is behind these, or it is for everybody
    "due-feed": None,  # a calendar program has no session: its address is the key
}  # fmt: skip
"""All other pages of these rooms are for those who work at the desk."""


def test_a_page_opens_to_those_it_is_for():
    """What the doors of the pages hold; that each role is refused by them: tests/people/test_rights.py."""
    pages = {
        str(each.name): getattr(each.callback, "required_right", None)
        for each in (*at_desk.urlpatterns, *of_customers.urlpatterns)
    }
    assert DOORS.keys() < pages.keys()
    assert pages == {**dict.fromkeys(pages, Right.RUN), **DOORS}


def rooms() -> list[str]:
    import handrail.customers as room
    import handrail.desk as other

    homes = [Path(str(each.__file__)).parent for each in (room, other)]
    found = [(home, path) for home in homes for path in sorted(home.rglob("actions.py"))]
    return [".".join(("handrail", *path.relative_to(home.parent).with_suffix("").parts)) for home, path in found]


def test_every_deed_of_these_rooms_is_asked_or_says_why_not():
    assert deeds_of(rooms()) == DEEDS.keys() | ASKED_ELSEWHERE.keys()


@pytest.mark.parametrize("act", DEEDS, ids=name_of)
def test_a_deed_refuses_every_role_without_its_right(act):
    refuses_all_without(DEEDS[act], act)


@pytest.mark.parametrize(("kind", "right"), [("escalation", Right.TAKE), ("law", Right.RUN), ("step", Right.RUN)])
def test_an_item_is_closed_only_by_who_may_do_what_it_waits_for(kind, right):
    refuses_all_without(right, desk.close_item, item=SimpleNamespace(kind=kind), how="Done")
