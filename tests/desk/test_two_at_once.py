"""Two people do the same or the opposite in the same moment: each had read the row before the other wrote. One is done, the
other is told; nothing is written over, nothing stands there twice."""

from functools import partial

import pytest

from cast import NOON
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.counsel import actions as counsel
from handrail.desk.escalating import actions as escalating
from handrail.desk.going_back import actions as going_back
from handrail.desk.handing import actions as handing
from handrail.desk.known_events import actions as known
from handrail.desk.models import Case, CounselTask, CounselWord, Escalation, Open, Score
from handrail.desk.promises import actions as promises
from handrail.desk.watching.coaching import actions as coaching
from handrail.desk.watching.following import actions as following
from handrail.desk.watching.scoring import actions as scoring
from handrail.ledger.models import Event
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.people.models import Member
from handrail.people.notice import actions as notice
from handrail.people.notice.queries import current
from handrail.people.rights import RefusedError


def kinds(case: Case) -> list[str]:
    return [row.kind for row in queries.events(case.id)]


def again(row):
    """The same row as another tab had read it before."""
    return type(row).objects.get(pk=row.pk)


def test_a_promise_is_not_kept_and_broken(owner, begin, inside):
    case, actor = begin(), actor_of(owner)
    item = promises.promise(
        actor=actor, case=case, what="Call back", by=NOON.replace(year=2031), person=None, at=NOON
    )  # fmt: skip
    other = again(item)
    promises.settle(actor=actor, item=item, became="kept", how="Called.", at=NOON)
    with pytest.raises(DeskError, match="in the record already"):
        promises.settle(actor=actor, item=other, became="broken", how="Forgot.", at=NOON)
    assert [kind for kind in kinds(case) if kind.startswith("promise-")] == ["promise-kept"]


def test_an_escalation_that_was_taken_is_not_declined_over_or_taken_twice(owner, agent, supervisor, begin, inside):
    case = begin()
    actions.escalate(actor=actor_of(agent), case=case, to="supervisor", why="names a lawyer", at=NOON)
    row = Escalation.objects.get()
    others = [again(row) for _ in range(2)]
    escalating.give_back(actor=actor_of(supervisor), row=row, answer="Do it.", at=NOON)
    with pytest.raises(DeskError, match="over already"):
        escalating.acknowledge(actor=actor_of(owner), row=others[0], at=NOON)
    with pytest.raises(DeskError, match="over already"):
        escalating.decline(actor=actor_of(owner), row=others[1], reason="busy", at=NOON)
    assert (again(row).state, again(row).taken_by_id) == ("returned", supervisor.pk)
    assert kinds(case)[-1] == "escalation-returned"


def test_an_item_is_closed_once(owner, begin, inside):
    case, actor = begin(), actor_of(owner)
    item = Open(case=case, kind="mend", role="agent", what="Look after it")
    with actions.deed(actor, NOON) as record:
        item.save()
        record.event("desk", "noted", "case", case.id)
    other = again(item)
    actions.close_item(actor=actor, item=item, how="Done.", at=NOON)
    with pytest.raises(DeskError, match="closed already"):
        actions.close_item(actor=actor, item=other, how="Done too.", at=NOON)
    assert kinds(case).count("item-closed") == 1


def test_two_cases_are_joined_one_way_and_once(owner, begin, inside):
    """Crosswise both would end, and what they owe stand nowhere."""
    one, two, actor = begin(), begin(), actor_of(owner)
    first, second, third, fourth = again(one), again(two), again(one), again(two)
    handing.merge(actor=actor, case=one, into=two, reason="the same", at=NOON)
    with pytest.raises(DeskError, match="still open"):
        handing.merge(actor=actor, case=second, into=first, reason="the same", at=NOON)
    with pytest.raises(DeskError, match="still open"):
        handing.merge(actor=actor, case=third, into=fourth, reason="the same", at=NOON)
    assert (again(one).status, again(two).status) == ("ended", "open")
    assert kinds(two).count("double-joined") == 1


