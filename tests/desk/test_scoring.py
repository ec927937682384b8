"""Scoring: off by itself, only of who kept the notice, against the run's own steps, between the two."""

import json
from datetime import timedelta

import pytest
from django.urls import get_resolver

from cast import NOON
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.deviating.actions import deviate
from handrail.desk.mine import queries as mine
from handrail.desk.models import Score, ScoringSwitch
from handrail.desk.watching.kept import actions as gone
from handrail.desk.watching.kept.queries import SCORES
from handrail.desk.watching.scoring import actions, queries
from handrail.desk.watching.scoring.steps import JUDGED, JudgedError, Mark, Step, marked
from handrail.ledger.deed import unrecorded
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.models import Organization
from handrail.people.notice import actions as notice
from handrail.people.notice.queries import current
from handrail.people.rights import RefusedError
from handrail.records.packet import contents

SECRET = "Zanzibar"  # stands in the note, and nowhere else
WHY = "We teach from real calls."
MINUTE = timedelta(minutes=1)
STEPS = """\
  - {id: first, say: Hello there.}
  - {id: told, ask: [customer.name]}
  - {id: second, do: B.}
  - {id: third, do: C.}
"""


def test_what_the_record_shows_is_counted_and_the_rest_is_judged():
    steps = [Step("Hello", "done"), Step("B", "skipped", "asked before"), Step("Name", "done", speaks=False)]
    assert [step.counted for step in steps] == ["", "otherwise", "as-written"]
    assert steps[1].told == "Skipped. Reason: asked before"
    found = marked(steps, {0: "missed", 1: "as-written"})
    assert found == (Mark("Hello", "missed", False), Mark("B", "otherwise", True), Mark("Name", "as-written", True))
    for judged in ({}, {0: "splendid"}):
        with pytest.raises(JudgedError, match="“Hello”"):
            marked(steps, judged)
    with pytest.raises(JudgedError, match="no step"):
        marked([], {})
    assert set(JUDGED) == {"as-written", "otherwise", "missed", "not-told"}


@pytest.fixture
def case(in_force, begun, agent, supervisor, inside):
    """Said, told, skipped, done otherwise: and over."""
    row = begun(in_force(STEPS), agent)
    actor = actor_of(agent)
    desk.answer(actor=actor, case=row, at=NOON, step="first", facts={})
    desk.answer(actor=actor, case=row, at=NOON, step="told", facts={"customer.name": "Dolores"})
    deviate(
        actor=actor, case=row, step="second", instead="By mail", reason="It was closed", allowed_by=supervisor, at=NOON
    )
    desk.answer(actor=actor, case=row, at=NOON, step="third", facts={})
    return row


@pytest.fixture
def on(owner, inside):
    actions.switch(actor=actor_of(owner), on=True, reason=WHY, at=NOON)


def _keep(member):
    notice.keep(actor=actor_of(member), member=member, sha256=current().sha256, at=NOON)


def _score(supervisor, case, agent, judged=None, note=f"Calm; {SECRET} was good."):
    judged = {0: "as-written", 3: "missed"} if judged is None else judged
    return actions.score(
        actor=actor_of(supervisor),
        member=supervisor,
        case=case,
        agent=agent,
        judged=judged,
        note=note,
        at=NOON + MINUTE,
    )


@pytest.mark.slow
def test_it_is_off_until_the_owner_switches_it_on_with_a_reason(case, supervisor, agent, owner, sign_in):
    with pytest.raises(DeskError, match="off"):
        _score(supervisor, case, agent)
    assert "Nobody is scored" in current().never
    with pytest.raises(RefusedError):
        actions.switch(actor=actor_of(supervisor), on=True, reason=WHY, at=NOON)
    client = sign_in(owner)
    assert client.post("/desk/scoring/", {"on": "yes", "reason": " "}).status_code == 422
    client.post("/desk/scoring/", {"on": "yes", "reason": WHY})
    assert WHY in client.get("/people/notice/").content.decode()
    assert "Nobody is scored" not in current().never
    client.post("/desk/scoring/", {"on": "no", "reason": "The staff asked for it."})
    assert "Nobody is scored" in current().never
    assert ScoringSwitch.objects.get().on is False
    assert [row.kind for row in Event.objects.filter(chain__subject="scoring").order_by("seq")] == [
        "scoring-on", "scoring-off",
    ]  # fmt: skip


def test_nobody_is_scored_before_they_kept_the_notice_that_says_so(case, on, supervisor, agent, owner):
    with pytest.raises(DeskError, match="has not kept the notice as it reads today"):
        _score(supervisor, case, agent)
    _keep(agent)
    assert _score(supervisor, case, agent).agent == agent


