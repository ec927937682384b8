"""A known event: one banner, one answer, contacts by one key, all of them told when it is over."""

import re

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import queries
from handrail.desk.actions import DeskError
from handrail.desk.known_events import actions
from handrail.desk.models import Attached, KnownEvent
from handrail.ledger.models import Event, Outgoing
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError

ANSWER = "The line on Maple Avenue is down since ten. We work on it; it should be up by five."


@pytest.fixture
def outage(owner, inside):
    return actions.begin(
        actor=actor_of(owner), member=owner, title="Outage on Maple Avenue", answer=ANSWER, offer="A credit of $10",
        at=NOON,
    )  # fmt: skip


@pytest.fixture
def person(owner, inside):
    def make(*given):
        return customers.add(actor=actor_of(owner), details=[Given(*each) for each in given], at=NOON)

    return make


def text(page):
    return re.sub(r"<[^>]+>|\s+", " ", page.content.decode())


def test_only_who_takes_escalations_answers_for_the_words(owner, colleague, sign_in, inside):
    agent = colleague("agent")
    with pytest.raises(RefusedError):
        actions.begin(actor=actor_of(agent), member=agent, title="Storm", answer="so", at=NOON)
    client = sign_in(owner)
    assert client.post("/desk/events/new/", {"title": "Storm", "answer": " "}).status_code == 422
    assert client.post("/desk/events/new/", {"title": "Storm", "answer": "Roofs first."}).status_code == 302
    assert "Roofs first." in text(sign_in(agent).get("/desk/"))


@pytest.mark.slow
def test_a_contact_is_attached_by_one_key_and_once(owner, outage, person, adopted, sign_in):
    dolores, client = person(("name", "Dolores W."), ("phone", "580-555-0142")), sign_in(owner)
    page = client.get(f"/desk/?customer={dolores.pk}").content.decode()
    assert ANSWER in page
    assert 'data-key="b"' in page
    for _ in range(2):
        client.post(f"/desk/events/{outage.pk}/attach/", {"customer": str(dolores.pk), "channel": "phone"})
    assert Attached.objects.filter(event=outage, customer=dolores).count() == 1
    assert "1 contact" in text(client.get("/desk/"))


@pytest.mark.slow
def test_a_contact_with_its_own_duty_runs_on(owner, outage, begin, sign_in):
    case, client = begin(), sign_in(owner)
    assert ANSWER in client.get(f"/desk/{case.id}/").content.decode()
    client.post(f"/desk/events/{outage.pk}/attach/", {"case": str(case.pk)})
    case.refresh_from_db()
    assert (case.status, case.known_event_id) == ("open", outage.pk)
    assert queries.events(case.id)[-1].kind == "attached-to-event"
    assert "This case belongs to it" in text(client.get(f"/desk/{case.id}/"))


def test_what_is_promised_is_carried_out_for_all_at_once(owner, outage, person):
    actor = actor_of(owner)
    for name in ("Ann A.", "Ben B."):
        actions.attach(
            actor=actor, member=owner, event=outage, channel="phone", customer=person(("name", name)), at=NOON
        )
    with pytest.raises(DeskError, match="what was done"):
        actions.carry_out(actor=actor, event=outage, how="", at=NOON)
    assert actions.carry_out(actor=actor, event=outage, how="Batch 7 of the billing list", at=NOON) == 2
    with pytest.raises(DeskError, match="nothing promised"):
        actions.carry_out(actor=actor, event=outage, how="again", at=NOON)


def test_when_it_is_over_some_are_written_to_and_the_others_stand_to_be_called(owner, outage, person, sign_in):
    actor = actor_of(owner)
    ann = person(("name", "Ann A."), ("email", "ann@example.com"))
    ben = person(("name", "Ben B."), ("phone", "580-555-0142"))
    cid = person(("name", "Cid C."), ("email", "cid@example.com"))
    customers.note_consent(
        actor=actor, customer=cid, kind="email", given=False, on=NOON.date(), how="phone", words="no", at=NOON
    )
    for customer in (ann, ben, cid, None):
        actions.attach(actor=actor, member=owner, event=outage, channel="phone", customer=customer, at=NOON)
    assert actions.end(actor=actor, event=outage, words="The line is up again.", at=NOON) == (1, 2)
    assert [row.about for row in Outgoing.objects.all()] == ["Outage on Maple Avenue"]
    assert {row.customer_id: row.told for row in Attached.objects.all()} == {
        ann.pk: "mail",
        ben.pk: "",
        cid.pk: "",
        None: "",
    }
    client = sign_in(owner)
    page = client.get(f"/desk/events/{outage.pk}/")
    assert "2 still to be called" in text(page)
    assert ANSWER not in client.get("/desk/").content.decode()
    row = Attached.objects.get(customer=ben)
    client.post(f"/desk/events/{outage.pk}/told/", {"contact": str(row.pk)})
    row.refresh_from_db()
    assert row.told == "person"
    with pytest.raises(DeskError, match="is over"):
        actions.attach(actor=actor, member=owner, event=outage, channel="phone", customer=ann, at=NOON)
    kinds = list(Event.objects.filter(chain__subject_id=outage.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds[0] == "event-begun"
    assert kinds[-1] == "customer-told"


def test_the_list_is_searched_sorted_and_exported(owner, outage, sign_in):
    client = sign_in(owner)
    assert "Outage on Maple Avenue" in text(client.get("/desk/events/?q=maple"))
    assert "No event fits" in text(client.get("/desk/events/?q=zebra&sort=title"))
    assert b"Outage on Maple Avenue" in b"".join(client.get("/desk/events/?format=csv"))
    assert KnownEvent.objects.count() == 1


def test_who_was_told_is_told_once_and_who_was_not_there_can_not_be(owner, outage, person):
    actor, ben = actor_of(owner), person(("name", "Ben B."), ("phone", "580-555-0142"))
    row = actions.attach(actor=actor, member=owner, event=outage, channel="phone", customer=ben, at=NOON)
    for _ in range(2):
        actions.told(actor=actor, row=row, at=NOON)
    assert Event.objects.filter(kind="customer-told").count() == 1
    assert actions.end(actor=actor, event=outage, words="It is up.", at=NOON) == (0, 0)
    with pytest.raises(DeskError, match="is over"):
        actions.attach(actor=actor, member=owner, event=outage, channel="phone", customer=ben, at=NOON)
    with pytest.raises(DeskError, match="over already"):
        actions.end(actor=actor, event=outage, words="Again.", at=NOON)
