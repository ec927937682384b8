"""The pages of the customers, through the product's own forms."""

import csv
import html
import io
import re
import time
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import NOON
from handrail.customers import actions, queries
from handrail.customers.actions import SaleGiven
from handrail.customers.models import Apart, Consent, Customer, Detail
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of


@pytest.fixture
def two(owner):
    """Dolores and, taken down again, Lola."""
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        one = actions.add(
            actor=actor, details=[Given("name", "Dolores Reyes"), Given("phone", "580-555-0142")], at=NOON
        )
        other = actions.add(actor=actor, details=[Given("name", "Lola Reyes"), Given("phone", "580-555-0142")], at=NOON)
    return one, other


def page(client, address, **more):
    return client.get(address, **more).content.decode()


def test_someone_is_added_at_the_desk(colleague, sign_in):
    client = sign_in(colleague("agent"))
    answer = client.post("/customers/add/", {"name": "Gary Stidham", "phone": "5805550101", "known": "said"})
    assert answer.status_code == 302
    said = page(client, answer.headers["Location"])
    assert "Gary Stidham" in said
    assert "580-555-0101" in said
    assert "Said by the customer" in said


def test_a_wrong_number_is_shown_again_with_what_to_write(owner, sign_in):
    answer = sign_in(owner).post("/customers/add/", {"name": "Gary", "phone": "12", "known": "said"})
    assert answer.status_code == 422
    assert "Write a number like 580-555-0142." in answer.content.decode()
    assert 'value="Gary"' in answer.content.decode()


def test_who_seems_to_be_here_is_shown_before_a_second_record_is_made(owner, two, sign_in):
    client, typed = sign_in(owner), {"name": "Dolores Reyes", "phone": "580 555 0142", "known": "said"}
    answer = client.post("/customers/add/", typed)
    assert answer.status_code == 422
    assert "Someone like this is here already" in answer.content.decode()
    assert client.post("/customers/add/", {**typed, "anyway": "yes"}).status_code == 302
    with scope.organization(owner.organization_id):
        assert Customer.objects.count() == 3


def test_the_list_is_searched_and_sorted(owner, two, sign_in):
    client = sign_in(owner)
    assert page(client, "/customers/").index("Dolores Reyes") < page(client, "/customers/").index("Lola Reyes")
    added = page(client, "/customers/?sort=added")
    assert added.index("Lola Reyes") < added.index("Dolores Reyes")
    assert "Dolores" not in page(client, "/customers/?q=lola")
    assert "No customer fits these words." in page(client, "/customers/?q=zebra")
    assert "No customers yet." not in page(client, "/customers/?q=zebra")


@pytest.mark.slow
def test_a_long_list_has_pages(owner, sign_in):
    with scope.organization(owner.organization_id):
        for number in range(51):
            actions.add(actor=actor_of(owner), details=[Given("name", f"Person {number:02}")], at=NOON)
    client = sign_in(owner)
    assert "Page 1 of 2" in page(client, "/customers/")
    assert "Person 50" not in page(client, "/customers/")
    assert "Person 50" in page(client, "/customers/?page=2")


