"""A question to counsel is opened by its two people only, and no door of the record lets a word of it out."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import Http404

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.counsel import access, actions, queries
from handrail.desk.counsel.kept import queries as kept
from handrail.desk.models import CounselTask, CounselWord
from handrail.ledger.models import Event, PersonalValue
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
from handrail.records.keeping import actions as keeping
from handrail.records.keeping.actions import HeldOn
from handrail.records.packet import contents
from handrail.records.persons import actions as persons
from handrail.records.persons import queries as of_person
from handrail.records.persons.actions import PersonsError
from handrail.records.search.queries import fitting

SECRET = "Zanzibar"  # stands in the question, and nowhere else


@pytest.fixture
def dolores(owner, inside):
    told = [Given("name", "Dolores Vega"), Given("phone", "580-555-0142")]
    return customers.add(actor=actor_of(owner), details=told, at=NOON)


@pytest.fixture
def lawyer(colleague):
    return colleague("reviewer")


@pytest.fixture
def agent(colleague):
    return colleague("agent")


@pytest.fixture
def task(begin, dolores, agent, lawyer, inside):
    case = begin(customer=dolores)
    question = f"She says {SECRET} of us. Do we answer?"
    return actions.ask(actor=actor_of(agent), case=case, counsel=lawyer, question=question, at=NOON)


@pytest.mark.slow
def test_the_two_named_open_it_and_nobody_else_the_owner_neither(task, owner, agent, lawyer, stranger, sign_in):
    address = f"/desk/counsel/{task.pk}/"
    for named in (agent, lawyer):
        assert SECRET in sign_in(named).get(address).content.decode()
    for other in (owner, stranger):
        client = sign_in(other)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}write/", {"words": "let me see"}).status_code == 404
        assert task.case.number not in client.get("/desk/counsel/").content.decode()


def test_the_deeds_ask_for_themselves_who_is_named(task, owner, agent, inside):
    with pytest.raises(Http404):
        access.task(actor_of(owner), task.pk)
    for does in (actions.write, actions.release):
        with pytest.raises(RefusedError):
            does(actor=actor_of(owner), row=task, words="let me", at=NOON)
    with pytest.raises(RefusedError):
        actions.end(actor=actor_of(owner), row=task, at=NOON)
    with pytest.raises(RefusedError):  # the one who asks releases nothing
        actions.release(actor=actor_of(agent), row=task, words="all is well", at=NOON)


@pytest.mark.slow
def test_no_word_of_it_stands_in_the_record_the_case_file_or_the_search(task, owner, agent, sign_in, inside):
    events = Event.objects.filter(chain__subject="counsel")
    assert [(row.kind, row.data) for row in events] == [("counsel-asked", {})]
    assert not PersonalValue.objects.filter(event__chain__subject="counsel").exists()
    assert not any(SECRET in json.dumps(row.data) for row in Event.objects.all())
    assert not CounselWord.objects.filter(locked__icontains=SECRET).exists()
    assert SECRET not in str(contents(task.case, Organization.objects.get(), NOON))
    assert "counsel" not in str(contents(task.case, Organization.objects.get(), NOON)["events"])
    assert not fitting(type(task.case).objects.all(), SECRET).exists()
    client = sign_in(owner)
    for address in (
        f"/records/?q={SECRET}", "/records/?format=csv", f"/records/{task.case_id}/", f"/desk/{task.case_id}/",
        f"/find/?q={SECRET}", "/", "/desk/escalations/?state=all&format=csv",
    ):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200, address
        assert f"says {SECRET}" not in page.getvalue().decode(), address
    assert SECRET not in sign_in(agent).get("/desk/counsel/?format=csv").getvalue().decode()


def test_it_leaves_with_nothing_a_person_is_handed(task, dolores, inside):
    told = [row for room in of_person.rooms() for section in room.holds(dolores.pk) for row in section.rows]
    assert told
    assert not any(SECRET in row.value for row in told)


def test_only_a_new_text_that_counsel_releases_stands_in_the_case(task, lawyer, inside):
    counsel = actor_of(lawyer)
    actions.write(actor=counsel, row=task, words="I think it is a bluff.", at=NOON)
    with pytest.raises(DeskError, match="new text"):
        actions.release(actor=counsel, row=task, words="So: i think it is  a bluff.", at=NOON)
    actions.release(actor=counsel, row=task, words="Answer within a week.", at=NOON)
    told = str(contents(task.case, Organization.objects.get(), NOON))
    assert "Answer within a week." in told
    assert "bluff" not in told
    assert SECRET not in told
    with pytest.raises(DeskError, match="over"):
        actions.write(actor=counsel, row=task, words="one more", at=NOON)


def test_it_waits_for_the_one_who_did_not_write_last_without_a_word_of_it(task, agent, lawyer, inside):
    [row] = queries.waiting(lawyer, NOON, "UTC")
    assert SECRET not in str(row)
    assert task.case.number in str(row)
    assert queries.waiting(agent, NOON, "UTC") == []


@pytest.mark.slow
def test_a_person_who_is_erased_is_gone_from_it_but_not_under_a_hold(task, dolores, owner, lawyer, inside):
    actions.end(actor=actor_of(lawyer), row=task, at=NOON)
    desk.give_up(actor=actor_of(owner), case=task.case, outcome="abandoned", reason="She hung up.", at=NOON)
    later = NOON + timedelta(days=1)
    thing = kept.thing(task.pk)
    assert thing
    assert list(thing.customers) == [dolores.pk]
    hold = keeping.hold(actor=actor_of(owner), on=HeldOn(customer=dolores), why="A suit is likely.", at=later)
    with pytest.raises(PersonsError, match="Legal hold"):
        persons.erase(actor=actor_of(owner), customer=dolores, why="She asks.", at=later)
    assert queries.words_of(task)[0].words
    keeping.lift(actor=actor_of(owner), row=hold, why="It is over.", at=later)
    persons.erase(actor=actor_of(owner), customer=dolores, why="She asks.", at=later)
    assert [row.words for row in queries.words_of(task)] == [""]
    assert kept.thing(task.pk) is None
    assert kept.old(later.date()) == []


def test_one_still_open_is_not_past_its_time(task, inside):
    assert UUID(str(task.pk)) not in kept.old((NOON + timedelta(days=9)).date())
    thing = kept.thing(task.pk)
    assert thing
    assert thing.open


def test_a_question_needs_words_and_somebody_else(begin, agent, lawyer, inside):
    case, actor = begin(), actor_of(agent)
    for counsel, question in ((None, "Well?"), (agent, "Well?"), (lawyer, "  "), (lawyer, "Card 4111 1111 1111 1111")):
        with pytest.raises(DeskError):
            actions.ask(actor=actor, case=case, counsel=counsel, question=question, at=NOON)
    assert not CounselTask.objects.exists()
