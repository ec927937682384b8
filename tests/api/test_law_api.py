"""The law over the API: the same answers as the command and the pages, rights, refusals in JSON, bad input."""

import json
import re

import pytest
from django.test import Client
from ninja.operation import PathView

from cast import NOON
from handrail.api.api import api
from handrail.business import actions as business
from handrail.law import printed
from handrail.law.engine import load_law
from handrail.law.questions import pairs
from handrail.ledger import scope
from handrail.people.actions import actor_of
from handrail.people.rights import Role

pytestmark = pytest.mark.django_db
SHOP = {
    "business.sells_at_home": True, "business.customer_states": ("OK", "other"), "business.states": ("OK",),
    "business.sells_by_phone": True, "business.channels": ("phone",), "business.trade": "propane",
}  # fmt: skip
SALE = [
    "customer.state=OK", "sale.place=home", "sale.total=6,800.00", "sale.is_consumer=yes", "sale.shop_talks_before=no",
    "sale.customer_asked_visit=yes", "sale.is_extra=yes", "sale.notice_given=yes", "sale.signed_on=2026-11-24",
]  # fmt: skip
CALL = ["customer.state=OK", "case.we_called=yes", "call.purpose=sales", "call.automated=no"]


@pytest.fixture
def asks(owner, sign_in, monkeypatch):
    """A signed-in session of a shop that told what it is, on a fixed day."""
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    with scope.organization(owner.organization_id):
        business.answer(actor=actor_of(owner), answers=SHOP, at=NOON)
    return sign_in(owner)


def told(answer, status: int = 200) -> dict:
    assert answer.status_code == status, answer.content[:600]
    assert answer["Content-Type"].startswith("application/json")
    return json.loads(answer.content)


def operations():
    for path, view in api._routers[1][1].path_operations.items():
        assert isinstance(view, PathView)
        for operation in view.operations:
            yield path, operation


# Rights


def test_every_operation_asks_for_a_right() -> None:
    found = list(operations())
    assert len(found) >= 14
    assert [path for path, each in found if not getattr(each.view_func, "required_right", None)] == []


def test_nobody_asks_without_a_session_and_the_refusal_says_what_to_do(db) -> None:
    for path, operation in operations():
        address = "/api/law" + re.sub(r"{\w+}", "x", path)
        for method in operation.methods:
            answer = getattr(Client(), method.lower())(address)
            found = told(answer, 401)
            assert found["error"] == "not_signed_in"
            assert "/account/login/" in found["what_next"]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_that_may_read_may_ask(owner, colleague, sign_in, role) -> None:
    client = sign_in(owner if role == Role.OWNER else colleague(role.value))
    assert told(client.get("/api/law/explain/us-ok.surcharge"))["answer"]["duty"] == "us-ok.surcharge"


def test_a_role_without_the_right_is_told_who_may(asks, monkeypatch) -> None:
    monkeypatch.setattr("handrail.people.api.may", lambda role, right: False)
    found = told(asks.get("/api/law/applies"), 403)
    assert found["error"] == "refused"
    assert found["says"].startswith("Only ")


def test_what_is_posted_needs_the_token_of_the_session(owner) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner.user, backend="django.contrib.auth.backends.ModelBackend")
    found = told(strict.post("/api/law/may?kind=call.hours", {}, content_type="application/json"), 403)
    assert "X-CSRFToken" in found["what_next"]


def test_one_business_asks_about_itself_only(asks, stranger, sign_in) -> None:
    mine = told(asks.get("/api/law/applies?duty=us-ok.home-solicitation"))["answer"]["duties"][0]
    theirs = told(sign_in(stranger).get("/api/law/applies?duty=us-ok.home-solicitation"))["answer"]["duties"][0]
    assert (mine["verdict"], theirs["verdict"]) == ("yes", "depends")


# The same answers


