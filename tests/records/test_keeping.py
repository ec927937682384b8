"""Periods, holds, a proposal that a person decides, a certificate that stays; and law that binds field by field."""

import json
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from cast import NOON
from handrail.business.actions import answer
from handrail.business.interview import read_file
from handrail.config import worker
from handrail.customers import actions as customers
from handrail.customers.models import Customer
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.ledger import scope
from handrail.ledger.canonical import dumps
from handrail.ledger.models import Event, PersonalValue
from handrail.ledger.verify import verify
from handrail.ledger.verify_set import judge
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.procedures import actions as procedures
from handrail.procedures.queries import in_force
from handrail.records import disposal_paper, packet
from handrail.records.checkpoints.queries import key_in_use
from handrail.records.keeping import actions, queries
from handrail.records.keeping.actions import HeldOn, KeepingError
from handrail.records.keeping.gone import actions as gone
from handrail.records.keeping.gone import lines
from handrail.records.keeping.rule import apart, covers
from handrail.records.models import Disposal, DisposalLine, ErasureAsked, Gone, Hold, RetentionPeriod
from handrail.records.persons import actions as persons
from handrail.records.persons.actions import PersonsError
from procedures.documents.pdf_reader import pages, squeezed, text
from records.test_case_file import case  # noqa: F401 - a whole case

LATER = NOON + timedelta(days=366 * 3)
MUCH_LATER = NOON + timedelta(days=366 * 8)
RED_DIRT = Path(__file__).resolve().parents[2] / "examples" / "red-dirt-propane" / "business.yaml"


@pytest.fixture
def described(owner):
    """A business that sells by phone: sales-call records bind it for five years."""
    with scope.organization(owner.organization_id):
        told = {name: value for name, value in read_file(RED_DIRT.read_text("utf-8")).items() if value is not None}
        answer(actor=actor_of(owner), answers=told, at=NOON)
        yield actor_of(owner)


BY_PHONE = {"sale.place": "phone", "customer.name": "Dolores Whitaker", "customer.state": "OK"}


@pytest.fixture
def sold(described, owner):
    """A case about something that was sold by phone."""
    procedures.adopt(actor=described, slug="privacy-request", at=NOON, on=NOON.date(), despite="So.")
    version = in_force("privacy-request", NOON.date())
    row = desk.start(actor=described, member=owner, revision=version, channel="phone", known=BY_PHONE, at=NOON)
    desk.give_up(actor=described, case=row, at=NOON, outcome="abandoned", reason="hung up")
    row.refresh_from_db()
    return row


