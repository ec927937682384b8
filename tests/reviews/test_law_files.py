"""The review of a law file, publications held, and what is out of date: on its pages, on paper, before publishing."""

import re
from datetime import date, datetime, timedelta

import pytest

from cast import IN_FORCE_SINCE, NOON, TRY_HOME_SALE
from handrail.config.wiring import law_age
from handrail.law import actions, queries
from handrail.law.mine import actions as mine
from handrail.law.models import PublicationBlock
from handrail.law.versions.age import OutOfDate, in_words, old_packs
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.models import Member, Organization
from handrail.procedures import actions as handbook
from handrail.procedures.actions import ProcedureError
from handrail.procedures.models import Revision
from handrail.reviews import queries as reviews
from law import zeta
from procedures.documents.pdf_reader import text as pdf_text

pytestmark = pytest.mark.usefixtures("at_noon")
TODAY, ZONE = NOON.date(), "America/Chicago"


@pytest.fixture
def boss(owner):
    with scope.organization(owner.organization_id):
        yield actor_of(owner)


def bring(actor, *args, **kwargs):
    return actions.add_pack(actor=actor, content=zeta.signed(*args, **kwargs), name="z", on=TODAY, at=NOON)


@pytest.fixture
def in_use(boss):
    """The first version of Zeta's law, in use from today on."""
    version = bring(boss)
    actions.trust(actor=boss, key=version.key, name="Zeta", why="phone", at=NOON)
    actions.approve(actor=boss, version=version, on=TODAY, today=TODAY, at=NOON)
    return version


