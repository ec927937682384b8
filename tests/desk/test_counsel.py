"""A question to counsel is opened by its two people only, and no door of the record lets a word of it out."""

import argparse
import io
import json
import re
import zipfile
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import Http404

from cast import NOON
from handrail.api.api import api
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.counsel import access, actions, queries
from handrail.desk.counsel.kept import queries as kept
from handrail.desk.counsel.new_text import copied
from handrail.desk.models import CounselTask, CounselWord
from handrail.ledger.locked_text import unlock
from handrail.ledger.models import Event, Outgoing, PersonalValue
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
from handrail.procedures.documents.formats.listing import FORMATS
from handrail.procedures.exporting import commands as exporting
from handrail.records.keeping import actions as keeping
from handrail.records.keeping.actions import HeldOn
from handrail.records.packet import contents
from handrail.records.persons import actions as persons
from handrail.records.persons import queries as of_person
from handrail.records.persons.actions import PersonsError
from handrail.records.search.queries import fitting

SECRET = "Zanzibar"  # stands in the question, and nowhere else
MAIL = {
    "host": "127.0.0.1", "port": 1, "security": "none", "user": "", "sender": "shop@example.com", "password": "",
}  # fmt: skip


@pytest.fixture
def dolores(owner, inside):
    told = [Given("name", "Dolores Vega"), Given("phone", "580-555-0142")]
    return customers.add(actor=actor_of(owner), details=told, at=NOON)


@pytest.fixture
def lawyer(colleague):
    return colleague("reviewer")


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
    bluff = "So: i think it is  a bluff."
    with pytest.raises(DeskError, match="new text"):
        actions.release(actor=counsel, row=task, words=bluff, at=NOON, written_for_it=True)
    with pytest.raises(DeskError, match="to be released"):
        actions.release(actor=counsel, row=task, words="Answer within a week.", at=NOON)
    actions.release(actor=counsel, row=task, words="Answer within a week.", at=NOON, written_for_it=True)
    assert Event.objects.get(kind="counsel-released").data == {"written_for_it": True}
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


@pytest.mark.parametrize(("talk", "text", "found"), [
    ("I think it is a bluff.", "Well: I THINK it is\na bluff!", "i think it is a bluff"),
    ("Yes.", "Yes, we answer.", ""),
    ("a bluff it is", "a bluff it isn't", ""),
    ("one two three four five six seven eight nine", "so two, three four five six seven eight nine.",
     "two three four five six seven eight nine"),
    ("one two three four five six seven eight nine", "two three four five six seven eight and no more", ""),
    ("", "Answer within a week.", ""),
])  # fmt: skip
def test_copied_words_are_found_by_their_letters(talk, text, found):
    assert copied([talk], text) == found


@pytest.mark.slow
def test_no_address_of_the_api_gives_it_out(task, owner, agent, sign_in):
    """Every address there is, also one that comes later, asked for the question and its case by each name they have."""
    tried = 0
    for who in (owner, agent):
        client = sign_in(who)
        for address, does in api.get_openapi_schema()["paths"].items():
            for named in (task.pk, task.case_id, task.case.number):
                there = re.sub(r"\{[^}]+\}", str(named), address)
                asked = {"q": SECRET, "id": str(task.pk), "case": str(task.case_id)}
                for method in does:
                    more = {"content_type": "application/json"} if method != "get" else {}
                    body = getattr(client, method)(there, asked, **more).content.decode()
                    assert f"says {SECRET}" not in body, (method, there)
                    tried += 1
    assert tried


@pytest.mark.slow
def test_an_export_of_its_procedure_has_no_word_of_it(task, capsysbinary, monkeypatch, inside):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON)
    parsed = argparse.Namespace(procedure=task.case.entry.slug, data="here", output="-", form="")
    opened = lambda data: (task.organization_id, "America/Chicago")  # noqa: E731
    sheet, wrong = exporting._of_data(parsed, opened)
    assert not wrong
    assert SECRET not in repr(sheet)  # every format is made from this alone, paper too
    for parsed.form in set(FORMATS) - {"pdf", "cards"}:
        assert exporting._export(parsed, opened) == 0
        made = capsysbinary.readouterr().out
        assert made
        assert SECRET.encode() not in _unpacked(made), parsed.form


def _unpacked(made: bytes) -> bytes:
    if not made.startswith(b"PK"):
        return made
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        return b"".join(map(file.read, file.namelist()))


def _letters() -> list[list[str]]:
    from django.conf import settings

    return [json.loads(unlock(row.locked, settings.SECRET_KEY)) for row in Outgoing.objects.order_by("made_at", "pk")]