def test_the_list_leaves_the_house_only_on_the_record(owner, two, sign_in, colleague):
    with scope.organization(owner.organization_id):
        actions.add(actor=actor_of(owner), details=[Given("name", "=HYPERLINK(1)")], at=NOON)
    answer = sign_in(owner).get("/customers/?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["Name"] for row in rows] == ["'=HYPERLINK(1)", "Dolores Reyes", "Lola Reyes"]
    with scope.organization(owner.organization_id):
        assert Event.objects.get(kind="exported").data == {"customers": 3}
    agent = sign_in(colleague("agent"))
    assert agent.get("/customers/?format=csv").status_code == 403
    assert "Export as CSV" not in page(agent, "/customers/")


def test_details_are_changed_ended_and_added_on_one_page(owner, two, sign_in):
    client, one = sign_in(owner), two[0]
    with scope.organization(owner.organization_id):
        name, phone = queries.details(one)
    sent = {
        f"text-{name.id}": "Dolores Reyes-Holt", f"known-{name.id}": "contract", f"text-{phone.id}": "580-555-0142",
        f"known-{phone.id}": "said", f"ended-{phone.id}": "on", "kind": "email", "text": "d@example.com", "known": "guessed",
    }  # fmt: skip
    assert client.post(f"/customers/{one.id}/edit/", sent).status_code == 302
    said = page(client, f"/customers/{one.id}/")
    assert "<s>Dolores Reyes</s>" in said
    assert "No longer holds" in said
    assert "Guessed, not confirmed" in said
    with scope.organization(owner.organization_id):
        assert [row.text for row in queries.details(one)] == ["Dolores Reyes-Holt", "d@example.com"]


def test_one_wrong_line_keeps_every_line_unsaved(owner, two, sign_in):
    one = two[0]
    with scope.organization(owner.organization_id):
        name, phone = queries.details(one)
    sent = {
        f"text-{name.id}": "Dolores Holt", f"known-{name.id}": "said", f"text-{phone.id}": "580-555-0142",
        f"known-{phone.id}": "said", "kind": "email", "text": "no address", "known": "said",
    }  # fmt: skip
    answer = sign_in(owner).post(f"/customers/{one.id}/edit/", sent)
    assert answer.status_code == 422
    assert "is no address" in answer.content.decode()
    with scope.organization(owner.organization_id):
        assert Detail.objects.get(pk=name.pk).text == "Dolores Reyes"


def sent_as_shown(client, address: str) -> dict[str, str]:
    """Every box of a form as its page holds it, the hidden ones too."""
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page(client, address))
    chosen = re.findall(r'<select[^>]*name="([^"]+)".*?</select>', page(client, address), re.DOTALL)
    rows = {name: html.unescape(value) for name, value in found if not name.startswith("csrf")}
    for name in chosen:
        picked = re.search(rf'<select[^>]*name="{name}".*?value="([^"]*)" selected', page(client, address), re.DOTALL)
        rows[name] = picked[1] if picked else ""
    return rows


def test_of_two_who_change_a_record_neither_writes_over_the_other_unseen(owner, colleague, two, sign_in):
    """Both opened it; the one sends what the other changed meanwhile."""
    client, other, address = sign_in(owner), sign_in(colleague("agent")), f"/customers/{two[0].id}/edit/"
    with scope.organization(owner.organization_id):
        name, phone = queries.details(two[0])
    mine, theirs = sent_as_shown(client, address), sent_as_shown(other, address)
    assert mine == theirs
    changed = theirs | {f"text-{name.id}": "Dolores Holt"}
    assert other.post(address, changed).status_code == 302
    kept = client.post(address, mine | {f"text-{phone.id}": "580-555-0199"})  # another line: both stand
    assert kept.status_code == 302
    with scope.organization(owner.organization_id):
        assert [row.text for row in queries.details(two[0])] == ["Dolores Holt", "580-555-0199"]
    asked = client.post(address, mine | {f"text-{name.id}": "Dolores Ray"})  # the same line: it is asked
    assert asked.status_code == 422
    assert "“Dolores Holt” stands here now. Send it again to keep what you wrote." in asked.content.decode()
    assert 'value="Dolores Ray"' in asked.content.decode()
    assert f'name="shown:text-{name.id}" value="Dolores Holt"' in asked.content.decode()
    meant = {f"text-{name.id}": "Dolores Ray", f"shown:text-{name.id}": "Dolores Holt"}
    assert client.post(address, sent_as_shown(client, address) | meant).status_code == 302
    with scope.organization(owner.organization_id):
        assert queries.details(two[0])[0].text == "Dolores Ray"


def test_what_was_typed_for_a_detail_that_ended_meanwhile_is_told(owner, two, sign_in):
    client, address = sign_in(owner), f"/customers/{two[0].id}/edit/"
    mine = sent_as_shown(client, address)
    with scope.organization(owner.organization_id):
        phone = queries.details(two[0])[1]
        actions.end_detail(actor=actor_of(owner), detail=phone, at=NOON)
    assert client.post(address, mine).status_code == 302  # nothing was typed there
    told = client.post(address, mine | {f"text-{phone.id}": "580-555-0199"})
    assert told.status_code == 422
    assert "What you changed to “580-555-0199” was ended meanwhile." in told.content.decode()