def words(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content[:500]
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# The page of a version


@pytest.mark.slow
def test_a_new_version_stands_in_the_queue_and_on_home_until_it_is_decided(boss, in_use, owner, sign_in):
    version = bring(boss, "1.1", ("count: 7", "count: 10"), cases="")
    client = sign_in(owner)
    assert [row.what for row in reviews.items(TODAY, ZONE) if row.kind == "pack"] == ["Zeta 1.1"]
    assert "Law file Zeta 1.1" in words(client.get("/"))
    client.post(f"/reviews/law/{version.pk}/", {"what": "decline", "why": "Too early"})
    assert [row for row in reviews.items(TODAY, ZONE) if row.kind == "pack"] == []
    assert "Too early" in words(client.get(f"/reviews/law/{version.pk}/"))


@pytest.mark.slow
def test_its_page_says_what_differs_and_what_rests_on_it_here(boss, in_use, adopted, owner, sign_in):
    version = bring(boss, "1.1", ("count: 7", "count: 10"), cases="")
    page = words(sign_in(owner).get(f"/reviews/law/{version.pk}/"))
    assert "Compared with Zeta 1.0" in page
    assert "is due within 10 calendar days, was 7 calendar days" in page
    assert "Altered: 1" in page.replace(" .", ".")
    assert adopted.entry.title in page
    assert "says it meets it" in page


REFUND = """procedure: refund
title: Refund
purpose: The customer has their money back in time.
owner: manager
review: {every: 6mo}
steps:
  - {id: pay, do: Pay it back., record: [case.resolution]}
scenarios:
  - name: In a week
    at: 2026-11-20T12:00
    zone: America/Chicago
    facts: {cancellation.received_on: 2026-11-20, case.resolution: Paid back}
    expect: {outcome: resolved, deadlines: {home-solicitation.refund: 2026-11-27}}
"""


@pytest.mark.slow
def test_a_version_on_which_scenarios_come_out_otherwise_is_approved_only_with_a_reason(
    boss, in_use, owner, colleague, sign_in
):
    writer = actor_of(colleague("manager"))
    row = handbook.save_draft(actor=writer, text=REFUND, reason="first", at=NOON)
    handbook.submit(actor=writer, row=row, at=NOON)
    handbook.approve(actor=boss, row=row, at=NOON, on=TODAY, despite="It is a test.")
    handbook.publish(actor=boss, row=row, on=TODAY, at=NOON)
    same = bring(boss, "1.1", ("Hang up the sign.", "Hang it up."), cases="")
    assert queries.surprises(same, TODAY) == []
    version = bring(boss, "1.2", ("count: 7", "count: 10"), cases="")
    client, address = sign_in(owner), f"/reviews/law/{version.pk}/"
    page = words(client.get(address))
    assert "Scenarios that come out otherwise with it" in page
    assert "In a week" in page
    approve = {"what": "approve", "on": TODAY.isoformat(), "why": ""}
    refused = words(client.post(address, approve), 422)
    assert "With it, scenarios come out otherwise: “In a week” of Refund. Look at them below" in refused
    assert client.post(address, {**approve, "why": "The procedure follows tomorrow."}).status_code == 302
    event = Event.objects.filter(kind="pack-approved").latest("id")
    assert event.data["surprises"] == ["“In a week” of Refund"]


@pytest.mark.slow
def test_open_cases_that_rest_on_it_are_named(boss, in_use, adopted, owner, sign_in):
    from handrail.desk import actions as desk

    case = desk.start(
        actor=boss, member=owner, revision=adopted, channel="counter", at=NOON,
        known={"business.records_calls": "none"},
    )  # fmt: skip
    version = bring(boss, "1.1", ("count: 7", "count: 10"), cases="")
    assert f"Case {case.number}" in words(sign_in(owner).get(f"/reviews/law/{version.pk}/"))


@pytest.mark.slow
def test_it_is_approved_on_its_page_after_its_key_is_trusted(boss, owner, sign_in):
    version, client = bring(boss), sign_in(owner)
    address = f"/reviews/law/{version.pk}/"
    assert "not known to you" in words(client.get(address))
    assert client.post(address, {"what": "approve", "on": "2026-12-01"}).status_code == 422
    assert client.post(address, {"what": "trust", "name": "Zeta", "why": ""}).status_code == 422
    assert client.post(address, {"what": "trust", "name": "Zeta", "why": "Read out"}).status_code == 302
    past = client.post(address, {"what": "approve", "on": "2026-11-01"})
    assert "is past" in words(past, 422)
    assert "Write the day" in words(client.post(address, {"what": "approve", "on": "x"}), 422)
    assert client.post(address, {"what": "approve", "on": "2026-12-01", "why": "Read"}).status_code == 302
    page = words(client.get(address))
    assert "Approved by Marcy Holt, in effect from Tue, Dec 1, 2026: “Read”" in page
    assert "us-zz" in queries.law_in_use(date(2026, 12, 1)).packs
    assert client.post(address, {"what": "nonsense"}).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("role", ["manager", "supervisor", "auditor"])
def test_who_only_reads_sees_no_decision_and_makes_none(boss, colleague, sign_in, role):
    version, client = bring(boss), sign_in(colleague(role))
    address = f"/reviews/law/{version.pk}/"
    assert "Your decision" not in words(client.get(address))
    for what in ("approve", "decline", "trust", "hold"):
        answer = client.post(address, {"what": what, "on": "2026-12-01", "why": "so", "name": "X", "slug": ""})
        assert answer.status_code == 403, what
    assert client.post("/reviews/held/", {"id": str(version.pk), "why": "x"}).status_code == 404


# Publications held


@pytest.mark.slow
def test_a_held_publication_names_who_and_why_and_is_let_go_with_a_reason(boss, approved, owner, sign_in, colleague):
    version, slug = bring(boss), approved.entry.slug
    reviewer = actor_of(colleague("reviewer"))
    row = actions.block(actor=reviewer, slug=slug, version=version, why="The days are in doubt", at=NOON)
    with pytest.raises(ProcedureError, match=r"held by The reviewer since Nov 24, 2026: “The days are in doubt”"):
        _publish(boss, approved)
    with pytest.raises(actions.PackActionError, match="held already"):
        actions.block(actor=boss, slug=slug, version=None, why="too", at=NOON)
    assert [item.what for item in reviews.items(TODAY, ZONE) if item.kind == "held"] == [approved.entry.title]
    client = sign_in(owner)
    assert "The days are in doubt" in words(client.get("/reviews/held/"))
    assert "Write why" in words(client.post("/reviews/held/", {"id": str(row.pk), "why": ""}), 422)
    assert client.post("/reviews/held/", {"id": str(row.pk), "why": "Asked the agency"}).status_code == 302
    _publish(boss, approved)
    kinds = list(
        Event.objects.filter(chain__subject="publication-block").order_by("seq").values_list("kind", flat=True)
    )
    assert kinds == ["publication-held", "publication-let-go"]
    assert PublicationBlock.objects.get().lifted_why == "Asked the agency"


@pytest.mark.slow
def test_a_hold_on_every_procedure_stops_adopting_too(boss):
    actions.block(actor=boss, slug="", version=None, why="The law file is being read", at=NOON)
    with pytest.raises(ProcedureError, match="The law file is being read"):
        handbook.adopt(actor=boss, slug="appointment-change", at=NOON, on=TODAY)
    assert not Revision.objects.filter(state="published").exists()


def _publish(actor, row, at: datetime = NOON, despite: str = "") -> None:
    row.refresh_from_db()
    handbook.publish(actor=actor, row=row, on=at.date(), at=at, despite=despite)


@pytest.fixture
def approved(adopted, boss):
    """A second version of what is in force, approved and not published."""
    writer = actor_of(Member.objects.get(role="manager"))
    text = TRY_HOME_SALE.replace("title: ", "title: Again, ", 1)
    row = handbook.save_draft(actor=writer, text=text, reason="Another title", at=NOON)
    handbook.submit(actor=writer, row=row, at=NOON)
    handbook.approve(actor=boss, row=row, at=NOON, on=TODAY, despite="The tests’ own procedure collects no goods.")
    return row


# Out of date


def test_what_is_out_of_date_is_decided_in_one_place():
    kept = [("us", "Federal", date(2027, 5, 22)), ("local", "Yours", date(2020, 1, 1))]
    assert old_packs(kept, date(2027, 5, 22)) == ()
    assert old_packs(kept, date(2027, 5, 23)) == (OutOfDate("Federal", date(2027, 5, 23)),)
    assert in_words(old_packs(kept, date(2028, 1, 1))) == "The law of Federal is out of date since May 23, 2027."
    assert in_words(()) == ""


SCREENS = ["/", "/law/", "/procedures/", "/procedures/handbook/", "/desk/", "/reviews/", "/law/packs/"]


@pytest.mark.slow
@pytest.mark.parametrize("address", SCREENS)
def test_every_screen_says_since_when_the_law_is_out_of_date(boss, in_use, owner, sign_in, monkeypatch, address):
    client, late = sign_in(owner), datetime.combine(date(2027, 5, 23), NOON.timetz())
    assert "Nobody has looked it through since" not in client.get(address).content.decode()
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: late)
    page = client.get(address).content.decode()
    assert "Zeta is out of date since May 23, 2027." in page