def test_a_case_that_ended_meanwhile_is_not_handed_on(owner, colleague, begin, inside):
    case, actor, other = begin(), actor_of(owner), colleague("agent")
    old = again(case)
    actions.give_up(actor=actor, case=case, outcome="abandoned", reason="hung up", at=NOON)
    with pytest.raises(DeskError, match="has ended"):
        handing.hand_over(actor=actor, case=old, to=other, summary="so", at=NOON)
    with pytest.raises(DeskError, match="has ended"):
        handing.take_over(actor=actor_of(other), member=other, case=old, at=NOON)
    assert again(case).agent_id == owner.pk


def test_a_known_event_ends_once_and_nobody_is_attached_who_is_never_told(owner, inside):
    actor = actor_of(owner)
    event = known.begin(actor=actor, member=owner, title="Outage", answer="Crews are out.", offer="$10", at=NOON)
    others = [again(event) for _ in range(3)]
    known.carry_out(actor=actor, event=event, how="Batch 7", at=NOON)
    with pytest.raises(DeskError, match="still to be carried out"):
        known.carry_out(actor=actor, event=others[0], how="Batch 8", at=NOON)
    known.end(actor=actor, event=event, words="It is over.", at=NOON)
    with pytest.raises(DeskError, match="over already"):
        known.end(actor=actor, event=others[1], words="It is over.", at=NOON)
    with pytest.raises(DeskError, match="is over"):
        known.attach(actor=actor, member=owner, event=others[2], channel="phone", at=NOON)


def test_a_question_to_counsel_that_was_passed_on_or_is_over_takes_no_more_words(
    owner, begin, agent, colleague, inside
):
    """Whoever it was passed on from neither reads nor releases it, though their page was open."""
    first, second = colleague("reviewer"), colleague("supervisor")
    row = counsel.ask(actor=actor_of(agent), case=begin(), counsel=first, question="Do we answer?", at=NOON)
    others = [again(row) for _ in range(6)]
    counsel.pass_on(actor=actor_of(first), row=row, to=second, at=NOON)
    for does in (
        partial(counsel.write, words="I looked it up."),
        partial(counsel.release, words="Answer within ten days.", written_for_it=True),
        counsel.end,
        partial(counsel.pass_on, to=owner),
    ):
        with pytest.raises(RefusedError):
            does(actor=actor_of(first), row=others.pop(), at=NOON)
    with pytest.raises(DeskError, match="is not in it already"):
        counsel.pass_on(actor=actor_of(second), row=again(row), to=agent, at=NOON)
    counsel.end(actor=actor_of(second), row=row, at=NOON)
    with pytest.raises(DeskError, match="is over"):
        counsel.write(actor=actor_of(agent), row=others.pop(), words="Thank you.", at=NOON)
    with pytest.raises(DeskError, match="is over"):
        counsel.end(actor=actor_of(second), row=others.pop(), at=NOON)
    assert CounselWord.objects.filter(task=row).count() == 1
    assert (again(row).state, again(row).counsel_id) == ("ended", second.pk)


def test_counsel_who_left_this_moment_is_not_asked(owner, begin, agent, colleague, inside):
    lawyer, other = colleague("reviewer"), colleague("supervisor")
    row = counsel.ask(actor=actor_of(agent), case=begin(), counsel=other, question="Do we answer?", at=NOON)
    old = again(lawyer)
    people.switch_member(actor=actor_of(owner), member=lawyer, active=False, at=NOON)
    with pytest.raises(DeskError, match="somebody else who works here"):
        counsel.ask(actor=actor_of(agent), case=row.case, counsel=old, question="Do we?", at=NOON)
    old.active = True
    with pytest.raises(DeskError, match="somebody who works here"):
        counsel.pass_on(actor=actor_of(other), row=row, to=old, at=NOON)
    assert CounselTask.objects.count() == 1


def test_a_note_goes_to_whoever_has_the_case_now(owner, begin, agent, supervisor, inside):
    case = begin()
    old = again(case)
    handing.hand_over(actor=actor_of(owner), case=case, to=agent, summary="so", at=NOON)
    note = coaching.write(actor=actor_of(supervisor), member=supervisor, case=old, step="", words="Slower.", at=NOON)
    assert note.agent_id == agent.pk
    old = again(case)
    handing.take_over(actor=actor_of(supervisor), member=supervisor, case=case, at=NOON)
    with pytest.raises(DeskError, match="is yours"):
        coaching.write(actor=actor_of(supervisor), member=supervisor, case=old, step="", words="Slower.", at=NOON)


