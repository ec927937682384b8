"""A case from hand to hand: handed over with a summary, taken over, joined with its double."""

import re
from datetime import date

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.handing import actions as handing
from handrail.desk.handing.summary import summary
from handrail.desk.models import Open
from handrail.people import actions as people
from handrail.people.actions import actor_of

OWED = {
    "customer.name": "Dolores", "sale.number": "RD-1", "sale.place": "home", "sale.signed_on": date(2026, 11, 23),
    "sale.paid": 170000, "sale.total": 680000, "sale.notice_given": True, "sale.is_consumer": True,
    "cancellation.sent_on": date(2026, 11, 24), "sale.customer_asked_visit": False,
}  # fmt: skip
FOUND = {"customer.name": "Dolores W.", "sale.number": "RD-9", "sale.place": "home"}


def text(page):
    return re.sub(r"<[^>]+>|\s+", " ", page.content.decode())


def test_the_summary_names_what_was_done_what_comes_and_what_is_due():
    assert summary(["Open the call"], "Find the sale", [("Order", "RD-9")], ["Call back"]) == (
        "Done: Open the call.\nNow: Find the sale.\nKnown: Order: RD-9.\nDue: Call back."
    )
    assert summary([], "", [], []) == ""


@pytest.mark.slow
def test_a_colleague_reads_the_summary_first_and_goes_on(owner, colleague, sign_in, begin, inside):
    case, agent = begin(), colleague("agent")
    actions.tell(actor=actor_of(owner), case=case, at=NOON, facts=FOUND)
    page = sign_in(owner).get(f"/desk/{case.id}/hand-over/").content.decode()
    assert "Now: Find the customer and the sale." in page
    assert "Order number: RD-9" in page or "RD-9" in page
    sent = {"to": str(agent.pk), "summary": "She waits for the notice."}
    answer = sign_in(owner).post(f"/desk/{case.id}/hand-over/", sent, follow=True)
    assert f"Case {case.number} is with {agent.user.name} now." in text(answer)
    case.refresh_from_db()
    assert case.agent_id == agent.pk
    theirs = sign_in(agent)
    assert "She waits for the notice." in text(theirs.get(f"/desk/{case.id}/"))
    actions.pause(actor=actor_of(agent), case=case, at=NOON, reason="tea")
    actions.resume(actor=actor_of(agent), case=case, at=NOON)
    assert "She waits for the notice." not in text(theirs.get(f"/desk/{case.id}/"))


def test_what_is_left_for_the_shift_is_taken_over_by_whoever_comes(owner, colleague, sign_in, begin, inside):
    case, agent = begin(), colleague("agent")
    handing.hand_over(actor=actor_of(owner), case=case, to=None, summary="Call her at five.", at=NOON)
    waits = [row.what for row in queries.open_items(case) if row.kind == "handover"]
    assert waits == ["Left for the next shift: read the summary, then take it over"]
    page = sign_in(agent).get(f"/desk/{case.id}/").content.decode()
    assert "Take over" in page
    sign_in(agent).post(f"/desk/{case.id}/take-over/")
    case.refresh_from_db()
    assert case.agent_id == agent.pk
    assert not [row for row in queries.open_items(case) if row.kind == "handover"]
    assert queries.events(case.id)[-1].kind == "taken-over"


def test_nothing_is_handed_to_somebody_who_does_not_work_at_the_desk(owner, colleague, begin, inside):
    case = begin()
    for to, why in ((colleague("auditor"), "does not work at the desk"), (owner, "already")):
        with pytest.raises(DeskError, match=why):
            handing.hand_over(actor=actor_of(owner), case=case, to=to, summary="so", at=NOON)
    with pytest.raises(DeskError, match="has to know"):
        handing.hand_over(actor=actor_of(owner), case=case, to=None, summary=" ", at=NOON)


