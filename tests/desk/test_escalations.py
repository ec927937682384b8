"""An escalation from the one who asks to the one who answers: who is asked, by when, and what is on record."""

from datetime import timedelta

import pytest

from cast import NOON
from handrail.config import worker
from handrail.desk import actions as desk
from handrail.desk import queries as cases
from handrail.desk.actions import DeskError
from handrail.desk.escalating import actions, queries
from handrail.desk.models import Escalation, EscalationTimes, Open
from handrail.ledger import scope
from handrail.ledger.guarding import unrecorded
from handrail.ledger.models import Outgoing, Timer
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.paid.actions import switch_duty
from handrail.people.rights import RefusedError
from handrail.records import packet

MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked(begin, owner, agent, supervisor):
    """An urgent one of an agent, which the supervisor on duty is asked about."""
    with scope.organization(owner.organization_id):
        switch_duty(actor=actor_of(supervisor), member=supervisor, on=True, at=NOON)
        case = begin()
        desk.escalate(
            actor=actor_of(agent), case=case, at=NOON, to="supervisor", why="She names a lawyer", severity="urgent"
        )
        yield Escalation.objects.get()


def mail(owner):
    people.set_mail_server(
        actor=actor_of(owner), at=NOON,
        answers={"host": "mail.test", "port": 25, "security": "none", "user": "", "password": "", "sender": "a@b.test"},
    )  # fmt: skip


def kinds(row):
    return [kept.kind for kept in cases.events(row.item.case_id) if kept.kind.startswith("escalation")]


def test_who_is_on_duty_is_asked_and_the_time_runs_by_the_clock(asked, supervisor):
    assert (asked.asked, asked.state, asked.severity) == (supervisor, "asked", "urgent")
    assert asked.item.due_at == NOON + 15 * MINUTE
    assert Timer.objects.get(kind="escalation", done_at=None).due_at == NOON + 10 * MINUTE


def test_with_nobody_on_duty_the_next_in_line_is_asked_and_hears_of_it(begin, owner, agent, supervisor, inside):
    mail(owner)
    case = begin()
    desk.escalate(actor=actor_of(agent), case=case, at=NOON, to="supervisor", why="She is angry")
    assert Escalation.objects.get().asked == supervisor
    assert [row.about for row in Outgoing.objects.all()] == [f"Soon: case {case.number} waits for you"]


def test_one_without_a_time_breaks_last(asked, begin, agent):
    """On either database: PostgreSQL and SQLite put what is empty at different ends."""
    desk.escalate(actor=actor_of(agent), case=begin(), at=NOON, to="supervisor", why="She is angry")
    with unrecorded("one as an earlier release kept it"):
        Open.objects.filter(pk=asked.item_id).update(due_at=None)
    assert [row.severity for row in queries.listed()] == ["soon", "urgent"]
    assert [row.severity for row in queries.listed(sort="severity")] == ["urgent", "soon"]


@pytest.mark.slow
def test_taken_nobody_is_warned_and_answered_the_agent_reads_it(asked, supervisor, owner, sign_in):
    actions.acknowledge(actor=actor_of(supervisor), row=asked, at=NOON + MINUTE)
    worker.run_due(NOON + 60 * MINUTE)
    actions.give_back(actor=actor_of(supervisor), row=asked, answer="Refund the whole sum", at=NOON + 2 * MINUTE)
    asked.refresh_from_db()
    assert (asked.state, asked.late_at, asked.item.closed_at) == ("returned", None, NOON + 2 * MINUTE)
    assert kinds(asked) == ["escalation-taken", "escalation-returned"]
    page = sign_in(owner)
    assert "Refund the whole sum" in page.get(f"/desk/{asked.item.case_id}/").content.decode()
    assert "answered: She names a lawyer" in page.get("/").content.decode()
    page.post(f"/desk/escalations/{asked.pk}/read/")
    assert "answered: She names a lawyer" not in page.get("/").content.decode()
    assert kinds(asked)[-1] == "escalation-read"


@pytest.mark.slow
def test_the_warning_comes_before_the_time_is_broken_and_the_next_hears_of_it_after(asked, supervisor, owner):
    mail(owner)
    worker.run_due(NOON + 9 * MINUTE)
    assert kinds(asked) == []
    worker.run_due(NOON + 10 * MINUTE)
    assert kinds(asked) == ["escalation-warned"]
    worker.run_due(NOON + 15 * MINUTE)
    worker.run_due(NOON + 20 * MINUTE)
    asked.refresh_from_db()
    assert kinds(asked) == ["escalation-warned", "escalation-late"]
    assert (asked.state, asked.asked.role, asked.late_at) == ("asked", "manager", NOON + 15 * MINUTE)
    assert Outgoing.objects.count() == 2
    actions.acknowledge(actor=actor_of(supervisor), row=asked, at=NOON + 30 * MINUTE)  # the first may take it still
    taken = [kept for kept in cases.events(asked.item.case_id) if kept.kind == "escalation-taken"]
    assert taken[0].data["in_time"] is False


