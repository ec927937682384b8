"""A person's class, their usual paid hours, and work outside them; who is on duty."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.desk import actions as desk
from handrail.ledger import scope
from handrail.ledger.models import Event
from handrail.people import actions as people
from handrail.people.actions import PeopleError, actor_of
from handrail.people.models import Member, Terms
from handrail.people.paid import actions, queries
from handrail.people.paid.hours import Determined, PaidHours, in_words, outside
from handrail.people.rights import RefusedError
from handrail.procedures.handbook.queries import printed

WEEK = PaidHours(frozenset(range(5)), time(8), time(17))
NIGHT = PaidHours(frozenset({4}), time(22), time(6))
ROUND = PaidHours(frozenset({0}), time(8), time(8))
ZONE = "America/Chicago"


@pytest.mark.parametrize(
    ("hours", "utc", "holds"),
    [
        (WEEK, "2026-11-23T14:00", True),  # Monday 8:00
        (WEEK, "2026-11-23T13:59", False),
        (WEEK, "2026-11-23T22:59", True),
        (WEEK, "2026-11-23T23:00", False),  # 17:00: the end is not worked
        (WEEK, "2026-11-28T16:00", False),  # Saturday
        (WEEK, "2026-03-09T13:00", True),  # 8:00 on the Monday after the clocks went forward
        (NIGHT, "2026-11-28T04:00", True),  # Friday 22:00
        (NIGHT, "2026-11-28T11:59", True),  # Saturday 5:59 belongs to Friday's night
        (NIGHT, "2026-11-28T12:00", False),
        (NIGHT, "2026-11-27T11:00", False),  # Friday 5:00 is Thursday's, who does not work
        (NIGHT, "2026-11-27T05:00", False),  # nor does Thursday's own evening
        (ROUND, "2026-11-23T14:00", True),  # from eight to eight is the whole day round
        (ROUND, "2026-11-24T13:59", True),
        (ROUND, "2026-11-24T14:00", False),
    ],
)
def test_hours_hold_by_the_clock_of_the_business(hours, utc, holds):
    assert hours.hold(datetime.fromisoformat(f"{utc}+00:00"), ZONE) is holds


@given(st.integers(0, 7 * 24 * 60 - 1), st.sets(st.integers(0, 6), min_size=1), st.times(), st.times())
def test_hours_and_the_rest_of_the_day_share_out_the_week(minute, days, begins, ends):
    at = datetime(2026, 5, 4, tzinfo=UTC) + timedelta(minutes=minute)
    on, every = PaidHours(frozenset(days), begins, ends), PaidHours(frozenset(range(7)), begins, ends)
    if on.hold(at, "UTC"):
        assert every.hold(at, "UTC")
    if begins != ends:
        rest = PaidHours(frozenset(range(7)), ends, begins)
        assert every.hold(at, "UTC") != rest.hold(at, "UTC")


def test_only_who_is_paid_for_overtime_is_told():
    late = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert outside("non-exempt", WEEK, late, ZONE)
    assert not outside("exempt", WEEK, late, ZONE)
    assert not outside("", WEEK, late, ZONE)
    assert not outside("non-exempt", None, late, ZONE)
    assert WEEK.in_words == "Monday to Friday, 8:00 am to 5:00 pm"
    assert PaidHours(frozenset({0, 2, 3, 6}), time(0), time(12, 30)).in_words == (
        "Monday, Wednesday to Thursday, Sunday, 12:00 am to 12:30 pm"
    )


Given = actions.Given
GIVEN = Given("non-exempt", NOON.date(), "the owner", [0, 1, 2, 3, 4], time(8), time(17))


@pytest.mark.django_db
def test_a_step_outside_the_hours_is_told_before_and_recorded_as_work(owner, colleague, adopted, sign_in):
    agent = colleague("agent")
    with scope.organization(owner.organization_id):
        actions.set_terms(actor=actor_of(owner), member=agent, given=GIVEN, at=NOON)
        case = desk.start(actor=actor_of(agent), member=agent, revision=adopted, channel="phone", at=NOON, known={})
        monday = NOON.replace(hour=16)
        inside = queries.works_outside(agent.pk, monday)
        late = NOON + timedelta(hours=10)
        assert (inside, queries.works_outside(agent.pk, late)) == ("", WEEK.in_words)
        assert queries.works_outside(owner.pk, late) == ""
        desk.pause(actor=actor_of(agent), case=case, at=late, reason="Back at once.")
        kept = {row.kind: row.data for row in Event.objects.filter(chain__subject="case")}
        told = Event.objects.get(kind="terms-set").data
        actions.set_terms(actor=actor_of(owner), member=agent, given=Given("", None, "", [], None, None), at=NOON)
        assert queries.hours_of(queries.terms(agent)) is None
        nothing = Event.objects.filter(kind="terms-set").order_by("seq").last().data
        assert queries.terms(owner).overtime == "", "what is written of one is nobody else's"
    assert told == {
        "overtime": "non-exempt", "determined_on": "2026-11-24", "by": "the owner", "hours": WEEK.in_words,
    }  # fmt: skip
    assert nothing == {"overtime": "", "determined_on": "", "by": "", "hours": ""}
    assert kept["paused"]["outside_hours"] is True
    assert "outside_hours" not in kept["started"]


@pytest.mark.django_db
def test_a_printed_procedure_says_who_is_exempt_by_which_determination(owner, colleague, adopted, sign_in):
    agent = colleague("agent")
    with scope.organization(owner.organization_id):
        assert queries.classes() == {}
        actions.set_terms(actor=actor_of(owner), member=agent, given=GIVEN, at=NOON)
        told = queries.classes()
        assert told == {"agent": "non-exempt, determined on Nov 24, 2026 by the owner"}
        page = printed(adopted, NOON.date())
        assert dict(page.facts)["Paid as"].startswith(f"agent: {told['agent']}")
        people.switch_member(actor=actor_of(owner), member=agent, active=False, at=NOON)
        assert queries.classes() == {}, "who is out works as nothing"
    exempt = Determined("exempt", NOON.date())
    assert in_words([exempt, None, exempt]) == "2 exempt, determined on Nov 24, 2026, 1 not determined yet"
    assert in_words([None]) == ""
    paid = Determined("non-exempt", NOON.date(), "counsel")
    assert in_words([exempt, exempt]) == "exempt, determined on Nov 24, 2026"
    told = "1 exempt, determined on Nov 24, 2026, 1 non-exempt, determined on Nov 24, 2026 by counsel"
    assert in_words([exempt, paid]) == told


@pytest.mark.django_db
def test_half_a_class_and_half_the_hours_are_refused(owner, colleague, sign_in):
    agent = colleague("agent")
    client = sign_in(owner)
    address = f"/people/{agent.pk}/terms/"
    page = client.post(address, {"overtime": "non-exempt"})
    assert page.status_code == 422
    assert "Write the day on which this was determined." in page.content.decode()
    page = client.post(address, {"days": ["0"], "begins": "08:00"})
    assert "need days, a beginning and an end" in page.content.decode()
    whole = {"overtime": "exempt", "determined_on": "2026-11-01", "determined_by": "counsel", "days": ["0", "4"],
             "begins": "08:00", "ends": "12:00"}  # fmt: skip
    assert client.post(address, whole).status_code == 302
    assert "exempt as of" in client.get("/people/").content.decode()
    assert sign_in(agent).get(address).status_code == 403
    with scope.organization(owner.organization_id):
        with pytest.raises(RefusedError):
            actions.set_terms(actor=actor_of(agent), member=agent, given=GIVEN, at=NOON)
        hours = queries.hours_of(queries.terms(agent))
        assert hours == PaidHours(frozenset({0, 4}), time(8), time(12))
        assert Terms.objects.get(member=agent).determined_by == "counsel"


@pytest.mark.django_db
def test_duty_is_switched_by_oneself_or_by_whoever_takes_escalations(owner, colleague, sign_in):
    agent, other, boss = colleague("agent"), colleague("auditor"), colleague("supervisor")
    with scope.organization(owner.organization_id):
        assert sign_in(agent).post(f"/people/{agent.pk}/duty/", {"on": "yes"}).status_code == 302
        assert Member.objects.get(pk=agent.pk).on_duty_since is not None
        assert sign_in(other).post(f"/people/{agent.pk}/duty/", {"on": "no"}).status_code == 403
        assert sign_in(agent).post(f"/people/{boss.pk}/duty/", {"on": "yes"}).status_code == 403
        actions.switch_duty(actor=actor_of(boss), member=agent, on=False, at=NOON)
        assert Member.objects.get(pk=agent.pk).on_duty_since is None
        with pytest.raises(RefusedError):  # who does no work at the desk has no duty there
            actions.switch_duty(actor=actor_of(other), member=other, on=True, at=NOON)
        agent.active = False
        with pytest.raises(PeopleError, match="switched off"):
            actions.switch_duty(actor=actor_of(boss), member=agent, on=True, at=NOON)
        kinds = [row.kind for row in Event.objects.filter(chain__subject_id=agent.pk).order_by("seq")]
    assert kinds[-2:] == ["on-duty", "off-duty"]
