"""The library to browse: by trade, topic and words; several adopted at once, all or none."""

from datetime import date

import pytest

from cast import NOON
from handrail.config import worker
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.ledger.deed import unrecorded
from handrail.people.actions import actor_of
from handrail.people.models import Member
from handrail.people.rights import RefusedError
from handrail.procedures import actions as adopting
from handrail.procedures import queries
from handrail.procedures.actions import ProcedureError
from handrail.procedures.control import actions as control
from handrail.procedures.shelf import library, starter_text
from handrail.procedures.shelving import actions
from handrail.procedures.shelving.models import AdoptRun
from handrail.procedures.shelving.rows import ALL, SORTS, Asked, by_topic, rows, topics

ON = date(2026, 11, 24)
LATER = date(2099, 1, 1)  # the pages go by the clock of the day the tests run
SHELF = "/procedures/library/"


def found(taken=(), **asked):
    return rows(library(), load_law().kinds, taken, Asked(**asked))


def test_every_starter_is_about_one_topic():
    listed = [slug for slugs in topics().values() for slug in slugs]
    assert sorted(listed) == sorted(library())
    assert max(map(len, topics().values())) <= 16


def test_a_trade_sees_its_own_and_what_is_for_everyone():
    seen = {row.slug for row in found(trade="lodging")}
    assert {"book-room", "complaint", "lost-item"} <= seen
    assert not {"repair-order", "out-of-gas", "join-club"} & seen
    assert len(found(trade=ALL)) == len(library())


@pytest.mark.parametrize(
    ("words", "slug"), [("gift card", "gift-card"), ("WI FI", "wifi-help"), ("leak", "out-of-gas"), ("title plates", "title-and-tag")]
)  # fmt: skip
def test_words_find_by_title_topic_or_duty(words, slug):
    assert slug in {row.slug for row in found(words=words)}
    assert len(found(words=words)) < len(library()) / 3


def test_what_is_in_force_is_not_offered_again():
    assert "complaint" not in {row.slug for row in found(taken={"complaint"})}


def test_it_says_what_each_meets_takes_and_brings():
    row = next(row for row in found() if row.slug == "take-payment")
    assert load_law().kinds["surcharge.tell"].title in row.meets
    row = next(row for row in found() if row.slug == "charge-not-ordered")
    assert (row.takes, row.brings) == (
        "6 minutes", ("Open a call", "Check who is asking", "the reply “We looked at your bill”"),
    )  # fmt: skip
    row = next(row for row in found() if row.slug == "refund-or-return")
    assert row.brings[-1] == "the reply “Your refund is sent”"


@pytest.mark.parametrize("sort", SORTS)
def test_each_order_keeps_all(sort):
    assert {row.slug for row in found(sort=sort)} == set(library())
    assert [row for those in by_topic(found(sort="topic")).values() for row in those] == found(sort="topic")


@pytest.mark.slow
def test_the_page_shows_the_topics_and_narrows_them(owner, sign_in):
    client = sign_in(owner)
    page = client.get(SHELF, {"trade": ALL}).content.decode()
    assert all(name in page for name in topics())
    assert page.count('name="slug"') == len(library())
    less = client.get(SHELF, {"trade": "auto", "topic": "Selling and signing up"}).content.decode()
    assert "Ask about a car on the lot" in less
    assert "Book a room" not in less
    assert "No starter procedure fits." in client.get(SHELF, {"q": "zebra"}).content.decode()


def test_the_list_goes_out_as_csv(owner, sign_in):
    sheet = sign_in(owner).get(SHELF, {"trade": "propane", "format": "csv"}).content.decode()
    assert "Out of gas" in sheet
    assert "Book a room" not in sheet


@pytest.mark.slow
def test_several_are_adopted_at_once_with_what_they_call(owner, sign_in):
    client = sign_in(owner)
    answer = client.post(f"{SHELF}take/", {"slug": ["lost-item", "quick-question"]})
    assert answer.status_code == 302
    with scope.organization(owner.organization_id):
        assert {row.entry.slug for row in queries.handbook(LATER)} >= {"lost-item", "quick-question", "open-call"}
    page = client.get(SHELF, {"trade": ALL}).content.decode()
    assert 'value="lost-item"' not in page


def test_with_none_ticked_it_says_so_and_nothing_happens(owner, sign_in):
    answer = sign_in(owner).post(f"{SHELF}take/", {})
    assert answer.status_code == 422
    assert "Tick at least one procedure first." in answer.content.decode()


