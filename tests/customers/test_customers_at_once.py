"""Two people change the same record in the same moment: each had read it before the other wrote. One is done, the other
is told; nothing is written over, and nobody can no longer be found."""

import pytest

from cast import NOON
from handrail.customers import actions, queries
from handrail.customers.actions import CustomersError, SaleGiven
from handrail.customers.arriving import actions as lists
from handrail.customers.arriving.reading import recognise
from handrail.customers.models import Arrival, Consent, Customer, Detail, Merge, Sale
from handrail.customers.tidy import Given
from handrail.ledger.models import Event

PEOPLE = b"Customer Name,Mobile\nGary Stidham,580-555-0199\nRuth Akers,580-555-0198\n"


@pytest.fixture
def dolores(room):
    told = [Given("name", "Dolores Reyes"), Given("phone", "580-555-0142")]
    return actions.add(actor=room, details=told, at=NOON)


def again(row):
    """The same row as another tab had read it before."""
    return type(row).objects.get(pk=row.pk)


def test_a_number_that_somebody_changed_this_moment_is_not_written_over(room, dolores):
    phone = Detail.objects.get(kind="phone")
    old, older = again(phone), again(phone)
    actions.change(actor=room, detail=phone, text="580-555-0143", known="said", at=NOON)
    with pytest.raises(CustomersError, match="Somebody else changed this record"):
        actions.change(actor=room, detail=old, text="580-555-0144", known="said", at=NOON)
    actions.end_detail(actor=room, detail=again(phone), at=NOON)
    with pytest.raises(CustomersError, match="Somebody else changed this record"):
        actions.change(actor=room, detail=older, text="580-555-0144", known="said", at=NOON)
    assert again(phone).text == "580-555-0143"


def test_the_last_way_to_find_somebody_stays_though_two_end_one_each(room, dolores):
    name, phone = Detail.objects.get(kind="name"), Detail.objects.get(kind="phone")
    actions.end_detail(actor=room, detail=name, at=NOON)
    with pytest.raises(CustomersError, match="the last name or number"):
        actions.end_detail(actor=room, detail=phone, at=NOON)


def test_nothing_is_added_to_a_record_that_was_removed_this_moment(room, dolores):
    sale = actions.add_sale(actor=room, customer=dolores, sale=SaleGiven("RD-1"), at=NOON)
    phone, olds = Detail.objects.get(kind="phone"), [again(dolores) for _ in range(5)]
    str(phone.customer.number), str(sale.customer.number)  # read with them
    actions.remove(actor=room, customer=dolores, at=NOON)
    for does in (
        lambda: actions.add_details(actor=room, customer=olds[0], details=[Given("state", "OK")], at=NOON),
        lambda: actions.note_consent(
            actor=room, customer=olds[1], kind="calls", given=False, on=NOON.date(), how="phone", words="", at=NOON
        ),
        lambda: actions.add_sale(actor=room, customer=olds[2], sale=SaleGiven("RD-2"), at=NOON),
        lambda: actions.change(actor=room, detail=phone, text="580-555-0143", known="said", at=NOON),
        lambda: actions.change_sale(actor=room, row=sale, sale=SaleGiven("RD-3"), at=NOON),
        lambda: actions.remove(actor=room, customer=olds[3], at=NOON),
    ):
        with pytest.raises(CustomersError, match="was removed"):
            does()
    actions.put_back(actor=room, customer=dolores, at=NOON)
    removed = olds[4]
    removed.removed_at = NOON
    with pytest.raises(CustomersError, match="on the list already"):
        actions.put_back(actor=room, customer=removed, at=NOON)
    assert Consent.objects.count() == 0


def test_what_is_told_goes_to_the_record_that_the_old_one_stands_in_by_now(room, dolores):
    other = actions.add(actor=room, details=[Given("name", "D. Reyes")], at=NOON)
    old = again(other)
    row = actions.merge(actor=room, kept=dolores, gone=other, at=NOON)
    actions.add_details(actor=room, customer=old, details=[Given("state", "OK")], at=NOON)
    assert Detail.objects.get(kind="state").customer_id == dolores.pk
    old, merge = Customer.objects.select_related("into").get(pk=other.pk), again(row)
    actions.undo_merge(actor=room, row=row, at=NOON)
    with pytest.raises(CustomersError, match="undone already"):
        actions.undo_merge(actor=room, row=merge, at=NOON)
    actions.add_details(actor=room, customer=old, details=[Given("language", "es")], at=NOON)
    assert Detail.objects.get(kind="language").customer_id == other.pk


def test_a_record_joined_this_moment_is_neither_removed_nor_joined_elsewhere(room, dolores):
    other, third = (actions.add(actor=room, details=[Given("name", name)], at=NOON) for name in ("A B", "C D"))
    olds = [again(other), again(other), again(dolores)]
    actions.merge(actor=room, kept=dolores, gone=other, at=NOON)
    with pytest.raises(CustomersError, match="joined into another record meanwhile"):
        actions.merge(actor=room, kept=third, gone=olds[0], at=NOON)
    for old in olds[1:]:
        with pytest.raises(CustomersError, match="joined with another"):
            actions.remove(actor=room, customer=old, at=NOON)
    assert Merge.objects.count() == 1


