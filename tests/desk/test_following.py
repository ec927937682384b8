"""Following on screen: never in secret, to be read only, on record with its beginning and end."""

from datetime import UTC, timedelta

import pytest

from cast import NOON
from handrail.desk import actions as desk
from handrail.desk.actions import DeskError
from handrail.desk.drafts import actions as drafts
from handrail.desk.handing import actions as handing
from handrail.desk.mine import queries as mine
from handrail.desk.mine.figures import sums
from handrail.desk.models import Follow
from handrail.desk.watching.following import actions, lease, queries
from handrail.ledger import scope
from handrail.ledger.actor import system
from handrail.ledger.models import Event
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError

SECOND = timedelta(seconds=1)
STEPS = "  - {id: first, say: Hello there., do: A.}\n  - {id: second, do: B.}\n  - {id: third, do: C.}\n"


def test_following_is_over_when_the_page_is_quiet_or_the_case_leaves_the_hand():
    def over(until, **more):
        return lease.over(until, NOON, **{"ended": False, "same_agent": True, **more})

    assert over(NOON) == ""
    assert over(NOON - SECOND) == "quiet"
    assert over(NOON, ended=True) == "ended"
    assert over(NOON, same_agent=False) == "handed"


def test_a_lease_is_written_only_when_it_runs_out():
    assert lease.renewed(NOON + 15 * SECOND, NOON, lease.ON_PART) is None
    assert lease.renewed(NOON + 9 * SECOND, NOON, lease.ON_PART) == NOON + 20 * SECOND
    assert lease.renewed(NOON + 20 * SECOND, NOON, lease.ON_PAGE) == NOON + 60 * SECOND


@pytest.fixture
def case(in_force, begun, agent, inside):
    return begun(in_force(STEPS), agent)


def _follow(supervisor, case, at=NOON):
    return actions.begin(actor=actor_of(supervisor), member=supervisor, case=case, at=at)


def _ends(case):
    return [row.data["how"] for row in Event.objects.filter(kind="follow-ended", chain__subject_id=case.pk)]


@pytest.mark.slow
def test_nobody_follows_without_the_right_or_themselves_or_what_has_ended(case, agent, supervisor, begun, in_force):
    with pytest.raises(RefusedError):
        _follow(agent, case)
    own = begun(in_force(STEPS, "try-own"), supervisor)
    with pytest.raises(DeskError, match="yours"):
        _follow(supervisor, own)
    desk.give_up(actor=actor_of(agent), case=case, at=NOON, outcome="abandoned", reason="gone")
    with pytest.raises(DeskError, match="has ended"):
        _follow(supervisor, case)


def test_who_kept_no_notice_that_names_following_is_not_followed(case, supervisor, agent, sam_old):
    handing.hand_over(actor=actor_of(agent), case=case, to=sam_old, summary="All is well", at=NOON)
    with pytest.raises(DeskError, match="Sam Old has not kept the notice that names following"):
        _follow(supervisor, case)
    assert not Follow.objects.exists()


@pytest.mark.slow
def test_nothing_is_shown_before_the_agents_own_screen_says_so_and_no_draft_ever(case, agent, supervisor, sign_in):
    drafts.keep(member=agent, case=case, place="first:0", typed={"note": ["Zanzibar"]}, at=NOON)
    watching, working = sign_in(supervisor), sign_in(agent)
    assert watching.get(f"/desk/{case.pk}/follow/").status_code == 302
    assert not Follow.objects.exists()
    page = watching.post(f"/desk/{case.pk}/follow/").url
    assert "Hello there." not in watching.get(page).content.decode()
    assert "Hello there." not in watching.get(f"{page}?part=1").content.decode()
    assert (
        f"<b>{supervisor.user.name}</b> follows this case on screen since"
        in working.get(f"/desk/{case.pk}/").content.decode()
    )
    seen = watching.get(f"{page}?part=1").content.decode()
    assert "Hello there." in seen
    assert "Zanzibar" not in seen
    assert "Step 1 of 3" in seen
    working.post(f"/desk/{case.pk}/", {"step": "first", "trail": "0"})
    assert "Step 2 of 3" in watching.get(f"{page}?part=1").content.decode()
    assert sign_in(agent).get(page).status_code == 403


def test_each_follows_by_their_own_page_only(case, supervisor, owner, sign_in):
    row = _follow(supervisor, case)
    assert sign_in(owner).get(f"/desk/live/{row.pk}/").status_code == 404
    assert sign_in(supervisor).get(f"/desk/{case.pk}/watched/").status_code == 404


def test_it_counts_as_said_only_on_the_agents_own_screen(case, supervisor, agent, owner):
    row = _follow(supervisor, case)
    for other in (supervisor, owner):
        assert actions.tell(member=other, case=case, at=NOON + SECOND) == {"watches": False}
    assert Follow.objects.get(pk=row.pk).told_at is None
    actions.tell(member=agent, case=case, at=NOON + 2 * SECOND)
    assert Follow.objects.get(pk=row.pk).told_at == NOON + 2 * SECOND


