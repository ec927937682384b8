"""Customers: kept once, found, joined and split without a loss, erased without breaking the chain."""

from datetime import date, timedelta

import pytest

from cast import NOON
from handrail.customers import actions, queries
from handrail.customers.actions import ConsentGiven, CustomersError, SaleGiven
from handrail.customers.models import Consent, Customer, Detail, Merge, Sale
from handrail.customers.tidy import DetailError, Given
from handrail.law.engine import load_law
from handrail.ledger import scope
from handrail.ledger.chain import START, Link, seal
from handrail.ledger.models import Event, PersonalValue
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError
from handrail.records.persons import actions as persons

DAY = timedelta(days=1)
DOLORES = (Given("name", "Dolores Reyes"), Given("phone", "(580) 555-0142", "contract"), Given("state", "OK"))
FURNACE = SaleGiven(
    "RD-20871", "Furnace, installed", "home", 620000, date(2026, 11, 20), None, notice_given=True
)  # fmt: skip


@pytest.fixture
def dolores(room):
    return actions.add(actor=room, details=DOLORES, at=NOON)


def found(room, words):
    return queries.find(room.organization, words)


@pytest.mark.parametrize(
    "words",
    [
        "dolores", "REYES dol", "olore", "580 555 0142", "+1 (580) 555-0142", "0142", "555-0142", "dolores@example.com",
        "rd 20871", "RD-20871", "1", "#1",
    ],
)  # fmt: skip
def test_a_customer_is_found_by_what_people_say(room, dolores, words):
    actions.add_details(actor=room, customer=dolores, details=[Given("email", "Dolores@Example.com")], at=NOON)
    actions.add_sale(actor=room, customer=dolores, sale=FURNACE, at=NOON)
    actions.add(actor=room, details=[Given("name", "Gary Stidham"), Given("phone", "580-555-0199")], at=NOON)
    assert found(room, words) == [dolores.id]


@pytest.mark.parametrize(
    "words", ["", "  ", "zebra", "580-555-0143", "RD-2087", "dolores@example.org", "dolores zebra"]
)
def test_what_nobody_said_finds_nobody(room, dolores, words):
    assert found(room, words) == []


def test_accents_do_not_matter(room):
    jose = actions.add(actor=room, details=[Given("name", "José Núñez")], at=NOON)
    assert found(room, "jose nunez") == found(room, "Núñez") == [jose.id]


def test_no_word_of_a_customer_stands_outside_the_sealed_values(room, dolores):
    actions.add_sale(actor=room, customer=dolores, sale=FURNACE, at=NOON)
    kept = [*Detail.objects.values(), *Sale.objects.values(), *Event.objects.values(), *Customer.objects.values()]
    assert not any(word in str(kept) for word in ("Dolores", "5550142", "555-0142", "20871", "Furnace"))


def test_marks_of_two_businesses_differ(owner, stranger):
    marks = []
    for member in (owner, stranger):
        with scope.organization(member.organization_id):
            actions.add(actor=actor_of(member), details=DOLORES, at=NOON)
            marks.append(Detail.objects.exclude(mark="").get().mark)
    assert marks[0] != marks[1]


def test_the_other_business_does_not_find_them(dolores, stranger):
    assert queries.find(stranger.organization_id, "dolores") == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Given("phone", "12345"), "has 5 digits"),
        (Given("email", "dolores at example"), "like ann@example.com"),
        (Given("name", "4111 1111 1111 1111"), "looks like a card number"),
        (Given("state", "Texsa"), "is not one of"),
        (Given("shoe size", "9"), "Choose what it is"),
        (Given("name", "  "), "write an answer"),
    ],
)
def test_a_detail_that_does_not_fit_says_what_to_write(room, given, said):
    with pytest.raises(DetailError, match=said):
        actions.add(actor=room, details=[Given("name", "Dolores"), given], at=NOON)
    assert not Customer.objects.exists()


def test_a_record_of_nobody_is_refused(room):
    with pytest.raises(CustomersError, match="can be found"):
        actions.add(actor=room, details=[Given("state", "OK")], at=NOON)


