"""A draft on the web: asked for, made by the worker, read, adopted or proposed; and what is new in the next one."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import NOON
from handrail.business.actions import answer
from handrail.config import worker
from handrail.drafting import actions, queries
from handrail.drafting.actions import DraftingError
from handrail.drafting.models import DraftRun
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures.models import Revision
from handrail.procedures.shelf import library
from procedures.documents.pdf_reader import pages

pytestmark = pytest.mark.slow

TODAY = NOON.date()
FACTS = {
    "business.name": "Red Dirt Propane & HVAC, LLC",
    "business.states": ("OK",),
    "business.customer_states": ("OK",),
    "business.trade": "propane",
    "business.channels": ("phone", "counter"),
    "business.sells_at_home": None,
    "business.ships_goods": False,
    "business.sells_online": False,
    "business.sells_in_shop": False,
    "business.takes_cards": True,
    "business.keeps_personal_data": False,
    "business.records_calls": "none",
}


@pytest.fixture
def described(owner):
    with scope.organization(owner.organization_id):
        answer(actor=actor_of(owner), answers=FACTS, at=NOON)
    return owner


@pytest.fixture
def drafted(described):
    """A draft that came out."""
    with scope.organization(described.organization_id):
        run = actions.draft(actor=actor_of(described), at=NOON, on=TODAY)
        actions.carry_out(actor=actor_of(described), run_id=run.id, at=NOON)
        run.refresh_from_db()
    return run


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_draft_is_asked_for_made_by_the_worker_and_read(described, sign_in):
    client = sign_in(described)
    assert "Nothing is drafted yet" in text_of(client.get("/drafting/"))
    assert client.post("/drafting/ask/").status_code == 302
    waiting = client.get("/drafting/")
    assert "Waiting for its turn" in text_of(waiting)
    assert waiting["Refresh"] == "2"
    with scope.organization(described.organization_id):
        run = DraftRun.objects.get()
    worker.run_due(run.asked_at + timedelta(seconds=5))
    shown = client.get("/drafting/")
    assert "Refresh" not in shown
    assert "Procedures to take" in text_of(shown)
    assert "The service is out" in text_of(shown)
    assert "usual list, our own estimate" in text_of(shown)
    assert "Customers of your trade lose heat, gas or a line." in text_of(shown)
    with scope.organization(described.organization_id):
        kinds = set(Event.objects.filter(room="drafting").values_list("kind", flat=True))
    assert kinds == {"asked for", "begun", "done"}


def test_progress_is_told_while_it_is_made(described, monkeypatch):
    seen = []
    told = actions._Teller.__call__

    def listen(self, what, done, of):
        told(self, what, done, of)
        seen.append(DraftRun.objects.values_list("looking_at", "done", "every").get())

    monkeypatch.setattr(actions._Teller, "__call__", listen)
    with scope.organization(described.organization_id):
        run = actions.draft(actor=actor_of(described), at=NOON, on=TODAY)
        actions.carry_out(actor=actor_of(described), run_id=run.id, at=NOON)
    assert [done for _, done, _ in seen] == list(range(len(seen)))
    assert seen[0][0].startswith("Checking “")
    assert seen[-1][2] == len(seen)


def test_a_second_draft_is_refused_while_one_waits_and_a_stopped_one_is_never_made(described, sign_in):
    client = sign_in(described)
    client.post("/drafting/ask/")
    again = client.post("/drafting/ask/")
    assert again.status_code == 422
    assert "A draft is being made already" in text_of(again)
    with scope.organization(described.organization_id):
        run = DraftRun.objects.get()
    client.post(f"/drafting/stop/{run.id}/")
    worker.run_due(run.asked_at + timedelta(seconds=5))
    with scope.organization(described.organization_id):
        run.refresh_from_db()
        assert (run.state, run.plan) == ("stopped", None)
    assert "The last draft was stopped" in text_of(client.get("/drafting/"))


def test_tickets_in_which_no_topics_were_looked_for_are_named(described, sign_in):
    client = sign_in(described)
    assert "no topics were found" not in text_of(client.get("/drafting/"))
    file = SimpleUploadedFile("tickets.csv", b"date,text\n2026-11-01,my tank is empty\n2026-11-02,why so high\n")
    held = client.post("/inquiries/bring/", {"file": file})["Location"]
    form = {f"column-{c.field}": c.header for c in client.get(held).context["columns"]}
    seen = client.post(held, {**form, "do": "look"}).context["seen"]
    assert client.post(held, {**form, "seen": seen, "do": "bring"}).status_code == 302
    assert "2 tickets came in, and no topics were found in them yet" in text_of(client.get("/drafting/"))


def test_an_owner_adopts_the_ticked_ones_at_once_and_their_callees_with_them(drafted, owner, sign_in):
    client = sign_in(owner)
    ticked = ["complaint", "emergency", "service-outage"]
    assert client.post(f"/drafting/adopt/{drafted.id}/", {"slug": ticked, "do": "adopt"}).status_code == 302
    with scope.organization(owner.organization_id):
        here = set(queries.in_force(NOON.today().date()))
        assert {*ticked, "open-call"} <= here
        assert set(Revision.objects.values_list("author_name", flat=True)) == {"Handrail library"}
        count = Revision.objects.count()
    shown = text_of(client.get("/drafting/"))
    assert shown.count('<span class="tag">in force</span>') == len(
        here & {row.slug for row in plan(drafted).procedures}
    )
    client.post(f"/drafting/adopt/{drafted.id}/", {"slug": ticked, "do": "adopt"})
    with scope.organization(owner.organization_id):
        assert Revision.objects.count() == count


def plan(run):
    found = queries.plan_of(run)
    assert found is not None
    return found


def test_nothing_ticked_and_what_the_draft_has_not_are_refused(drafted, owner, sign_in):
    client = sign_in(owner)
    for slugs in ([], ["order-status"], ["nonsense"]):
        refused = client.post(f"/drafting/adopt/{drafted.id}/", {"slug": slugs, "do": "adopt"})
        assert refused.status_code == 422
        assert "Tick at least one procedure first." in text_of(refused)


def test_a_manager_may_only_propose_and_the_owner_finds_it_ticked(drafted, owner, colleague, sign_in):
    manager = colleague("manager")
    client = sign_in(manager)
    assert "Propose the ticked ones" in text_of(client.get("/drafting/"))
    assert client.post(f"/drafting/adopt/{drafted.id}/", {"slug": ["complaint"], "do": "adopt"}).status_code == 403
    assert client.post(f"/drafting/adopt/{drafted.id}/", {"slug": ["complaint"], "do": "propose"}).status_code == 302
    with scope.organization(owner.organization_id):
        assert Revision.objects.count() == 0
        with pytest.raises(RefusedError):
            actions.adopt(actor=actor_of(manager), run=drafted, slugs=["complaint"], at=NOON, on=TODAY)
    shown = text_of(sign_in(owner).get("/drafting/"))
    assert "The manager proposes 1 of them" in shown
    assert shown.count(" checked>") == 1
    assert 'value="complaint" checked' in shown


@pytest.mark.parametrize(
    ("role", "asks", "takes"),
    [("manager", 302, 403), ("agent", 403, 403), ("auditor", 403, 403), ("reviewer", 403, 302)],
)
def test_who_may_ask_and_who_may_adopt(drafted, colleague, sign_in, role, asks, takes):
    client = sign_in(colleague(role))
    assert client.get("/drafting/").status_code == 200
    answer = client.post(f"/drafting/adopt/{drafted.id}/", {"slug": ["complaint"], "do": "adopt"})
    assert answer.status_code == takes
    assert client.post("/drafting/ask/").status_code == asks


def test_another_business_sees_none_of_it(drafted, stranger, sign_in):
    client = sign_in(stranger)
    assert "Nothing is drafted yet" in text_of(client.get("/drafting/"))
    assert client.post(f"/drafting/adopt/{drafted.id}/", {"slug": ["complaint"]}).status_code == 404
    assert client.post(f"/drafting/stop/{drafted.id}/").status_code == 404


def test_the_next_draft_says_what_is_new(drafted, owner, sign_in):
    actor = actor_of(owner)
    with scope.organization(owner.organization_id):
        answer(actor=actor, answers={"business.keeps_personal_data": True, "business.ships_goods": True}, at=NOON)
        later = NOON + timedelta(hours=1)
        run = actions.draft(actor=actor, at=later, on=TODAY)
        actions.carry_out(actor=actor, run_id=run.id, at=later)
    shown = text_of(sign_in(owner).get("/drafting/"))
    assert "New since the draft before:" in shown
    assert "order-status" not in {row.slug for row in plan(drafted).procedures}
    at = shown.index("Where is my order?</span>")
    assert '<span class="tag">new</span>' in shown[at : at + 120]
    duties = text_of(sign_in(owner).get("/drafting/duties/?q=shipping+goods"))
    assert '<span class="tag">new</span>' in duties


def test_a_fact_not_known_makes_a_duty_depend_and_is_named(drafted, owner, sign_in):
    shown = text_of(sign_in(owner).get("/drafting/"))
    assert "it depends on “Sells at the customer’s home”" in shown
    assert "Not known whether you sell at the customer’s home" in shown
    found = text_of(sign_in(owner).get("/drafting/duties/?show=depends"))
    assert "May bind you: it depends on “Sells at the customer’s home”" in found


def test_duties_are_searched_sorted_and_exported_with_their_status(drafted, owner, sign_in):
    client = sign_in(owner)
    assert "No duty fits this." in text_of(client.get("/drafting/duties/?q=zebra"))
    shown = text_of(client.get("/drafting/duties/?q=surcharge&sort=title"))
    assert "Take a payment, step" in shown
    assert "14A O.S. 2-211" in shown
    rows = list(csv.DictReader(io.StringIO(text_of(client.get("/drafting/duties/?format=csv")))))
    assert {row["Binds"] for row in rows} == {"Binds you", "May bind you", "No such duty found"}
    assert all(row["Citation"] and row["Status"] and row["Citation"] in row["Said"] for row in rows)
    none_met = list(csv.DictReader(io.StringIO(text_of(client.get("/drafting/duties/?format=csv&show=open")))))
    assert all(row["Not met"] for row in none_met)


def test_the_draft_on_paper_says_that_nothing_is_in_force(drafted, owner, sign_in):
    answer = sign_in(owner).get("/drafting/handbook.pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="handbook-draft-{TODAY}.pdf"'
    cover, _, *rest = pages(answer.content)
    assert "RedDirtPropane&HVAC,LLC" in cover
    assert "Nothinginitisinforceuntilitisadopted." in cover
    first = next(page for page in rest if "Thesteps" in page)  # behind what no law file holds
    assert "DRAFT:NOTINFORCE" in first


def test_topics_of_tickets_are_used_and_a_persons_word_on_one_is_kept_to(described, sign_in, monkeypatch):
    """With a library that lacks two of what is asked, so that something is left to write."""
    from pathlib import Path

    from handrail.inquiries import actions as inquiries
    from handrail.inquiries import topics
    from handrail.inquiries.holding import Held
    from handrail.inquiries.models import Topic
    from handrail.inquiries.tickets import open_file
    from handrail.ledger.ids import new_id

    assert topics.available()
    lacking = {slug: row for slug, row in library().items() if slug not in ("delivery-schedule", "tank-question")}
    monkeypatch.setattr("handrail.drafting.actions.library", lambda: lacking)
    data = (Path(__file__).parents[2] / "examples" / "red-dirt-propane" / "tickets.csv").read_bytes()
    raw = open_file(data, "tickets.csv")
    actor = actor_of(described)
    with scope.organization(described.organization_id):
        held = Held(new_id(), described.organization_id, described.pk, "tickets.csv", "0" * 64, len(data), raw)
        inquiries.bring_file(actor=actor, held=held, mapping={"text": "What they wanted"}, at=NOON)
        search = inquiries.find_topics(actor=actor, at=NOON)
        inquiries.carry_out(actor=actor, run_id=search.id, at=NOON)
        first = Topic.objects.order_by("rank").first()
        inquiries.cover(actor=actor, topic=first, procedure="warranty-claim", at=NOON)
        run = actions.draft(actor=actor, at=NOON, on=TODAY)
        actions.carry_out(actor=actor, run_id=run.id, at=NOON)
        run.refresh_from_db()
    made = plan(run)
    assert made.asked_by == f"{len(made.topics)} topics found in {len(data.splitlines()) - 1} tickets"
    assert [(fit.procedure, fit.sure) for fit in made.topics[0].fits] == [("warranty-claim", "sure")]
    assert made.procedures[0].reasons[0].kind == "asked"
    assert "Write one" in text_of(sign_in(described).get("/drafting/"))


def test_a_draft_that_was_never_asked_for_is_not_adopted_from(described):
    with scope.organization(described.organization_id):
        run = actions.draft(actor=actor_of(described), at=NOON, on=TODAY)
        with pytest.raises(DraftingError):
            actions.adopt(actor=actor_of(described), run=run, slugs=["complaint"], at=NOON, on=TODAY)