@pytest.mark.django_db(transaction=True)
def test_the_page_says_of_each_duty_whether_the_law_names_the_words_or_we_read_them_in(described, owner, sign_in):
    page = sign_in(owner).get("/records/keeping/").content.decode()
    calls = page[page.index("16 CFR 310.5</a>") :]
    row = calls[: calls.index("</tr>")]
    for words in (
        "The law names these",
        "Our reading of the law",
        "Only where we called to sell, sold by phone, or were told to stop calling.",
    ):
        assert words in row, row
    assert "check that list with the agency or your adviser" in page
    assert "a set of case files after 14 days, and what an agent typed and did not send after one day" in page
    sheet = sign_in(owner).get("/records/keeping/?format=csv").content.decode()
    assert "Phone, What was bought (the law names these)" in sheet


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_sale_at_the_home_is_no_record_of_a_sales_call(case, described, owner):  # noqa: F811
    """Who called whom at the counter is known: nobody. On the phone nobody said, and that is for a person to look at."""
    version = in_force(case.entry.slug, NOON.date())
    phone = desk.start(
        actor=described, member=owner, revision=version, channel="phone", at=NOON, known={"sale.place": "home"}
    )
    desk.give_up(actor=described, case=phone, at=NOON, outcome="abandoned", reason="hung up")
    actions.set_period(actor=described, of="cases", count=2, unit="years", at=NOON)
    rows = {line.thing: line for line in actions.propose(actor=described, at=LATER).lines.all()}
    calls = {key: [why for why in row.stays if "16 CFR 310.5" in why] for key, row in rows.items()}
    assert calls[case.id] == []
    assert calls[phone.id]
    assert all(why.startswith("Look first") for why in calls[phone.id]), rows[phone.id].stays
    line = rows[case.id]
    assert "Customer’s name" in next(why for why in line.why if why.startswith("What goes: "))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_is_past_its_period_is_proposed_decided_and_certified(sold, described, owner):
    actor = described
    assert actions.propose(actor=actor, at=LATER) is None, "without a period nothing asks anything away"
    actions.set_period(actor=actor, of="cases", count=2, unit="years", at=NOON)
    assert actions.propose(actor=actor, at=NOON) is None, "two years are not over"

    row = actions.propose(actor=actor, at=LATER)
    line = row.lines.get()
    assert (line.says, line.state) == (f"Case {sold.number}, {sold.entry.title}", "proposed")
    assert "Kept 2 years from the day the case ended" in line.why[0]
    assert "What goes: Customer’s state." in line.why
    kept = next(why for why in line.stays if "each record of sales calls five years" in why)
    for words in (
        "16 CFR",
        "hecked",
        "It keeps: Customer’s name (the law names these); Notes",
        "(our reading of the law)",
    ):
        assert words in kept, kept
    with pytest.raises(KeepingError, match="waits"):
        actions.propose(actor=actor, at=LATER)

    actions.approve(actor=actor, row=row, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.lines.get().state) == ("done", "gone")
    left = set(PersonalValue.objects.filter(event__chain__subject="case").values_list("place", flat=True))
    assert "fact:customer.name" in left, "the law on sales calls needs the name for five years"
    assert "fact:customer.state" not in left, "and not the state"
    signed = row.certificate
    content = dumps(signed)
    verdict = judge(content, key_in_use())
    assert verdict.whole, verdict
    assert (verdict.gone, verdict.number, verdict.key_known) == (1, 1, True)
    assert not judge(content.replace(b'"pieces":', b'"pieces":1', 1), "").whole
    assert not judge(content.replace(b'"state":"gone"', b'"state":"left"', 1), "").whole
    assert not judge(content, "00" * 32).whole
    assert "Dolores" not in dumps(signed).decode()
    stays, first = apart(signed["certificate"]["lines"][0]["stays"])
    assert any("16 CFR 310.5;" in why for why in stays)
    assert any("unclaimed money" in why for why in first), "what was only named is no reason that something stays"
    paper = disposal_paper.printed(content, "America/Chicago", {"gone": "Gone"})
    assert paper.startswith(b"%PDF-")
    assert paper == disposal_paper.printed(content, "America/Chicago", {"gone": "Gone"})
    long = json.loads(content)
    long["certificate"]["lines"][0]["why"] = ["nobody needs it any more. " * 400]
    first = next(
        page
        for page in pages(disposal_paper.printed(dumps(long), "America/Chicago", {"gone": "Gone"}))
        if "Whatwent,andwhatstays" in page
    )
    assert "nobodyneedsitanymore." in squeezed(first), "what is longer than a page begins under its heading"
    told = text(paper).replace("\u200b", "")
    sha = sha256(content).hexdigest()
    for words in (
        line.says,
        "Certificate of disposal 1",
        "16 CFR",
        "Named to whoever decided",
        "Gone. Pieces:",
        f"SHA-256 of that file{sha}",
    ):
        assert words.replace(" ", "") in told, words
    assert "Dolores" not in told
    assert verify(packet.make(actor=actor, case=sold, at=LATER)).whole

    again = actions.propose(actor=actor, at=MUCH_LATER)
    assert not [why for why in again.lines.get().stays if "five years" in why and not why.startswith("Look first")]
    actions.approve(actor=actor, row=again, at=MUCH_LATER)
    assert not PersonalValue.objects.filter(event__chain__subject="case").exists()
    assert actions.propose(actor=actor, at=MUCH_LATER) is None
    assert [
        line.body["number"]
        for line in lines.read(gone.list_file()).lines
        if line.organization == str(actor.organization)
    ] == [1, 2]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_hold_set_since_the_proposal_stops_it_and_lifted_it_goes_on(case, described, colleague):  # noqa: F811
    actor = described
    actions.set_period(actor=actor, of="cases", count=1, unit="months", at=NOON)
    row = actions.propose(actor=actor, at=MUCH_LATER)
    held = actions.hold(actor=actor, on=HeldOn(customer=case.customer), why="Letter of Hale & Co.", at=MUCH_LATER)
    before = PersonalValue.objects.filter(event__chain__subject="case").count()
    actions.approve(actor=actor, row=row, at=MUCH_LATER)
    assert DisposalLine.objects.get().state == "stopped"
    assert Hold.objects.get().why == "Letter of Hale & Co."
    assert PersonalValue.objects.filter(event__chain__subject="case").count() == before
    with pytest.raises(PersonsError, match=f"Legal hold {held.number}"):
        persons.erase(actor=actor, customer=case.customer, why="She asked by phone.", at=MUCH_LATER)
    assert actions.propose(actor=actor, at=MUCH_LATER) is None
    with pytest.raises(RefusedError):
        actions.lift(actor=actor_of(colleague("agent")), row=held, why="over", at=MUCH_LATER)
    actions.lift(actor=actor, row=held, why="Settled, says Hale & Co.", at=MUCH_LATER)
    assert (
        actions.propose(actor=actor, at=MUCH_LATER).lines.get().pieces == before + 1 + 2
    )  # the photo, and two open items


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_left_out_and_declined_nothing_goes(case, described):  # noqa: F811
    actor = described
    actions.set_period(actor=actor, of="cases", count=30, unit="days", at=NOON)
    row = actions.propose(actor=actor, at=MUCH_LATER)
    before = PersonalValue.objects.count()
    actions.approve(actor=actor, row=row, leave=[row.lines.get().pk], at=MUCH_LATER)
    assert row.lines.get().state == "left"
    other = actions.propose(actor=actor, at=MUCH_LATER)
    with pytest.raises(KeepingError, match="Write why"):
        actions.keep(actor=actor, row=other, why=" ", at=MUCH_LATER)
    actions.keep(actor=actor, row=other, why="An audit comes.", at=MUCH_LATER)
    with pytest.raises(KeepingError, match="decided already"):
        actions.approve(actor=actor, row=other, at=MUCH_LATER)
    assert PersonalValue.objects.count() == before + 1  # why it was declined
    assert not Gone.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_worker_proposes_once_a_day_and_a_person_finds_it_at_home(case, described, owner, sign_in):  # noqa: F811
    actions.set_period(actor=described, of="cases", count=1, unit="years", at=NOON)
    worker.run_due(MUCH_LATER)
    worker.run_due(MUCH_LATER + timedelta(days=2))
    assert Disposal.objects.count() == 1, "while one waits there is no other"
    assert [row.title for row in queries.waiting(owner, NOON, "America/Chicago")] == ["1 record is past their time"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_person_who_asks_is_erased_as_far_as_no_duty_binds_and_the_rest_when_it_ends(described):
    actor = described
    row = customers.add(
        actor=actor, details=[Given("name", "Ana Ruiz"), Given("phone", "580-555-0142"), Given("email", "ana@example.com")],
        at=NOON,
    )  # fmt: skip
    customers.add_sale(
        actor=actor, customer=row, sale=customers.SaleGiven(place="phone", signed_on=NOON.date()), at=NOON
    )
    done = persons.erase(actor=actor, customer=row, why="She wrote on Nov 24.", at=NOON)
    assert done.values == 1, "the mail address alone"
    calls = next(line for line in done.kept if "each record of sales calls five years" in line)
    assert "It keeps: Customer’s name, Phone (the law names these)." in calls
    there = {detail.kind: detail.text for detail in row.details.all()}
    assert there == {"name": "Ana Ruiz", "phone": there["phone"], "email": None}
    assert "0142" in there["phone"]
    assert ErasureAsked.objects.get().customer == row
    proposed = actions.propose(actor=actor, at=MUCH_LATER)
    assert "asked on" in proposed.lines.get().why[0]
    actions.approve(actor=actor, row=proposed, at=MUCH_LATER)
    assert {detail.text for detail in Customer.objects.get().details.all()} == {None}
    assert set(Customer.objects.get().details.values_list("mark", flat=True)) == {""}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_case_in_which_they_ask_stays_and_what_they_tell_later_is_no_part_of_the_wish(described, owner):
    actor = described
    procedures.adopt(actor=actor, slug="privacy-request", at=NOON, on=NOON.date(), despite="So.")
    version = in_force("privacy-request", NOON.date())
    row = customers.add(actor=actor, details=[Given("name", "Ottoline Quarles"), Given("state", "OK")], at=NOON)
    customers.add_sale(
        actor=actor, customer=row, sale=customers.SaleGiven(place="phone", signed_on=NOON.date()), at=NOON
    )
    start = partial(
        desk.start, actor=actor, member=owner, revision=version, channel="email", known=BY_PHONE, customer=row
    )
    before, request = start(at=NOON), start(at=NOON)
    desk.give_up(actor=actor, case=before, at=NOON, outcome="abandoned", reason="hung up")
    told = PersonalValue.objects.filter(event__chain__subject_id=request.pk).count()
    done = persons.erase(actor=actor, customer=row, why="In this case.", at=NOON, request=request)
    assert (done.cases, bool(done.kept)) == (1, True)
    assert PersonalValue.objects.filter(event__chain__subject_id=request.pk).count() == told > 0
    desk.give_up(actor=actor, case=request, at=NOON, outcome="abandoned", reason="answered")
    later = start(at=NOON + timedelta(days=9))
    desk.give_up(actor=actor, case=later, at=NOON + timedelta(days=9), outcome="abandoned", reason="came back")
    wished = {line.thing for line in actions.propose(actor=actor, at=MUCH_LATER).lines.all()}
    assert wished == {before.pk}, "neither the request nor what came after; their record has a contact since"


@pytest.mark.slow
def test_every_bound_names_its_duty_its_citation_and_its_status(described, sold):
    thing = queries.class_of("cases").open(sold.pk)
    told = queries.Judge(NOON).judged(queries.class_of("cases"), thing).law
    assert told.bounds
    for bound in told.bounds:
        assert "(" in bound.says, bound
        assert any(word in bound.says for word in ("hecked", "nverified", "ut of date")), bound
    assert covers(("customer.",), "customer.name")


@pytest.mark.django_db(transaction=True)
def test_a_period_is_a_whole_number_of_days_months_or_years(described, colleague):
    for count, unit in ((0, "years"), (-1, "days"), (101, "years"), (5, "weeks")):
        with pytest.raises(KeepingError):
            actions.set_period(actor=described, of="cases", count=count, unit=unit, at=NOON)
    with pytest.raises(KeepingError):
        actions.set_period(actor=described, of="moods", count=1, unit="years", at=NOON)
    with pytest.raises(RefusedError):
        actions.set_period(actor=actor_of(colleague("manager")), of="cases", count=1, unit="years", at=NOON)
    actions.set_period(actor=described, of="cases", count=5, unit="years", at=NOON)
    actions.set_period(actor=described, of="cases", count=None, unit="", at=NOON)
    assert not RetentionPeriod.objects.exists()
    assert Event.objects.filter(kind="period-set").count() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_reasons_go_too_but_not_of_a_hold_that_stands(described):
    actor = described
    actions.set_period(actor=actor, of="reasons", count=3, unit="years", at=NOON)
    over = actions.hold(actor=actor, on=HeldOn(topic="cancel-order"), why="Letter of Ottoline Quarles", at=NOON)
    actions.lift(actor=actor, row=over, why="She settled.", at=NOON)
    actions.hold(actor=actor, on=HeldOn(topic="cancel-order"), why="Another of hers", at=NOON)
    row = actions.propose(actor=actor, at=MUCH_LATER)
    assert row.lines.count() == 2, "why it was set, and why it was lifted"
    actions.approve(actor=actor, row=row, at=MUCH_LATER)
    assert [hold.why for hold in Hold.objects.order_by("number")] == ["", "Another of hers"]


@pytest.mark.slow
class TestNoByteStays(TransactionTestCase):
    """Whatever they are called: after an erasure nothing of it is in the database, and a copy from before forgets it."""

    def setup_example(self):
        from handrail.people import actions as people

        super().setup_example()
        link = people.owner_link(token=people.make_owner_link(at=NOON), at=NOON)
        self.owner = people.found_organization(
            link=link, name="M", email="m@example.com", password="a quiet green door", business="B",
            time_zone="America/Chicago", at=NOON,
        )  # fmt: skip

    @settings(max_examples=12)
    @given(st.text("qxzjvkw", min_size=12, max_size=30), st.text("éüñ漢字ابج", min_size=8, max_size=20))
    def test_of_any_name(self, plain, other):
        actor = actor_of(self.owner)
        with scope.organization(actor.organization):
            given = [Given("name", f"{plain} {other}")]
            row = customers.add(actor=actor, details=given, at=NOON)
            kept = PersonalValue.objects.get(place__startswith="detail:", event__chain__subject_id=row.pk)
            fields = {
                "event_id": kept.event_id,
                "place": kept.place,
                "salt": kept.salt,
                "value": kept.value,
                "pk": kept.pk,
            }
            persons.erase(actor=actor, customer=row, why="so", at=NOON, aside=_all_duties())
            assert not PersonalValue.objects.filter(pk=kept.pk).exists()
            self._is_nowhere(plain, other)
            with gone.deed(actor, NOON) as record:  # what a copy from before brings back
                Gone.objects.all().delete()
                PersonalValue.objects.create(**fields)
                record.event("records", "test", "test", row.pk)
            gone.forget_again(NOON)
            assert not PersonalValue.objects.filter(pk=kept.pk).exists()
            self._is_nowhere(plain, other)

    def _is_nowhere(self, *words):
        if connection.vendor == "sqlite":
            whole = connection.connection.serialize()
            for word in words:
                assert word.encode() not in whole
                assert dumps(word).decode("utf-8")[1:-1].encode("unicode_escape") not in whole


def _all_duties():
    from handrail.law.engine import load_law

    return frozenset(load_law().duties)
