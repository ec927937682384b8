"""A case from the first words to a signed file, through the pages."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import NOON, TRY_HOME_SALE
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.models import Case, Open
from handrail.ledger.deed import deed
from handrail.ledger.models import Event, PersonalValue
from handrail.ledger.verify import verify
from handrail.people.actions import actor_of
from handrail.procedures import actions as handbook
from handrail.procedures.models import Revision
from handrail.records import packet

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def case(begin):
    return begin()


FOUND = {
    "customer.name": "Dolores Whitaker", "sale.number": "RD-20871", "sale.place": "home",
    "sale.signed_on": "Nov 23, 2026", "sale.paid": "1,700.00", "sale.notice_given": "yes",
}  # fmt: skip
STEPS = [
    ("find", FOUND),
    ("sent", {"cancellation.sent_on": "2026-11-24"}),
    ("confirm", {"confirm": "yes"}),
    ("stop-work", {}),
    ("refund", {"payment.reference": "check 2215"}),
    ("close", {"case.reason": "changed her mind", "case.resolution": "refund sent"}),
]


def work(client, case, steps=STEPS):
    for step, answers in steps:
        answer = client.post(f"/desk/{case.id}/", {"step": step, **answers})
        assert answer.status_code == 302, (step, answer.content.decode()[:3000])


@pytest.mark.slow
def test_a_case_runs_to_its_end_and_its_file_is_whole(case, owner, sign_in, inside):
    client = sign_in(owner)
    page = client.get(f"/desk/{case.id}/").content.decode()
    assert "Find the customer and the sale" in page
    work(client, case)
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("ended", "resolved")
    verdict = verify(client.post(f"/records/{case.id}/case-file/").content)
    assert verdict.whole, verdict.faults
    assert verdict.events == len(STEPS) + 1
    record = client.get(f"/records/{case.id}/").content.decode()
    assert "Dolores Whitaker" in record
    assert "$1,700.00" in record


@pytest.mark.slow
def test_the_script_is_filled_with_what_was_gathered(case, owner, sign_in, inside):
    client = sign_in(owner)
    work(client, case, STEPS[:2])
    page = client.get(f"/desk/{case.id}/").content.decode()
    assert 'RD-20871</span>, signed on <span class="blank">Mon, Nov 23, 2026' in page


def test_a_wrong_answer_is_explained_and_nothing_typed_is_lost(case, owner, sign_in):
    answer = sign_in(owner).post(f"/desk/{case.id}/", {"step": "find", **FOUND, "sale.signed_on": "November 31"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is no day we know" in page
    assert 'value="RD-20871"' in page


def test_a_missing_answer_is_asked_for(case, owner, sign_in):
    answer = sign_in(owner).post(f"/desk/{case.id}/", {"step": "find", **FOUND, "sale.number": ""})
    assert answer.status_code == 422
    assert "Write an answer, or say that it can’t be found out" in answer.content.decode()


def test_a_card_number_never_enters(case, owner, sign_in, inside):
    answer = sign_in(owner).post(f"/desk/{case.id}/", {"step": "find", **FOUND, "sale.number": "4111 1111 1111 1111"})
    assert "looks like a card number" in answer.content.decode()
    assert not PersonalValue.objects.filter(place="fact:sale.number").exists()


def test_what_cannot_be_found_out_goes_to_a_person(case, owner, sign_in, inside, at_noon):
    missing = {**FOUND, "sale.signed_on": "", "beyond:sale.signed_on": "on"}
    sign_in(owner).post(f"/desk/{case.id}/", {"step": "find", **missing})
    assert [(i.kind, i.role) for i in Open.objects.all()] == [("escalation", "supervisor")]
    case.refresh_from_db()
    assert case.outcome == "escalated"


@pytest.mark.slow
def test_a_doubled_answer_changes_nothing(case, owner, sign_in, inside):
    client = sign_in(owner)
    work(client, case, STEPS[:1])
    before = Event.objects.count()
    answer = client.post(f"/desk/{case.id}/", {"step": "find", **FOUND})
    assert answer.status_code == 422
    assert "has moved on" in answer.content.decode()
    assert Event.objects.count() == before


@pytest.mark.slow
def test_a_promise_is_an_open_item_with_its_time(case, owner, sign_in, inside):
    work(sign_in(owner), case, STEPS[:5])
    item = Open.objects.get(kind="due")
    assert item.what == "Give the money back"
    assert item.due_at is not None


def test_escalate_pause_resume_note_and_skip_are_each_on_record(case, owner, sign_in, inside):
    client = sign_in(owner)
    for what, sent in [
        ("escalate", {"to": "legal", "why": "mentions a lawyer"}), ("note", {"why": "is hard of hearing"}),
        ("pause", {"why": "line dropped"}), ("resume", {}), ("skip", {"step": "find", "why": "caller hung up"}),
    ]:  # fmt: skip
        assert client.post(f"/desk/{case.id}/{what}/", sent).status_code == 302, what
    kinds = list(Event.objects.filter(chain__subject="case").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["started", "escalated", "noted", "paused", "resumed", "skipped"]
    assert "lawyer" not in json.dumps(list(Event.objects.values_list("data", flat=True)))


def test_an_escalation_without_a_reason_is_refused(case, owner, sign_in):
    assert sign_in(owner).post(f"/desk/{case.id}/escalate/", {"to": "legal", "why": ""}).status_code == 422


def test_a_photo_is_kept_with_its_hash_and_another_file_is_refused(case, owner, sign_in, inside):
    client = sign_in(owner)
    kept = client.post(f"/desk/{case.id}/attach/", {"file": SimpleUploadedFile("tag.png", PNG)})
    assert kept.status_code == 302
    (row,) = queries.attachments(case)
    assert b"".join(client.get(f"/desk/{case.id}/file/{row.id}/").streaming_content) == PNG
    wrong = client.post(f"/desk/{case.id}/attach/", {"file": SimpleUploadedFile("tag.png", b"<html>")})
    assert wrong.status_code == 422
    assert "no photo or PDF" in wrong.content.decode()


@pytest.mark.slow
def test_an_erased_value_folds_as_erased_and_the_file_stays_whole(case, owner, sign_in, inside):
    work(sign_in(owner), case)
    with deed(actor_of(owner), NOON) as record:
        PersonalValue.objects.filter(place="fact:customer.name").delete()
        record.event("records", "erased", "case", case.id)
    assert "customer.name" in queries.folded(case).erased
    verdict = verify(packet.make(actor=actor_of(owner), case=case, at=NOON))
    assert verdict.whole, verdict.faults
    assert verdict.erased == 1


def test_an_agent_may_not_read_the_records_and_an_auditor_may_not_work(case, colleague, sign_in):
    assert sign_in(colleague("agent")).get("/records/").status_code == 403
    auditor = sign_in(colleague("auditor"))
    assert auditor.get("/desk/").status_code == 403
    assert auditor.get("/records/").status_code == 200


def test_another_business_never_sees_the_case(case, stranger, sign_in):
    client = sign_in(stranger)
    for address in (f"/desk/{case.id}/", f"/records/{case.id}/"):
        assert client.get(address).status_code == 404


def test_a_version_that_is_not_in_force_cannot_be_run(owner, inside):
    row = handbook.save_draft(actor=actor_of(owner), text=TRY_HOME_SALE, reason="try", at=NOON)
    with pytest.raises(DeskError, match="not in force"):
        actions.start(actor=actor_of(owner), member=owner, revision=row, channel="phone", at=NOON, known={})


@pytest.mark.slow
def test_the_desk_finds_by_what_the_customer_says(case, owner, sign_in):
    page = sign_in(owner).get("/desk/", {"q": "I want to cancel the furnace I bought at home"}).content.decode()
    assert "Cancel a sale made at the customer’s home" in page
    assert "None of our procedures fits" in sign_in(owner).get("/desk/", {"q": "zebra"}).content.decode()


@pytest.mark.slow
def test_csat_is_asked_once_at_the_end(case, owner, sign_in, inside):
    client = sign_in(owner)
    assert client.post(f"/desk/{case.id}/rate/", {"score": "5"}).status_code == 422
    work(client, case)
    assert client.post(f"/desk/{case.id}/rate/", {"score": "5"}).status_code == 302
    assert Case.objects.get().csat == 5


@pytest.mark.slow
def test_the_list_of_records_takes_as_many_queries_for_many_cases(
    case, adopted, owner, sign_in, inside, django_assert_max_num_queries
):
    for _ in range(12):
        actions.start(actor=actor_of(owner), member=owner, revision=adopted, channel="counter", at=NOON, known={})
    client = sign_in(owner)
    with django_assert_max_num_queries(12):
        assert "2026-000013" in client.get("/records/").content.decode()
    with django_assert_max_num_queries(17):
        client.get("/desk/")


def test_records_are_searched_and_exported(case, owner, sign_in):
    client = sign_in(owner)
    assert "2026-000001" in client.get("/records/", {"q": "home 000001"}).content.decode()
    assert "No case fits" in client.get("/records/", {"q": "zebra"}).content.decode()
    assert (
        client.get("/records/", {"format": "csv"}).getvalue().decode().splitlines()[1].startswith("2026-000001,Cancel")
    )


def test_a_started_case_pins_the_bundle_it_runs_on(case, inside):
    assert Event.objects.get(kind="started").data["bundle"] == case.bundle.hash
    assert Revision.objects.filter(bundle=case.bundle).exists()


def test_the_emergency_card_opens_for_anyone_at_the_desk(owner, sign_in):
    assert "Leave the building now" in sign_in(owner).get("/desk/emergency/").content.decode()


@pytest.mark.slow
def test_open_cases_are_searched_sorted_and_exported(begin, owner, colleague, sign_in):
    begin(), begin()
    client = sign_in(owner)
    assert "2026-000002" in client.get("/desk/", {"open": "000002 home"}).content.decode()
    assert "No open case fits these words" in client.get("/desk/", {"open": "zebra"}).content.decode()
    oldest = client.get("/desk/", {"sort": "procedure"}).content.decode()
    assert "2026-000001" in oldest
    rows = client.get("/desk/", {"format": "csv", "open": "000002"}).content.decode().splitlines()
    assert [row.split(",")[0] for row in rows] == ["Case", "2026-000002"]
    assert sign_in(colleague("agent")).get("/desk/", {"format": "csv"}).status_code == 403


def test_a_late_promise_stands_before_one_to_come_and_an_escalation_before_both(begin, owner, sign_in, inside):
    case = begin()
    actions.escalate(actor=actor_of(owner), case=case, at=NOON, to="legal", why="names a lawyer")
    for what, days in (("Later", 9), ("Sooner", 1)):
        with deed(actor_of(owner), NOON) as record:
            Open.objects.create(case=case, kind="due", what=what, due_at=NOON + timedelta(days=days))
            record.event("desk", "noted", "case", case.id)
    page = sign_in(owner).get("/desk/").content.decode()
    assert page.index("names a lawyer") < page.index("Sooner") < page.index("Later")


@pytest.mark.slow
def test_ones_own_cases_stand_above_the_procedures_until_somebody_is_listened_to(begin, owner, colleague, sign_in):
    begin()
    page = sign_in(owner).get("/desk/").content.decode()
    assert page.index("Yours, not ended") < page.index("2026-000001") < page.index("Procedures in force")
    assert "Yours, not ended" not in sign_in(owner).get("/desk/", {"q": "cancel the furnace"}).content.decode()
    assert "Yours, not ended" not in sign_in(colleague("agent")).get("/desk/").content.decode()


def test_somebody_who_signed_in_again_comes_back_to_the_case(case, owner, sign_in):
    """The sign-in page returns by GET to where a small form was sent."""
    answer = sign_in(owner).get(f"/desk/{case.id}/escalate/")
    assert answer.status_code == 302
    assert answer.url == f"/desk/{case.id}/"


@pytest.mark.slow
def test_several_kinds_of_a_list_are_ticked_and_kept(owner, colleague, sign_in, inside):
    text = TRY_HOME_SALE.replace("ask: [cancellation.sent_on]", "ask: [breach.data]")
    writer = actor_of(colleague("manager"))
    row = handbook.save_draft(actor=writer, text=text, reason="a list", at=NOON)
    handbook.submit(actor=writer, row=row, at=NOON)
    handbook.approve(actor=actor_of(owner), row=row, at=NOON, on=NOON.date(), despite="for the test")
    handbook.publish(actor=actor_of(owner), row=row, on=NOON.date(), at=NOON)
    case = actions.start(
        actor=actor_of(owner), member=owner, revision=row, channel="counter", at=NOON,
        known={"business.records_calls": "none"},
    )  # fmt: skip
    client = sign_in(owner)
    assert client.post(f"/desk/{case.id}/", {"step": "find", **FOUND}).status_code == 302
    assert 'type="checkbox" name="breach.data" value="ssn"' in client.get(f"/desk/{case.id}/").content.decode()
    sent = {"step": "sent", "breach.data": ["ssn", "login"]}
    client.post(f"/desk/{case.id}/", sent)
    assert queries.state(case).facts["breach.data"] == ("ssn", "login")


@pytest.mark.slow
def test_the_customers_yes_stands_in_the_record_and_in_the_file(case, owner, sign_in, inside):
    client = sign_in(owner)
    work(client, case, STEPS[:3])
    answered = Event.objects.filter(kind="answered").order_by("seq").last()
    assert answered.data["confirmed"] is True
    told = json.loads(client.post(f"/records/{case.id}/case-file/").content)["packet"]["told"]
    assert [row["confirmed"] for row in told["steps"] if "confirmed" in row] == [True]
    happened = client.get(f"/records/{case.id}/").context["told"].happened
    assert ("Customer", "Yes") in happened[-1].words


@pytest.mark.slow
def test_a_case_begun_by_mistake_is_ended_with_a_reason_and_its_file_is_whole(case, owner, sign_in, inside):
    client = sign_in(owner)
    refused = client.post(f"/desk/{case.id}/give-up/", {"outcome": "unresolved", "why": " "})
    assert "Write why it ends here" in refused.content.decode()
    refused = client.post(f"/desk/{case.id}/give-up/", {"outcome": "resolved", "why": "done"})
    assert "Choose why it ends here" in refused.content.decode()
    client.post(f"/desk/{case.id}/give-up/", {"outcome": "unresolved", "why": "He wants a price, nothing else."})
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("ended", "unresolved")
    assert case.ended_at is not None
    assert verify(client.post(f"/records/{case.id}/case-file/").content).whole
    record = client.get(f"/records/{case.id}/").content.decode()
    assert "Ended before the procedure did: He wants a price, nothing else." in record.replace("&#x27;", "'")
    assert client.post(f"/desk/{case.id}/give-up/", {"outcome": "abandoned", "why": "again"}).status_code == 422


def test_a_duty_is_not_got_around_by_ending_the_case(case, owner, sign_in, inside):
    client = sign_in(owner)
    work(client, case, STEPS[:4])  # the money is to be given back now
    assert not Open.objects.filter(kind="escalation").exists()
    client.post(f"/desk/{case.id}/pause/", {"why": "lunch"})
    client.post(f"/desk/{case.id}/give-up/", {"outcome": "abandoned", "why": "She hung up."})
    [told] = Open.objects.filter(kind="escalation")
    assert told.role == "supervisor"
    assert "She hung up." in told.what


@pytest.mark.slow
def test_the_desk_says_what_each_is_for_and_leaves_out_mere_parts(owner, adopted, sign_in, inside):
    boss = actor_of(owner)
    why = "One law of it is being looked up anew."
    handbook.adopt(actor=boss, slug="billing-question", at=NOON, on=NOON.date(), despite=why)
    client = sign_in(owner)
    page = client.get("/desk/")
    listed = {row.entry.slug: about.purpose for row, about in page.context["found"]}
    assert listed.keys() == {"try-home-sale", "billing-question", "take-payment"}
    assert listed["billing-question"] in page.content.decode().replace("&#x27;", "'")
    in_force = set(Revision.objects.filter(state="published").values_list("entry__slug", flat=True))
    assert {"open-call", "identity-check"} <= in_force


def test_what_the_customer_says_at_the_end_is_taken_once(case, owner, inside):
    actor = actor_of(owner)
    actions.give_up(actor=actor, case=case, at=NOON, outcome="abandoned", reason="She hung up.")
    for score, words, why in ((0, "", "1 to 5"), (6, "", "1 to 5"), (2, "x" * 2001, "2000 characters at most")):
        with pytest.raises(DeskError, match=why):
            actions.rate(actor=actor, case=case, at=NOON, score=score, words=words)
    actions.rate(actor=actor, case=case, at=NOON, score=2, words="x" * 2000)
    with pytest.raises(DeskError, match="kept already"):
        actions.rate(actor=actor, case=case, at=NOON, score=5)
    assert Case.objects.get().csat == 2
    assert Event.objects.filter(kind="rated").count() == 1


def test_what_is_taken_care_of_is_said_and_closed_once(case, owner, inside):
    actor = actor_of(owner)
    actions.escalate(actor=actor, case=case, at=NOON, to="legal", why="names a lawyer")
    item = Open.objects.get(kind="escalation")
    with pytest.raises(DeskError, match="Write what was done"):
        actions.close_item(actor=actor, item=item, at=NOON, how=" ")
    actions.close_item(actor=actor, item=item, at=NOON, how="Called him")
    with pytest.raises(DeskError, match="closed already"):
        actions.close_item(actor=actor, item=Open.objects.get(pk=item.pk), at=NOON, how="Again")
    assert Event.objects.filter(kind="item-closed").count() == 1
