"""The pages of what customers ask, through the product's own forms."""

import errno
import gzip
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from exports import FRESHDESK, JSON_LINES, MBOX, PLAIN, SECRETS, ZENDESK

from cast import NOON
from handrail.config import worker
from handrail.inquiries import actions, holding, queries, topics
from handrail.inquiries.actions import InquiryError
from handrail.inquiries.models import AskedFor, Ticket, TicketFile, Topic, TopicRun
from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Event, Timer
from handrail.people.actions import actor_of


def text(answer) -> str:
    return answer.content.decode()


def many(count: int) -> str:
    says = ("need a propane refill", "why the late fee on my bill", "the furnace makes noise", "cancel my contract")
    lines = (f"{n},{says[n % 4]} {n % 13},2026-11-0{1 + n % 9}" for n in range(count))
    return "Id,Description,Created at\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("content", "name", "layout", "kept"),
    [(ZENDESK, "z.csv", "zendesk", 2), (FRESHDESK, "f.csv", "freshdesk", 1), (PLAIN, "whiteboard.csv", "plain", 2),
     (JSON_LINES, "t.jsonl", "jsonl", 1), (MBOX, "inbox.mbox", "mbox", 1)],
)  # fmt: skip
def test_a_file_is_looked_at_brought_in_and_holds_nothing_unmasked(owner, sign_in, bring, content, name, layout, kept):
    client = sign_in(owner)
    shown = text(client.get(bring(client, content, name)))
    assert "What came of it" in shown
    with scope.organization(owner.organization_id):
        file = TicketFile.objects.get()
        assert (file.layout, file.good) == (layout, kept)
        stored = repr([list(model.objects.values()) for model in (TicketFile, Ticket)])
    assert not [secret for secret in SECRETS if secret in stored]


def test_nothing_unmasked_waits_on_the_disk(owner, sign_in, upload):
    client = sign_in(owner)
    held = upload(client, ZENDESK)
    files = list((settings.DATA / "held").glob("*.held"))
    waiting = "".join(gzip.decompress(file.read_bytes()).decode() for file in files)
    assert "[phone]" in waiting
    assert not [secret for secret in SECRETS if secret in waiting]
    page = text(client.get(held["Location"]))
    assert "[phone]" in page
    assert "580-555-0142" not in page
    with scope.organization(owner.organization_id):
        assert not Ticket.objects.exists()


def test_bad_rows_are_listed_with_line_and_reason_and_good_ones_kept(owner, sign_in, upload, bring):
    client = sign_in(owner)
    held = client.get(upload(client, ZENDESK)["Location"])
    assert [row.line for row in held.context["bad"]] == [4]
    assert held.context["bad"][0].reason in text(held)
    address = bring(client, ZENDESK)
    assert "Rows left out" in text(client.get(address))
    assert text(client.get(f"{address}?format=csv")).splitlines()[1].startswith("4,")


def test_a_wrong_file_and_none_are_explained(owner, sign_in, upload):
    client = sign_in(owner)
    wrong = upload(client, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "photo.png")
    assert wrong.status_code == 422
    assert 'role="alert"' in text(wrong)
    assert "Choose a file first." in text(client.post("/inquiries/bring/"))


def test_a_file_too_large_is_refused(owner, sign_in, upload, monkeypatch):
    monkeypatch.setattr("handrail.inquiries.forms.LARGEST", 2**20)
    answer = upload(sign_in(owner), "a" * (2**20 + 1))
    assert "is 2 MB; 1 MB is the most" in text(answer)