def test_two_who_split_one_record_leave_nobody_without_a_name(room, dolores):
    rows = list(Detail.objects.order_by("kind"))
    old, (name, phone) = again(dolores), rows
    new = actions.split(actor=room, customer=dolores, details=[name], sales=[], consents=[], at=NOON)
    with pytest.raises(CustomersError, match="must stay with this record"):
        actions.split(actor=room, customer=old, details=[phone], sales=[], consents=[], at=NOON)
    with pytest.raises(CustomersError, match="moved this moment"):
        actions.split(actor=room, customer=again(dolores), details=[name, phone], sales=[], consents=[], at=NOON)
    assert [row.pk for row in queries.details(new)] == [name.pk]
    assert Customer.objects.count() == 2


def test_a_purchase_that_went_elsewhere_is_not_split_off_again(room, dolores):
    more = actions.add(actor=room, details=[Given("name", "D. Reyes"), Given("phone", "580-555-0150")], at=NOON)
    actions.merge(actor=room, kept=dolores, gone=more, at=NOON)
    sale = actions.add_sale(actor=room, customer=dolores, sale=SaleGiven("RD-1"), at=NOON)
    old, details = again(sale), list(Detail.objects.filter(customer=more).order_by("kind"))
    actions.split(actor=room, customer=dolores, details=details[:1], sales=[sale], consents=[], at=NOON)
    with pytest.raises(CustomersError, match="no longer in this record"):
        actions.split(actor=room, customer=again(dolores), details=details[1:], sales=[old], consents=[], at=NOON)
    with pytest.raises(CustomersError, match="changed this purchase"):
        actions.change_sale(actor=room, row=old, sale=SaleGiven("RD-9"), at=NOON)
    assert Sale.objects.get().number == "RD-1"


def test_what_two_cases_are_told_at_once_is_kept_once(room, dolores):
    old = again(dolores)
    actions.learn(actor=room, customer=dolores, facts={"customer.state": "OK"}, at=NOON)
    actions.learn(actor=room, customer=old, facts={"customer.state": "OK"}, at=NOON)
    assert Detail.objects.filter(kind="state").count() == 1


def test_a_list_is_brought_in_left_and_taken_out_once(room):
    row = lists.look(actor=room, name="people.csv", content=PEOPLE, at=NOON)
    mapping = recognise(lists.sheet_of(row).headers)
    olds = [again(row) for _ in range(2)]
    lists.bring(actor=room, row=row, mapping=mapping, at=NOON)
    with pytest.raises(CustomersError, match="brought in or left already"):
        lists.bring(actor=room, row=olds[0], mapping=mapping, at=NOON)
    with pytest.raises(CustomersError, match="not being looked at"):
        lists.leave(actor=room, row=olds[1], at=NOON)
    assert Customer.objects.count() == 2
    old = again(row)
    assert lists.take_out(actor=room, row=row, at=NOON) == 2
    with pytest.raises(CustomersError, match="Only a list that is in"):
        lists.take_out(actor=room, row=old, at=NOON)
    old = again(row)
    lists.put_back(actor=room, row=row, at=NOON)
    with pytest.raises(CustomersError, match="This list is in"):
        lists.put_back(actor=room, row=old, at=NOON)


def test_a_list_that_was_stopped_keeps_nobody_more_and_stays_stopped(room, monkeypatch):
    """Stopped between two of its parts, and between its last part and its end."""
    monkeypatch.setattr(lists, "A_BATCH", 1)
    monkeypatch.setattr(lists, "AT_ONCE", 0)
    for parts in (1, 2):
        row = lists.look(actor=room, name="people.csv", content=PEOPLE, at=NOON)
        lists.bring(actor=room, row=row, mapping=recognise(lists.sheet_of(row).headers), at=NOON)
        before, keep = Customer.objects.count(), lists._keep_some

        def stopped_after(actor, job, *more, keep=keep, parts=parts):
            keep(actor, job, *more)
            if job.done == parts:
                lists.stop(actor=room, row=again(job), at=NOON)

        monkeypatch.setattr(lists, "_keep_some", stopped_after)
        lists.carry_out(actor=room, arrival_id=row.pk, at=NOON)
        monkeypatch.setattr(lists, "_keep_some", keep)
        assert (again(row).state, again(row).done) == ("stopped", parts)
        assert Customer.objects.count() - before <= parts
        old = again(row)
        with pytest.raises(CustomersError, match="is in already"):
            lists.stop(actor=room, row=old, at=NOON)
    assert not Event.objects.filter(kind="list brought in").exists()
    assert Arrival.objects.filter(locked="").count() == 2