def test_of_two_who_complete_a_purchase_both_are_kept(owner, colleague, two, sign_in):
    client, other = sign_in(owner), sign_in(colleague("agent"))
    with scope.organization(owner.organization_id):
        sale = actions.add_sale(
            actor=actor_of(owner),
            customer=two[0],
            sale=SaleGiven(number="RD-1", total_cents=500, place="home"),
            at=NOON,
        )
    address = f"/customers/{two[0].id}/sale/{sale.id}/"
    mine = sent_as_shown(client, address)
    assert other.post(address, mine | {"delivered_on": "Nov 20, 2026", "place": "phone"}).status_code == 302
    assert client.post(address, mine | {"notice_given": "yes"}).status_code == 302
    with scope.organization(owner.organization_id):
        sale.refresh_from_db()
    assert (sale.delivered_on, sale.notice_given, sale.place) == (date(2026, 11, 20), True, "phone")
    asked = client.post(address, mine | {"place": "online"})
    assert asked.status_code == 422
    assert "“By phone” stands here now" in asked.content.decode()


def test_an_opt_out_stands_at_the_top_of_the_record(owner, two, sign_in):
    client, one = sign_in(owner), two[0]
    sent = {"kind": "calls", "given": "no", "on": "Nov 3, 2026", "how": "phone", "words": "Take me off your list"}
    assert client.post(f"/customers/{one.id}/consent/", sent).status_code == 302
    said = page(client, f"/customers/{one.id}/")
    assert "Asked us to stop:" in said
    assert "calls to sell, since Tue, Nov 3, 2026" in said
    assert "“Take me off your list”" in said
    wrong = client.post(f"/customers/{one.id}/consent/", {**sent, "on": "Nov 31"})
    assert wrong.status_code == 422
    assert "On which day?: “Nov 31” is no day we know" in wrong.content.decode()
    with scope.organization(owner.organization_id):
        assert Consent.objects.count() == 1


def test_a_sale_is_added_and_completed(owner, two, sign_in):
    client, one = sign_in(owner), two[0]
    sent = {
        "number": "RD-20871", "what": "Furnace", "place": "home", "total": "6,200.00", "signed_on": "11/20/2026",
        "delivered_on": "", "notice_given": "yes",
    }  # fmt: skip
    assert client.post(f"/customers/{one.id}/sale/", sent).status_code == 302
    with scope.organization(owner.organization_id):
        sale = queries.sales(one)[0]
    assert (sale.total_cents, sale.signed_on, sale.notice_given) == (620000, date(2026, 11, 20), True)
    address = f"/customers/{one.id}/sale/{sale.id}/"
    assert 'value="$6,200.00"' in page(client, address)
    assert client.post(address, {**sent, "delivered_on": "11/23/2026"}).status_code == 302
    assert "Mon, Nov 23, 2026" in page(client, f"/customers/{one.id}/")
    empty = client.post(f"/customers/{one.id}/sale/", {"total": "5"})
    assert "Write the order number, what was sold, or the day it was signed." in empty.content.decode()


def test_two_records_are_compared_joined_and_taken_apart(owner, two, sign_in):
    client, (one, other) = sign_in(owner), two
    assert "Same phone number, same name in its short form." in page(client, "/customers/alike/")
    compared = page(client, f"/customers/{one.id}/join/{other.id}/")
    assert "Dolores Reyes" in compared
    assert "It can be undone" in compared
    assert client.post(f"/customers/{one.id}/join/{other.id}/", {"kept": str(other.id)}).status_code == 302
    assert client.get(f"/customers/{one.id}/").headers["Location"] == f"/customers/{other.id}/"
    with scope.organization(owner.organization_id):
        merge = queries.merges(other)[0]
    assert "Take them apart" in page(client, f"/customers/{other.id}/split/")
    assert client.post(f"/customers/{other.id}/undo/{merge.id}/").status_code == 302
    assert client.get(f"/customers/{one.id}/").status_code == 200
    assert client.post(f"/customers/{other.id}/undo/{merge.id}/").status_code == 404


def test_what_somebody_kept_apart_is_not_proposed_again(owner, two, sign_in):
    client, (one, other) = sign_in(owner), two
    assert client.post(f"/customers/{other.id}/apart/{one.id}/").status_code == 302
    assert "No two records look like one person." in page(client, "/customers/alike/")
    assert "No other record looks like this one." in page(client, f"/customers/{one.id}/")
    with scope.organization(owner.organization_id):
        assert Apart.objects.count() == 1