def test_the_old_value_stays_in_the_history_with_who_and_when(room, dolores):
    phone = Detail.objects.get(kind="phone")
    actions.change(actor=room, detail=phone, text="580 555 0177", known="said", at=NOON + DAY)
    assert [row.text for row in queries.details(dolores)] == ["Dolores Reyes", "580-555-0177", "OK"]
    assert found(room, "580-555-0177") == [dolores.id]
    assert found(room, "580-555-0142") == []
    last = queries.history(dolores)[0]
    assert (last.title, last.actor, last.at) == ("Detail changed", "Marcy Holt", NOON + DAY)
    assert last.parts[0] == ("Phone", "580-555-0142", "580-555-0177")
    assert last.parts[1][1:] == ("On the contract", "Said by the customer")


def test_a_change_to_the_same_is_no_change(room, dolores):
    name = Detail.objects.get(kind="name")
    actions.change(actor=room, detail=name, text=" Dolores  Reyes ", known="said", at=NOON)
    assert len(queries.history(dolores)) == 1


def test_the_last_name_or_number_is_not_ended(room, dolores):
    actions.end_detail(actor=room, detail=Detail.objects.get(kind="phone"), at=NOON)
    assert found(room, "0142") == []
    with pytest.raises(CustomersError, match="last name or number"):
        actions.end_detail(actor=room, detail=Detail.objects.get(kind="name"), at=NOON)
    assert queries.history(dolores)[0].parts == (("Phone", "580-555-0142", "No longer holds"),)


def test_what_is_known_is_handed_to_a_case_and_what_is_guessed_is_not(room, dolores):
    more = [Given("phone", "405-555-0111", "guessed"), Given("email", "d@example.com", "guessed")]
    actions.add_details(actor=room, customer=dolores, details=more, at=NOON)
    sale = actions.add_sale(actor=room, customer=dolores, sale=FURNACE, at=NOON)
    assert queries.facts_of(dolores) == {
        "customer.name": "Dolores Reyes", "customer.phone": "580-555-0142", "customer.state": "OK",
    }  # fmt: skip
    assert queries.facts_of(dolores, sale).items() >= {
        "sale.number": "RD-20871", "sale.total": 620000, "sale.place": "home", "sale.signed_on": date(2026, 11, 20),
        "sale.notice_given": True,
    }.items()  # fmt: skip
    assert "sale.delivered_on" not in queries.facts_of(dolores, sale)


def note(room, customer, kind, given, on, how="phone", words=""):
    return actions.note_consent(
        actor=room, customer=customer, kind=kind, given=given, on=on, how=how, words=words, at=NOON
    )


def test_an_opt_out_is_a_fact_from_its_first_day_until_consent_is_given_again(room, dolores):
    assert "call.told_to_stop" not in queries.facts_of(dolores)
    note(room, dolores, "calls", given=True, on=date(2026, 1, 5), how="signed")
    assert queries.facts_of(dolores)["call.written_consent"] is True
    note(room, dolores, "calls", given=False, on=date(2026, 11, 3), words="Stop calling me")
    note(room, dolores, "calls", given=False, on=date(2026, 11, 9))
    facts = queries.facts_of(dolores)
    assert (facts["call.told_to_stop"], facts["call.stop_asked_on"]) == (True, date(2026, 11, 3))
    assert facts["call.written_consent"] is False
    note(room, dolores, "calls", given=True, on=date(2026, 11, 12))
    facts = queries.facts_of(dolores)
    assert facts["call.told_to_stop"] is False
    assert not {"call.stop_asked_on", "call.written_consent"} & facts.keys()
    assert Consent.objects.count() == 4


@pytest.mark.parametrize(
    ("kind", "how", "on", "said"),
    [
        ("calls", "phone", date(2026, 11, 26), "still to come"),
        ("calls", "pigeon", date(2026, 11, 2), "how it was said"),
        ("other", "phone", date(2026, 11, 2), "in the customer’s words"),
    ],
)
def test_a_consent_that_says_nothing_is_refused(room, dolores, kind, how, on, said):
    with pytest.raises(CustomersError, match=said):
        note(room, dolores, kind, given=True, on=on, how=how)