def test_it_answers_as_the_command_does(asks, owner) -> None:
    facts = {**SHOP, **pairs(SALE, "America/Chicago")}
    got = told(asks.get("/api/law/due", {"fact": SALE, "kind": "home-solicitation.cancel", "at": "2026-11-25"}))
    law = load_law()
    on = NOON.date().replace(day=25)
    assert got["answer"] == printed.due(law, facts, on, "America/Chicago", "home-solicitation.cancel").data
    assert got["on"] == "2026-11-25"
    assert got["zone"] == "America/Chicago"
    assert {row["pack"] for row in got["law_files"]} == set(law.packs)
    assert got["without"] == []  # the customer is where there is a file, whatever else the business sells in
    assert "not legal advice" in got["note"]


def test_facts_in_the_body_give_the_same_as_in_the_address(asks) -> None:
    body = {
        "at": "2026-11-25", "facts": {
            "customer.state": "OK", "sale.place": "home", "sale.total": "6,800.00", "sale.is_consumer": True,
            "sale.shop_talks_before": False, "sale.customer_asked_visit": True, "sale.is_extra": True,
            "sale.notice_given": True, "sale.signed_on": "2026-11-24",
        },
    }  # fmt: skip
    kind = "home-solicitation.cancel"
    posted = told(asks.post(f"/api/law/due?kind={kind}", json.dumps(body), content_type="application/json"))
    asked = told(asks.get("/api/law/due", {"fact": SALE, "kind": kind, "at": "2026-11-25"}))
    assert posted == asked
    assert posted["answer"]["settled"][0]["day"] == "2026-12-01"


def test_a_call_at_night_is_refused_with_the_hour_it_may_be_made(asks) -> None:
    found = told(asks.get("/api/law/may", {"kind": "call.hours", "fact": CALL, "at": "2026-11-24T20:10"}))["answer"]
    assert found["verdict"] == "no"
    assert found["next"].startswith("2026-11-25T0")
    assert all(row["citation"] and row["status"] for row in found["reasons"])
    assert found["trace"]


def test_a_number_not_published_is_null_with_the_reason(asks) -> None:
    found = told(asks.get("/api/law/values/us-vt.minimum-wage?at=2027-01-01"))["answer"]
    assert (found["value"], found["state"]) == (None, "not-published")
    assert told(asks.get("/api/law/values/us-vt.minimum-wage?at=2026-12-31"))["answer"]["value"] == 1442


@pytest.mark.slow
def test_records_changes_numbers_and_what_is_not_held(asks) -> None:
    kept = told(asks.get("/api/law/keep"))["answer"]["keep"]
    assert all(row["citation"] and row["status"] for row in kept)
    changed = told(asks.get("/api/law/changes"))["answer"]["changes"]
    assert all(row["day"] >= "2026-11-24" for row in changed)
    assert len(told(asks.get("/api/law/values"))["answer"]["values"]) == len(load_law().values)
    assert all(row["ask"] for row in told(asks.get("/api/law/not-held"))["answer"]["not_held"])


def test_days_as_a_calendar_file(asks) -> None:
    kind = "home-solicitation.cancel"
    answer = asks.get("/api/law/due.ics", {"fact": SALE, "kind": kind, "at": "2026-11-25"})
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20261201" in answer.content.decode()


# Bad input


def test_a_state_without_a_file_is_said_and_federal_law_answers(asks) -> None:
    found = told(asks.get("/api/law/applies?state=Texas"))
    assert found["without"] == ["Texas"]
    assert "add-a-state.md" in found["how_to_add"]
    assert {row["duty"].split(".")[0] for row in found["answer"]["duties"] if row["verdict"] != "no"} == {"us"}


@pytest.mark.parametrize("asked", ["applies?", "due?", "keep?", "may?kind=call.hours&"])
def test_a_case_in_a_state_without_a_file_says_so_whatever_is_asked(asks, asked: str) -> None:
    """The customer's own state counts, not all the business sells in."""
    found = told(asks.get(f"/api/law/{asked}fact=customer.state=TX"))
    assert found["without"] == ["TX"]
    assert "add-a-state.md" in found["how_to_add"]
    assert told(asks.get(f"/api/law/{asked}fact=customer.state=oklahoma"))["without"] == []