def test_a_full_disk_is_said(owner, sign_in, upload, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(holding, "_write", full)
    answer = upload(sign_in(owner), ZENDESK)
    assert answer.status_code == 422
    assert "disk is full" in text(answer)


def test_the_same_file_twice_is_refused_and_changes_nothing(owner, sign_in, upload, bring):
    client = sign_in(owner)
    bring(client, FRESHDESK)
    with pytest.raises(AssertionError, match="brought in before, by Marcy Holt"):
        bring(client, FRESHDESK)
    with scope.organization(owner.organization_id):
        assert Ticket.objects.count() == 1


def test_other_columns_are_looked_at_before_they_are_kept(owner, sign_in, upload):
    client = sign_in(owner)
    held = upload(client, PLAIN)["Location"]
    answer = client.post(held, {"column-text": "How", "seen": "{}", "do": "bring"})
    assert "You chose other columns" in text(answer)
    assert "Which column holds" in text(client.post(held, {"do": "look"})) or client.post(held).status_code == 422
    assert client.post(held, {"do": "leave"})["Location"] == "/inquiries/"
    assert "This preview is gone" in text(client.get(held))


@pytest.mark.slow
def test_a_file_is_taken_out_and_put_back(owner, sign_in, bring):
    client = sign_in(owner)
    address = bring(client, FRESHDESK)
    client.post(address, {"do": "take-out"})
    assert "was taken out" in text(client.get(address))
    assert "No tickets are here yet" in text(client.get("/inquiries/"))
    assert "taken out already" in text(client.post(address, {"do": "take-out"}))
    client.post(address, {"do": "put-back"})
    assert "Late bill" in text(client.get("/inquiries/tickets/"))


def test_another_business_sees_nothing(owner, stranger, sign_in, upload, bring):
    mine, theirs = sign_in(owner), sign_in(stranger)
    address, held = bring(mine, FRESHDESK), upload(mine, ZENDESK)["Location"]
    with scope.organization(owner.organization_id):
        ticket = Ticket.objects.get()
    assert theirs.get(address).status_code == 404
    assert theirs.get(f"/inquiries/tickets/{ticket.pk}/").status_code == 404
    assert "This preview is gone" in text(theirs.get(held))
    assert "No tickets are here yet" in text(theirs.get("/inquiries/tickets/"))
    assert "[e" in text(mine.get(f"/inquiries/tickets/{ticket.pk}/"))


@pytest.mark.parametrize("role", ["agent", "reviewer", "supervisor", "auditor"])
def test_who_may_not_describe_may_read_only(owner, colleague, sign_in, upload, bring, role):
    address = bring(sign_in(owner), FRESHDESK)
    client = sign_in(colleague(role))
    assert client.get("/inquiries/").status_code == 200
    assert upload(client, ZENDESK).status_code == 403
    assert client.post("/inquiries/topics/").status_code == 403
    assert client.post(address, {"do": "take-out"}).status_code == 403
    assert client.post("/inquiries/asked/", {"new-0-title": "Mine"}).status_code == 403
    with scope.organization(owner.organization_id):
        assert TicketFile.objects.get().undone_at is None


# Topics


@pytest.mark.slow
def test_topics_of_few_tickets_are_found_at_once_ranked_and_given_a_procedure(owner, adopted, sign_in, bring):
    client = sign_in(owner)
    bring(client, many(80))
    assert client.post("/inquiries/topics/").status_code == 302
    page = client.get("/inquiries/")
    assert "No procedure yet" in text(page)
    largest = page.context["topics"][0]
    address = f"/inquiries/topic/{largest.pk}/"
    assert largest.examples[0][:20] in text(client.get(address))
    client.post(address, {"procedure": "try-home-sale"})
    assert page.context["topics"][0].volume >= page.context["topics"][-1].volume
    with scope.organization(owner.organization_id):
        assert Topic.objects.get(pk=largest.pk).procedure == "try-home-sale"
        with unrecorded("a run that put the topic to the library"):
            Topic.objects.filter(pk=largest.pk).update(procedure="service-outage")
    assert '<a href="/procedures/library/service-outage/">The service is out</a>, not in force' in text(
        client.get("/inquiries/")
    )
    assert "service-outage" in text(client.get("/inquiries/?format=csv"))
    found = client.get(f"/inquiries/tickets/?topic={largest.slug}")
    assert found.context["rows"].paginator.count == largest.volume


@pytest.mark.slow
def test_topics_of_many_tickets_wait_for_the_worker(owner, sign_in, bring):
    client = sign_in(owner)
    bring(client, many(520))
    client.post("/inquiries/topics/")
    assert "waits for its turn" in text(client.get("/inquiries/"))
    with scope.organization(owner.organization_id):
        timer = Timer.objects.get(kind=actions.FIND)
        worker._find_topics(timer, NOON)
        timer.refresh_from_db()
        assert timer.done_at == NOON
        assert TopicRun.objects.get().state == "done"
        assert Topic.objects.exists()


def test_a_search_is_stopped_and_never_begun(owner, sign_in, bring):
    client = sign_in(owner)
    bring(client, many(20))
    with scope.organization(owner.organization_id):
        run = actions.find_topics(actor=actor_of(owner), at=NOON)
        client.post(f"/inquiries/topics/{run.pk}/stop/")
        actions.carry_out(actor=actor_of(owner), run_id=run.pk, at=NOON)
        assert TopicRun.objects.get().state == "stopped"
        assert not Topic.objects.exists()
    assert "was stopped; nothing of it was kept" in text(client.get("/inquiries/"))
    assert "has ended already" in text(client.post(f"/inquiries/topics/{run.pk}/stop/"))


def test_a_search_that_fails_says_why(owner, sign_in, bring, monkeypatch):
    client = sign_in(owner)
    bring(client, many(20))

    def broken(*_):
        raise MemoryError

    monkeypatch.setattr(topics, "find_topics", broken)
    client.post("/inquiries/topics/")
    assert "Too little memory" in text(client.get("/inquiries/"))


def test_without_what_finds_topics_the_page_says_so(owner, sign_in, bring, monkeypatch):
    client = sign_in(owner)
    bring(client, many(20))
    monkeypatch.setattr(topics, "available", lambda: False)
    assert "own list of inquiries" in text(client.get("/inquiries/"))
    assert client.post("/inquiries/topics/").status_code == 422


def test_a_lost_search_does_not_hold_up_the_next(owner, sign_in, bring):
    bring(sign_in(owner), many(20))
    with scope.organization(owner.organization_id):
        run = actions.find_topics(actor=actor_of(owner), at=NOON)
        with pytest.raises(InquiryError, match="already"):
            actions.find_topics(actor=actor_of(owner), at=NOON)
        queries.JOBS.begin(actor_of(owner), run.pk, NOON)
        assert queries.under_way(NOON)
        assert queries.under_way(NOON + timedelta(hours=1)) is None


# Without tickets


def test_what_people_ask_is_ticked_sized_and_extended(owner, sign_in):
    client = sign_in(owner)
    assert "Open the list" in text(client.get("/inquiries/"))
    client.post("/inquiries/asked/", {"new-0-title": "Grill bottles", "new-0-size": "40"})
    with scope.organization(owner.organization_id):
        row = AskedFor.objects.get()
        assert (row.title, row.per_month, row.own) == ("Grill bottles", 40, True)
    assert "40 a month" in text(client.get("/inquiries/"))


def test_a_size_that_is_no_number_is_shown_again(owner, sign_in):
    answer = sign_in(owner).post("/inquiries/asked/", {"new-0-title": "Grill bottles", "new-0-size": "lots"})
    assert answer.status_code == 422
    assert "“lots” is no number of inquiries a month" in text(answer)
    assert 'value="Grill bottles"' in text(answer)
    assert "Tick at least one" in text(sign_in(owner).post("/inquiries/asked/", {}))


# The list


@pytest.mark.slow
def test_tickets_are_searched_sorted_and_exported(owner, sign_in, bring):
    client = sign_in(owner)
    bring(client, many(60))
    assert client.get("/inquiries/tickets/?q=furnace").context["rows"].paginator.count == 15
    assert "No ticket fits" in text(client.get("/inquiries/tickets/?q=zebra"))
    assert "Page 1 of 2" in text(client.get("/inquiries/tickets/?sort=old"))
    assert len(text(client.get("/inquiries/tickets/?format=csv&q=furnace")).splitlines()) == 16
    with scope.organization(owner.organization_id):
        assert Event.objects.get(room="inquiries", kind="exported").data == {"tickets": 15}


def test_who_may_not_read_the_records_takes_no_tickets_out(owner, colleague, sign_in, bring):
    """They read them on the page: a list of what everybody wrote leaves the house with others."""
    bring(sign_in(owner), many(3))
    agent = sign_in(colleague("agent"))
    assert "Export as CSV" not in text(agent.get("/inquiries/tickets/"))
    assert "Export as CSV" in text(sign_in(owner).get("/inquiries/tickets/"))
    assert agent.get("/inquiries/tickets/?format=csv").status_code == 403


@pytest.mark.slow
def test_the_lists_ask_the_database_no_more_often_as_they_grow(owner, sign_in, bring):
    client = sign_in(owner)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as spoken:
            client.get(address)
        return len(spoken)

    bring(client, many(12))
    few = [asked("/inquiries/tickets/"), asked("/inquiries/")]
    bring(client, many(10_000), "more.csv")
    again = [asked("/inquiries/tickets/"), asked("/inquiries/")]
    assert again == few