def test_a_sale_is_completed_later_and_shows_what_stood_before(room, dolores):
    sale = actions.add_sale(actor=room, customer=dolores, sale=SaleGiven(number="RD-1", total_cents=100), at=NOON)
    later = SaleGiven(number="RD-1", total_cents=250, delivered_on=date(2026, 11, 23))
    actions.change_sale(actor=room, row=sale, sale=later, at=NOON + DAY)
    assert queries.history(dolores)[0].parts == (
        ("Total", "$1.00", "$2.50"),
        ("Day of delivery", "", "Nov 23, 2026"),
    )
    assert found(room, "rd1") == [dolores.id]


def test_what_a_customer_says_in_a_case_is_learned(room, dolores):
    actions.add_details(actor=room, customer=dolores, details=[Given("email", "d@example.com", "guessed")], at=NOON)
    said = {
        "customer.name": "Dolores Reyes", "customer.email": "d@example.com", "customer.phone": "call my son",
        "customer.address": "12 North Oak Street, Enid", "sale.number": "RD-1",
    }  # fmt: skip
    refused = actions.learn(actor=room, customer=dolores, facts=said, at=NOON + DAY)
    assert refused == ("customer.phone",)
    assert [(row.kind, row.known) for row in queries.details(dolores)] == [
        ("name", "said"), ("phone", "contract"), ("email", "said"), ("address", "said"), ("state", "said"),
    ]  # fmt: skip
    told = len(queries.history(dolores))
    actions.learn(actor=room, customer=dolores, facts=said, at=NOON + DAY)
    assert len(queries.history(dolores)) == told


# Joining and splitting


@pytest.fixture
def twin(room):
    """The same Dolores, taken down a second time."""
    twin = actions.add(actor=room, details=[Given("name", "Lola Reyes"), Given("phone", "580.555.0142")], at=NOON + DAY)
    actions.add_sale(actor=room, customer=twin, sale=FURNACE, at=NOON + DAY)
    note(room, twin, "texts", given=False, on=date(2026, 11, 3))
    return twin


def everything(customer):
    return (
        sorted(row.text for row in queries.details(customer)),
        [row.number for row in queries.sales(customer)],
        queries.facts_of(customer),
        len(queries.history(customer)),
    )


def test_joined_records_are_read_as_one_and_nothing_is_lost(room, dolores, twin):
    actions.merge(actor=room, kept=dolores, gone=twin, at=NOON + DAY)
    texts, numbers, facts, _ = everything(dolores)
    assert texts == ["580-555-0142", "580-555-0142", "Dolores Reyes", "Lola Reyes", "OK"]
    assert numbers == ["RD-20871"]
    assert facts["call.told_to_stop"] is True
    assert found(room, "lola") == found(room, "RD-20871") == [dolores.id]
    assert queries.listed(room.organization) == [dolores.id]
    twin.refresh_from_db()
    assert queries.facts_of(twin) == facts


def test_joining_is_undone_to_what_was(room, dolores, twin):
    before = everything(dolores)[:3], everything(twin)[:3]
    row = actions.merge(actor=room, kept=dolores, gone=twin, at=NOON + DAY)
    back = actions.undo_merge(actor=room, row=Merge.objects.get(pk=row.pk), at=NOON + 2 * DAY)
    assert (everything(dolores)[:3], everything(back)[:3]) == before
    assert queries.merges(dolores) == []
    with pytest.raises(CustomersError, match="undone already"):
        actions.undo_merge(actor=room, row=Merge.objects.get(pk=row.pk), at=NOON)


