"""The desk and the record with much on them: accessible, light and dark, at 320 and 1280 px, nothing to the side."""

from datetime import date

import pytest

from browser.looking import wrong_with
from cast import NOON
from handrail.calendars import clock
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions
from handrail.desk.counsel import actions as counsel
from handrail.desk.known_events import actions as known_events
from handrail.desk.models import Escalation
from handrail.desk.watching.coaching import actions as coaching
from handrail.desk.watching.following import actions as following
from handrail.desk.watching.scoring import actions as scoring
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.notice import actions as notice
from handrail.people.notice.queries import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KNOWN = {
    "business.records_calls": "none", "business.states": ("OK",), "business.customer_states": ("OK",),
    "business.sells_at_home": True, "business.sells_by_phone": True, "customer.state": "OK", "case.we_called": True,
    "call.purpose": "sales", "call.told_to_stop": True,
}  # fmt: skip
FOUND = {
    "sale.number": "RD-20871", "sale.place": "home", "sale.signed_on": date(2026, 11, 23), "sale.paid": 170000,
    "sale.notice_given": True,
}  # fmt: skip


@pytest.fixture
def addresses(owner, adopted, colleague):
    """A case in the middle with deadlines, limits, an escalation and its customer; one that waits; one that ended."""
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        given = [Given("name", "Dolores Whitaker"), Given("phone", "580-555-0142"), Given("state", "OK", "guessed")]
        dolores = customers.add(actor=actor, details=given, at=NOON)
        sale = customers.SaleGiven("RD-1", "Furnace", "home", 620000, date(2026, 11, 20))
        customers.add_sale(actor=actor, customer=dolores, sale=sale, at=NOON)
        customers.note_consent(
            actor=actor, customer=dolores, kind="calls", given=False, on=date(2026, 11, 3), how="phone", words="no",
            at=NOON,
        )  # fmt: skip

        def begin(**more):
            return actions.start(
                actor=actor, member=owner, revision=adopted, channel="counter", at=NOON, known=KNOWN, **more
            )

        full, fresh, paused, ended = begin(customer=dolores), begin(), begin(), begin(customer=dolores)
        actions.answer(actor=actor, case=full, at=NOON, step="find", facts=FOUND)
        actions.answer(actor=actor, case=full, at=NOON, step="sent", facts={"cancellation.sent_on": NOON.date()})
        actions.escalate(actor=actor, case=full, at=NOON, to="legal", why="names a lawyer")
        actions.tell(actor=actor, case=fresh, at=NOON, facts={"customer.phone": "580-555-0142"})
        actions.pause(actor=actor, case=paused, at=NOON, reason="line dropped")
        unknown = frozenset(FOUND)
        actions.answer(actor=actor, case=ended, at=NOON, step="find", facts={"customer.name": "D."}, beyond=unknown)
        event = known_events.begin(
            actor=actor, member=owner, title="Outage on Maple Avenue", answer="We work on it; it is up again by five.",
            offer="A credit of $10", at=NOON,
        )  # fmt: skip
        for customer in (dolores, None):
            known_events.attach(actor=actor, member=owner, event=event, channel="phone", customer=customer, at=NOON)
        asked = Escalation.objects.get(item__case=full)
        question = "Does she have a case, if the furnace was on show in the shop? She says her lawyer says so."
        supervisor, agent, now = colleague("supervisor"), colleague("agent"), clock.read()
        theirs = actions.start(
            actor=actor_of(agent), member=agent, revision=adopted, channel="phone", at=NOON, known=KNOWN
        )
        following.begin(actor=actor_of(supervisor), member=supervisor, case=full, at=now)
        follow = following.begin(actor=actor, member=owner, case=theirs, at=now)
        following.tell(member=agent, case=theirs, at=now)
        for whose, who in ((theirs, owner), (full, supervisor)):
            words = "Read her the number back before you go on; the two were mixed up last week."
            coaching.write(actor=actor_of(who), member=who, case=whose, step=whose.step_name, words=words, at=now)
        scoring.switch(actor=actor, on=True, reason="We teach from real calls.", at=now)
        notice.keep(actor=actor_of(agent), member=agent, sha256=current().sha256, at=now)
        run = actions.start(
            actor=actor_of(agent), member=agent, revision=adopted, channel="counter", at=NOON, known=KNOWN
        )
        told = {"customer.name": "D."}
        actions.answer(actor=actor_of(agent), case=run, at=NOON, step="find", facts=told, beyond=unknown)
        task = counsel.ask(actor=actor, case=full, counsel=colleague("reviewer"), question=question, at=NOON)
    return addresses_of(full, fresh, paused, ended, event, asked, task, follow, run)


def addresses_of(full, fresh, paused, ended, event, asked, task, follow, run) -> dict[str, str]:
    return {
        "follow": f"/desk/live/{follow.id}/",  # first: it lasts as long as it is looked at
        "score": f"/desk/{run.id}/score/", "score-none": f"/desk/{ended.id}/score/", "scoring": "/desk/scoring/", "coach": f"/desk/{follow.case_id}/coach/",
        "desk-full": "/desk/?who=0142&q=cancel", "desk-none": "/desk/?q=zebra&open=zebra", "case-full": f"/desk/{full.id}/",
        "case-proposed": f"/desk/{fresh.id}/", "case-found": f"/desk/{fresh.id}/?who=zebra",
        "case-paused": f"/desk/{paused.id}/", "case-ended": f"/desk/{ended.id}/",
        "case-change": f"/desk/{full.id}/change/", "case-change-none": f"/desk/{fresh.id}/change/",
        "case-reopen": f"/desk/{ended.id}/reopen/", "case-hand-over": f"/desk/{full.id}/hand-over/",
        "case-merge": f"/desk/{full.id}/merge/?q=cancel", "case-merge-none": f"/desk/{full.id}/merge/?q=zebra",
        "mine": "/desk/mine/?period=month", "mine-none": "/desk/mine/?q=zebra", "counsel-list": "/desk/counsel/", "counsel-none": "/desk/counsel/?q=zebra", "counsel": f"/desk/counsel/{task.id}/", "counsel-ask": f"/desk/{full.id}/counsel/",
        "escalations": "/desk/escalations/", "escalations-none": "/desk/escalations/?q=zebra", "escalation": f"/desk/escalations/{asked.id}/",
        "live": "/desk/live/", "live-none": "/desk/live/?q=zebra", "due": "/desk/due/", "due-none": "/desk/due/?q=zebra", "due-calendar": "/desk/due/calendar/", "answering": "/desk/due/answering/", "reasons": "/desk/reasons/", "reasons-none": "/desk/reasons/?q=zebra",
        "events": "/desk/events/", "events-none": "/desk/events/?q=zebra", "event-new": "/desk/events/new/",
        "event": f"/desk/events/{event.id}/", "desk-contact": f"/desk/?contact={full.id}&q=cancel", "case-flow": f"/desk/{full.id}/flow/",
        "record-full": f"/records/{full.id}/", "from-paper": "/desk/paper/?number=P-12", "emergency-case": f"/desk/emergency/?case={full.id}",
    }  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_desk_is_accessible_and_fits(owner, addresses, browse, picture, width, dark):
    page, wrong = browse(owner, width=width, dark=dark), []
    for name, address in addresses.items():
        page.goto(address)
        for more in page.locator("main details").all():
            more.evaluate("element => { element.open = true }")
        picture(page, f"{name}-{width}-{'dark' if dark else 'light'}")
        wrong += wrong_with(page, name)
    assert not wrong, "\n".join(wrong)
