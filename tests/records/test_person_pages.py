"""A person's data through its pages: what the law wants today, handing out, putting right, erasing; and who looked."""

import html
import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection

from cast import IN_FORCE_SINCE, NOON
from handrail.business.actions import answer
from handrail.config.wiring import LOOKS
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.inquiries import actions as inquiries
from handrail.inquiries.holding import Held
from handrail.inquiries.models import Ticket
from handrail.inquiries.tickets import open_file
from handrail.ledger import scope
from handrail.ledger.ids import new_id
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.procedures import actions as procedures
from handrail.procedures.queries import in_force
from handrail.records.looks import actions as looks
from handrail.records.models import ErasureAsked, Look
from handrail.records.persons import queries as persons
from handrail.records.persons.bundle import bundled
from records.test_case_file import case  # noqa: F401 - a whole case


@pytest.fixture(autouse=True)
def _every_look_is_a_first_one():
    looks.forget_seen()


@pytest.fixture
def said(owner, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    client = sign_in(owner)

    def read(address: str, **sent) -> str:
        done = client.post(address, sent) if sent else client.get(address)
        assert done.status_code in (200, 302, 422), (address, done.status_code)
        return done.content.decode()

    return read


@pytest.fixture
def ana(owner):
    with scope.organization(owner.organization_id):
        given = [Given("name", "Ottoline Quarles"), Given("phone", "580-555-0142"), Given("state", "OK")]
        yield customers.add(actor=actor_of(owner), details=given, at=NOON)


def test_where_no_privacy_act_binds_today_it_says_so_with_the_day_and_the_size(ana, owner, said):
    told = {
        "business.states": ("OK",), "business.customer_states": ("OK",), "business.consumers_a_year": 900,
        "business.organization": "for-profit",
    }  # fmt: skip
    answer(actor=actor_of(owner), answers=told, at=NOON)
    page = said(f"/records/persons/{ana.id}/")
    for words in (
        "Not required of you.",
        "If you promise it, keep it",
        "Jan 1, 2027",
        "100,000",
        "75A O.S. 302",
        "your adviser",
    ):
        assert words in page, words
    assert "Begin one at the desk" not in page, "the procedure is not in force here"
    assert "Adopt it from the library" in page


def test_where_one_binds_the_day_counts_from_the_contact(owner):
    from handrail.law.engine import load_law
    from handrail.records.persons.standing import standing

    facts = {
        "business.states": ("OK",), "business.customer_states": ("OK",), "business.consumers_a_year": 150_000,
        "business.organization": "for-profit", "business.is_public_body": False, "business.is_lender": False,
        "business.breach_rules": "none", "customer.state": "OK",
    }  # fmt: skip
    asked = NOON.date().replace(year=2027, month=2, day=1)
    found = standing(load_law(), facts, "delete", asked, asked, "America/Chicago")
    assert [(row.due.day.isoformat(), row.said.citation) for row in found.binding] == [
        ("2027-03-18", "75A O.S. 302 (SB 546 of 2026)")
    ]
    assert not found.may
    before = standing(load_law(), facts, "delete", NOON.date(), NOON.date(), "America/Chicago")
    assert not before.required
    assert any("Jan 1, 2027" in row.begins and any("100,000" in line for line in row.binds) for row in before.would)
    assert [(row.duty, before.may) for row in before.would] == [("us-ok.privacy-request", False)], (
        "no other kind of duty"
    )
    assert not found.would, "what binds is not told as what would"
    small = standing(load_law(), {**facts, "business.consumers_a_year": 9}, "delete", asked, asked, "America/Chicago")
    assert [(row.duty, row.begins) for row in small.would] == [("us-ok.privacy-request", "")], "it has begun"
    both = standing(
        load_law(),
        {**facts, "business.states": ("OK", "VT"), "business.consumers_a_year": 9},
        "delete",
        asked,
        asked,
        "UTC",
    )
    assert {row.duty: row.begins for row in both.would} == {
        "us-ok.privacy-request": "", "us-vt.privacy-act.2028": "It begins on Sat, Jan 1, 2028.",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_request_is_begun_at_the_desk_with_this_customer_and_stands_with_them(ana, owner, said):
    actor = actor_of(owner)
    procedures.adopt(actor=actor, slug="privacy-request", at=NOON, on=IN_FORCE_SINCE, despite="So.")
    begin = re.search(r'href="(/desk/[^"]*)">Begin one at the desk', said(f"/records/persons/{ana.id}/"))
    desk_page = said(html.unescape(begin[1]))
    assert "A request about personal data" in desk_page
    assert str(ana.pk) in desk_page
    version = in_force("privacy-request", NOON.date())
    asked = desk.start(
        actor=actor,
        member=owner,
        revision=version,
        channel="email",
        known={},
        customer=ana,
        at=NOON - timedelta(days=3),
    )
    page = said(f"/records/persons/{ana.id}/")
    assert f"Case {asked.number}, in which they ask, stays" in page
    assert [row.pk for row in persons.requests(ana)] == [asked.pk]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_is_handed_out_to_read_and_for_a_machine_and_that_is_on_record(case, said):  # noqa: F811
    page = said(f"/records/persons/{case.customer_id}/export/", form="page")
    assert all(words in page for words in ("Dolores Whitaker", "hard of hearing", "RD-20871", "tag.png"))
    assert "Nov 24, 2026, " in page, "what is handed out says of which year it is"
    assert "Dolores Whitaker" in said("/records/persons/?format=csv")
    assert Event.objects.get(kind="exported").data == {"customers": 1}, "a list of everybody is on record too"
    made = json.loads(said(f"/records/persons/{case.customer_id}/export/", form="file"))
    values = [row["value"] for room in made["rooms"] for thing in room["holds"] for row in thing["told"]]
    assert {"Dolores Whitaker", "hard of hearing", "RD-20871"} <= set(values)
    handed = Event.objects.filter(kind="person-handed-out").order_by("seq")
    assert [row.data["form"] for row in handed] == ["page", "file"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_is_handed_out_whole_with_its_photos_and_papers(case, owner, sign_in):  # noqa: F811
    answer = sign_in(owner).post(f"/records/persons/{case.customer_id}/export/", {"form": "whole"})
    with zipfile.ZipFile(BytesIO(answer.getvalue())) as made:
        assert made.namelist() == ["read-me-first.html", "for-a-machine.json", "files/001-tag.png"]
        assert made.read("files/001-tag.png").startswith(b"\x89PNG")
        assert "Dolores Whitaker" in made.read("read-me-first.html").decode()
    assert Event.objects.get(kind="person-handed-out").data["form"] == "whole"


def test_no_name_of_a_file_leads_out_of_the_folder(tmp_path):
    (tmp_path / "a").write_bytes(b"a")
    made = bundled(b"", b"", [(name, tmp_path / "a") for name in ("../../x.png", "c:\\y.png", "x.png", "..", "z/")])
    with made, zipfile.ZipFile(made) as file:
        names = [f"files/00{n}-{name}" for n, name in enumerate(("x.png", "y.png", "x.png", "..", "z"), 1)]
        assert file.namelist()[2:] == names


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_wrong_in_a_case_is_put_right_beside_it(case, said):  # noqa: F811
    address = f"/records/persons/{case.customer_id}/right/"
    assert "Choose the cases" in said(address, words="It was the furnace.")
    assert "a card number" in said(address, words="4111 1111 1111 1111", case=str(case.pk))
    said(address, words="It was the furnace, not the boiler.", case=str(case.pk))
    assert "It was the furnace, not the boiler." in said(f"/records/{case.pk}/")
    assert "The note stands in 1 case." in said(f"/records/persons/{case.customer_id}/?noted=1")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_erasing_needs_a_look_and_a_reason_and_takes_the_tickets_that_are_theirs(ana, owner, said):
    data = b"Id,From,Description\n1,Ottoline Quarles,Where is my furnace?\n2,Bo Lee,Where is mine?\n"
    held = Held(new_id(), owner.organization_id, owner.pk, "t.csv", "0" * 64, len(data), open_file(data, "t.csv"))
    inquiries.bring_file(
        actor=actor_of(owner), held=held, mapping={"text": "Description", "customer_ref": "From"}, at=NOON
    )
    mine = Ticket.objects.get(customer="Ottoline Quarles")
    address = f"/records/persons/{ana.id}/"
    assert f"ticket:{mine.pk}" in said(address)
    asks = {"why": "She came to the counter.", "ticket": f"ticket:{mine.pk}", "aside": list(_duties())}
    assert "Tick that you looked" in said(f"{address}erase/", **asks)
    assert "Write why" in said(f"{address}erase/", **{**asks, "why": "", "sure": "yes"})
    done = said(f"{address}erase/", **asks, sure="yes")
    assert "No words of theirs stay." in done
    assert "Ottoline Quarles" not in done
    assert sorted(Ticket.objects.values_list("customer", flat=True)) == ["", "Bo Lee"]
    assert not ErasureAsked.objects.exists()
    if connection.vendor == "sqlite":
        assert b"Ottoline Quarles" not in connection.connection.serialize()


def _duties():
    from handrail.law.engine import load_law

    return load_law().duties


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_opened_what_stands_in_the_list_once_in_ten_minutes_and_a_day_is_hashed_into_one_event(
    case,  # noqa: F811
    owner,
    said,
    monkeypatch,
):
    for address in (
        f"/customers/{case.customer_id}/",
        f"/desk/{case.pk}/",
        f"/records/{case.pk}/",
        f"/records/{case.pk}/",
    ):
        said(address)
    said(f"/records/{case.pk}/case-file/", form="json")
    seen = [(row.what, row.name) for row in Look.objects.order_by("at", "pk")]
    assert seen == [(what, owner.user.name) for what in ("customer", "case", "record", "case-file")]
    assert set(Look.objects.values_list("customer", flat=True)) == {case.customer_id}
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + timedelta(minutes=11))
    said(f"/records/{case.pk}/")
    assert Look.objects.count() == 5
    listed = said("/records/looks/?q=case+file")
    assert listed.count("Case file taken") == 1

    actor = actor_of(owner)
    assert looks.daily(actor=actor, at=NOON + timedelta(days=2)) == 2
    assert looks.daily(actor=actor, at=NOON + timedelta(days=2)) == 0
    kept = Event.objects.filter(kind="looks-gathered").order_by("seq").first().data
    assert (kept["looks"], kept["sha256"]) == (5, looks.hash_of(NOON.date()))


def test_every_page_of_one_person_case_or_ticket_is_in_the_list_of_looks():
    from django.urls import get_resolver

    found = get_resolver().reverse_dict
    rooms = ("customers/", "desk/", "records/", "inquiries/tickets/")
    keyed = {
        name for name in found if isinstance(name, str) for shape, keys in found.getlist(name)[0][0]
        if keys and shape.startswith(rooms)
    }  # fmt: skip
    shows = keyed - NO_LOOK.keys()  # a new page: name it in config.wiring.LOOKS, or below with its reason
    assert shows == {name for name in LOOKS if name in keyed}, shows ^ LOOKS.keys()


# Addresses with a key in these rooms that show nobody's data, or show it only as part of a page that is in the list.
NO_LOOK = {
    "customer-consent": "takes a form", "customer-sale": "a form on the customer's page",
    "customer-sale-change": "a form on the customer's page", "customer-choose": "a list", "customer-join": "a form",
    "customer-apart": "takes a form", "customer-split": "a form", "customer-undo": "takes a form",
    "customer-remove": "takes a form", "customer-put-back": "takes a form",
    "customer-list": "a list that was brought in; it names its rows' faults",
    "known-event": "names cases, nobody else", "known-event-act": "takes a form", "item-begin": "takes a form",
    "escalation-act": "takes a form", "counsel-act": "takes a form", "counsel-ask": "a form; it shows a case's number",
    "case-draft": "keeps what its own page shows", "case-reopen": "takes a form", "case-hand-over": "takes a form", "case-merge": "takes a form",
    "case-act": "takes a form", "promise-act": "takes a form", "due-feed": "numbers of cases, and nobody", "mine-of": "one's own work, opened by nobody else", "item-close": "takes a form", "checkpoint": "names nobody",
    "case-file-set": "handing it out is an event of its own", "hold-lift": "takes a form", "disposal": "names nobody",
    "disposal-certificate": "names nobody", "person-right": "takes a form", "person-erase": "takes a form",
    "case-follow": "takes a form", "case-watched": "part of the agent’s own page", "coaching-act": "takes a form",
    "score-act": "takes a form",
}  # fmt: skip