def test_a_chain_of_joins_is_undone_in_any_order(room, dolores, twin):
    third = actions.add(actor=room, details=[Given("name", "D. Reyes")], at=NOON)
    first = actions.merge(actor=room, kept=twin, gone=third, at=NOON)
    actions.merge(actor=room, kept=dolores, gone=twin, at=NOON)
    assert found(room, "d. reyes")[0] == dolores.id
    second = Merge.objects.get(gone=twin)
    actions.undo_merge(actor=room, row=second, at=NOON)
    third.refresh_from_db()
    assert third.into_id == twin.id
    actions.undo_merge(actor=room, row=Merge.objects.get(pk=first.pk), at=NOON)
    assert sorted(queries.listed(room.organization)) == sorted([dolores.id, twin.id, third.id])


def test_records_that_are_one_already_are_not_joined_again(room, dolores, twin):
    with pytest.raises(CustomersError, match="same record"):
        actions.merge(actor=room, kept=dolores, gone=dolores, at=NOON)
    actions.merge(actor=room, kept=dolores, gone=twin, at=NOON)
    twin.refresh_from_db()
    with pytest.raises(CustomersError, match="joined into another"):
        actions.merge(actor=room, kept=twin, gone=dolores, at=NOON)


def test_what_somebody_joined_meanwhile_is_seen(room, dolores, twin):
    stale = Customer.objects.get(pk=twin.pk)
    third = actions.add(actor=room, details=[Given("name", "D. Reyes")], at=NOON)
    actions.merge(actor=room, kept=dolores, gone=twin, at=NOON)
    for deed in (actions.merge, actions.keep_apart):
        two = {"kept": third, "gone": stale} if deed is actions.merge else {"one": third, "other": stale}
        with pytest.raises(CustomersError, match="joined into another"):
            deed(actor=room, at=NOON, **two)


def test_two_persons_in_one_record_are_split(room, dolores):
    son = Given("name", "Hector Reyes")
    actions.add_details(actor=room, customer=dolores, details=[son, Given("phone", "580-555-0190")], at=NOON)
    sale = actions.add_sale(actor=room, customer=dolores, sale=FURNACE, at=NOON)
    going = [row for row in queries.details(dolores) if row.text in ("Hector Reyes", "580-555-0190")]
    hector = actions.split(actor=room, customer=dolores, details=going, sales=[sale], consents=[], at=NOON)
    assert [row.text for row in queries.details(hector)] == ["Hector Reyes", "580-555-0190"]
    assert [row.text for row in queries.details(dolores)] == ["Dolores Reyes", "580-555-0142", "OK"]
    assert found(room, "RD-20871") == [hector.id]
    assert queries.history(hector)[0].title == "Made from part of another record"


@pytest.mark.parametrize(("kinds", "said"), [({"state"}, "must be found"), ({"name", "phone"}, "must stay")])
def test_a_split_leaves_two_records_that_can_be_found(room, dolores, kinds, said):
    going = [row for row in queries.details(dolores) if row.kind in kinds]
    with pytest.raises(CustomersError, match=said):
        actions.split(actor=room, customer=dolores, details=going, sales=[], consents=[], at=NOON)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_only_owners_and_managers_say_who_is_one_person(dolores, twin, colleague, role):
    with pytest.raises(RefusedError):
        actions.merge(actor=actor_of(colleague(role)), kept=dolores, gone=twin, at=NOON)


def test_an_auditor_adds_nobody(colleague):
    with pytest.raises(RefusedError):
        actions.add(actor=actor_of(colleague("auditor")), details=DOLORES, at=NOON)


# Removing and erasing


def test_a_removed_record_is_off_the_list_until_it_is_put_back(room, dolores):
    actions.remove(actor=room, customer=dolores, at=NOON)
    assert found(room, "dolores") == queries.listed(room.organization) == []
    with pytest.raises(CustomersError, match="was removed"):
        actions.add_sale(actor=room, customer=dolores, sale=FURNACE, at=NOON)
    actions.put_back(actor=room, customer=dolores, at=NOON)
    assert found(room, "dolores") == [dolores.id]


def test_a_record_a_case_refers_to_stays(room, dolores, monkeypatch):
    monkeypatch.setattr(queries, "referring", lambda customer: 2)
    with pytest.raises(CustomersError, match="2 cases refer"):
        actions.remove(actor=room, customer=dolores, at=NOON)