def test_a_day_before_anybody_looked_names_the_duties_that_may_not_have_been_there(asks) -> None:
    found = told(asks.get("/api/law/applies?at=1950-01-01"))["answer"]
    assert found["first_day_not_known"]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("applies?at=2026-02-30", 422, "write a day like 2026-11-24"),
        ("applies?at=soon", 422, "write a day like 2026-11-24"),
        ("applies?zone=Mars/Base", 422, "there is no such zone"),
        ("applies?zone=../../etc", 422, "there is no such zone"),
        ("applies?fact=sale.signed_on", 422, "write NAME=VALUE"),
        ("applies?fact=sale.sgined_on=2026-11-24", 422, "Did you mean sale.signed_on?"),
        ("applies?fact=sale.signed_on=2026-11-31", 422, "2026-11-31"),
        ("applies?fact=customer.state=Texsa", 422, "Did you mean Texas?"),
        ("applies?duty=us-ok.surcharg", 404, "Did you mean us-ok.surcharge?"),
        ("explain/us-ok.nothing", 404, "There is no duty us-ok.nothing."),
        ("may", 422, "kind"),
        ("may?kind=call.hour", 404, "Did you mean call.hours?"),
        ("values/us-vt.minimum-wag", 404, "Did you mean us-vt.minimum-wage?"),
        ("due?at=0001-01-01", 422, "write a day from 1902 to 2100"),
        ("due?fact=sale.signed_on=9999-12-31&kind=home-solicitation.cancel", 422, "too far away"),
    ],
)
def test_bad_input_says_what_to_write_instead(asks, address, status, says) -> None:
    found = told(asks.get(f"/api/law/{address}"), status)
    assert set(found) == {"error", "says", "what_next"}
    assert says in found["says"]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"sale.total": 1700}, "write money as a string of dollars"),
        ({"sale.total": "a lot"}, "sale.total"),
        ({"sale.signed_on": True}, "day"),
        ({"nothing.like_it": 1}, "There is no fact named nothing.like_it."),
    ],
)
def test_bad_facts_in_a_body_say_what_to_write_instead(asks, facts, says) -> None:
    answer = asks.post("/api/law/applies", json.dumps({"facts": facts}), content_type="application/json")
    found = told(answer, 422)
    assert says.lower() in found["says"].lower() or found["says"]


@pytest.mark.parametrize("body", ["{", '{"facts": 1}', '{"facts": {"a": {"b": 1}}}', "\x00"])
def test_a_body_that_is_none_is_refused_in_json(asks, body) -> None:
    answer = asks.post("/api/law/applies", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert set(told(answer, answer.status_code)) == {"error", "says", "what_next"}


def test_an_address_that_is_not_there_is_json_for_a_program(asks) -> None:
    assert asks.get("/api/law/nothing").status_code == 404


def test_another_date_is_asked_of_but_nothing_can_be_posted(asks) -> None:
    asks.post("/as-of/", {"on": "2027-01-01"})
    assert told(asks.get("/api/law/values/us-vt.minimum-wage"))["on"] == "2027-01-01"
    assert told(asks.post("/api/law/applies", "{}", content_type="application/json"), 409)["error"] == "as_of"


# Its description


@pytest.mark.slow
def test_it_is_described_for_a_machine_and_for_a_reader(asks, client) -> None:
    schema = told(asks.get("/api/openapi.json"))
    assert schema["openapi"].startswith("3.")
    assert all(f"/api/law{path}" in schema["paths"] for path, _ in operations())
    for methods in schema["paths"].values():
        for each in methods.values():
            assert each["summary"]
            assert {"401", "422"} <= set(each["responses"])
    page = asks.get("/api/").content.decode()
    assert all(path in page for path in schema["paths"])
    assert client.get("/api/").status_code == 302
    assert client.get("/api/openapi.json").status_code == 302