def test_chosen_parts_move_to_a_new_record(owner, two, sign_in):
    client, one = sign_in(owner), two[0]
    with scope.organization(owner.organization_id):
        actions.add_details(actor=actor_of(owner), customer=one, details=[Given("name", "Hector Reyes")], at=NOON)
        sale = SaleGiven(number="RD-7")
        row = actions.add_sale(actor=actor_of(owner), customer=one, sale=sale, at=NOON)
        hector = next(d for d in queries.details(one) if d.text == "Hector Reyes")
    refused = client.post(f"/customers/{one.id}/split/", {"sales": [str(row.id)]})
    assert refused.status_code == 422
    assert f'value="{row.id}" checked' in refused.content.decode()
    moved = client.post(f"/customers/{one.id}/split/", {"details": [str(hector.id)], "sales": [str(row.id)]})
    said = page(client, moved.headers["Location"])
    assert "<h1>Hector Reyes</h1>" in said
    assert "RD-7" in said


def test_an_agent_sees_no_way_to_join(two, colleague, sign_in):
    agent = sign_in(colleague("agent"))
    one, other = two
    assert f"/customers/{one.id}/join/" not in page(agent, f"/customers/{one.id}/")
    for address in (f"/customers/{one.id}/join/{other.id}/", f"/customers/{one.id}/split/"):
        assert agent.get(address).status_code == 403


def test_whoever_may_read_the_records_is_led_to_what_is_kept_of_a_customer(owner, two, colleague, sign_in):
    one = two[0]
    assert f'href="/records/persons/{one.id}/"' in page(sign_in(owner), f"/customers/{one.id}/")
    assert "/records/persons/" not in page(sign_in(colleague("agent")), f"/customers/{one.id}/")


def test_a_record_is_removed_and_put_back(owner, two, sign_in):
    client, one = sign_in(owner), two[0]
    assert client.post(f"/customers/{one.id}/remove/").status_code == 302
    assert "Dolores" not in page(client, "/customers/")
    assert "This record was removed" in page(client, f"/customers/{one.id}/")
    client.post(f"/customers/{one.id}/put-back/")
    assert "Dolores" in page(client, "/customers/")


def test_the_other_business_cannot_open_them(stranger, two, sign_in):
    client = sign_in(stranger)
    for end in ("", "edit/", "sale/", "join/", "split/", f"join/{two[1].id}/"):
        assert client.get(f"/customers/{two[0].id}/{end}").status_code == 404


def test_what_someone_typed_is_never_markup(owner, sign_in):
    with scope.organization(owner.organization_id):
        row = actions.add(actor=actor_of(owner), details=[Given("name", "<script>alert(1)</script>")], at=NOON)
    for address in (
        "/customers/",
        f"/customers/{row.id}/",
        f"/customers/{row.id}/edit/",
        f"/customers/{row.id}/split/",
    ):
        assert "<script>alert" not in page(sign_in(owner), address)


@pytest.mark.slow
def test_a_long_history_is_shown_in_part_and_then_whole(owner, two, sign_in):
    with scope.organization(owner.organization_id):
        for number in range(60):
            actions.add_sale(actor=actor_of(owner), customer=two[0], sale=SaleGiven(number=f"RD-{number}"), at=NOON)
    client, address = sign_in(owner), f"/customers/{two[0].id}/"
    assert "Show all 60 sales" in page(client, address)
    assert ">RD-5<" not in page(client, address)
    assert ">RD-5<" in page(client, address + "?all=yes")


def test_an_address_is_shown_as_it_was_written(owner, sign_in):
    details = [Given("email", "dolores@example.com"), Given("state", "other")]
    with scope.organization(owner.organization_id):
        row = actions.add(actor=actor_of(owner), details=details, at=NOON)
    said = page(sign_in(owner), f"/customers/{row.id}/")
    assert ">dolores@example.com<" in said
    assert ">Another place<" in said