@pytest.mark.slow
def test_whoever_opens_the_case_by_another_door_is_named_to_the_agent_too(case, agent, supervisor, sign_in):
    sign_in(supervisor).get(f"/desk/{case.pk}/")
    sign_in(agent).get(f"/desk/{case.pk}/")
    said = sign_in(agent).get(f"/desk/{case.pk}/watched/").content.decode()
    assert f"{supervisor.user.name} opened this case" in said
    assert f"{agent.user.name} opened" not in said


def test_it_ends_when_it_is_stopped_once(case, supervisor):
    row = _follow(supervisor, case)
    assert _follow(supervisor, case, NOON + SECOND).pk == row.pk
    for _ in range(2):
        actions.end(actor=actor_of(supervisor), follow=Follow.objects.get(pk=row.pk), at=NOON + SECOND, how="left")
    actions.end(actor=actor_of(supervisor), follow=row, at=NOON + SECOND, how="left")
    assert _ends(case) == ["left"]


def test_it_ends_by_itself_when_the_page_goes_quiet(case, supervisor, agent):
    row, system_ = _follow(supervisor, case), system(agent.organization_id)
    assert actions.end_meanwhile(actor=system_, at=NOON + 59 * SECOND) == 0
    assert actions.look(actor=actor_of(supervisor), follow=row, by=lease.ON_PART, at=NOON + 59 * SECOND)
    assert actions.end_meanwhile(actor=system_, at=NOON + 70 * SECOND) == 0
    assert actions.end_meanwhile(actor=system_, at=NOON + 90 * SECOND) == 1
    row.refresh_from_db()
    assert (row.how, row.ended_at) == ("quiet", NOON + 79 * SECOND)
    assert not actions.look(actor=actor_of(supervisor), follow=row, by=lease.ON_PART, at=NOON + 91 * SECOND)
    assert _follow(supervisor, case, NOON + 91 * SECOND).pk != row.pk
    assert _ends(case) == ["quiet"]


@pytest.mark.slow
def test_it_ends_with_the_case_or_when_somebody_else_takes_it(case, supervisor, agent, owner, begun, in_force):
    other = begun(in_force(STEPS, "try-other"), agent)
    first, second = _follow(supervisor, case), _follow(supervisor, other)
    desk.give_up(actor=actor_of(agent), case=case, at=NOON + SECOND, outcome="abandoned", reason="gone")
    handing.take_over(actor=actor_of(owner), member=owner, case=other, at=NOON + SECOND)
    assert queries.followers(other, NOON + SECOND) == []
    assert actions.end_meanwhile(actor=system(agent.organization_id), at=NOON + 2 * SECOND) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.how, second.how) == ("ended", "handed")
    assert first.ended_at == NOON + SECOND


def test_while_another_date_is_looked_at_nothing_is_followed_said_or_written(case, supervisor, agent):
    row = _follow(supervisor, case)
    with scope.looking_only():
        assert actions.tell(member=agent, case=case, at=NOON - 60 * SECOND) == {"watches": False}
        assert not actions.look(actor=actor_of(supervisor), follow=row, by=lease.ON_PAGE, at=NOON + 999 * SECOND)
    row.refresh_from_db()
    assert (row.told_at, row.ended_at) == (None, None)


def test_both_find_it_in_their_own_record(case, supervisor, agent):
    row = _follow(supervisor, case)
    actions.tell(member=agent, case=case, at=NOON + SECOND)
    actions.end(actor=actor_of(supervisor), follow=Follow.objects.get(pk=row.pk), at=NOON + 9 * SECOND, how="left")
    (line,) = mine.lines(agent, NOON, NOON + 60 * SECOND)
    assert [each.words for each in line.followed] == [f"Followed on screen by {supervisor.user.name}"]
    assert line.followed[0].until == NOON + 9 * SECOND
    (theirs,) = mine.lines(supervisor, NOON, NOON + 60 * SECOND)
    assert theirs.followed[0].words == f"You followed {agent.user.name} on screen"
    assert not theirs.worked
    assert sums([theirs], UTC).cases == 0
    assert mine.worked_in(supervisor, case)
    told = Event.objects.get(kind="follow-ended", chain__subject_id=case.pk).data
    assert told["told_at"]
    assert mine.worked_in(agent, case)


def test_a_follower_sees_what_was_told_and_sent_and_that_something_was_erased(case, supervisor, agent):
    desk.note(actor=actor_of(agent), case=case, at=NOON + SECOND, text="She is calm")
    did = queries.screen(case, NOON + 2 * SECOND).did
    assert (did[0].kind, did[0].told) == ("noted", (("Note", "She is calm"),))


def test_one_who_comes_back_late_begins_anew_and_both_times_are_on_record(case, supervisor):
    first = _follow(supervisor, case)
    second = _follow(supervisor, case, NOON + 61 * SECOND)
    first.refresh_from_db()
    assert (first.how, first.ended_at) == ("quiet", NOON + 60 * SECOND)
    assert second.pk != first.pk
    late = NOON + 300 * SECOND
    assert not actions.look(actor=actor_of(supervisor), follow=second, by=lease.ON_PART, at=late)
    second.refresh_from_db()
    assert (second.how, second.ended_at) == ("quiet", NOON + 121 * SECOND)
    assert _ends(case) == ["quiet", "quiet"]