def test_a_mail_says_that_something_waits_and_no_more(begin, dolores, owner, agent, lawyer, inside):
    people.set_mail_server(actor=actor_of(owner), at=NOON, answers=MAIL)
    case, home = begin(customer=dolores), "https://shop.example/"
    row = actions.ask(actor=actor_of(agent), case=case, counsel=lawyer, question=f"{SECRET}?", at=NOON, home=home)
    actions.write(actor=actor_of(agent), row=row, words="And one more.", at=NOON + timedelta(minutes=1), home=home)
    actions.write(actor=actor_of(lawyer), row=row, words="I look at it.", at=NOON + timedelta(minutes=2), home=home)
    body = "Something waits for you in Handrail, for you only. Sign in and look at Home.\nhttps://shop.example/\n"
    told = [[who.user.email, "Something waits for you", body] for who in (lawyer, agent)]
    assert _letters() == told  # the second line to one who has not answered yet sends nothing
    assert not any(
        SECRET in str(row.data) or case.number in str(row.data) for row in Event.objects.filter(room="people")
    )


def test_counsel_passes_it_on_and_reads_it_no_longer(task, owner, agent, lawyer, colleague, inside):
    other = colleague("supervisor")
    for actor, to in ((agent, other), (lawyer, agent), (lawyer, lawyer), (lawyer, None)):
        with pytest.raises(DeskError):
            actions.pass_on(actor=actor_of(actor), row=task, to=to, at=NOON)
    with pytest.raises(RefusedError):
        actions.pass_on(actor=actor_of(owner), row=task, to=owner, at=NOON)
    actions.pass_on(actor=actor_of(lawyer), row=task, to=other, at=NOON)
    assert access.task(actor_of(other), task.pk).counsel == other
    assert access.task(actor_of(agent), task.pk)
    for nobody in (lawyer, owner):
        with pytest.raises(Http404):
            access.task(actor_of(nobody), task.pk)
    assert [row.address for row in queries.waiting(other, NOON, "UTC")] == [f"/desk/counsel/{task.pk}/"]
    told = Event.objects.get(kind="counsel-passed").data
    assert told == {"place": "counsel", "from": lawyer.user.name, "to": other.user.name}


@pytest.mark.parametrize("place", ["asker", "counsel"])
def test_when_one_of_the_two_leaves_the_other_gives_the_place_away(
    task, owner, agent, lawyer, colleague, inside, place
):
    leaves, stays = (agent, lawyer) if place == "asker" else (lawyer, agent)
    other = colleague("supervisor")
    people.switch_member(actor=actor_of(owner), member=leaves, active=False, at=NOON)
    task = access.task(actor_of(stays), task.pk)
    [row] = queries.waiting(stays, NOON, "UTC")
    assert "no longer works here" in row.title
    with pytest.raises(RefusedError):
        actions.pass_on(actor=actor_of(leaves), row=task, to=other, at=NOON)
    actions.pass_on(actor=actor_of(stays), row=task, to=other, at=NOON)
    assert getattr(access.task(actor_of(other), task.pk), place) == other
    people.switch_member(actor=actor_of(owner), member=leaves, active=True, at=NOON)
    with pytest.raises(Http404):  # whoever comes back finds the place taken
        access.task(actor_of(leaves), task.pk)


def test_when_both_have_left_it_goes_at_its_time(task, owner, agent, lawyer, inside):
    for one in (agent, lawyer):
        people.switch_member(actor=actor_of(owner), member=one, active=False, at=NOON)
    assert kept.old((NOON + timedelta(days=9)).date()) == [task.pk]
    thing = kept.thing(task.pk)
    assert thing
    assert not thing.open


@pytest.mark.slow
def test_the_page_passes_it_on_and_says_what_is_compared(task, lawyer, colleague, sign_in):
    other, address = colleague("supervisor"), f"/desk/counsel/{task.pk}/"
    client = sign_in(lawyer)
    page = client.get(address).content.decode()
    assert "What is said again in other words is not found." in page
    refused = client.post(f"{address}release/", {"words": "Answer within a week."})
    assert refused.status_code == 422
    assert "Answer within a week." in refused.content.decode()
    assert client.post(f"{address}pass/", {"to": str(other.pk)}).url == "/desk/counsel/"
    assert client.get(address).status_code == 404
    assert SECRET in sign_in(other).get(address).content.decode()
    sure = {"words": "Answer within a week.", "written_for_it": "yes"}
    assert sign_in(other).post(f"{address}release/", sure).status_code == 302


def test_ones_own_questions_are_found_by_case_and_name_and_by_no_word_of_them(task, agent, lawyer, owner, inside):
    for words in ("", task.case.number, "the agent", "reviewer home"):
        assert list(queries.mine(lawyer, words)) == [task], words
    for words in (SECRET, "zebra", f"{task.case.number} zebra"):
        assert not queries.mine(lawyer, words), words
    assert not queries.mine(owner)
    assert [queries.may_pass(task, each.pk) for each in (lawyer, agent, owner)] == ["counsel", "", ""]


def test_nobody_asks_themselves_or_who_has_left(begin, agent, lawyer, owner, inside):
    case = begin()
    people.switch_member(actor=actor_of(owner), member=lawyer, active=False, at=NOON)
    for counsel in (None, agent, lawyer):
        with pytest.raises(DeskError, match="somebody else who works here"):
            actions.ask(actor=actor_of(agent), case=case, counsel=counsel, question="May we?", at=NOON)
    assert not CounselTask.objects.exists()