@pytest.mark.slow
def test_what_rests_on_old_law_waits_for_a_reason_and_the_others_do_not(owner, sign_in):
    client = sign_in(owner)
    answer = client.post(f"{SHELF}take/", {"slug": ["quick-question", "take-payment"]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Not adopted yet: Take a payment." in page
    assert "Credit-card surcharges, Oklahoma" in page
    assert 'value="take-payment" checked' in page
    alone = client.post(f"{SHELF}take/", {"slug": ["take-payment"]})
    assert alone.status_code == 422
    with scope.organization(owner.organization_id):
        assert queries.in_force("quick-question", LATER)
        assert not queries.in_force("take-payment", LATER)
    client.post(f"{SHELF}take/", {"slug": ["take-payment"], "despite": "The agency says it stands"})
    with scope.organization(owner.organization_id):
        assert "The agency says it stands" in queries.in_force("take-payment", LATER).exception


MANY = ["quick-question", "stock-question", "lost-item", "order-status", "wifi-help", "gift-card", "sent-in-error",
        "title-and-tag"]  # fmt: skip


@pytest.fixture
def asked_for_many(owner, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    with scope.organization(owner.organization_id):
        taken = actions.take(actor=actor_of(owner), slugs=MANY[:3], at=NOON, on=ON, despite="", how={})
        yield taken.run


@pytest.mark.slow
def test_many_are_adopted_by_the_worker_one_by_one_in_the_name_of_who_asked(owner, asked_for_many, monkeypatch):
    seen, went_on = [], actions._adopt_one

    def listen(person, run, slug, at):
        seen.append(AdoptRun.objects.values_list("looking_at", "done", "every").get())
        went_on(person, run, slug, at)

    monkeypatch.setattr(actions, "_adopt_one", listen)
    worker.run_due(NOON)
    run = AdoptRun.objects.get()
    assert (run.state, run.kept, run.left) == ("done", MANY[:3], [])
    assert seen == [(library()[slug].title, n, 3) for n, slug in enumerate(MANY[:3])]
    assert queries.in_force("lost-item", ON).approved_by == owner.user.name


@pytest.mark.slow
def test_one_that_is_refused_is_named_and_the_others_go_on(owner, colleague, asked_for_many, sign_in):
    """Somebody named the approvers of one meanwhile."""
    entry = adopting.save_draft(actor=actor_of(owner), text=starter_text("stock-question"), reason="x", at=NOON).entry
    control.name_approvers(actor=actor_of(owner), entry=entry, chosen=[colleague("reviewer")], at=NOON)
    worker.run_due(NOON)
    run = AdoptRun.objects.get()
    assert (run.state, run.kept) == ("done", [MANY[0], MANY[2]])
    [[slug, why]] = run.left
    assert slug == "stock-question"
    assert "are named, so it is not adopted at once" in why
    page = sign_in(owner).get(f"{SHELF}adopting/").content.decode()
    assert "Not adopted" in page
    assert "tick=stock-question" in page


@pytest.mark.slow
def test_stopped_under_way_the_rest_is_not_adopted_and_the_page_says_so(owner, asked_for_many, sign_in, monkeypatch):
    went_on = actions._adopt_one

    def stop_after_one(person, run, slug, at):
        went_on(person, run, slug, at)
        actions.stop(actor=person, run=run, at=at)

    monkeypatch.setattr(actions, "_adopt_one", stop_after_one)
    worker.run_due(NOON)
    run = AdoptRun.objects.get()
    assert (run.state, run.kept) == ("stopped", MANY[:1])
    assert not queries.in_force(MANY[1], ON)
    page = sign_in(owner).get(f"{SHELF}adopting/").content.decode()
    assert "It was stopped." in page
    assert "Its turn did not come." in page


def test_who_may_not_approve_any_more_adopts_nothing(owner, asked_for_many):
    with unrecorded("the test gives the person another role"):
        Member.objects.filter(pk=owner.pk).update(role="agent")
    worker.run_due(NOON)
    run = AdoptRun.objects.get()
    assert (run.state, run.kept) == ("failed", [])
    assert "may not approve any more" in run.problem


@pytest.mark.slow
def test_the_page_of_many_waits_says_so_and_can_be_done_at_once(owner, sign_in):
    client = sign_in(owner)
    assert client.get(f"{SHELF}adopting/").status_code == 302
    answer = client.post(f"{SHELF}take/", {"slug": MANY})
    assert answer["Location"] == f"{SHELF}adopting/"
    page = client.get(answer["Location"])
    assert page["Refresh"] == "2"
    assert "Waiting for its turn" in page.content.decode()
    again = client.post(f"{SHELF}take/", {"slug": MANY})
    assert "Procedures are being adopted already." in again.content.decode()
    with scope.organization(owner.organization_id):
        run = AdoptRun.objects.get()
    client.post(f"{SHELF}adopting/{run.pk}/", {"now": "yes"})
    page = client.get(f"{SHELF}adopting/")
    assert "Refresh" not in page
    assert "In force now" in page.content.decode()
    with scope.organization(owner.organization_id):
        assert {row.entry.slug for row in queries.handbook(LATER)} >= set(MANY)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["agent", "supervisor", "manager"])
def test_only_an_owner_or_a_reviewer_adopts(owner, colleague, sign_in, role):
    member = colleague(role)
    page = sign_in(member).get(SHELF, {"trade": ALL}).content.decode()
    assert 'name="slug"' not in page
    assert sign_in(member).post(f"{SHELF}take/", {"slug": ["lost-item"]}).status_code == 403
    with scope.organization(owner.organization_id), pytest.raises(RefusedError):
        actions.adopt_several(actor=actor_of(member), slugs=["lost-item"], at=NOON, on=ON, despite="", how={})


def test_what_the_library_has_not_is_not_adopted(owner):
    with scope.organization(owner.organization_id), pytest.raises(ProcedureError):
        actions.adopt_several(actor=actor_of(owner), slugs=["no-such"], at=NOON, on=ON, despite="", how={})