@pytest.mark.slow
def test_ten_thousand_customers_are_found_at_once(owner, sign_in):
    """Measured on the rows themselves: three seconds of CPU are thirty times what is needed here."""
    _many(owner, 10_000)
    client = sign_in(owner)
    for address in ("/customers/", "/customers/?q=person 7777", "/customers/?q=580-555-7777", "/customers/?sort=added"):
        before = time.process_time()
        said = page(client, address)
        took = time.process_time() - before
        assert "Person" in said
        assert took < 3, (address, took)


def _many(owner, count):
    """That many records, as one event would have brought them; written in bulk because only reading is measured."""
    from handrail.customers.marks import mark
    from handrail.ledger.deed import deed
    from handrail.ledger.models import PersonalValue

    with deed(actor_of(owner), NOON) as record:
        event = record.event("customers", "added", "customer", owner.id, {})
        key = queries.finding_key()
        people = Customer.objects.bulk_create([Customer(number=n, added_at=NOON) for n in range(count)])
        texts = [
            (p, k, t)
            for p in people
            for k, t in (("name", f"Person {p.number:04}"), ("phone", f"580-555-{p.number:04}"))
        ]
        values = PersonalValue.objects.bulk_create(
            [PersonalValue(event=event, place=f"{k}{p.number}", salt="", value=t) for p, k, t in texts]
        )
        Detail.objects.bulk_create(
            Detail(customer=p, kind=k, sealed=v, mark=mark(key, k, t), known="said", since=NOON)
            for (p, k, t), v in zip(texts, values, strict=True)
        )


def test_a_yes_to_electronic_papers_is_noted_with_its_file(owner, two, sign_in):
    client, one = sign_in(owner), two[0]
    sent = {"kind": "papers", "given": "yes", "on": "Nov 24, 2026", "how": "online", "words": "I agree"}
    refused = client.post(f"/customers/{one.id}/consent/", sent)
    assert refused.status_code == 422
    assert "Tell the customer first" in refused.content.decode()
    file = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    answer = client.post(f"/customers/{one.id}/consent/", {**sent, "told_first": "on", "file": file})
    assert answer.status_code == 302
    with scope.organization(owner.organization_id):
        consent = Consent.objects.get()
    address = f"/customers/{one.id}/consent/{consent.id}/file/"
    assert address in page(client, f"/customers/{one.id}/")
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.7 signed"
    assert client.get(f"/customers/{two[1].id}/consent/{consent.id}/file/").status_code == 404
    wrong = client.post(
        f"/customers/{one.id}/consent/", {**sent, "told_first": "on", "file": SimpleUploadedFile("x.exe", b"MZ")}
    )
    assert "This is no photo or PDF" in wrong.content.decode()


def test_how_a_sale_was_agreed_and_which_notices_were_given(owner, two, sign_in):
    client, one = sign_in(owner), two[0]
    sent = {
        "number": "RD-7", "place": "mail", "agreed_how": "signed-paper", "notice_given": "yes",
        "notice_on": "Nov 21, 2026", "terms_shown": "no",
    }  # fmt: skip
    assert client.post(f"/customers/{one.id}/sale/", sent).status_code == 302
    said = page(client, f"/customers/{one.id}/")
    assert "Agreed: wholly by mail, signed on paper." in said
    assert "given: yes, complete Sat, Nov 21, 2026." in said
    assert "Terms for returns shown: no." in said


def test_language_and_needs_are_listed_sorted_and_exported(owner, sign_in):
    client = sign_in(owner)
    told = {"name": "Ana Ruiz", "language": "es", "needs": ["relay", "large-print"], "time_zone": "America/Denver"}
    client.post("/customers/add/", {**told, "state": "OK", "known": "said"})
    client.post("/customers/add/", {"name": "Zed", "language": "de", "state": "VT", "known": "said"})
    by_language = page(client, "/customers/?sort=language")
    assert by_language.index("Zed") < by_language.index("Ana Ruiz")
    by_state = page(client, "/customers/?sort=state")
    assert by_state.index("Ana Ruiz") < by_state.index("Zed")
    (row, *_) = csv.DictReader(io.StringIO(client.get("/customers/?format=csv").content.decode()))
    assert (row["Language"], row["What they need"], row["Time zone"]) == (
        "Spanish", "Calls through a relay; Large print", "Mountain time",
    )  # fmt: skip