def whole(customer):
    """Whether every link and every seal that is left fits."""
    previous = START
    for e in Event.objects.filter(chain__subject_id=customer.id).order_by("seq").prefetch_related("personal"):
        assert e.previous == previous
        assert Link(e.chain_id, e.seq, e.at, e.room, e.kind, e.actor, e.data, e.previous).hash() == e.hash
        assert all(e.data["sealed"][v.place] == seal(v.salt, v.value) for v in e.personal.all())
        previous = e.hash
    return previous != START


def erase(room, customer, at):
    """Nobody told yet what the business is, so any duty may bind; somebody said that none is about this person."""
    return persons.erase(actor=room, customer=customer, why="asked to", at=at, aside=frozenset(load_law().duties))


def test_a_person_is_erased_and_the_chain_stays_whole(room, dolores, twin):
    phone = Detail.objects.get(kind="phone", customer=dolores)
    actions.change(actor=room, detail=phone, text="580-555-0177", known="said", at=NOON)
    actions.merge(actor=room, kept=dolores, gone=twin, at=NOON)
    gary = actions.add(actor=room, details=[Given("name", "Gary Stidham")], at=NOON)
    assert (
        erase(room, dolores, NOON + DAY).values == 8
    )  # three details, one changed; two details and the sale's two of the other record
    left = [value.value for value in PersonalValue.objects.filter(event__room="customers")]
    assert left == ["Gary Stidham"]
    assert not any(found(room, words) for words in ("dolores", "lola", "5805550142", "5805550177", "RD-20871"))
    assert whole(dolores)
    assert whole(twin)
    assert queries.facts_of(dolores).keys() == {"call.told_to_stop", "call.stop_asked_on"}
    assert queries.name_of(dolores) == "Customer 1"
    assert ("Name", "", "Erased (said by the customer)") in queries.history(dolores)[-1].parts
    assert found(room, "gary") == [gary.id]


def test_what_went_to_another_person_is_not_erased_with_the_first(room, dolores):
    actions.add_details(actor=room, customer=dolores, details=[Given("name", "Hector Reyes")], at=NOON)
    going = [row for row in queries.details(dolores) if row.text == "Hector Reyes"]
    hector = actions.split(actor=room, customer=dolores, details=going, sales=[], consents=[], at=NOON)
    erase(room, dolores, NOON)
    assert queries.name_of(hector) == "Hector Reyes"
    erase(room, hector, NOON)
    assert not PersonalValue.objects.filter(value="Hector Reyes").exists()


# Language, needs, clocks and papers


def test_language_needs_and_clock_are_told_to_a_case(room, dolores):
    details = [
        Given("language", "Spanish"), Given("needs", "calls through a relay"), Given("needs", "large-print"),
        Given("time_zone", "Mountain time"), Given("needs", "helper", "guessed"),
    ]  # fmt: skip
    actions.add_details(actor=room, customer=dolores, details=details, at=NOON)
    facts = queries.facts_of(dolores)
    assert facts["customer.language"] == "es"
    assert facts["customer.needs"] == ("relay", "large-print")
    assert facts["customer.on_relay"] is True
    assert facts["customer.time_zone"] == "America/Denver"
    (entry, *_) = queries.history(dolores)
    assert ("Language", "", "Spanish (said by the customer)") in entry.parts


def test_what_a_case_was_told_of_needs_is_learned_one_by_one(room, dolores):
    actions.learn(actor=room, customer=dolores, facts={"customer.needs": ("helper", "large-print")}, at=NOON)
    assert [row.text for row in queries.details(dolores) if row.kind == "needs"] == ["helper", "large-print"]


@pytest.mark.parametrize(
    "given",
    [Given("language", "Klingon"), Given("needs", "a pony"), Given("time_zone", "Mars"), Given("name", "pin 1234")],
)
def test_what_is_no_choice_and_what_is_never_kept_is_refused(room, dolores, given):
    with pytest.raises(DetailError):
        actions.add_details(actor=room, customer=dolores, details=[given], at=NOON)


