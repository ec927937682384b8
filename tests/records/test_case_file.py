"""A real case's file: what it lists, that any change to it is found, and that it is checked without anything installed."""

import copy
import json
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from cast import NOON, tries
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions
from handrail.ledger import scope
from handrail.ledger.canonical import dumps
from handrail.ledger.models import PersonalValue
from handrail.ledger.signing import public_bytes, signing_key
from handrail.ledger.verify import verify
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.records import packet

KNOWN = {
    "business.records_calls": "none", "business.states": ("OK",), "business.customer_states": ("OK",),
    "business.sells_at_home": True, "customer.state": "OK",
}  # fmt: skip
FOUND = {
    "customer.name": "Dolores Whitaker", "sale.number": "RD-20871", "sale.place": "home",
    "sale.signed_on": "Nov 23, 2026", "sale.paid": "1,700.00", "sale.notice_given": "yes",
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def case(owner, adopted, sign_in):
    """A whole case at the desk: a note, a photo, an escalation, an answer beside the step, a pause, and the end."""
    with scope.organization(owner.organization_id):
        dolores = customers.add(actor=actor_of(owner), details=[Given("name", "Dolores Whitaker")], at=NOON)
        row = actions.start(
            actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known=KNOWN,
            customer=dolores,
        )  # fmt: skip
        client = sign_in(owner)
        for what, sent in [
            ("", {"step": "find", **FOUND}), ("note/", {"why": "hard of hearing"}),
            ("attach/", {"file": SimpleUploadedFile("tag.png", PNG)}),
            ("escalate/", {"to": "legal", "why": "names a lawyer"}), ("tell/", {"sale.is_consumer": "yes"}),
            ("", {"step": "sent", "cancellation.sent_on": "2026-11-24"}), ("pause/", {"why": "line dropped"}),
            ("resume/", {}), ("", {"step": "confirm", "confirm": "yes"}), ("skip/", {"step": "stop-work", "why": "no job"}),
            ("", {"step": "refund", "payment.reference": "check 2215"}),
            ("", {"step": "close", "case.reason": "changed her mind", "case.resolution": "refund sent"}),
            ("rate/", {"score": "5"}),
        ]:  # fmt: skip
            done = client.post(f"/desk/{row.id}/{what}", sent)
            assert done.status_code == 302, (what, sent, done.content.decode()[-3000:])
        row.refresh_from_db()
        yield row


@pytest.fixture
def told(case):
    return packet.contents(case, Organization.objects.get(pk=case.organization_id), NOON)["told"]


@pytest.fixture
def content(case, owner):
    return packet.make(actor=actor_of(owner), case=case, at=NOON)


@pytest.mark.slow
def test_the_file_lists_what_was_asked_said_sent_done_and_by_whom(told):
    asked = {(row["fact"], row.get("value")) for row in told["asked"]}
    assert {("sale.paid", "$1,700.00"), ("customer.name", "Dolores Whitaker"), ("sale.is_consumer", "Yes")} <= asked
    said = next(row for row in told["steps"] if "say" in row)
    assert said["name"] == "Read it back and get a clear yes"
    assert "cancel order RD-20871" in said["say"][0]
    sent = next(row for row in told["steps"] if "send" in row)
    assert "Reference check 2215" in sent["send"][0]
    assert {row["by"] for row in told["steps"]} == {"Marcy Holt"}
    assert any(row.get("sha256") for row in told["steps"])
    assert told["customer"] == 1


@pytest.mark.slow
def test_the_file_lists_departures_deadlines_promises_and_the_law_with_its_status(told):
    assert [row["kind"] for row in told["departures"]] == ["escalated", "paused", "skipped"]
    assert told["departures"][2]["why"] == "no job"
    refund = next(row for row in told["deadlines"] if row["kind"] == "home-solicitation.refund")
    assert refund["met"] == next(
        row["event"] for row in told["steps"] if "home-solicitation.refund" in row.get("meets", ())
    )
    assert [row["what"] for row in told["promises"]] == ["Give the money back"]
    for row in told["law"]:
        assert row["citation"]
        assert row["status"] in ("verified", "unverified", "due", "superseded")
        assert row["version"]


@pytest.mark.slow
def test_the_record_page_shows_all_of_it(case, owner, sign_in):
    page = sign_in(owner).get(f"/records/{case.id}/").content.decode()
    for words in (
        "Law that answered", "14A O.S.", "Departures", "Skipped", "no job", "hard of hearing", "Met in this case",
        "You want to cancel order RD-20871", "Satisfaction 5 of 5", "$1,700.00",
    ):  # fmt: skip
        assert words in page, words


def test_an_erased_value_is_gone_from_the_summary_and_the_file_is_whole(case, owner):
    from handrail.ledger.deed import deed

    with deed(actor_of(owner), NOON) as record:
        PersonalValue.objects.filter(place="fact:customer.name").delete()
        record.event("records", "erased", "case", case.id)
    content = packet.make(actor=actor_of(owner), case=case, at=NOON)
    verdict = verify(content)
    assert verdict.whole, verdict.faults
    assert b"Dolores" not in content
    assert b"(erased)" in content


def signed(content: dict) -> bytes:
    key = signing_key()
    return dumps(
        {"packet": content, "signature": {"key": public_bytes(key).hex(), "value": key.sign(dumps(content)).hex()}}
    )


TAMPERINGS = ("change", "delete", "swap", "insert", "truncate", "actor", "time", "told", "personal", "bundle")


def tamper(content: dict, how: str, at: int) -> None:
    """Change the file in one way at one event."""
    events = content["events"]
    at %= len(events)
    other = (at + 1) % len(events)
    if how == "change":
        events[at]["data"]["outcome"] = "refused" if events[at]["data"].get("outcome") != "refused" else "kept"
    elif how == "actor":
        events[at]["actor"]["name"] = "Somebody else"
    elif how == "time":
        events[at]["at"] = "2026-01-01T00:00:00.000000Z"
    elif how == "delete":
        del events[at]
    elif how == "swap":
        events[at], events[other] = events[other], events[at]
    elif how == "insert":
        events.insert(at, copy.deepcopy(events[other]))
    elif how == "truncate":
        del events[at:]
    elif how == "told":
        content["told"]["departures"] = []
    elif how == "personal":
        content["personal"][at % len(content["personal"])]["value"] = "other words"
    else:
        content["bundle"]["start"] = "another"


@pytest.mark.slow
@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.parametrize("resign", [False, True])
def test_any_change_to_any_event_is_found_even_signed_again(content, how, resign):
    raw = json.loads(content)
    for at in range(len(raw["packet"]["events"])):
        changed = copy.deepcopy(raw)
        tamper(changed["packet"], how, at)
        verdict = verify(signed(changed["packet"]) if resign else dumps(changed))
        assert not verdict.whole, (how, at)


@pytest.mark.slow
def test_any_changed_byte_is_found(content):
    @settings(max_examples=tries(60), deadline=None)
    @given(st.integers(0, len(content) - 1), st.integers(1, 255))
    def check(place: int, by: int) -> None:
        changed = bytearray(content)
        changed[place] ^= by
        assert not verify(bytes(changed)).whole

    check()


@pytest.mark.slow
def test_it_is_checked_with_nothing_installed(content, tmp_path, repository):
    """Python alone, without site-packages, on the file and the source."""
    file = tmp_path / "case.json"
    file.write_bytes(content)
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from handrail.ledger.verify import verify; "
        "print(verify(open(sys.argv[2], 'rb').read()))"
    )
    command = [sys.executable, "-I", "-S", "-c", script, str(repository / "src"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Whole: 14 events, signed")


@pytest.mark.slow
def test_a_case_file_says_what_law_was_in_no_file(owner, case, sign_in):
    """Of our trade and of every trade: nothing in the case was checked against it."""
    with scope.organization(owner.organization_id):
        rows = packet.contents(case, Organization.objects.get(pk=case.organization_id), NOON)["law_not_held"]
    assert len(rows) > 5
    assert all(row.endswith(".") for row in rows)
    page = sign_in(owner).get(f"/records/{case.id}/").content.decode()
    assert "Nothing in this case was checked against it." in page
    assert f"{len(rows)} of our trade" in page
