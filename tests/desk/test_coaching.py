"""Notes from whoever supervises to an agent: beside the step, between the two, with an answer, and in no case file."""

import json
from datetime import timedelta

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.handing import actions as handing
from handrail.desk.mine import queries as mine
from handrail.desk.models import CoachNote
from handrail.desk.watching.coaching import actions, queries
from handrail.desk.watching.kept import actions as gone
from handrail.desk.watching.kept.queries import COACHING
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Event, PersonalValue
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.rights import RefusedError
from handrail.records.packet import contents

SECRET = "Zanzibar"  # stands in the note, and nowhere else
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(owner, adopted, agent, inside):
    customer = customers.add(actor=actor_of(owner), details=[Given("name", "Dolores Vega")], at=NOON)
    return desk.start(
        actor=actor_of(agent), member=agent, revision=adopted, channel="counter", at=NOON, known={}, customer=customer
    )


@pytest.fixture
def note(case, supervisor):
    words = f"Say {SECRET} more slowly."
    return actions.write(
        actor=actor_of(supervisor),
        member=supervisor,
        case=case,
        step="Find the customer and the sale",
        words=words,
        at=NOON,
    )


@pytest.mark.slow
def test_it_stands_beside_the_agents_step_until_it_is_read(case, note, agent, supervisor, sign_in):
    client = sign_in(agent)
    page = client.get(f"/desk/{case.pk}/").content.decode()
    assert SECRET in page
    assert "on “Find the customer and the sale”" in page
    assert SECRET in client.get(f"/desk/{case.pk}/watched/").content.decode()
    left = client.post(f"/desk/coaching/{note.pk}/read/", headers={"X-Handrail-Part": "1"})
    assert SECRET not in left.content.decode()
    assert client.post(f"/desk/coaching/{note.pk}/read/").url == f"/desk/{case.pk}/"
    assert SECRET not in client.get(f"/desk/{case.pk}/").content.decode()
    assert Event.objects.filter(kind="coaching-read", chain__subject_id=note.pk).count() == 1


@pytest.mark.slow
def test_only_the_two_read_it_and_only_the_agent_answers(case, note, agent, supervisor, owner, sign_in):
    for other in (owner, supervisor):
        assert SECRET not in sign_in(other).get(f"/desk/{case.pk}/").content.decode()
        assert sign_in(other).post(f"/desk/coaching/{note.pk}/read/").status_code == 404
    assert SECRET in sign_in(supervisor).get(f"/desk/{case.pk}/coach/").content.decode()
    assert SECRET not in sign_in(owner).get(f"/desk/{case.pk}/coach/").content.decode()
    with pytest.raises(RefusedError):
        actions.answer(actor=actor_of(supervisor), note=note, words="yes", at=NOON)
    actions.answer(actor=actor_of(agent), note=note, words="I will.", at=NOON + MINUTE)
    with pytest.raises(DeskError, match="already"):
        actions.answer(actor=actor_of(agent), note=note, words="And more.", at=NOON + MINUTE)
    (seen,) = queries.written(supervisor, case)
    assert (seen.answer, seen.read_at) == ("I will.", NOON + MINUTE)


@pytest.mark.slow
def test_it_stands_in_the_own_record_of_both_and_in_no_case_file_event_or_search(case, note, agent, supervisor):
    actions.answer(actor=actor_of(agent), note=note, words=f"{SECRET}, slowly", at=NOON + MINUTE)
    (line,) = mine.lines(agent, NOON, NOON + 2 * MINUTE)
    assert line.notes[0].line.endswith(f"Say {SECRET} more slowly. Answer: {SECRET}, slowly")
    (theirs,) = mine.lines(supervisor, NOON, NOON + 2 * MINUTE)
    assert theirs.notes[0].title == f"Your note to {agent.user.name}, on “Find the customer and the sale”"
    whole = json.dumps(contents(case, Organization.objects.get(pk=agent.organization_id), NOON), default=str)
    assert case.number in whole
    assert SECRET not in whole
    assert SECRET not in json.dumps([row.data for row in Event.objects.all()])
    assert SECRET not in json.dumps([row.value for row in PersonalValue.objects.all()])
    assert SECRET not in CoachNote.objects.get().locked


def test_who_may_write_to_whom_and_what(case, supervisor, agent):
    def write(member, words="x"):
        return actions.write(actor=actor_of(member), member=member, case=case, step="", words=words, at=NOON)

    with pytest.raises(RefusedError):
        write(agent)
    with pytest.raises(DeskError, match="Write the note first"):
        write(supervisor, " ")
    with pytest.raises(DeskError, match="too long"):
        write(supervisor, "x" * 2001)
    with pytest.raises(DeskError, match="never stands in a record"):
        write(supervisor, "She said 4111 1111 1111 1111")


def test_one_does_not_write_to_oneself_nor_to_who_kept_no_notice_that_names_it(case, owner, supervisor, agent, sam_old):
    with pytest.raises(DeskError, match="This case is yours"):
        actions.write(actor=actor_of(owner), member=agent, case=case, step="", words="x", at=NOON)
    handing.hand_over(actor=actor_of(agent), case=case, to=sam_old, summary="All is well", at=NOON)
    with pytest.raises(DeskError, match="Sam Old has not kept the notice that names such notes"):
        actions.write(actor=actor_of(supervisor), member=supervisor, case=case, step="", words="x", at=NOON)
    assert not queries.may_be_coached(case, supervisor)


def test_who_takes_the_case_over_reads_no_note_to_another(case, note, agent, owner):
    assert len(queries.unread(agent, case)) == 1
    assert queries.unread(owner, case) == []
    assert queries.waiting(owner, NOON, "America/Chicago") == []
    assert queries.of_person(owner, NOON, NOON + MINUTE) == {}
    assert queries.written(owner, case) == []


def test_an_agent_opens_no_page_to_write_one_and_a_step_is_one_of_the_case(case, agent, supervisor, sign_in):
    assert sign_in(agent).get(f"/desk/{case.pk}/coach/").status_code == 403
    sign_in(supervisor).post(f"/desk/{case.pk}/coach/", {"step": "Zebra", "words": "Slower."})
    assert CoachNote.objects.get().step == ""


def test_its_words_go_with_the_customers_data(case, note):
    assert COACHING.of(case.customer_id) == [note.pk]
    thing = COACHING.open(note.pk)
    assert thing.customers == {case.customer_id}
    with unrecorded("a disposal, which has a deed of its own"):
        gone.forget_notes([str(note.pk)])
    assert COACHING.open(note.pk) is None
    assert queries.unread(note.agent, case)[0].words == "(erased)"


def test_it_waits_at_home_without_a_word_of_it(note, agent, supervisor):
    (card,) = queries.waiting(agent, NOON, "America/Chicago")
    assert supervisor.user.name in card.title
    assert SECRET not in str(card)
    actions.read(actor=actor_of(agent), note=note, at=NOON)
    assert queries.waiting(agent, NOON, "America/Chicago") == []