@pytest.mark.parametrize(
    ("told_first", "words", "said"),
    [
        (False, "Yes, by e-mail", "Tell the customer first"),
        (True, "", "Keep the proof"),
        (True, "pin 1234", "never kept"),
    ],
)
def test_a_yes_to_electronic_papers_needs_its_proof(room, dolores, told_first, words, said):
    given = ConsentGiven("papers", True, NOON.date(), "online", words, told_first)
    with pytest.raises(CustomersError, match=said):
        actions.note(actor=room, customer=dolores, said=given, at=NOON)


def test_a_yes_to_electronic_papers_is_what_replies_go_by_until_it_is_taken_back(room, dolores):
    picture = ("signed.png", b"\x89PNG\r\n\x1a\nproof")
    yes = ConsentGiven("papers", True, NOON.date(), "online", "", True, picture)
    assert "customer.agreed_electronic" not in queries.facts_of(dolores)
    row = actions.note(actor=room, customer=dolores, said=yes, at=NOON)
    assert row.file.name == "signed.png"
    assert queries.facts_of(dolores)["customer.agreed_electronic"] is True
    assert any(label == "File, by its hash" for entry in queries.history(dolores) for label, _, _ in entry.parts)
    note(room, dolores, "papers", given=False, on=NOON.date(), how="phone")
    assert queries.facts_of(dolores)["customer.agreed_electronic"] is False


def test_the_proof_goes_with_the_consent_to_another_record_and_when_the_person_is_erased(room, dolores):
    yes = ConsentGiven("papers", True, NOON.date(), "online", "", True, ("a.pdf", b"%PDF-1.7 proof of it"))
    row = actions.note(actor=room, customer=dolores, said=yes, at=NOON)
    actions.add_details(actor=room, customer=dolores, details=[Given("name", "Lola Reyes")], at=NOON)
    lola = next(each for each in queries.details(dolores) if each.text == "Lola Reyes")
    new = actions.split(actor=room, customer=dolores, details=[lola], sales=[], consents=[row], at=NOON)
    assert list(queries.files_of(dolores)) == []
    assert [file.subject_id for file in queries.files_of(new)] == [new.id]
    erase(room, new, NOON)
    assert queries.consents(new)[0].file is None
    assert list(queries.files_of(new)) == []


@pytest.mark.parametrize(
    ("sale", "said"),
    [
        (SaleGiven(number="RD-1", place="the moon"), "where the sale was agreed"),
        (SaleGiven(number="RD-1", agreed_how="by pigeon"), "how the sale was agreed"),
        (SaleGiven(total_cents=100), "Write the order number"),
        (SaleGiven(number="RD-1", what="card 4111 1111 1111 1111"), "never kept"),
    ],
)
def test_a_purchase_that_says_nothing_is_refused(room, dolores, sale, said):
    row = actions.add_sale(actor=room, customer=dolores, sale=FURNACE, at=NOON)
    with pytest.raises(CustomersError, match=said):
        actions.add_sale(actor=room, customer=dolores, sale=sale, at=NOON)
    with pytest.raises(CustomersError, match=said):
        actions.change_sale(actor=room, row=row, sale=sale, at=NOON)
    assert [row.number for row in queries.sales(dolores)] == ["RD-20871"]


def test_a_record_that_is_joined_is_not_taken_off_and_one_on_the_list_is_not_put_back(room, dolores, twin):
    with pytest.raises(CustomersError, match="on the list already"):
        actions.put_back(actor=room, customer=dolores, at=NOON)
    with pytest.raises(CustomersError, match="nothing to add"):
        actions.add_details(actor=room, customer=dolores, details=[], at=NOON)
    actions.merge(actor=room, kept=dolores, gone=twin, at=NOON)
    for row in (dolores, twin):
        with pytest.raises(CustomersError, match="joined with another"):
            actions.remove(actor=room, customer=row, at=NOON)
    assert queries.listed(room.organization) == [dolores.id]