@pytest.mark.slow
def test_a_double_ends_as_that_and_what_it_owes_goes_on_in_the_other(at_noon, owner, sign_in, begin, inside):
    actor = actor_of(owner)
    dolores = customers.add(actor=actor, details=[Given("name", "Dolores W.")], at=NOON)
    double, other = begin(customer=dolores), begin(customer=dolores)
    actions.tell(actor=actor, case=double, at=NOON, facts={"customer.state": "OK"})
    actions.escalate(actor=actor, case=double, at=NOON, to="legal", why="names a lawyer")
    page = sign_in(owner).get(f"/desk/{double.id}/merge/").content.decode()
    assert f"Case {other.number}" in page
    sent = {"into": str(other.pk), "why": "She called twice."}
    assert sign_in(owner).post(f"/desk/{double.id}/merge/", sent).url == f"/desk/{other.id}/"
    double.refresh_from_db()
    assert (double.status, double.outcome, double.merged_into_id) == ("ended", "duplicate", other.pk)
    assert [row.what for row in queries.open_items(other)] == ["names a lawyer"]
    assert queries.state(other).facts["customer.state"] == "OK"
    assert queries.events(other.id)[-1].data == {
        "double": double.number, "items": 1, "sealed": queries.events(other.id)[-1].data["sealed"]
    }  # fmt: skip
    assert f"It goes on in case {other.number}" in text(sign_in(owner).get(f"/desk/{double.id}/")).replace("  ", " ")


def test_cases_of_two_customers_are_not_joined(owner, begin, inside):
    actor = actor_of(owner)
    rows = [customers.add(actor=actor, details=[Given("name", name)], at=NOON) for name in ("Ann A.", "Ben B.")]
    one, other = (begin(customer=row) for row in rows)
    with pytest.raises(DeskError, match="two customers"):
        handing.merge(actor=actor, case=one, into=other, reason="so", at=NOON)
    with pytest.raises(DeskError, match="another case"):
        handing.merge(actor=actor, case=one, into=one, reason="so", at=NOON)
    assert not Open.objects.filter(case=other)


def test_a_double_is_joined_with_a_reason_and_once(owner, begin, inside):
    actor, (one, other) = actor_of(owner), (begin(), begin())
    with pytest.raises(DeskError, match="Write why they are the same"):
        handing.merge(actor=actor, case=one, into=other, reason=" ", at=NOON)
    handing.merge(actor=actor, case=one, into=other, reason="Same call", at=NOON)
    for case, into in ((one, other), (other, one)):
        with pytest.raises(DeskError, match="still open"):
            handing.merge(actor=actor, case=case, into=into, reason="Again", at=NOON)
    for does in ({"to": None, "summary": "Call her"}, {"member": owner}):
        with pytest.raises(DeskError, match="has ended"):
            (handing.hand_over if "to" in does else handing.take_over)(actor=actor, case=one, at=NOON, **does)


def test_nothing_is_handed_to_who_has_left_and_what_waits_for_the_shift_waits_once(owner, agent, begin, inside):
    actor, case = actor_of(owner), begin()
    people.switch_member(actor=actor, member=agent, active=False, at=NOON)
    agent.refresh_from_db()
    with pytest.raises(DeskError, match="does not work at the desk"):
        handing.hand_over(actor=actor, case=case, to=agent, summary="so", at=NOON)
    with pytest.raises(DeskError, match="card number"):
        handing.hand_over(actor=actor, case=case, to=None, summary="card 4111 1111 1111 1111", at=NOON)
    for words in ("Call her at five.", "Call her at six."):
        handing.hand_over(actor=actor, case=case, to=None, summary=words, at=NOON)
    assert Open.objects.filter(case=case, kind="handover", closed_at=None).count() == 1


def test_the_deadline_of_two_doubles_stands_once(owner, begin, inside):
    actor, known = actor_of(owner), {**OWED, "customer.state": "OK"}
    one, other = begin(known=known), begin(known=known)
    duties = sorted(Open.objects.filter(case=other, kind="law").values_list("duty", flat=True))
    assert duties
    handing.merge(actor=actor, case=one, into=other, reason="Same call", at=NOON)
    stand = Open.objects.filter(kind="law", closed_at=None)
    assert sorted(stand.filter(case=other).values_list("duty", flat=True)) == duties
    assert not stand.exclude(case=other).exists()