def test_declined_the_next_is_asked_and_at_the_end_of_the_line_the_agent_hears_it(asked, supervisor, owner, agent):
    actions.decline(actor=actor_of(supervisor), row=asked, reason="On another call", at=NOON)
    manager = asked.asked
    assert manager.role == "manager"
    actions.decline(actor=actor_of(manager), row=asked, reason="On a plane", at=NOON)
    assert asked.asked == owner
    actions.decline(actor=actor_of(owner), row=asked, reason="At the doctor’s", at=NOON)
    asked.refresh_from_db()
    assert (asked.state, asked.asked) == ("nobody", None)
    assert [row.words for row in queries.history(asked)] == [
        f"On another call {manager.user.name} is asked now.", f"On a plane {owner.user.name} is asked now.",
        "At the doctor’s",
    ]  # fmt: skip
    with pytest.raises(DeskError, match="why"):
        actions.stand_down(actor=actor_of(agent), row=asked, reason=" ", at=NOON)
    actions.stand_down(actor=actor_of(agent), row=asked, reason="She hung up", at=NOON)
    with pytest.raises(DeskError, match="over already"):
        actions.acknowledge(actor=actor_of(owner), row=Escalation.objects.get(), at=NOON)
    assert Open.objects.get(pk=asked.item_id).closed_at == NOON


@pytest.mark.slow
def test_taken_and_passed_on_its_time_runs_again(asked, supervisor, owner):
    actions.acknowledge(actor=actor_of(supervisor), row=asked, at=NOON + MINUTE)
    actions.decline(actor=actor_of(supervisor), row=asked, reason="Called away", at=NOON + 11 * MINUTE)
    worker.run_due(NOON + 11 * MINUTE)
    worker.run_due(NOON + 15 * MINUTE)
    assert kinds(asked)[-2:] == ["escalation-warned", "escalation-late"]


def test_who_asks_can_not_take_it_and_neither_can_an_agent(asked, agent, colleague):
    for each in (agent, colleague("auditor")):
        with pytest.raises(RefusedError):
            actions.acknowledge(actor=actor_of(each), row=asked, at=NOON)


@pytest.mark.slow
def test_an_adviser_who_works_at_no_desk_takes_what_is_for_the_legal_adviser(begin, owner, colleague, agent, sign_in):
    adviser = colleague("reviewer")
    with scope.organization(owner.organization_id):
        desk.escalate(
            actor=actor_of(agent), case=begin(), at=NOON, to="legal", why="Is this a debt?", severity="routine"
        )
        row = Escalation.objects.get()
        assert row.asked == adviser
        page = sign_in(adviser)
        assert "Is this a debt?" in page.get("/").content.decode()
        assert page.post(f"/desk/escalations/{row.pk}/take/").status_code == 302
        row.refresh_from_db()
        assert row.taken_by == adviser
        refused = page.post(f"/desk/escalations/{row.pk}/answer/", {"words": ""})
        assert refused.status_code == 422
        assert "Write what the agent is to do" in refused.content.decode()


def test_somebody_is_asked_by_name_and_the_line_comes_after(begin, owner, agent, supervisor, sign_in, inside):
    case = begin()
    page = sign_in(supervisor)
    page.post(f"/desk/{case.pk}/escalate/", {"to": f"member:{agent.pk}", "why": "You sold it", "severity": "routine"})
    row = Escalation.objects.get()
    assert (row.named, row.asked, row.to) == (agent, agent, "supervisor")
    actions.decline(actor=actor_of(agent), row=row, reason="Not mine", at=NOON)
    assert row.asked.role == "manager"


@pytest.mark.slow
def test_nobody_outside_sees_one_and_a_stranger_does_not_find_it(asked, stranger, sign_in, colleague):
    assert sign_in(stranger).get(f"/desk/escalations/{asked.pk}/").status_code == 404
    assert sign_in(colleague("auditor")).get(f"/desk/escalations/{asked.pk}/").status_code == 404


@pytest.mark.slow
def test_the_list_finds_sorts_and_exports(asked, owner, sign_in):
    page = sign_in(owner)
    assert "She names a lawyer" in page.get("/desk/escalations/?q=lawyer").content.decode()
    assert "No escalation fits" in page.get("/desk/escalations/?q=nowhere").content.decode()
    sheet = page.get("/desk/escalations/?format=csv").content.decode()
    assert "She names a lawyer,Urgent,supervisor" in sheet


