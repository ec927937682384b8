"""Several requests in one contact, several contacts at once, and a case that begins with anything."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions, queries
from handrail.desk.models import Case
from handrail.desk.several import actions as several
from handrail.desk.several.queries import in_hand
from handrail.desk.several.tabs import InHand, tabs
from handrail.desk.starting.anything import Begin, read
from handrail.people.actions import actor_of

CHANNELS = frozenset({"phone", "chat"})


def row(contact, number="2026-000001", **more):
    return InHand(uuid4(), contact, "A request", number, more.pop("status", "open"), "Step", **more)


def test_the_requests_of_the_contact_in_hand_come_first_then_the_other_contacts():
    one, other = uuid4(), uuid4()
    rows = [row(other, "2026-000001"), row(one, "2026-000003"), row(one, "2026-000002"), row(one, "", item=True)]
    made = tabs(rows, rows[1].id, one, NOON)
    assert [tab.row.number for tab in made] == ["2026-000002", "2026-000003", "", "2026-000001"]
    assert [tab.key for tab in made] == ["Alt+1", "Alt+2", "Alt+3", "Alt+4"]
    assert [tab.here for tab in made] == [False, True, False, False]
    assert made[2].waits == "queued"


def test_a_tab_says_what_waits():
    one = uuid4()
    rows = [row(one, "1", status="paused"), row(one, "2", due=NOON - timedelta(hours=1)), row(one, "3")]
    assert [(tab.waits, tab.tone) for tab in tabs(rows, rows[0].id, one, NOON)] == [
        ("paused", ""), ("late", "danger"), ("", "")
    ]  # fmt: skip


def test_more_than_nine_have_no_key():
    one = uuid4()
    made = tabs([row(one, f"{n:02}") for n in range(11)], uuid4(), one, NOON)
    assert [tab.key for tab in made][8:] == ["Alt+9", "", ""]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"q": "wants to cancel"}, Begin(words="wants to cancel")),
        ({"q": "(580) 555-0142"}, Begin(who="(580) 555-0142")),
        ({"q": "d@example.com"}, Begin(who="d@example.com")),
        ({"q": "2026-000007"}, Begin(words="2026-000007", case="2026-000007")),
        ({"phone": "+15805550142", "ref": "ZD-4411", "subject": "Late", "channel": "chat"},
         Begin(words="Late", who="+15805550142", ref="ZD-4411", channel="chat")),
        ({"channel": "carrier pigeon", "procedure": "cancel-order"}, Begin(procedure="cancel-order")),
        ({"q": "order 12"}, Begin(words="order 12")),
    ],
)  # fmt: skip
def test_what_is_in_hand_is_told_apart(given, found):
    assert read(given, CHANNELS) == found


@pytest.mark.slow
def test_a_link_from_a_help_desk_needs_one_key(owner, adopted, sign_in, inside):
    client = sign_in(owner)
    page = client.get("/desk/?procedure=try-home-sale&ref=ZD-4411&channel=chat&phone=5805550142").content.decode()
    assert 'name="ref" value="ZD-4411"' in page
    assert re.search(r'name="revision" value="[\w-]+" data-first', page)
    client.post("/desk/start/", {"revision": str(adopted.pk), "channel": "chat", "ref": "ZD-4411"})
    case = Case.objects.get()
    assert (case.brought, case.channel) == ("ZD-4411", "chat")
    assert queries.events(case.id)[0].data["brought"] == "ZD-4411"
    assert "ZD-4411" in client.get(f"/desk/{case.id}/").content.decode()


@pytest.mark.slow
def test_the_number_of_a_case_leads_to_it(owner, begin, sign_in):
    case = begin()
    assert f"Open case {case.number}" in sign_in(owner).get(f"/desk/?q={case.number}").content.decode()


@pytest.mark.slow
def test_a_second_request_is_queued_and_begins_in_the_same_contact(owner, in_force, begun, sign_in, inside):
    actor, client = actor_of(owner), sign_in(owner)
    other = in_force("  - {id: only, record: [case.reason], end: resolved}\n", "change-address")
    dolores = customers.add(actor=actor, details=[Given("name", "Dolores W.")], at=NOON)
    case = begun(in_force("  - {id: only, do: Do it., record: [case.reason], end: resolved}\n"))
    actions.meet(actor=actor, case=case, customer=dolores, at=NOON)
    page = client.get(f"/desk/?contact={case.id}&q=address").content.decode()
    assert f'name="contact" value="{case.id}"' in page
    client.post("/desk/start/", {"later": str(other.pk), "contact": str(case.id)})
    item = queries.open_items(case).get(kind="request")
    assert [tab.waits for tab in in_hand(owner, case, NOON)] == ["", "queued"]
    answer = client.post(f"/desk/item/{item.pk}/begin/")
    second = Case.objects.exclude(pk=case.pk).get()
    assert answer.url == f"/desk/{second.id}/"
    assert (second.contact, second.customer_id, second.channel) == (case.id, dolores.pk, "counter")
    assert [tab.row.id for tab in in_hand(owner, second, NOON)] == [case.id, second.id]
    assert not queries.open_items(case).filter(kind="request")
    client.post(f"/desk/item/{item.pk}/begin/")  # pressed twice
    assert Case.objects.count() == 2
    with pytest.raises(actions.DeskError, match="begun already"):
        several.begin(actor=actor, member=owner, item=item, of=case, revision=other, known={}, at=NOON)


@pytest.mark.slow
def test_one_agent_sees_all_chats_and_what_waits_in_them(owner, begin, sign_in, inside):
    one, other = begin(), begin()
    actions.pause(actor=actor_of(owner), case=other, at=NOON, reason="she looks for the paper")
    page = re.sub(r"\s+", " ", sign_in(owner).get(f"/desk/{one.id}/").content.decode())
    assert re.search(rf'href="/desk/{other.id}/" data-key="Alt\+2">', page)
    assert '<span class="label">paused</span>' in page