@pytest.mark.slow
def test_a_run_is_scored_once_when_it_is_over_by_somebody_else(case, on, supervisor, agent, begun, in_force):
    _keep(agent)
    with pytest.raises(RefusedError):
        _score(agent, case, agent)
    with pytest.raises(DeskError, match="themselves"):
        _score(supervisor, case, supervisor)
    with pytest.raises(DeskError, match="has not ended"):
        _score(supervisor, begun(in_force(STEPS, "try-open"), agent), agent)
    with pytest.raises(DeskError, match="Judge “Third” too"):
        _score(supervisor, case, agent, {0: "missed"})
    _score(supervisor, case, agent)
    with pytest.raises(DeskError, match="already"):
        _score(supervisor, case, agent)


def test_each_step_is_as_the_record_shows_it_or_as_judged(case, on, supervisor, agent):
    _keep(agent)
    row = _score(supervisor, case, agent, {0: "as-written", 1: "missed", 2: "missed", 3: "missed"})
    assert [(each["name"], each["judged"], each["by_record"]) for each in row.marks] == [
        ("First", "as-written", False), ("Told", "as-written", True), ("Second", "otherwise", True),
        ("Third", "missed", False),
    ]  # fmt: skip


def test_a_step_stands_with_its_words_and_what_was_told_for_whoever_did_it(in_force, begun, agent, owner, inside):
    steps = """\
  - {id: told, say: "Hello, {{ customer.name }}.", ask: [customer.name], mistakes: [Haste.], done_when: it is said.}
  - {id: theirs, do: "Write to {{ customer.name }}."}
"""
    row = begun(in_force(steps), agent)
    desk.answer(actor=actor_of(agent), case=row, at=NOON, step="told", facts={"customer.name": "Dolores"})
    desk.answer(actor=actor_of(owner), case=row, at=NOON + MINUTE, step="theirs", facts={})
    (mine_,) = queries.steps(row, agent)
    assert (mine_.name, mine_.at, mine_.kept) == ("Told", NOON, (("Customer’s name", "Dolores"),))
    assert (mine_.done_when, mine_.mistakes) == ("it is said.", ("Haste.",))
    assert [(title, "".join(piece.text for piece in pieces)) for title, pieces in mine_.words] == [
        ("Say", "Hello, Dolores.")
    ]
    assert [step.name for step in queries.steps(row, owner)] == ["Theirs"]


def test_a_step_of_a_called_procedure_stands_as_it_is_written_there(in_force, begun, agent, inside):
    in_force("  - {id: greet, title: Theirs, say: B.}\n", "try-called", head="block: true\n")
    row = begun(in_force("  - {id: greet, title: Ours, say: A.}\n  - {id: on, call: try-called}\n"), agent)
    for _ in range(2):
        desk.answer(actor=actor_of(agent), case=row, at=NOON, step="greet", facts={})
    assert [step.name for step in queries.steps(row, agent)] == ["Ours", "Theirs"]


def test_each_who_was_there_is_scored_for_themselves(in_force, begun, agent, owner, supervisor, on):
    row = begun(in_force("  - {id: one, say: A.}\n  - {id: two, say: B.}\n"), agent)
    desk.answer(actor=actor_of(agent), case=row, at=NOON, step="one", facts={})
    desk.answer(actor=actor_of(owner), case=row, at=NOON, step="two", facts={})
    assert queries.people(row, supervisor) == [agent, owner]
    for who in (agent, owner):
        _keep(who)
        _score(supervisor, row, who, {0: "missed"})
    assert [list(queries.of_person(who, NOON, NOON + 9 * MINUTE)[row.pk]) for who in (agent, owner)] == [
        [queries.scored(queries.of_case(row, who), who)] for who in (agent, owner)
    ]
    assert len(queries.waiting(agent, NOON, "America/Chicago")) == 1
    assert queries.waiting(supervisor, NOON, "America/Chicago") == []


def test_it_is_read_by_the_one_it_is_about(case, on, supervisor, agent, sign_in):
    _keep(agent)
    row = _score(supervisor, case, agent)
    with pytest.raises(RefusedError):
        actions.read(actor=actor_of(supervisor), row=row, at=NOON)
    assert sign_in(agent).post(f"/desk/scoring/{row.pk}/erase/").status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_no_agent_opens_the_page_of_a_run_and_nobody_one_of_who_kept_no_notice(case, on, supervisor, agent, sign_in):
    assert sign_in(agent).get(f"/desk/{case.pk}/score/").status_code == 403
    assert sign_in(agent).get("/desk/scoring/").status_code == 403
    client = sign_in(supervisor)
    page = client.get(f"/desk/{case.pk}/score/").content.decode()
    assert "has not kept the notice as it reads today" in page
    assert 'name="step-0"' not in page
    sent = client.post(
        f"/desk/{case.pk}/score/?person={agent.pk}", {"step-0": "missed", "step-3": "missed", "note": "x"}
    )
    assert sent.status_code == 422
    assert not Score.objects.exists()