def test_a_note_is_answered_once_and_read_once(owner, begin, agent, supervisor, inside):
    case, actor = begin(), actor_of(owner)
    note = coaching.write(actor=actor_of(supervisor), member=supervisor, case=case, step="", words="Slower.", at=NOON)
    others = [again(note) for _ in range(2)]
    coaching.answer(actor=actor, note=note, words="I will.", at=NOON)
    kept = again(note).answer_locked
    with pytest.raises(DeskError, match="answered this already"):
        coaching.answer(actor=actor, note=others[0], words="I won’t.", at=NOON)
    coaching.read(actor=actor, note=others[1], at=NOON.replace(hour=23))
    assert (again(note).answer_locked, again(note).read_at) == (kept, NOON)
    rows = Event.objects.filter(chain__subject="coaching", chain__subject_id=note.pk).order_by("seq")
    assert [row.kind for row in rows] == ["coached", "coaching-read", "coaching-answered"]


def test_a_run_is_scored_once_and_not_while_it_goes_on_again(owner, begin, supervisor, inside):
    actor, other = actor_of(owner), Member.objects.get(role="manager")
    scoring.switch(actor=actor, on=True, reason="We teach from real calls.", at=NOON)
    notice.keep(actor=actor, member=owner, sha256=current().sha256, at=NOON)
    case = begin()
    step = queries.state(case).at.step
    actions.skip(actor=actor, case=case, at=NOON, step=step, reason="known to us")
    olds = [again(case) for _ in range(3)]
    going_back.reopen(actor=actor, case=case, reason="rang again", at=NOON)

    def score(by, row, at=NOON):
        judged = dict.fromkeys(range(9), "as-written")
        return scoring.score(actor=actor_of(by), member=by, case=row, agent=owner, judged=judged, note="Calm.", at=at)

    with pytest.raises(DeskError, match="has not ended"):
        score(supervisor, olds[0])
    actions.give_up(actor=actor, case=case, outcome="abandoned", reason="hung up", at=NOON)
    score(supervisor, olds[1])
    with pytest.raises(DeskError, match="was scored in this case already"):
        score(other, olds[2])
    row = Score.objects.get()
    others = [again(row) for _ in range(2)]
    scoring.answer(actor=actor, row=row, words="Thank you.", at=NOON)
    with pytest.raises(DeskError, match="answered this already"):
        scoring.answer(actor=actor, row=others[0], words="No.", at=NOON)


def test_nobody_is_followed_in_a_case_that_is_over_or_another_has_by_now(owner, begin, agent, supervisor, inside):
    case, actor = begin(), actor_of(supervisor)
    old = again(case)
    handing.hand_over(actor=actor_of(owner), case=case, to=agent, summary="so", at=NOON)
    follow = following.begin(actor=actor, member=supervisor, case=old, at=NOON)
    assert follow.agent_id == agent.pk
    assert following.begin(actor=actor, member=supervisor, case=again(case), at=NOON).pk == follow.pk
    old = again(case)
    actions.give_up(actor=actor_of(agent), case=case, outcome="abandoned", reason="hung up", at=NOON)
    with pytest.raises(DeskError, match="has ended"):
        following.begin(actor=actor, member=supervisor, case=old, at=NOON)
    assert kinds(case).count("follow-begun") == 1


def test_a_case_is_not_about_somebody_whose_record_was_removed_or_joined_this_moment(owner, begin, inside):
    actor = actor_of(owner)
    names = ("A B", "C D", "E F")
    one, two, three = (customers.add(actor=actor, details=[Given("name", name)], at=NOON) for name in names)
    gone, joined = again(one), again(two)
    customers.remove(actor=actor, customer=one, at=NOON)
    with pytest.raises(DeskError, match="was removed"):
        actions.meet(actor=actor, case=begin(), customer=gone, at=NOON)
    with pytest.raises(DeskError, match="was removed"):
        begin(customer=gone)
    customers.merge(actor=actor, kept=three, gone=two, at=NOON)
    assert begin(customer=joined).customer_id == three.pk
    with pytest.raises(customers.CustomersError, match="refers to this record"):
        customers.remove(actor=actor, customer=three, at=NOON)