def test_how_soon_is_the_owners_to_set_and_more_urgent_is_never_slower(asked, owner, supervisor, sign_in):
    with pytest.raises(RefusedError):
        actions.set_times(actor=actor_of(supervisor), minutes={"urgent": 5, "soon": 60, "routine": 90}, at=NOON)
    page = sign_in(owner)
    refused = page.post("/desk/escalations/", {"urgent": "600", "soon": "60", "routine": "90"})
    assert "can’t be given more time" in refused.content.decode()
    assert 'value="600"' in refused.content.decode()
    page.post("/desk/escalations/", {"urgent": "5", "soon": "60", "routine": "90"})
    assert EscalationTimes.objects.get().minutes == {"urgent": 5, "soon": 60, "routine": 90}
    desk.escalate(actor=actor_of(owner), case=asked.item.case, at=NOON, to="supervisor", why="Again", severity="urgent")
    assert Escalation.objects.get(item__what="Again").item.due_at == NOON + 5 * MINUTE


def test_the_case_file_tells_it_whole(asked, supervisor, owner):
    actions.decline(actor=actor_of(supervisor), row=asked, reason="On another call", at=NOON)
    actions.give_back(actor=actor_of(owner), row=asked, answer="Refund the whole sum", at=NOON)
    case = asked.item.case
    told = packet.contents(case, case_business(owner), NOON)["told"]
    words = str(told)
    assert "On another call" in words
    assert "Refund the whole sum" in words


def case_business(owner):
    from handrail.people.models import Organization

    return Organization.objects.get(pk=owner.organization_id)


def test_what_waits_in_a_double_goes_on_in_the_other_case(asked, begin, owner, supervisor):
    from handrail.desk.handing import actions as handing

    other = begin()
    handing.merge(actor=actor_of(owner), case=asked.item.case, into=other, reason="Same call", at=NOON)
    row = Escalation.objects.select_related("item__case").get()
    actions.acknowledge(actor=actor_of(supervisor), row=row, at=NOON)
    assert row.item.case == other
    assert kinds(row) == ["escalation-taken"]


def test_one_has_it_and_the_one_whose_case_it_is_reads_the_answer_once(asked, supervisor, owner, agent):
    actions.acknowledge(actor=actor_of(supervisor), row=asked, at=NOON)
    with pytest.raises(DeskError, match="The supervisor has it already"):
        actions.acknowledge(actor=actor_of(owner), row=Escalation.objects.get(), at=NOON)
    with pytest.raises(DeskError, match="no answer to this one"):
        actions.read(actor=actor_of(owner), row=asked, at=NOON)
    actions.give_back(actor=actor_of(supervisor), row=asked, answer="Refund it", at=NOON)
    with pytest.raises(DeskError, match="Only the one whose case it is"):
        actions.read(actor=actor_of(agent), row=asked, at=NOON)
    actions.read(actor=actor_of(owner), row=asked, at=NOON)
    with pytest.raises(DeskError, match="no answer to this one"):
        actions.read(actor=actor_of(owner), row=asked, at=NOON)
    assert kinds(asked) == ["escalation-taken", "escalation-returned", "escalation-read"]


def test_nobody_else_ends_one_and_who_has_left_takes_none(asked, supervisor, owner):
    joined, _ = people.invite(actor=actor_of(owner), name="Sam", role="agent", at=NOON)
    sam = people.join(row=joined, name="Sam", email="sam@example.com", password="a quiet green door", at=NOON)
    for does in (actions.stand_down, actions.decline):
        with pytest.raises(RefusedError):
            does(actor=actor_of(sam), row=asked, reason="Not needed", at=NOON)
    with pytest.raises(RefusedError):
        actions.give_back(actor=actor_of(sam), row=asked, answer="Refund it", at=NOON)
    people.switch_member(actor=actor_of(owner), member=supervisor, active=False, at=NOON)
    with pytest.raises(RefusedError):
        actions.acknowledge(actor=actor_of(supervisor), row=asked, at=NOON)
    assert kinds(asked) == []


def test_nobody_asks_themselves_or_somebody_who_has_left(begin, owner, agent, supervisor, inside):
    case = begin()
    people.switch_member(actor=actor_of(owner), member=supervisor, active=False, at=NOON)
    supervisor.refresh_from_db()
    for named in (agent, supervisor):
        with pytest.raises(DeskError, match="Choose somebody else who works here"):
            desk.escalate(actor=actor_of(agent), case=case, at=NOON, to="supervisor", why="Help", named=named)
    with pytest.raises(DeskError, match="how soon"):
        desk.escalate(actor=actor_of(agent), case=case, at=NOON, to="supervisor", why="Help", severity="whenever")
    assert not Escalation.objects.exists()