def test_a_supervisor_is_offered_no_form_for_themselves(in_force, begun, supervisor, on, sign_in):
    row = begun(in_force("  - {id: one, say: A.}\n"), supervisor)
    desk.answer(actor=actor_of(supervisor), case=row, at=NOON, step="one", facts={})
    _keep(supervisor)
    client, address = sign_in(supervisor), f"/desk/{row.pk}/score/?person={supervisor.pk}"
    assert "There is nobody to score" in client.get(address).content.decode()
    client.post(address, {"step-0": "as-written", "note": "Splendid"})
    assert not Score.objects.exists()


def test_another_business_finds_no_run_to_score_to_follow_or_to_write_about(
    case, on, supervisor, agent, stranger, sign_in
):
    _keep(agent)
    row = _score(supervisor, case, agent)
    client = sign_in(stranger)
    for address in (f"/desk/{case.pk}/score/", f"/desk/{case.pk}/coach/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"note": "x", "words": "x", "step-0": "missed"}).status_code == 404
    assert client.post(f"/desk/{case.pk}/follow/").status_code == 404
    assert client.post(f"/desk/scoring/{row.pk}/read/").status_code == 404
    assert case.number not in client.get("/desk/live/").content.decode()


def test_switched_off_nobody_may_be_scored(case, on, agent, owner):
    _keep(agent)
    assert queries.may_be_scored(agent)
    actions.switch(actor=actor_of(owner), on=False, reason="The staff asked for it.", at=NOON)
    _keep(agent)
    assert not queries.may_be_scored(agent)


@pytest.mark.slow
def test_only_the_two_read_it_and_the_scored_one_answers(at_noon, case, on, supervisor, agent, owner, sign_in):
    _keep(agent)
    address = f"/desk/{case.pk}/score/"
    page = sign_in(supervisor).get(address).content.decode()
    assert "Done otherwise. Reason: It was closed" in page
    made = sign_in(supervisor).post(
        f"{address}?person={agent.pk}", {"step-0": "as-written", "step-3": "missed", "note": f"Calm; {SECRET}."}
    )
    assert made.status_code == 302
    row = Score.objects.get()
    assert SECRET in sign_in(agent).get(address).content.decode()
    assert SECRET not in sign_in(owner).get(address).content.decode()
    assert sign_in(supervisor).post(f"/desk/scoring/{row.pk}/answer/", {"words": "x"}).status_code == 404
    assert queries.waiting(agent, NOON, "America/Chicago")
    sign_in(agent).post(f"/desk/scoring/{row.pk}/answer/", {"words": "The line was bad."})
    assert "The line was bad." in sign_in(supervisor).get(address).content.decode()
    assert queries.waiting(agent, NOON, "America/Chicago") == []
    (line,) = mine.lines(agent, NOON, NOON + timedelta(days=9))
    assert line.scores[0].answer == "The line was bad."
    assert "third: missed" in line.scores[0].line.casefold()


def test_it_is_in_no_case_file_and_no_event_and_its_words_go(case, on, supervisor, agent):
    _keep(agent)
    row = _score(supervisor, case, agent)
    business = Organization.objects.get(pk=agent.organization_id)
    assert SECRET not in json.dumps(contents(case, business, NOON), default=str)
    assert SECRET not in json.dumps([each.data for each in Event.objects.all()])
    assert SCORES.open(row.pk) is not None
    with unrecorded("a disposal, which has a deed of its own"):
        gone.forget_scores([str(row.pk)])
    assert SCORES.open(row.pk) is None


def test_no_page_lists_scores():
    """Only the switch, one run's page and what the scored one does with it: no order of persons anywhere."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and "scor" in name}
    assert names == {"scoring", "score", "score-act"}


def test_the_reason_for_scoring_fits_the_notice(owner, agent, inside):
    for reason, why in ((" \n", "Write why"), ("x" * 301, "300 characters at most"), ("4111 1111 1111 1111", "never")):
        with pytest.raises(DeskError, match=why):
            actions.switch(actor=actor_of(owner), on=True, reason=reason, at=NOON)
    assert not ScoringSwitch.objects.exists()
    actions.switch(actor=actor_of(owner), on=True, reason="x" * 300, at=NOON)
    assert queries.reason() == "x" * 300