def test_the_day_that_is_looked_at_decides(boss, in_use):
    late = datetime.combine(date(2027, 5, 23), NOON.timetz())
    assert law_age(NOON, ZONE) == []
    (told,) = law_age(late, ZONE)
    assert told.endswith("Zeta is out of date since May 23, 2027.")


@pytest.mark.slow
def test_every_sheet_of_a_print_says_it(boss, in_use, adopted, owner, sign_in, monkeypatch):
    late = datetime.combine(date(2027, 6, 1), NOON.timetz())
    client = sign_in(owner)
    assert "Zetaisoutofdatesince" not in pdf_text(client.get("/procedures/handbook.pdf").content)
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: late)
    for address in ("/procedures/handbook.pdf", f"/procedures/version/{adopted.pk}/document.pdf"):
        assert "ZetaisoutofdatesinceMay23,2027" in pdf_text(client.get(address).content)


@pytest.mark.slow
def test_publishing_on_old_law_asks_for_a_reason_and_keeps_it(boss, in_use, approved):
    late = datetime.combine(date(2027, 6, 1), NOON.timetz())
    with pytest.raises(ProcedureError, match="Zeta is out of date since May 23, 2027"):
        _publish(boss, approved, late)
    _publish(boss, approved, late, "The AG’s page says the same today")
    event = Event.objects.filter(kind="published").order_by("-seq").first()
    assert event.data["despite"] == "The AG’s page says the same today"
    assert any("Zeta" in line for line in event.data["law_out_of_date"])
    row = Revision.objects.get(pk=approved.pk)
    assert "Put in force on law out of date: The AG’s page says the same today" in row.exception


@pytest.mark.slow
def test_adopting_on_old_law_asks_on_the_page_of_the_starter(boss, in_use, owner, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: datetime.combine(date(2028, 6, 1), NOON.timetz()))
    client = sign_in(owner)
    refused = client.post("/procedures/adopt/", {"slug": "appointment-change"})
    assert "past its day" in words(refused, 422)
    posted = {"slug": "appointment-change", "despite": "Read again today"}
    assert client.post("/procedures/adopt/", posted).status_code == 302
    rows = Event.objects.filter(kind="adopted")
    assert {row.data["despite"] for row in rows} == {"Read again today"}


@pytest.mark.slow
def test_a_duty_past_its_day_asks_unless_we_checked_it_ourselves(boss, in_use, adopted):
    """The duty is to be looked at again by Mar 1, the pack is kept until May 22."""
    from handrail.procedures.queries import law_behind_is_old, procedures_of

    met, on = procedures_of(adopted.bundle).values(), date(2027, 3, 2)
    assert "us-zz.refund" not in {row.duty for row in law_behind_is_old(met, on - timedelta(days=1))}
    assert OutOfDate("Money back, Zeta", on, "us-zz.refund") in law_behind_is_old(met, on)
    mine.check(
        actor=boss, duty="us-zz.refund", who="M", asked="agency", whom="AG", on=TODAY, until=date(2027, 6, 1), at=NOON
    )
    assert "us-zz.refund" not in {row.duty for row in law_behind_is_old(met, on)}
    assert "us-zz.refund" in {row.duty for row in law_behind_is_old(met, date(2027, 6, 2))}
    assert IN_FORCE_SINCE < TODAY


@pytest.mark.slow
def test_a_case_file_says_it_too(boss, in_use, adopted, owner):
    from handrail.desk import actions as desk
    from handrail.records.packet import contents

    case = desk.start(actor=boss, member=owner, revision=adopted, channel="counter", at=NOON, known={})
    assert contents(case, Organization.objects.get(pk=case.organization_id), NOON)["law_out_of_date"] == ""
    late = datetime.combine(date(2027, 6, 1), NOON.timetz())
    assert (
        "Zeta is out of date since May 23, 2027."
        in contents(case, Organization.objects.get(pk=case.organization_id), late)["law_out_of_date"]
    )
