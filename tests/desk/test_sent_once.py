"""An answer is kept once, at its place, whenever it arrives; what is typed and not sent is there again."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError, KeptAlreadyError
from handrail.desk.drafts import actions as drafts
from handrail.desk.drafts.queries import typed
from handrail.desk.drafts.sent import Sent, sent
from handrail.desk.models import Draft
from handrail.ledger.deed import unrecorded
from handrail.people.actions import actor_of
from handrail.records.keeping import actions as keeping
from handrail.records.keeping.actions import HeldOn
from handrail.records.persons import actions as persons
from handrail.records.persons.actions import PersonsError

SOON = timedelta(minutes=1)
LOOP = """
  - {id: code, ask: [own.code], unknown: {escalate: supervisor, why: No code., within: 4h}}
  - id: right
    check: {the code is right: own.code == 'blue'}
    otherwise: {again: code, at_most: 2, forget: [own.code], over: {escalate: supervisor, why: Wrong., within: 4h}}
    unknown: {escalate: supervisor, why: No code., within: 4h}
  - {id: close, record: [case.reason], end: resolved}
"""
FACTS = 'facts:\n  own.code: {type: text, label: Code, ask: "Which code?"}\n'


def test_what_makes_no_sense_is_left_out_and_the_answer_counts():
    number = str(uuid4())
    later = (NOON + timedelta(hours=1)).isoformat()
    assert sent({"client": "<b>", "trail": "-1", "typed_at": "soon"}, NOON) == Sent()
    assert sent({"client": number, "trail": "3", "typed_at": later}, NOON) == Sent(number, None, 3)
    assert sent({"typed_at": NOON.isoformat()}, NOON).typed_at == NOON
    assert sent({"waited": "63"}, NOON).data() == {"waited": 63}
    assert sent({"waited": "9" * 9}, NOON).waited == 600_000
    assert sent({"typed_at": "2026-11-24T12:00"}, NOON).typed_at is None


@given(st.dictionaries(st.sampled_from(["client", "trail", "typed_at", "waited"]), st.text()))
def test_nothing_a_page_sends_along_breaks_an_answer(given_):
    found = sent(given_, NOON)
    assert found.typed_at is None or found.typed_at <= NOON
    assert found.trail is None or found.trail >= 0


def answer(owner, case, code, **by):
    actions.answer(actor=actor_of(owner), case=case, at=NOON, step="code", facts={"own.code": code}, by=Sent(**by))


@pytest.mark.slow
def test_the_same_answer_twice_is_kept_once_even_where_the_step_comes_again(owner, in_force, begun, inside, sign_in):
    case, number = begun(in_force(LOOP, head=FACTS)), str(uuid4())
    answer(owner, case, "red", client=number, trail=0)
    assert queries.state(case).at.step == "code"  # the second try: the step is the same
    before = len(queries.events(case.id))
    with pytest.raises(KeptAlreadyError):
        answer(owner, case, "red", client=number, trail=0)
    with pytest.raises(DeskError, match="has moved on"):
        answer(owner, case, "red", client=str(uuid4()), trail=0)
    page = sign_in(owner).post(f"/desk/{case.id}/", {"step": "code", "own.code": "red", "client": number, "trail": "0"})
    assert (page.status_code, page.url) == (302, f"/desk/{case.id}/")
    assert len(queries.events(case.id)) == before


@pytest.mark.slow
def test_what_was_typed_for_a_step_that_is_gone_is_shown(owner, in_force, begun, inside, sign_in):
    case, client = begun(in_force(LOOP, head=FACTS)), sign_in(owner)
    answer(owner, case, "red", trail=0)
    page = client.post(f"/desk/{case.id}/", {"step": "code", "own.code": "green", "trail": "0"})
    assert page.status_code == 422
    assert "What you had typed is not lost." in page.content.decode()
    assert "green" in page.content.decode()


def test_a_note_that_arrives_twice_stands_once_and_says_when_it_was_typed(owner, begin, sign_in, inside):
    case, client = begin(), sign_in(owner)
    form = {"why": "She hears badly.", "client": str(uuid4()), "typed_at": "2026-11-24T17:58:00+00:00"}
    for _ in range(2):
        assert client.post(f"/desk/{case.id}/note/", form).status_code == 302
    notes = [row for row in queries.events(case.id) if row.kind == "noted"]
    assert len(notes) == 1
    assert notes[0].data["typed_at"] == "2026-11-24T17:58:00+00:00"


@pytest.mark.slow
def test_what_is_typed_is_there_again_on_another_machine_and_not_at_another_step(owner, begin, sign_in, inside):
    case, client = begin(), sign_in(owner)
    form = {
        "step": "find",
        "trail": "0",
        "client": str(uuid4()),
        "customer.name": "Dolo",
        "sale.number": "4111 1111 1111 1111",
    }
    trail = str(len(queries.state(case).trail))
    assert client.post(f"/desk/{case.id}/draft/", {**form, "trail": trail}).status_code == 204
    page = sign_in(owner).get(f"/desk/{case.id}/").content.decode()
    assert 'value="Dolo"' in page
    assert "4111" not in page
    assert "4111" not in Draft.objects.get().locked
    assert "Dolo" not in Draft.objects.get().locked
    client.post(f"/desk/{case.id}/draft/", {**form, "trail": "99"})
    assert 'value="Dolo"' not in client.get(f"/desk/{case.id}/").content.decode()


def test_a_draft_is_one_persons_lives_a_day_and_is_in_no_record(owner, colleague, begin, sign_in, inside):
    case, events = begin(), len(queries.events(begin().id))
    assert drafts.keep(member=owner, case=case, place="find:0", typed={"customer.name": ["Dolo"]}, at=NOON)
    assert typed(owner, case, "find:0", NOON)["customer.name"] == "Dolo"
    assert typed(colleague("agent"), case, "find:0", NOON) is None
    assert typed(owner, case, "find:0", NOON + timedelta(hours=25)) is None
    assert len(queries.events(case.id)) == events
    assert not drafts.keep(member=owner, case=case, place="find:0", typed={"a": ["x" * 30_000]}, at=NOON)
    other, day = begin(), timedelta(days=1)
    drafts.keep(member=owner, case=other, place="find:0", typed={"a": ["b"]}, at=NOON + day)
    assert drafts.Hourly()(NOON + day) == 0
    sweep = drafts.Hourly()
    assert (sweep(NOON + day + SOON), sweep(NOON + day + 2 * SOON)) == (1, 0)
    assert [row.case_id for row in Draft.objects.all()] == [other.pk]
    drafts.keep(member=owner, case=other, place="next:1", typed={"a": ["c"]}, at=NOON + day)
    assert [row.place for row in Draft.objects.all()] == ["next:1"], "one for each person and case"


HOLDS = {
    "person": lambda case: HeldOn(customer=case.customer),
    "case": lambda case: HeldOn(case=case),
    "topic": lambda case: HeldOn(topic=case.entry.slug),
    "period": lambda case: HeldOn(since=NOON.date(), until=NOON.date()),
}


@pytest.mark.parametrize("on", HOLDS)
def test_a_draft_that_a_legal_hold_is_on_stays_and_is_not_written_over(owner, begin, inside, on):
    actor, day = actor_of(owner), timedelta(days=1)
    ana, gary = (customers.add(actor=actor, details=[Given("name", name)], at=NOON) for name in ("Ana Ruiz", "Gary S."))
    case = begin(customer=ana)
    keep = partial(drafts.keep, member=owner, case=case)
    keep(place="find:0", typed={"customer.name": ["Dolo"]}, at=NOON)
    hold = keeping.hold(actor=actor, on=HOLDS[on](case), why="A letter", at=NOON)
    keep(place="next:1", typed={"a": ["b"]}, at=NOON + SOON)
    keep(place="find:0", typed={"customer.name": ["Ana"]}, at=NOON + 3 * day)
    other = NOON + 40 * day
    if on != "topic":  # of which this is a case too
        late = begin(customer=gary)
        with unrecorded("a case of another day"):
            type(late).objects.filter(pk=late.pk).update(opened_at=other)
        drafts.keep(member=owner, case=type(late).objects.get(pk=late.pk), place="find:0", typed={"a": ["z"]}, at=other)
    assert drafts.Hourly()(other + 2 * day) == (0 if on == "topic" else 1)
    assert sorted(row.place for row in Draft.objects.all()) == ["find:0", "find:0", "next:1"]
    assert typed(owner, case, "find:0", NOON + 3 * day)["customer.name"] == "Ana"
    with pytest.raises(PersonsError, match="Legal hold"):
        persons.erase(actor=actor, customer=ana, why="She asked.", at=NOON)
    keeping.lift(actor=actor, row=hold, why="Settled.", at=NOON)
    assert drafts.Hourly()(other + 2 * day) == 3
