"""Two people hold, lift, decide or erase in the same moment: each had read it before the other wrote. One is done, the
other is told; nothing goes that somebody holds or left out, and what went stands as gone."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.models import Detail
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.ledger.models import Event
from handrail.records.asked import read
from handrail.records.keeping import actions, queries
from handrail.records.keeping.actions import HeldOn, KeepingError
from handrail.records.keeping.gone import actions as gone
from handrail.records.keeping.gone import lines
from handrail.records.models import CaseFileSet, Disposal, DisposalLine, Gone, Hold
from handrail.records.persons import actions as persons
from handrail.records.persons.actions import PersonsError
from handrail.records.sets import actions as sets
from handrail.records.sets.actions import SetError

LATER = NOON + timedelta(days=900)


def again(row):
    """The same row as another tab had read it before."""
    return type(row).objects.get(pk=row.pk)


def add(actor, name):
    return customers.add(actor=actor, details=[Given("name", name), Given("language", "es")], at=NOON)


@pytest.fixture
def proposed(room):
    """Two records of customers that are past their time."""
    add(room, "Ana Ruiz"), add(room, "Gary Stidham")
    actions.set_period(actor=room, of="customers", count=1, unit="years", at=NOON)
    return actions.propose(actor=room, at=LATER)


def states():
    return sorted(DisposalLine.objects.values_list("state", flat=True))


def left():
    return Detail.objects.filter(kind="language", sealed__isnull=False).count()


def test_a_hold_is_lifted_once(room):
    row = actions.hold(actor=room, on=HeldOn(topic="cancel-order"), why="A letter", at=NOON)
    old = again(row)
    actions.lift(actor=room, row=row, why="Settled.", at=NOON)
    with pytest.raises(KeepingError, match="lifted already, by"):
        actions.lift(actor=room, row=old, why="Settled too.", at=NOON)
    assert Event.objects.filter(kind="hold-lifted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_proposal_is_made_and_decided_once(room, proposed):
    found = list(queries.Judge(LATER).due(queries.Judge(LATER).candidates()))
    with pytest.raises(KeepingError, match="waits"):
        actions._propose(room, found, LATER)
    olds = [again(proposed) for _ in range(2)]
    actions.approve(actor=room, row=proposed, at=LATER)
    with pytest.raises(KeepingError, match="decided already, by"):
        actions.approve(actor=room, row=olds[0], at=LATER)
    with pytest.raises(KeepingError, match="decided already, by"):
        actions.keep(actor=room, row=olds[1], why="An audit comes.", at=LATER)
    assert (again(proposed).state, states(), left()) == ("done", ["gone", "gone"], 0)
    assert Event.objects.filter(kind="disposal-certified").count() == 1
    assert Disposal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_one_left_out_stays_though_another_approves_all_meanwhile(room, proposed, monkeypatch):
    """The second comes between the parts of the first, and certifies; the first is told, and the list of what went is
    whole."""
    monkeypatch.setattr(actions, "A_BATCH", 1)
    first, last = proposed.lines.order_by("due_on", "pk")
    go, told = actions._some_go, []

    def meanwhile(*given):
        monkeypatch.setattr(actions, "_some_go", go)
        after = go(*given)
        with pytest.raises(KeepingError, match="Some of it is gone already"):
            actions.keep(actor=room, row=again(proposed), why="An audit comes.", at=LATER)
        told.append(actions.approve(actor=room, row=again(proposed), at=LATER))
        return after

    monkeypatch.setattr(actions, "_some_go", meanwhile)
    with pytest.raises(KeepingError, match="decided already, by"):
        actions.approve(actor=room, row=again(proposed), leave=[last.pk], at=LATER)
    assert (again(first).state, again(last).state, left()) == ("gone", "left", 1)
    assert [row["state"] for row in told[0].certificate["certificate"]["lines"]] == ["gone", "left"]
    signed = [line.signature for line in lines.read(gone.list_file()).lines]
    assert set(Gone.objects.values_list("signature", flat=True)) <= set(signed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("happens", ["told", "period", "hold"])
def test_what_changed_between_the_judging_and_the_turn_stays(room, proposed, monkeypatch, happens):
    due, done = actions._still_due, []

    def and_then(judge, line):
        found = due(judge, line)
        row = customers.Customer.objects.get(pk=line.thing)
        if happens == "told" and not done:
            customers.add_details(actor=room, customer=row, details=[Given("state", "OK")], at=LATER)
        elif happens == "period" and not done:
            actions.set_period(actor=room, of="customers", count=9, unit="years", at=LATER)
        elif not done:
            actions.hold(actor=room, on=HeldOn(customer=row), why="A letter", at=LATER)
        done.append(row)
        return found

    monkeypatch.setattr(actions, "_still_due", and_then)
    actions.approve(actor=room, row=proposed, at=LATER)
    if happens == "period":
        assert (states(), left()) == (["stopped", "stopped"], 2)
    else:
        assert (states(), left()) == (["gone", "stopped"], 1)
        assert DisposalLine.objects.get(state="stopped").thing == done[0].pk


@pytest.mark.django_db(transaction=True)
def test_who_was_joined_this_moment_is_erased_where_they_stand_now(room):
    one, other = add(room, "Ana Ruiz"), add(room, "A. Ruiz")
    old = again(other)
    customers.merge(actor=room, kept=one, gone=other, at=NOON)
    actions.hold(actor=room, on=HeldOn(customer=one), why="A letter", at=NOON)
    with pytest.raises(PersonsError, match="Legal hold 1"):
        persons.erase(actor=room, customer=old, why="She asked.", at=LATER)
    actions.lift(actor=room, row=Hold.objects.get(), why="Settled.", at=NOON)
    persons.erase(actor=room, customer=old, why="She asked.", at=LATER)
    assert left() == 0


def test_a_case_of_somebody_else_is_no_request_of_theirs_and_takes_no_word_of_theirs(room, owner, adopted):
    one, other = add(room, "Ana Ruiz"), add(room, "Gary Stidham")
    case = desk.start(actor=room, member=owner, revision=adopted, channel="counter", at=NOON, known={}, customer=other)
    with pytest.raises(PersonsError, match="is not one of customer 1"):
        persons.erase(actor=room, customer=one, why="She asked.", at=LATER, request=case)
    with pytest.raises(PersonsError, match="is not one of customer 1"):
        persons.put_right(actor=room, customer=one, words="The day is wrong.", cases=[case], at=LATER)
    assert persons.put_right(actor=room, customer=other, words="The day is wrong.", cases=[case], at=LATER) == 1


def test_a_set_of_case_files_goes_once_and_is_not_handed_out_after(room, owner, adopted):
    desk.start(actor=room, member=owner, revision=adopted, channel="counter", at=NOON, known={})
    row = sets.ask(actor=room, asked=read({}), at=NOON)
    sets.carry_out(actor=room, set_id=row.pk, at=NOON)
    olds = [again(row) for _ in range(2)]
    sets.take_away(actor=room, row=again(row), at=NOON)
    with pytest.raises(SetError, match="gone already"):
        sets.take_away(actor=room, row=olds[0], at=NOON)
    with pytest.raises(SetError, match="not there any more"):
        sets.handed_out(actor=room, row=olds[1], at=NOON)
    assert Event.objects.filter(kind="set-removed").count() == 1


def test_a_set_that_is_stopped_while_it_is_made_leaves_no_file(room, owner, adopted, monkeypatch):
    for _ in range(2):
        desk.start(actor=room, member=owner, revision=adopted, channel="counter", at=NOON, known={})
    monkeypatch.setattr(sets, "A_SLICE", 1)
    row = sets.ask(actor=room, asked=read({}), at=NOON)
    make = sets._slice

    def stopped_meanwhile(mine, at):
        sets.take_away(actor=room, row=again(mine), at=at)
        make(mine, at)

    monkeypatch.setattr(sets, "_slice", stopped_meanwhile)
    assert sets.carry_out(actor=room, set_id=row.pk, at=NOON)
    assert CaseFileSet.objects.get().state == "stopped"
    assert not list(sets.path(row).parent.glob(f"{row.pk}*"))
