"""Two people do the same or the opposite in the same moment: each had read the row before the other wrote. One is done, the
other is told; nothing is written over, nothing stands there twice."""

import pytest

from cast import NOON
from handrail.desk import actions, queries
from handrail.desk.actions import DeskError
from handrail.desk.escalating import actions as escalating
from handrail.desk.handing import actions as handing
from handrail.desk.known_events import actions as known
from handrail.desk.models import Case, Escalation, Open
from handrail.desk.promises import actions as promises
from handrail.people.actions import actor_of


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
